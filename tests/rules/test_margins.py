from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.comparison import compared
from rules.decrees.tillganglighet_2024_facit import POPULATION, POPULATION_0_18
from rules.margins import margins
from rules.readings import AS_DECIDED, Readings
from rules.regions import CODES
from rules.reports import with_values
from tests.rules.decrees.beds import MEASURED, BedsReport, beds_case
from tests.rules.decrees.bup import MEASURES, BupReport, Inputs, bup_case
from tests.rules.decrees.days import DAY, seen_on

MARCH = date(2024, 3, 1)
MARCH_BEFORE = date(2023, 3, 1)
FIVE_BEST = CODES[:5]
SKANE = "12"


@pytest.fixture(scope="module")
def of_beds(beds):
    return margins(beds)


@pytest.fixture(scope="module")
def of_bup(agreement):
    return margins(agreement)


def with_value(case, margin, value):
    """The case with another value reported."""
    outcome = margin.outcome
    measure = case.decree.requirement(outcome.requirement).measure
    key = (outcome.region_code, outcome.month, measure.item)
    (column,) = [
        each.column
        for each in measure.levers(case.given.report(measure.kind.id, *key))
        if each.name == margin.value_name
    ]
    reports = with_values(case.given.reports, measure.kind.id, key, {column: value})
    return replace(case, given=replace(case.given, reports=reports))


def part_with(case, margin, value):
    """The part that the region's outcome has with another value reported."""
    at = margin.outcome
    outcomes = with_value(case, margin, value).qualify(at.month)
    wanted = (at.requirement, at.region_code)
    (found,) = [o.assessment.part for o in outcomes if (o.requirement, o.region_code) == wanted]
    return found


def towards_reported(margin):
    """The value one step nearer to what was reported."""
    step = margin.flip.step
    return margin.flip.value + (step if margin.flip.value < margin.value else -step)


def assert_flips_and_one_step_less_does_not(case, margin):
    part = margin.outcome.assessment.part
    assert part_with(case, margin, margin.flip.value) == margin.flip.part != part
    assert part_with(case, margin, towards_reported(margin)) == part


def beds_in_march(before, now, readings=None):
    """A beds case with rates for March only, the same for both requirements, by region code; None is no value."""

    def report(value):
        rate = None if value is None else Decimal(value)
        return BedsReport(overbelaggningar_per_100=rate, utlokaliseringar_per_100=rate)

    reports = {(code, MARCH): report(value) for code, value in now.items()}
    reports |= {(code, MARCH_BEFORE): report(value) for code, value in before.items()}
    return beds_case(reports, POPULATION, readings=readings or AS_DECIDED)


def march(case, code=SKANE):
    (found,) = [
        margin
        for margin in margins(case)
        if (margin.outcome.month, margin.outcome.region_code, margin.outcome.requirement)
        == (MARCH, code, "overbelaggningar")
    ]
    return found


def skane(before, now, fifth="1", readings=None):
    """Skåne's margin when five regions without a year before hold the five places with the rate `fifth`."""
    return march(beds_in_march({SKANE: before}, {**dict.fromkeys(FIVE_BEST, fifth), SKANE: now}, readings))


rates = st.one_of(st.none(), st.integers(0, 20).map(lambda tenths: f"{Decimal(tenths) / 10}"), st.just("0.125"))


@settings(max_examples=10, deadline=None)
@given(
    before=st.lists(rates, min_size=21, max_size=21),
    now=st.lists(rates, min_size=21, max_size=21),
    readings=st.builds(
        Readings,
        t09=st.sampled_from(["relative", "percentage_points"]),
        t10=st.sampled_from(["closed", "zero_kept"]),
        t11=st.sampled_from(["all_tied", "none_tied"]),
    ),
    seed=st.integers(0, 1000),
)
def test_a_beds_margin_flips_and_one_step_less_does_not(before, now, readings, seed) -> None:
    case = beds_in_march(dict(zip(CODES, before, strict=True)), dict(zip(CODES, now, strict=True)), readings)
    flipping = [margin for margin in margins(case) if margin.flip]
    for margin in Random(seed).sample(flipping, min(6, len(flipping))):
        assert_flips_and_one_step_less_does_not(case, margin)


def test_every_beds_margin_of_a_year_flips_and_one_step_less_does_not(beds, of_beds) -> None:
    flipping = [margin for margin in of_beds if margin.flip]
    assert len(flipping) > 300
    for margin in Random(4).sample(flipping, 25):
        assert_flips_and_one_step_less_does_not(beds, margin)


counts = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (max(pair), min(pair)))


@settings(max_examples=40, deadline=None)
@given(
    completed=counts,
    waiting=counts,
    before=counts,
    readings=st.builds(
        Readings,
        t06=st.sampled_from(["difference_rounded", "exact", "shares_rounded"]),
        t07=st.sampled_from(["exact", "whole_percent", "one_decimal"]),
    ),
)
def test_a_bup_margin_flips_and_one_patient_less_does_not(completed, waiting, before, readings) -> None:
    reports = {
        (SKANE, MARCH, "besök"): BupReport(*completed, *waiting),
        (SKANE, MARCH_BEFORE, "besök"): BupReport(*before, 0, 0),
    }
    case = bup_case(reports, Inputs(POPULATION, POPULATION_0_18), readings=readings)
    own = [m for m in margins(case) if m.outcome.region_code == SKANE and m.outcome.month == MARCH]
    assert {margin.outcome.requirement for margin in own} == set(MEASURES)
    for margin in own:
        if margin.flip:
            assert_flips_and_one_step_less_does_not(case, margin)


def test_every_bup_margin_of_a_year_flips_and_one_patient_less_does_not(agreement, of_bup) -> None:
    flipping = [margin for margin in of_bup if margin.flip]
    assert len(flipping) > 600
    for margin in Random(5).sample(flipping, 30):
        assert_flips_and_one_step_less_does_not(agreement, margin)


@pytest.mark.parametrize(("programme", "computed"), [("beds", "of_beds"), ("agreement", "of_bup")])
def test_what_a_margin_is_worth_is_the_whole_case_computed_again(request, programme, computed) -> None:
    case = request.getfixturevalue(programme)
    flipping = [margin for margin in request.getfixturevalue(computed) if margin.flip]
    _, baseline = case.computed()
    for margin in Random(6).sample(flipping, 4):
        _, changed = with_value(case, margin, margin.flip.value).computed()
        differences = compared(baseline, changed).differences_kr
        code = margin.outcome.region_code
        assert margin.worth_kr == differences.pop(code)
        assert margin.others_kr == differences


def test_what_one_region_gains_the_others_lose(of_beds) -> None:
    gains = [margin for margin in of_beds if margin.flip and margin.flip.part]
    assert gains
    for margin in gains:
        assert margin.worth_kr > 0
        assert margin.worth_kr + sum(margin.others_kr.values()) == 0
        assert len(margin.others_kr) == 20


def test_a_region_that_leaves_the_five_best_can_let_another_in() -> None:
    now = dict(zip(CODES, ["1", "2", "3", "4", "5", "6"], strict=False)) | dict.fromkeys(CODES[6:], "9")
    year = {
        (code, month): BedsReport(overbelaggningar_per_100=Decimal(rate), utlokaliseringar_per_100=Decimal(rate))
        for code, rate in now.items()
        for month in MEASURED
    }
    margin = march(beds_case(year, POPULATION), "01")
    assert margin.distance == "5,01 fler överbeläggningar per 100 vårdplatser"
    assert margin.worth_kr < 0
    assert margin.others_kr[CODES[5]] > 0
    assert all(margin.others_kr[code] == 0 for code in CODES[6:])


def test_every_outcome_has_a_margin(beds, of_beds, agreement, of_bup) -> None:
    assert [margin.outcome for margin in of_beds] == list(beds.outcomes())
    assert {margin.outcome for margin in of_bup} == set(agreement.outcomes())


def test_without_a_population_there_is_no_outcome_to_be_near(beds, agreement) -> None:
    for case, group in ((beds, "totalt"), (agreement, "0-18")):
        populations = {**case.given.populations, group: None}
        assert margins(replace(case, given=replace(case.given, populations=populations))) == ()


def test_without_a_report_there_is_no_distance(of_beds, of_bup) -> None:
    for computed in (of_beds, of_bup):
        unreported = [margin for margin in computed if margin.value is None]
        assert unreported
        for margin in unreported:
            assert (margin.flip, margin.distance, margin.worth_kr, margin.others_kr) == (None, "", None, {})
            assert (margin.outcome.region_code, margin.outcome.month) == ("09", MARCH)


@pytest.mark.parametrize(
    ("before", "now", "distance"),
    [
        ("4.00", "3.97", "0,02 fler"),
        ("4.00", "3.98", "0,01 fler"),
        ("4.00", "3.99", "0,01 färre"),
        ("4.00", "4.28", "0,3 färre"),
        ("4.00", "3.985", "0,005 färre"),
        (None, "1.00", "0,01 fler"),
        (None, "1.01", "0,01 färre"),
    ],
    ids=[
        "two steps inside the improvement",
        "exactly the improvement",
        "one step outside the improvement",
        "three tenths outside",
        "reported with three decimals",
        "shares the fifth place",
        "a step from the fifth place",
    ],
)
def test_the_distance_is_told_in_natural_units(before, now, distance) -> None:
    assert skane(before, now).distance == f"{distance} överbeläggningar per 100 vårdplatser"


def test_a_rate_that_both_routes_let_in_is_lost_only_when_neither_does() -> None:
    assert skane("4.00", "0.50", fifth="1").flip.value == Decimal("3.99")


def test_among_fewer_than_five_others_no_rate_is_too_high() -> None:
    assert march(beds_in_march({}, {SKANE: "9", "01": "1"})).flip is None


def test_a_rate_cannot_be_below_zero() -> None:
    margin = skane(None, "0.50", fifth="0", readings=Readings(t11="none_tied"))
    assert margin.outcome.assessment.part == 0
    assert margin.flip is None


LAST_DAY = date(2024, 11, 21)
"""The last report day of October, the last measured month."""


def test_before_all_months_are_closed_only_the_own_pot_is_known() -> None:
    case = beds_in_march({SKANE: "4.00"}, {**dict.fromkeys(FIVE_BEST, "1"), SKANE: "3.99"})
    assert march(seen_on(case, LAST_DAY + DAY)).flip.comparison
    margin = march(seen_on(case, LAST_DAY))
    assert margin.flip.comparison is None
    assert margin.worth_kr is None
    assert margin.others_kr == {}
    assert margin.earned_kr == margin.outcome.reserved_kr > 0


def test_a_half_pot_has_a_better_and_a_worse_outcome_near(of_bup) -> None:
    half = [margin.flip.part for margin in of_bup if margin.outcome.assessment.part == Fraction(1, 2) and margin.flip]
    assert {part > Fraction(1, 2) for part in half} == {True, False}


def test_one_more_of_the_waiting_is_a_margin_too(of_bup) -> None:
    waiting = [margin for margin in of_bup if margin.value_name == "waiting_within" and margin.flip]
    assert any(margin.flip.part > margin.outcome.assessment.part for margin in waiting)
    assert all("väntande inom 30 dagar" in margin.distance for margin in waiting)
