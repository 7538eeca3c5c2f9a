"""The agreement 2024 in the words of tests: counts by region, month and measure, settlement by one call."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rules.case import Account, Case, Given
from rules.decrees.tillganglighet_2024 import DECREE
from rules.decrees.tillganglighet_2024_payments import (
    ACCOUNT_5,
    MEASURED,
    REQUIREMENTS,
    UNTIL_JUNE,
    UNTIL_NOVEMBER,
    N,
)
from rules.mechanisms.requirement import MonthOf
from rules.monthly_pot import Assessment, Outcome
from rules.months import year_before
from rules.numbers import Values
from rules.payouts import Settlement
from rules.readings import AS_DECIDED, Readings

__all__ = ["ACCOUNT_5", "DECREE", "MEASURED", "UNTIL_JUNE", "UNTIL_NOVEMBER", "Account", "BupReport", "N"]

MEASURES = {requirement.id: requirement.measure.item for requirement in REQUIREMENTS}
"""Delivered measure by requirement id."""


@dataclass(frozen=True)
class BupReport:
    """One region's counts for one month and measure; None is a value that was not reported."""

    completed: int | None
    completed_within: int | None
    waiting: int | None
    waiting_within: int | None

    @property
    def values(self) -> dict[str, int | None]:
        """By column."""
        return {f"{name}_count": value for name, value in vars(self).items()}


Reports = Mapping[tuple[str, date, str], BupReport]


@dataclass(frozen=True)
class Inputs:
    """What the payments rest on besides the reports."""

    population: Mapping[str, int | None] | None
    population_0_18: Mapping[str, int | None] | None
    accounts: Mapping[str, Account] | None = None


def bup_case(
    reports: Reports,
    inputs: Inputs,
    numbers: Mapping[str, Any] | None = None,
    readings: Readings = AS_DECIDED,
    august_decided_kr: Mapping[str, int] | None = None,
) -> Case:
    """The agreement on some reports, with other numbers by name."""
    decided = {"augusti": {"bup": august_decided_kr}} if august_decided_kr else {}
    of_kind = {key: report.values for key, report in reports.items()}
    populations = {"totalt": inputs.population, "0-18": inputs.population_0_18}
    return Case(DECREE, Given(populations, {"bup": of_kind}, inputs.accounts, decided), Values(numbers or {}), readings)


def with_bup(case: Case, reports: Reports) -> Case:
    """The case on other reports."""
    of_kind = {key: report.values for key, report in reports.items()}
    return replace(case, given=replace(case.given, reports={"bup": of_kind}))


def bup_reports(case: Case) -> dict[tuple[str, date, str], BupReport]:
    """The reports of a case."""
    return {key: BupReport(*report.values()) for key, report in case.given.reports["bup"].items()}


def measured_months(readings: Readings = AS_DECIDED) -> tuple[date, ...]:
    """The months of the requirements (T05)."""
    return REQUIREMENTS[0].months_in(readings)


def assess(
    this_year: BupReport | None,
    last_year: BupReport | None,
    *,
    month: date,
    measure: str,
    readings: Readings = AS_DECIDED,
    numbers: Mapping[str, Any] | None = None,
) -> Assessment:
    """What one region, Stockholm, earns of one month's pot for one measure."""
    reports = {
        ("01", at, measure): report for at, report in ((month, this_year), (year_before(month), last_year)) if report
    }
    case = bup_case(reports, Inputs(None, None), numbers, readings)
    requirement = next(each for each in REQUIREMENTS if each.measure.item == measure)
    return requirement.assess(MonthOf(case, requirement.measure, month), "01")


def qualify_month(
    month: date,
    reports: Reports,
    population_0_18: Mapping[str, int],
    numbers: Mapping[str, Any] | None = None,
    readings: Readings = AS_DECIDED,
) -> tuple[Outcome, ...]:
    """The outcomes of a month."""
    return bup_case(reports, Inputs(None, population_0_18), numbers, readings).qualify(month)


def settle(
    inputs: Inputs,
    outcomes: Collection[Outcome],
    readings: Readings = AS_DECIDED,
    august_decided_kr: Mapping[str, int] | None = None,
) -> Settlement:
    """All three payments on some outcomes."""
    return bup_case({}, inputs, None, readings, august_decided_kr).settle(tuple(outcomes))
