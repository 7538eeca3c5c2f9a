from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.mechanisms.bands import Band, Bands
from rules.mechanisms.measures import Rate
from rules.mechanisms.relative_change import RelativeChange
from rules.mechanisms.requirement import MonthOf, Requirement
from rules.mechanisms.threshold import Threshold
from rules.mechanisms.top_places import TopPlaces
from rules.monthly_pot import Assessment, Outcome, Route
from rules.months import year_before
from rules.numbers import Values
from rules.readings import Readings
from rules.regions import CODES
from rules.reports import BUP
from tests.rules.mechanisms.made_up import (
    APRIL,
    DAY_AFTER,
    MARCH,
    MONTHS,
    PEOPLE,
    RATE,
    SHARE,
    case_of,
    decree_of,
    number,
    seen,
)

KR = number(42_000_021, "kr")
PLACES, PERCENT = number(2, "places", "regioner"), number(Decimal(10), "percent", "procent")
POINTS, BAND = number(5, "points"), number(40, "band")
LEVEL, GIVES, UNTESTED = number(80, "level"), number(90, "gives"), number(10, "untested")
RATES = Requirement(
    "trangsel", "Trängsel", "trängsel", "§ 1", RATE, KR, MONTHS, (TopPlaces(PLACES), RelativeChange(PERCENT))
)
SHARES = Requirement(
    "vantan",
    "Väntan",
    "väntan",
    "§ 2",
    SHARE,
    KR,
    MONTHS,
    (Bands((Band(POINTS, BAND),)), Threshold(LEVEL, GIVES, UNTESTED)),
    "0-18",
    {"t05": {"ten": (APRIL,)}},
)


def rates(now: dict[str, str], before: dict[str, str] | None = None):
    """Of March, by region code."""
    return {
        (code, month, ""): {RATE.column: Decimal(value)}
        for month, values in ((MARCH, now), (year_before(MARCH), before or {}))
        for code, value in values.items()
    }


def counts(now, before=None):
    return {
        (code, month, "besök"): seen(*values)
        for month, reports in ((MARCH, now), (year_before(MARCH), before or {}))
        for code, values in reports.items()
    }


def rate_case(now, before=None, **more):
    return case_of(decree_of(requirements=(RATES,)), {"vardplatser": rates(now, before)}, **more)


def share_case(now, before=None, **more):
    return case_of(decree_of(requirements=(SHARES,)), {"bup": counts(now, before)}, **more)


def outcome(requirement, case, code, month=MARCH) -> Outcome:
    return next(each for each in requirement.qualify(case, month) if each.region_code == code)


def told(requirement, case, code) -> str:
    return outcome(requirement, case, code).assessment.because.replace("\N{NO-BREAK SPACE}", " ")


# The month


def test_the_reports_of_a_month_are_read_and_what_is_changed_stands_in_their_place():
    case = rate_case({"01": "1", "03": "2"}, {"01": "3"})
    at = MonthOf(case, RATE, MARCH)
    assert at.report("01") == {RATE.column: Decimal(1)}
    assert (at.report_before("01"), at.report_before("03"), at.report("04")) == ({RATE.column: Decimal(3)}, {}, {})
    assert at.measured == {"01": 1, "03": 2}
    assert (at.before("01"), at.before("03")) == (3, None)
    assert at.place == {"01": 1, "03": 2}
    changed = at.otherwise({"01": {RATE.column: Decimal(9)}}, {"03": {RATE.column: Decimal(8)}})
    assert changed.measured == {"01": 9, "03": 2}
    assert changed.place == {"01": 2, "03": 1}
    assert (changed.report("01"), changed.report("03")) == ({RATE.column: Decimal(9)}, {RATE.column: Decimal(2)})
    assert (changed.before("01"), changed.before("03")) == (3, 8)
    assert (at.report("01"), at.before("03")) == ({RATE.column: Decimal(1)}, None), "the first is as it was"


def test_changes_come_on_top_of_one_another_and_keep_the_other_values_of_a_report():
    at = MonthOf(share_case({"01": (10, 5, 7, 3)}), SHARE, MARCH)
    once = at.otherwise({"01": {"completed_within_count": 6}}, {"01": seen(4, 1)})
    twice = once.otherwise({"03": seen(2, 1)})
    assert once.report("01") == twice.report("01") == seen(10, 6, 7, 3)
    assert twice.measured == {"01": 60, "03": 50}
    assert twice.before("01") == 25
    assert twice.otherwise({"01": seen(0, 0)}).measured == {"03": 50}


def test_what_is_the_same_in_a_changed_month_is_not_read_again(monkeypatch):
    at = MonthOf(rate_case({"01": "1", "03": "2"}), RATE, MARCH)
    assert at.measured == {"01": 1, "03": 2}
    read = []
    monkeypatch.setattr(Rate, "value", lambda _, report: read.append(report) or Fraction(7))
    assert at.otherwise({"01": {RATE.column: Decimal(7)}}).measured == {"01": 7, "03": 2}
    assert read == [{RATE.column: Decimal(7)}]


def test_the_best_are_found_anew_in_a_month_that_is_changed():
    at = MonthOf(rate_case({"01": "1", "03": "2", "04": "2"}), RATE, MARCH)
    assert (at.top(1), at.top(2)) == ({"01"}, {"01", "03", "04"})
    assert at.top(1) is at.top(1)
    assert at.otherwise({"01": {RATE.column: Decimal(5)}}).top(1) == {"03", "04"}
    none_tied = MonthOf(rate_case({"01": "1", "03": "2", "04": "2"}, readings=Readings(t11="none_tied")), RATE, MARCH)
    assert none_tied.top(2) == {"01"}


def test_of_a_share_the_highest_is_the_first():
    at = MonthOf(share_case({"01": (10, 5), "03": (10, 6)}), SHARE, MARCH)
    assert at.place == {"01": 2, "03": 1}
    assert at.top(1) == {"03"}


# The pot and its months


def test_the_pot_of_a_month_is_the_part_of_the_amount_by_population():
    people = PEOPLE | {"01": 2000}
    case = share_case({}, young=people, people=None)
    assert SHARES.reserved(case) == dict.fromkeys(CODES, 954_546) | {"01": 1_909_092}
    assert SHARES.reserved(share_case({}, readings=Readings(t05="ten")))["01"] == 2_000_001
    exact = SHARES.reserved(share_case({}, readings=Readings(t01="exact"), numbers={"kr": 43}))
    assert exact["01"] == Fraction(43, 42)


def test_a_reading_of_the_months_that_concerns_it_is_followed():
    assert SHARES.months_in(Readings()) == RATES.months_in(Readings(t05="ten")) == MONTHS
    assert SHARES.months_in(Readings(t05="ten")) == (APRIL,)
    two = replace(SHARES, other_months={"t04": {"per_requirement": (MARCH,)}, "t05": {"ten": (APRIL,)}})
    assert two.months_in(Readings(t05="ten")) == (APRIL,)
    assert two.months_in(Readings(t04="per_requirement", t05="ten")) == (MARCH,)


def test_there_is_one_outcome_per_region_and_none_for_another_month_or_without_population():
    case = rate_case({"01": "1"})
    assert [each.region_code for each in RATES.qualify(case, MARCH)] == list(CODES)
    assert {(each.requirement, each.month, each.reserved_kr) for each in RATES.qualify(case, MARCH)} == {
        ("trangsel", MARCH, 1_000_001)
    }
    assert RATES.qualify(case, date(2031, 5, 1)) == ()
    assert RATES.qualify(rate_case({"01": "1"}, people=None), MARCH) == ()
    assert len(RATES.qualify(rate_case({"01": "1"}, young=None), MARCH)) == 21
    assert SHARES.qualify(share_case({}, readings=Readings(t05="ten")), MARCH) == ()
    assert len(SHARES.qualify(share_case({}, readings=Readings(t05="ten")), APRIL)) == 21


# Open months


def test_an_open_month_awaits_those_without_a_report_and_is_preliminary_for_the_others():
    last_day = date(2031, 4, 21)
    case = rate_case({"01": "1"}, on=last_day)
    reported, awaited = outcome(RATES, case, "01"), outcome(RATES, case, "03")
    assert (reported.assessment.route, reported.open_until) == (Route.TOP_FIVE, last_day)
    assert awaited.open_until == last_day
    assert awaited.assessment == Assessment(
        Route.AWAITED, Fraction(0), "Rapport om överbeläggningar för mars 2031 inväntas från Region Uppsala"
    )


def test_a_month_is_closed_the_day_after_its_last_report_day_and_who_has_not_reported_has_failed():
    case = rate_case({"01": "1"}, on=DAY_AFTER[MARCH])
    failed = outcome(RATES, case, "03")
    assert (failed.assessment.route, failed.open_until) == (Route.NOT_REPORTED, None)
    assert RATES.is_closed(case, MARCH) and not RATES.is_closed(case, APRIL)


@pytest.mark.parametrize(
    ("last", "is_closed"), [(seen(1, 1, 0, 0), True), (seen(1, 1, 0, None), False), (seen(None, 1, 0, 0), False)]
)
def test_a_month_is_closed_earlier_when_all_have_reported_it_whole(last, is_closed):
    reports = {(code, MARCH, "besök"): seen(4, 2, 0, 0) for code in CODES} | {("25", MARCH, "besök"): last}
    case = case_of(decree_of(), {"bup": reports}, on=date(2031, 4, 1))
    assert SHARES.is_closed(case, MARCH) is is_closed
    assert not SHARES.is_closed(case, APRIL)


# The route


def test_the_first_route_that_gives_all_is_told_alone_and_a_failed_one_before_it_too():
    case = rate_case({"01": "1", "03": "2", "04": "3", "05": "9"}, {"01": "2", "04": "4", "05": "9"})
    start = "hade {} överbeläggningar per 100 vårdplatser i mars 2031"
    got = {code: outcome(RATES, case, code).assessment for code in ("01", "04", "05", "06")}
    assert [(each.route, each.part) for each in got.values()] == [
        (Route.TOP_FIVE, 1),
        (Route.IMPROVEMENT, 1),
        (Route.NONE, 0),
        (Route.NOT_REPORTED, 0),
    ]
    assert got["01"].because == f"Region Stockholm {start.format(1)}, men kom på plats 1 av 4 (plats 1–2 räcker)"
    assert got["04"].because == (
        f"Region Sörmland {start.format(3)}, och kom på plats 3 av 4 (plats 1–2 krävs) mot 4 i mars 2030, "
        "en minskning med 25 procent (minst 10 procent krävs)"
    )
    assert got["05"].because == (
        f"Region Östergötland {start.format(9)}, och kom på plats 4 av 4 (plats 1–2 krävs) mot 9 i mars 2030, "
        "ingen förändring (en minskning med minst 10 procent krävs)"
    )
    assert got["06"].because == (
        "Region Jönköpings län har ingen giltig rapport om överbeläggningar per 100 vårdplatser för mars 2031"
    )


def test_where_a_part_is_given_the_routes_after_it_that_gave_nothing_are_told_too():
    case = share_case({"01": (100, 60, 0, 0)}, {"01": (100, 50)})
    got = outcome(SHARES, case, "01")
    assert (got.assessment.route, got.assessment.part) == (Route.IMPROVEMENT, Fraction(2, 5))
    assert got.assessment.because == (
        "Av 100 genomförda första besök i mars 2031 skedde 60 inom 30 dagar (60 procent) mot 50 procent i mars 2030, "
        "en förbättring med 10,0 procentenheter (avrundat till en decimal), där det krävs minst 5,0 procentenheter, "
        "och kravet på minst 80 procent är inte uppfyllt"
    )


def test_all_routes_after_one_that_gave_a_part_are_told_in_their_order():
    three = replace(SHARES, routes=(*SHARES.routes, RelativeChange(number(Decimal(100), "double", "procent"))))
    case = share_case({"01": (100, 60, 0, 0)}, {"01": (100, 50)})
    assert told(three, case, "01") == (
        f"{told(SHARES, case, '01')} mot 50 procent i mars 2030, en ökning med 20 procent (minst 100 procent krävs)"
    )
    second = replace(three, routes=(three.routes[2], three.routes[0], three.routes[1]))
    assert told(second, case, "01").count("minst 100 procent krävs") == 1


def test_a_whole_pot_is_told_without_the_routes_after_it():
    case = share_case({"01": (100, 60, 0, 0)}, {"01": (100, 50)}, numbers={"band": 100})
    assert told(SHARES, case, "01").endswith("där det krävs minst 5,0 procentenheter")


def test_a_route_that_stands_alone_is_told_without_those_before_it():
    case = share_case({"01": (100, 90, 0, 0)}, {"01": (100, 50)})
    assert outcome(SHARES, case, "01").assessment.route is Route.THRESHOLD
    assert told(SHARES, case, "01") == (
        "Av 100 genomförda första besök i mars 2031 skedde 90 inom 30 dagar (90 procent), så kravet på minst "
        "80 procent är uppfyllt, och med 0 väntande, alltså inte fler än 10, prövas inte hur länge de har väntat"
    )


def test_a_second_route_that_gave_something_less_is_not_told():
    case = share_case({"01": (100, 90, 0, 0)}, {"01": (100, 50)}, numbers={"band": 95})
    assert outcome(SHARES, case, "01").assessment.route is Route.IMPROVEMENT
    assert told(SHARES, case, "01").endswith("där det krävs minst 5,0 procentenheter")


def test_the_part_without_words_is_the_part_of_the_outcome():
    case = share_case({"01": (100, 60, 0, 0), "03": (100, 90, 0, 0), "04": (0, 0, 0, 0)}, {"01": (100, 50)})
    assert SHARES.parts(case, MARCH) == {each.region_code: each.assessment.part for each in SHARES.qualify(case, MARCH)}
    assert SHARES.parts(case, MARCH) == dict.fromkeys(CODES, 0) | {"01": Fraction(2, 5), "03": Fraction(9, 10)}


def test_one_report_moves_others_only_where_a_route_ranks_and_only_those_that_win_or_lose_a_place():
    one_place = replace(RATES, routes=(TopPlaces(number(1, "places")), RelativeChange(PERCENT)))
    at = MonthOf(rate_case({"01": "1", "03": "2", "04": "3"}), RATE, MARCH)
    then = at.otherwise({"01": {RATE.column: Decimal(9)}})
    assert one_place.moved(at, then, "01") == {"01", "03"}
    assert one_place.moved(at, at.otherwise({"04": {RATE.column: Decimal(9)}}), "04") == {"04"}
    assert [one_place.part(month, "03") for month in (at, then)] == [0, 1]
    assert replace(one_place, routes=one_place.routes[1:]).moved(at, then, "01") == {"01"}
    shares = MonthOf(share_case({"01": (100, 90, 0, 0), "03": (100, 60, 0, 0)}), SHARE, MARCH)
    assert SHARES.moved(shares, shares.otherwise({"01": seen(100, 1)}), "01") == {"01"}


# What can still come


def ranges(requirement, case, code):
    return requirement.range(MonthOf(case, requirement.measure, MARCH), outcome(requirement, case, code))


def test_who_has_not_reported_may_come_to_everything():
    assert ranges(RATES, rate_case({"01": "1"}), "03") == (0, 1)
    assert ranges(RATES, rate_case({"01": "1"}, on=MARCH), "03") == (0, 1)


def test_a_place_can_be_lost_to_those_that_have_not_reported_and_no_more_when_all_have():
    assert ranges(RATES, rate_case({"01": "1"}), "01") == (0, 1)
    everyone = dict.fromkeys(CODES, "5") | {"01": "1", "03": "2"}
    assert [ranges(RATES, rate_case(everyone), code) for code in ("01", "03")] == [(1, 1), (1, 1)]
    assert ranges(RATES, rate_case({code: everyone[code] for code in CODES[:-1]}), "03") == (0, 1)
    assert ranges(RATES, rate_case({code: everyone[code] for code in CODES[:-1]}), "01") == (1, 1)


def test_an_improvement_that_is_reached_cannot_be_lost_and_one_without_a_year_before_can_come():
    everyone = dict.fromkeys(CODES, "5") | {"01": "1", "03": "1"}
    before = dict.fromkeys(CODES, "5") | {"04": "6"}
    assert ranges(RATES, rate_case(everyone, before), "04") == (1, 1)
    assert ranges(RATES, rate_case(everyone, before), "05") == (0, 0)
    del before["05"]
    assert ranges(RATES, rate_case(everyone, before), "05") == (0, 1)


def test_values_that_a_region_lacks_itself_can_give_it_more():
    before = {"01": (100, 50)}
    assert ranges(SHARES, share_case({"01": (100, 90, 20, None)}, before), "01") == (Fraction(2, 5), Fraction(9, 10))
    assert ranges(SHARES, share_case({"01": (100, 90, 20, 3)}, before), "01") == (Fraction(2, 5), Fraction(2, 5))
    assert ranges(SHARES, share_case({"01": (100, 52, 20, 3)}), "01") == (0, Fraction(2, 5))


# What documents ask


def test_the_terms_of_an_outcome_are_its_route_and_those_told_before_it():
    values = Values({"places": 3, "level": 85})
    three, level = replace(PLACES, value=3), replace(LEVEL, value=85)
    assert RATES.terms(Route.TOP_FIVE, 1, values) == (three,)
    assert RATES.terms(Route.IMPROVEMENT, 1, values) == (PERCENT, three)
    assert RATES.terms(Route.NONE, 0, values) == (three, PERCENT)
    assert RATES.terms(Route.NOT_REPORTED, 0, values) == RATES.terms(Route.AWAITED, 0, values) == ()
    assert SHARES.terms(Route.THRESHOLD, Fraction(9, 10), values) == (level, UNTESTED, GIVES)
    assert SHARES.terms(Route.IMPROVEMENT, Fraction(2, 5), values) == (POINTS, BAND)
    assert SHARES.terms(Route.NONE, 0, values) == (POINTS, level, UNTESTED)
    three_routes = replace(RATES, routes=(*RATES.routes, Bands((Band(POINTS, BAND),))))
    assert three_routes.terms(Route.IMPROVEMENT, 1, values) == (PERCENT, three)
    level_first = replace(SHARES, routes=(SHARES.routes[1], RelativeChange(PERCENT)))
    assert level_first.terms(Route.IMPROVEMENT, 1, values) == (PERCENT, level, UNTESTED)
    assert RATES.limits(values) == (three, PERCENT)
    assert SHARES.limits(values) == (POINTS, BAND, level, UNTESTED, GIVES)


@pytest.mark.parametrize(
    ("route", "words", "short"),
    [
        (Route.TOP_FIVE, "bland de två bästa", "topp två"),
        (Route.IMPROVEMENT, "förbättring", "förbättring"),
        (Route.NONE, "inte uppfyllt", "ej uppfyllt"),
        (Route.NOT_REPORTED, "inte rapporterat", "ingen rapport"),
        (Route.AWAITED, "inväntas", "inväntas"),
    ],
)
def test_every_route_has_a_name(route, words, short):
    assert RATES.route_words(route, Values()) == words
    assert RATES.route_short(route, Values()) == short


def test_the_names_follow_the_numbers_in_use():
    values = Values({"places": 4, "level": 75})
    assert (RATES.route_words(Route.TOP_FIVE, values), RATES.route_short(Route.TOP_FIVE, values)) == (
        "bland de fyra bästa",
        "topp fyra",
    )
    assert SHARES.route_short(Route.THRESHOLD, values) == "75 procent"


def test_an_outcome_looked_at_the_columns_of_its_measure_and_of_its_route():
    case = share_case({"01": (100, 60, 0, 0), "03": (100, 90, 0, 0), "04": (100, 90, 20, 0)}, {"01": (100, 50)})
    seen_columns, waiting, within = (
        ("completed_count", "completed_within_count"),
        "waiting_count",
        "waiting_within_count",
    )
    looked_at = {code: SHARES.looked_at(case, outcome(SHARES, case, code)) for code in ("01", "03", "04", "05")}
    assert looked_at == {
        "01": seen_columns,
        "03": (*seen_columns, waiting),
        "04": (*seen_columns, waiting, within),
        "05": seen_columns,
    }
    assert RATES.looked_at(rate_case({"01": "1"}), outcome(RATES, rate_case({"01": "1"}), "01")) == (RATE.column,)


def test_an_outcome_compares_where_its_route_does_or_where_any_of_the_failed_does():
    assert [SHARES.compares(route) for route in (Route.IMPROVEMENT, Route.THRESHOLD, Route.NONE)] == [True, False, True]
    assert [SHARES.compares(route) for route in (Route.TOP_FIVE, Route.NOT_REPORTED, Route.AWAITED)] == [False] * 3
    alone = replace(SHARES, routes=(Threshold(LEVEL, GIVES, UNTESTED),))
    assert not alone.compares(Route.NONE)


def test_what_it_measures_and_rests_on_is_told():
    (measured,) = SHARES.measured()
    assert (measured.kind, measured.item, measured.months) == (BUP, "besök", MONTHS)
    assert measured.performed == {
        "completed_within_count": "completed_count",
        "waiting_within_count": "waiting_count",
    }
    assert SHARES.readings == tuple("T01 T05 T06 T07 T08 T12 T20 T22 T23 T24 T25 T26".split())
    assert RATES.readings == tuple("T01 T09 T10 T11 T12 T20 T22 T23 T24 T25".split())
    assert (SHARES.kind, SHARES.columns) == ("bup", SHARE.all_columns)
