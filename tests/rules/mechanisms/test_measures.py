from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.mechanisms.measures import LARGEST_RATE, Lever
from rules.monthly_pot import Assessment, Route
from tests.rules.mechanisms.made_up import MARCH, RATE, SHARE, seen

SKANE = "Region Skåne"
MORE_IS_BETTER = replace(RATE, is_fewer_better=False)


def rate(value: str | None):
    return {RATE.column: None if value is None else Decimal(value), "beds": 12}


def test_a_rate_is_the_decimal_as_reported():
    assert RATE.value(rate("4.05")) == Fraction(405, 100)
    assert RATE.value(rate("0")) == 0
    assert RATE.value(rate(None)) is RATE.value({}) is None
    assert [RATE.is_reported(rate(value)) for value in ("0", None)] == [True, False]


def test_what_is_awaited_is_the_name_without_what_it_is_per():
    assert RATE.about == "överbeläggningar"
    assert replace(RATE, column="beds").about == "disponibla vårdplatser"


def test_each_lever_has_its_words():
    assert RATE.lever_words == {RATE.column: "överbeläggningar per 100 vårdplatser"}
    assert SHARE.lever_words == {
        "completed_within": "genomförda inom 30 dagar",
        "waiting_within": "väntande inom 30 dagar",
    }


def test_a_rate_is_told_with_all_its_decimals():
    assert RATE.written(Fraction(405, 100)) == "4,05"
    assert RATE.fact(rate("4.50"), SKANE, MARCH) == (
        "Region Skåne hade 4,5 överbeläggningar per 100 vårdplatser i mars 2031"
    )
    assert RATE.incomparable(rate(None), MARCH) == "utan värde för mars 2031 att jämföra med"


def test_only_a_rate_that_was_reported_has_a_fact():
    with pytest.raises(AssertionError, match=r"^only a report with a value has a fact$"):
        RATE.fact(rate(None), SKANE, MARCH)


def test_a_rate_that_was_not_reported_earns_nothing():
    told = "Region Skåne har ingen giltig rapport om överbeläggningar per 100 vårdplatser för mars 2031"
    assert RATE.unassessed(rate(None), SKANE, MARCH) == Assessment(Route.NOT_REPORTED, Fraction(0), told)
    assert RATE.unassessed(rate("0"), SKANE, MARCH) is None


@pytest.mark.parametrize(
    ("value", "step"),
    [("4", "0.01"), ("4.5", "0.01"), ("4.05", "0.01"), ("4.055", "0.001"), ("4.050", "0.01"), ("40", "0.01")],
)
def test_a_rate_moves_by_the_smallest_decimal_it_was_reported_with_and_at_most_a_hundredth(value, step):
    words = "överbeläggningar per 100 vårdplatser"
    lever = Lever(RATE.column, RATE.column, words, Decimal(value), Decimal(step), None)
    assert RATE.levers(rate(value)) == (lever,)


def test_a_rate_that_was_not_reported_cannot_be_moved():
    assert RATE.levers(rate(None)) == RATE.levers({}) == ()
    assert RATE.step_words(RATE.column) == ""


def test_only_a_finite_rate_can_be_moved():
    with pytest.raises(AssertionError, match=r"^a reported rate is a finite number$"):
        RATE.levers(rate("Infinity"))


def test_the_best_that_can_come_in_is_the_lowest_or_highest_rate_and_never_replaces_one():
    assert RATE.at_best(rate(None)) == {RATE.column: Decimal(0), "beds": 12}
    assert RATE.at_best(rate("7")) == rate("7")
    assert RATE.at_best({}) == {RATE.column: Decimal(0)}
    assert MORE_IS_BETTER.at_best({}) == {RATE.column: LARGEST_RATE}


def test_the_worst_year_before_is_the_easiest_to_have_improved_from():
    assert RATE.worst() == {RATE.column: LARGEST_RATE}
    assert MORE_IS_BETTER.worst() == {RATE.column: Decimal("0.01")}


@pytest.mark.parametrize(
    ("counts", "value"),
    [
        ((3, 1), Fraction(100, 3)),
        ((3, 0), 0),
        ((3, 3), 100),
        ((0, 0), None),
        ((None, 1), None),
        ((3, None), None),
        ((None, None), None),
    ],
)
def test_a_share_is_per_cent_of_what_was_done_exactly(counts, value):
    assert SHARE.value(seen(*counts)) == value


@pytest.mark.parametrize(("counts", "is_reported"), [((0, 0), True), ((None, 0), False), ((0, None), False)])
def test_a_share_is_reported_when_both_counts_are(counts, is_reported):
    assert SHARE.is_reported(seen(*counts)) is is_reported


def test_a_share_that_cannot_be_told_earns_nothing_and_says_why():
    unknown = "Giltig uppgift om genomförda första besök inom 30 dagar i mars 2031 saknas"
    nobody = (
        "Inga första besök genomfördes i mars 2031, och därför går det inte att pröva hur stor andel som skedde "
        "inom 30 dagar"
    )
    for counts in ((None, 1), (1, None), (None, None)):
        assert SHARE.unassessed(seen(*counts), SKANE, MARCH) == Assessment(Route.NOT_REPORTED, Fraction(0), unknown)
    assert SHARE.unassessed(seen(0, 0), SKANE, MARCH) == Assessment(Route.NONE, Fraction(0), nobody)
    assert SHARE.unassessed(seen(1, 0), SKANE, MARCH) is None


def test_a_share_is_told_cut_to_two_decimals():
    assert SHARE.written(Fraction(200, 3)) == "66,66 procent"
    assert SHARE.fact(seen(3000, 2000), SKANE, MARCH).replace("\N{NO-BREAK SPACE}", " ") == (
        "Av 3 000 genomförda första besök i mars 2031 skedde 2 000 inom 30 dagar (66,66 procent)"
    )


@pytest.mark.parametrize("counts", [(None, 1), (Decimal(3), 1)])
def test_only_whole_numbers_have_a_fact(counts):
    with pytest.raises(AssertionError, match=r"^a count is a whole number and reported$"):
        SHARE.fact(seen(*counts), SKANE, MARCH)


def test_a_year_before_that_cannot_be_compared_with_says_why():
    start = ", vilket inte kan jämföras med mars 2031 eftersom "
    assert SHARE.incomparable(seen(0, 0), MARCH) == f"{start}inga genomfördes då"
    assert SHARE.incomparable(seen(None, 0), MARCH) == f"{start}uppgift om genomförda första besök saknas"


def test_a_share_moves_by_one_person_of_those_seen_and_of_those_who_wait():
    of_seen = Lever("completed_within", "completed_within_count", "genomförda inom 30 dagar", 4, 1, 10)
    of_waiting = Lever("waiting_within", "waiting_within_count", "väntande inom 30 dagar", 3, 1, 20)
    assert SHARE.levers(seen(10, 4, 20, 3)) == (of_seen, of_waiting)
    assert SHARE.levers(seen(10, 4, None, 3)) == SHARE.levers(seen(10, 4, 20, None)) == (of_seen,)
    assert SHARE.levers(seen(None, 4, 20, 3)) == SHARE.levers(seen(10, None, 20, 3)) == ()


def test_the_words_of_a_step_say_of_whom():
    assert SHARE.step_words("completed_within") == "inom 30 dagar av de genomförda besöken"
    assert SHARE.step_words("waiting_within") == "inom 30 dagar av dem som väntade på besök"


@pytest.mark.parametrize(
    ("counts", "best"),
    [
        ((None, None, None, None), (1, 1, 0, 0)),
        ((8, None, None, None), (8, 8, 0, 0)),
        ((None, 4, 7, None), (1, 1, 7, 7)),
        ((8, 4, 7, 2), (8, 4, 7, 2)),
        ((8, 4, None, 2), (8, 4, 0, 2)),
    ],
)
def test_the_best_that_can_come_in_is_all_in_time_and_nobody_waiting(counts, best):
    assert SHARE.at_best(seen(*counts)) == seen(*best)


def test_the_worst_year_before_has_one_done_and_not_in_time():
    assert SHARE.worst() == seen(1, 0, 0, 0)


@given(st.tuples(*[st.none() | st.integers(0, 50)] * 4))
def test_at_best_keeps_what_was_reported_whole_and_has_a_value(counts):
    report = seen(*counts)
    best = SHARE.at_best(report)
    assert SHARE.is_reported(best) and (best["completed_count"] == 0 or SHARE.value(best) is not None)
    if SHARE.is_reported(report):
        assert all(best[column] == value for column, value in report.items() if value is not None)
