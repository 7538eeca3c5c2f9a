"""A worksheet made to be printed: title, banner of marks, tables with headings and sums, page set-up.

Knows how cells look and how text from outside is kept as text; what a document says belongs to the
module of that document. Amounts are not computed: sums are formulas, stored with the value they give.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from textwrap import wrap
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from exports.holds_for import decided_words, holds_for

BANNERS = {
    "exempel": "EXEMPEL – sidan vilar på påhittade uppgifter, som visar hur beräkningen går till. Inget får betalas "
    "ut på dem.",
    "rekonstruerad": "REKONSTRUERADE UPPGIFTER – sidan vilar på uppgifter som har räknats fram i efterhand och inte "
    "är lämnade av den som ansvarar för dem.",
}
"""What stands at the top of a sheet that rests on marked rows, by mark."""

A4 = 9
A4_INCHES = (8.27, 11.69)
MARGINS_INCHES = {"left": 0.4, "right": 0.4, "top": 0.8, "bottom": 0.7}
CHARACTERS_PER_INCH, POINTS_PER_INCH = 9.6, 72
"""How many characters of a column's width an inch has at least: thirteen in Excel, fewer where its font is missing."""
LEAST_SCALE = 42
"""The smallest scale in per cent that a section is shrunk to, to be on one page; below it nobody reads the print."""
ORDINARY_SIZE = 11
LINE_POINTS = 15
TITLE_SIZE = 13
INDENT = 1
"""Characters of room that a text cell leaves at its left side."""
BORDERED = {"border": 1, "border_color": "#A6A6A6"}
HEADING_FILL = "#E7E6E6"
BANNER_FILL = "#FDE68A"
BANNER_INK = "#7F1D1D"
DECIDED_FILL = "#DCEBDD"


class Kind(StrEnum):
    """How a cell looks; the values are number formats.

    `# ##0` groups once only: its blank is a literal, so 354016003 would show as 354016 003. A comma would
    group all, but in the computer's own way: 354,016,003 in an English Excel. So the blanks are written out
    for ten digits and more. A number with fewer has them in front of it, where they are not seen; in front of a
    negative one they would be, see `number_format`.
    """

    PLAIN = "General"
    AMOUNT = "# ### ### ##0"
    EXACT_KRONOR = "# ### ### ##0.00"
    TWO_DECIMALS = "0.00"
    AS_REPORTED = "# ##0.0#####"
    """At least one decimal, so that numbers stand under one another, and otherwise the decimals there are."""
    SHARE = "0.0000 %"
    DAY = "yyyy-mm-dd"


LIVE_AMOUNT = "[<=-1000000]-### ### ##0;[<0]-### ##0;# ### ### ##0"
"""The number format of an amount that is entered later; between -999 and -1 it has a blank after the minus sign."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `width` is in characters; neighbours with the same `group` stand under that common heading. A row of
    sums has a sum of the column when it `is_summed`.
    """

    heading: str
    width: int
    kind: Kind = Kind.PLAIN
    group: str = ""
    is_summed: bool = False


@dataclass(frozen=True)
class Formula:
    """A formula and the value it gives, so that programs that do not recalculate show it too.

    In `text`, `{row}` stands for the number of the cell's own row, `{0}` for that of the table's first row,
    `{1}` for its second, and `{sum}` for that of its row of sums.
    """

    text: str
    value: int | Decimal | float


Value = str | int | Decimal | date | Formula | None
"""What a cell holds; None leaves it empty."""


@dataclass(frozen=True)
class Shown:
    """A cell that does not look like the rest of its column."""

    value: Value
    kind: Kind


Cell = Value | Shown


@dataclass(frozen=True)
class Placed:
    """Where a table came to stand; rows are counted from 0."""

    first_row: int
    sum_row: int

    def cell(self, row: int, column: int) -> str:
        """The address of a cell of the body, whose first row is 0."""
        return str(xl_rowcol_to_cell(self.first_row + row, column))

    def sum_cell(self, column: int) -> str:
        """The address of the sum of a column."""
        return str(xl_rowcol_to_cell(self.sum_row, column))


@dataclass(frozen=True)
class Colour:
    """How cells look that compare so with `value`, as a formula has it. They tell it without colour too."""

    criteria: str
    value: str
    fill: str
    ink: str = ""


class PrintedSheet:
    """One sheet: A4 landscape and one page wide; a title and a banner per mark, then tables below one another.

    `columns` are those of the widest table, which give the widths; `least_width` is how many characters
    titles and lines have room for above a narrower one. `is_one_page` shrinks the sheet to one page in height
    too. Cells are written by type, so that text is never taken for a formula or a link, whatever it begins
    with.
    """

    def __init__(
        self,
        book: Workbook,
        name: str,
        *,
        title: str,
        header: str,
        marks: Iterable[str],
        columns: Sequence[Column],
        is_one_page: bool = False,
        least_width: int = 0,
    ) -> None:
        self._book = book
        self._sheet: Worksheet = book.add_worksheet(name)
        self._formats: dict[frozenset[tuple[str, Any]], Format] = {}
        self._row = 0
        self._heights: dict[int, int] = {}
        self._widths = [column.width for column in columns]
        if (spare := least_width - sum(self._widths)) > 0:
            self._widths.append(spare)
        for index, width in enumerate(self._widths):
            self._sheet.set_column(index, index, width)
        self._set_up_page(header, is_one_page)
        self.line(title, is_title=True)
        self._first_repeated_row = self._row
        if day := holds_for():
            self.line(day, bold=True, font_color=BANNER_INK, bg_color=BANNER_FILL)
        for words in decided_words():
            self.line(words, bold=True, bg_color=DECIDED_FILL)
        for mark in sorted(marks):
            self.line(BANNERS[mark], bold=True, font_color=BANNER_INK, bg_color=BANNER_FILL)

    def line(self, text: str, *, is_title: bool = False, **looks: Any) -> None:
        """A text over the whole width, on as many lines as it needs; then the next row."""
        if is_title:
            looks |= {"bold": True, "font_size": TITLE_SIZE}
        size = looks.get("font_size", ORDINARY_SIZE)
        width, points = sum(self._widths) * ORDINARY_SIZE // size, -(-LINE_POINTS * size // ORDINARY_SIZE)
        form = self._format(text_wrap=True, valign="vcenter", quote_prefix=True, align="left", indent=INDENT, **looks)
        self._spanning(self._row, 0, self._row, len(self._widths) - 1, text, form)
        self._set_row(points * _lines(text, width))
        self._row += 1

    def blank_row(self) -> None:
        """Room between tables."""
        self._row += 1

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        *,
        sum_label: str = "",
        is_main: bool = False,
        has_filter: bool = False,
    ) -> Placed:
        """Headings, rows and, with a `sum_label`, a row of sums; then the next row.

        The headings of the main table stay in view, and are printed with the banners on every page.
        """
        self._headings(columns)
        if is_main:
            self._sheet.freeze_panes(self._row, 1)
            self._sheet.repeat_rows(self._first_repeated_row, self._row - 1)
        placed = self._body(columns, rows)
        if has_filter:
            self._sheet.autofilter(placed.first_row - 1, 0, self._row - 1, len(columns) - 1)
        if sum_label:
            self._sums(columns, rows, sum_label, placed)
        return placed

    def sections(self, columns: Sequence[Column], sections: Sequence[tuple[str, Sequence[Sequence[Cell]]]]) -> None:
        """A table in parts, each under its name and with its sums, to be sent to someone by itself; then the next row.

        Each part is printed on an upright page of its own, or on several when it would be too small to read on one,
        with title, banners and headings on top.
        """
        self._headings(columns)
        self._sheet.freeze_panes(self._row, 1)
        self._sheet.repeat_rows(0, self._row - 1)
        first = self._row
        on_top = self._points_of(0, first)
        breaks, tallest = [], 0
        for name, rows in sections:
            began = self._row
            self.line(name, is_title=True)
            placed = self._body(columns, rows)
            self._sums(columns, rows, "Summa", placed)
            breaks.append(self._row)
            tallest = max(tallest, self._points_of(began, self._row))
        self._sheet.autofilter(first - 1, 0, self._row - 1, len(columns) - 1)
        self._sheet.set_portrait()
        self._sheet.print_area(0, 0, self._row - 1, len(self._widths) - 1)
        self._sheet.set_h_pagebreaks(breaks[:-1])
        self._sheet.set_print_scale(self._scale(on_top + tallest))

    def colour(self, colour: Colour, placed: Placed, columns: range) -> None:
        """The colour of the cells of a table's body, in these columns, for which it holds."""
        body = f"{placed.cell(0, columns[0])}:{placed.cell(placed.sum_row - placed.first_row - 1, columns[-1])}"
        look = {"bg_color": colour.fill} | ({"font_color": colour.ink} if colour.ink else {})
        rule = {"type": "cell", "criteria": colour.criteria, "value": colour.value}
        self._sheet.conditional_format(body, {**rule, "format": self._book.add_format(look)})

    def _scale(self, points: int) -> int:
        """Per cent at which the columns fit an upright page, and so many points of rows too where that can be read."""
        inches = sum(self._widths) / CHARACTERS_PER_INCH
        across, down = A4_INCHES
        free = across - MARGINS_INCHES["left"] - MARGINS_INCHES["right"]
        by_width = min(int(100 * free / inches), 100)
        free = (down - MARGINS_INCHES["top"] - MARGINS_INCHES["bottom"]) * POINTS_PER_INCH
        by_height = int(100 * free / points)
        return min(by_width, by_height) if by_height >= LEAST_SCALE else by_width

    def remarks(self, texts: Sequence[str]) -> None:
        """A row of remarks in small print, one per column; then the next row."""
        form = self._format(text_wrap=True, align="left", indent=INDENT, valign="top", italic=True, font_size=9)
        for index, text in enumerate(texts):
            self._sheet.write_string(self._row, index, text, form)
        self._set_height(texts)
        self._row += 1

    def _body(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Placed:
        placed = Placed(self._row, self._row + len(rows))
        for row in rows:
            for index, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self._write(index, cell, column.kind, placed)
            self._set_height(row)
            self._row += 1
        return placed

    def _set_up_page(self, header: str, is_one_page: bool) -> None:
        self._sheet.set_paper(A4)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, int(is_one_page))
        self._sheet.set_margins(**MARGINS_INCHES)
        self._sheet.set_header(header)
        self._sheet.set_footer("&L&A&RSida &P av &N")

    def _headings(self, columns: Sequence[Column]) -> None:
        looks: dict[str, Any] = {"bold": True, "bg_color": HEADING_FILL, "text_wrap": True, **BORDERED}
        lower = self._row + any(column.group for column in columns)
        for index, column in enumerate(columns):
            side = {"align": "left", "indent": INDENT} if column.kind is Kind.PLAIN else {"align": "right"}
            form = self._format(valign="bottom", **side, **looks)
            self._spanning(lower if column.group else self._row, index, lower, index, column.heading, form)
        first = 0
        for group, members in groupby(columns, key=lambda column: column.group):
            last = first + len(list(members)) - 1
            if group:
                form = self._format(align="center", valign="vcenter", **looks)
                self._spanning(self._row, first, self._row, last, group, form)
            first = last + 1
        if lower > self._row:
            widths = {column.group: 0 for column in columns}
            for column in columns:
                widths[column.group] += column.width
            del widths[""]
            self._set_row(LINE_POINTS * max(_lines(*item) for item in widths.items()))
        self._row = lower
        self._set_height([column.heading for column in columns])
        self._row += 1

    def _sums(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], label: str, placed: Placed) -> None:
        looks: dict[str, Any] = {"bold": True, "top": 1, "bottom": 6}
        self._sheet.write_string(self._row, 0, label, self._format(align="left", indent=INDENT, **looks))
        for index, column in enumerate(columns[1:], start=1):
            total = sum(_as_summed(row[index]) for row in rows) if column.is_summed else None
            form = self._format(num_format=number_format(column.kind, total), **looks)
            if total is None:
                self._sheet.write_blank(self._row, index, None, form)
            else:
                body = f"{placed.cell(0, index)}:{placed.cell(len(rows) - 1, index)}"
                self._sheet.write_formula(self._row, index, f"=SUM({body})", form, total)
        self._row += 1

    def _write(self, column: int, cell: Cell, kind: Kind, placed: Placed) -> None:
        value, kind = (cell.value, cell.kind) if isinstance(cell, Shown) else (cell, kind)
        sheet, row = self._sheet, self._row
        if isinstance(value, str):
            # The quote prefix keeps a text that begins like a formula a text when someone edits the cell.
            form = self._format(
                text_wrap=True, quote_prefix=True, align="left", indent=INDENT, valign="top", **BORDERED
            )
            sheet.write_string(row, column, value, form)
            return
        form = self._format(num_format=number_format(kind, value), valign="top", **BORDERED)
        match value:
            case None:
                sheet.write_blank(row, column, None, form)
            case Formula():
                rows = range(placed.first_row + 1, placed.sum_row + 1)
                text = value.text.format(*rows, row=row + 1, sum=placed.sum_row + 1)
                sheet.write_formula(row, column, text, form, value.value)
            case date():
                sheet.write_datetime(row, column, value, form)
            case int() | Decimal():
                sheet.write_number(row, column, value, form)

    def _spanning(self, top: int, left: int, bottom: int, right: int, text: str, form: Format) -> None:
        if (top, left) != (bottom, right):
            self._sheet.merge_range(top, left, bottom, right, "", form)
        self._sheet.write_string(top, left, text, form)

    def _set_height(self, row: Sequence[Cell]) -> None:
        """Room for the longest text; not every program finds the height of wrapped text by itself."""
        texts = [(cell, width) for cell, width in zip(row, self._widths, strict=False) if isinstance(cell, str)]
        self._set_row(LINE_POINTS * max((_lines(*text) for text in texts), default=1))

    def _set_row(self, points: int) -> None:
        self._heights[self._row] = points
        self._sheet.set_row(self._row, points)

    def _points_of(self, first: int, end: int) -> int:
        """The height of the rows from `first` to before `end`."""
        return sum(self._heights.get(row, LINE_POINTS) for row in range(first, end))

    def _format(self, **looks: Any) -> Format:
        key = frozenset(looks.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format(looks)
        return self._formats[key]


def number_format(kind: Kind, value: Value | float) -> str:
    """The number format of a value; for a negative one with no more blanks than it has groups of digits.

    `-12` as an amount is `# ### ### ##0;-##0`. A formula whose value grows beyond that shows fewer blanks.
    """
    number = value.value if isinstance(value, Formula) else value
    if (
        kind not in (Kind.AMOUNT, Kind.EXACT_KRONOR, Kind.AS_REPORTED)
        or not isinstance(number, int | Decimal | float)
        or number >= 0
    ):
        return kind.value
    groups = -(-len(str(int(-number))) // 3)
    return f"{kind.value};-{' '.join(kind.value.split(' ')[-groups:])}"


def _lines(text: str, width: int) -> int:
    """How many lines a text fills; a width counts digits, and letters are on average more than a tenth narrower."""
    return lines_of(text, (width - INDENT) * 112 // 100)


@lru_cache(maxsize=10_000)
def lines_of(text: str, length: int) -> int:
    """How many lines a text fills, at least one, when a line has room for `length` letters.

    Remembered, since the same names stand in thousands of cells.
    """
    return max(len(wrap(text, length)), 1)


def _as_summed(cell: Cell) -> int | Decimal | float:
    """What SUM takes a cell for: empty cells and texts count as nothing."""
    value = cell.value if isinstance(cell, Formula) else cell
    return value if isinstance(value, int | Decimal | float) else 0
