"""A workbook of plain tables, one per sheet with a line or two above it, for what has no document of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from exports.printed_sheet import Cell, Column, PrintedSheet
from exports.table_layout import Layout
from exports.workbook_file import workbook_at


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, title, the lines under the title and a table, whose last row sums when it has a label."""

    name: str
    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    sum_label: str = ""

    @classmethod
    def of(cls, layout: Layout, rows: pl.DataFrame) -> "Sheet":
        """The rows of a table in a layout."""
        cells = layout.cells(rows.iter_rows(named=True))
        return cls(layout.name, layout.title, layout.lines, layout.columns(rows), cells, layout.sum_label)


def write_tables(path: Path, title: str, subject: str, sheets: Sequence[Sheet], marks: Sequence[str]) -> None:
    """Write the sheets to `path`, in a folder that exists; see `workbook_at`. All of them rest on `marks`."""
    with workbook_at(path, title=title, subject=subject) as book:
        for sheet in sheets:
            printed = PrintedSheet(
                book,
                sheet.name,
                title=sheet.title,
                header=f"&L{subject}&R{title}",
                marks=marks,
                columns=sheet.columns,
            )
            for line in sheet.lines:
                printed.line(line)
            printed.table(sheet.columns, sheet.rows, sum_label=sheet.sum_label, is_main=True)
