import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from assets.grants import Grant
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Connection, Warehouse
from assets.what_if import Stored, as_decided
from pipelines.command_line import interval_command, margins_command, readings_command
from pipelines.command_line.conversation import monthly_grant_ids
from rules.interval import NoIntervalError
from rules.regions import BY_CODE, CODES
from rules.register_of_readings import BY_ID
from schemas.decisions import DecidedAdjustment, Decision
from schemas.results import Qualification
from schemas.tables import frame
from schemas.what_if import Margin


@pytest.fixture(scope="module")
def prices(small_warehouse):
    return readings_command.priced(small_warehouse, "vardkoer_2025")


def test_readings_are_ranked_by_the_money_that_moves(prices) -> None:
    rows = readings_command.reading_rows(prices)
    assert {row.reading for row in rows} == {"T03", "T11", "T14", "T18", "T24", "T25", "T27", "T28"}
    moved = [row.moved_kr for row in rows if row.moved_kr is not None]
    assert moved == sorted(moved, reverse=True)
    assert 16 in moved and 0 in moved


def test_a_row_of_readings_fits_its_headings(prices) -> None:
    for row in readings_command.reading_rows(prices):
        assert len(readings_command.flat(row)) == len(readings_command.CSV_HEADINGS)
        assert len(readings_command.shown(row)) == len(readings_command.HEADINGS)


def test_an_alternative_that_cannot_be_computed_is_shown_without_kronor(prices) -> None:
    (lot,) = [row for row in readings_command.reading_rows(prices) if row.alternative == "lot"]
    assert lot.moved_kr is None
    assert set(lot.differences_kr) == {None}
    assert readings_command.shown(lot)[-1] == "kan inte räknas"
    assert lot.no_price == "Vem en lott faller på går inte att veta i förväg."


def test_every_alternative_has_a_price_or_says_why_it_has_none(prices) -> None:
    for row in readings_command.reading_rows(prices):
        assert (row.moved_kr is None) == bool(row.no_price)


def test_the_workbook_prices_each_alternative_for_each_region(prices, tmp_path) -> None:
    path = tmp_path / "ny mapp" / "lasningar.xlsx"
    readings_command.write_workbook(path, prices)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Priser", "Regioner", "Register"]
    rows = list(book["Regioner"].iter_rows(values_only=True))
    place = next(row for row in rows if "T14 apportioned" in row).index("T14 apportioned")
    amounts = {row[0]: row[place] for row in rows}
    assert [amounts[BY_CODE[code].name] for code in CODES] == [1] * 16 + [0] * 5
    assert amounts["Ofördelat"] == -16
    register = [row for row in book["Register"].iter_rows(values_only=True) if row[0] == "T11"]
    assert [row[3] for row in register] == ["ja", "nej", "nej"]
    assert {row[6] for row in register} == {BY_ID["T11"].decided_by}
    (alone,) = [row for row in book["Register"].iter_rows(values_only=True) if row[0] == "T15"]
    assert alone[7] == "ingen annan läsning står i registret"


def test_the_workbook_says_that_it_rests_on_marked_values(small_warehouse, tmp_path) -> None:
    path = tmp_path / "lasningar.xlsx"
    readings_command.write_workbook(path, readings_command.priced(small_warehouse, "vardplatser_2024"))
    texts = [cell for row in openpyxl.load_workbook(path)["Priser"].iter_rows(values_only=True) for cell in row]
    assert any("EXEMPEL" in str(text) for text in texts)


def test_an_interval_for_each_region_with_its_marks(small_warehouse) -> None:
    rows = interval_command.interval_rows(small_warehouse, "vardplatser_2024")
    assert [row.region_code for row in rows] == list(CODES)
    assert {row.mark for row in rows} == {"exempel"}
    assert sum(row.least_kr for row in rows) == sum(row.most_kr for row in rows) == 1_240_000_000
    assert all(len(row) == len(interval_command.HEADINGS) for row in rows)


def test_an_interval_needs_the_population_of_its_pots(small_warehouse) -> None:
    with pytest.raises(NoIntervalError):
        interval_command.interval_rows(small_warehouse, "tillganglighet_2024")


def test_margins_of_a_region_and_a_month(small_warehouse) -> None:
    month = date(2024, 3, 1)
    rows, basis = margins_command.margins_told(small_warehouse, "vardplatser_2024", ["12"], [month])
    assert basis == ["Underlag: de uppgifter som räknas nu, med det som är beslutat."]
    cells = [dict(zip(margins_command.CSV_HEADINGS, margins_command.flat(row), strict=True)) for row in rows]
    assert [(cell["requirement"], cell["month"], cell["region_code"]) for cell in cells] == [
        ("overbelaggningar", month, "12"),
        ("utlokaliseringar", month, "12"),
    ]
    for cell in cells:
        assert cell["distance"].endswith("per 100 vårdplatser")
        assert cell["kr_12"] == cell["worth_kr"]
        assert sum(cell[f"kr_{code}"] for code in CODES) == 0
        assert cell["mark"] == "exempel"


def test_the_title_of_a_table_of_margins_says_once_what_its_numbers_count(small_warehouse) -> None:
    rows, _ = margins_command.margins_told(small_warehouse, "vardplatser_2024", ["12", "09"], [date(2024, 3, 1)])
    tables = margins_command.tables(rows)
    assert [table.title for table in tables] == [
        "Överbeläggningar per 100 disponibla vårdplatser, mars 2024: överbeläggningar per 100 vårdplatser",
        "Utlokaliseringar per 100 disponibla vårdplatser, mars 2024: utlokaliseringar per 100 vårdplatser",
    ]
    for table in tables:
        assert [row[0] for row in table.rows] == ["Gotland", "Skåne"]
        for row in table.rows:
            told = dict(zip(table.headings, row, strict=True))
            assert told["Avstånd"].endswith((" fler", " färre"))


def test_the_margins_of_one_region_are_shown_month_by_month(small_warehouse) -> None:
    rows, _ = margins_command.margins_told(small_warehouse, "vardplatser_2024", ["12"])
    first, second = margins_command.tables(rows)
    assert first.title == "Överbeläggningar per 100 disponibla vårdplatser, Skåne: överbeläggningar per 100 vårdplatser"
    assert first.headings[0] == "Månad"
    assert [row[0] for row in first.rows] == [row[0] for row in second.rows]
    assert first.rows[0][0] == "februari 2024"
    assert len(first.rows) == len({row.margin.month for row in rows})


MARGIN = {
    "programme": "vardplatser_2024",
    "requirement": "overbelaggningar",
    "month": date(2024, 3, 1),
    "region_code": "12",
    "value_name": "overbelaggningar_per_100",
    "change": "none",
    "value": None,
    "part": Decimal(0),
    "distance": "",
    "earned_difference_kr_exact": Decimal(0),
    "sentence_sv": "En mening som är lång nog.",
    "mark": "",
}


@pytest.mark.parametrize(
    ("value", "route", "told"),
    [
        (None, "awaited", ("inte rapporterad än", "", "")),
        (Decimal("4.28"), "none", ("4,28", "0 %", "inte av detta ensamt")),
    ],
    ids=["not reported", "reported"],
)
@pytest.mark.parametrize("open_until", [date(2024, 4, 21), None], ids=["open", "closed"])
def test_nothing_is_settled_in_a_month_that_is_open(
    value: Decimal | None, route: str, told: tuple[str, ...], open_until: date | None, tmp_path: Path
) -> None:
    outcome = {
        **{name: MARGIN[name] for name in ("programme", "requirement", "month", "region_code", "part", "mark")},
        "reserved_kr": 1000,
        "earned_kr_exact": Decimal(0),
        "route": route if open_until or value else "not_reported",
        "reason": "En mening som är lång nog.",
        "open_until": open_until,
    }
    warehouse = Warehouse(tmp_path / "w.duckdb")
    with warehouse.writing() as connection:
        connection.replace(Qualification, frame(Qualification, [outcome]))
        connection.replace(Margin, frame(Margin, [MARGIN | {"value": value}]))
    with warehouse.reading() as connection:
        (table,) = margins_command.tables(margins_command.kept_rows(connection, GRANT_BY_ID["vardplatser_2024"]))
    settled = ("ingen rapport" if value is None else "4,28", "0 %", "kan inte bli ett annat")
    assert table.rows[0][1:4] == (told if open_until else settled)


def test_margins_that_are_computed_await_the_months_that_nobody_owes_yet(
    small_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_march(connection: Connection, grant: Grant) -> Stored:
        stored = as_decided(connection, grant)
        given = stored.case.given
        reports = {
            kind: {key: values for key, values in own.items() if key[1] < date(2024, 2, 1)}
            for kind, own in given.reports.items()
        }
        return replace(stored, case=replace(stored.case, given=replace(given, reports=reports, on=date(2024, 3, 1))))

    monkeypatch.setattr(margins_command, "as_decided", in_march)
    with small_warehouse.reading() as connection:
        rows = margins_command.computed_rows(connection, GRANT_BY_ID["vardplatser_2024"])
    assert {row[1] for table in margins_command.tables(rows) for row in table.rows} == {"inte rapporterad än"}


@pytest.fixture
def decided_warehouse(small_warehouse, tmp_path: Path) -> Warehouse:
    """The same with the last payment of the beds decree decided, and 7 kronor for Gotland decided on top of it."""
    warehouse = Warehouse(Path(shutil.copy(small_warehouse.path, tmp_path / "w.duckdb")))
    row: dict[str, object] = {
        "programme": "vardplatser_2024",
        "payment": "slut",
        "amount_kr": 100,
        "reference": "S2025/1",
        "decided_on": date(2025, 1, 7),
        "seal": "ab" * 32,
        "mark": "",
    }
    decided = row | {"number": 1, "decided_by": "Anna Ek, Bo Alm", "has_kept_rows": True, "component": "bonuspott"}
    on_top = row | {"component": "bonuspott", "region_code": "09", "amount_kr": 7, "adjusts": "ab" * 32}
    with warehouse.writing() as connection:
        connection.replace(Decision, frame(Decision, [decided | {"region_code": code} for code in CODES]))
        connection.replace(DecidedAdjustment, frame(DecidedAdjustment, [on_top]))
    return warehouse


def test_a_decided_payment_has_no_margins_and_that_is_said(decided_warehouse: Warehouse) -> None:
    rows, basis = margins_command.margins_told(decided_warehouse, "vardplatser_2024")
    assert rows == []
    assert basis[1:] == [
        "Prestationer och bonuspott är beslutad den 7 januari 2025 (S2025/1, sigill 1): inget som rapporteras nu "
        "ändrar den, så dess månader har inga marginaler kvar."
    ]


def test_the_command_margins_says_what_it_rests_on(decided_warehouse: Warehouse, bonuspott) -> None:
    said = " ".join(bonuspott("margins", "vardplatser_2024", "--warehouse", decided_warehouse.path).output.split())
    assert "Underlag: de uppgifter som räknas nu, med det som är beslutat." in said
    assert "så dess månader har inga marginaler kvar." in said


def test_the_interval_of_a_decided_payment_has_what_was_decided_on_top_of_it(decided_warehouse: Warehouse) -> None:
    rows = interval_command.interval_rows(decided_warehouse, "vardplatser_2024")
    told = {row.region_code: (row.sure_kr, row.least_kr, row.most_kr) for row in rows}
    assert told == dict.fromkeys(CODES, (100,) * 3) | {"09": (107,) * 3}


def test_a_simulation_of_a_decided_payment_says_that_it_is_computed_on_what_counts_now(
    decided_warehouse: Warehouse, bonuspott, tmp_path: Path
) -> None:
    file, out = tmp_path / "scenarier.toml", tmp_path / "resultat.xlsx"
    file.write_text('programme = "vardplatser_2024"\n[[scenario]]\nname = "ett"\n', encoding="utf-8")
    result = bonuspott("simulate", file, "--out", out, "--warehouse", decided_warehouse.path)
    words = (
        "Prestationer och bonuspott är beslutad den 7 januari 2025 (S2025/1, sigill 1) och ändras inte; här visas vad "
        "reglerna hade gett på dagens uppgifter, och inte på dem som den beslutades på."
    )
    assert words in " ".join(result.output.split())
    for sheet in openpyxl.load_workbook(out):
        assert words in [cell for row in sheet.iter_rows(values_only=True) for cell in row], sheet.title


def test_only_programmes_with_requirements_have_margins() -> None:
    assert set(monthly_grant_ids()) == {"tillganglighet_2024", "vardplatser_2024"}


@pytest.mark.parametrize("programme", monthly_grant_ids())
def test_margins_that_the_report_has_kept_are_those_that_are_computed(year, programme: str) -> None:
    grant = GRANT_BY_ID[programme]
    with Warehouse(year.warehouse).reading() as connection:
        kept = margins_command.kept_rows(connection, grant)
        computed = margins_command.computed_rows(connection, grant)
    assert list(map(margins_command.flat, kept)) == list(map(margins_command.flat, computed))
    assert margins_command.tables(kept) == margins_command.tables(computed)


def test_kept_margins_are_not_shown_once_something_is_new(year, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = Warehouse(Path(shutil.copy(year.warehouse, tmp_path)))
    monkeypatch.setattr(margins_command, "computed_rows", lambda *_: [])
    assert margins_command.margins_told(warehouse, "vardplatser_2024")[0]
    with warehouse.writing() as connection:
        connection.duck.execute("UPDATE core.vardplatser SET beds = beds + 1 WHERE region_code = '12'")
    assert not margins_command.margins_told(warehouse, "vardplatser_2024")[0]
