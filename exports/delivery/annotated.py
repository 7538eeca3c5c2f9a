"""The delivery that is sent back to be corrected: its own cells with the faults marked, and a list of them.

Nothing the sender wrote is changed, but personal numbers are masked. What is a fault, and what is said about it, is
decided where deliveries are read; how a delivered file becomes a workbook belongs in `exports.delivery.copied`.
"""

import re
from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path
from textwrap import wrap
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from exports.delivery.copied import (
    MOST_COLUMNS,
    MOST_ROWS,
    CannotCopyError,
    DeliveredCopy,
    as_bytes,
    open_copy,
    storable,
    write_text,
)
from exports.printed_sheet import A4, HEADING_FILL
from exports.whole_file import whole_file
from rules.identity_numbers import masked

LIST_SHEET = "Att rätta"
FAULT_FILL = "FF8A80"
AUTHOR = "Bonuspott"
FONT = "Calibri"

_COLUMN_WIDTHS = {"Fil": 30, "Blad": 18, "Cell": 9, "Kolumn": 26, "Värde": 24, "Vad som är fel": 80}
_HEADER_ROW = 5
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LINE_HEIGHT = 15
_COMMENT_WIDTH, _COMMENT_CHARACTERS, _COMMENT_LINE = 320, 45, 18


class Fault(Protocol):
    """One thing to correct; what does not apply is an empty text, and no row is None.

    `file` is the delivery's path below the folder of deliveries, `sheet` the name on the tab (empty for a text
    file), `cell` an address such as `B7`, `column_name` the heading, `value` the text as delivered and
    `message_sv` what the sender is told.
    """

    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def sheet(self) -> str: ...  # noqa: D102
    @property
    def cell(self) -> str: ...  # noqa: D102
    @property
    def column_name(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> str: ...  # noqa: D102
    @property
    def message_sv(self) -> str: ...  # noqa: D102
    @property
    def row(self) -> int | None: ...  # noqa: D102


def write_annotated(original: Path, rejections: Sequence[Fault], target: Path) -> None:
    """Write to `target` (.xlsx) a copy of `original` with its faults marked.

    Each faulty cell is coloured and says in a comment what is wrong; a fault in a whole row is marked in its
    first cell. A first sheet lists all faults with links to the cells. A text file becomes a sheet of texts. Of
    a file that cannot be opened there is only the list.

    A file that is there already is replaced in one step. Raises `OSError` when it cannot be written.
    """
    with whole_file(target) as unfinished:
        try:
            copy = open_copy(original, _expected(rejections))
            _mark(copy, rejections)
            _add_list(copy, masked(original.name), rejections)
            content = as_bytes(copy)
        except CannotCopyError:
            alone = DeliveredCopy(Workbook(), {})
            _add_list(alone, masked(original.name), rejections)
            alone.book.remove(alone.book.worksheets[-1])
            content = as_bytes(alone)
        unfinished.write_bytes(content)


def _expected(rejections: Sequence[Fault]) -> list[tuple[int, int, str]]:
    """The faulty values and where they stood, by which the rows of a text file are told apart."""
    places = ((_place(fault), fault.value.strip()) for fault in rejections if fault.cell)
    return [(*place, value) for place, value in places if place and value]


def _place(fault: Fault) -> tuple[int, int] | None:
    """Row and column of a fault, None when it is not in one row or no sheet has such a cell."""
    if match := _ADDRESS.fullmatch(fault.cell):
        row, column = int(match[2]), column_index_from_string(match[1])
    elif fault.row is not None and not fault.cell:
        row, column = fault.row, 1
    else:
        return None
    return (row, column) if 1 <= row <= MOST_ROWS and column <= MOST_COLUMNS else None


def _mark(copy: DeliveredCopy, rejections: Sequence[Fault]) -> None:
    fill = PatternFill("solid", fgColor=FAULT_FILL)
    for fault in rejections:
        place = _place(fault)
        sheet = copy.sheets.get(fault.sheet)
        if sheet is None or place is None:
            continue
        cell = sheet.cell(*place)
        if isinstance(cell, MergedCell):  # only the first cell of a merged area is seen
            cell = next(area.start_cell for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell.fill = fill
        _say(cell, _what(fault))


def _say(cell: Any, text: str) -> None:
    """Add to the comment of a cell, or give it one."""
    before = cell.comment
    if before is not None:
        text = f"{before.text}\n\n{text}"
    lines = sum(_lines(paragraph, _COMMENT_CHARACTERS) for paragraph in text.split("\n"))
    author = before.author if before else AUTHOR
    cell.comment = Comment(text, author, height=(lines + 1) * _COMMENT_LINE, width=_COMMENT_WIDTH)


def _lines(text: str, width: int) -> int:
    """On how many lines a text stands, 20 at most."""
    return len(wrap(text, width, max_lines=20)) or 1


def _what(fault: Fault) -> str:
    """The message without the place it begins with, where that is seen anyway."""
    _, _, what = fault.message_sv.partition(f"cell {fault.cell}: ") if fault.cell else ("", "", "")
    return storable(f"{what[:1].upper()}{what[1:]}" or fault.message_sv)


def _add_list(copy: DeliveredCopy, name: str, rejections: Sequence[Fault]) -> None:
    """The list as the first sheet, the one that is seen when the workbook is opened."""
    sheet = copy.book.create_sheet(_unused_name(copy.book.sheetnames), 0)
    _write_heading(sheet, name, len(rejections), is_copy=bool(copy.sheets))
    for number, fault in enumerate(rejections, start=_HEADER_ROW + 1):
        where = fault.cell or (f"rad {fault.row}" if fault.row is not None else "")
        texts = (masked(fault.file), fault.sheet, where, fault.column_name, fault.value, _what(fault))
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(number, column)
            write_text(cell, text)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.row_dimensions[number].height = _LINE_HEIGHT * max(map(_lines, texts, _COLUMN_WIDTHS.values()))
        place = _place(fault)
        if place and fault.sheet in copy.sheets:
            _link(sheet.cell(number, 3), copy.sheets[fault.sheet], place)
    _show_first(copy.book)


def _unused_name(names: Sequence[str]) -> str:
    """The list's name, numbered when there is such a sheet; spreadsheet programs take no notice of case."""
    taken = {name.casefold() for name in names}
    numbered = (f"{LIST_SHEET} {number}" for number in count(2))
    return next(name for name in chain([LIST_SHEET], numbered) if name.casefold() not in taken)


def _write_heading(sheet: Any, name: str, faults: int, *, is_copy: bool) -> None:
    write_text(sheet["A1"], f"Att rätta i {name}")
    sheet["A1"].font = Font(name=FONT, bold=True, size=14)
    sheet["A2"] = f"{faults} fel. En rad med något fel tas inte med, och en fil som avvisas tas inte med alls."
    sheet["A3"] = (
        "Felen är markerade i filen med färg och kommentar. Klicka på cellen i listan för att komma dit, rätta, spara "
        "och skicka filen på nytt. Bilder och diagram följer inte alltid med i den här kopian."
        if is_copy
        else "Filen gick inte att öppna eller var för stor för att markeras, så här finns bara listan."
    )
    for column, (heading, width) in enumerate(_COLUMN_WIDTHS.items(), start=1):
        cell = sheet.cell(_HEADER_ROW, column, heading)
        cell.font = Font(name=FONT, bold=True)
        cell.fill = PatternFill("solid", fgColor=HEADING_FILL.removeprefix("#"))
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = sheet.cell(_HEADER_ROW + 1, 1)
    sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _link(cell: Any, sheet: Any, place: tuple[int, int]) -> None:
    cell.hyperlink = Hyperlink(
        ref=cell.coordinate, location=f"{quote_sheetname(sheet.title)}!{sheet.cell(*place).coordinate}"
    )
    cell.font = Font(name=FONT, color="0563C1", underline="single")


def _show_first(book: Any) -> None:
    """Select the first sheet and no other: what is typed goes into all sheets that are selected."""
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False
    for sheet in book.chartsheets:
        for view in sheet.sheetViews.sheetView:
            view.tabSelected = False
    for window in book.views:
        window.firstSheet = 0
    book.active = 0
    book.worksheets[0].sheet_view.tabSelected = True
