from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.mechanisms.bands import Band, Bands
from rules.numbers import Values
from rules.readings import Readings
from tests.rules.mechanisms.made_up import SHARE, month_of, number, seen

HIGH_POINTS, MIDDLE_POINTS, LOW_POINTS = number(8, "high_points"), number(5, "middle_points"), number(2, "low_points")
HIGH_PERCENT, MIDDLE_PERCENT, LOW_PERCENT = (
    number(100, "high_percent"),
    number(70, "middle_percent"),
    number(40, "low_percent"),
)
BANDS = Bands((Band(HIGH_POINTS, HIGH_PERCENT), Band(MIDDLE_POINTS, MIDDLE_PERCENT), Band(LOW_POINTS, LOW_PERCENT)))


def change(now: int, before: int | None, *, readings: Readings | None = None, **numbers: int):
    """From one number within 30 days of 10 000 to another."""
    earlier = {} if before is None else {"01": seen(10_000, before)}
    at = month_of(SHARE, {"01": seen(10_000, now)}, earlier, readings=readings or Readings(), numbers=numbers)
    return BANDS.tested(at, "01")


@pytest.mark.parametrize(
    ("now", "part"),
    [
        (5194, 0),
        (5195, Fraction(2, 5)),
        (5494, Fraction(2, 5)),
        (5495, Fraction(7, 10)),
        (5794, Fraction(7, 10)),
        (5795, 1),
        (9000, 1),
        (5000, 0),
        (4000, 0),
    ],
)
def test_the_highest_band_reached_gives_its_part_of_the_pot(now, part):
    assert change(now, 5000).part == part


@pytest.mark.parametrize(
    ("reading", "now", "before", "part"),
    [
        ("exact", 5199, 5000, 0),
        ("exact", 5200, 5000, Fraction(2, 5)),
        ("exact", 5799, 5000, Fraction(7, 10)),
        ("exact", 5800, 5000, 1),
        ("shares_rounded", 5195, 5004, Fraction(2, 5)),
        ("difference_rounded", 5195, 5004, 0),
        ("shares_rounded", 5194, 4995, 0),
        ("difference_rounded", 5194, 4995, Fraction(2, 5)),
    ],
)
def test_what_is_rounded_is_for_the_reading_to_say(reading, now, before, part):
    assert change(now, before, readings=Readings(t06=reading)).part == part


def test_with_nothing_to_compare_with_no_band_is_reached():
    assert change(9000, None).part == 0


def test_other_numbers_move_the_bands():
    assert change(5100, 5000, low_points=1, low_percent=50).part == Fraction(1, 2)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (5900, 5000, "50 procent i mars 2030, en förbättring med 9,0 procentenheter{}, där det krävs minst 8,0"),
        (5255, 5000, "50 procent i mars 2030, en förbättring med 2,6 procentenheter{}, där det krävs minst 2,0"),
        (5100, 5000, "50 procent i mars 2030, en förbättring med 1,0 procentenheter{}, där det krävs minst 2,0"),
        (5000, 5000, "50 procent i mars 2030, ingen förändring{}, medan det krävs en förbättring med minst 2,0"),
        (4900, 5033, "50,33 procent i mars 2030, en försämring med 1,3 procentenheter{}, "
                     "medan det krävs en förbättring med minst 2,0"),
    ],
    ids=["high", "low", "too little", "none", "worse"],
)  # fmt: skip
def test_the_change_is_told_with_the_band_it_reached_or_else_the_lowest(now, before, said):
    tested = change(now, before)
    assert tested.taken() == tested.failed()
    assert tested.failed() == f" mot {said.format(' (avrundat till en decimal)')} procentenheter"


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("exact", "2,55 procentenheter, där"),
        ("shares_rounded", "2,6 procentenheter (räknat på andelar avrundade till en decimal), där"),
    ],
)
def test_the_sentence_says_what_was_rounded(reading, said):
    told = change(5255, 5000, readings=Readings(t06=reading)).failed()
    assert told == f" mot 50 procent i mars 2030, en förbättring med {said} det krävs minst 2,0 procentenheter"


def test_an_exact_change_is_told_with_four_decimals_cut():
    at = month_of(SHARE, {"01": seen(3, 2)}, {"01": seen(3, 1)}, readings=Readings(t06="exact"))
    assert "en förbättring med 33,3333 procentenheter," in BANDS.tested(at, "01").failed()


def test_without_a_year_before_it_says_so():
    assert change(5255, None).failed() == (
        ", vilket inte kan jämföras med mars 2030 eftersom uppgift om genomförda första besök saknas"
    )
    nobody = month_of(SHARE, {"01": seen(100, 50)}, {"01": seen(0, 0)})
    assert BANDS.tested(nobody, "01").failed() == (
        ", vilket inte kan jämföras med mars 2030 eftersom inga genomfördes då"
    )


def test_the_terms_are_the_band_that_gave_the_part_or_else_the_least_that_would():
    values = Values({"low_points": 3})
    low, least = (LOW_PERCENT, replace(LOW_POINTS, value=3))
    assert BANDS.terms(Fraction(2, 5), values) == (least, low)
    assert BANDS.terms(Fraction(1), values) == (HIGH_POINTS, HIGH_PERCENT)
    assert BANDS.terms(0, values) == (least,)


def test_its_limits_are_all_bands_as_they_are_in_use():
    numbers = (HIGH_POINTS, HIGH_PERCENT, MIDDLE_POINTS, MIDDLE_PERCENT, LOW_POINTS, replace(LOW_PERCENT, value=45))
    assert BANDS.limits(Values({"low_percent": 45})) == numbers


def test_it_has_a_name_and_looks_at_nothing_but_the_value():
    at = month_of(SHARE, {"01": seen(10, 5)})
    assert (BANDS.words(Values()), BANDS.short(Values()), BANDS.looks_at(at, "01")) == (
        "förbättring",
        "förbättring",
        (),
    )


@settings(max_examples=50, deadline=None)
@given(
    st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from(["exact", "difference_rounded", "shares_rounded"])
)
def test_one_more_in_time_never_gives_less(now, before, reading):
    readings = Readings(t06=reading)
    assert change(now, before, readings=readings).part <= change(min(now + 1, 10_000), before, readings=readings).part
