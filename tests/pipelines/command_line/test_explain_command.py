"""Every krona of the example year resolved down to the delivered cells, and back again."""

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

from assets.programmes import GRANT_BY_ID, GRANTS
from assets.warehouse import Warehouse
from pipelines.command_line.explain_command import explain_cell, explain_region, indented
from pipelines.command_line.explained_results import ExplainError, read_results
from pipelines.settings import Settings
from rules.cell_explanation import cell_tree
from rules.explanation import Node, Results
from rules.region_explanation import region_tree
from rules.regions import CODES
from rules.swedish import NO_BREAK_SPACE

PROGRAMMES = [grant.programme.id for grant in GRANTS]
GAVLEBORG = "vardplatser/2024-11-20_gavleborg.xlsx!Rapport!D25"
HALLAND = "vardplatser/2024-11-20_halland.xlsx!Rapport!D22"


@pytest.fixture(scope="module")
def settings(year) -> Settings:
    return Settings().placed(warehouse=year.warehouse)


@pytest.fixture(scope="module")
def stored(year) -> dict[str, Results]:
    with Warehouse(year.warehouse).reading() as connection:
        return {programme: read_results(connection, GRANT_BY_ID[programme]) for programme in PROGRAMMES}


def said(node: Node) -> str:
    return "\n".join(indented(node)).replace(NO_BREAK_SPACE, " ")


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_krona_of_every_payment_to_every_region_resolves(
    stored: dict[str, Results], year, programme: str
) -> None:
    paid = {
        (code, payment): amount
        for code, payment, amount in year.rows(
            f"SELECT region_code, payment, sum(amount_kr) FROM out.payout WHERE programme = '{programme}' GROUP BY ALL"
        )
    }
    assert len(paid) == len(CODES) * len(GRANT_BY_ID[programme].programme.payments)
    for (code, payment), amount in paid.items():
        tree = region_tree(stored[programme], code, payment=payment)
        assert tree.amount_kr == amount
        leaves = list(tree.leaves())
        assert sum(Fraction(leaf.amount_kr or 0) for leaf in leaves) == amount
        assert all(leaf.source or "vilar inte på någon leverans" in leaf.text for leaf in leaves if leaf.amount_kr)


def test_the_months_of_a_region_sum_to_what_was_paid_by_months(stored: dict[str, Results], year) -> None:
    months = GRANT_BY_ID["vardplatser_2024"].months
    for code in CODES:
        by_month = [region_tree(stored["vardplatser_2024"], code, month=month).amount_kr for month in months]
        ((paid,),) = year.rows(
            f"SELECT sum(amount_kr) FROM out.payout WHERE payment = 'slut' AND region_code = '{code}'"
        )
        assert sum(Fraction(amount or 0) for amount in by_month) == paid


def test_the_kronor_of_all_cells_are_the_pots_that_rest_on_deliveries(stored: dict[str, Results]) -> None:
    """By pot, exactly; the basic requirement of the beds and block 1 follow from their decrees alone."""
    links = [link for results in stored.values() for link in results.links]
    cells = defaultdict(list)
    for link in links:
        cells[link.source].append(link)
    moved = {source: cell_tree(source.address, [], own, [], stored) for source, own in cells.items() if source.file}
    assert len(moved) > 5000
    pot_of = {
        (programme, *part): pot.amount_kr
        for programme in PROGRAMMES
        for pot in GRANT_BY_ID[programme].pots
        for part in pot.parts
    }
    by_pot: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    for source, tree in moved.items():
        assert tree.amount_kr == sum(link.share_kr for link in cells[source])
        for link in cells[source]:
            by_pot[link.programme, pot_of[link.programme, link.payment, link.component]] += link.share_kr
    assert dict(by_pot) == {
        ("tillganglighet_2024", 1_237_500_000): 2 * 1_237_500_000,
        ("tillganglighet_2024", 450_000_000): 450_000_000,
        ("vardplatser_2024", 1_240_000_000): 1_240_000_000,
        ("vardkoer_2025", 397_000_000): 397_000_000,
    }


def test_every_cell_is_in_the_delivered_file_with_the_value_that_is_named(stored: dict[str, Results], year) -> None:
    named = {link.source for results in stored.values() for link in results.links if link.source.file}
    by_file = defaultdict(list)
    for source in named:
        by_file[source.file].append(source)
    for file, sources in by_file.items():
        path: Path = year.raw / file
        read = cells_of_text(path) if path.suffix == ".csv" else cells_of_workbook(path)
        assert {source: read.get((source.sheet, source.cell), "") for source in sources} == {
            source: source.value for source in sources
        }


def cells_of_text(path: Path) -> dict[tuple[str, str], str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    return {
        ("", f"{chr(ord('A') + column)}{row}"): text
        for row, texts in enumerate(rows, start=1)
        for column, text in enumerate(texts)
    }


def cells_of_workbook(path: Path) -> dict[tuple[str, str], str]:
    workbook = load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): as_text(cell.value)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return f"{Decimal(repr(value)).normalize():f}" if isinstance(value, float) else str(value)


def test_a_rejected_cell_says_why_and_what_counts_instead(settings: Settings) -> None:
    tree = explain_cell(settings, GAVLEBORG)
    assert tree.amount_kr == 0
    text = said(tree)
    assert "ca 3" in text and "avvisad" in text and "är inte ett tal" in text
    assert "I stället räknas vardplatser/2024-12-02_gavleborg_rattelse.xlsx!Rapport!D6" in text


def test_a_replaced_cell_says_by_what(settings: Settings) -> None:
    tree = explain_cell(settings, HALLAND)
    assert tree.amount_kr == 0
    assert "ersatt" in said(tree)
    assert "I stället räknas vardplatser/2024-11-28_halland_rattelse.xlsx!Rapport!D6" in said(tree)


def test_the_cell_that_replaced_it_moved_the_kronor_of_its_month(settings: Settings, year) -> None:
    tree = explain_cell(settings, "2024-11-28_halland_rattelse.xlsx!Rapport!D6")
    ((earned,),) = year.rows(
        "SELECT earned_kr_exact FROM out.qualification WHERE requirement = 'overbelaggningar' AND month = '2024-05-01' "
        "AND region_code = '13'"
    )
    parts = [child.amount_kr for child in tree.children if child.amount_kr is not None]
    assert Fraction(str(earned)) in parts or earned == 0
    assert "Region Halland" in said(tree)


def test_a_population_cell_moved_both_distributions_by_population(settings: Settings, year) -> None:
    tree = explain_cell(settings, "befolkning/2023-12-20_befolkning_2023-11-01.xlsx!Rapport!D9")
    ((paid,),) = year.rows(
        "SELECT sum(amount_kr) FROM out.payout WHERE component = 'befolkning_0_18' AND region_code = '03'"
    )
    assert tree.amount_kr == paid


def test_a_value_of_the_year_before_counts_nothing_but_names_what_it_was_compared_with(settings: Settings) -> None:
    tree = explain_cell(settings, "bup/2024-01-22_skr_bup_2023.csv!D7")
    assert tree.amount_kr == 0
    assert "cellen jämfördes med" in said(tree)


def test_a_region_that_did_not_report_is_told_so(settings: Settings) -> None:
    tree = explain_region(settings, "vardplatser_2024", "07", date(2024, 4, 1))
    assert tree.amount_kr == 0
    assert said(tree).count("har ingen giltig rapport") == 2


def test_a_region_without_an_outcome_that_gives_anything_is_told_why(settings: Settings, year) -> None:
    ((code, month, reason),) = year.rows(
        "SELECT region_code, month, reason FROM out.qualification "
        "WHERE programme = 'vardplatser_2024' AND route = 'none' ORDER BY ALL LIMIT 1"
    )
    assert isinstance(month, date)
    assert str(reason).replace(NO_BREAK_SPACE, " ") in said(
        explain_region(settings, "vardplatser_2024", str(code), month)
    )


def test_a_capped_region_sees_the_cap_and_its_places(settings: Settings) -> None:
    text = said(explain_region(settings, "vardkoer_2025", "04", payment="block2"))
    assert "taket (bilaga 2) sänker det till 7 905 280 kronor" in text
    assert "Höftledsprotes: plats 4" in text
    assert "hör inte till de bästa som delar" in text


def test_a_repayment_liability_is_told_beside_the_printed_amount(settings: Settings) -> None:
    text = said(explain_region(settings, "vardplatser_2024", "10", payment="grundkrav"))
    assert "Region Blekinge saknar beläggningsgrad" in text
    assert "Följer av beslutet (bilaga 2)" in text


def test_a_cell_of_the_basic_requirement_says_that_it_is_asked_for(settings: Settings) -> None:
    text = said(explain_cell(settings, "vardplatser/2024-11-20_blekinge.xlsx!Rapport!C7"))
    assert "grundläggande kravet" in text and "Inget belopp vilar på cellen" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["vardplatser_2024", "Narnia"], "Det finns ingen region 'Narnia'"),
        (["vardplatser_2024", "Skåne", "--month", "våren"], "är ingen månad"),
        (["vardplatser_2024", "Skåne", "--month", "2024-01"], "februari–oktober 2024"),
        (
            ["vardplatser_2024", "Skåne", "--month", "mars 2024", "--payment", "grundkrav"],
            "räknas inte månad för månad",
        ),
        (["vardplatser_2024", "Skåne", "--payment", "augusti"], "det finns grundkrav och slut"),
        (["vardkoer_2025", "Skåne", "--month", "2025-01"], "februari–oktober 2025"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_not_known_is_named_with_what_is(
    bonuspott: Callable[..., Result], year, arguments: list[str], message: str
) -> None:
    result = bonuspott("explain", *arguments, "--warehouse", year.warehouse)
    assert result.exit_code in (1, 2)
    assert message in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("bup/finns_inte.xlsx!Rapport!D7", "finns inte i databasen"),
        ("bup/2024-02-20_skr_bup_2024-01.xlsx!Blad 9!D7", "det finns Rapport"),
        ("bup/2024-02-20_skr_bup_2024-01.xlsx!Rapport!sju", "är ingen cell"),
        ("bup/2024-02-20_skr_bup_2024-01.xlsx!Rapport!A1", "ingen läst rad"),
        ("bup/2024-01-22_skr_bup_2023.csv!Blad1!D7", "utan blad"),
    ],
)
def test_a_cell_that_is_not_there_is_an_error_with_a_remedy(settings: Settings, address: str, message: str) -> None:
    with pytest.raises(ExplainError, match=message):
        explain_cell(settings, address)


def test_a_warehouse_without_results_says_what_to_do(tmp_path: Path) -> None:
    empty = Settings().placed(warehouse=tmp_path / "none.duckdb")
    with pytest.raises(ExplainError, match="Kör bonuspott run"):
        explain_region(empty, "vardplatser_2024", "12")
    with pytest.raises(ExplainError, match="Kör bonuspott run"):
        explain_cell(empty, GAVLEBORG)


def test_the_command_prints_the_tree_and_json(bonuspott: Callable[..., Result], year) -> None:
    text = bonuspott("explain", "tillganglighet_2024", "uppsala", "--payment", "augusti", "--warehouse", year.warehouse)
    assert text.exit_code == 0
    assert "Utbetalningen i augusti (avsnitt 3.7 och 6) – " in " ".join(text.output.split())
    as_json = bonuspott("explain", "--cell", GAVLEBORG, "--json", "--warehouse", year.warehouse)
    assert json.loads(as_json.output)["amount_kr"] == "0.00"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], 2), (["vardplatser_2024"], 2), (["vardplatser_2024", "12", "--cell", "x"], 2), (["--cell", "x!A1"], 1)],
    ids=["nothing", "no region", "both ways", "unknown cell"],
)
def test_a_command_that_is_wrong_or_finds_nothing_ends_with_its_code(
    bonuspott: Callable[..., Result], year, arguments: list[str], code: int
) -> None:
    assert bonuspott("explain", *arguments, "--warehouse", year.warehouse).exit_code == code


def test_the_same_year_without_a_month_of_lineage_is_not_explained(tmp_path: Path, year) -> None:
    warehouse = tmp_path / "w.duckdb"
    warehouse.write_bytes(year.warehouse.read_bytes())
    with Warehouse(warehouse).writing() as connection:
        connection.duck.execute("DELETE FROM out.lineage WHERE month = ?", [date(2024, 3, 1)])
    with pytest.raises(ExplainError, match="svarar inte mot utbetalningarna"):
        explain_region(Settings().placed(warehouse=warehouse), "vardplatser_2024", "12")
