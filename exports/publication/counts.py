"""What the published tables of numbers of people have in common: a number shown, hidden or missing, and the log of it.

Which numbers are published belongs to `exports.publication.bup` and `exports.publication.operations`, how the hidden
ones are chosen to `rules.suppression`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from rules.suppression import Cell, CountTable, Why, suppress
from schemas.open_data import HIDDEN, MISSING, SHOWN

PUBLIC = "litet tal, visas eftersom det följer av utbetalt belopp"
REASONS = {Why.SMALL: "litet tal", Why.PROTECTS: "skyddar ett litet tal"}
"""Why a number is in the log, in Swedish."""


@dataclass(frozen=True)
class LogLine:
    """A number that is hidden, or small and public anyway (`PUBLIC`): where it stands and why, never what it is.

    `kind` is the measure or the kind of operation; `performer` is empty where there is none.
    """

    table: str
    column: str
    region_code: str
    period: str
    kind: str
    performer: str
    reason: str


@dataclass(frozen=True)
class OpenCounts:
    """A published table of numbers and the log of what is not shown in it."""

    rows: pl.DataFrame
    log: tuple[LogLine, ...]


@dataclass(frozen=True)
class DecidedTable:
    """Counts of which it is decided what is hidden below `threshold`."""

    table: CountTable
    threshold: int

    @cached_property
    def hidden(self) -> Mapping[Cell, Why]:
        """The hidden cells."""
        return suppress(self.table, self.threshold)

    def status(self, cell: Cell) -> str:
        """Shown, hidden or missing."""
        if cell not in self.table.printed:
            return MISSING
        return HIDDEN if cell in self.hidden else SHOWN

    def shown(self, cell: Cell) -> int | None:
        """The number to publish; None when it is hidden or missing."""
        return self.table.values[cell] if self.status(cell) == SHOWN else None

    def noted(self) -> Iterator[tuple[Cell, str]]:
        """The cells of the log with their reasons, in order."""
        for cell in sorted(self.table.printed):
            if cell in self.hidden:
                yield cell, REASONS[self.hidden[cell]]
            elif self.table.values[cell] < self.threshold:
                yield cell, PUBLIC


def united(marks: Iterable[str | None]) -> str:
    """The marks of delivered rows in the form of `schemas.results.MARK`."""
    return ", ".join(sorted({mark for mark in marks if mark}))
