from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import NoProportionError
from rules.attribution import attributed, split_equally

KRONOR = st.integers(-(10**9), 10**9)
WEIGHTS = st.lists(st.builds(Fraction, st.integers(0, 10**6), st.integers(1, 8)), min_size=1, max_size=40).filter(any)


@given(KRONOR, WEIGHTS)
@settings(max_examples=100, deadline=None)
def test_every_krona_is_laid_once_in_whole_ore_and_within_an_ore_of_its_proportion(
    amount_kr: int, weights: list[Fraction]
) -> None:
    parts = attributed(amount_kr, weights)
    assert sum(parts) == amount_kr
    for part, weight in zip(parts, weights, strict=True):
        assert (part * 100).denominator == 1
        assert abs(part - Fraction(amount_kr) * weight / sum(weights)) < Fraction(1, 100)


@given(st.integers(-(10**9), 10**9).map(lambda ore: Fraction(ore, 100)), st.integers(1, 6))
@settings(max_examples=100, deadline=None)
def test_an_equal_split_loses_nothing_and_differs_by_an_ore_at_most(kronor: Fraction, count: int) -> None:
    parts = split_equally(kronor, count)
    assert sum(parts) == kronor
    assert max(parts) - min(parts) <= Fraction(1, 100)


def test_nothing_to_pay_needs_no_weights() -> None:
    assert attributed(0, []) == []
    assert attributed(0, [0, 3]) == [0, 0]


def test_an_overdrawn_bonus_pot_is_laid_as_one_with_money() -> None:
    assert attributed(-3, [2, 1]) == [-part for part in attributed(3, [2, 1])]


@pytest.mark.parametrize("weights", [[], [0, 0]], ids=["no weights", "only zeros"])
def test_kronor_that_nothing_carries_are_refused(weights: list[int]) -> None:
    with pytest.raises(NoProportionError):
        attributed(1, weights)
