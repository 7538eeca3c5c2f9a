"""A workbook to its sheets with rows of text. Rows are read by `readers.sheet_cells`; headings are found elsewhere."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet

from readers.archive import MOST_SHEETS, refuse_too_many, refusing_broken
from readers.rejections import Code, Refused
from readers.rows import GridRow
from readers.sheet_cells import CellStyles, Hidden, grid, plain_text


@dataclass(frozen=True)
class Sheet:
    """One sheet: `name` as on its tab, and its rows, which can be gone through once.

    `hidden` fills with what is hidden of it while the rows are gone through.
    """

    name: str
    is_hidden: bool
    rows: Iterator[GridRow]
    hidden: Hidden = field(default_factory=Hidden)


def sheets(data: bytes) -> Iterator[Sheet]:
    """The worksheets in the order of their tabs, hidden ones too; charts are left out.

    Expects bytes that `check_content` has passed. Raises `Refused`, also while rows are gone through.
    """
    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl must use defusedxml: unset OPENPYXL_DEFUSEDXML and install defusedxml")
    # openpyxl warns of what it drops when writing (extensions, default styles); nothing is written here.
    with refusing_broken(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = ExcelReader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        # The steps of ExcelReader.read that concern cells; authors and themes are not looked at.
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        strings = [plain_text(text) for text in reader.shared_strings]
        styles = CellStyles.of(reader.wb)
        tabs = [(sheet, reader.parser.rels[sheet.id]) for sheet in reader.parser.sheets]
        worksheets = [(sheet, rel.target) for sheet, rel in tabs if rel.Type.endswith("/worksheet")]
    if not worksheets:
        raise Refused(
            Code.INGA_RADER, "arbetsboken har inga blad med celler. Lämna uppgifterna som en tabell på ett blad."
        )
    refuse_too_many(len(worksheets), MOST_SHEETS, "blad")
    for sheet, part in worksheets:
        hidden = Hidden()
        rows = _rows(reader.archive, part, strings, styles, hidden)
        yield Sheet(sheet.name, sheet.state != "visible", rows, hidden)


def _rows(archive: Any, part: str, strings: list[str], styles: CellStyles, hidden: Hidden) -> Iterator[GridRow]:
    with refusing_broken(), archive.open(part) as source:
        yield from grid(source, strings, styles, hidden)
