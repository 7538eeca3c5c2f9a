"""The running account of operations: this year beside the last, by kind, region and performer."""

from datetime import date

import pytest

from rules.counted_development import PERFORMERS
from rules.counted_development import development as of_month
from rules.regions import CODES
from tests.rules.decrees.operations import KINDS, MONTHS

FEBRUARY, MARCH, APRIL = date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)
COUNTS = {
    ("01", FEBRUARY, "framfall", "egen_region"): 10,
    ("01", FEBRUARY, "framfall", "privat"): 5,
    ("01", MARCH, "framfall", "egen_region"): 7,
    ("03", MARCH, "framfall", "annan_region"): 2,
    ("01", date(2024, 2, 1), "framfall", "egen_region"): 8,
    ("01", date(2024, 3, 1), "framfall", "egen_region"): 6,
    ("01", date(2024, 3, 1), "framfall", "privat"): 0,
}


def development(counts, month):
    return of_month(counts, KINDS, MONTHS, month)


def line(region_code, performer, counts=COUNTS, month=MARCH, operation="framfall"):
    (found,) = [
        row
        for row in development(counts, month)
        if (row.operation, row.region_code, row.performer) == (operation, region_code, performer)
    ]
    return found


def figures(row):
    return (row.month_count, row.so_far_count, row.year_before_month_count, row.year_before_so_far_count)


def test_there_is_a_line_for_every_kind_nation_or_region_and_performer():
    keys = [(row.operation, row.region_code, row.performer) for row in development({}, MARCH)]
    assert keys == [
        (kind, code, performer) for kind in KINDS for code in (None, *CODES) for performer in (None, *PERFORMERS)
    ]


@pytest.mark.parametrize(
    ("region_code", "performer", "expected"),
    [
        pytest.param("01", None, (7, 22, 6, 14), id="a region, all performers"),
        pytest.param("01", "egen_region", (7, 17, 6, 14), id="a region, its own hospitals"),
        pytest.param("01", "privat", (None, 5, 0, 0), id="a reported zero is zero, a missing month is not"),
        pytest.param("01", "annan_region", (None, None, None, None), id="never reported"),
        pytest.param("03", None, (2, 2, None, None), id="missing the year before is not zero"),
        pytest.param(None, None, (9, 24, 6, 14), id="the nation"),
        pytest.param(None, "annan_region", (2, 2, None, None), id="the nation, in another region"),
    ],
)
def test_counts_of_the_month_and_so_far_stand_beside_the_year_before(region_code, performer, expected):
    assert figures(line(region_code, performer)) == expected


def test_months_after_the_one_accounted_for_are_left_out():
    assert figures(line("01", None, month=FEBRUARY)) == (15, 15, 8, 8)


def test_january_is_no_part_of_so_far():
    january = {("01", date(2025, 1, 1), "framfall", "privat"): 100}
    assert line("01", None, COUNTS | january).so_far_count == 22


@pytest.mark.parametrize(
    ("region_code", "counts", "comparable"),
    [
        pytest.param("01", COUNTS, True, id="the same months both years"),
        pytest.param("03", COUNTS, False, id="nothing the year before"),
        pytest.param(None, COUNTS, False, id="the nation with one region that lacks the year before"),
        pytest.param("04", COUNTS, False, id="nothing at all"),
        pytest.param("01", COUNTS | {("01", APRIL, "framfall", "privat"): 1}, True, id="a later month does not count"),
    ],
)
def test_years_are_comparable_when_the_same_regions_and_months_were_reported(region_code, counts, comparable):
    assert line(region_code, None, counts).is_comparable is comparable


@pytest.mark.parametrize("month", [date(2025, 1, 1), date(2025, 11, 1), date(2024, 2, 1)], ids=str)
def test_a_month_that_is_not_measured_is_refused(month):
    with pytest.raises(ValueError, match="not a measured month"):
        development({}, month)
