from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case import Given
from rules.development import PERCENT, Development, Indicator, national_development
from rules.development import development as of_given
from rules.found_decrees import decree, decrees
from rules.regions import CODES
from tests.rules.decrees.beds import BedsReport, beds_reports
from tests.rules.decrees.beds import given as given_beds
from tests.rules.decrees.bup import BupReport

MARCH, MARCH_BEFORE = date(2024, 3, 1), date(2023, 3, 1)
APRIL, APRIL_BEFORE = date(2024, 4, 1), date(2023, 4, 1)
BEDS = {indicator.id: indicator for indicator in decree("vardplatser_2024").indicators}
BUP = {indicator.id: indicator for indicator in decree("tillganglighet_2024").indicators}


def development(indicator: Indicator, reports) -> tuple[Development, ...]:
    if indicator.id in BEDS:
        return of_given(indicator, given_beds(reports))
    return of_given(indicator, Given(reports={"bup": {key: report.values for key, report in reports.items()}}))


def beds_report(beds: str | None, rate: str | None = "4") -> BedsReport:
    return BedsReport(
        None if beds is None else Decimal(beds), None if rate is None else Decimal(rate), None, Decimal(90)
    )


def of(rows: tuple[Development, ...], code: str | None, first: date = MARCH, last: date = MARCH) -> Development:
    (found,) = [row for row in rows if (row.region_code, row.first_month, row.last_month) == (code, first, last)]
    return found


def test_a_region_has_its_own_values_and_the_nation_their_mean_weighted_by_beds() -> None:
    reports = {
        ("01", MARCH): beds_report("300", "6"),
        ("01", MARCH_BEFORE): beds_report("300", "8"),
        ("12", MARCH): beds_report("100", "2"),
        ("12", MARCH_BEFORE): beds_report("100", "4"),
    }
    rows = development(BEDS["overbelaggningar"], reports)
    assert (of(rows, "01").value, of(rows, "01").value_year_before) == (6, 8)
    assert (of(rows, None).value, of(rows, None).value_year_before) == (5, 7)
    assert (of(rows, None).change, of(rows, None).change_percent) == (-2, Fraction(-200, 7))


@pytest.mark.parametrize("lacking", [("12", MARCH), ("12", MARCH_BEFORE)], ids=["this year", "the year before"])
def test_a_region_that_lacks_one_of_the_years_is_in_neither(lacking) -> None:
    reports = {(code, at): beds_report("100") for code in ("01", "12") for at in (MARCH, MARCH_BEFORE)}
    reports[lacking] = beds_report(None)
    rows = development(BEDS["beds"], reports)
    assert (of(rows, None).value, of(rows, None).value_year_before, of(rows, None).report_count) == (100, 100, 1)
    assert (of(rows, "12").value, of(rows, "12").change, of(rows, "12").report_count) == (None, None, 0)


def test_the_nations_beds_are_a_sum_of_regions_and_a_mean_of_months() -> None:
    numbers = {MARCH: "100", APRIL: "200", MARCH_BEFORE: "50", APRIL_BEFORE: "50"}
    reports = {(code, at): beds_report(number) for code in ("01", "12") for at, number in numbers.items()}
    whole = of(development(BEDS["beds"], reports), None, MARCH, APRIL)
    assert (whole.value, whole.value_year_before, whole.report_count) == (300, 100, 4)
    assert whole.change_percent == 200


def test_a_share_is_of_all_patients_and_its_change_is_in_points_only() -> None:
    reports = {
        ("01", MARCH, "besök"): BupReport(10, 9, 4, 1),
        ("01", MARCH_BEFORE, "besök"): BupReport(10, 5, 4, 2),
        ("12", MARCH, "besök"): BupReport(30, 3, None, None),
        ("12", MARCH_BEFORE, "besök"): BupReport(30, 15, 4, 2),
    }
    nation = of(development(BUP["bup_besok_completed"], reports), None)
    assert (nation.value, nation.value_year_before, nation.change, nation.change_percent) == (30, 50, -20, None)
    waiting = of(development(BUP["bup_besok_waiting"], reports), None)
    assert (waiting.value, waiting.report_count) == (25, 1)


def test_nobody_treated_is_compared_but_has_no_share() -> None:
    reports = {("01", at, "besök"): BupReport(0, 0, 0, 0) for at in (MARCH, MARCH_BEFORE)}
    region = of(development(BUP["bup_besok_completed"], reports), "01")
    assert (region.report_count, region.value, region.change) == (1, None, None)


def test_from_zero_there_is_a_change_but_no_per_cent() -> None:
    reports = {("01", MARCH): beds_report("100", "1"), ("01", MARCH_BEFORE): beds_report("100", "0")}
    region = of(development(BEDS["overbelaggningar"], reports), "01")
    assert (region.change, region.change_percent) == (1, None)


def test_before_anything_can_be_compared_there_is_no_development() -> None:
    assert development(BEDS["beds"], {("01", MARCH): beds_report("100")}) == ()


def test_one_month_is_told_once() -> None:
    reports = {("01", at): beds_report("100") for at in (MARCH, MARCH_BEFORE)}
    assert len(development(BEDS["beds"], reports)) == 1 + len(CODES)


def test_each_month_that_is_in_follows_on_all_of_them_together() -> None:
    reports = {("01", at): beds_report("100") for at in (MARCH, APRIL, MARCH_BEFORE, APRIL_BEFORE)}
    spans = [(row.first_month, row.last_month) for row in development(BEDS["beds"], reports) if row.region_code is None]
    assert spans == [(MARCH, APRIL), (MARCH, MARCH), (APRIL, APRIL)]


def test_the_rates_are_those_of_the_decrees_own_follow_up(beds) -> None:
    draw = {
        key: replace(report, beds=Decimal(100 + place % 7 * 30))
        for place, (key, report) in enumerate(beds_reports(beds).items())
    }
    own = {
        (row.requirement, row.month): row
        for row in national_development(decree("vardplatser_2024").indicators, given_beds(draw))
    }
    for requirement in ("overbelaggningar", "utlokaliseringar"):
        months = [row for row in development(BEDS[requirement], draw) if row.region_code is None][1:]
        assert len(months) == 9
        for row in months:
            same = own[requirement, row.first_month]
            assert (row.value, row.value_year_before) == (same.rate, same.rate_year_before)
            assert (row.report_count, row.change_percent) == (same.region_count, same.change_percent)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(CODES), st.tuples(*[st.integers(1, 500)] * 4), min_size=1))
def test_the_nation_lies_between_its_regions(numbers) -> None:
    reports = {}
    for code, (beds, rate, beds_before, rate_before) in numbers.items():
        reports[code, MARCH] = beds_report(str(beds), str(rate))
        reports[code, MARCH_BEFORE] = beds_report(str(beds_before), str(rate_before))
    rows = development(BEDS["overbelaggningar"], reports)
    of_regions = [row.value for row in rows if row.region_code and row.value is not None]
    assert len(of_regions) == len(numbers) * len({(row.first_month, row.last_month) for row in rows})
    assert min(of_regions) <= of(rows, None).value <= max(of_regions)


def test_every_requirement_has_an_indicator_and_every_indicator_its_section() -> None:
    for indicators in (each.indicators for each in decrees()):
        assert len({indicator.id for indicator in indicators}) == len(indicators)
        assert all(indicator.section and indicator.title and indicator.unit for indicator in indicators)
    assert {indicator.unit for indicator in BUP.values()} == {PERCENT}
