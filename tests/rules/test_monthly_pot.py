from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import Method
from rules.monthly_pot import (
    Assessment,
    Outcome,
    Route,
    best,
    bonus_kr,
    forfeited_by_month,
    paid_kr,
    reserved_pots,
)
from rules.readings import Readings
from rules.swedish import NO_BREAK_SPACE

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


def outcome(quarters, reserved_kr=100, code="01", month=MARCH, requirement="bup_besok"):
    route = Route.IMPROVEMENT if quarters else Route.NONE
    return Outcome(requirement, month, code, reserved_kr, Assessment(route, Fraction(quarters, 4), "Därför"))


def test_the_route_that_gives_most_is_taken():
    half = Assessment(Route.IMPROVEMENT, Fraction(1, 2), "")
    whole = Assessment(Route.THRESHOLD, Fraction(1), "")
    assert best([half, whole]) is whole


def test_of_routes_that_give_the_same_the_first_is_taken():
    first = Assessment(Route.IMPROVEMENT, Fraction(1), "")
    assert best([first, Assessment(Route.TOP_FIVE, Fraction(1), "")]) is first


def test_reserved_pots_are_rounded_half_up_per_region():
    assert reserved_pots(60, 2, {"01": 11, "03": 9}) == {"01": 17, "03": 14}  # 16,5 and 13,5


def test_reserved_pots_can_be_left_exact():
    exact = reserved_pots(60, 2, {"01": 11, "03": 9}, Readings(t01="exact"))
    assert exact == {"01": Fraction(33, 2), "03": Fraction(27, 2)}


def test_a_payment_is_rounded_once_per_region():
    halves = [outcome(2, reserved_kr=5, month=month) for month in (MARCH, APRIL)]
    assert paid_kr(halves) == {"01": 5}
    assert paid_kr(halves, Readings(t02="per_month")) == {"01": 6}


def test_a_region_that_earned_nothing_is_paid_zero():
    assert paid_kr([outcome(0), outcome(4, code="03")]) == {"01": 0, "03": 100}


def test_what_is_earned_and_what_is_forfeited_make_up_the_pot():
    assert [(o.earned_kr, o.forfeited_kr) for o in (outcome(0), outcome(3), outcome(4))] == [
        (0, 100),
        (75, 25),
        (100, 0),
    ]


def test_forfeited_kronor_are_counted_per_requirement_and_month():
    outcomes = [
        outcome(3, reserved_kr=5),
        outcome(0, reserved_kr=7, code="03"),
        outcome(2, month=APRIL),
        outcome(4, requirement="bup_utredning"),
    ]
    assert forfeited_by_month(outcomes) == {
        ("bup_besok", MARCH): Fraction(33, 4),
        ("bup_besok", APRIL): 50,
        ("bup_utredning", MARCH): 0,
    }


def test_the_bonus_pot_follows_the_kronor_paid():
    shares, kept = bonus_kr(100, {"01": 30, "03": 10, "04": 0}, {}, Method.LARGEST_REMAINDER)
    assert (shares, kept) == ({"01": 45, "03": 15, "04": 0}, 0)


def test_a_bonus_pot_that_nobody_can_share_stays():
    assert bonus_kr(100, {"01": 0, "03": 0}, {}, Method.LARGEST_REMAINDER) == ({"01": 0, "03": 0}, 100)


@pytest.mark.parametrize(
    ("set_aside", "shares"),
    [(31, {"01": 1, "03": 0}), (30, {"01": 0, "03": 0}), (29, {"01": -1, "03": 0})],
    ids=["one krona left", "all paid", "one krona too much"],
)
def test_kronor_paid_beyond_what_was_set_aside_are_deducted(set_aside, shares):
    assert bonus_kr(set_aside, {"01": 20, "03": 10}, {}, Method.LARGEST_REMAINDER) == (shares, 0)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**9),
    st.dictionaries(st.sampled_from(["01", "03", "04", "25"]), st.integers(0, 10**8), min_size=1),
    st.sampled_from(list(Method)),
)
def test_what_is_set_aside_is_paid_shared_or_kept(set_aside, paid, method):
    shares, kept = bonus_kr(set_aside, paid, {}, method)
    assert sum(paid.values()) + sum(shares.values()) + kept == set_aside


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [
        pytest.param(4, "Därför; regionen får därför hela sin reserverade månadspott, 1 000 kronor.", id="all"),
        pytest.param(
            3,
            "Därför; regionen får därför 75 procent av sin reserverade månadspott på 1 000 kronor, det vill säga "
            "750 kronor.",
            id="part",
        ),
        pytest.param(
            0, "Därför; regionens reserverade månadspott, 1 000 kronor, går därför till bonuspotten.", id="nothing"
        ),
    ],
)
def test_the_reason_ends_with_what_it_gives(quarters, expected):
    assert outcome(quarters, reserved_kr=1000).reason.replace(NO_BREAK_SPACE, " ") == expected


def test_the_reason_can_be_written_for_a_pot_without_a_finite_decimal_form():
    assert "33,33 kronor" in outcome(4, reserved_kr=Fraction(100, 3)).reason
