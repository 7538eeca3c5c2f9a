"""When the months of each grant are closed, and what is said until then and from then on (T24)."""

from dataclasses import replace
from datetime import date

import pytest

from rules.case import Case
from rules.decrees.tillganglighet_2024_facit import POPULATION, POPULATION_0_18
from rules.instructions import Instruction
from rules.monthly_pot import Outcome, Route
from rules.months import year_before
from rules.regions import CODES
from rules.reports import KINDS, with_values
from tests.rules.decrees.beds import BedsReport, beds_case
from tests.rules.decrees.bup import MEASURES, BupReport, Inputs, bup_case
from tests.rules.decrees.days import DAY, seen_on

MARCH = date(2024, 3, 1)
LAST_DAY = date(2024, 4, 21)
"""Three weeks after March: what the agreement says, and what stands for beds until the agency sets another day."""
SOMEBODY = CODES[:3]
BLAMING = ("bonuspotten", "stängd", "saknas", "ingen giltig rapport", "går därför", "inte rapporterat")


def beds(codes) -> Case:
    """All rates are bad: nobody earns by improvement, those with a place earn by that."""
    return beds_case({(code, MARCH): BedsReport(None, 4, 4, None) for code in codes}, POPULATION)


def bup(codes) -> Case:
    """Half of all within 30 days, as the year before: nobody earns anything."""
    half = BupReport(100, 50, 30, 15)
    keys = [
        (code, at, measure) for code in codes for at in (MARCH, year_before(MARCH)) for measure in MEASURES.values()
    ]
    return bup_case(dict.fromkeys(keys, half), Inputs(POPULATION, POPULATION_0_18))


def of_march(case: Case, on: date, instructions=()) -> tuple[Outcome, ...]:
    return seen_on(case, on, instructions).qualify(MARCH)


def routes(outcomes: tuple[Outcome, ...], codes) -> set[Route]:
    return {outcome.assessment.route for outcome in outcomes if outcome.region_code in codes}


GRANTS = [pytest.param(beds, id="beds"), pytest.param(bup, id="BUP")]
REPORTED = [
    pytest.param((), id="nobody has reported"),
    pytest.param(SOMEBODY, id="somebody has reported"),
    pytest.param(CODES[:-1], id="all but one have reported"),
]


@pytest.mark.parametrize("case_of", GRANTS)
@pytest.mark.parametrize("codes", REPORTED)
def test_who_has_not_reported_is_awaited_to_the_last_day_and_has_not_reported_the_day_after(case_of, codes) -> None:
    missing = set(CODES) - set(codes)
    for on in (LAST_DAY - DAY, LAST_DAY):
        outcomes = of_march(case_of(codes), on)
        assert {outcome.open_until for outcome in outcomes} == {LAST_DAY}
        assert routes(outcomes, missing) == {Route.AWAITED}
        assert all(outcome.forfeited_kr == 0 for outcome in outcomes)
    outcomes = of_march(case_of(codes), LAST_DAY + DAY)
    assert {outcome.open_until for outcome in outcomes} == {None}
    assert routes(outcomes, missing) == {Route.NOT_REPORTED}
    assert all(o.forfeited_kr == o.reserved_kr for o in outcomes if o.region_code in missing)


@pytest.mark.parametrize("case_of", GRANTS)
@pytest.mark.parametrize("on", [date(2024, 2, 1), LAST_DAY, LAST_DAY + DAY], ids=str)
def test_when_everybody_has_reported_the_month_is_closed_whatever_the_day(case_of, on: date) -> None:
    outcomes = of_march(case_of(CODES), on)
    assert {outcome.open_until for outcome in outcomes} == {None}
    assert not routes(outcomes, CODES) & {Route.AWAITED, Route.NOT_REPORTED}
    assert outcomes == of_march(case_of(CODES), date.max)


@pytest.mark.parametrize("case_of", GRANTS)
@pytest.mark.parametrize("codes", REPORTED)
def test_what_is_said_of_an_awaited_report_blames_nobody(case_of, codes) -> None:
    awaited = [o for o in of_march(case_of(codes), LAST_DAY) if o.region_code not in codes]
    for outcome in awaited:
        assert not [word for word in BLAMING if word in outcome.reason], outcome.reason
        assert "till och med den 21 april 2024" in outcome.reason
        assert outcome.reason.endswith("kronor, kvar.")


@pytest.mark.parametrize("case_of", GRANTS)
def test_who_has_reported_an_open_month_has_what_it_looks_like_and_is_told_until_when(case_of) -> None:
    reported = [o for o in of_march(case_of(SOMEBODY), LAST_DAY) if o.region_code in SOMEBODY]
    closed = [o for o in of_march(case_of(SOMEBODY), LAST_DAY + DAY) if o.region_code in SOMEBODY]
    assert [o.assessment for o in reported] == [o.assessment for o in closed]
    assert all(o.reason.endswith("utfallet är preliminärt till och med den 21 april 2024.") for o in reported)


def test_each_requirement_is_closed_by_its_own_reports() -> None:
    """All have reported overcrowding, nobody outlying patients."""
    case = beds_case({(code, MARCH): BedsReport(overbelaggningar_per_100=4) for code in CODES}, POPULATION)
    outcomes = of_march(case, LAST_DAY)
    assert {o.requirement: o.open_until for o in outcomes} == {"overbelaggningar": None, "utlokaliseringar": LAST_DAY}


@pytest.mark.parametrize("column", KINDS["bup"].values)
def test_a_month_of_bup_is_whole_when_all_four_counts_are_there(column: str) -> None:
    case = bup(CODES)
    lacking = with_values(case.given.reports, "bup", ("09", MARCH, "besök"), {column: None})
    outcomes = of_march(replace(case, given=replace(case.given, reports=lacking)), LAST_DAY)
    assert {o.requirement: o.open_until for o in outcomes} == {
        "bup_besok": LAST_DAY,
        "bup_utredning": None,
        "bup_behandling": None,
    }


TOLD = date(2024, 5, 2)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(Instruction("vardplatser_2024-03", TOLD, "4.1-1/2024"), id="named with its month"),
        pytest.param(Instruction("vardplatser", TOLD, "4.1-1/2024", MARCH), id="named by kind and month"),
    ],
)
def test_a_month_of_beds_closes_by_the_day_that_the_agency_sets(told: Instruction) -> None:
    for on, route in ((LAST_DAY + DAY, Route.AWAITED), (TOLD, Route.AWAITED), (TOLD + DAY, Route.NOT_REPORTED)):
        outcomes = of_march(beds(()), on, (told,))
        assert routes(outcomes, CODES) == {route}
    april = seen_on(beds(()), date(2024, 5, 21), (told,)).qualify(date(2024, 4, 1))
    assert {outcome.open_until for outcome in april} == {date(2024, 5, 21)}


def test_the_day_that_the_agreement_prints_is_not_the_agency_s_to_move() -> None:
    told = Instruction("bup_2024-03", TOLD, "4.1-1/2024")
    assert routes(of_march(bup(()), LAST_DAY + DAY, (told,)), CODES) == {Route.NOT_REPORTED}
