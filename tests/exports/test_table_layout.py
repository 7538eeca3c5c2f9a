"""A layout takes headings, formats and words from what the columns are, and says so when there are no rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import polars as pl
import pytest

from exports.printed_sheet import Colour, Column, Kind, PrintedSheet
from exports.table_layout import Field, Layout, Rows
from exports.workbook_file import workbook_at

ROWS = pl.DataFrame(
    {
        "region_code": ["01", None],
        "month": [date(2031, 3, 1), None],
        "valid_from": [date(2031, 3, 2), None],
        "rank": [1, None],
        "amount_kr": [354, 12],
        "earned_kr_exact": [Decimal("0.50"), None],
        "change_percent": [Decimal("-1.25"), None],
        "is_qualified": [True, None],
        "reason": ["=1+1", ""],
    },
    schema_overrides={"earned_kr_exact": pl.Decimal(18, 2), "change_percent": pl.Decimal(38, 6)},
)


def written(layout: Layout, rows: Rows, folder: Path, order: Any = None) -> list[tuple[Any, ...]]:
    """The rows of the sheet below its title, as stored values."""
    path = folder / "blad.xlsx"
    with workbook_at(path, title="t", subject="s") as book:
        columns = layout.columns(rows)
        sheet = PrintedSheet(book, layout.name, title=layout.title, header="&Lh", marks=(), columns=columns)
        placed = layout.write(sheet, rows, order)
    assert (placed is None) == (not len(rows) and bool(layout.if_empty))
    return list(openpyxl.load_workbook(path, data_only=True)[layout.name].iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize(
    ("name", "heading", "kind"),
    [
        ("region_code", "Region", Kind.PLAIN),
        ("month", "Månad", Kind.PLAIN),
        ("valid_from", "Gäller från", Kind.DAY),
        ("rank", "Plats", Kind.AMOUNT),
        ("amount_kr", "Kronor", Kind.AMOUNT),
        ("earned_kr_exact", "Intjänat, kronor", Kind.EXACT_KRONOR),
        ("change_percent", "Ändring, procent", Kind.TWO_DECIMALS),
        ("is_qualified", "Får del", Kind.PLAIN),
        ("reason", "Skäl", Kind.PLAIN),
    ],
)
def test_a_column_is_called_and_looks_as_its_name_and_type_say(name: str, heading: str, kind: Kind) -> None:
    assert Field(name, 10).column(ROWS.schema) == Column(heading, 10, kind)


def test_a_sheet_can_say_something_narrower() -> None:
    field = Field("amount_kr", 10, "Att återbetala", kind=Kind.PLAIN, group="I år", is_summed=True)
    assert field.column(ROWS.schema) == Column("Att återbetala", 10, Kind.PLAIN, "I år", True)


def test_a_column_without_heading_is_an_error() -> None:
    with pytest.raises(KeyError, match="finns_inte"):
        Field("finns_inte", 10).column(ROWS.schema)


@pytest.mark.parametrize(
    ("name", "told", "told_of_nothing"),
    [
        ("region_code", "Stockholm", "Riket"),
        ("month", "mars 2031", ""),
        ("valid_from", date(2031, 3, 2), None),
        ("rank", 1, None),
        ("is_qualified", "ja", None),
        ("reason", "=1+1", ""),
    ],
)
def test_regions_months_and_answers_are_told_in_words(name: str, told: object, told_of_nothing: object) -> None:
    first, second = ROWS.iter_rows(named=True)
    assert (Field(name, 10).cell(first), Field(name, 10).cell(second)) == (told, told_of_nothing)


FIELDS = (Field("region_code", 12), Field("amount_kr", 12, is_summed=True))


def test_lines_stand_above_the_table_and_sums_below_it(tmp_path: Path) -> None:
    layout = Layout("Blad", "T", FIELDS, "Varning", ("Alltid",), ("Rad",), "Inget", sum_label="Summa")
    assert written(layout, ROWS, tmp_path) == [
        ("Alltid", None),
        ("Varning", None),
        ("Rad", None),
        ("Region", "Kronor"),
        ("Stockholm", 354),
        ("Riket", 12),
        ("Summa", 366),
    ]


def test_without_rows_only_what_always_holds_is_said(tmp_path: Path) -> None:
    layout = Layout("Blad", "T", FIELDS, "Varning", ("Alltid",), ("Rad",), "Inget", sum_label="Summa")
    assert written(layout, ROWS.clear(), tmp_path) == [("Alltid", None), ("Inget", None)]


def test_rows_stand_in_the_order_that_is_asked_for(tmp_path: Path) -> None:
    found = written(Layout("Blad", "T", FIELDS), ROWS, tmp_path, lambda row: row["amount_kr"])
    assert found == [("Region", "Kronor"), ("Riket", 12), ("Stockholm", 354)]


class Told(NamedTuple):
    """A row that no table has."""

    words: str
    count: int


def test_rows_may_be_objects_that_have_the_columns(tmp_path: Path) -> None:
    fields = (Field("words", 12, "Ord"), Field("count", 12, "Antal", kind=Kind.AMOUNT))
    layout = Layout("Blad", "T", fields, if_empty="Inget")
    assert written(layout, [Told("b", 2), Told("a", 1)], tmp_path, lambda row: row.count) == [
        ("Ord", "Antal"),
        ("a", 1),
        ("b", 2),
    ]
    assert written(layout, [], tmp_path) == [("Inget", None)]


def test_cells_are_coloured_by_what_they_say_from_the_column_asked_for(tmp_path: Path) -> None:
    layout = Layout("Blad", "T", FIELDS, sum_label="Summa", colours=[Colour("<", "100", "#E69F00", "#FFFFFF")])
    written(layout, ROWS, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "blad.xlsx")["Blad"]
    ((where, (rule,)),) = sheet.conditional_formatting._cf_rules.items()
    assert str(where.sqref) == "B3:B4"
    assert (rule.operator, rule.formula) == ("lessThan", ["100"])
    assert (rule.dxf.fill.bgColor.rgb, rule.dxf.font.color.rgb) == ("FFE69F00", "FFFFFFFF")


def test_a_table_that_is_not_the_main_one_leaves_the_view_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "blad.xlsx"
    with workbook_at(path, title="t", subject="s") as book:
        for name, is_main in (("Första", True), ("Andra", False)):
            layout = Layout(name, "T", FIELDS)
            sheet = PrintedSheet(book, name, title="T", header="&Lh", marks=(), columns=layout.columns(ROWS))
            layout.table(sheet, ROWS, is_main=is_main)
    found = openpyxl.load_workbook(path)
    assert [found[name].freeze_panes for name in ("Första", "Andra")] == ["B3", None]
