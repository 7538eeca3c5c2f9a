from dataclasses import replace
from datetime import date

import pytest

from rules.decrees.tillganglighet_2024_facit import POPULATION, POPULATION_0_18
from rules.found_decrees import decrees, grants
from rules.monthly_pot import Route
from rules.numbers import Values
from rules.readings import Readings
from rules.regions import CODES
from rules.reports import with_values
from tests.rules.decrees.beds import BedsReport, beds_case
from tests.rules.decrees.bup import BupReport, Inputs, bup_case
from tests.rules.decrees.days import with_late


def test_every_decree_is_found_and_those_with_payments_are_grants() -> None:
    assert [decree.id for decree in decrees()] == [
        "kapacitet_2022",
        "tillganglighet_2024",
        "vardplatser_2024",
        "vardkoer_2025",
    ]
    assert grants() == decrees()[1:]


def test_a_month_that_is_not_measured_is_an_error(beds) -> None:
    with pytest.raises(ValueError, match="2024-01 is not a measured month"):
        beds.qualify(date(2024, 1, 1))


def test_queues_have_no_monthly_outcomes(queues) -> None:
    assert queues.outcomes() == ()


def test_what_rests_on_the_case_alone_is_made_once_and_anew_for_another_case(beds) -> None:
    made: list[int] = []
    case, other = replace(beds), replace(beds, is_so_far=True)
    for each in (case, case, other):
        each.once("key", lambda: made.append(1))
    assert len(made) == 2
    assert case == beds


def test_what_august_was_decided_to_counts_in_the_bonus_pot(agreement) -> None:
    _, free = agreement.computed()
    decided = replace(agreement.given, decided={"augusti": {"bup": dict.fromkeys(CODES, 0)}})
    _, bound = replace(agreement, given=decided).computed()
    bonus = [sum(row.amount_kr for row in settled.payouts if row.component == "bonuspott") for settled in (free, bound)]
    august = sum(row.amount_kr for row in free.payouts if row.payment == "augusti")
    assert bonus[1] == bonus[0] + august


def test_parameters_and_readings_are_followed(queues) -> None:
    _, settled = replace(queues, values=Values({"block1_kr": 21})).computed()
    assert {row.amount_kr for row in settled.payouts if row.payment == "block1"} == {1}
    _, settled = replace(queues, readings=Readings(t14="apportioned")).computed()
    assert not settled.undistributed


MARCH = date(2024, 3, 1)


def parts(case, month=MARCH):
    """Parts earned by requirement and region."""
    return {(o.requirement, o.region_code): o.assessment.part for o in case.qualify(month)}


def read(case, **readings):
    return replace(case, readings=Readings(**readings))


def test_a_late_report_counts_and_read_otherwise_is_none(agreement) -> None:
    key = ("12", MARCH, "besök")
    late = with_late(agreement, "bup", {key})
    assert late.computed() == agreement.computed()
    assert read(agreement, t25="in_time").qualify(MARCH) == agreement.qualify(MARCH)
    changed = {
        (new.requirement, new.region_code): new.assessment.route
        for old, new in zip(late.qualify(MARCH), read(late, t25="in_time").qualify(MARCH), strict=True)
        if old != new
    }
    assert changed == {("bup_besok", "12"): Route.NOT_REPORTED}
    assert read(late, t25="in_time").qualify(date(2024, 4, 1)) == agreement.qualify(date(2024, 4, 1))


def test_a_late_report_of_another_kind_moves_nothing(agreement) -> None:
    late = with_late(agreement, "vardplatser", {("12", MARCH, "besök")})
    assert read(late, t25="in_time").qualify(MARCH) == agreement.qualify(MARCH)


def test_a_late_report_on_the_year_before_closes_the_improvement_route_when_it_does_not_count() -> None:
    reports = {
        ("12", date(year, 3, 1)): BedsReport(overbelaggningar_per_100=rate) for year, rate in ((2023, 4), (2024, 3))
    }
    reports |= {(code, MARCH): BedsReport(overbelaggningar_per_100=1) for code in CODES[:5]}
    case = with_late(beds_case(reports, POPULATION), "vardplatser", {("12", date(2023, 3, 1), "")})
    assert (parts(case)["overbelaggningar", "12"], parts(read(case, t25="in_time"))["overbelaggningar", "12"]) == (1, 0)


def test_late_operations_earn_nothing_when_they_do_not_count(queues) -> None:
    late = {key for key in queues.given.reports["operationer"] if key[0] == "12"}
    tariff = queues.decree.payment("block2").parts[0]
    case = with_late(queues, "operationer", late)
    assert tariff.earned_kr(case, "12") == tariff.earned_kr(queues, "12") > 0
    assert tariff.earned_kr(read(case, t25="in_time"), "12") == 0
    assert tariff.earned_kr(read(case, t25="in_time"), "01") == tariff.earned_kr(queues, "01")


def test_late_reports_do_not_complete_the_basic_requirement_when_they_do_not_count(beds) -> None:
    reporting = beds.decree.reporting
    late = read(with_late(beds, "vardplatser", {("12", MARCH, "")}), t25="in_time")
    more = {(gap.region_code, gap.month, gap.value) for gap in set(reporting.gaps(late)) - set(reporting.gaps(beds))}
    assert more == {("12", MARCH, "overbelaggningar_per_100"), ("12", MARCH, "utlokaliseringar_per_100")}


OF_ALL = {"all_completed_count": 200, "all_completed_within_count": 100}
"""Half of all completed within 30 days."""


def of_skane(of_all):
    """Skåne has 80 of 100 completed within 30 days, and perhaps counts of all completed; nobody else has reported."""
    case = bup_case({("12", MARCH, "besök"): BupReport(100, 80, 0, 0)}, Inputs(POPULATION, POPULATION_0_18))
    reports = with_values(case.given.reports, "bup", ("12", MARCH, "besök"), of_all)
    return replace(case, given=replace(case.given, reports=reports))


@pytest.mark.parametrize(
    ("of_all", "part"),
    [
        pytest.param({}, 1, id="not delivered"),
        pytest.param(OF_ALL, 0, id="half of all"),
        pytest.param(OF_ALL | {"all_completed_within_count": 149}, 0, id="one under 75 per cent of all"),
        pytest.param(OF_ALL | {"all_completed_within_count": 150}, 1, id="75 per cent of all"),
        pytest.param(dict.fromkeys(OF_ALL), 1, id="delivered as empty"),
    ],
)
def test_all_completed_are_counted_only_where_t26_is_read_so_and_they_are_delivered(of_all, part) -> None:
    case = of_skane(of_all)
    assert parts(case)["bup_besok", "12"] == 1
    otherwise = parts(read(case, t26="all_completed"))
    assert otherwise["bup_besok", "12"] == part
    assert {at: own for at, own in otherwise.items() if at != ("bup_besok", "12")} == {
        at: own for at, own in parts(case).items() if at != ("bup_besok", "12")
    }


@pytest.mark.parametrize("name", ["beds", "queues"])
def test_grants_without_completed_ones_are_the_same_however_t26_is_read(name: str, request) -> None:
    case = request.getfixturevalue(name)
    assert read(case, t26="all_completed").computed() == case.computed()


@pytest.mark.parametrize(
    "case",
    [beds_case({}, None), bup_case({}, Inputs(None, None)), beds_case({}, {"01": 1})],
    ids=["beds without population", "agreement without population", "beds with one region's population"],
)
def test_without_a_usable_population_there_are_no_outcomes_and_payments_are_withheld(case) -> None:
    outcomes, settled = case.computed()
    assert outcomes == ()
    assert settled.withheld
