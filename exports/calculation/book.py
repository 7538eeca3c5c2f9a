"""What the sheets of a calculation share: the looks of each kind of cell, formats, names of cells."""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import chain, count
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format


class Role(StrEnum):
    """What kind of cell it is; the colours are explained on the first sheet."""

    TEXT = "text"
    INPUT = "input"
    PARAMETER = "parameter"
    FORMULA = "formula"
    ENGINE = "engine"


LOOKS: dict[Role, dict[str, str]] = {
    Role.TEXT: {},
    Role.INPUT: {"bg_color": "#DDEBF7", "font_color": "#1F3864"},
    Role.PARAMETER: {"bg_color": "#FFF2CC", "font_color": "#7F6000"},
    Role.FORMULA: {},
    Role.ENGINE: {"bg_color": "#EDEDED", "font_color": "#404040"},
}


_LONGEST_NAME = 31
"""Characters in the name of a sheet."""


class CalculationBook:
    """The workbook that sheets are added to, with what they share: formats, page header, names of cells."""

    def __init__(self, book: Workbook, header: str, marks: Sequence[str]) -> None:
        self.book = book
        self.header = header
        self.marks = marks
        self._formats: dict[frozenset[tuple[str, Any]], Format] = {}
        self._sheets: set[str] = set()
        self._cells: set[str] = set()

    def format(self, **looks: Any) -> Format:
        """The one format with these looks."""
        key = frozenset(looks.items())
        if key not in self._formats:
            self._formats[key] = self.book.add_format(looks)
        return self._formats[key]

    def named(self, name: str, address: str) -> None:
        """Give a cell a name that holds in the whole workbook."""
        self.book.define_name(name, f"={address}")

    def free_cell(self, name: str) -> str:
        """A name that no cell has yet: `Bonuspott_kronor`, for the next one `Bonuspott_kronor_2`."""
        return _free(name, self._cells, "_{}")

    def free_sheet(self, name: str) -> str:
        """A name that no sheet has yet, in the characters and the length that a spreadsheet program takes."""
        return _free(re.sub(r"[\[\]:*?/\\]", " ", name), self._sheets, " {}", _LONGEST_NAME)


def _free(name: str, taken: set[str], ending: str, longest: int = 255) -> str:
    """The name, numbered when it is taken; large and small letters are the same."""
    endings = chain([""], map(ending.format, count(2)))
    free = next(own for end in endings if (own := name[: longest - len(end)] + end).lower() not in taken)
    taken.add(free.lower())
    return free
