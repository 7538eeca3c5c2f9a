from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.mechanisms.threshold import Threshold
from rules.numbers import Values
from rules.readings import Readings
from tests.rules.mechanisms.made_up import RATE, SHARE, month_of, number, seen

PERCENT, GIVES, UNTESTED = number(85, "percent"), number(90, "gives"), number(10, "untested")
LEVEL = Threshold(PERCENT, GIVES, UNTESTED)
NINE_TENTHS = Fraction(9, 10)


def level(*counts: int | None, t07: str = "exact", **numbers: int):
    at = month_of(SHARE, {"01": seen(*counts)}, readings=Readings(t07=t07), numbers=numbers)
    return LEVEL.tested(at, "01")


@pytest.mark.parametrize(
    ("counts", "part"),
    [
        ((1000, 849, 0, 0), 0),
        ((1000, 850, 0, 0), NINE_TENTHS),
        ((1000, 851, 0, 0), NINE_TENTHS),
        ((100, 85, 10, 0), NINE_TENTHS),
        ((100, 85, 10, None), NINE_TENTHS),
        ((100, 85, 11, 0), 0),
        ((100, 85, 1000, 849), 0),
        ((100, 85, 1000, 850), NINE_TENTHS),
        ((100, 85, 1000, 1000), NINE_TENTHS),
        ((100, 84, 1000, 1000), 0),
        ((100, 85, None, None), 0),
        ((100, 85, None, 5), 0),
        ((100, 85, 11, None), 0),
    ],
)
def test_the_level_is_asked_of_those_seen_and_where_more_than_a_few_wait_of_them_too(counts, part):
    assert level(*counts).part == part


@pytest.mark.parametrize(
    ("t07", "within", "part"),
    [
        ("exact", 8499, 0),
        ("one_decimal", 8494, 0),
        ("one_decimal", 8495, NINE_TENTHS),
        ("whole_percent", 8449, 0),
        ("whole_percent", 8450, NINE_TENTHS),
    ],
)
def test_a_rounded_share_may_reach_the_level(t07, within, part):
    assert level(10_000, within, 0, 0, t07=t07).part == part
    assert level(100, 100, 10_000, within, t07=t07).part == part


def test_other_numbers_move_the_level_what_it_gives_and_who_is_not_tested():
    assert level(100, 80, 12, 0, percent=80, gives=50, untested=12).part == Fraction(1, 2)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((100, 84, 0, 0), "är inte uppfyllt"),
        (
            (100, 85, 10, 0),
            "är uppfyllt, och med 10 väntande, alltså inte fler än 10, prövas inte hur länge de har väntat",
        ),
        (
            (100, 85, 0, 0),
            "är uppfyllt, och med 0 väntande, alltså inte fler än 10, prövas inte hur länge de har väntat",
        ),
        (
            (100, 85, None, 5),
            "är uppfyllt för de genomförda men kan inte prövas för de väntande eftersom antalet saknas",
        ),
        (
            (100, 85, 11, None),
            "är uppfyllt för de genomförda men kan inte prövas för de 11 väntande eftersom antalet som har väntat "
            "högst 30 dagar saknas",
        ),
        (
            (100, 85, 20, 17),
            "är uppfyllt för de genomförda och även för de 20 väntande, varav 17 har väntat högst 30 dagar "
            "(85 procent)",
        ),
        (
            (100, 85, 30, 20),
            "är uppfyllt för de genomförda men inte för de 30 väntande, varav 20 har väntat högst 30 dagar "
            "(66,66 procent)",
        ),
    ],
)
def test_the_sentence_says_how_far_the_level_is_met(counts, said):
    assert level(*counts).taken() == f", så kravet på minst 85 procent {said}"
    assert level(*counts).failed() == f", och kravet på minst 85 procent {said}"


@pytest.mark.parametrize(
    ("t07", "rounded"),
    [
        ("whole_percent", " (andelen avrundad till hela procent)"),
        ("one_decimal", " (andelen avrundad till en decimal)"),
    ],
)
def test_the_sentence_says_what_was_rounded(t07, rounded):
    assert level(100, 80, 0, 0, t07=t07).failed() == f", och kravet på minst 85 procent{rounded} är inte uppfyllt"


def test_the_terms_name_what_it_gives_only_where_it_gave():
    values = Values({"gives": 80})
    assert LEVEL.terms(Fraction(4, 5), values) == (PERCENT, UNTESTED, replace(GIVES, value=80))
    assert LEVEL.terms(0, values) == (PERCENT, UNTESTED)
    assert LEVEL.limits(values) == (PERCENT, UNTESTED, replace(GIVES, value=80))


def test_its_names_follow_the_numbers_in_use():
    assert LEVEL.words(Values()) == "hög måluppfyllelse"
    assert LEVEL.short(Values({"percent": 80})) == "80 procent"


@pytest.mark.parametrize(
    ("counts", "columns"),
    [
        ((None, None, 5, 5), ()),
        ((100, 84, 5, 5), ()),
        ((100, 85, 10, 5), ("waiting_count",)),
        ((100, 85, 11, 5), ("waiting_count", "waiting_within_count")),
    ],
)
def test_it_looks_at_those_who_wait_only_where_enough_were_seen(counts, columns):
    at = month_of(SHARE, {"01": seen(*counts)})
    assert LEVEL.looks_at(at, "01") == columns


def test_a_number_that_is_not_whole_is_no_count():
    with pytest.raises(AssertionError, match=r"^a count is a whole number$"):
        assert level(100, 85, Fraction(1, 2), 0).part


def test_a_level_is_not_held_against_who_waits_for_anything_but_a_share():
    at = month_of(RATE, {"01": {RATE.column: 90, "waiting_count": 11}})
    with pytest.raises(AssertionError, match=r"^a level is of a share$"):
        LEVEL.tested(at, "01").failed()


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_one_more_in_time_never_gives_less(done, waiting, data):
    within, waiting_within = data.draw(st.integers(0, done - 1)), data.draw(st.integers(0, waiting - 1))
    part = level(done, within, waiting, waiting_within).part
    assert part <= level(done, within + 1, waiting, waiting_within).part
    assert part <= level(done, within, waiting, waiting_within + 1).part
