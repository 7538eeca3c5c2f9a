"""A delivered file to rows of text of its kind: the header row is found, columns are named, rows get their address."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from openpyxl.utils import get_column_letter

from readers import pxweb, pxweb_table, textfile
from readers.archive import MOST_ROWS, refuse_too_many
from readers.headings import Layout, closest, layouts, normal
from readers.kinds import fitting_kinds
from readers.opened import checked_bytes, open_sheets
from readers.region_names import is_region
from readers.rejections import Code, Refused, place, refusal, shown
from readers.rows import FileContent, GridRow, SheetRows, TextRow
from readers.workbook import Sheet
from rules.identity_numbers import masked
from rules.swedish import listing
from schemas.deliveries import Kind

TEMPLATE_SHEETS = frozenset({"Anvisningar", "Blankett", "Listor"})
"""Sheets of the report templates that hold no rows and need no remark."""

TITLE_ROWS = 50
"""How many rows above the header are kept to look for what the table is about."""

SHORTEST_PERSONAL_NUMBER = 10
"""Shorter texts are not searched for personal numbers."""

MOST_REMARKED = 20
"""Unknown columns that are named in a remark; a made-up file may have a hundred thousand."""


def read_file(path: Path, name: str, kind: Kind) -> FileContent:
    """All rows of a delivery. `name` is the path below the folder of deliveries, as messages give it.

    Never raises for what the file is or holds: that becomes `refusals`.
    """
    content = FileContent(name)
    try:
        data = checked_bytes(path, name)
        content.sha256 = hashlib.sha256(data).hexdigest()
        _read_sheets(path, data, kind, content)
    except Refused as refused:
        content.sheets.clear()
        content.refusals[:] = [refusal(name, refused.code, refused.message)]
    return content


def _read_sheets(path: Path, data: bytes, kind: Kind, content: FileContent) -> None:
    missed: list[_Header] = []
    row_count = count(1)
    for opened in open_sheets(data, content.file, layouts(kind)):
        sheet = _without_persons(opened, content)
        candidates = tuple(layout for layout in layouts(kind) if not layout.is_pxweb)
        if len(candidates) < len(layouts(kind)):
            rows = list(_counted(sheet.rows, count(1)))
            sheet = replace(sheet, rows=iter(rows))
            if not _find_header(replace(sheet, rows=iter(rows)), candidates).is_whole and _read_export(
                sheet, rows, content
            ):
                continue
        header = _find_header(sheet, candidates)
        if not header.is_whole:
            missed.append(header)
            continue
        _read_rows(replace(sheet, rows=_counted(sheet.rows, row_count)), header, content)
    if len(missed) and not content.sheets:
        nearest = max(missed, key=lambda header: len(header.found) / len(header.layout.required))
        raise _of_another_kind(path, nearest) or _refused_header(nearest)
    for header in missed:
        _note_missed(header, content)
    if content.sheets and not content.refusals and not any(sheet.rows for sheet in content.sheets):
        raise Refused(
            Code.INGA_RADER, "det finns inga rader under rubrikraden. Fyll i uppgifterna och lämna filen på nytt."
        )


def _counted(rows: Iterator[GridRow], row_count: Iterator[int]) -> Iterator[GridRow]:
    """The same rows; raises `Refused` when the file has too many."""
    for row in rows:
        refuse_too_many(next(row_count), MOST_ROWS, "rader")
        yield row


class _Header:
    """The header row of a sheet, or the row that comes closest to one."""

    def __init__(self, sheet: str, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        self.row = 0
        self.cells: dict[int, str] = {}
        self.found: frozenset[str] = frozenset()
        self.titles: list[str] = []

    @property
    def is_whole(self) -> bool:
        return self.found == self.layout.required

    @property
    def missing(self) -> list[str]:
        return [title for name, title in self.layout.titles.items() if name in self.layout.required - self.found]


def _find_header(sheet: Sheet, candidates: tuple[Layout, ...]) -> _Header:
    best = _Header(sheet.name, candidates[0])
    titles: list[str] = []
    for number, cells in sheet.rows:
        layout, found = closest(cells.values(), candidates)
        if len(found) * len(best.layout.required) > len(best.found) * len(layout.required):
            best.layout, best.found, best.row, best.cells = layout, found, number, cells
        if best.is_whole:
            best.titles = titles
            break
        if len(titles) < TITLE_ROWS:
            titles.extend(cells.values())
    return best


def _without_persons(sheet: Sheet, content: FileContent) -> Sheet:
    """The sheet with every personal number masked before anything else sees it; a remark tells how many had one."""

    def rows() -> Iterator[GridRow]:
        found = 0
        for number, cells in sheet.rows:
            for column, text in cells.items():
                if len(text) >= SHORTEST_PERSONAL_NUMBER and (kept := masked(text)) is not text and kept != text:
                    cells[column] = kept
                    found += 1
            yield number, cells
        if found:
            what = "en cell ser" if found == 1 else f"{found} celler ser"
            content.remarks.append(
                f"{place(content.file, sheet.name)}: {what} ut att innehålla personnummer. De har inte sparats. Ta "
                "bort personuppgifterna ur filen."
            )

    return replace(sheet, name=masked(sheet.name), rows=rows())


def _note_hidden(sheet: Sheet, header_row: int, columns: Iterable[int], content: FileContent) -> None:
    """Remark on what was read though the sender may not have seen it; `columns` are those that were read."""
    where = place(content.file, sheet.name)
    if sheet.is_hidden:
        content.remarks.append(f"{where}: bladet är dolt men har lästs.")
    rows = [row for row in sheet.hidden.rows if row > header_row]
    if rows:
        what = "en dold rad" if len(rows) == 1 else f"{len(rows)} dolda rader"
        content.remarks.append(f"{where}: {what} har lästs, den första är rad {rows[0]}.")
    letters = [get_column_letter(column) for column in sorted(set(columns)) if sheet.hidden.has_column(column)]
    if letters:
        what = "en dold kolumn" if len(letters) == 1 else f"{len(letters)} dolda kolumner"
        content.remarks.append(f"{where}: {what} har lästs: {listing(letters)}.")


def _read_rows(sheet: Sheet, header: _Header, content: FileContent) -> None:
    columns = _columns(header, content)
    rows = _text_rows(sheet, header, columns, content)
    _note_hidden(sheet, header.row, columns.values(), content)
    letters = {name: get_column_letter(column) for name, column in columns.items()}
    content.sheets.append(SheetRows(sheet.name, header.row, letters, rows))


def _read_export(sheet: Sheet, rows: list[GridRow], content: FileContent) -> bool:
    """Read a sheet as the statistics office's export; False when it is none."""
    table = pxweb_table.find(rows)
    if table is None:
        return False
    sums = pxweb.summed(table, content.file, sheet.name)
    content.refusals += sums.rejections
    content.remarks += sums.remarks
    where = place(content.file, sheet.name)
    if table.unknown:
        content.remarks.append(f"{where}: okända kolumner läses inte: {listing(table.unknown)}.")
    if table.notes:
        which = f"rad {table.notes[0]}" if len(table.notes) == 1 else f"{len(table.notes)} rader"
        content.remarks.append(f"{where}: {which} läses som fotnot.")
    columns = table.labels | {pxweb.VALUE: table.numbers[0].column}
    letters = {name: get_column_letter(column) for name, column in columns.items()}
    _note_hidden(sheet, table.header_row, (*table.labels.values(), *(item.column for item in table.numbers)), content)
    content.sheets.append(SheetRows(sheet.name, table.header_row, letters, sums.rows))
    return True


def _columns(header: _Header, content: FileContent) -> dict[str, int]:
    """The column numbers of the known headings; the unknown ones are remarked."""
    columns: dict[str, int] = {}
    unknown = []
    for column, heading in header.cells.items():
        name = header.layout.names.get(normal(heading))
        if name is None:
            unknown.append(shown(heading))
        elif name in columns:
            raise Refused(
                Code.DUBBEL_RUBRIK,
                f"rubriken {shown(heading)} finns två gånger på rad {header.row}"
                f"{f' på bladet {shown(header.sheet)}' if header.sheet else ''}, i kolumn "
                f"{get_column_letter(columns[name])} och {get_column_letter(column)}. "
                "Ta bort den ena och lämna filen på nytt.",
            )
        else:
            columns[name] = column
    if unknown:
        what = "en okänd kolumn" if len(unknown) == 1 else "okända kolumner"
        if len(unknown) > MOST_REMARKED:
            unknown[MOST_REMARKED:] = [f"{len(unknown) - MOST_REMARKED} till"]
        content.remarks.append(f"{place(content.file, header.sheet)}: {what} läses inte: {listing(unknown)}.")
    return columns


def _text_rows(sheet: Sheet, header: _Header, columns: dict[str, int], content: FileContent) -> list[TextRow]:
    rows = []
    notes: list[int] = []
    width = max(header.cells)
    for number, cells in sheet.rows:
        if textfile.CUT_OFF in cells:
            if _is_note(cells, columns):
                notes.append(number)
                continue
            message = (
                f"raden har bara {cells[textfile.CUT_OFF]} fält. Skriv ett skiljetecken för varje kolumn, också där "
                "värdet saknas, och lämna filen på nytt."
            )
            content.refusals.append(refusal(content.file, Code.FOR_FA_FALT, message, row=number))
            continue
        # In a text file a value too many means that the values stand in the wrong columns.
        if not sheet.name and next(reversed(cells)) > width:
            message = (
                f"raden har fler fält än rubrikraden har rubriker ({width}). Skriv decimalkomma inom citattecken "
                "eller använd semikolon mellan fälten."
            )
            content.refusals.append(refusal(content.file, Code.FOR_MANGA_FALT, message, row=number))
            continue
        texts = {name: cells.get(column) for name, column in columns.items()}
        if any(texts.values()):
            rows.append(TextRow(number, texts))
    if notes:
        which = f"rad {notes[0]}" if len(notes) == 1 else f"{len(notes)} rader från rad {notes[0]}"
        content.remarks.append(f"{place(content.file, sheet.name)}: {which} läses som noter till tabellen.")
    return rows


def _is_note(cells: dict[int, str], columns: dict[str, int]) -> bool:
    """Whether a row that is too short says something about the table: it begins with no region and has no number."""
    texts = [text for column, text in cells.items() if column != textfile.CUT_OFF]
    return not any(text.strip()[:1].isdigit() for text in texts) and not is_region(
        cells.get(columns["region_code"], "")
    )


def _of_another_kind(path: Path, header: _Header) -> Refused | None:
    """That a file has all headings of another kind, and more of them than `header` has of its own."""
    fitting = [kind for kind in fitting_kinds(path) if len(layouts(kind)[0].required) > len(header.found)]
    if not fitting:
        return None
    titles, folders = ([getattr(kind, name) for kind in fitting] for name in ("title", "id"))
    return Refused(
        Code.FEL_MAPP,
        f"filen ser ut att vara av slaget {listing(titles, last='eller')}: den har alla rubriker för det, och inte för "
        f"mappens slag. Lägg den i mappen {listing(folders, last='eller')}.",
    )


def _refused_header(header: _Header) -> Refused:
    sought = listing(header.missing)
    if not header.found:
        return Refused(
            Code.SAKNAD_KOLUMN,
            f"ingen rubrikrad hittades. Skriv rubrikerna {sought} i en rad ovanför uppgifterna.",
        )
    what = "rubriken" if len(header.missing) == 1 else "rubrikerna"
    on_sheet = f" på bladet {shown(header.sheet)}" if header.sheet else ""
    return Refused(
        Code.SAKNAD_KOLUMN,
        f"{what} {sought} saknas på rad {header.row}{on_sheet}. Lägg till och lämna filen på nytt.",
    )


def _note_missed(header: _Header, content: FileContent) -> None:
    """A sheet with most of the headings was meant as data and is refused, whatever its name; others are remarked."""
    if 2 * len(header.found) > len(header.layout.required):
        refused = _refused_header(header)
        content.refusals.append(refusal(content.file, refused.code, refused.message, sheet=header.sheet))
    elif header.sheet not in TEMPLATE_SHEETS:
        content.remarks.append(f"{place(content.file, header.sheet)}: bladet har ingen rubrikrad och läses inte.")
