from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.money import cut, round_half_up, two_decimals, whole_kronor, whole_kronor_down


@pytest.mark.parametrize(
    ("exact", "kronor"),
    [
        (Fraction(149, 100), 1),
        (Fraction(3, 2), 2),
        (Fraction(151, 100), 2),
        (Fraction(5, 2), 3),
        (Fraction(-1, 2), 0),
        (7, 7),
    ],
    ids=["under a half", "a half", "over a half", "a half after an even krona", "a negative half", "whole"],
)
def test_a_half_krona_is_rounded_up(exact, kronor):
    assert whole_kronor(exact, reading="T02") == kronor


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0.949999", "0.9"), ("0.95", "1.0"), ("0.950001", "1.0"), ("-0.95", "-0.9")],
    ids=["under", "at", "over", "a negative half goes up too"],
)
def test_a_half_of_the_last_decimal_is_rounded_up(exact, rounded):
    assert round_half_up(Fraction(exact), decimals=1, reading="T06") == Fraction(rounded)


def test_unless_decimals_are_asked_for_a_number_becomes_whole():
    assert round_half_up(Fraction("1.45"), reading="T02") == 1


def test_a_number_without_a_finite_decimal_form_stays_exact_until_rounded():
    assert whole_kronor(Fraction(1, 3) * 3 + Fraction(1, 2), reading="T01") == 2


def test_rounding_down_keeps_the_whole_kronor():
    assert whole_kronor_down(Fraction(999, 1000), reading="T03") == 0


@given(st.fractions(), st.integers(0, 3))
def test_rounding_moves_a_number_by_half_a_unit_at_most(exact, decimals):
    moved = round_half_up(exact, decimals=decimals, reading="T06") - exact
    assert -Fraction(1, 2) < moved * 10**decimals <= Fraction(1, 2)


@pytest.mark.parametrize("inexact", [1.5, True, Decimal("1.5"), "1"], ids=["float", "bool", "Decimal", "text"])
def test_what_is_not_an_exact_number_is_refused(inexact):
    with pytest.raises(TypeError, match=f"^an exact number is needed, not {type(inexact).__name__}$"):
        whole_kronor(inexact, reading="T02")


@pytest.mark.parametrize("reading", ["", "T2", "T02 and more", "rounded"])
def test_rounding_without_a_reading_is_refused(reading):
    with pytest.raises(ValueError, match="must cite a reading"):
        whole_kronor(1, reading=reading)


def test_two_decimals_are_stored_as_they_are():
    assert str(two_decimals(Fraction(3, 4))) == "0.75"
    assert str(two_decimals(12)) == "12.00"


def test_a_third_decimal_is_refused_and_not_rounded():
    with pytest.raises(ValueError, match="more than two decimals"):
        two_decimals(Fraction(1, 8))


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(99_999, 1000), "99.99"),
        (100, "100.00"),
        (Fraction(-1, 3), "-0.33"),
        (Fraction(10**33, 3), f"{'3' * 33}.33"),
    ],
    ids=["just under a limit", "at the limit", "below zero", "more digits than decimals are computed with"],
)
def test_a_number_that_is_shown_is_cut_and_not_rounded(exact, shown):
    assert f"{cut(exact, 2):f}" == shown
