"""What a page is put together from: links, tables, charts, and the plain sentences beside them. Only what is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from exports.report.addresses import shared
from exports.report.tables import Figure
from rules.swedish import with_decimals


@dataclass(frozen=True)
class Link:
    """A way to another page of the report, or to a place on one."""

    text: str
    href: str


Item = str | Figure | Link
"""What a cell of a table can hold."""


Sentence = tuple[str | Figure, ...]
"""A sentence with figures in it, part by part."""


@dataclass(frozen=True)
class Table:
    """A table whose first column says what each row is about; `total` is a last row of sums.

    `id` is unique on its page, and so is `caption`. `is_grouped` says that rows which follow one another differ in the
    last part of their address only, again and again.
    """

    id: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Item, ...], ...]
    total: tuple[Item, ...] = ()
    is_grouped: bool = False

    def is_number(self, place: int) -> bool:
        """Whether the column holds numbers, which belong to the right."""
        return place in self._decimals

    @cached_property
    def _decimals(self) -> dict[int, int]:
        """The columns of numbers, each with the most decimals that any of its numbers is written with."""
        most: dict[int, int] = {}
        for row in (*self.rows, self.total):
            for place, item in enumerate(row):
                if isinstance(item, Figure) and item.is_number:
                    most[place] = max(most.get(place, 0), len(item.text.partition(",")[2]))
        return most

    @property
    def lines(self) -> tuple[tuple[Item, ...], ...]:
        """The rows as they are written, all numbers of a column with equally many decimals."""
        return tuple(self._written(row) for row in self.rows)

    @property
    def sums(self) -> tuple[Item, ...]:
        """The last row in the same way."""
        return self._written(self.total)

    def _written(self, row: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(
            replace(item, text=with_decimals(item.text, self._decimals[place]))
            if isinstance(item, Figure) and item.is_number
            else item
            for place, item in enumerate(row)
        )

    @cached_property
    def shared(self) -> str:
        """What the addresses of all its figures have in common."""
        return shared(item.row for row in (*self.rows, self.total) for item in row if isinstance(item, Figure))

    @property
    def groups(self) -> Iterator[tuple[str, list[tuple[Item, ...]]]]:
        """The rows as they are written, those that follow one another together with what their addresses share."""
        if not self.is_grouped:
            yield self.shared, list(self.lines)
            return
        for _, found in groupby(self.lines, lambda row: self.shared_row(row).rpartition("&")[0]):
            rows = list(found)
            yield shared(map(self.shared_row, rows)), rows

    def shared_row(self, row: tuple[Item, ...]) -> str:
        """The one table row that all figures of a row are of; empty where they are of several."""
        rows = {item.row for item in row if isinstance(item, Figure)}
        return rows.pop() if len(rows) == 1 else ""


@dataclass(frozen=True)
class Series:
    """Bars of one colour, one per label of their chart; None is a gap."""

    name: str
    figures: Sequence[Figure | None]


@dataclass(frozen=True)
class Chart:
    """A drawn chart with the same numbers as a table, None where the page has that table anyway.

    `about` says in words what is drawn, `legend` names the colours in the order of the classes `color-0`, `color-1`.
    `is_paired` says that bars stand beside what they are compared with, which is paler.
    """

    id: str
    title: str
    about: str
    legend: tuple[str, ...]
    svg: str
    table: Table | None
    is_paired: bool = False
