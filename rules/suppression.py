"""Which numbers of a published table are hidden so that no small one can be read or worked out (avsnitt 4; T19).

A table has a sum along every dimension, and whoever reads it knows that the parts of a sum add up. Only the choice of
cells is made here; which tables are published belongs to `exports`.

What is promised. A reader who adds up, subtracts and knows that no count is below zero can give a small number every
value from zero to the threshold, and any other hidden number at least as many values. One thing can take values away:
where the sum of some counts is public anyway (`CountTable.known_along`), none of them is more than that sum.

How it is kept. A hidden cell can have another value if other hidden cells change with it so that all that is printed
stays as it is. The changes tried are boxes: a step along each dimension that keeps its sums right, all steps at once.
Where the hidden cells do not allow enough such changes, the cheapest further box is hidden.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod

THRESHOLD = 5
"""Counts below this are small, zero too (T19)."""

TOTAL = ""
"""The place of the sum in a dimension."""

Cell = tuple[str, ...]
"""One place in each dimension: `("09", "2025-02")`, or `("09", TOTAL)` for all of region 09."""

Dimension = tuple[tuple[str, ...], ...]
"""The ways to divide the sum of a dimension: months, and the same operations once more by performer."""

Step = tuple[tuple[str, ...], tuple[int, ...]]
"""Places of a dimension and +1 or -1 for each, together zero in every sum; the first has +1."""

Box = tuple[tuple[Cell, int], ...]
"""A change by one of several cells, each with +1 or -1; the first is the cell that the change is for, with +1."""


class Why(StrEnum):
    """Why a printed number is hidden."""

    SMALL = "small"
    PROTECTS = "protects"
    """Large enough itself, but a small number could be worked out from it."""


@dataclass(frozen=True)
class CountTable:
    """Counts of people and their sums (`with_sums`); what was not reported is not in `values`.

    Only `printed` cells are published, and those with the same `row_of` are hidden together. `known_along` is a
    dimension along which the sum of everything at each place is public whatever is printed here.
    """

    dimensions: tuple[Dimension, ...]
    values: Mapping[Cell, int]
    printed: Collection[Cell]
    row_of: Callable[[Cell], Hashable] = lambda cell: cell
    known_along: int | None = None

    def most(self, cell: Cell) -> int | None:
        """The public sum that the cell is part of, None when there is none."""
        if self.known_along is None:
            return None
        return self.values[tuple(place if i == self.known_along else TOTAL for i, place in enumerate(cell))]

    def is_known(self, cell: Cell) -> bool:
        """Whether the value is public anyway: a public sum itself, or part of one that is zero."""
        is_sum = all(place == TOTAL for i, place in enumerate(cell) if i != self.known_along)
        return self.known_along is not None and (is_sum or self.most(cell) == 0)

    def is_small(self, cell: Cell, threshold: int = THRESHOLD) -> bool:
        """Whether the value must not come out: 4 must not, 5 may, and one that is public anyway does."""
        return self.values[cell] < threshold and not self.is_known(cell)


def with_sums(counts: Mapping[Cell, int], dimensions: tuple[Dimension, ...]) -> dict[Cell, int]:
    """The counts and every sum of them, over what is there; sums follow the first way to divide each dimension.

    >>> with_sums({("a",): 2, ("b",): 3}, ((("a", "b"),),))
    {('a',): 2, ('',): 5, ('b',): 3}
    """
    sums: dict[Cell, int] = {}
    for cell, count in counts.items():
        divided = zip(cell, dimensions, strict=True)
        for above in product(*((place, TOTAL) if place in dimension[0] else (place,) for place, dimension in divided)):
            sums[above] = sums.get(above, 0) + count
    return sums


def suppress(table: CountTable, threshold: int = THRESHOLD) -> dict[Cell, Why]:
    """The printed cells that are hidden, in order, with the reason.

    The same cells are hidden in whatever order the counts are given.

    >>> one = ((("a", "b", "c"),),)
    >>> counts = with_sums({("a",): 2, ("b",): 9, ("c",): 30}, one)
    >>> [cell for (cell,) in suppress(CountTable(one, counts, counts.keys()))]
    ['a', 'b']
    """
    search = _Search(table, threshold)
    search.run()
    return {
        cell: Why.SMALL if table.is_small(cell, threshold) else Why.PROTECTS
        for cell in sorted(table.printed)
        if cell in search.hidden
    }


class _Search:
    """The cells hidden so far, and in `waiting` those among them that must be protected, in the order they came."""

    def __init__(self, table: CountTable, threshold: int) -> None:
        self.table = table
        self.values = table.values
        self.threshold = threshold
        self.rows: dict[Hashable, list[Cell]] = {}
        for cell in sorted(table.printed):
            if not table.is_known(cell):
                self.rows.setdefault(table.row_of(cell), []).append(cell)
        self.secret = {cell for cell in self.values if not table.is_known(cell)}
        self.hidden = self.secret.difference(table.printed)
        self.waiting = sorted(cell for cell in self.hidden if table.is_small(cell, threshold))

    def run(self) -> None:
        """Hide what is small, then protect what is hidden until nothing more has to be."""
        self.hide(cell for cell in sorted(self.table.printed) if self.table.is_small(cell, self.threshold))
        for cell in self.waiting:  # grows while it is read
            while missing := self.missing(cell):
                if not self.hide_box(cell, missing):
                    break

    def hide(self, cells: Iterable[Cell]) -> None:
        """Hide printed cells with their whole rows; the others among `cells` are not printed anyway."""
        for cell in cells:
            for together in self.rows[self.table.row_of(cell)] if cell in self.table.printed else ():
                if together not in self.hidden:
                    self.hidden.add(together)
                    self.waiting.append(together)

    def missing(self, cell: Cell) -> int:
        """How much further a hidden cell must be able to rise (above zero) or fall (below zero); 0 when protected."""
        most, value = self.table.most(cell), self.values[cell]
        width = self.threshold if most is None else min(self.threshold, most)
        if self.table.is_small(cell, self.threshold):
            fall = self.reach(cell, -1, value)
            if fall < value:
                return fall - value
            return width - value - self.reach(cell, 1, width - value)
        rise = self.reach(cell, 1, width)
        return width - rise - self.reach(cell, -1, width - rise)

    def reach(self, cell: Cell, direction: int, wanted: int) -> int:
        """How far the cell can go, `wanted` at most, by changes of hidden cells only, one after the other."""
        changed: dict[Cell, int] = {}
        left = wanted
        for box in self.boxes(cell, self.hidden) if wanted else ():
            falling = [corner for corner, sign in box if sign != direction]
            step = min([left, *(self.values[corner] + changed.get(corner, 0) for corner in falling)])
            for corner, sign in box if step else ():
                changed[corner] = changed.get(corner, 0) + sign * direction * step
            left -= step
            if not left:
                break
        return wanted - left

    def hide_box(self, cell: Cell, missing: int) -> bool:
        """Hide the cheapest further box that lets the cell move the missing way; all there is when none can.

        With everything but the public sums hidden, a count can be anything up to its public sum, as promised; only
        then is nothing more hidden and the answer False.
        """
        direction = 1 if missing > 0 else -1
        offers: list[tuple[Fraction, Box]] = []
        for box in self.boxes(cell, self.secret):
            fresh = [corner for corner, _ in box if corner not in self.hidden]
            step = min([abs(missing), *(self.values[corner] for corner, sign in box if sign != direction)])
            if fresh and step:
                offers.append((Fraction(self.price(fresh), step), box))
        every = [(cell, 0) for row in self.rows.values() for cell in row]
        before = len(self.hidden)
        self.hide(corner for corner, _ in (min(offers)[1] if offers else every))
        return len(self.hidden) > before

    def price(self, fresh: Iterable[Cell]) -> int:
        """What is lost by hiding these cells and their rows: the people in them, and one for each cell."""
        rows = {self.table.row_of(cell) for cell in fresh}
        return sum(self.values[cell] + 1 for row in rows for cell in self.rows[row] if cell not in self.hidden)

    def boxes(self, cell: Cell, allowed: set[Cell]) -> Iterator[Box]:
        """All boxes that raise the cell by one and have all their corners among those `allowed`."""
        ways = (_steps(place, dimension) for place, dimension in zip(cell, self.table.dimensions, strict=True))
        for steps in product(*ways):
            corners = list(product(*(places for places, _ in steps)))
            if allowed.issuperset(corners):
                signs = product(*(signs for _, signs in steps))
                yield tuple(zip(corners, map(prod, signs), strict=True))


@lru_cache(maxsize=1024)
def _steps(place: str, dimension: Dimension) -> tuple[Step, ...]:
    """The steps along a dimension that raise a place of it."""
    if place == TOTAL:
        return tuple(((TOTAL, *parts), (1,) * (len(parts) + 1)) for parts in product(*map(sorted, dimension)))
    own = next(division for division in dimension if place in division)
    swaps = [((place, other), (1, -1)) for other in sorted(own) if other != place]
    rest = product(*(sorted(division) for division in dimension if division != own))
    return (*swaps, *(((place, TOTAL, *parts), (1,) * (len(parts) + 2)) for parts in rest))
