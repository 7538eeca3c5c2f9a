from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.capacity import (
    OWN_LIMITS,
    Capacity,
    capacity_gaps,
    occupancy_limits,
)
from rules.capacity import capacities as of_given
from rules.capacity import occupancy_months as counted_months
from rules.case import Given
from rules.found_decrees import decree
from rules.months import months
from rules.parameters import describe
from rules.regions import CODES
from rules.reports import PLAN
from rules.targets import Metric, Target, TwoTargetsError
from tests.rules.decrees.beds import BedsReport
from tests.rules.decrees.beds import given as given_beds

FOLLOW_UP = decree("kapacitet_2022").capacity
OUTCOME_MONTHS, PLANNED_MONTHS = FOLLOW_UP.outcome_months, FOLLOW_UP.planned_months
OCCUPANCY_LIMITS = occupancy_limits(FOLLOW_UP)

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
NOVEMBER_FIRST = date(2023, 11, 1)


def beds(number: str | None = "90", occupancy: str | None = "92") -> BedsReport:
    return BedsReport(
        beds=None if number is None else Decimal(number),
        occupancy_percent=None if occupancy is None else Decimal(occupancy),
    )


def capacities(reports, *others):
    return of_given(given_beds(reports), *others)


def occupancy_months(rows):
    return counted_months(rows, OCCUPANCY_LIMITS)


def of_skane(reports: dict, populations: dict | None = None, targets: tuple[Target, ...] = ()) -> list[Capacity]:
    rows = capacities(reports, populations or {}, targets, OUTCOME_MONTHS)
    return [row for row in rows if row.region_code == "12"]


def occupied(month: date, percent: str | None, code: str = "12") -> Capacity:
    return Capacity(code, month, None, None if percent is None else Decimal(percent))


# Month by month


def test_every_region_has_a_row_for_a_month_that_one_of_them_has_reported() -> None:
    rows = capacities({("12", MARCH): beds(None, "92")}, {}, (), OUTCOME_MONTHS)
    assert [(row.region_code, row.month) for row in rows] == [(code, MARCH) for code in CODES]
    assert {row.occupancy_percent for row in rows} == {None, Decimal(92)}


def test_a_report_without_beds_and_occupancy_makes_no_month() -> None:
    assert capacities({("12", MARCH): beds(None, None)}, {}, (), OUTCOME_MONTHS) == ()


def test_plans_are_not_among_the_outcomes() -> None:
    assert months(2025, 1, 12) == PLANNED_MONTHS
    reports = {("12", month): beds() for month in (MARCH, PLANNED_MONTHS[0])}
    assert {row.month for row in capacities(reports, {}, (), OUTCOME_MONTHS)} == {MARCH}
    assert {row.month for row in capacities(reports, {}, (), PLANNED_MONTHS, PLAN)} == {PLANNED_MONTHS[0]}


def test_an_outcome_of_a_planned_month_is_no_plan_and_neither_hides_the_other() -> None:
    january = PLANNED_MONTHS[0]
    outcome = {("12", january, ""): {"beds": Decimal(80)}}
    plan = {("12", january, PLAN): {"beds": Decimal(95)}}

    def planned(reports: dict) -> list[Decimal]:
        rows = of_given(Given(reports={"vardplatser": reports}), {}, (), PLANNED_MONTHS, PLAN)
        return [row.beds for row in rows if row.region_code == "12"]

    assert planned(outcome) == []
    assert planned(plan) == planned(outcome | plan) == planned(plan | outcome) == [Decimal(95)]


def test_beds_per_1000_inhabitants_are_exact() -> None:
    (row,) = of_skane({("12", MARCH): beds("90")}, {NOVEMBER_FIRST: {"12": 45_001}})
    assert row.beds_per_1000 == Fraction(90_000, 45_001)


@pytest.mark.parametrize(
    ("month", "population"),
    [
        (date(2023, 10, 1), None),
        (date(2023, 11, 1), 100),
        (date(2024, 10, 1), 100),
        (date(2024, 11, 1), 200),
    ],
    ids=["before the first", "on the day", "the last month before the next", "on the next day"],
)
def test_a_month_has_the_population_of_the_latest_day_on_or_before_it(month: date, population: int | None) -> None:
    populations = {NOVEMBER_FIRST: {"12": 100}, date(2024, 11, 1): {"12": 200}}
    (row,) = of_skane({("12", month): beds()}, populations)
    assert row.population_count == population
    assert (row.beds_per_1000 is None) is (population is None)


@pytest.mark.parametrize("count", [None, 0], ids=["withdrawn", "zero"])
def test_a_population_without_people_is_passed_over(count: int | None) -> None:
    (row,) = of_skane({("12", MARCH): beds()}, {NOVEMBER_FIRST: {"12": 100}, date(2024, 2, 1): {"12": count}})
    assert (row.population_count, row.population_date) == (100, NOVEMBER_FIRST)


def test_a_missing_report_is_missing_and_not_zero() -> None:
    targets = (Target("12", None, Metric.BEDS, Decimal(100), date(2023, 1, 1)),)
    (row,) = of_skane({("01", MARCH): beds()}, {NOVEMBER_FIRST: {"12": 100}}, targets)
    assert (row.beds, row.beds_per_1000, row.occupancy_percent, row.distance_beds) == (None, None, None, None)
    assert row.target_beds == 100


def test_only_the_regions_own_targets_for_all_its_beds_count() -> None:
    others = (
        Target("12", "Kirurgen", Metric.BEDS, Decimal(10), MARCH),
        Target("12", None, Metric.INTENSIVE_CARE, Decimal(5), MARCH),
        Target("01", None, Metric.BEDS, Decimal(1000), MARCH),
        Target("12", None, Metric.OCCUPANCY, Decimal(90), APRIL),
    )
    march, april = of_skane({("12", MARCH): beds(), ("12", APRIL): beds()}, targets=others)
    assert (march.target_beds, march.target_occupancy_percent) == (None, None)
    assert (march.distance_beds, march.distance_percentage_points) == (None, None)
    assert (april.target_beds, april.target_occupancy_percent, april.distance_percentage_points) == (None, 90, 2)


def test_two_targets_of_a_region_at_once_are_an_error() -> None:
    twice = tuple(Target("12", None, Metric.BEDS, Decimal(value), MARCH) for value in (90, 95))
    with pytest.raises(TwoTargetsError):
        of_skane({("12", MARCH): beds()}, targets=twice)


# Months over the limits


def test_the_limits_are_85_and_90_of_the_decree_and_100_of_our_own() -> None:
    assert OCCUPANCY_LIMITS == (85, 90, 100)
    assert {limit.section for limit in describe(OWN_LIMITS)} == {"eget val"}


@pytest.mark.parametrize(
    ("percent", "counted"),
    [
        ("84.9", (0, 0, 0)),
        ("84.99999999999999999999", (0, 0, 0)),
        ("85", (1, 0, 0)),
        ("85.1", (1, 0, 0)),
        ("89.9", (1, 0, 0)),
        ("90", (1, 1, 0)),
        ("90.1", (1, 1, 0)),
        ("99.9", (1, 1, 0)),
        ("100", (1, 1, 1)),
        ("100.1", (1, 1, 1)),
    ],
)
def test_a_month_counts_at_every_limit_that_it_reaches(percent: str, counted: tuple[int, ...]) -> None:
    (row,) = occupancy_months([occupied(MARCH, percent)])
    assert tuple(row.months_from.values()) == counted
    assert (row.months_reported, row.months_missing) == (1, 0)


def test_a_month_without_a_report_is_missing_and_under_no_limit() -> None:
    (row,) = occupancy_months([occupied(MARCH, None), occupied(APRIL, "95")])
    assert (row.months_reported, row.months_missing) == (1, 1)
    assert row.months_from == {Decimal(85): 1, Decimal(90): 1, Decimal(100): 0}


def test_years_and_regions_are_counted_apart() -> None:
    rows = occupancy_months(
        [occupied(date(2023, 3, 1), "95"), occupied(MARCH, "80"), occupied(MARCH, "95", "01"), occupied(APRIL, "95")]
    )
    assert [(row.year, row.region_code, row.months_from[Decimal(90)]) for row in rows] == [
        (2023, "12", 1),
        (2024, "12", 1),
        (2024, "01", 1),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(OUTCOME_MONTHS), st.sampled_from(CODES)),
        st.none() | st.decimals(0, 120, places=2),
        max_size=40,
    )
)
def test_every_month_is_reported_or_missing_and_a_higher_limit_is_reached_no_more_often(occupancies: dict) -> None:
    rows = occupancy_months([Capacity(code, month, None, value) for (month, code), value in occupancies.items()])
    assert sum(row.months_reported + row.months_missing for row in rows) == len(occupancies)
    for row in rows:
        counts = [row.months_reported, *row.months_from.values()]
        assert counts == sorted(counts, reverse=True)


# Gaps


def test_what_is_missing_is_said_region_by_region_with_the_months() -> None:
    reports = {("12", month): beds() for month in months(2024, 3, 5)} | {("01", MARCH): beds("90", None)}
    gaps = {
        (gap.region_code, gap.value_name): gap.sentence
        for gap in capacity_gaps(capacities(reports, {}, (), OUTCOME_MONTHS))
    }
    assert ("12", "beds") not in gaps
    assert gaps["01", "beds"] == "Region Stockholm: disponibla vårdplatser är inte rapporterade för april–maj 2024."
    assert gaps["01", "occupancy_percent"].endswith("inte rapporterad för mars–maj 2024.")
    assert gaps["12", "population_count"].endswith("på eller före den första dagen i mars–maj 2024.")
    assert gaps["12", "target_beds"].endswith("inget målvärde för antalet vårdplatser gäller för mars–maj 2024.")
    assert ("12", "target_occupancy_percent") in gaps


def test_nothing_is_missing_before_the_first_report() -> None:
    assert capacity_gaps(()) == ()
