"""The beds decree 2024: the basic requirement, to report, and what follows without."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rules.apportionment import Method, apportion
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.mechanisms.complete_reporting import Gap
from rules.readings import Readings
from rules.regions import CODES
from rules.reports import PLAN
from tests.rules.decrees.beds import REPORTING
from tests.rules.decrees.days import DAY
from tests.rules.decrees.reported_beds import MARCH, POPULATION, SKANE, amounts, both, plain, reported


def full_report(month):
    rates = both("4.1") if month.year < 2025 else both(None)
    return replace(rates, beds=Decimal("200"), occupancy_percent=Decimal("95"))


COMPLETE = {(code, month): full_report(month) for code in CODES for month in REPORTING.months}


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
