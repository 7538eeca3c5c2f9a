"""The beds decree 2024: what a month gives by improvement or by place, and the sentence on it."""

from datetime import date
from decimal import Decimal

import pytest

from rules.monthly_pot import Route
from rules.readings import Readings
from rules.regions import CODES
from tests.rules.decrees.beds import BedsReport, qualify_month
from tests.rules.decrees.reported_beds import (
    FIVE_BEST,
    MARCH,
    POPULATION,
    RATE_OF,
    SKANE,
    plain,
    reports_of,
    skane_in_march,
)


def routes(reports, readings=None, requirement="overbelaggningar"):
    outcomes = qualify_month(MARCH, reports, POPULATION, readings=readings or Readings())
    return {o.region_code: o.assessment.route for o in outcomes if o.requirement == requirement}


# Förbättring jämfört med 2023


@pytest.mark.parametrize(
    ("before", "now", "route"),
    [
        pytest.param("4.00", "3.98", Route.IMPROVEMENT, id="4.00 to 3.98 is exactly 0.5 per cent"),
        pytest.param("4.00", "3.981", Route.NONE, id="just under 0.5 per cent"),
        pytest.param("4.00", "3.979", Route.IMPROVEMENT, id="just over 0.5 per cent"),
        pytest.param("0.2", "0.199", Route.IMPROVEMENT, id="0.2 to 0.199 is exactly 0.5 per cent"),
        pytest.param("0.2", "0.1990000000000001", Route.NONE, id="a hair under 0.5 per cent"),
        pytest.param("6.6", "6.567", Route.IMPROVEMENT, id="6.6 to 6.567 is exactly 0.5 per cent"),
        pytest.param("4.1", "4.1", Route.NONE, id="unchanged"),
        pytest.param("4.1", "4.2", Route.NONE, id="more"),
        pytest.param("4.1", "0", Route.IMPROVEMENT, id="down to zero"),
        pytest.param(None, "3.98", Route.NONE, id="no value last year (T10)"),
        pytest.param("0", "1", Route.NONE, id="zero last year (T10)"),
        pytest.param("4.00", None, Route.NOT_REPORTED, id="no value this year (T12)"),
    ],
)
def test_improvement_is_half_a_per_cent_of_the_same_month_last_year(before, now, route):
    assert skane_in_march(before, now).assessment.route is route


@pytest.mark.parametrize(
    ("before", "now", "route"),
    [
        pytest.param("4.1", "3.6", Route.IMPROVEMENT, id="exactly 0.5 lower"),
        pytest.param("4.1", "3.601", Route.NONE, id="less than 0.5 lower"),
        pytest.param("4.1", "3.599", Route.IMPROVEMENT, id="more than 0.5 lower"),
        pytest.param("0", "0.1", Route.NONE, id="zero last year"),
    ],
)
def test_in_percentage_points_the_value_must_be_half_a_unit_lower(before, now, route):
    assert skane_in_march(before, now, t09="percentage_points").assessment.route is route


@pytest.mark.parametrize(
    ("before", "now", "route"),
    [
        pytest.param("0", "0", Route.IMPROVEMENT, id="zero to zero"),
        pytest.param("0", "0.1", Route.NONE, id="zero to more"),
        pytest.param(None, "0", Route.NONE, id="missing to zero"),
    ],
)
def test_with_zero_kept_only_zero_to_zero_is_an_improvement(before, now, route):
    # Six at zero share the first place; with none_tied none of them is among the five.
    assert skane_in_march(before, now, t10="zero_kept", t11="none_tied").assessment.route is route


def test_zero_to_zero_is_open_for_top_five_only():
    assert skane_in_march("0", "0").assessment.route is Route.TOP_FIVE


def test_the_limit_is_a_parameter():
    reports = reports_of({**dict.fromkeys(FIVE_BEST, (None, "0")), SKANE: ("4", "3.92")})
    stricter = {"improvement_percent": Decimal("2.1")}
    assert routes(reports)[SKANE] is Route.IMPROVEMENT
    outcomes = qualify_month(MARCH, reports, POPULATION, stricter)
    assert {o.assessment.route for o in outcomes if o.region_code == SKANE} == {Route.NONE}


# Placerar sig i topp 5


def by_rank(*values):
    """Reports without a year before: the first region has the first value, and so on."""
    return reports_of({code: (None, value) for code, value in zip(CODES, values, strict=False)})


@pytest.mark.parametrize(
    ("values", "qualified", "with_none_tied"),
    [
        pytest.param(["1", "2", "3", "4", "5", "6", "7"], 5, 5, id="no ties"),
        pytest.param(["1", "2", "3", "4", "5", "5", "7"], 6, 4, id="two share the fifth place"),
        pytest.param(["1", "2", "3", "4", "5", "5.0000001"], 5, 5, id="a hair behind the fifth"),
        pytest.param(["1", "2", "3", "4.0", "4.00", "6"], 5, 5, id="a tie for fourth fits"),
        pytest.param(["1", "2", "2", "2", "2", "2", "3"], 6, 1, id="five share the second place"),
        pytest.param(["0", "0", "0", "0", "0", "0"], 6, 0, id="all at zero"),
        pytest.param(["9", "8"], 2, 2, id="only two reported"),
    ],
)
def test_all_who_share_the_fifth_place_are_among_the_five(values, qualified, with_none_tied):
    reports = by_rank(*values)
    assert list(routes(reports).values()).count(Route.TOP_FIVE) == qualified
    none_tied = routes(reports, Readings(t11="none_tied"))
    assert list(none_tied.values()).count(Route.TOP_FIVE) == with_none_tied


def test_the_ranking_includes_those_who_qualify_by_improvement():
    values = {code: ("10", str(n)) for n, code in enumerate(CODES[:5], start=1)}
    reports = reports_of({**values, SKANE: (None, "6")})
    assert routes(reports)[SKANE] is Route.NONE


def test_a_region_without_a_value_takes_no_place():
    values = dict.fromkeys(CODES[:5], (None, None))
    assert routes(reports_of({**values, SKANE: (None, "60")}))[SKANE] is Route.TOP_FIVE


def test_who_both_improves_and_is_among_the_five_is_paid_once_for_improvement():
    outcome = next(
        o for o in qualify_month(MARCH, reports_of({SKANE: ("4", "3")}), POPULATION) if o.region_code == SKANE
    )
    assert outcome.assessment.route is Route.IMPROVEMENT
    assert outcome.earned_kr == outcome.reserved_kr


def test_the_two_requirements_are_assessed_apart():
    reports = {
        ("01", MARCH): BedsReport(overbelaggningar_per_100=Decimal(4)),
        ("03", MARCH): BedsReport(utlokaliseringar_per_100=Decimal(4)),
    }
    first, second = (routes(reports, requirement=requirement) for requirement in RATE_OF)
    assert (first["01"], first["03"]) == (Route.TOP_FIVE, Route.NOT_REPORTED)
    assert (second["01"], second["03"]) == (Route.NOT_REPORTED, Route.TOP_FIVE)


# Sentences


@pytest.mark.parametrize(
    ("before", "now", "readings", "because"),
    [
        pytest.param(
            "4.10",
            "3.98",
            {},
            "mot 4,1 i mars 2023, en minskning med 2,92 procent (minst 0,5 procent krävs)",
            id="improved",
        ),
        pytest.param(
            "4",
            "3.98000001",
            {},
            "mot 4 i mars 2023, en minskning med 0,49 procent (minst 0,5 procent krävs), och kom på plats 6 av 6 "
            "(plats 1–5 krävs)",
            id="not improved enough",
        ),
        pytest.param(
            "4",
            "5",
            {},
            "mot 4 i mars 2023, en ökning med 25 procent (en minskning med minst 0,5 procent krävs), och kom på plats "
            "6 av 6 (plats 1–5 krävs)",
            id="more",
        ),
        pytest.param(
            "4",
            "4.0001",
            {},
            "mot 4 i mars 2023, en ökning med mindre än 0,01 procent (en minskning med minst 0,5 procent krävs), och "
            "kom på plats 6 av 6 (plats 1–5 krävs)",
            id="hardly more",
        ),
        pytest.param(
            "4",
            "4.00",
            {},
            "mot 4 i mars 2023, ingen förändring (en minskning med minst 0,5 procent krävs), och kom på plats 6 av 6 "
            "(plats 1–5 krävs)",
            id="unchanged",
        ),
        pytest.param(
            None,
            "0",
            {},
            "utan värde för mars 2023 att jämföra med, men kom på plats 1 av 6 (plats 1–5 räcker)",
            id="top five without last year",
        ),
        pytest.param(
            "0",
            "0",
            {"t11": "none_tied"},
            "mot 0 i mars 2023, ett värde som inte går att förbättra, och kom på plats 1 av 6 (delad av fler regioner "
            "än platserna räcker till)",
            id="tied out",
        ),
        pytest.param(
            "0",
            "0",
            {"t10": "zero_kept"},
            "mot 0 i mars 2023, vilket räknas som en behållen förbättring",
            id="zero kept",
        ),
        pytest.param(
            "4.1",
            "3.7",
            {"t09": "percentage_points"},
            "mot 4,1 i mars 2023, en minskning med 0,4 procentenheter (minst 0,5 procentenheter krävs), och kom på "
            "plats 6 av 6 (plats 1–5 krävs)",
            id="percentage points",
        ),
    ],
)
def test_the_sentence_says_value_comparison_limit_and_rank(before, now, readings, because):
    sentence = skane_in_march(before, now, **readings).assessment.because
    value = f"{Decimal(now).normalize():f}".replace(".", ",")
    assert sentence == f"Region Skåne hade {value} överbeläggningar per 100 vårdplatser i mars 2024 {because}"


def test_a_missing_report_is_said_and_the_whole_reason_is_one_sentence():
    assert plain(skane_in_march("4", None).reason) == (
        "Region Skåne har ingen giltig rapport om överbeläggningar per 100 vårdplatser för mars 2024; månaden är "
        "stängd och regionens reserverade månadspott, 9 280 431 kronor, går därför till bonuspotten."
    )


def test_the_reason_can_be_written_also_for_unrounded_pots():
    assert plain(skane_in_march("4", "3", t01="exact").reason).endswith(
        "; regionen får därför hela sin reserverade månadspott, 9 280 431,06 kronor."
    )


# What a month gives


def test_every_region_has_one_outcome_per_requirement_also_without_any_report():
    outcomes = qualify_month(MARCH, {}, POPULATION)
    assert [(o.requirement, o.region_code) for o in outcomes] == [(r, code) for r in RATE_OF for code in CODES]
    assert {(o.assessment.route, o.earned_kr, o.month) for o in outcomes} == {(Route.NOT_REPORTED, 0, MARCH)}


@pytest.mark.parametrize("month", [date(2024, 1, 1), date(2024, 11, 1), date(2023, 3, 1), date(2024, 3, 2)])
def test_a_month_that_is_not_measured_is_refused(month):
    with pytest.raises(ValueError, match="not a measured month"):
        qualify_month(month, {}, POPULATION)


def test_the_pots_of_a_month_are_just_under_69_million_per_requirement():
    reserved = [o.reserved_kr for o in qualify_month(MARCH, {}, POPULATION) if o.requirement == "overbelaggningar"]
    assert sum(reserved) == 68_888_887  # 620 000 000 / 9 = 68 888 888.9, each region's part rounded (T01)
