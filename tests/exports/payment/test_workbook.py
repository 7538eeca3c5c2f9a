import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exports.holds_for import holding_as_decided
from exports.payment.document import PaymentDocument
from exports.payment.workbook import write_payment_workbook
from exports.printed_sheet import BANNERS, Kind
from rules.declaration import Decree, Payment
from rules.decrees import tillganglighet_2024_facit as printed
from rules.money import two_decimals
from rules.monthly_pot import Assessment, Outcome, Route, forfeited_by_month, reserved_pots
from rules.payouts import Settlement
from rules.regions import CODES, REGIONS
from rules.seals import decided_words
from schemas.results import BonusPot, Payout, Qualification, Source, Undistributed, Withheld
from schemas.tables import empty, frame
from tests.exports.payment.test_order import SEAL
from tests.rules.decrees import bup as agreement
from tests.rules.decrees import operations as queues

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
FIRST, AUGUST, DECEMBER = agreement.DECREE.payments
ALL_APPROVED = {code: agreement.Account(date(2024, 9, 20), True) for code in CODES}
HOSTILE = ('=HYPERLINK("http://example.org")', "+1+1", "-1", "@SUM(1)", "http://example.org", "{=1+1}")
NO_WEIGHTS = pl.DataFrame(schema={"region_code": pl.String, "name": pl.String, "count": pl.Int64})


@cache
def outcomes() -> tuple[Outcome, ...]:
    """The quarters of pots that the decision rests on, laid out on the months from the first on."""
    reserved = reserved_pots(agreement.N.measure_kr.value, 11, printed.POPULATION_0_18)
    found = []
    for code in CODES:
        for months, quarters in zip(agreement.DECREE.paid_months.values(), printed.PARTS_EARNED[code], strict=True):
            for month in months:
                for requirement in agreement.MEASURES:
                    earned = min(4, quarters)
                    quarters -= earned
                    route = Route.IMPROVEMENT if earned else Route.NONE
                    assessment = Assessment(route, Fraction(earned, 4), "Av 40 besök skedde 30 inom 30 dagar")
                    found.append(Outcome(requirement, month, code, reserved[code], assessment))
    return tuple(found)


def rows_of(programme: Decree, settled: Settlement, mark: str = "") -> dict[str, pl.DataFrame]:
    own = {"programme": programme.id}
    return {
        "payouts": frame(Payout, [own | vars(row) | {"mark": mark} for row in settled.payouts]),
        "undistributed": frame(Undistributed, [own | vars(row) for row in settled.undistributed]),
        "withheld": frame(Withheld, [own | vars(row) | {"cause": row.cause.value} for row in settled.withheld]),
    }


def agreement_document(
    payment: Payment = DECEMBER, accounts: dict[str, agreement.Account] | None = ALL_APPROVED, mark: str = ""
) -> PaymentDocument:
    own = {"programme": agreement.DECREE.id, "mark": mark}
    inputs = agreement.Inputs(printed.POPULATION, printed.POPULATION_0_18, accounts)
    months = agreement.DECREE.paid_months.get(payment.id, ())
    qualification = [
        own
        | {
            "requirement": outcome.requirement,
            "month": outcome.month,
            "region_code": outcome.region_code,
            "reserved_kr": outcome.reserved_kr,
            "part": two_decimals(outcome.assessment.part),
            "earned_kr_exact": two_decimals(outcome.earned_kr),
            "route": outcome.assessment.route.value,
            "reason": outcome.reason,
        }
        for outcome in outcomes()
        if outcome.month in months
    ]
    bonus_pot = [
        own | {"requirement": requirement, "month": month, "forfeited_kr_exact": two_decimals(kr)}
        for (requirement, month), kr in forfeited_by_month(outcomes()).items()
    ]
    weights = {
        "Befolkning 1 november 2023": printed.POPULATION,
        "Befolkning 0–18 år 1 november 2023": printed.POPULATION_0_18,
    }
    return PaymentDocument(
        programme=agreement.DECREE,
        payment=payment,
        numbers=agreement.DECREE.numbers,
        readings=("T01", "T02", "T04"),
        qualification=frame(Qualification, qualification),
        bonus_pot=frame(BonusPot, bonus_pot),
        sources=sources([("Väntetider inom BUP", "bup/2024-02-20_skr.xlsx")], payment, mark),
        weights=pl.DataFrame(
            [
                {"region_code": code, "name": name, "count": count}
                for name, counts in weights.items()
                for code, count in counts.items()
            ]
        ),
        **rows_of(agreement.DECREE, agreement.settle(inputs, outcomes()), mark),
    )


def queues_document(payment_id: str) -> PaymentDocument:
    """Nothing is in for this decree, so that block 1 is paid and block 2 withheld."""
    return PaymentDocument(
        programme=queues.DECREE,
        payment=queues.DECREE.payment(payment_id),
        numbers=queues.DECREE.numbers,
        readings=("T14",),
        qualification=empty(Qualification),
        bonus_pot=empty(BonusPot),
        sources=empty(Source),
        weights=NO_WEIGHTS,
        **rows_of(queues.DECREE, queues.settle({}, None)),
    )


def sources(files: list[tuple[str, str]], payment: Payment, mark: str = "") -> pl.DataFrame:
    rows: list[dict[str, object]] = [
        {
            "programme": agreement.DECREE.id,
            "payment": payment.id,
            "input": name,
            "file": file,
            "sha256": "ab" * 32,
            "received": date(2024, 2, 20),
            "row_count": 63,
            "mark": mark,
        }
        for name, file in files
    ]
    return frame(Source, rows)


Opened = dict[str, Worksheet]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Opened]:
    """Writes a document and opens it: with formulas, or with the values stored beside them."""

    def written(document: PaymentDocument, *, values: bool = True) -> Opened:
        write_payment_workbook(document, tmp_path / "utbetalning.xlsx")
        return opened_at(tmp_path / "utbetalning.xlsx", values)

    return written


@pytest.fixture(scope="module")
def december_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("december") / "december.xlsx"
    write_payment_workbook(agreement_document(), path)
    return path


@pytest.fixture(scope="module")
def december(december_path: Path) -> Opened:
    """The December payment as decided, only read by the tests that share it."""
    return opened_at(december_path, values=True)


def opened_at(path: Path, values: bool) -> Opened:
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(path, data_only=values).worksheets}


def table(sheet: Worksheet) -> list[list[object]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def row_named(sheet: Worksheet, name: str) -> list[object]:
    return next(row for row in table(sheet) if row[0] == name)


def test_december_has_the_decisions_table_in_the_decisions_layout(december):
    sheet = december["Fördelning"]
    amount = "1 545 740 465".replace(" ", NO_BREAK_SPACE)
    assert sheet["A1"].value.startswith(f"Tabell 1. Fördelning av {amount} kronor till regionerna")
    heading, lower, *body, nation = table(sheet)[1:]
    assert heading == ["Region", "BUP", None, None, "Exkl. BUP", "Totalt"]
    assert lower == [
        None,
        "Befolkning 0–18 år",
        "Prestationskrav juli–november",
        "Bonuspott",
        "Befolkning totalt",
        None,
    ]
    assert {str(merged) for merged in sheet.merged_cells.ranges} >= {"A2:A3", "B2:D2", "F2:F3"}
    assert [tuple(row[1:]) for row in body] == [printed.TABLE_1[code] for code in CODES]
    assert nation == ["Riket", *printed.TABLE_1_TOTALS]


def test_december_names_the_regions_as_the_decision_does(december):
    names = [row[0] for row in table(december["Fördelning"])[3:24]]
    assert names == (
        "Stockholm;Uppsala;Sörmland;Östergötland;Jönköpings län;Kronoberg;Kalmar län;Gotland;Blekinge;Skåne;Halland;"
        "Västra Götalandsregionen;Värmland;Örebro;Västmanland;Dalarna;Gävleborg;Västernorrland;Jämtland Härjedalen;"
        "Västerbotten;Norrbotten"
    ).split(";")


@pytest.mark.parametrize(
    ("accounts", "is_shown"),
    [(ALL_APPROVED, False), (ALL_APPROVED | {"09": agreement.Account(None, False)}, True)],
    ids=["all regions met section 5", "one did not"],
)
def test_remaining_funds_have_a_column_only_when_there_are_any(write, accounts, is_shown):
    headings = table(write(agreement_document(accounts=accounts))["Fördelning"])[2]
    assert ("Kvarstående medel" in headings) is is_shown


def test_sums_are_formulas_and_every_stored_value_is_what_its_formula_gives(december, december_path):
    formulas = opened_at(december_path, values=False)
    assert formulas["Fördelning"]["F4"].value == "=SUM(B4:E4)"
    assert formulas["Fördelning"]["F25"].value == "=SUM(F4:F24)"
    checked = 0
    for name, sheet in formulas.items():
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            assert calculated(cell.value, december, name) == pytest.approx(
                december[name][cell.coordinate].value, abs=1e-6
            )
            checked += 1
    assert checked > 100


def calculated(formula: str, values: Opened, own: str) -> float:
    """What a formula of sums, differences and quotients gives on the stored values."""

    def cells(reference: re.Match[str]) -> str:
        found = values[reference["sheet"] or own][reference["cells"].replace("$", "")]
        rows = found if isinstance(found, tuple) else ((found,),)
        return ",".join(str(cell.value or 0) for row in rows for cell in row)

    numbers = re.sub(r"(?:(?P<sheet>\w+)!)?(?P<cells>\$?[A-Z]+\$?\d+(?::[A-Z]+\d+)?)", cells, formula.removeprefix("="))
    return float(eval(re.sub(r"SUM\(([^)]*)\)", r"sum([\1])", numbers)))


def test_the_basis_leads_from_shares_over_earned_pots_to_what_is_paid(december):
    stockholm = row_named(december["Underlag"], "Stockholm")
    populations, requirements, (earned, paid) = stockholm[1:5], stockholm[5:14], stockholm[14:]
    assert populations[::2] == [2_455_914, 544_566]
    assert populations[1::2] == pytest.approx([2_455_914 / 10_557_682, 544_566 / 2_283_179])
    assert sum(requirements[0::3]) == 7.5
    assert requirements[1::3] == [5 * 3_252_439] * 3
    assert sum(requirements[2::3]) == earned == 24_393_292.5
    assert paid == 24_393_293


def test_fulfilment_has_a_row_with_a_reason_for_every_month_requirement_and_region(december):
    sheet = december["Uppfyllnad"]
    heading, *rows = table(sheet)[1:]
    assert heading[-2:] == ["Väg", "Motivering"]
    rows = [row for row in rows if row[2]]
    assert len(rows) == 5 * 3 * 21
    assert {row[6] for row in rows} == {"förbättring", "ej uppfyllt"}
    assert all(row[7].endswith(".") for row in rows)
    assert rows[0][:3] == ["juli 2024", "BUP besök", "Stockholm"]


def test_the_reasons_of_each_region_are_printed_on_a_page_of_their_own_under_its_name(december):
    sheet = december["Uppfyllnad"]
    first = [row[0] for row in table(sheet)]
    names = [region.official_name for region in REGIONS]
    assert [text for text in first if text in names] == names
    begins = [first.index(name) for name in names]
    assert [page.id for page in sheet.row_breaks.brk] == begins[1:]
    assert [first[row - 1] for row in [*begins[1:], len(first)]] == ["Summa"] * 21
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.print_area == f"'Uppfyllnad'!$A$1:$H${len(first)}"
    earned = {name: table(sheet)[row - 1][5] for name, row in zip(names, [*begins[1:], len(first)], strict=True)}
    assert earned["Region Stockholm"] == 24_393_292.5


def test_a_mark_that_only_some_rows_have_stands_at_each_row(write):
    document = agreement_document()
    marked = pl.when(pl.col("region_code") == "01").then(pl.lit("exempel")).otherwise(pl.lit(""))
    rows = table(write(replace(document, qualification=document.qualification.with_columns(mark=marked)))["Uppfyllnad"])
    assert {(row[2], row[8]) for row in rows if row[2] in ("Stockholm", "Skåne")} == {
        ("Stockholm", "exempel"),
        ("Skåne", ""),
    }


@pytest.mark.parametrize(
    ("seal", "said"),
    [
        (None, "Preliminär, räknad på det som har kommit in till och med den 20 februari 2024"),
        (SEAL, "Beslutad den 31 augusti 2024, beslut nummer 4"),
    ],
)
def test_every_sheet_says_on_screen_and_on_paper_whether_the_payment_is_decided(write, seal, said):
    for name, sheet in write(replace(agreement_document(), seal=seal)).items():
        assert sheet["A1"].value.endswith(f". {said}."), name
        assert sheet.oddHeader.center.text.strip() == said, name


def test_where_a_banner_says_that_the_payment_is_decided_nothing_else_on_the_sheet_does(write):
    words = decided_words("Utbetalningen i december", SEAL)
    with holding_as_decided(words):
        sheets = write(replace(agreement_document(), seal=SEAL))
    for name, sheet in sheets.items():
        assert sheet["A2"].value == words, name
        told = [str(cell.value) for row in sheet.iter_rows() for cell in row if "eslutad den 31" in str(cell.value)]
        assert told == [words] and not sheet.oddHeader.center.text, name


def test_a_preliminary_payment_that_rests_on_nothing_delivered_says_no_day(write):
    assert write(queues_document("block1"))["Fördelning"]["A1"].value.endswith(". Preliminär.")


def test_the_bonus_pot_is_explained_from_what_was_set_aside(december):
    sheet = december["Bonuspott"]
    assert len([row for row in table(sheet) if str(row[0]).endswith(" 2024")]) == 11
    amounts = {row[0]: row[1] for row in table(sheet) if row[0]}
    assert amounts["Avsatt i allt"] == 450_000_000
    assert amounts["Betalt: Utbetalningen i augusti, prestationskrav januari–juni"] == printed.AUGUST_TOTAL_KR
    assert amounts["Bonuspott: avsatt minus betalt (T04)"] == 191_389_844
    assert amounts["Bonuspott som regionerna får enligt fliken Fördelning"] == 191_389_844
    assert amounts["Kontroll: bonuspott utan förklaring, ska vara 0"] == 0


@pytest.mark.parametrize(
    ("document", "sheets"),
    [
        pytest.param(
            agreement_document(),
            ["Fördelning", "Underlag", "Uppfyllnad", "Bonuspott", "Källor", "Villkor", "Läsningar"],
            id="requirements and a bonus pot",
        ),
        pytest.param(
            agreement_document(FIRST),
            ["Fördelning", "Underlag", "Källor", "Villkor", "Läsningar"],
            id="population only",
        ),
        pytest.param(
            queues_document("block1"),
            ["Fördelning", "Ofördelat och innehållet", "Källor", "Villkor", "Läsningar"],
            id="equal shares with kronor over",
        ),
    ],
)
def test_a_payment_has_the_sheets_that_it_has_something_to_say_on(write, document, sheets):
    assert list(write(document)) == sheets


def test_kronor_that_nobody_gets_are_told_under_the_table_and_explained(write):
    opened = write(queues_document("block1"))
    assert table(opened["Fördelning"])[-1][0].startswith("Därutöver är 16 kronor inte fördelade")
    assert row_named(opened["Ofördelat och innehållet"], "Lika fördelning")[1] == 16


def test_a_withheld_payment_says_why_instead_of_showing_amounts(write):
    document = queues_document("block2")
    opened = write(document)
    reason = document.withheld["reason"][0]
    assert opened["Fördelning"]["A1"].value.startswith("Block 2: kortare vårdköer: innehållen.")
    assert opened["Fördelning"]["A2"].value == reason
    assert row_named(opened["Ofördelat och innehållet"], "Block 2: kortare vårdköer")[1:3] == [
        "väntar på uppgifter",
        reason,
    ]


def test_a_withheld_payment_shows_no_population_since_no_payout_carries_its_marks(write):
    opened = write(agreement_document(accounts=None))
    assert "Antal" not in [cell for row in table(opened["Underlag"]) for cell in row]


def test_a_payment_that_was_never_computed_says_so(write):
    document = replace(queues_document("block1"), payouts=empty(Payout), undistributed=empty(Undistributed))
    opened = write(document)
    assert "inte beräknad" in opened["Fördelning"]["A1"].value
    assert "Ofördelat och innehållet" not in opened


@pytest.mark.parametrize("mark", ["exempel", "rekonstruerad", "exempel, rekonstruerad"])
def test_marks_stand_at_the_top_of_every_sheet_that_rests_on_marked_rows(write, mark):
    opened = write(agreement_document(mark=mark))
    for name in ("Fördelning", "Underlag", "Uppfyllnad", "Bonuspott", "Källor"):
        top = [row[0] for row in table(opened[name])[1:3]]
        assert [text for text in top if text in BANNERS.values()] == [BANNERS[one] for one in mark.split(", ")], name
        assert mark in [cell for row in table(opened[name]) for cell in row] or name in ("Underlag", "Uppfyllnad")
    for name in ("Villkor", "Läsningar"):
        assert not set(BANNERS.values()) & {row[0] for row in table(opened[name])}


def test_without_marks_there_is_no_banner(december):
    for sheet in december.values():
        assert not set(BANNERS.values()) & {row[0] for row in table(sheet)}


def test_an_unknown_mark_stops_the_document(write):
    with pytest.raises(KeyError, match="okänd"):
        write(agreement_document(mark="okänd"))


def test_text_from_outside_stays_text(write):
    files = sources([(text, text) for text in HOSTILE], DECEMBER)
    sheet = write(replace(agreement_document(), sources=files), values=False)["Källor"]
    cells = [cell for row in sheet["A3:B8"] for cell in row]
    assert [cell.value for cell in cells] == [text for text in HOSTILE for _ in range(2)]
    assert {(cell.data_type, cell.hyperlink, cell.quotePrefix) for cell in cells} == {("s", None, True)}


def test_every_sheet_prints_on_a4_one_page_wide_with_its_headings_repeated(december):
    for name, sheet in december.items():
        assert sheet.page_setup.paperSize == 9
        if name == "Uppfyllnad":  # its own page breaks count only where nothing is fitted
            assert (sheet.page_setup.orientation, sheet.page_setup.scale) == ("portrait", 45)
            assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
        else:
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToWidth in (None, 1)
            assert sheet.page_setup.fitToHeight == (None if name in ("Fördelning", "Underlag", "Bonuspott") else 0)
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert sheet.oddHeader.left.text == "Tillgänglighet 2024"
        assert sheet.oddHeader.right.text == "Utbetalningen i december"
        assert sheet.oddFooter.right.text == "Sida &P av &N"


def test_amounts_are_grouped_with_blanks(december):
    sheet = december["Fördelning"]
    assert {cell.number_format for row in sheet["B4:F25"] for cell in row} == {Kind.AMOUNT.value}


def test_the_terms_are_the_decrees_numbers_with_unit_and_section(december):
    rows = table(december["Villkor"])
    assert ["Medel till SKR", 12_000_000, "kronor", "avsnitt 2 och 6; bilaga 1"] in rows
    assert len(rows) - 2 == len(agreement.DECREE.numbers)


def test_the_terms_write_lists_in_words(write):
    values = [row[1] for row in table(write(queues_document("block1"))["Villkor"])]
    assert "februari–oktober 2025" in values
    assert any("NFB: Höftledsprotes" in str(value) for value in values)


def test_the_readings_are_those_that_the_payment_rests_on(december):
    rows = table(december["Läsningar"])
    assert [row[0] for row in rows[2:]] == ["T01", "T02", "T04"]


def test_rows_of_other_payments_and_programmes_are_passed_over(write):
    document = queues_document("block1")
    other = rows_of(agreement.DECREE, agreement.settle(agreement.Inputs(None, None, None), ()))
    mixed = replace(
        document,
        withheld=pl.concat([document.withheld, other["withheld"]]),
        sources=sources([("Väntetider", "bup/a.xlsx")], DECEMBER),
    )
    assert {name: table(sheet) for name, sheet in write(mixed).items()} == {
        name: table(sheet) for name, sheet in write(document).items()
    }


def test_the_same_document_gives_the_same_bytes_and_no_time_of_writing(tmp_path):
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        write_payment_workbook(agreement_document(mark="exempel"), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with ZipFile(paths[0]) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"2024-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_a_failed_rewrite_leaves_the_old_workbook_and_nothing_else(tmp_path):
    path = tmp_path / "a.xlsx"
    write_payment_workbook(agreement_document(), path)
    before = path.read_bytes()
    with pytest.raises(KeyError):
        write_payment_workbook(agreement_document(mark="okänd"), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
