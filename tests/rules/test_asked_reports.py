"""Which months and values of a kind of report decrees ask for."""

from datetime import date

import pytest

from rules.asked_reports import asked_statement, asked_values, read_months
from rules.months import months
from rules.reports import BUP, OPERATIONER, OUTCOME, PLAN, VARDPLATSER, ReportKind


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (VARDPLATSER, months(2023, 1, 12) + months(2024, 1, 12) + months(2025, 1, 12)),
        (BUP, months(2023, 1, 11) + months(2024, 1, 11)),
        (OPERATIONER, months(2024, 2, 10) + months(2025, 2, 10)),
    ],
)
def test_months_that_are_only_compared_with_are_read_too(kind: ReportKind, asked: tuple[date, ...]) -> None:
    assert read_months(kind) == set(asked)


def test_a_basic_requirement_says_which_values_a_whole_report_has_and_when() -> None:
    asked = asked_values(VARDPLATSER)
    assert date(2025, 3, 1) in asked["beds"] and date(2025, 3, 1) not in asked["overbelaggningar_per_100"]


def test_without_one_a_report_is_whole_with_all_values() -> None:
    assert asked_values(BUP) == dict.fromkeys(BUP.values, read_months(BUP))


def test_a_plan_is_asked_for_in_planned_months_and_an_outcome_in_others() -> None:
    asked = [asked_statement(VARDPLATSER, date(year, 12, 1)) for year in (2024, 2025)]
    assert (asked, asked_statement(BUP, date(2024, 1, 1))) == ([OUTCOME, PLAN], None)
