"""One sheet of a calculation: single cells with labels, then tables built column by column.

Knows how input, parameters and formulas look and how they are stored; which formulas belong to the modules
that build a sheet.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from types import TracebackType
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from exports.calculation.book import LOOKS, CalculationBook, Role
from exports.calculation.cells import Cells, Single, Value, block
from exports.holds_for import decided_words, holds_for
from exports.printed_sheet import (
    A4,
    BANNER_FILL,
    BANNER_INK,
    BANNERS,
    BORDERED,
    DECIDED_FILL,
    HEADING_FILL,
    INDENT,
    LINE_POINTS,
    MARGINS_INCHES,
    Kind,
    lines_of,
)

ALARM = {"bg_color": "#F8CBAD", "font_color": "#9C0006", "bold": True}
LONG = "# ### ### ### ### ##0"
"""The number format for steps on the way, which have up to 15 digits."""
_LABEL_WIDTH = 27
_BANNER_COLUMNS = 9
"""Columns that a banner is coloured over."""
_SMALL = 1000
"""Numbers below this need no blanks between thousands."""
_MOST_FROZEN_ROWS = 8
"""Headings further down than this are not kept in view, since too little would be left to scroll."""


FormulaOf = Callable[[int], str]
"""The formula of a row of a table, without equals sign; the first row is 0."""


class CalculationSheet:
    """A sheet that is filled from above: A4 landscape, one page wide, marks in a banner under the title."""

    def __init__(
        self,
        book: CalculationBook,
        name: str,
        title: str,
        *,
        is_marked: bool = True,
        banner_columns: int = _BANNER_COLUMNS,
    ) -> None:
        self.name = name = book.free_sheet(name)
        self.book = book
        self.page: Worksheet = book.book.add_worksheet(name)
        self.row = 0
        self._widths: dict[int, int] = {}
        self._own = f"{quote_sheetname(name)}!"
        self.page.set_paper(A4)
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(**MARGINS_INCHES)
        self.page.set_header(book.header)
        self.page.set_footer("&L&A&RSida &P av &N")
        self.page.hide_gridlines(2)
        self.widen(0, _LABEL_WIDTH)
        self.line(title, bold=True, font_size=13)
        if is_marked:
            if day := holds_for():
                self.line(day, bold=True, font_color=BANNER_INK, bg_color=BANNER_FILL, fill_to=banner_columns)
            for words in decided_words():
                self.line(words, bold=True, bg_color=DECIDED_FILL, fill_to=banner_columns)
            for mark in book.marks:
                self.line(BANNERS[mark], bold=True, font_color=BANNER_INK, bg_color=BANNER_FILL, fill_to=banner_columns)

    def line(self, text: str, *, fill_to: int = 1, **looks: Any) -> None:
        """A text that runs on over the cells to its right; then the next row."""
        form = self.book.format(quote_prefix=True, **looks)
        for column in range(fill_to):
            self.page.write_blank(self.row, column, None, form)
        self.page.write_string(self.row, 0, text, form)
        self.row += 1

    def paragraph(self, text: str) -> None:
        """A text on as many lines as it needs, over the first two columns, which have their widths already."""
        form = self.book.format(quote_prefix=True, text_wrap=True, valign="top")
        self.page.merge_range(self.row, 0, self.row, 1, "", form)
        self.page.write_string(self.row, 0, text, form)
        lines = lines_of(text, self._widths[0] + self._widths[1])
        self.page.set_row(self.row, LINE_POINTS * lines + LINE_POINTS // 3)
        self.row += 1

    def blank_row(self) -> None:
        """Room between parts."""
        self.row += 1

    def widen(self, column: int, width: int) -> None:
        """Make a column at least this wide."""
        self._widths[column] = max(width, self._widths.get(column, 0))
        self.page.set_column(column, column, self._widths[column])

    def slot(self, label: str, *, name: str = "", kind: str = Kind.AMOUNT) -> "Slot":
        """A labelled cell on the next row, to be filled when what its formula refers to has its place."""
        self.page.write_string(self.row, 0, label, self.book.format(quote_prefix=True))
        slot = Slot(self, self.row, name, kind)
        self.row += 1
        return slot

    def single(self, label: str, formula: str, shown: Value, *, name: str = "", kind: str = Kind.AMOUNT) -> Single:
        """A labelled cell with a formula on the next row."""
        return self.slot(label, name=name, kind=kind).fill(formula, shown)

    def table(self, count: int, *, frozen_columns: int = 1, has_groups: bool = False, is_only: bool = True) -> "Table":
        """A table of `count` rows, to be filled column by column inside `with`.

        The headings of the only table of a sheet stay in view and are printed on every page.
        """
        return Table(self, count, frozen_columns, has_groups, is_only)

    def write(self, row: int, column: int, value: Value, form: Format) -> None:
        """A plain value by its type, so that text is never taken for a formula or a link."""
        match value:
            case None:
                self.page.write_blank(row, column, None, form)
            case str():
                self.page.write_string(row, column, value, form)
            case date():
                self.page.write_datetime(row, column, value, form)
            case int() | Decimal():
                self.page.write_number(row, column, value, form)

    def write_formula(self, row: int, column: int, formula: str, shown: Value, form: Format) -> None:
        """A formula with the value it gives; references to the sheet itself lose the sheet's name."""
        self.page.write_formula(row, column, f"={formula.replace(self._own, '')}", form, shown)


class Slot:
    """A labelled cell that has a place but no formula yet."""

    def __init__(self, sheet: CalculationSheet, row: int, name: str, kind: str) -> None:
        self._sheet, self._row, self._kind = sheet, row, kind
        self.cell = xl_rowcol_to_cell(row, 1, row_abs=True, col_abs=True)
        address = f"{quote_sheetname(sheet.name)}!{self.cell}"
        self.address = sheet.book.free_cell(name) if name else address
        if name:
            sheet.book.named(self.address, address)
        sheet.widen(1, 16)

    def fill(self, formula: str, shown: Value) -> Single:
        """Write the formula and the value it gives."""
        form = self._sheet.book.format(num_format=self._kind, bold=True, **BORDERED)
        self._sheet.write_formula(self._row, 1, formula, shown, form)
        return Single(self.address, shown)


class Table:
    """A table that grows to the right; headings and sums are written when it is closed."""

    def __init__(
        self, sheet: CalculationSheet, count: int, frozen_columns: int, has_groups: bool, is_only: bool
    ) -> None:
        self.sheet = sheet
        self.count = count
        self._heading_row = sheet.row + has_groups
        self._first_row = self._heading_row + 1
        self._frozen_columns = frozen_columns
        self._is_only = is_only
        self._headings: list[tuple[str, int, str]] = []
        self._texts: list[bool] = []
        self._groups: list[str] = []
        self._summed: list[Cells] = []
        self._lines = [1] * count

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._close()

    def plain(
        self,
        heading: str,
        values: Sequence[Value],
        *,
        role: Role = Role.TEXT,
        width: int = 12,
        kind: str = Kind.PLAIN,
        group: str = "",
        is_summed: bool = False,
    ) -> Cells:
        """A column of values."""
        cells = self._next(heading, tuple(values), width, kind, group, is_summed)
        for row, value in enumerate(values):
            looks: dict[str, Any] = {}
            if isinstance(value, str):
                looks = {"quote_prefix": True, "text_wrap": True, "indent": INDENT, "align": "left"}
                self._lines[row] = max(self._lines[row], lines_of(value, width * 11 // 10))
            form = self.sheet.book.format(
                num_format=_kind_of(value, kind), valign="top", **looks, **LOOKS[role], **BORDERED
            )
            self.sheet.write(cells.first_row + row, cells.column, value, form)
        return cells

    def formula(
        self,
        heading: str,
        formula: FormulaOf,
        values: Sequence[Value],
        *,
        width: int = 14,
        kind: str = Kind.AMOUNT,
        group: str = "",
        is_summed: bool = False,
    ) -> Cells:
        """A column of formulas with the values they give."""
        cells = self._next(heading, tuple(values), width, kind, group, is_summed)
        text = {"indent": INDENT, "align": "left"} if _is_text(values) else {}
        form = self.sheet.book.format(num_format=kind, valign="top", **text, **LOOKS[Role.FORMULA], **BORDERED)
        for row, value in enumerate(values):
            self.sheet.write_formula(cells.first_row + row, cells.column, formula(row), value, form)
        return cells

    def alarm(self, first: Cells, last: Cells) -> None:
        """Colour every cell from one column to another that is not 0."""
        _alarm_when_not_zero(self.sheet, block(first, last).rpartition("!")[2])

    def _next(
        self, heading: str, values: tuple[Value, ...], width: int, kind: str, group: str, is_summed: bool
    ) -> Cells:
        if len(values) != self.count:
            raise ValueError(f"{heading}: {len(values)} values in a table of {self.count} rows")
        cells = Cells(self.sheet.name, len(self._headings), self._first_row, values)
        width = max(width, *(len(word) + 3 for word in heading.split()))
        self._headings.append((heading, width, kind))
        self._texts.append(_is_text(values))
        self._groups.append(group)
        if is_summed:
            self._summed.append(cells)
        self.sheet.widen(cells.column, width)
        return cells

    def _close(self) -> None:
        sheet, top = self.sheet, self._heading_row
        looks: dict[str, Any] = {"bold": True, "bg_color": HEADING_FILL, "text_wrap": True, "valign": "bottom"}
        lines = 1
        for column, (heading, width, _) in enumerate(self._headings):
            side = {"align": "left", "indent": INDENT} if self._texts[column] else {"align": "right"}
            sheet.page.write_string(top, column, heading, sheet.book.format(**side, **looks, **BORDERED))
            lines = max(lines, lines_of(heading, width - 1))
        sheet.page.set_row(top, LINE_POINTS * lines)
        self._write_groups(looks)
        for row, filled in enumerate(self._lines):
            if filled > 1:
                sheet.page.set_row(self._first_row + row, LINE_POINTS * filled)
        if self._is_only:
            frozen = self._first_row if self._first_row <= _MOST_FROZEN_ROWS else 0
            sheet.page.freeze_panes(frozen, self._frozen_columns)
            sheet.page.repeat_rows(self.sheet.row, top)
        sheet.row = self._first_row + self.count
        if self._summed:
            self._write_sums()
        sheet.blank_row()

    def _write_groups(self, looks: dict[str, Any]) -> None:
        column = 0
        for group, members in groupby(self._groups):
            last = column + len(list(members)) - 1
            if group:
                form = self.sheet.book.format(align="center", **looks, **BORDERED)
                row = self._heading_row - 1
                if last > column:
                    self.sheet.page.merge_range(row, column, row, last, "", form)
                self.sheet.page.write_string(row, column, group, form)
            column = last + 1

    def _write_sums(self) -> None:
        sheet = self.sheet
        edges: dict[str, Any] = {"bold": True, "top": 1, "bottom": 6}
        sheet.page.write_string(sheet.row, 0, "Summa", sheet.book.format(**edges))
        for cells in self._summed:
            form = sheet.book.format(num_format=self._headings[cells.column][2], **edges)
            sheet.write_formula(sheet.row, cells.column, f"SUM({cells.span})", sum(cells.values), form)
        sheet.row += 1


def _is_text(values: Sequence[Value]) -> bool:
    return any(values) and all(isinstance(value, str | None) for value in values)


def _kind_of(value: Value, kind: str) -> str:
    """Days look like days, and a number that is or may become one with decimals shows them."""
    if isinstance(value, date):
        return Kind.DAY
    may_have_decimals = isinstance(value, Decimal) or (isinstance(value, int) and value < _SMALL)
    return Kind.PLAIN if kind == Kind.AMOUNT and may_have_decimals else kind


def alarm_slot(sheet: CalculationSheet, slot: Slot) -> None:
    """Colour a slot when it is not 0."""
    _alarm_when_not_zero(sheet, slot.cell)


def _alarm_when_not_zero(sheet: CalculationSheet, address: str) -> None:
    rule = {"type": "cell", "criteria": "!=", "value": 0, "format": sheet.book.format(**ALARM)}
    sheet.page.conditional_format(address.replace("$", ""), rule)
