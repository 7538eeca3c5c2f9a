"""A payment computed anew from its evidence: delivered rows as JSON has them in, its results as plain rows out.

Only the turning of texts into the values that a decree's module takes, and of its results into texts. Which rows a
payment rests on, and where its evidence is kept, belongs elsewhere.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.decrees import tillganglighet_2024, vardkoer_2025, vardplatser_2024
from rules.monthly_pot import Outcome
from rules.payouts import Settlement
from rules.scenario import Case, Given

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Delivered rows by kind of delivery: dates as `2024-02-01`, decimals as text, None for a value not reported."""
Decided = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Kronor decided before, by payment, component and region code."""


@dataclass(frozen=True)
class Replay:
    """What the inputs of one payment give. Payments that rest on other rows are withheld in `settlement`."""

    outcomes: tuple[Outcome, ...]
    settlement: Settlement


def replay(inputs: Mapping[str, Any]) -> Replay:
    """Qualify and settle from `inputs`: `programme`, `months` to qualify, `decided` (`Decided`) and `rows` (`Rows`).

    Raises `KeyError` for an unknown programme or a missing part, `ValueError` for a text that is no date or number.
    """
    case = Case(inputs["programme"], _GIVEN[inputs["programme"]](inputs["rows"], inputs["decided"]))
    outcomes = tuple(outcome for month in inputs["months"] for outcome in case.qualify(date.fromisoformat(month)))
    return Replay(outcomes, case.settle(outcomes))


def results(payment: str, replayed: Replay) -> dict[str, list[dict[str, Any]]]:
    """What one payment came to, as rows of plain values; exact kronor and parts are written as fractions (`3/4`)."""
    settled = replayed.settlement
    return {
        "payouts": [
            {"component": row.component, "region_code": row.region_code, "amount_kr": row.amount_kr}
            for row in sorted(settled.payouts, key=lambda row: (row.component, row.region_code))
            if row.payment == payment
        ],
        "undistributed": [
            {"component": row.component, "amount_kr": row.amount_kr, "reason": row.reason}
            for row in sorted(settled.undistributed, key=lambda row: (row.component, row.amount_kr))
            if row.payment == payment
        ],
        "qualification": [
            {
                "requirement": outcome.requirement,
                "month": outcome.month.isoformat(),
                "region_code": outcome.region_code,
                "reserved_kr": str(outcome.reserved_kr),
                "part": str(outcome.assessment.part),
                "earned_kr": str(outcome.earned_kr),
                "route": outcome.assessment.route.value,
                "reason": outcome.reason,
            }
            for outcome in replayed.outcomes
        ],
    }


def _tillganglighet_2024(rows: Rows, decided: Decided) -> Given:
    decree = tillganglighet_2024
    reports = {
        (row["region_code"], date.fromisoformat(row["month"]), row["measure"]): decree.BupReport(
            row["completed_count"], row["completed_within_count"], row["waiting_count"], row["waiting_within_count"]
        )
        for row in rows.get("bup", ())
    }
    accounts = {
        row["region_code"]: decree.Account(
            None if row["received_date"] is None else date.fromisoformat(row["received_date"]), row["is_approved"]
        )
        for row in rows.get("redovisning", ())
    }
    inputs = decree.Inputs(_population(rows, "totalt"), _population(rows, "0-18"), accounts or None)
    return Given(inputs, reports, decided.get(decree.AUGUST.id, {}).get("bup"))


def _vardplatser_2024(rows: Rows, _: Decided) -> Given:
    decree = vardplatser_2024
    reports = {
        (row["region_code"], date.fromisoformat(row["month"])): decree.BedsReport(
            _decimal(row["beds"]),
            _decimal(row["overbelaggningar_per_100"]),
            _decimal(row["utlokaliseringar_per_100"]),
            _decimal(row["occupancy_percent"]),
        )
        for row in rows.get("vardplatser", ())
    }
    return Given(decree.Inputs(_population(rows, "totalt")), reports)


def _vardkoer_2025(rows: Rows, _: Decided) -> Given:
    counts: Counter[tuple[str, date, str]] = Counter()
    for row in rows.get("operationer", ()):
        if row["operation_count"] is not None:
            counts[row["region_code"], date.fromisoformat(row["month"]), row["operation"]] += row["operation_count"]
    return Given(vardkoer_2025.Inputs(dict(counts), _population(rows, "totalt")))


def _population(rows: Rows, age_group: str) -> dict[str, int | None] | None:
    return {
        row["region_code"]: row["population_count"]
        for row in rows.get("befolkning", ())
        if row["age_group"] == age_group
    } or None


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


_GIVEN: Mapping[str, Callable[[Rows, Decided], Given]] = {
    "tillganglighet_2024": _tillganglighet_2024,
    "vardplatser_2024": _vardplatser_2024,
    "vardkoer_2025": _vardkoer_2025,
}
