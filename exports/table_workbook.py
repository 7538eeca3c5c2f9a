"""A workbook of plain tables, one per sheet with a line or two above it, for what has no document of its own."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from exports.table_layout import Layout, Rows
from exports.workbook_file import workbook_at


def write_tables(
    path: Path, title: str, subject: str, sheets: Iterable[tuple[Layout, Rows]], marks: Sequence[str]
) -> None:
    """Write the sheets to `path`, in a folder that exists; see `workbook_at`. All of them rest on `marks`."""
    with workbook_at(path, title=title, subject=subject) as book:
        for layout, rows in sheets:
            layout.write(layout.sheet(book, header=f"&L{subject}&R{title}", marks=marks), rows)
