"""The cells of one worksheet's XML as text with their place, in one pass.

openpyxl knows the workbook around the sheet (shared texts, styles, calendar). Its own reader of rows is
not used: it believes the sheet's claimed size, drops rows that come out of order, cannot tell a formula
without value from an empty cell in the same pass, and takes three times as long.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import IO, Any
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601

from readers.rows import GridRow

MOST_ROWS = 2**20
"""No spreadsheet program has more rows in a sheet; a higher row number is made up and need not fit any table."""

_CHUNK_BYTES = 2**16

EXCEL_DIGITS = 15
"""The significant digits of a number that Excel shows and compares; the binary number behind has two more."""

_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _VALUE, _FORMULA, _TEXT, _READING_AID, _COLUMN = (
    f"{_NS}{tag}" for tag in ("row", "c", "v", "f", "t", "rPh", "col")
)
_TEXT_TAGS = frozenset({_VALUE, _FORMULA, _TEXT})
_QUOTED = re.compile(r'"[^"]*"|\\.')
_LINE_BREAK = re.compile(r"_x000[9AaDd]_")


@dataclass(frozen=True)
class CellStyles:
    """What cell styles say about how a stored number is shown: numbers of the styles for each way."""

    dates: frozenset[int]
    durations: frozenset[int]
    percents: frozenset[int]
    epoch: datetime

    @classmethod
    def of(cls, workbook: Any) -> "CellStyles":
        """The styles of an openpyxl workbook whose stylesheet has been read."""
        formats = dict(BUILTIN_FORMATS) | {164 + n: text for n, text in enumerate(workbook._number_formats)}
        percents = {
            style
            for style, array in enumerate(workbook._cell_styles)
            if "%" in _QUOTED.sub("", formats.get(array.numFmtId) or "")
        }
        return cls(
            dates=frozenset(workbook._date_formats),
            durations=frozenset(workbook._timedelta_formats),
            percents=frozenset(percents),
            epoch=workbook.epoch,
        )


@dataclass(frozen=True)
class Hidden:
    """What of a sheet is not shown: the numbers of rows with any text, and columns from a first to a last, 1 for A.

    It fills while the rows of the sheet are gone through.
    """

    rows: list[int] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)

    def has_column(self, number: int) -> bool:
        """Whether a column is hidden."""
        return any(first <= number <= last for first, last in self.columns)


def grid(source: IO[bytes], strings: list[str], styles: CellStyles, hidden: Hidden | None = None) -> Iterator[GridRow]:
    """The rows with any text, in order; what of the sheet is hidden is added to `hidden`.

    Raises `ValueError` and others for XML that is no proper sheet.
    """
    reader = _RowReader(strings, styles, hidden or Hidden())
    parser = reader.parser()
    while chunk := source.read(_CHUNK_BYTES):
        parser.Parse(chunk)
        yield from reader.rows
        reader.rows.clear()
    parser.Parse(b"", True)


class _RowReader:
    """Gathers rows while a parser goes through a sheet: a text when its element ends, a cell when it does, a row too.

    Building a tree of elements first takes twice as long.
    """

    def __init__(self, strings: list[str], styles: CellStyles, hidden: Hidden) -> None:
        self._hidden = hidden
        self._is_hidden = False
        self.rows: list[GridRow] = []
        self._strings = strings
        self._number_text = lru_cache(maxsize=10_000)(partial(_number_text, styles))
        self._number = 0
        self._cells: dict[int, str] = {}
        self._column = 0
        self._attributes: dict[str, str] = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._runs: list[str] = []
        self._pieces: list[str] = []
        self._is_in_reading_aid = False

    def parser(self) -> expat.XMLParserType:
        """A parser that tells of everything it meets here."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._pieces.append
        parser.EndElementHandler = self._end
        return parser

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _TEXT_TAGS:
            self._pieces.clear()
        elif tag == _CELL:
            address, before = attributes.get("r"), self._column
            self._column = column_number(address.rstrip("0123456789")) if address else before + 1
            if self._column <= before:
                raise ValueError(f"cell {address} comes after column {before}")
            self._attributes = attributes
            self._value = self._formula = None
            self._runs.clear()
        elif tag == _ROW:
            before = self._number
            self._number = int(attributes.get("r") or before + 1)
            if not before < self._number <= MOST_ROWS:
                raise ValueError(f"row {self._number} comes after row {before}, and {MOST_ROWS} is the last there is")
            self._cells = {}
            self._column = 0
            self._is_hidden = _says_hidden(attributes)
        elif tag == _READING_AID:
            self._is_in_reading_aid = True
        elif tag == _COLUMN and _says_hidden(attributes):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            # Only how the sheet looks: what it says wrongly is no reason to refuse it.
            if first.isdecimal() and last.isdecimal():
                self._hidden.columns.append((int(first), int(last)))

    def _end(self, tag: str) -> None:
        if tag == _CELL:
            text = self._text()
            if text and not text.isspace():
                self._cells[self._column] = text
        elif tag == _VALUE:
            self._value = "".join(self._pieces)
        elif tag == _FORMULA:
            self._formula = "".join(self._pieces)
        elif tag == _TEXT:
            if not self._is_in_reading_aid:
                self._runs += self._pieces
        elif tag == _ROW:
            if self._cells:
                self.rows.append((self._number, self._cells))
                if self._is_hidden:
                    self._hidden.rows.append(self._number)
        elif tag == _READING_AID:
            self._is_in_reading_aid = False

    def _text(self) -> str | None:
        kind = self._attributes.get("t", "n")
        value = self._value
        if self._formula is not None and not value and not (kind == "str" and value is not None):
            return f"={self._formula}"  # never calculated; a calculated empty text is typed as text
        if self._runs:
            return plain_text("".join(self._runs))
        if not value:
            return None
        if kind == "n":
            return self._number_text(value, self._attributes.get("s"))
        if kind == "s":
            return self._strings[int(value)]
        if kind == "str":
            return plain_text(value)
        if kind == "b":
            return "SANT" if int(value) else "FALSKT"
        if kind == "d":
            return _moment_text(from_ISO8601(value))
        return value  # an error such as #DIV/0!


def _says_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden", "0") in ("1", "true")


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a sheet declares a document type: workbooks have none, and entity tricks need one")


@cache  # there are at most 18 278 columns
def column_number(letters: str) -> int:
    """1 for `A`, 27 for `AA`."""
    return int(column_index_from_string(letters))


def plain_text(text: str) -> str:
    """A text of a workbook, with the tabs and line breaks that are written as codes such as `_x000D_`."""
    return _LINE_BREAK.sub(" ", text) if "_x000" in text else text


def _number_text(styles: CellStyles, value: str, style_number: str | None) -> str:
    style = int(style_number or 0)
    if style in styles.dates:
        try:
            moment = from_excel(float(value), styles.epoch, timedelta=style in styles.durations)
        except (OverflowError, ValueError):
            return value  # shown as #### by spreadsheet programs: no day has this number
        return _moment_text(moment)
    if style in styles.percents:
        return f"{Decimal(plain_number(value)).scaleb(2):f} %"  # as shown: 0.915 is 91.5 %
    return plain_number(value)


def plain_number(value: str) -> str:
    """A stored binary number at Excel's own 15 significant digits (T28), without exponent: `3.98`, `12`.

    Raises `ValueError` for what is no number.
    """
    if len(value) <= EXCEL_DIGITS and value.isdecimal() and value.isascii():
        return value.lstrip("0") or "0"
    return format(Decimal(f"{float(value):.{EXCEL_DIGITS}g}").normalize(), "f")


def _moment_text(moment: datetime | date | time | timedelta) -> str:
    if isinstance(moment, datetime):
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ", "seconds")
    return str(moment)
