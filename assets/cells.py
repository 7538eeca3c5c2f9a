"""Delivered cells by address, and values as text."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

_FIRST_LETTER = ord("A") - 1


def cell_of(delivered: Mapping[str, str | None], name: str, row: int) -> str:
    """The address of one value of a delivered row, or of the cells that it is a sum of; empty without such a column."""
    if delivered["summed_from"]:
        return delivered["summed_from"]
    letter = letters(delivered["columns"] or "").get(name)
    return f"{letter}{row}" if letter else ""


@cache
def letters(columns: str) -> dict[str, str]:
    """Column letters by name, from the text of `raw.<kind>.columns`."""
    return dict(pair.split("=") for pair in columns.split())


def parted(cell: str) -> tuple[str, int]:
    """Column letters and row number of one cell, `D20`."""
    column = cell.rstrip("0123456789")
    return column, int(cell[len(column) :])


def column_number(column: str) -> int:
    """The number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - _FIRST_LETTER
    return number


def plain(value: Any) -> str:
    """A value of `core` as text; empty for none."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
