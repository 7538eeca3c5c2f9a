"""The cells of one worksheet's XML as text with their place, in one pass.

openpyxl knows the workbook around the sheet (shared texts, styles, calendar). Its own reader of rows is
not used: it believes the sheet's claimed size, drops rows that come out of order, cannot tell a formula
without value from an empty cell in the same pass, and takes three times as long.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601

GridRow = tuple[int, dict[int, str]]
"""One row: its number as the spreadsheet program shows it, and the text of each cell that is not blank by column
number, 1 for A, in that order."""

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _VALUE, _FORMULA = f"{_NS}row", f"{_NS}c", f"{_NS}v", f"{_NS}f"
_INLINE, _TEXT, _RUN = f"{_NS}is", f"{_NS}t", f"{_NS}r"
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


def refuse_doctype(source: IO[bytes]) -> None:
    """Raises `ValueError` for a part with a document type: workbooks have none, and entity tricks need one."""

    def doctype(*_: Any) -> None:
        raise ValueError("a workbook part declares a document type")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.ParseFile(source)


def grid(source: IO[bytes], strings: list[str], styles: CellStyles) -> Iterator[GridRow]:
    """The rows with any text, in order. Raises `ValueError` and others for XML that is no proper sheet."""
    last_row = 0
    for _, element in iterparse(source):
        if element.tag != _ROW:
            continue
        number = int(element.get("r") or last_row + 1)
        if number <= last_row:
            raise ValueError(f"row {number} comes after row {last_row}")
        last_row = number
        cells: dict[int, str] = {}
        column = 0
        for cell in element:
            if cell.tag != _CELL:
                continue
            address = cell.get("r")
            before = column
            column = column_number(address.rstrip("0123456789")) if address else column + 1
            if column <= before:
                raise ValueError(f"cell {address} comes after column {before}")
            text = _text(cell, strings, styles)
            if text and not text.isspace():
                cells[column] = text
        element.clear()
        if cells:
            yield number, cells


@cache  # there are at most 18 278 columns
def column_number(letters: str) -> int:
    """1 for `A`, 27 for `AA`."""
    return int(column_index_from_string(letters))


def plain_text(text: str) -> str:
    """A text of a workbook, with the tabs and line breaks that are written as codes such as `_x000D_`."""
    return _LINE_BREAK.sub(" ", text) if "_x000" in text else text


def _text(cell: Element, strings: list[str], styles: CellStyles) -> str | None:
    kind = cell.get("t", "n")
    value, inline, formula = None, None, None
    for part in cell:
        if part.tag == _VALUE:
            value = part.text or ""
        elif part.tag == _FORMULA:
            formula = part
        elif part.tag == _INLINE:
            inline = part
    if formula is not None and not value and not (kind == "str" and value is not None):
        return f"={formula.text or ''}"  # never calculated; a calculated empty text is typed as text
    if inline is not None:
        return plain_text("".join(_inline_texts(inline)))
    if not value:
        return None
    if kind == "n":
        return _number_text(value, cell.get("s"), styles)
    if kind == "s":
        return strings[int(value)]
    if kind == "str":
        return plain_text(value)
    if kind == "b":
        return "SANT" if int(value) else "FALSKT"
    if kind == "d":
        return _moment_text(from_ISO8601(value))
    return value  # an error such as #DIV/0!


def _inline_texts(inline: Element) -> Iterator[str]:
    for part in inline:
        if part.tag == _TEXT:
            yield part.text or ""
        elif part.tag == _RUN:
            yield part.findtext(_TEXT) or ""


def _number_text(value: str, style_number: str | None, styles: CellStyles) -> str:
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


@lru_cache(maxsize=10_000)
def plain_number(value: str) -> str:
    """The shortest decimal that gives the stored binary number, written without exponent: `3.98`, `12`.

    Raises `ValueError` for what is no number.
    """
    if value.isdecimal() and value.isascii():
        return value.lstrip("0") or "0"
    shortest = repr(float(value))
    if shortest.endswith(".0"):
        return shortest[:-2]
    return format(Decimal(shortest), "f") if "e" in shortest else shortest


def _moment_text(moment: datetime | date | time | timedelta) -> str:
    if isinstance(moment, datetime):
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ", "seconds")
    return str(moment)
