from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exports.printed_sheet import BANNERS, LINE_POINTS, Cell, Column, Formula, Kind, PrintedSheet, Shown, number_format
from exports.workbook_file import workbook_at

COLUMNS = [Column("Namn", 20), Column("Kronor", 15, Kind.AMOUNT, is_summed=True)]


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Worksheet]:
    """A sheet with one table, opened again with formulas or with the values stored beside them."""

    def draw(
        rows: list[list[Cell]], columns: list[Column] = COLUMNS, *, values: bool = False, **options: Any
    ) -> Worksheet:
        path = tmp_path / "blad.xlsx"
        marks, least_width = options.pop("marks", ()), options.pop("least_width", 0)
        with workbook_at(path, title="t", subject="s") as book:
            sheet = PrintedSheet(
                book, "Blad", title="Titel", header="&Lh", marks=marks, columns=columns, least_width=least_width
            )
            sheet.table(columns, rows, **options)
        return openpyxl.load_workbook(path, data_only=values)["Blad"]

    return draw


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("=1+1", "=1+1"),
        (354_016_003, 354_016_003),
        (Decimal("0.25"), 0.25),
        (Shown(date(2024, 2, 1), Kind.DAY), datetime(2024, 2, 1)),
        (None, None),
    ],
    ids=["text", "whole number", "decimal", "day", "nothing"],
)
def test_a_cell_holds_what_it_is_given(drawn, cell, stored):
    assert drawn([["a", cell]])["B3"].value == stored


def test_a_text_that_begins_like_a_formula_stays_a_text_also_when_edited(drawn):
    cell = drawn([["=1+1", 1]])["A3"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_formula_knows_its_own_row_the_rows_of_its_table_and_the_row_of_sums(drawn):
    rows = [["a", 1], ["b", Formula("={0}+B{0}-B{row}/B{sum}+{1}", 7)]]
    sheet = drawn(rows, sum_label="Summa")
    assert sheet["B4"].value == "=3+B3-B4/B5+4"
    assert drawn(rows, sum_label="Summa", values=True)["B4"].value == 7


def test_a_sum_counts_numbers_and_formulas_and_nothing_else(drawn):
    rows = [["a", 1], ["b", None], ["c", Formula("=1+1", 2)]]
    assert drawn(rows, sum_label="Summa")["B6"].value == "=SUM(B3:B5)"
    assert drawn(rows, sum_label="Summa", values=True)["B6"].value == 3


def test_a_cell_may_look_otherwise_than_its_column(drawn):
    sheet = drawn([["a", Shown(date(2024, 9, 30), Kind.DAY)], ["b", 1]])
    assert [sheet["B3"].number_format, sheet["B4"].number_format] == ["yyyy-mm-dd", "# ### ### ##0"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(-1, "-##0", id="one digit"),
        pytest.param(-999, "-##0", id="three digits"),
        pytest.param(-1000, "-### ##0", id="four digits"),
        pytest.param(-999_999, "-### ##0", id="six digits"),
        pytest.param(-1_000_000, "-### ### ##0", id="seven digits"),
        pytest.param(-1_234_567_890, "-# ### ### ##0", id="ten digits"),
        pytest.param(Formula("=-1*1000", -1000), "-### ##0", id="formula"),
    ],
)
def test_a_negative_amount_has_no_blanks_after_its_minus_sign(drawn, value, shown):
    sheet = drawn([["a", value]], sum_label="Summa")
    assert {sheet["B3"].number_format, sheet["B4"].number_format} == {f"# ### ### ##0;{shown}"}


def test_negative_numbers_with_decimals_have_no_blanks_after_the_minus_sign_either():
    assert number_format(Kind.EXACT_KRONOR, Decimal("-1000.5")) == "# ### ### ##0.00;-### ##0.00"
    assert number_format(Kind.AS_REPORTED, Decimal("-107")) == "# ##0.0#####;-##0.0#####"


@pytest.mark.parametrize("value", [0, 1, None, "−1"])
def test_everything_else_looks_like_its_column(value):
    assert number_format(Kind.AMOUNT, value) == "# ### ### ##0"


@pytest.mark.parametrize(
    ("marks", "banners"),
    [((), []), (("exempel",), [BANNERS["exempel"]]), (("rekonstruerad", "exempel"), list(BANNERS.values()))],
    ids=["unmarked", "one mark", "two marks"],
)
def test_each_mark_has_its_banner_between_title_and_table(drawn, marks, banners):
    sheet = drawn([["a", 1]], marks=marks, is_main=True)
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["Titel", *banners, "Namn", "a"]
    assert sheet.print_title_rows == f"$2:${2 + len(banners)}"
    assert sheet.freeze_panes == f"B{3 + len(banners)}"


def test_neighbours_of_one_group_share_a_heading_and_the_others_span_both_rows(drawn):
    columns = [Column("Namn", 20), Column("A", 9, group="G"), Column("B", 9, group="G"), Column("C", 9, group="H")]
    sheet = drawn([["x", "1", "2", "3"]], columns)
    assert [[cell.value for cell in row] for row in sheet["A2:D3"]] == [["Namn", "G", None, "H"], [None, "A", "B", "C"]]
    assert {"A2:A3", "B2:C2"} <= {str(merged) for merged in sheet.merged_cells.ranges}


@pytest.mark.parametrize(("length", "lines"), [(20, 1), (21, 1), (22, 2), (60, 3)])
def test_a_row_is_as_high_as_its_longest_text_needs(drawn, length, lines):
    height = drawn([["x" * length, 1]]).row_dimensions[3].height
    assert (height or LINE_POINTS) == lines * LINE_POINTS  # a row of ordinary height is stored without it


@pytest.mark.parametrize(
    ("least_width", "last_column"), [(34, "B"), (35, "B"), (36, "C")], ids=["narrower", "as wide", "wider"]
)
def test_a_column_is_added_only_when_the_table_is_too_narrow_for_the_title(drawn, least_width, last_column):
    sheet = drawn([["a", 1]], least_width=least_width)
    assert f"A1:{last_column}1" in {str(merged) for merged in sheet.merged_cells.ranges}


def test_the_title_has_room_above_a_narrow_table(drawn):
    sheet = drawn([["a", 1]], least_width=110)
    assert "A1:C1" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert sum(sheet.column_dimensions[letter].width for letter in "ABC") == pytest.approx(110, abs=3)


@pytest.fixture
def in_sections(tmp_path: Path) -> Callable[..., Worksheet]:
    """A sheet of a table in parts, by how many rows each has; 100 per cent is the scale of a sheet that tells none."""

    def draw(*sizes: int, width: int = 40) -> Worksheet:
        columns = [Column("Namn", width), *COLUMNS[1:]]
        with workbook_at(tmp_path / "blad.xlsx", title="t", subject="s") as book:
            sheet = PrintedSheet(book, "Blad", title="Titel", header="&Lh", marks=(), columns=columns)
            sheet.sections(columns, [(f"Del {place}", [["a", 2]] * size) for place, size in enumerate(sizes)])
        return openpyxl.load_workbook(tmp_path / "blad.xlsx", data_only=True)["Blad"]

    return draw


def test_a_table_in_sections_has_a_page_a_name_and_sums_for_each(in_sections):
    sheet = in_sections(2, 1)
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [row[1] for row in rows] == [None, 2, 2, 4, None, 2, 2]
    assert (rows[0][0], rows[4][0]) == ("Del 0", "Del 1")
    assert [page.id for page in sheet.row_breaks.brk] == [6]
    assert (sheet.print_title_rows, sheet.auto_filter.ref) == ("$1:$2", "A2:B9")


@pytest.mark.parametrize(
    ("rows", "scale"),
    [
        pytest.param(44, None, id="all on a page"),
        pytest.param(45, 99, id="one too many"),
        pytest.param(112, 42, id="as small as can be read"),
        pytest.param(113, None, id="too many for one page that can be read"),
    ],
)
def test_a_section_is_shrunk_to_a_page_as_long_as_it_can_be_read(in_sections, rows, scale):
    assert in_sections(1, rows).page_setup.scale == scale


def test_a_table_in_sections_is_one_page_wide(in_sections):
    assert in_sections(1, width=150).page_setup.scale == 43
