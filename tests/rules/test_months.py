from datetime import date

import pytest

from rules.months import months, next_month, year_before


def test_months_include_the_first_and_the_last():
    assert months(2024, 10, 12) == (date(2024, 10, 1), date(2024, 11, 1), date(2024, 12, 1))


def test_a_single_month_is_a_span_of_one():
    assert months(2024, 2, 2) == (date(2024, 2, 1),)


def test_the_same_month_the_year_before_keeps_the_month():
    assert year_before(date(2024, 2, 1)) == date(2023, 2, 1)


@pytest.mark.parametrize(
    ("month", "following"),
    [
        (date(2024, 1, 1), date(2024, 2, 1)),
        (date(2024, 11, 1), date(2024, 12, 1)),
        (date(2024, 12, 1), date(2025, 1, 1)),
    ],
    ids=["January", "November", "December"],
)
def test_the_month_after_december_is_in_the_next_year(month, following):
    assert next_month(month) == following
