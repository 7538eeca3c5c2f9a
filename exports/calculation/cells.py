"""Where the cells of a calculation stand and what they show, so that formulas and stored values are built together."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range_abs

Value = str | int | Decimal | date | None
"""What a cell shows; None is an empty cell, and so is "" as the result of a formula."""


class Source(Protocol):
    """Something that has one cell per row of a table, or the same cell for all of them."""

    def at(self, row: int) -> str:
        """The reference that a formula in a row of the table uses; the first row is 0."""

    def value(self, row: int) -> Any:
        """What that cell shows."""


@dataclass(frozen=True)
class Single:
    """One cell, by name (`Forbattring_procent`) or by address with its sheet."""

    address: str
    shown: Any

    def at(self, row: int) -> str:
        """The same for every row."""
        return self.address

    def value(self, row: int) -> Any:
        """The same for every row."""
        return self.shown


@dataclass(frozen=True)
class Cells:
    """A column of a table: one cell per row."""

    sheet: str
    column: int
    first_row: int
    values: tuple[Any, ...]

    def at(self, row: int) -> str:
        """The cell of a row, with its sheet: `Potter!$C8`."""
        return f"{self._column}{self.first_row + row + 1}"

    def value(self, row: int) -> Any:
        """What the cell of a row shows."""
        return self.values[row]

    def fixed(self, row: int) -> str:
        """The cell of a row in a form that holds wherever it is used: `Potter!$C$8`."""
        return f"{self._column}${self.first_row + row + 1}"

    @cached_property
    def span(self) -> str:
        """The whole column, with its sheet: `Potter!$C$8:$C$28`."""
        return block(self, self)

    def part(self, first: int, count: int) -> "Cells":
        """`count` rows of the column from row `first`."""
        return Cells(self.sheet, self.column, self.first_row + first, self.values[first : first + count])

    @cached_property
    def _column(self) -> str:
        return f"{quote_sheetname(self.sheet)}!${xl_col_to_name(self.column)}"


def block(first: Cells, last: Cells) -> str:
    """The cells from one column to another of the same table."""
    last_row = last.first_row + len(last.values) - 1
    return f"{quote_sheetname(first.sheet)}!{xl_range_abs(first.first_row, first.column, last_row, last.column)}"
