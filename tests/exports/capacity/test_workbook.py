"""The workbook on capacity and targets: every figure is that of its table."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.workbook import Workbook

from assets.result_tables import CAPACITY as MODELS
from exports.capacity.workbook import write_capacity_workbook
from exports.printed_sheet import BANNERS
from rules.decrees.kapacitet_2022 import DECREE
from rules.regions import BY_CODE, CODES
from schemas.tables import empty, frame

FEBRUARY, MARCH = date(2024, 2, 1), date(2024, 3, 1)
INJECTION = '=HYPERLINK("http://example.org")'
Tables = dict[str, pl.DataFrame]


def month_row(code: str, month: date, **values: object) -> dict[str, object]:
    return {
        "region_code": code,
        "month": month,
        "beds": Decimal("90.25"),
        "population_count": 45_000,
        "population_date": date(2023, 11, 1),
        "beds_per_1000": Decimal("2.005555"),
        "occupancy_percent": Decimal("89.996"),
        "target_beds": Decimal(100),
        "distance_beds": Decimal("-9.75"),
        "target_occupancy_percent": Decimal("88.5"),
        "distance_percentage_points": Decimal("1.496"),
        "mark": "exempel",
    } | values


def target_row(code: str, unit: str | None, metric: str, **values: object) -> dict[str, object]:
    return {
        "region_code": code,
        "unit": unit,
        "metric": metric,
        "target_value": Decimal("88.5"),
        "valid_from": MARCH,
        "valid_to": None,
        "compared_month": None,
        "reported_value": None,
        "distance": None,
        "reason_sv": "Skälet.",
        "remark_sv": "",
        "file": "malvarden/a.xlsx",
        "sheet": "Rapport",
        "cell": "D6",
        "mark": "",
    } | values


def filled() -> Tables:
    nothing = dict.fromkeys(
        (
            "beds",
            "beds_per_1000",
            "occupancy_percent",
            "target_beds",
            "distance_beds",
            "target_occupancy_percent",
            "distance_percentage_points",
        )
    )
    compared = {
        "valid_to": date(2024, 12, 31),
        "compared_month": MARCH,
        "reported_value": Decimal("89.996"),
        "distance": Decimal("1.496"),
    }
    rows: dict[str, list[dict[str, object]]] = {
        "capacity": [
            month_row(code, month, **(nothing if (code, month) == ("07", MARCH) else {}))
            for month in (MARCH, FEBRUARY)
            for code in CODES
        ],
        "planned_capacity": [month_row("12", date(2025, 1, 1))],
        "occupancy_months": [
            {
                "region_code": code,
                "year": year,
                "months_reported": 11,
                "months_missing": 1,
                "months_from_85": year - 2015,
                "months_from_90": int(code) % 5,
                "months_from_100": 0,
                "mark": "",
            }
            for year in (2023, 2024)
            for code in CODES
        ],
        "target": [
            target_row("12", None, "belaggningsgrad", **compared),
            target_row("12", None, "iva_platser"),
            target_row("12", INJECTION, "vardplatser", remark_sv="Kontrollera."),
            target_row("09", "Intensiven", "iva_platser", mark="exempel"),
        ],
        "capacity_gap": [
            {"region_code": "07", "value_name": "beds", "month_count": 1, "sentence_sv": "Region Kronoberg saknar."}
        ],
    }
    return {name: frame(MODELS[name], [{"programme": DECREE.id, **row} for row in own]) for name, own in rows.items()}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Tables], Workbook]:
    def written(tables: Tables) -> Workbook:
        write_capacity_workbook(DECREE, DECREE.capacity, tables, tmp_path / "b.xlsx")
        return openpyxl.load_workbook(tmp_path / "b.xlsx", data_only=True)

    return written


@pytest.fixture
def book(write: Callable[[Tables], Workbook]) -> Workbook:
    return write(filled())


def body(book: Workbook, name: str) -> list[list[object]]:
    """The rows of a sheet's table of regions."""
    rows = ([cell.value for cell in row] for row in book[name].iter_rows())
    return [row for row in rows if row[0] in CODES]


def text(book: Workbook, name: str) -> str:
    return "\n".join(str(cell.value) for row in book[name].iter_rows() for cell in row if cell.value is not None)


def as_cell(value: object) -> object:
    """A table's value as openpyxl reads it."""
    if isinstance(value, Decimal):
        return float(value)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


MONTH_COLUMNS = (
    "beds",
    "beds_per_1000",
    "target_beds",
    "distance_beds",
    "occupancy_percent",
    "target_occupancy_percent",
    "distance_percentage_points",
    "population_count",
    "population_date",
)
WORDS = {
    "beds": "saknas",
    "occupancy_percent": "saknas",
    "target_beds": "inget målvärde",
    "target_occupancy_percent": "inget målvärde",
}


@pytest.mark.parametrize(
    ("sheet", "table", "month", "first"),
    [
        ("Senaste månaden", "capacity", MARCH, 2),
        ("Per månad", "capacity", None, 3),
        ("Plan", "planned_capacity", None, 3),
    ],
)
def test_every_figure_of_a_month_is_the_tables(
    book: Workbook, sheet: str, table: str, month: date | None, first: int
) -> None:
    rows = filled()[table].sort("region_code", "month")
    if month:
        rows = rows.filter(pl.col("month") == month)
    shown = body(book, sheet)
    assert len(shown) == rows.height
    for line, row in zip(shown, rows.iter_rows(named=True), strict=True):
        assert line[:2] == [row["region_code"], BY_CODE[row["region_code"]].name]
        expected = [WORDS.get(name) if row[name] is None else as_cell(row[name]) for name in MONTH_COLUMNS]
        assert [value or None for value in line[first:]] == expected


def test_the_months_are_named(book: Workbook) -> None:
    assert [row[2] for row in body(book, "Per månad")][:2] == ["februari 2024", "mars 2024"]
    assert book["Senaste månaden"]["A1"].value.startswith("Vårdplatser och beläggning i mars 2024")


def test_an_occupancy_just_under_a_limit_does_not_look_like_the_limit(book: Workbook) -> None:
    (cell,) = {row[6].number_format for row in book["Senaste månaden"].iter_rows() if row[6].value == 89.996}
    assert cell == "# ##0.0#####"


def test_every_count_of_months_is_the_tables(book: Workbook) -> None:
    names = ("months_reported", "months_from_85", "months_from_90", "months_from_100", "months_missing")
    stored = {(row["region_code"], row["year"]): row for row in filled()["occupancy_months"].iter_rows(named=True)}
    shown = body(book, "Över gränserna")
    assert [row[0] for row in shown] == list(CODES)
    for row in shown:
        assert row[2:] == [stored[row[0], year][name] for year in (2023, 2024) for name in names]
    sums = [row[2].value for row in book["Över gränserna"].iter_rows() if row[0].value == "Alla"]
    assert sums == [11 * len(CODES)]


def test_a_regions_target_stands_beside_its_outcome(book: Workbook) -> None:
    (row,) = body(book, "Målvärden regioner")
    assert row == [
        "12",
        "Skåne",
        "Beläggningsgrad",
        88.5,
        datetime(2024, 3, 1),
        datetime(2024, 12, 31),
        "mars 2024",
        89.996,
        1.496,
        "Skälet.",
    ]


def test_units_and_intensive_care_have_sheets_of_their_own(book: Workbook) -> None:
    assert [(row[0], row[2], row[3], row[4]) for row in body(book, "Målvärden enheter")] == [
        ("12", INJECTION, "Vårdplatser", 88.5)
    ]
    assert [(row[0], row[2], row[4]) for row in body(book, "Intensivvård")] == [
        ("09", "Intensiven", 88.5),
        ("12", "hela regionen", 88.5),
    ]


def test_text_from_a_delivery_is_never_a_formula(book: Workbook) -> None:
    cells = [cell for name in ("Målvärden enheter", "Källor") for row in book[name].iter_rows() for cell in row]
    found = [cell for cell in cells if cell.value == INJECTION]
    assert len(found) == 2
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in found)


def test_what_is_missing_and_what_looks_mistaken_are_listed(book: Workbook) -> None:
    assert body(book, "Saknas") == [["07", "Kronoberg", 1, "Region Kronoberg saknar."]]
    assert [row[-1] for row in body(book, "Iakttagelser")] == ["Kontrollera."]


def test_every_target_has_its_cell_among_the_sources(book: Workbook) -> None:
    rows = body(book, "Källor")
    assert [row[0] for row in rows] == ["09", "12", "12", "12"]
    assert {tuple(row[6:9]) for row in rows} == {("malvarden/a.xlsx", "Rapport", "D6")}
    assert rows[0][9] == "exempel"


def test_how_it_is_computed_names_sections_and_limits(book: Workbook) -> None:
    said = text(book, "Så räknas det")
    for expected in ("Bakgrund", "eget val", "Närmare om uppdraget", "85 procent", "90 procent", "100 procent"):
        assert expected in said
    assert DECREE.reference and DECREE.reference in said


@pytest.mark.parametrize(
    ("sheet", "is_marked"),
    [("Senaste månaden", True), ("Över gränserna", False), ("Målvärden regioner", False), ("Intensivvård", True)],
)
def test_a_sheet_has_the_banner_of_what_it_rests_on(book: Workbook, sheet: str, is_marked: bool) -> None:
    assert (BANNERS["exempel"] in text(book, sheet)) is is_marked


def test_without_rows_the_sheets_say_so(write: Callable[[Tables], Workbook]) -> None:
    book = write({name: empty(model) for name, model in MODELS.items()})
    assert not {"Plan", "Iakttagelser"} & set(book.sheetnames)
    for name in ("Senaste månaden", "Per månad", "Över gränserna", "Saknas"):
        assert "Ännu har ingen region rapporterat" in text(book, name)
    for name in ("Målvärden regioner", "Målvärden enheter", "Intensivvård"):
        assert "Inga målvärden är lämnade." in text(book, name)


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_capacity_workbook(DECREE, DECREE.capacity, filled(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
