"""What a page is put together from: links, tables, charts, and the plain sentences beside them. Only what is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

Line = tuple[Item, ...]
"""A row of a table."""

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
    rows: tuple[Line, ...]
    total: Line = ()
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
    def lines(self) -> tuple[Line, ...]:
        """The rows as they are written, all numbers of a column with equally many decimals."""
        return tuple(self._written(row) for row in self.rows)

    @property
    def sums(self) -> Line:
        """The last row in the same way."""
        return self._written(self.total)

    def _written(self, row: Line) -> Line:
        return tuple(
            item.written(with_decimals(item.text, self._decimals[place]))
            if isinstance(item, Figure) and item.is_number
            else item
            for place, item in enumerate(row)
        )

    @cached_property
    def shared(self) -> str:
        """What the addresses of all its figures have in common."""
        return shared(item.row for row in (*self.rows, self.total) for item in row if isinstance(item, Figure))

    @property
    def groups(self) -> Iterator[tuple[str, list[tuple[str, Line]]]]:
        """The rows as they are written, those that follow one another together with what their addresses share.

        Each comes with the one table row that all its figures are of, empty where they are of several.
        """
        rows = [(_only_row(line), line) for line in self.lines]
        if not self.is_grouped:
            yield self.shared, rows
            return
        for _, found in groupby(rows, lambda row: row[0].rpartition("&")[0]):
            group = list(found)
            yield shared(own for own, _ in group), group


def _only_row(line: Line) -> str:
    rows = {item.row for item in line if isinstance(item, Figure)}
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
