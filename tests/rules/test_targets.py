from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case import Given
from rules.parameters import describe
from rules.swedish import NO_BREAK_SPACE
from rules.targets import (
    SENSIBLE,
    Care,
    ComparedTarget,
    Metric,
    Target,
    TwoTargetsError,
    by_series,
    distance,
    target_in_force,
)
from rules.targets import compared_targets as compared_with
from tests.rules.decrees.beds import REPORTING, BedsReport
from tests.rules.decrees.beds import given as given_beds

OUTCOME_MONTHS = REPORTING.outcome_months


def compared_targets(targets, reports):
    return compared_with(targets, given_beds(reports), OUTCOME_MONTHS)


MARCH, APRIL, DECEMBER = date(2024, 3, 1), date(2024, 4, 1), date(2024, 12, 1)


def target(
    value: str | None = "90",
    valid_from: date = MARCH,
    metric: Metric = Metric.OCCUPANCY,
    unit: str | None = None,
    code: str = "12",
) -> Target:
    return Target(code, unit, metric, None if value is None else Decimal(value), valid_from)


def skane(beds: str | None = "100", occupancy: str | None = "92", month: date = MARCH) -> dict:
    values = (None if value is None else Decimal(value) for value in (beds, occupancy))
    beds_value, occupancy_value = values
    return {("12", month): BedsReport(beds=beds_value, occupancy_percent=occupancy_value)}


def only(*targets: Target, reports: dict | None = None) -> ComparedTarget:
    return compared_targets(targets, skane() if reports is None else reports)[0]


def said(text: str) -> str:
    return text.replace(NO_BREAK_SPACE, " ")


# Which target is in force


@pytest.mark.parametrize(
    ("valid_from", "in_force"),
    [(date(2024, 2, 29), True), (MARCH, True), (date(2024, 3, 2), False)],
    ids=["the day before", "the first of the month", "the second"],
)
def test_a_target_is_in_force_when_it_applies_on_the_first_day_of_the_month(valid_from: date, in_force: bool) -> None:
    assert (target_in_force([target(valid_from=valid_from)], MARCH) is not None) is in_force


def test_the_latest_target_is_in_force_in_whatever_order_they_come() -> None:
    old, new = target("90", date(2023, 1, 1)), target("88", MARCH)
    for own in ([old, new], [new, old]):
        assert target_in_force(own, date(2024, 2, 1)) is old
        assert target_in_force(own, MARCH) is new


def test_without_targets_none_is_in_force() -> None:
    assert target_in_force([], MARCH) is None


def test_a_target_of_zero_is_a_target() -> None:
    assert target_in_force([target("0")], MARCH) is not None
    assert only(target("0", metric=Metric.BEDS)).distance == 100


def test_a_row_without_value_ends_the_target_before_it_and_does_not_bring_an_older_one_back() -> None:
    own = [target("90", date(2023, 1, 1)), target("88", MARCH), target(None, APRIL)]
    assert target_in_force(own, MARCH) is own[1]
    assert target_in_force(own, APRIL) is None
    assert [row.target for row in compared_targets(own, {})] == own[:2]
    assert compared_targets(own, {})[1].valid_to == date(2024, 3, 31)


@pytest.mark.parametrize("other", ["91", "90"], ids=["another value", "the same value"])
def test_two_targets_from_the_same_day_are_an_error(other: str) -> None:
    with pytest.raises(TwoTargetsError, match=r"Region Skåne: 2 målvärden .* den 1 mars 2024"):
        target_in_force([target(), target(other)], MARCH)


def test_two_targets_become_one_when_the_value_of_the_other_is_withdrawn() -> None:
    own = [target(unit="Kirurgen"), target(None, unit="kirurgen")]
    assert target_in_force(own, MARCH) is own[0]
    (row,) = compared_targets(own, skane())
    assert "flera målvärden" not in row.reason and row.remark == ""


def test_two_targets_from_the_same_day_do_no_harm_once_a_later_one_is_in_force() -> None:
    later = target("88", APRIL)
    assert target_in_force([target(), target("91"), later], APRIL) is later


def test_case_and_blanks_in_the_name_of_a_unit_make_no_difference() -> None:
    same = [target(unit=unit) for unit in ("Kirurgkliniken", " kirurgkliniken", "KIRURGKLINIKEN ")]
    assert len(by_series(same)) == 1
    assert len(by_series([*same, target(), target(unit="Medicin"), target(metric=Metric.BEDS)])) == 4


# Comparison


@pytest.mark.parametrize(
    ("outcome", "apart", "words"),
    [
        ("89.9", Fraction(-1, 10), "0,1 procentenheter under målvärdet 90 procent"),
        ("90.0", 0, "lika med målvärdet 90 procent"),
        ("90.1", Fraction(1, 10), "0,1 procentenheter över målvärdet 90 procent"),
    ],
    ids=["under", "at", "over"],
)
def test_occupancy_is_compared_in_percentage_points(outcome: str, apart: Fraction, words: str) -> None:
    row = only(target(), reports=skane(occupancy=outcome))
    assert row.distance == apart
    assert words in said(row.reason) and "mars 2024" in row.reason


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("99.5", "0,5 färre än målvärdet 100"),
        ("100", "lika många som målvärdet 100"),
        ("1100", "1 000 fler än målvärdet 100"),
    ],
    ids=["under", "at", "over"],
)
def test_beds_are_compared_in_beds(outcome: str, words: str) -> None:
    row = only(target("100", metric=Metric.BEDS), reports=skane(beds=outcome))
    assert row.distance == Fraction(outcome) - 100
    assert words in said(row.reason)


def test_the_outcome_is_that_of_the_latest_reported_month_while_the_target_is_in_force() -> None:
    reports = skane(occupancy="91") | skane(occupancy=None, month=APRIL) | skane(occupancy="95", month=DECEMBER)
    first, second = compared_targets([target(), target("85", DECEMBER)], reports)
    assert (first.month, first.outcome, first.valid_to) == (MARCH, Decimal(91), date(2024, 11, 30))
    assert (second.month, second.outcome, second.valid_to) == (DECEMBER, Decimal(95), None)


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        ([target(metric=Metric.INTENSIVE_CARE)], "intensivvårdsplatser rapporteras inte för sig"),
        ([target(unit="Kirurgen")], "beläggningsgrad rapporteras bara för hela regionen"),
        ([target(valid_from=APRIL)], "inget utfall är rapporterat"),
        ([target(), target(valid_from=date(2024, 2, 2))], "inget utfall är rapporterat"),
        ([target(), target("91")], "flera målvärden gäller från samma dag"),
    ],
    ids=["intensive care", "a unit", "not reported since", "one that never saw a first of a month", "two at once"],
)
def test_a_target_without_comparison_says_why(own: list[Target], reason: str) -> None:
    row = compared_targets(own, skane())[-1]
    assert (row.month, row.outcome, row.distance) == (None, None, None)
    assert reason in row.reason


def test_plans_for_2025_are_no_outcome() -> None:
    row = only(target(valid_from=date(2025, 1, 1)), reports=skane(month=date(2025, 2, 1)))
    assert row.outcome is None


# Remarks


@pytest.mark.parametrize(
    ("value", "is_remarked"),
    [("49.9", True), ("50", False), ("100", False), ("100.1", True)],
)
def test_an_occupancy_outside_50_to_100_per_cent_is_remarked_on(value: str, is_remarked: bool) -> None:
    assert bool(only(target(value)).remark) is is_remarked


@pytest.mark.parametrize(
    ("value", "is_remarked"),
    [("49.9", True), ("50", False), ("200", False), ("200.1", True)],
)
def test_a_regions_beds_under_half_or_over_twice_the_reported_are_remarked_on(value: str, is_remarked: bool) -> None:
    assert bool(only(target(value, metric=Metric.BEDS)).remark) is is_remarked


@pytest.mark.parametrize(
    "part", [{"unit": "Kirurgen", "metric": Metric.BEDS}, {"metric": Metric.INTENSIVE_CARE}], ids=["unit", "iva"]
)
@pytest.mark.parametrize(("value", "is_remarked"), [("1", False), ("100", False), ("100.1", True)])
def test_a_part_with_more_beds_than_the_region_is_remarked_on(part: dict, value: str, is_remarked: bool) -> None:
    assert bool(only(target(value, **part)).remark) is is_remarked


def test_beds_without_a_report_to_hold_them_against_are_not_remarked_on() -> None:
    assert only(target("1", metric=Metric.BEDS), reports={}).remark == ""


def test_each_of_two_targets_at_once_is_remarked_on_with_both_values() -> None:
    rows = compared_targets([target("90"), target("91")], skane())
    assert all("90 och 91" in row.remark for row in rows)


def test_the_limits_are_said_to_be_our_own() -> None:
    assert {limit.section for limit in describe(SENSIBLE)} == {"eget val"}


# Properties

DAYS = st.dates(date(2022, 11, 1), date(2025, 2, 1))
VALUES = st.none() | st.decimals(0, 120, places=1)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(DAYS, VALUES, max_size=6), st.sampled_from(OUTCOME_MONTHS))
def test_a_target_in_force_in_a_month_is_the_one_whose_days_hold_its_first(values: dict, month: date) -> None:
    own = [Target("12", None, Metric.OCCUPANCY, value, day) for day, value in values.items()]
    within = [
        row.target
        for row in compared_targets(own, {})
        if row.target.valid_from <= month and (row.valid_to is None or month <= row.valid_to)
    ]
    found = target_in_force(own, month)
    assert within == ([found] if found else [])


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(1, 400))
def test_the_day_after_the_last_is_the_first_of_the_next(day: date, days: int) -> None:
    first = only(target(valid_from=day), target(valid_from=day + timedelta(days=days)), reports={})
    assert first.valid_to == day + timedelta(days=days - 1)


@settings(max_examples=60, deadline=None)
@given(st.decimals(0, 10**18, places=20), st.decimals(0, 10**18, places=20))
def test_the_distance_is_exact_whatever_the_number_of_decimals(outcome: Decimal, value: Decimal) -> None:
    apart = distance(outcome, target(str(value)))
    assert apart is not None and apart + Fraction(value) == Fraction(outcome)


# Somatic and psychiatric care


def apart(metric: Metric, care: Care | None, value: str = "90") -> Target:
    return Target("12", None, metric, Decimal(value), MARCH, care)


REPORTED_APART = {
    "beds": Decimal(100),
    "somatic_beds": Decimal(80),
    "psychiatric_beds": Decimal(20),
    "occupancy_percent": Decimal(92),
    "somatic_occupancy_percent": Decimal(94),
    "psychiatric_occupancy_percent": Decimal(84),
}


@pytest.mark.parametrize(
    ("metric", "care", "outcome"),
    [
        (Metric.BEDS, None, 100),
        (Metric.BEDS, Care.SOMATIC, 80),
        (Metric.BEDS, Care.PSYCHIATRIC, 20),
        (Metric.OCCUPANCY, None, 92),
        (Metric.OCCUPANCY, Care.SOMATIC, 94),
        (Metric.OCCUPANCY, Care.PSYCHIATRIC, 84),
    ],
)
def test_a_target_for_one_care_is_compared_with_what_is_reported_for_it(metric, care, outcome) -> None:
    case = Given(reports={"vardplatser": {("12", MARCH, ""): REPORTED_APART}})
    (row,) = compared_with([apart(metric, care)], case, OUTCOME_MONTHS)
    assert row.outcome == outcome
    assert (care is None) == ("vård hade" not in row.reason)


def test_a_target_for_one_care_has_no_outcome_where_the_region_does_not_tell_them_apart() -> None:
    assert only(apart(Metric.BEDS, Care.PSYCHIATRIC)).outcome is None


def test_targets_of_different_care_are_different_series() -> None:
    assert len(by_series(apart(Metric.BEDS, care) for care in (None, *Care))) == 3
