from collections.abc import Iterator, Mapping
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from rules.suppression import TOTAL, Cell, CountTable, Dimension, Why, suppress, with_sums

MOST = 1000
"""More than any sum of the tests; a number that nothing holds back stops there."""


def line(**counts: int) -> CountTable:
    """Counts of one dimension, all printed with their sum."""
    return printed_whole(((tuple(counts),),), {(place,): count for place, count in counts.items()})


def printed_whole(
    dimensions: tuple[Dimension, ...], counts: Mapping[Cell, int], known_along: int | None = None
) -> CountTable:
    values = with_sums(counts, dimensions)
    return CountTable(dimensions, values, values.keys(), known_along=known_along)


def hidden(table: CountTable, threshold: int = 5) -> list[str]:
    return ["/".join(cell) for cell in suppress(table, threshold)]


@pytest.mark.parametrize(("count", "expected"), [(0, True), (4, True), (5, False), (6, False)])
def test_counts_below_five_are_hidden_and_zero_is_one_of_them(count: int, expected: bool) -> None:
    assert ("a" in hidden(line(a=count, b=20, c=30))) is expected


def test_one_small_number_takes_the_cheapest_other_number_with_it() -> None:
    assert suppress(line(a=3, b=30, c=20)) == {("a",): Why.SMALL, ("c",): Why.PROTECTS}


def test_a_sum_that_is_small_is_hidden_with_its_parts() -> None:
    assert hidden(line(a=1, b=2)) == ["", "a", "b"]


@pytest.mark.parametrize(("b", "expected"), [(2, ["a", "b", "c"]), (3, ["a", "b"]), (4, ["a", "b"])])
def test_two_small_numbers_protect_each_other_when_their_sum_is_not_small(b: int, expected: list[str]) -> None:
    assert hidden(line(a=2, b=b, c=30)) == expected


def test_the_threshold_can_be_another() -> None:
    assert hidden(line(a=9, b=30, c=40), threshold=10) == ["a", "b"]
    assert hidden(line(a=9, b=30, c=40), threshold=9) == []


def test_a_number_that_is_never_printed_is_protected_too_when_it_is_small() -> None:
    """98 of 100 within 30 days tells that 2 waited longer."""
    dimensions = ((("r", "s"),), (("within", "longer"),))
    counts = {("r", "within"): 98, ("r", "longer"): 2, ("s", "within"): 60, ("s", "longer"): 40}
    values = with_sums(counts, dimensions)
    printed = [cell for cell in values if cell[1] != "longer"]
    assert hidden(CountTable(dimensions, values, printed)) == ["r/within", "s/within"]


def test_rows_are_hidden_as_a_whole() -> None:
    dimensions = ((("r", "s", "t"),), (("x", "y"),))
    counts = {("r", "x"): 3, ("r", "y"): 40, ("s", "x"): 50, ("s", "y"): 50, ("t", "x"): 9, ("t", "y"): 9}
    values = with_sums(counts, dimensions)
    chosen = suppress(CountTable(dimensions, values, values.keys(), row_of=lambda cell: cell[0]))
    assert {cell[0] for cell in chosen} == {"r", "t"}
    assert len(chosen) == 2 * 3


def test_what_is_not_reported_is_neither_zero_nor_hidden() -> None:
    dimensions = ((("a", "b", "c"),),)
    values = with_sums({("a",): 3, ("b",): 30}, dimensions)
    assert hidden(CountTable(dimensions, values, [("a",), ("b",)])) == ["a"]


class TestSumsThatArePublicAnyway:
    """By region (the dimension that is known along) and month."""

    DIMENSIONS = ((("r", "s"),), (("1", "2", "3"),))

    def hidden(self, r: tuple[int, int, int], s: tuple[int, int, int] = (20, 30, 40)) -> list[str]:
        counts = {(code, str(at)): n for code, row in (("r", r), ("s", s)) for at, n in enumerate(row, start=1)}
        return hidden(printed_whole(self.DIMENSIONS, counts, known_along=0))

    def test_they_are_never_hidden(self) -> None:
        assert self.hidden((1, 1, 3)) == ["r/1", "r/2", "r/3", "s/1", "s/2", "s/3"]
        assert not {"r/", "s/", "/"} & set(self.hidden((1, 1, 1)))

    def test_a_region_of_which_it_is_known_that_nothing_was_done_hides_nothing(self) -> None:
        assert self.hidden((0, 0, 0)) == []

    def test_the_sum_of_the_nation_is_as_public_as_its_parts(self) -> None:
        assert "/" not in self.hidden((1, 0, 2), (0, 1, 0))


def test_two_ways_to_divide_one_sum_are_protected_together() -> None:
    """The months sum to what the performers sum to, so a hidden sum needs a hidden number of each."""
    dimensions = ((("r", "s"),), (("1", "2"), ("own", "private")))
    counts = {("r", "1"): 1, ("r", "2"): 2, ("r", "own"): 1, ("r", "private"): 2}
    counts |= {("s", "1"): 50, ("s", "2"): 60, ("s", "own"): 70, ("s", "private"): 40}
    table = printed_whole(dimensions, counts)
    assert {"r/", "s/"} <= set(hidden(table))
    assert not broken_promises(table)


# The promise, checked with a solver that knows nothing of boxes


def integer_range(table: CountTable, shown: set[Cell], cell: Cell) -> tuple[int, int]:
    """The least and most that a cell can be in whole numbers, to one who knows the `shown` cells and all sums."""
    cells = sorted(table.values)
    place = {one: at for at, one in enumerate(cells)}
    rows, sums = [], []
    for total, parts in sums_of(table):
        row = np.zeros(len(cells))
        row[place[total]], row[[place[part] for part in parts]] = -1, 1
        rows.append(row)
        sums.append(0)
    for one in shown:
        row = np.zeros(len(cells))
        row[place[one]] = 1
        rows.append(row)
        sums.append(table.values[one])
    objective = np.zeros(len(cells))
    objective[place[cell]] = 1
    ends = []
    for sign in (1, -1):
        solved = milp(
            sign * objective,
            constraints=LinearConstraint(np.array(rows), sums, sums),
            integrality=np.ones(len(cells)),
            bounds=Bounds(0, MOST),
        )
        assert solved.status == 0, solved.message
        ends.append(sign * int(solved.fun + 0.5 * np.sign(solved.fun)))
    return ends[0], ends[1]


def sums_of(table: CountTable) -> Iterator[tuple[Cell, list[Cell]]]:
    for total in table.values:
        for at, dimension in enumerate(table.dimensions):
            if total[at] == TOTAL:
                for division in dimension:
                    parts = [(*total[:at], place, *total[at + 1 :]) for place in division]
                    yield total, [part for part in parts if part in table.values]


def broken_promises(table: CountTable, threshold: int = 5) -> dict[Cell, tuple[int, int]]:
    """Cells that can be worked out more closely than promised."""
    chosen = suppress(table, threshold)
    shown = {cell for cell in table.values if table.is_known(cell) or (cell in table.printed and cell not in chosen)}
    broken = {}
    for cell in table.values.keys() - shown:
        if cell not in chosen and not table.is_small(cell, threshold):
            continue
        low, high = integer_range(table, shown, cell)
        most = table.most(cell)
        width = threshold if most is None else min(threshold, most)
        if high - low < width or (table.is_small(cell, threshold) and (low > 0 or high < width)):
            broken[cell] = low, high
    return broken


SHAPES = {
    "one line": ((("a", "b", "c", "d"),),),
    "regions and months": ((("a", "b", "c"),), (("1", "2", "3"),)),
    "regions, and months beside performers": ((("a", "b", "c"),), (("1", "2"), ("own", "other"))),
    "regions, years and waits": ((("a", "b", "c"),), (("y", "z"),), (("within", "longer"),)),
}


def random_counts(dimensions: tuple[Dimension, ...], draw: Random) -> dict[Cell, int]:
    """Counts in which the ways to divide a dimension have the same sum."""
    detailed = [list(product(*dimension)) for dimension in dimensions]
    counts: dict[Cell, int] = {}
    for places in product(*detailed):
        count = draw.choice((0, 0, 1, 2, 4, 7))
        for cell in product(*places):
            counts[cell] = counts.get(cell, 0) + count
    return counts


@pytest.mark.parametrize("known_along", [None, 0], ids=["nothing known", "sums of regions known"])
@pytest.mark.parametrize("dimensions", SHAPES.values(), ids=SHAPES.keys())
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_solver_narrows_a_hidden_number_more_than_promised(
    dimensions: tuple[Dimension, ...], known_along: int | None, seed: int
) -> None:
    table = printed_whole(dimensions, random_counts(dimensions, Random(seed)), known_along)
    assert not broken_promises(table)


def test_the_solver_does_find_what_is_not_protected(monkeypatch: pytest.MonkeyPatch) -> None:
    table = line(a=3, b=30, c=20)
    monkeypatch.setitem(globals(), "suppress", lambda *_: {("a",): Why.SMALL})
    assert broken_promises(table) == {("a",): (3, 3)}


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_regions_does_not_matter(seed: int) -> None:
    draw = Random(seed)
    regions, months = (("a", "b", "c", "d"),), (("1", "2"), ("own", "other"))
    counts = random_counts((regions, months), draw)
    shuffled = dict(draw.sample(sorted(counts.items()), len(counts)))
    backwards = ((tuple(reversed(regions[0])),), months)
    assert suppress(printed_whole((regions, months), counts)) == suppress(printed_whole(backwards, shuffled))
