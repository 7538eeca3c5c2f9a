from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.mechanisms.top_places import TopPlaces
from rules.numbers import Values
from rules.readings import Readings
from rules.regions import CODES
from tests.rules.mechanisms.made_up import RATE, SHARE, month_of, number, seen

PLACES = number(3, "places", "regioner")
TOP = TopPlaces(PLACES)
ALONE = ["1", "2", "3", "4", "5"]
TIED = ["1", "2", "3", "3", "5"]


def rates(values: list[str], **more):
    now = {code: {RATE.column: Decimal(value)} for code, value in zip(CODES, values, strict=False)}
    return month_of(RATE, now, **more)


def parts(values: list[str], **more) -> list[int]:
    at = rates(values, **more)
    return [TOP.tested(at, code).part for code, _ in zip(CODES, values, strict=False)]


@pytest.mark.parametrize(
    ("values", "t11", "got"),
    [
        (ALONE, "all_tied", [1, 1, 1, 0, 0]),
        (TIED, "all_tied", [1, 1, 1, 1, 0]),
        (TIED, "none_tied", [1, 1, 0, 0, 0]),
        (["1", "2", "2", "4", "5"], "none_tied", [1, 1, 1, 0, 0]),
        (["7", "7", "7", "7"], "all_tied", [1, 1, 1, 1]),
        (["7", "7", "7", "7"], "none_tied", [0, 0, 0, 0]),
    ],
)
def test_the_lowest_rates_win_and_who_shares_the_last_place_is_for_the_reading_to_say(values, t11, got):
    assert parts(values, readings=Readings(t11=t11)) == got


def test_of_a_share_the_highest_win():
    at = month_of(SHARE, {code: seen(100, 50 + place) for place, code in enumerate(CODES[:5])})
    assert [TOP.tested(at, code).part for code in CODES[:5]] == [0, 0, 1, 1, 1]


def test_the_number_of_places_is_the_one_in_use():
    assert parts(ALONE, numbers={"places": 1}) == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("code", "taken", "failed"),
    [
        (CODES[2], ", men kom på plats 3 av 5 (plats 1–3 räcker)", None),
        (CODES[4], None, ", och kom på plats 5 av 5 (plats 1–3 krävs)"),
    ],
)
def test_the_place_is_told_among_those_with_a_value(code, taken, failed):
    tested = TOP.tested(rates(ALONE), code)
    assert taken in (None, tested.taken())
    assert failed in (None, tested.failed())


def test_a_tie_that_lets_nobody_in_is_told():
    tested = TOP.tested(rates(TIED, readings=Readings(t11="none_tied")), CODES[2])
    assert tested.failed() == ", och kom på plats 3 av 5 (delad av fler regioner än platserna räcker till)"


def test_terms_limits_and_names_follow_the_number_in_use():
    values, five = Values({"places": 5}), (replace(PLACES, value=5),)
    assert TOP.terms(1, values) == TOP.terms(0, values) == TOP.limits(values) == five
    assert (TOP.words(values), TOP.short(values)) == ("bland de fem bästa", "topp fem")
    assert TOP.looks_at(rates(ALONE), "01") == ()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=21, max_size=21))
def test_at_least_so_many_win_and_nobody_outside_is_better_than_one_inside(values):
    got = parts([str(value) for value in values])
    inside = [value for value, part in zip(values, got, strict=True) if part]
    outside = [value for value, part in zip(values, got, strict=True) if not part]
    assert len(inside) >= 3
    assert all(value > max(inside) for value in outside)
