"""The beds decree 2024: its numbers, the table of appendix 2 and the national rates."""

import pytest

from rules.apportionment import Method, apportion
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.development import national_development
from rules.months import year_before
from rules.regions import CODES
from tests.rules.decrees.beds import DECREE, BedsReport, N
from tests.rules.decrees.beds import given as as_given
from tests.rules.decrees.reported_beds import MARCH, MEASURED_MONTHS, POPULATION, decimal

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
