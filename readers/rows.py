"""What reading a delivery gives: its rows of text with their address. No value has been understood yet."""

from dataclasses import dataclass, field
from typing import NamedTuple

from readers.rejections import Rejection

GridRow = tuple[int, dict[int, str]]
"""One row: its number as the spreadsheet program shows it, and the text of each cell that is not blank by column
number, 1 for A, in that order."""


class TextRow(NamedTuple):
    """One delivered row: its number in the sheet, and the text of each column, None for a blank cell.

    A row of the population that is a sum of other rows has the number of the first of them that is not
    the number of another sum, and all their cells in `summed_from` (`D5:D23, D40`).
    """

    number: int
    texts: dict[str, str | None]
    summed_from: str = ""


@dataclass(frozen=True)
class SheetRows:
    """The rows of one sheet (empty name for a text file); `columns` gives each column's letter in it."""

    sheet: str
    header_row: int
    columns: dict[str, str]
    rows: list[TextRow]


@dataclass
class FileContent:
    """One delivered file: its rows, what of it was refused already when reading, and Swedish remarks.

    A file that is refused as a whole has no sheets. `sha256` is that of the bytes that were read, empty
    when they could not be.
    """

    file: str
    sha256: str = ""
    sheets: list[SheetRows] = field(default_factory=list)
    refusals: list[Rejection] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
