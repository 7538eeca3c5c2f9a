"""The map of the law has every section of the documents, and every duty, number and payment that is declared."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from rules.deadlines import Deadline
from rules.declaration import Decree, Paragraph, Section
from rules.duties import of_decree
from rules.found_decrees import decree, decrees
from rules.law_map import LawRow, by_document, law_map, rows_of
from rules.register_of_readings import BY_ID
from schemas.deliveries import KINDS
from tests.living.decree_2031 import DECREE as UNISSUED

ENDING = ("På regeringens vägnar", "Kopia till")
PRINTED = {
    "Regionernas produktions- och kapacitetsplanering och målvärden för antalet vårdplatser 2022 (S2022/01373)": (
        "Regeringens beslut",
        "Bakgrund",
        "Närmare om uppdraget",
        *ENDING,
    ),
    "Överenskommelsen om ökad tillgänglighet i hälso- och sjukvården 2024 (S2023/03331)": (
        "missivet, Förbundsstyrelsens beslut",
        "missivet, Bakgrund",
        "Innehåll",
        "avsnitt 1 – Inledning",
        "avsnitt 2 – Överenskommelsens syfte och ekonomiska omfattning",
        "avsnitt 3 – Insatser för stärkt tillgänglighet och ökad kapacitet inom 2024 års överenskommelse",
        "avsnitt 3.1 – Nationell vårdförmedling för kortare köer",
        "avsnitt 3.2 – Vårdplatser överbeläggningar och utlokaliseringar",
        "avsnitt 3.3 – Kompetensförsörjning och arbetsmiljö",
        "avsnitt 3.4 – Förvaltning av register, modeller för datainsamling, dess data och informationsinnehåll",
        "avsnitt 3.5 – Innovativa arbetssätt och försöksverksamhet",
        "avsnitt 3.6 – Regionala handlingsplaner för ökad tillgänglighet",
        "avsnitt 3.7 – Barn- och ungdomspsykiatri",
        "avsnitt 4 – Insatser som SKR ska genomföra",
        "avsnitt 5 – Redovisning och rapportering",
        "avsnitt 6 – Ekonomiska villkor",
        "avsnitt 7 – Godkännande av överenskommelsen",
        "bilaga 1 – Fördelning av medlen inom ramen för överenskommelsen",
        "bilaga 2 – Information som ska ingå i rekvisition och ekonomisk redovisning",
    ),
    "Beslutet 2024-12-16 om utbetalning av medel till regionerna (S2023/03331 (delvis))": (
        "Regeringens beslut",
        "Ärendet",
        *ENDING,
        "Bilaga – Tabell 1",
    ),
    "Prestationsbaserade medel för att öka antalet disponibla vårdplatser 2024": (
        "Regeringens beslut",
        "Ärendet",
        *ENDING,
        "bilaga 1 – Villkor för prestationsbaserade medel i syfte att öka antalet disponibla vårdplatser under 2024",
        "bilaga 1, Grundläggande krav – Rapportera vårdplatsdata",
        "bilaga 1, Krav på prestation",
        "bilaga 1, Förbättring jämfört med 2023",
        "bilaga 1, Placerar sig i topp 5 under 2024",
        "bilaga 1, Kvarstående medel",
        "bilaga 2 – Fördelning av 750 000 000 kronor",
    ),
    "Prestationsbaserade medel för att korta vårdköerna 2025": (
        "Regeringens beslut",
        "Ärendet",
        *ENDING,
        "bilaga 1 – Villkor för prestationsbaserade medel i syfte att korta vårdköerna",
        "bilaga 1, Block 1 – Stärka förutsättningarna för regionernas vårdgarantifunktion",
        "bilaga 1, Block 2 – Medel för att stimulera till kortare vårdköer",
        "bilaga 1, Kvarstående medel",
        "bilaga 2 – Utbetalning av medel till regionerna",
    ),
}
"""The headings of the five documents in their order, as they are printed after what the project calls them."""


SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
TABLES = {
    table
    for module in SCHEMAS.rglob("*.py")
    for table in re.findall(r'\bname = "([a-z]+\.[a-z_]+)"', module.read_text(encoding="utf-8"))
}


def ids(row: LawRow) -> list[str]:
    return [each for words in row.words for each in re.findall("`([^`]+)`", words)]


def is_one_of_many(deadline: Deadline) -> bool:
    """Whether a row tells it by the first and the last of its kind."""
    return bool(deadline.months) or bool(re.search(r"_\d{4}-\d\d$", deadline.id))


def test_every_section_of_the_five_documents_has_a_row_in_its_order() -> None:
    found = {document: tuple(dict.fromkeys(row.section for row in rows)) for document, rows in by_document().items()}
    assert found == PRINTED
    assert list(found) == list(PRINTED)


def test_every_row_says_what_it_became_or_why_not() -> None:
    assert [row.place for row in law_map() if not row.words] == []


def test_what_is_not_carried_says_so_first_and_nothing_else_does() -> None:
    assert [row.place for row in law_map() if row.is_carried == row.reason.startswith("Bärs inte")] == []


def test_a_duty_that_nothing_carries_is_in_the_map_as_that() -> None:
    paragraph = Paragraph("Dansa", "Bärs inte: ingen leverans säger det.", is_carried=False)
    (row,) = rows_of(replace(UNISSUED, sections=(Section("§ 9", paragraphs=(paragraph,)),), further_decisions=()))
    assert (row.place, row.reason, row.is_carried) == ("§ 9: Dansa", paragraph.note, False)


def test_no_two_paragraphs_of_a_section_are_called_the_same() -> None:
    places = [(row.document, row.place) for row in law_map()]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("own", [*decrees(), UNISSUED], ids=lambda own: own.id)
def test_every_number_requirement_payment_and_deadline_is_in_a_row(own: Decree) -> None:
    told = {each for row in rows_of(own) for each in ids(row)}
    assert {number.name for number in own.numbers} <= told
    assert {requirement.id for requirement in own.requirements} <= told
    assert {payment.id for payment in own.payments} <= told
    assert {part.id for payment in own.payments for part in payment.components} <= told
    assert {each.id for each in of_decree(own) if each.day is None or not is_one_of_many(each)} <= told


def test_every_delivery_table_and_reading_that_a_paragraph_names_exists() -> None:
    sections = [section for own in decrees() for section in own.sections]
    sections += [section for own in decrees() for each in own.further_decisions for section in each.sections]
    paragraphs = [paragraph for section in sections for paragraph in section.paragraphs]
    assert {kind for each in paragraphs for kind in each.deliveries} <= {kind.id for kind in KINDS}
    assert {table for each in paragraphs for table in each.tables} <= TABLES
    assert {reading for each in paragraphs for reading in each.readings} <= BY_ID.keys()


def test_every_table_that_the_map_names_exists() -> None:
    named = {each for row in law_map() for each in ids(row) if "." in each}
    assert named and named <= TABLES


def test_a_paragraph_takes_its_number_and_its_deadline_from_the_row_of_the_section() -> None:
    own = decree("vardplatser_2024")
    whole, *paragraphs = [row for row in rows_of(own) if row.section == "Regeringens beslut"]
    assert "last_report_day" not in ids(whole) and "slutredovisning" not in ids(whole)
    (report,) = [row for row in paragraphs if row.paragraph == "Slutredovisning"]
    assert ids(report) == ["last_report_day", "slutredovisning"]
    assert "senast den 31 mars 2025" in report.became[1]


def test_a_day_left_to_the_agency_is_said_to_be_its_own_or_a_default() -> None:
    words = "\n".join(words for row in rows_of(decree("vardkoer_2025")) for words in row.became)
    assert "frist `redovisning`" in words and "den dag som myndigheten anger" in words
    assert "(förval)" in words


@pytest.mark.parametrize(
    "paragraph",
    [Paragraph("x", duties=("finns_inte",)), Paragraph("x", payments=("finns_inte",))],
    ids=["duty", "payment"],
)
def test_a_paragraph_that_names_what_there_is_not_is_an_error(paragraph: Paragraph) -> None:
    own = replace(decree("vardplatser_2024"), sections=(Section("§ 1", paragraphs=(paragraph,)),))
    with pytest.raises(KeyError, match="finns_inte"):
        list(rows_of(own))
