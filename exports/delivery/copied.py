"""A delivered file as a workbook that can be written in: a copy of a workbook, or the rows of a text file.

The copy keeps every value and formula, styles, comments, protection and names, but never a personal number: texts,
numbers, comments and names of sheets that look like one are masked. It does not keep what openpyxl cannot carry: the
stored results of formulas (they are calculated again when the copy is opened), pictures, charts, and what is hidden
under merged cells. What is written in the copy belongs in `exports.delivery.annotated`. How deliveries are
understood belongs in the readers.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import range_boundaries
from openpyxl.workbook.properties import CalcProperties
from openpyxl.xml.functions import iterparse

from rules.identity_numbers import MASK, masked

TEXT_SHEET = "Leverans"
"""The sheet that holds the rows of a text file."""

MOST_BYTES = 100 * 2**20
"""Unpacked; openpyxl needs tens of times as much memory. A delivery of 200 000 rows unpacks to 60 MB."""
MOST_SPREAD_CELLS = 1_000_000
"""Cells in merged and linked areas, which openpyxl makes one by one; a file of 1 kB can claim 17 billion."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""The size of a sheet."""

_DELIMITERS = (";", "\t", ",")
_SPREAD_TAGS = ("mergeCell", "hyperlink")
_MASK_IN_NAMES = MASK.strip("[]")
"""No sheet may have brackets in its name."""
_NOT_IN_WORKBOOKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Expected = Iterable[tuple[int, int, str]]
"""What is known of a text file's content: row and column, both from 1, and the text that was read there."""


class CannotCopyError(Exception):
    """The file cannot be opened, or not safely."""


@dataclass(frozen=True)
class DeliveredCopy:
    """An openpyxl workbook with what was delivered; `sheets` by the name that readers give, empty for a text file."""

    book: Any
    sheets: Mapping[str, Any]


def open_copy(original: Path, expected: Expected) -> DeliveredCopy:
    """The copy of a delivery. Raises `CannotCopyError`.

    The delimiter of a text file is the one by which most of what is `expected` stands where it should.
    """
    try:
        match original.suffix.lower():
            case ".xlsx":
                return _opened(original)
            case ".csv":
                return _from_text(original, expected)
    # What damaged and hostile files make zipfile, the XML parser and openpyxl raise has no end.
    except Exception as error:
        raise CannotCopyError(original.name) from error
    raise CannotCopyError(original.name)


def as_bytes(copy: DeliveredCopy) -> bytes:
    """The copy as a workbook file. Raises `CannotCopyError` when openpyxl cannot write what it has read.

    Raises `OSError` when there is no room for the temporary files of openpyxl.
    """
    content = io.BytesIO()
    try:
        copy.book.save(content)
    except OSError:
        raise
    except Exception as error:
        raise CannotCopyError from error
    return content.getvalue()


def write_text(cell: Any, text: str) -> None:
    """Put a text from outside in a cell, where it stays a text whatever it begins with, also when it is edited."""
    cell.value = storable(text)
    cell.data_type = "s"
    cell.quotePrefix = True


def storable(text: str) -> str:
    """The text with a replacement for each character that a workbook cannot hold."""
    return _NOT_IN_WORKBOOKS.sub("\N{REPLACEMENT CHARACTER}", text)


class _ExactReader(ExcelReader):  # type: ignore[misc]
    """Takes dates for the numbers they are stored as: turned into dates and back, some would change."""

    def read_worksheets(self) -> None:
        self.wb._date_formats = set()
        self.wb._timedelta_formats = set()
        super().read_worksheets()


def _opened(original: Path) -> DeliveredCopy:
    _refuse_oversized(original)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is not kept
        reader = _ExactReader(original, rich_text=True)
        reader.read()
    if reader.wb.calculation is None:
        reader.wb.calculation = CalcProperties()
    reader.wb.calculation.fullCalcOnLoad = True
    return DeliveredCopy(reader.wb, {_without_persons(sheet): sheet for sheet in reader.wb.worksheets})


def _without_persons(sheet: Any) -> str:
    """Mask what looks like a personal number in a sheet; the name that readers give the sheet."""
    name = masked(sheet.title)
    if name != sheet.title:
        sheet.title = name.replace(MASK, _MASK_IN_NAMES)
    for cell in list(sheet._cells.values()):  # what is there; to go by rows would make every cell in between
        text = str(cell.value)
        if (kept := masked(text)) != text:
            write_text(cell, kept)
        if cell.comment and (said := masked(cell.comment.text)) != cell.comment.text:
            cell.comment = Comment(said, masked(cell.comment.author or ""))
    return name


def _refuse_oversized(original: Path) -> None:
    """Raises `ValueError` before anything that would take memory without end is opened."""
    with zipfile.ZipFile(original) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
            raise ValueError("too large when unpacked")
        spread = 0
        for part in archive.namelist():
            if not part.endswith(".xml"):
                continue
            with archive.open(part) as source:
                for _, element in iterparse(source):
                    if element.tag.rpartition("}")[2] in _SPREAD_TAGS and ":" in element.get("ref", ""):
                        left, top, right, bottom = range_boundaries(element.get("ref"))
                        spread += (right - left + 1) * (bottom - top + 1)
                        if spread > MOST_SPREAD_CELLS:
                            raise ValueError("too many cells in merged or linked areas")
                    element.clear()


def _from_text(original: Path, expected: Expected) -> DeliveredCopy:
    if original.stat().st_size > MOST_BYTES:
        raise ValueError("too large")
    data = original.read_bytes()
    if b"\x00" in data:
        raise ValueError("not a text")
    text, known = _decoded(data), list(expected)
    records = _records(text, max(_DELIMITERS, key=lambda delimiter: _agreement(_records(text, delimiter), known)))
    if len(records) > MOST_ROWS or any(len(record) > MOST_COLUMNS for record in records):
        raise ValueError("larger than a sheet")
    book = Workbook()
    sheet = book.active
    sheet.title = TEXT_SHEET
    for row, record in enumerate(records, start=1):
        for column, text in enumerate(record, start=1):
            if text:
                write_text(sheet.cell(row, column), text)
    return DeliveredCopy(book, {"": sheet})


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _records(text: str, delimiter: str) -> list[list[str]]:
    read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [[masked(field) for field in record] for record in read]


def _agreement(records: list[list[str]], known: list[tuple[int, int, str]]) -> tuple[int, int]:
    """How many texts stand where they are known to be, and how many rows are divided at all."""
    in_place = sum(
        row <= len(records) and column <= len(records[row - 1]) and records[row - 1][column - 1].strip() == text
        for row, column, text in known
    )
    return in_place, sum(len(record) > 1 for record in records)
