"""The beds decree 2024 in the words of tests: reports by region and month, outcomes and settlement by one call."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from rules.case import Case, Given
from rules.decrees.vardplatser_2024 import DECREE, MEASURED, REPORTING, N
from rules.monthly_pot import Outcome
from rules.numbers import Values
from rules.payouts import Settlement
from rules.plans import item_of, planned_months
from rules.readings import AS_DECIDED, Readings
from rules.reports import VARDPLATSER

__all__ = ["DECREE", "MEASURED", "REPORTING", "BedsReport", "N", "Reports", "beds_case", "qualify_month", "settle"]


@dataclass(frozen=True)
class BedsReport:
    """One region's report for one month; None where no value was reported."""

    beds: Decimal | None = None
    overbelaggningar_per_100: Decimal | None = None
    utlokaliseringar_per_100: Decimal | None = None
    occupancy_percent: Decimal | None = None


Reports = Mapping[tuple[str, date], BedsReport]


def given(reports: Reports, population: Mapping[str, int | None] | None = None) -> Given:
    """The reports as the rules take them; those of 2025 without rates are plans."""
    planned = planned_months(VARDPLATSER)
    by_key = {
        (code, month, item_of(VARDPLATSER, month, asdict(report), planned)): asdict(report)
        for (code, month), report in reports.items()
    }
    return Given({"totalt": population}, {"vardplatser": by_key})


def with_beds(case: Case, reports: Reports) -> Case:
    """The case on other reports."""
    return replace(case, given=replace(case.given, reports=given(reports).reports))


def beds_reports(case: Case) -> dict[tuple[str, date], BedsReport]:
    """The reports of a case."""
    return {
        (code, month): BedsReport(**report) for (code, month, _), report in case.given.reports["vardplatser"].items()
    }


def beds_case(
    reports: Reports,
    population: Mapping[str, int | None] | None,
    numbers: Mapping[str, Any] | None = None,
    readings: Readings = AS_DECIDED,
) -> Case:
    """The decree on some reports, with other numbers by name."""
    return Case(DECREE, given(reports, population), Values(numbers or {}), readings)


def qualify_month(
    month: date,
    reports: Reports,
    population: Mapping[str, int],
    numbers: Mapping[str, Any] | None = None,
    readings: Readings = AS_DECIDED,
) -> tuple[Outcome, ...]:
    """The outcomes of a month."""
    return beds_case(reports, population, numbers, readings).qualify(month)


def settle(
    population: Mapping[str, int | None] | None,
    outcomes: Collection[Outcome],
    readings: Readings = AS_DECIDED,
    numbers: Mapping[str, Any] | None = None,
) -> Settlement:
    """Both payments on some outcomes."""
    return beds_case({}, population, numbers, readings).settle(tuple(outcomes))
