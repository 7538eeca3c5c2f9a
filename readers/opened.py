"""A delivered file opened: its bytes, once it is known that they may be, and its sheets."""

from collections.abc import Collection, Iterator
from pathlib import Path

from readers import textfile, workbook
from readers.archive import check_content, check_suffix, load
from readers.headings import Layout, closest
from readers.workbook import Sheet


def checked_bytes(path: Path, name: str) -> bytes:
    """The bytes of a delivery that may be opened. Raises `Refused`."""
    suffix = check_suffix(name)
    data = load(path)
    check_content(data, suffix)
    return data


def open_sheets(data: bytes, name: str, candidates: Collection[Layout]) -> Iterator[Sheet]:
    """The sheets of a workbook, or the single nameless one of a text file. Raises `Refused`, also in the rows."""
    if check_suffix(name) == ".xlsx":
        return workbook.sheets(data)

    def headings_found(record: list[str]) -> int:
        return len(closest(record, candidates)[1])

    return iter([Sheet("", False, textfile.rows(data, headings_found))])
