from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import Method, apportion
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.development import national_development
from rules.mechanisms.complete_reporting import Gap
from rules.monthly_pot import Route
from rules.months import year_before
from rules.numbers import Values
from rules.payouts import Cause
from rules.readings import Readings
from rules.regions import CODES
from rules.reports import PLAN
from rules.swedish import NO_BREAK_SPACE
from tests.rules.decrees.beds import DECREE, MEASURED, REPORTING, BedsReport, N, beds_case, qualify_month, settle
from tests.rules.decrees.beds import given as as_given
from tests.rules.decrees.days import DAY, seen_on

MEASURED_MONTHS, ALL_MONTHS = MEASURED, REPORTING.months
RATE_OF = {each.id: each.measure.column for each in DECREE.requirements}
POTS = [each.pot(Values()) for each in DECREE.set_aside]
POPULATION = {code: row.population for code, row in TABLE.items()}
MARCH = date(2024, 3, 1)
FIVE_BEST = CODES[:5]
SKANE = "12"


def decimal(value):
    return None if value is None else Decimal(value)


def both(value):
    """A report with the same value for both requirements."""
    return BedsReport(overbelaggningar_per_100=decimal(value), utlokaliseringar_per_100=decimal(value))


def reports_of(values, month=MARCH):
    """Reports from {region code: (value the year before, value now)}."""
    return {
        (code, when): both(value)
        for code, (before, now) in values.items()
        for when, value in ((year_before(month), before), (month, now))
    }


def skane_in_march(before, now, others=None, **readings):
    """Skåne's outcome when five regions without a year before hold the five places with zero."""
    best = dict.fromkeys(FIVE_BEST, (None, "0"))
    reports = reports_of({**best, **(others or {}), SKANE: (before, now)})
    outcomes = qualify_month(MARCH, reports, POPULATION, readings=Readings(**readings))
    return next(outcome for outcome in outcomes if outcome.region_code == SKANE)


def routes(reports, readings=None, requirement="overbelaggningar"):
    outcomes = qualify_month(MARCH, reports, POPULATION, readings=readings or Readings())
    return {o.region_code: o.assessment.route for o in outcomes if o.requirement == requirement}


def whole_year(values_of):
    """Outcomes of all measured months; `values_of(code)` gives (value the year before, value now)."""
    values = {code: values_of(code) for code in CODES}
    return [
        outcome for month in MEASURED_MONTHS for outcome in qualify_month(month, reports_of(values, month), POPULATION)
    ]


def amounts(settlement, component):
    return {row.region_code: row.amount_kr for row in settlement.payouts if row.component == component}


def plain(text):
    return text.replace(NO_BREAK_SPACE, " ")


# The decree's numbers


def test_the_amounts_of_the_decree_add_up():
    to_regions = N.basic_kr.value + N.overbelaggningar_kr.value + N.utlokaliseringar_kr.value
    assert to_regions == 1_990_000_000
    assert to_regions + N.own_costs_kr.value == N.total_kr.value
    assert [payment.appropriation_kr for payment in DECREE.payments] == [750_000_000, 1_240_000_000]
    assert [each.amount.value for each in DECREE.requirements] == [620_000_000, 620_000_000]


def test_the_measured_months_are_february_to_october_2024():
    assert [f"{month:%Y-%m}" for month in MEASURED_MONTHS] == [f"2024-{n:02}" for n in range(2, 11)]
    assert all(requirement.months == MEASURED_MONTHS for requirement in DECREE.requirements)


def test_every_parameter_names_its_section_and_unit():
    assert all(row.unit and row.meaning and row.section.startswith(("bilaga", "Reger")) for row in DECREE.numbers)


# Bilaga 2


def test_the_printed_table_adds_up():
    assert sum(row.population for row in TABLE.values()) == 10_557_682
    assert sum(row.amount_kr for row in TABLE.values()) == N.basic_kr.value
    assert tuple(TABLE) == CODES


def test_the_printed_table_comes_out_by_population_in_all_21_rows():
    shares = apportion(N.basic_kr.value, POPULATION, method=Method.LARGEST_REMAINDER)
    assert shares == {code: row.amount_kr for code, row in TABLE.items()}


# Grundläggande krav


def full_report(month):
    rates = both("4.1") if month.year < 2025 else both(None)
    return replace(rates, beds=Decimal("200"), occupancy_percent=Decimal("95"))


COMPLETE = {(code, month): full_report(month) for code in CODES for month in ALL_MONTHS}


def reported(reports, on=date.max):
    return seen_on(beds_case(reports, POPULATION), on)


def test_the_requirement_asks_for_120_values_per_region():
    assert len(REPORTING.gaps(reported({}))) == 120 * len(CODES)
    assert sum(len(required) for required in REPORTING.required.values()) == 120


def test_a_complete_report_has_no_gaps_although_2025_has_no_rates():
    case = reported(COMPLETE)
    assert REPORTING.gaps(case) == ()
    assert REPORTING.liability(case, ()) == dict.fromkeys(CODES, 0)


@pytest.mark.parametrize(
    ("value", "month"),
    [
        pytest.param("overbelaggningar_per_100", date(2023, 1, 1), id="first overbelaggningar"),
        pytest.param("utlokaliseringar_per_100", date(2024, 12, 1), id="last utlokaliseringar"),
        pytest.param("beds", date(2025, 12, 1), id="planned beds"),
        pytest.param("occupancy_percent", date(2025, 1, 1), id="target occupancy"),
    ],
)
def test_one_missing_value_makes_the_region_liable_for_its_whole_amount(value, month):
    reports = {**COMPLETE, (SKANE, month): replace(COMPLETE[SKANE, month], **{value: None})}
    case = reported(reports)
    gaps = REPORTING.gaps(case)
    assert gaps == (Gap(SKANE, value, month),)
    assert REPORTING.liability(case, gaps) == {**dict.fromkeys(CODES, 0), SKANE: 101_036_951}


@pytest.mark.parametrize("month", [date(2025, 1, 1), date(2025, 12, 1)])
def test_an_outcome_of_a_planned_month_neither_makes_liable_nor_stands_in_for_the_plan(month):
    def gaps_with(item, report):
        case = reported(COMPLETE)
        others = {
            key: values for key, values in case.given.reports["vardplatser"].items() if key != (SKANE, month, PLAN)
        }
        reports = {"vardplatser": others | {(SKANE, month, each): report for each in item}}
        return REPORTING.gaps(replace(case, given=replace(case.given, reports=reports)))

    whole = {"beds": Decimal(1), "occupancy_percent": Decimal(1)}
    nothing = dict.fromkeys(whole)
    lacking = (Gap(SKANE, "beds", month), Gap(SKANE, "occupancy_percent", month))
    assert gaps_with([PLAN], whole) == gaps_with([PLAN, ""], whole) == ()
    assert gaps_with([""], whole) == gaps_with([PLAN], nothing) == lacking


def test_a_plan_of_a_measured_month_is_no_report_of_it():
    case = reported(COMPLETE)
    plan = {(SKANE, MARCH, PLAN): case.given.reports["vardplatser"][SKANE, MARCH, ""]}
    others = {key: values for key, values in case.given.reports["vardplatser"].items() if key != (SKANE, MARCH, "")}
    given = replace(case.given, reports={"vardplatser": others | plan})
    assert {(gap.region_code, gap.month) for gap in REPORTING.gaps(replace(case, given=given))} == {(SKANE, MARCH)}


def test_a_reported_zero_is_no_gap():
    reports = {**COMPLETE, (SKANE, MARCH): replace(COMPLETE[SKANE, MARCH], utlokaliseringar_per_100=Decimal(0))}
    assert REPORTING.gaps(reported(reports)) == ()


def test_the_liability_sentence_groups_values_and_months():
    gaps = [
        *(Gap(SKANE, "occupancy_percent", date(2023, n, 1)) for n in (5, 4, 3)),
        Gap(SKANE, "occupancy_percent", date(2023, 12, 1)),
        Gap(SKANE, "occupancy_percent", date(2024, 1, 1)),
        Gap(SKANE, "utlokaliseringar_per_100", date(2024, 10, 1)),
        Gap("01", "beds", date(2024, 10, 1)),
    ]
    assert plain(REPORTING.liability_reason(reported({}), SKANE, gaps)) == (
        "Region Skåne saknar utlokaliseringar per 100 vårdplatser för oktober 2024 och beläggningsgrad för mars–maj "
        "2023 och december 2023–januari 2024 och är därför återbetalningsskyldig för 101 036 951 kronor (bilaga 2)."
    )


def test_a_region_without_gaps_is_told_so():
    assert REPORTING.liability_reason(reported({}), "09", [Gap(SKANE, "beds", MARCH)]) == (
        "Region Gotland har rapporterat alla uppgifter som kravet omfattar."
    )


@pytest.mark.parametrize(
    ("value", "month", "last_day"),
    [
        pytest.param("overbelaggningar_per_100", date(2023, 5, 1), date(2024, 2, 21), id="the year before"),
        pytest.param("beds", MARCH, date(2024, 4, 21), id="a month of the year"),
        pytest.param("occupancy_percent", date(2025, 7, 1), date(2025, 1, 21), id="a plan for the year after"),
    ],
)
def test_a_gap_makes_liable_from_the_day_after_its_last_report_day(value, month, last_day):
    reports = {**COMPLETE, (SKANE, month): replace(COMPLETE[SKANE, month], **{value: None})}
    for on, is_due in ((last_day - DAY, False), (last_day, False), (last_day + DAY, True)):
        case = reported(reports, on)
        (gap,) = gaps = REPORTING.gaps(case)
        assert gap.is_due is is_due
        assert REPORTING.liability(case, gaps)[SKANE] == (101_036_951 if is_due else 0)


def test_what_is_not_due_is_awaited_and_no_fault():
    gaps = [Gap(SKANE, "beds", MARCH, is_due=False), Gap(SKANE, "occupancy_percent", MARCH, is_due=False)]
    assert REPORTING.liability_reason(reported({}), SKANE, gaps) == (
        "Region Skåne har rapporterat allt som skulle ha kommit in; disponibla vårdplatser för mars 2024 och "
        "beläggningsgrad för mars 2024 inväntas."
    )


def test_only_what_is_due_is_told_when_something_is():
    gaps = [Gap(SKANE, "beds", MARCH), Gap(SKANE, "beds", date(2024, 4, 1), is_due=False)]
    reason = REPORTING.liability_reason(reported({}), SKANE, gaps)
    assert reason.startswith("Region Skåne saknar disponibla vårdplatser för mars 2024 och är därför")


def test_the_basic_amounts_are_the_printed_ones_also_for_who_lacks_reports():
    without_skane = {key: report for key, report in COMPLETE.items() if key[0] != SKANE}
    assert amounts(reported(without_skane).settle(()), "befolkning") == {
        code: row.amount_kr for code, row in TABLE.items()
    }


def redistributed(reports, on=date.max):
    case = replace(reported(reports, on), readings=Readings(t13="redistributed"))
    return amounts(case.settle(()), "befolkning")


def test_read_otherwise_the_others_share_the_amount_of_who_lacks_reports_by_population():
    without_skane = {key: report for key, report in COMPLETE.items() if key[0] != SKANE}
    others = {code: count for code, count in POPULATION.items() if code != SKANE}
    shares = apportion(750_000_000, others, method=Method.LARGEST_REMAINDER)
    assert redistributed(without_skane) == shares | {SKANE: 0}


@pytest.mark.parametrize("reports", [COMPLETE, {}], ids=["everybody has reported", "nobody has reported"])
def test_read_otherwise_the_printed_amounts_stand_when_nobody_is_left_out_or_left(reports):
    assert redistributed(reports) == {code: row.amount_kr for code, row in TABLE.items()}


def test_read_otherwise_nobody_is_left_out_for_what_is_not_due():
    without_last = {key: report for key, report in COMPLETE.items() if key != (SKANE, date(2024, 12, 1))}
    last_day = date(2025, 1, 21)
    assert redistributed(without_last, last_day)[SKANE] == 101_036_951
    assert redistributed(without_last, last_day + DAY)[SKANE] == 0


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


# The payments


def test_the_basic_payment_is_the_printed_table_whatever_is_missing():
    settlement = settle(None, ())
    assert amounts(settlement, "befolkning") == {code: row.amount_kr for code, row in TABLE.items()}
    assert {row.payment for row in settlement.payouts} == {"grundkrav"}


@pytest.mark.parametrize(
    ("population", "cause", "words"),
    [
        pytest.param(None, Cause.AWAITING, "är inte levererad", id="none"),
        pytest.param({**POPULATION, "09": None}, Cause.FAULTY, "uppgift saknas för Region Gotland", id="gap"),
        pytest.param({**POPULATION, "09": 0}, Cause.FAULTY, "antalet är noll för Region Gotland", id="zero"),
    ],
)
def test_the_final_payment_is_withheld_without_a_whole_population(population, cause, words):
    (withheld,) = settle(population, whole_year(lambda code: ("4", "3"))).withheld
    assert (withheld.payment, withheld.cause) == ("slut", cause)
    assert words in withheld.reason
    assert "den 1 november 2023" in withheld.reason


LAST_DAY = date(2024, 11, 21)
"""Three weeks after October, the last measured month, until the agency sets another day (T23)."""


def reported_in(months):
    """All regions improved in some months."""
    values = dict.fromkeys(CODES, ("4", "3"))
    return {key: report for month in months for key, report in reports_of(values, month).items()}


def test_the_final_payment_waits_for_the_months_that_are_open_and_is_settled_when_none_is():
    silent = {date(2024, 4, 1), date(2024, 9, 1), date(2024, 10, 1)}
    reports = reported_in(month for month in MEASURED_MONTHS if month not in silent)
    september = date(2024, 10, 21)
    (withheld,) = reported(reports, september).computed()[1].withheld
    assert (withheld.payment, withheld.cause) == ("slut", Cause.AWAITING)
    assert withheld.reason == (
        "Rapporter om överbeläggningar inväntas för september–oktober 2024, de sista till och med den 21 november "
        "2024. Rapporter om utlokaliseringar inväntas för september–oktober 2024, de sista till och med den "
        "21 november 2024."
    )
    (withheld,) = reported(reports, LAST_DAY).computed()[1].withheld
    assert "överbeläggningar inväntas för oktober 2024" in withheld.reason
    assert reported(reports, LAST_DAY + DAY).computed()[1].withheld == ()


def test_the_pots_of_a_closed_month_that_nobody_reported_go_whole_to_the_bonus_pot():
    silent = date(2024, 4, 1)
    reports = reported_in(month for month in MEASURED_MONTHS if month != silent)
    outcomes, settlement = reported(reports).computed()
    assert {o.assessment.route for o in outcomes if o.month == silent} == {Route.NOT_REPORTED}
    assert all(o.forfeited_kr == o.reserved_kr for o in outcomes if o.month == silent)
    earned = 16 * 68_888_887
    assert sum(sum(amounts(settlement, requirement).values()) for requirement in RATE_OF) == earned
    assert sum(amounts(settlement, "bonuspott").values()) == 1_240_000_000 - earned


def test_held_back_the_final_payment_waits_for_closed_months_that_nobody_reported():
    silent = {date(2024, 4, 1), date(2024, 10, 1)}
    reports = reported_in(month for month in MEASURED_MONTHS if month not in silent)
    case = replace(reported(reports), readings=Readings(t24="held_back"))
    (withheld,) = case.computed()[1].withheld
    assert withheld.cause is Cause.AWAITING
    for about in ("överbeläggningar", "utlokaliseringar"):
        assert f"Ingen region har rapporterat {about} för april 2024 och oktober 2024." in withheld.reason
    one = {("09", month): both("2") for month in silent}
    whole = replace(reported(reports | one), readings=Readings(t24="held_back"))
    assert whole.computed()[1] == replace(whole, readings=Readings()).computed()[1]


def test_one_report_of_one_requirement_is_enough_for_a_month_to_count():
    one = {("09", month): BedsReport(utlokaliseringar_per_100=Decimal(4)) for month in MEASURED_MONTHS}
    outcomes = [o for month in MEASURED_MONTHS for o in qualify_month(month, one, POPULATION)]
    settlement = settle(POPULATION, outcomes)
    assert not settlement.withheld
    pot = 398_632  # 620 000 000 / 9 x 61 093 / 10 557 682 = 398 631.905 (T01)
    assert amounts(settlement, "overbelaggningar") == dict.fromkeys(CODES, 0)
    assert amounts(settlement, "utlokaliseringar") == {**dict.fromkeys(CODES, 0), "09": 9 * pot}
    assert amounts(settlement, "bonuspott") == {**dict.fromkeys(CODES, 0), "09": 1_240_000_000 - 9 * pot}


def test_two_regions_share_the_bonus_pot_by_what_they_were_paid():
    outcomes = whole_year(lambda code: (None, {"01": "1", "12": "2"}.get(code)))
    settlement = settle(POPULATION, outcomes)
    skane, stockholm = 9_280_431, 16_024_842
    for requirement in RATE_OF:
        assert amounts(settlement, requirement) == {**dict.fromkeys(CODES, 0), "01": 9 * stockholm, "12": 9 * skane}
    bonus = amounts(settlement, "bonuspott")
    pot = 1_240_000_000 - 18 * (skane + stockholm)
    assert bonus["01"] == round(Fraction(pot * stockholm, skane + stockholm))
    assert bonus["01"] + bonus["12"] == pot


def test_when_everything_is_earned_only_the_rounding_of_the_pots_is_left_as_bonus():
    settlement = settle(POPULATION, whole_year(lambda code: ("4", "3")))
    assert sum(amounts(settlement, "bonuspott").values()) == 1_240_000_000 - 18 * 68_888_887
    assert sum(row.amount_kr for row in settlement.payouts if row.payment == "slut") == 1_240_000_000
    assert settlement.undistributed == ()


@pytest.mark.parametrize("t04", ["shared", "per_requirement"])
def test_where_pots_round_up_the_excess_is_taken_from_what_was_earned_and_no_bonus_is_below_zero(t04):
    """With 1 000 inhabitants a pot is 620 000 000 / 9 x 1 000 / 21 004 = 3 279 798,6: 82 kronor more in all months."""
    population = {code: 1004 if code == "01" else 1000 for code in CODES}
    reports = reported_in(MEASURED_MONTHS)
    outcomes, settlement = replace(beds_case(reports, population), readings=Readings(t04=t04)).computed()
    assert sum(o.earned_kr for o in outcomes) == 1_240_000_000 + 2 * 82
    for requirement in RATE_OF:
        assert sum(amounts(settlement, requirement).values()) == 620_000_000
    assert amounts(settlement, "bonuspott") == dict.fromkeys(CODES, 0)


def test_pots_rounded_only_at_payment_never_pay_more_than_was_set_aside():
    # Each requirement's 21 amounts round to one krona too much: two kronor are taken from what was earned (T04).
    outcomes = [
        o
        for month in MEASURED_MONTHS
        for o in qualify_month(
            month,
            reports_of(dict.fromkeys(CODES, ("4", "3")), month),
            POPULATION,
            readings=Readings(t01="exact"),
        )
    ]
    settlement = settle(POPULATION, outcomes, readings=Readings(t01="exact"))
    assert sum(sum(amounts(settlement, requirement).values()) for requirement in RATE_OF) == 1_240_000_000
    assert amounts(settlement, "bonuspott") == dict.fromkeys(CODES, 0)
    assert settlement.undistributed == ()
    exact = {code: Fraction(620_000_000 * count, sum(POPULATION.values())) for code, count in POPULATION.items()}
    for requirement in RATE_OF:
        assert all(abs(kr - exact[code]) < 2 for code, kr in amounts(settlement, requirement).items())


def test_unrounded_pots_rounded_per_month_are_the_same_as_rounded_pots():
    values = {"01": "1", "12": "2"}
    rounded = whole_year(lambda code: (None, values.get(code)))
    exact = [
        replace(o, reserved_kr=Fraction(620_000_000, 9) * POPULATION[o.region_code] / sum(POPULATION.values()))
        for o in rounded
    ]
    per_month = settle(POPULATION, exact, readings=Readings(t01="exact", t02="per_month"))
    assert per_month == settle(POPULATION, rounded)
    assert settle(POPULATION, exact, readings=Readings(t01="exact")) != per_month


def test_with_one_pot_per_requirement_each_pot_follows_its_own_requirement():
    reports = {
        (code, month): BedsReport(**{value: Decimal(4)})
        for code, value in (("01", "overbelaggningar_per_100"), ("12", "utlokaliseringar_per_100"))
        for month in MEASURED_MONTHS
    }
    outcomes = [o for month in MEASURED_MONTHS for o in qualify_month(month, reports, POPULATION)]
    settlement = settle(POPULATION, outcomes, readings=Readings(t04="per_requirement"))
    totals = {
        code: sum(row.amount_kr for row in settlement.payouts if (row.payment, row.region_code) == ("slut", code))
        for code in CODES
    }
    assert totals == {**dict.fromkeys(CODES, 0), "01": 620_000_000, "12": 620_000_000}


def test_a_pot_that_nobody_earned_from_stays_and_says_why():
    one = {("09", month): BedsReport(utlokaliseringar_per_100=Decimal(4)) for month in MEASURED_MONTHS}
    outcomes = [o for month in MEASURED_MONTHS for o in qualify_month(month, one, POPULATION)]
    (kept,) = settle(POPULATION, outcomes, readings=Readings(t04="per_requirement")).undistributed
    assert (kept.payment, kept.component, kept.amount_kr) == ("slut", "bonuspott", 620_000_000)
    assert plain(kept.reason) == (
        "Ingen region har fått betalt för överbeläggningar per 100 disponibla vårdplatser, så det finns inget att "
        "fördela bonuspotten på 620 000 000 kronor efter (T04). Beloppet blir kvar; begär besked om vad som ska ske "
        "med det."
    )


def test_when_nobody_earned_anything_every_component_is_zero_and_all_stays():
    readings = Readings(t11="none_tied")
    outcomes = [
        o
        for month in MEASURED_MONTHS
        for o in qualify_month(
            month, reports_of(dict.fromkeys(CODES, (None, "4")), month), POPULATION, readings=readings
        )
    ]
    settlement = settle(POPULATION, outcomes, readings=readings)
    final = [row for row in settlement.payouts if row.payment == "slut"]
    assert [row.amount_kr for row in final] == [0] * 63
    assert [row.amount_kr for row in settlement.undistributed] == [1_240_000_000]


def test_the_method_of_sharing_follows_the_reading_of_t03():
    outcomes = whole_year(lambda code: ("4", "3"))
    own = settle(POPULATION, outcomes)
    residual = settle(POPULATION, outcomes, readings=Readings(t03="residual_on_largest"))
    assert settle(POPULATION, outcomes, readings=Readings(t03="largest_remainder")) == own
    assert amounts(residual, "bonuspott") != amounts(own, "bonuspott")
    assert amounts(residual, "befolkning") == amounts(own, "befolkning")


# Follow-up


def beds_report(beds, rate):
    return BedsReport(beds=decimal(beds), overbelaggningar_per_100=decimal(rate))


def march_development(reports):
    return next(
        row
        for row in national_development(DECREE.indicators, as_given(reports))
        if (row.requirement, row.month) == ("overbelaggningar", MARCH)
    )


def test_the_national_rate_is_weighted_by_beds():
    last_year = year_before(MARCH)
    row = march_development(
        {
            ("01", last_year): beds_report("300", "4"),
            ("01", MARCH): beds_report("100", "6"),
            ("12", last_year): beds_report("100", "8"),
            ("12", MARCH): beds_report("200", "3"),
        }
    )
    assert (row.region_count, row.rate_year_before, row.rate) == (2, 5, 4)
    assert row.change_percent == -20


@pytest.mark.parametrize(
    ("month", "report"),
    [
        pytest.param(MARCH, beds_report("100", None), id="rate missing this year"),
        pytest.param(MARCH, beds_report(None, "4"), id="beds missing this year"),
        pytest.param(year_before(MARCH), beds_report("100", None), id="rate missing last year"),
        pytest.param(year_before(MARCH), beds_report(None, "4"), id="beds missing last year"),
    ],
)
def test_a_region_without_both_years_is_left_out_of_the_national_rate(month, report):
    complete = {(code, m): beds_report("100", "5") for code in ("01", "12") for m in (MARCH, year_before(MARCH))}
    row = march_development({**complete, ("12", month): report})
    assert (row.region_count, row.rate, row.rate_year_before, row.change_percent) == (1, 5, 5, 0)


def test_without_any_region_there_is_no_national_rate():
    row = march_development({})
    assert (row.region_count, row.rate, row.rate_year_before, row.change_percent) == (0, None, None, None)
    assert len(national_development(DECREE.indicators, as_given({}))) == 18


def test_a_national_rate_of_zero_last_year_gives_no_change_in_per_cent():
    row = march_development({("01", MARCH): beds_report("10", "1"), ("01", year_before(MARCH)): beds_report("10", "0")})
    assert (row.rate, row.rate_year_before, row.change_percent) == (1, 0, None)


# Whatever the year was like

VALUES = [None, *map(Decimal, ("0", "0.199", "0.2", "1", "1.99", "2", "3.98", "4", "4.1", "5.5"))]
ALTERNATIVES = st.builds(
    Readings,
    t01=st.sampled_from(["rounded", "exact"]),
    t02=st.sampled_from(["per_payment", "per_month"]),
    t03=st.sampled_from(["as_published", "residual_on_largest"]),
    t04=st.sampled_from(["shared", "per_requirement"]),
    t09=st.sampled_from(["relative", "percentage_points"]),
    t10=st.sampled_from(["closed", "zero_kept"]),
    t11=st.sampled_from(["all_tied", "none_tied"]),
)


def random_report(random):
    return BedsReport(overbelaggningar_per_100=random.choice(VALUES), utlokaliseringar_per_100=random.choice(VALUES))


def random_reports(random, during):
    """Reports of any kind, missing ones too, in which Gotland has reported, so that every month has a report."""
    reports = {(code, when): random_report(random) for code in CODES for m in during for when in (m, year_before(m))}
    return reports | {("09", month): both("2") for month in during}


def random_population(random):
    return {code: random.randint(1, 3_000_000) for code in CODES}


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False), ALTERNATIVES)
def test_in_any_year_each_krona_is_paid_or_named_and_each_region_has_one_outcome(random, readings):
    reports, population = random_reports(random, MEASURED_MONTHS), random_population(random)
    outcomes = [o for m in MEASURED_MONTHS for o in qualify_month(m, reports, population, readings=readings)]
    assert len({(o.requirement, o.month, o.region_code) for o in outcomes}) == len(outcomes) == 2 * 9 * 21
    settlement = settle(population, outcomes, readings=readings)
    assert len(settlement.payouts) == 21 + 3 * 21
    assert [settlement.accounted_kr(pot) for pot in POTS] == [750_000_000, 1_240_000_000]

    random.shuffle(outcomes)
    shuffled = dict(random.sample(list(population.items()), len(population)))
    assert settle(shuffled, outcomes, readings=readings) == settlement


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), ALTERNATIVES)
def test_the_order_of_reports_and_regions_changes_nothing(random, readings):
    reports, population = random_reports(random, [MARCH]), random_population(random)
    turned, shuffled = (dict(random.sample(list(m.items()), len(m))) for m in (reports, population))
    assert qualify_month(MARCH, turned, shuffled, readings=readings) == qualify_month(
        MARCH, reports, population, readings=readings
    )


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), ALTERNATIVES, st.sampled_from(CODES))
def test_a_lower_value_never_gives_the_region_less(random, readings, code):
    reports = random_reports(random, [MARCH])
    high, low = sorted(random.sample(VALUES[1:], 2), reverse=True)

    def earned(value):
        changed = {**reports, (code, MARCH): both(value)}
        outcomes = qualify_month(MARCH, changed, POPULATION, readings=readings)
        return [o.earned_kr for o in outcomes if o.region_code == code]

    assert all(at_low >= at_high for at_low, at_high in zip(earned(low), earned(high), strict=True))
