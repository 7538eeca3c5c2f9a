"""A text file (CSV) to rows of text: its encoding, its delimiter, its records. Headings are found elsewhere."""

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import islice

from readers.archive import DELIVER_AGAIN, MOST_COLUMNS, refuse_too_many
from readers.rejections import Code, Refused
from readers.rows import GridRow

DELIMITERS = (";", "\t", ",")
LINES_TRIED = 1_000
"""Where the header row is looked for when the delimiter is chosen."""

CUT_OFF = 0
"""The column number under which a row with fewer fields than the header row says so: no column has it."""

_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


def rows(data: bytes, headings_found: Callable[[list[str]], int]) -> Iterator[GridRow]:
    """The records with any text; their numbers are the rows a spreadsheet program shows.

    The delimiter is the one that gives the most headings, by `headings_found`, in any one record: a
    decimal comma or a comma in a title must not decide. Raises `Refused` for a file that is cut off or
    whose quotation marks do not pair, since rows would be lost in it.
    """
    text = _decoded(data)
    found = {candidate: _most_headings(text, candidate, headings_found) for candidate in DELIMITERS}
    delimiter = max(DELIMITERS, key=found.__getitem__)
    most = found[delimiter]
    width, fields_before, fields, number = 0, 0, 0, 0
    try:
        for number, record in enumerate(_records(text, delimiter), start=1):
            fields_before, fields = fields, len(record)
            refuse_too_many(fields, MOST_COLUMNS, "kolumner")
            if not width and headings_found(record) == most:
                width = fields
            if any(record) and 1 < fields < width:
                yield number, {**dict(enumerate(record, start=1)), CUT_OFF: f"{fields} av {width}"}
                continue
            cells = {column: field for column, field in enumerate(record, start=1) if field and not field.isspace()}
            if cells:
                yield number, cells
    except csv.Error as error:
        raise Refused(
            Code.TRASIG_FIL,
            f"texten kan inte delas i kolumner efter rad {number}; ett citattecken saknar sin motsvarighet "
            f"eller ett fält är orimligt långt. {DELIVER_AGAIN}",
        ) from error
    if 1 < fields < fields_before and not text.endswith(("\n", "\r")):
        raise Refused(
            Code.TRASIG_FIL,
            f"filen är avklippt: sista raden ({number}) slutar efter {fields} av {fields_before} fält. {DELIVER_AGAIN}",
        )


def _decoded(data: bytes) -> str:
    for encoding in _ENCODINGS[:-1]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode(_ENCODINGS[-1])


def _most_headings(text: str, delimiter: str, headings_found: Callable[[list[str]], int]) -> int:
    most = 0
    try:
        for record in islice(_records(text, delimiter), LINES_TRIED):
            most = max(most, headings_found(record))
    except csv.Error:
        pass  # with this delimiter the quotation marks do not pair; what came before still counts
    return most


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
