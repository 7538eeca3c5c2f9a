from dataclasses import replace
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
    without_excess,
)
from rules.readings import Readings
from rules.swedish import NO_BREAK_SPACE

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
LARGEST = Method.LARGEST_REMAINDER


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
    [(31, {"01": 1, "03": 0}), (30, {"01": 0, "03": 0}), (29, {"01": 0, "03": 0})],
    ids=["one krona left", "all paid", "one krona too much"],
)
def test_the_bonus_pot_is_what_is_left_and_never_below_zero(set_aside, shares):
    assert bonus_kr(set_aside, {"01": 20, "03": 10}, {}, Method.LARGEST_REMAINDER) == (shares, 0)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**9),
    st.dictionaries(st.sampled_from(["01", "03", "04", "25"]), st.integers(0, 10**8), min_size=1),
    st.sampled_from(list(Method)),
)
def test_what_is_set_aside_is_paid_shared_or_kept(set_aside, paid, method):
    shares, kept = bonus_kr(set_aside, paid, {}, method)
    assert sum(paid.values()) + sum(shares.values()) + kept == max(set_aside, sum(paid.values()))
    assert kept >= 0 and min(shares.values()) >= 0


@pytest.mark.parametrize(
    ("set_aside", "before", "settled"),
    [
        pytest.param(31, 0, {"a": {"01": 20, "03": 10}}, id="one krona left"),
        pytest.param(30, 0, {"a": {"01": 20, "03": 10}}, id="all earned"),
        pytest.param(29, 0, {"a": {"01": 19, "03": 10}}, id="one krona too much goes to the larger lost part"),
        pytest.param(27, 0, {"a": {"01": 18, "03": 9}}, id="three too much, two of them from the one who earned twice"),
        pytest.param(33, 4, {"a": {"01": 19, "03": 10}}, id="with what earlier payments paid"),
        pytest.param(30, 30, {"a": {"01": 0, "03": 0}}, id="earlier payments paid all"),
    ],
)
def test_what_was_earned_beyond_what_was_set_aside_is_taken_from_the_settling_payment(set_aside, before, settled):
    population = {"01": 2, "03": 1}
    assert without_excess(set_aside, {"a": {"01": 20, "03": 10}}, before, population, LARGEST) == settled


def test_when_earlier_payments_alone_paid_more_there_is_nothing_to_take_it_from():
    with pytest.raises(ValueError, match="earlier payments alone"):
        without_excess(30, {"a": {"01": 1}}, 31, {"01": 1}, LARGEST)


def test_the_excess_is_taken_from_all_components_of_the_payment_in_proportion():
    earned = {"a": {"01": 30, "03": 0}, "b": {"01": 20, "03": 50}}
    assert without_excess(90, earned, 0, {"01": 1, "03": 1}, LARGEST) == {
        "a": {"01": 27, "03": 0},
        "b": {"01": 18, "03": 45},
    }


def test_at_equal_amounts_the_excess_is_taken_where_more_people_live_and_then_by_the_lowest_code():
    earned = {"a": {"01": 10, "03": 10, "04": 10}}
    assert without_excess(29, earned, 0, {"01": 1, "03": 2, "04": 2}, LARGEST) == {"a": {"01": 10, "03": 9, "04": 10}}


def test_at_equal_amounts_of_one_region_the_excess_is_taken_from_the_component_named_first():
    assert without_excess(19, {"a": {"01": 10}, "b": {"01": 10}}, 0, {"01": 1}, LARGEST) == {
        "a": {"01": 9},
        "b": {"01": 10},
    }


def test_at_equal_amounts_the_region_with_the_lowest_code_gives_of_both_components_before_the_next_region():
    earned = {"a": {"01": 10, "03": 10}, "b": {"01": 10, "03": 10}}
    assert without_excess(38, earned, 0, {"01": 1, "03": 1}, LARGEST) == {
        "a": {"01": 9, "03": 10},
        "b": {"01": 9, "03": 10},
    }


REGIONS = ("01", "03", "04", "25")
EARNED = st.dictionaries(
    st.sampled_from(["a", "b"]), st.fixed_dictionaries({code: st.integers(0, 10**8) for code in REGIONS}), min_size=1
)
PEOPLE = st.fixed_dictionaries({code: st.integers(1, 3_000_000) for code in REGIONS})


def total(earned):
    return sum(sum(amounts.values()) for amounts in earned.values())


@settings(max_examples=80, deadline=None)
@given(EARNED, st.integers(0, 10**6), st.integers(-20, 20), PEOPLE, st.sampled_from(list(Method)))
def test_never_more_and_no_less_than_what_was_set_aside_is_paid_with_bonus(earned, before, missing, people, method):
    """Whatever is earned, and however few kronor more or fewer than that are set aside."""
    set_aside = max(total(earned) + before - missing, before)
    settled = without_excess(set_aside, earned, before, people, method)
    assert before + total(settled) == min(before + total(earned), set_aside)
    if set_aside >= before + total(earned):
        assert settled == earned
    paid = {code: sum(amounts[code] for amounts in settled.values()) for code in REGIONS}
    bonus, kept = bonus_kr(set_aside - before, paid, people, method)
    assert before + total(settled) + sum(bonus.values()) + kept == set_aside


@settings(max_examples=60, deadline=None)
@given(EARNED, st.integers(1, 30), PEOPLE, st.sampled_from(list(Method)), st.permutations(REGIONS))
def test_the_order_of_regions_does_not_decide_who_the_excess_is_taken_from(earned, excess, people, method, order):
    set_aside = max(total(earned) - excess, 0)
    turned = {component: {code: amounts[code] for code in order} for component, amounts in earned.items()}
    shuffled = {code: people[code] for code in order}
    assert without_excess(set_aside, turned, 0, shuffled, method) == without_excess(
        set_aside, earned, 0, people, method
    )


@settings(max_examples=60, deadline=None)
@given(EARNED, st.integers(1, 30), PEOPLE)
def test_no_amount_loses_a_krona_more_than_its_share_of_the_excess(earned, excess, people):
    everything = total(earned)
    taken = min(excess, everything)
    settled = without_excess(everything - taken, earned, 0, people, LARGEST)
    for component, amounts in earned.items():
        for code, kr in amounts.items():
            share = Fraction(taken * kr, everything) if everything else 0
            assert abs(kr - settled[component][code] - share) < 1


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


UNTIL = date(2024, 4, 21)


def seen_open(route, part=0):
    assessment = Assessment(route, Fraction(part), "Därför")
    return Outcome("bup_besok", MARCH, "01", 1000, assessment, UNTIL)


def test_a_closed_month_without_a_report_gives_the_pot_to_the_bonus_pot():
    closed = Outcome("bup_besok", MARCH, "01", 1000, Assessment(Route.NOT_REPORTED, Fraction(0), "Därför"))
    assert closed.reason.replace(NO_BREAK_SPACE, " ") == (
        "Därför; månaden är stängd och regionens reserverade månadspott, 1 000 kronor, går därför till bonuspotten."
    )


@pytest.mark.parametrize(
    ("route", "part", "ending"),
    [
        pytest.param(
            Route.AWAITED,
            0,
            "den kan lämnas till och med den 21 april 2024, och till dess står regionens reserverade månadspott, "
            "1 000 kronor, kvar.",
            id="awaited",
        ),
        pytest.param(
            Route.NONE,
            0,
            "regionens reserverade månadspott, 1 000 kronor, går som det ser ut nu till bonuspotten; utfallet är "
            "preliminärt till och med den 21 april 2024.",
            id="not met",
        ),
        pytest.param(
            Route.THRESHOLD,
            1,
            "regionen får som det ser ut nu hela sin reserverade månadspott, 1 000 kronor; utfallet är preliminärt "
            "till och med den 21 april 2024.",
            id="met",
        ),
    ],
)
def test_in_an_open_month_the_reason_says_how_it_looks_and_until_when(route, part, ending):
    reason = seen_open(route, part).reason.replace(NO_BREAK_SPACE, " ")
    assert reason == f"Därför; {ending}"


@pytest.mark.parametrize("route", [Route.AWAITED, Route.NONE, Route.NOT_REPORTED])
def test_nothing_is_forfeited_before_the_month_is_closed(route):
    open_one = seen_open(route)
    assert open_one.forfeited_kr == 0
    assert replace(open_one, open_until=None).forfeited_kr == 1000


def test_the_reason_can_be_written_for_a_pot_without_a_finite_decimal_form():
    assert "33,33 kronor" in outcome(4, reserved_kr=Fraction(100, 3)).reason


def test_why_is_put_into_words_only_when_somebody_asks_and_then_once():
    asked = []

    def words() -> str:
        asked.append(1)
        return "Därför"

    told = Assessment(Route.NONE, Fraction(0), words)
    assert replace(told, part=Fraction(1)).part == 1 and not asked
    assert told.because == told.because == "Därför"
    assert len(asked) == 1


def test_assessments_are_equal_when_route_part_and_words_are():
    said = Assessment(Route.NONE, Fraction(0), "Därför")
    assert said == Assessment(Route.NONE, Fraction(0), lambda: "Därför")
    assert said not in (
        Assessment(Route.NONE, Fraction(0), lambda: "Annars"),
        Assessment(Route.NONE, Fraction(1), "Därför"),
        Assessment(Route.TOP_FIVE, Fraction(0), "Därför"),
        "Därför",
    )
