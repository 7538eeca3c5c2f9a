"""The agreement 2024, section 3.7: what a month gives by improvement or by the threshold, and the sentence on it."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from rules.decrees.tillganglighet_2024_facit import POPULATION_0_18
from rules.monthly_pot import Route
from rules.readings import Readings
from rules.regions import CODES
from rules.swedish import NO_BREAK_SPACE
from tests.rules.decrees.bup import (
    DECREE,
    MEASURES,
    UNTIL_JUNE,
    UNTIL_NOVEMBER,
    BupReport,
    assess,
    measured_months,
    qualify_month,
)
from tests.rules.decrees.reported_bup import MARCH, judged, report


def sentence(this_year, last_year=None):
    return assess(this_year, last_year, month=MARCH, measure="besök").because.replace(NO_BREAK_SPACE, " ")


# Section 3.7: improvement


@pytest.mark.parametrize(
    ("within", "quarters"),
    [
        pytest.param(5_094, 0, id="0,94 rounds to 0,9, under the first band"),
        pytest.param(5_095, 2, id="0,95 rounds to 1,0, at the first band"),
        pytest.param(5_100, 2, id="1,0"),
        pytest.param(5_494, 2, id="4,94 rounds to 4,9, under the second band"),
        pytest.param(5_495, 3, id="4,95 rounds to 5,0, at the second band"),
        pytest.param(5_500, 3, id="5,0"),
        pytest.param(5_994, 3, id="9,94 rounds to 9,9, under the third band"),
        pytest.param(5_995, 4, id="9,95 rounds to 10,0, at the third band"),
        pytest.param(6_000, 4, id="10,0"),
        pytest.param(7_400, 4, id="far over"),
        pytest.param(4_000, 0, id="a decline"),
    ],
)
def test_improvement_is_rounded_to_one_decimal_before_its_band_is_chosen(within, quarters):
    route = Route.IMPROVEMENT if quarters else Route.NONE
    assert judged(report(within, 10_000), report(5_000, 10_000)) == (route, Fraction(quarters, 4))


@pytest.mark.parametrize(
    ("reading", "within", "quarters"),
    [
        pytest.param("exact", 5_099, 0, id="exact: 0,99 is under"),
        pytest.param("exact", 5_100, 2, id="exact: 1,00 is at"),
        pytest.param("exact", 5_999, 3, id="exact: 9,99 is under"),
        pytest.param("shares_rounded", 5_094, 0, id="shares rounded: 50,9 is under"),
        pytest.param("shares_rounded", 5_095, 2, id="shares rounded: 51,0 is at"),
    ],
)
def test_the_other_readings_of_the_bands_can_be_computed(reading, within, quarters):
    _, part = judged(report(within, 10_000), report(5_000, 10_000), Readings(t06=reading))
    assert part == Fraction(quarters, 4)


def test_rounding_the_shares_first_can_give_another_band_than_rounding_the_difference():
    now, before = report(5_144, 10_000), report(5_046, 10_000)  # 51,44 and 50,46: 0,98 apart
    assert judged(now, before)[1] == Fraction(1, 2)
    assert judged(now, before, Readings(t06="shares_rounded"))[1] == 0  # 51,4 and 50,5


def test_no_one_within_30_days_last_year_is_a_value_to_improve_on():
    assert judged(report(10), report(0)) == (Route.IMPROVEMENT, 1)


@pytest.mark.parametrize(
    "last_year",
    [
        pytest.param(None, id="no report"),
        pytest.param(BupReport(None, 5, 0, 0), id="completed missing"),
        pytest.param(BupReport(100, None, 0, 0), id="within missing"),
        pytest.param(BupReport(0, 0, 0, 0), id="none completed"),
    ],
)
def test_without_a_share_last_year_only_the_threshold_is_open(last_year):
    assert judged(report(74), last_year) == (Route.NONE, 0)
    assert judged(report(75), last_year) == (Route.THRESHOLD, 1)


# Section 3.7: the threshold


@pytest.mark.parametrize(
    ("within", "route"),
    [(7_499, Route.NONE), (7_500, Route.THRESHOLD), (7_501, Route.THRESHOLD)],
    ids=["under", "at", "over"],
)
def test_three_quarters_of_the_completed_give_the_whole_pot(within, route):
    assert judged(report(within, 10_000)) == (route, int(route is Route.THRESHOLD))


@pytest.mark.parametrize(
    ("reading", "within", "route"),
    [
        pytest.param("whole_percent", 7_449, Route.NONE, id="74,49 is 74"),
        pytest.param("whole_percent", 7_450, Route.THRESHOLD, id="74,50 is 75"),
        pytest.param("one_decimal", 7_494, Route.NONE, id="74,94 is 74,9"),
        pytest.param("one_decimal", 7_495, Route.THRESHOLD, id="74,95 is 75,0"),
    ],
)
def test_the_other_readings_of_the_threshold_can_be_computed(reading, within, route):
    assert judged(report(within, 10_000), readings=Readings(t07=reading))[0] is route


@pytest.mark.parametrize(
    ("waiting", "waiting_within", "route"),
    [
        pytest.param(0, 0, Route.THRESHOLD, id="nobody waiting"),
        pytest.param(19, 0, Route.THRESHOLD, id="under 20: not tested"),
        pytest.param(20, 0, Route.THRESHOLD, id="20: not tested"),
        pytest.param(20, None, Route.THRESHOLD, id="20 and nothing more reported: not tested"),
        pytest.param(21, 15, Route.NONE, id="21: tested, 71 per cent"),
        pytest.param(21, 16, Route.THRESHOLD, id="21: tested, 76 per cent"),
        pytest.param(400, 299, Route.NONE, id="just under 75 per cent of many"),
        pytest.param(400, 300, Route.THRESHOLD, id="75 per cent of many"),
        pytest.param(21, None, Route.NONE, id="21 and nothing more reported"),
        pytest.param(None, 5, Route.NONE, id="waiting missing: cannot be tested"),
    ],
)
def test_more_than_20_waiting_are_held_to_the_same_level(waiting, waiting_within, route):
    assert judged(report(80, 100, waiting, waiting_within))[0] is route


def test_the_waiting_do_not_matter_for_improvement():
    assert judged(BupReport(100, 60, None, None), report(50)) == (Route.IMPROVEMENT, 1)


# Section 3.7: both routes, and none


@pytest.mark.parametrize(
    ("before", "route"),
    [
        pytest.param(70, Route.IMPROVEMENT, id="both give all: improvement is named first"),
        pytest.param(71, Route.THRESHOLD, id="improvement gives three quarters: the threshold gives more"),
    ],
)
def test_the_route_is_the_one_that_gives_most(before, route):
    assert judged(report(80), report(before)) == (route, 1)


@pytest.mark.parametrize(
    "this_year",
    [
        pytest.param(None, id="no report"),
        pytest.param(BupReport(None, 10, 5, 5), id="completed missing"),
        pytest.param(BupReport(10, None, 5, 5), id="within missing"),
    ],
)
def test_a_missing_count_is_not_reported_and_gives_nothing(this_year):
    assert judged(this_year, report(0)) == (Route.NOT_REPORTED, 0)


def test_none_completed_is_reported_and_gives_nothing():
    assert judged(report(0, 0), report(0)) == (Route.NONE, 0)


@pytest.mark.parametrize(
    ("this_year", "last_year", "expected"),
    [
        pytest.param(
            report(190, 240),
            report(341, 500),
            "Av 240 genomförda första besök i mars 2024 skedde 190 inom 30 dagar (79,16 procent) mot 68,2 procent i "
            "mars 2023, en förbättring med 11,0 procentenheter (avrundat till en decimal), där det krävs minst 10,0 "
            "procentenheter",
            id="improvement",
        ),
        pytest.param(
            report(190, 240, 35, 30),
            None,
            "Av 240 genomförda första besök i mars 2024 skedde 190 inom 30 dagar (79,16 procent), så kravet på minst "
            "75 procent är uppfyllt för de genomförda och även för de 35 väntande, varav 30 har väntat högst 30 dagar "
            "(85,71 procent)",
            id="threshold",
        ),
        pytest.param(
            report(190, 240, 18),
            None,
            "Av 240 genomförda första besök i mars 2024 skedde 190 inom 30 dagar (79,16 procent), så kravet på minst "
            "75 procent är uppfyllt, och med 18 väntande, alltså inte fler än 20, prövas inte hur länge de har väntat",
            id="threshold, few waiting",
        ),
        pytest.param(
            report(50),
            report(51),
            "Av 100 genomförda första besök i mars 2024 skedde 50 inom 30 dagar (50 procent) mot 51 procent i mars "
            "2023, en försämring med 1,0 procentenheter (avrundat till en decimal), medan det krävs en förbättring "
            "med minst 1,0 procentenheter, och kravet på minst 75 procent är inte uppfyllt",
            id="none, a decline",
        ),
        pytest.param(
            report(80, 100, None),
            report(80),
            "Av 100 genomförda första besök i mars 2024 skedde 80 inom 30 dagar (80 procent) mot 80 procent i mars "
            "2023, ingen förändring (avrundat till en decimal), medan det krävs en förbättring med minst 1,0 "
            "procentenheter, och kravet på minst 75 procent är uppfyllt för de genomförda men kan inte prövas för de "
            "väntande eftersom antalet saknas",
            id="none, waiting missing",
        ),
        pytest.param(
            report(80, 100, 40, None),
            report(0, 0),
            "Av 100 genomförda första besök i mars 2024 skedde 80 inom 30 dagar (80 procent), vilket inte kan jämföras "
            "med mars 2023 eftersom inga genomfördes då, och kravet på minst 75 procent är uppfyllt för de genomförda "
            "men kan inte prövas för de 40 väntande eftersom antalet som har väntat högst 30 dagar saknas",
            id="none, waits missing and none completed last year",
        ),
        pytest.param(
            report(80, 100, 40, 29),
            None,
            "Av 100 genomförda första besök i mars 2024 skedde 80 inom 30 dagar (80 procent), vilket inte kan jämföras "
            "med mars 2023 eftersom uppgift om genomförda första besök saknas, och kravet på minst 75 procent är "
            "uppfyllt för de genomförda men inte för de 40 väntande, varav 29 har väntat högst 30 dagar (72,5 procent)",
            id="none, the waiting and no report last year",
        ),
        pytest.param(
            report(0, 0),
            None,
            "Inga första besök genomfördes i mars 2024, och därför går det inte att pröva hur stor andel som skedde "
            "inom 30 dagar",
            id="none completed",
        ),
        pytest.param(
            None,
            None,
            "Giltig uppgift om genomförda första besök inom 30 dagar i mars 2024 saknas",
            id="not reported",
        ),
    ],
)
def test_the_reason_tells_value_comparison_and_limit(this_year, last_year, expected):
    assert sentence(this_year, last_year) == expected


# A month


def test_a_month_gives_one_outcome_per_region_and_measure_also_without_reports():
    outcomes = qualify_month(MARCH, {}, POPULATION_0_18)
    assert {(o.requirement, o.region_code) for o in outcomes} == set(product(MEASURES, CODES))
    assert len(outcomes) == 63
    assert {o.assessment.route for o in outcomes} == {Route.NOT_REPORTED}


def test_a_month_reserves_the_pots_behind_the_decision():
    reserved = {o.region_code: o.reserved_kr for o in qualify_month(MARCH, {}, POPULATION_0_18)}
    assert (reserved["01"], reserved["09"]) == (3_252_439, 70_177)


@pytest.mark.parametrize("month", [date(2023, 12, 1), date(2024, 12, 1), date(2024, 3, 2)], ids=str)
def test_a_month_outside_the_agreement_is_refused(month):
    with pytest.raises(ValueError, match="not a measured month"):
        qualify_month(month, {}, POPULATION_0_18)


def test_on_a_population_without_a_region_nothing_is_qualified():
    assert qualify_month(MARCH, {}, dict.fromkeys(CODES[:-1], 1)) == ()


def test_eleven_months_are_measured_and_ten_with_the_other_reading():
    ten = Readings(t05="ten")
    assert DECREE.requirement("bup_besok").months == measured_months() == UNTIL_JUNE + UNTIL_NOVEMBER
    assert measured_months(ten) == measured_months()[1:]
    assert qualify_month(date(2024, 1, 1), {}, POPULATION_0_18, readings=ten) == ()
    outcome = qualify_month(MARCH, {}, POPULATION_0_18, readings=ten)[0]
    assert outcome.reserved_kr == 3_577_683  # 15 000 000 x 544 566 / 2 283 179
