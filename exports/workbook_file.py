"""Writing a workbook file: whole or not at all, and the same bytes for the same content."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.whole_file import whole_file

CREATED = datetime(2024, 1, 1)
"""Stored as the time of creation, always the same."""


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that takes formulas as they are.

    XlsxWriter looks in each formula for some thirty functions that are newer than the file format. We use none of
    them, and the search took a third of the time of a workbook with live formulas.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class _Workbook(Workbook):  # type: ignore[misc]
    worksheet_class = _Sheet


@contextmanager
def workbook_at(path: Path, *, title: str, subject: str) -> Iterator[Workbook]:
    """A new workbook that replaces the one at `path`, if any, in one step at the end.

    A run that is stopped, or a sheet that fails, leaves what was there. Raises `OSError` when the file cannot
    be written or replaced, for example while someone has it open in Excel.
    """
    # The archive is closed before anything is on disk: one that cannot be ended complains in English.
    content = BytesIO()
    with _Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": title, "subject": subject, "author": "Bonuspott", "created": CREATED})
        yield book
    with whole_file(path) as unfinished:
        unfinished.write_bytes(content.getvalue())
