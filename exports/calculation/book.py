"""What the sheets of a calculation share: the looks of each kind of cell, formats, names of cells."""

from collections.abc import Sequence
from enum import StrEnum
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


class CalculationBook:
    """The workbook that sheets are added to, with what they share: formats, page header, names of cells."""

    def __init__(self, book: Workbook, header: str, marks: Sequence[str]) -> None:
        self.book = book
        self.header = header
        self.marks = marks
        self._formats: dict[frozenset[tuple[str, Any]], Format] = {}

    def format(self, **looks: Any) -> Format:
        """The one format with these looks."""
        key = frozenset(looks.items())
        if key not in self._formats:
            self._formats[key] = self.book.add_format(looks)
        return self._formats[key]

    def named(self, name: str, address: str) -> None:
        """Give a cell a name that holds in the whole workbook."""
        self.book.define_name(name, f"={address}")
