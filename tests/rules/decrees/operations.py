"""The queues decree 2025 in the words of tests: operations by region, month and kind, settlement by one call."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rules.case import Case, Given
from rules.decrees.vardkoer_2025 import BEST, DECREE, OPERATIONS, N
from rules.mechanisms.capped_tariff import CapLine, TariffLine
from rules.mechanisms.remaining_funds import RemainingLine
from rules.numbers import Values
from rules.payouts import Settlement, Undistributed
from rules.preliminary import so_far
from rules.readings import AS_DECIDED, Readings

__all__ = ["BEST", "DECREE", "OPERATIONS", "N"]

KINDS = OPERATIONS.ids
MONTHS = N.measured_months.value
Counts = Mapping[tuple[str, date, str], int]


@dataclass(frozen=True)
class Block2:
    """All of block 2, line by line."""

    tariff: tuple[TariffLine, ...]
    cap: tuple[CapLine, ...]
    remaining_kr: int
    remaining: tuple[RemainingLine, ...]
    undistributed: tuple[Undistributed, ...]
    not_reported: Mapping[date, tuple[str, ...]]


def queues_case(
    counts: Counts,
    population: Mapping[str, int | None] | None,
    numbers: Mapping[str, Any] | None = None,
    readings: Readings = AS_DECIDED,
) -> Case:
    """The decree on some operations, with other numbers by name."""
    reports = {key: {"operation_count": count} for key, count in counts.items()}
    return Case(DECREE, Given({"totalt": population}, {"operationer": reports}), Values(numbers or {}), readings)


def with_counts(case: Case, counts: Counts) -> Case:
    """The case on other operations."""
    reports = {"operationer": {key: {"operation_count": count} for key, count in counts.items()}}
    return replace(case, given=replace(case.given, reports=reports))


def counts_of(case: Case) -> dict[tuple[str, date, str], int]:
    """The operations of a case."""
    return {key: report["operation_count"] for key, report in case.given.reports["operationer"].items()}


def block2_lines(
    counts: Counts,
    population: Mapping[str, int],
    numbers: Mapping[str, Any] | None = None,
    readings: Readings = AS_DECIDED,
) -> Block2:
    """Block 2 on some operations, whatever is still awaited."""
    case = queues_case(counts, population, numbers, readings)
    kept = BEST.pay(case, ()).kept
    return Block2(
        OPERATIONS.tariff_lines(case),
        OPERATIONS.cap_lines(case),
        BEST.remaining_kr(case),
        BEST.lines(case),
        tuple(Undistributed("block2", component, amount_kr, reason) for component, amount_kr, reason in kept),
        OPERATIONS.not_reported(case),
    )


def settle(
    counts: Counts,
    population: Mapping[str, int | None] | None,
    numbers: Mapping[str, Any] | None = None,
    readings: Readings = AS_DECIDED,
) -> Settlement:
    """Both blocks."""
    return queues_case(counts, population, numbers, readings).settle(())


def preliminary(counts: Counts, population: Mapping[str, int | None] | None, on: date) -> Settlement:
    """The payments that wait for reports on a day, as if no more came in."""
    case = queues_case(counts, population)
    return so_far(replace(case, given=replace(case.given, on=on)), ())
