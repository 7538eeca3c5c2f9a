"""A sheet as rows of a result table and a layout: which of its columns, how wide, and what stands above them.

A column's heading is told in `schemas.headings` and its number format follows from the type that its model gives it. A
layout says what differs; what no table has, such as charts, is for the document. Rows may also be objects that have the
columns as attributes. A sheet with a column per value of something, months or requirements, is a layout of rows that
are turned (`exports.turned_rows`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from exports.printed_sheet import Cell, Colour, Column, Kind, Placed, PrintedSheet
from rules.regions import BY_CODE, NATION
from rules.swedish import month_name
from schemas.headings import HEADINGS

Row = Mapping[str, Any]
Rows = pl.DataFrame | Sequence[Any]
"""Rows of a table, or objects."""
NAMES = {code: region.name for code, region in BY_CODE.items()} | {NATION.code: NATION.name, None: NATION.name}
"""What a region is called, and the nation where a row is about no single one."""
MONTHS = ("month", "month_reached", "compared_month")
"""Columns that are told as a month in words."""
YES_OR_NO = {True: "ja", False: "nej", None: None}


@dataclass(frozen=True)
class Field:
    """One column of a sheet, and its value in each row: the row's column of that `name`, or what `value` makes of it.

    An empty `heading` is what the column is called everywhere, and a `kind` of None follows from the column's type; one
    that no table has needs both when it is no text.
    """

    name: str
    width: int
    heading: str = ""
    value: Callable[[Any], Cell] | None = None
    kind: Kind | None = None
    group: str = ""
    is_summed: bool = False

    def column(self, schema: Mapping[str, pl.DataType]) -> Column:
        """The column as it is printed, of a table with these types."""
        heading = self.heading or HEADINGS[self.name]
        kind = self.kind or _kind(self.name, schema.get(self.name))
        return Column(heading, self.width, kind, self.group, self.is_summed)

    def cell(self, row: Any) -> Cell:
        """The value in a row."""
        if self.value:
            return self.value(row)
        value = row[self.name] if isinstance(row, Mapping) else getattr(row, self.name)
        if self.name == "region_code":
            return NAMES[value]
        if isinstance(value, bool):
            return YES_OR_NO[value]
        if self.name in MONTHS:
            return month_name(value) if value else ""
        return value  # type: ignore[no-any-return]


def _kind(name: str, of: pl.DataType | None) -> Kind:
    """The format of a type."""
    if of == pl.Date:
        return Kind.PLAIN if name in MONTHS else Kind.DAY
    if isinstance(of, pl.Decimal):
        return Kind.EXACT_KRONOR if name.endswith("_kr_exact") else Kind.TWO_DECIMALS
    return Kind.AMOUNT if of is not None and of.is_integer() else Kind.PLAIN


@dataclass(frozen=True)
class Layout:
    """How a table is shown: the sheet's name and title, the fields, and the lines above them.

    `warning` is a line in bold. `always` stands there also when there are no rows, and then `if_empty` in the place of
    `lines` and table. The table has a row of sums when there is a `sum_label`. `colours` are those of the cells from
    the field number `coloured_from` on, counted from 0.
    """

    name: str
    title: str
    fields: Sequence[Field]
    warning: str = ""
    always: Sequence[str] = ()
    lines: Sequence[str] = ()
    if_empty: str = ""
    sum_label: str = ""
    is_one_page: bool = False
    has_filter: bool = False
    colours: Sequence[Colour] = ()
    coloured_from: int = 1

    def sheet(
        self, book: Workbook, *, header: str, marks: Iterable[str] = (), title: str = "", least_width: int = 0
    ) -> PrintedSheet:
        """A new sheet that the columns fit; `title` where a document has more to say than the layout."""
        return PrintedSheet(
            book,
            self.name,
            title=title or self.title,
            header=header,
            marks=marks,
            columns=self.columns([]),
            is_one_page=self.is_one_page,
            least_width=least_width,
        )

    def columns(self, rows: Rows) -> list[Column]:
        """The columns of a table with these rows."""
        schema = rows.schema if isinstance(rows, pl.DataFrame) else {}
        return [field.column(schema) for field in self.fields]

    def cells(self, rows: Iterable[Any]) -> list[list[Cell]]:
        """The cells of rows."""
        return [[field.cell(row) for field in self.fields] for row in rows]

    def write(self, sheet: PrintedSheet, rows: Rows, order: Callable[[Any], Any] | None = None) -> Placed | None:
        """Lines and table, in the order given or of the rows; where the table came to stand, None without one."""
        for line in self.always:
            sheet.line(line)
        if self.if_empty and not len(rows):
            sheet.line(self.if_empty)
            return None
        if self.warning:
            sheet.line(self.warning, bold=True)
        for line in self.lines:
            sheet.line(line)
        return self.table(sheet, rows, order)

    def table(
        self,
        sheet: PrintedSheet,
        rows: Rows,
        order: Callable[[Any], Any] | None = None,
        *,
        is_main: bool = True,
    ) -> Placed:
        """The table alone, whose headings stay in view when it is the main one of the sheet."""
        each = rows.iter_rows(named=True) if isinstance(rows, pl.DataFrame) else rows
        placed = sheet.table(
            self.columns(rows),
            self.cells(sorted(each, key=order) if order else each),
            sum_label=self.sum_label,
            is_main=is_main,
            has_filter=self.has_filter,
        )
        for colour in self.colours:
            sheet.colour(colour, placed, range(self.coloured_from, len(self.fields)))
        return placed
