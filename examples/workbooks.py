"""Writing example deliveries: workbooks and text files whose bytes are the same every time they are written.

What stands in them belongs to the modules of each kind.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from xlsxwriter import Workbook

from rules.found_decrees import decrees
from rules.reports import VARDPLATSER
from rules.swedish import MONTH_NAMES
from schemas.columns import DeliveredColumn, ValueKind
from schemas.deliveries import KIND_BY_ID

Cell = str | int | Decimal | date | None
Row = Mapping[str, Cell]
"""One row to deliver: value by column name of the kind's table (`region_code`, `mark`); left out means empty."""

SHEET = "Rapport"
NOT_DELIVERED = frozenset(
    [
        "all_completed_count",
        "all_completed_within_count",
        "care",
        "is_confirmed",
        "lacking",
        "plusgiro",
        "reclaimed_kr",
        "statement",
        "unreported",
        "unreported_plan",
        *VARDPLATSER.apart,
        *(part.column for decree in decrees() for part, _ in decree.account_parts),
    ]
)
"""Columns that no example has."""
_ALWAYS_CREATED = datetime(2024, 1, 1)
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_A4 = 9
_WIDTHS = {
    ValueKind.REGION: 30,
    ValueKind.RECIPIENT: 30,
    ValueKind.REGION_OR_NATION: 30,
    ValueKind.TEXT: 24,
    ValueKind.CHOICE: 18,
}
_NUMBER_FORMATS = {
    ValueKind.MONTH: "yyyy-mm",
    ValueKind.DATE: "yyyy-mm-dd",
    ValueKind.COUNT: "#,##0",
    ValueKind.KRONOR: "#,##0",
    ValueKind.RATE: "0.00",
}


@dataclass(frozen=True)
class Column:
    """How one column of a workbook is shown: heading, width in characters and Excel number format."""

    heading: str
    width: int
    number_format: str = "General"


def delivery_workbook(path: Path, kind: str, lines: Sequence[str], rows: Iterable[Row]) -> None:
    """Write one delivery of a kind as a workbook; `lines` are the title and the remarks above the headings."""
    columns = _filled(kind)
    shown = [
        Column(
            column.header,
            _WIDTHS.get(column.kind, max(14, len(column.header) + 2)),
            _NUMBER_FORMATS.get(column.kind, "General"),
        )
        for column in columns
    ]
    workbook(path, lines, shown, ([row.get(column.name) for column in columns] for row in rows))


def _filled(kind: str) -> list[DeliveredColumn]:
    """The columns of a kind that the examples know of; some optional ones no example has."""
    return [column for column in KIND_BY_ID[kind].columns if column.name not in NOT_DELIVERED]


def workbook(path: Path, lines: Sequence[str], columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a workbook with `lines` on top (the first as title), an empty row, the headings and the rows."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": lines[0], "created": _ALWAYS_CREATED})
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, lines[0], book.add_format({"bold": True, "font_size": 14}))
    for index, line in enumerate(lines[1:], start=1):
        sheet.write_string(index, 0, line)
    top = len(lines) + 1
    heading = book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True, "valign": "top"})
    for index, column in enumerate(columns):
        cells = book.add_format({"num_format": column.number_format})
        sheet.set_column(index, index, column.width, cells)
        sheet.write_string(top, index, column.heading, heading)
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    for number, row in enumerate(rows, start=top + 1):
        for index, value in enumerate(row):
            if value is not None:
                # A row without format of its own takes the column's.
                sheet.write(number, index, float(value) if isinstance(value, Decimal) else value)
    book.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_stored(buffer))


def delivery_csv(path: Path, kind: str, rows: Iterable[Row]) -> None:
    """Write one delivery as a Swedish Excel does: semicolons, decimal commas, UTF-8 with byte-order mark, CRLF."""
    columns = _filled(kind)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(column.header for column in columns)
    writer.writerows([_as_text(row.get(column.name)) for column in columns] for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def file_name(region: str) -> str:
    """A region's name as part of a file name: `Västra Götaland` -> `vastra_gotaland`."""
    return region.lower().translate(str.maketrans("åäö ", "aao_"))


def span(first: date, last: date) -> str:
    """`januari 2023–oktober 2024` for titles."""
    return "–".join(f"{MONTH_NAMES[month.month - 1]} {month.year}" for month in (first, last))


def _as_text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    return f"{value:%Y-%m}" if isinstance(value, date) else str(value)


def _stored(archive: io.BytesIO) -> bytes:
    """The same archive without compression: what deflate gives differs between versions of zlib."""
    result = io.BytesIO()
    with ZipFile(archive) as packed, ZipFile(result, "w") as stored:
        for name in packed.namelist():
            entry = ZipInfo(name, _ZIP_EPOCH)
            entry.create_system = _UNIX
            stored.writestr(entry, packed.read(name))
    return result.getvalue()
