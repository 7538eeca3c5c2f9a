"""A payment computed anew from its evidence: delivered rows as JSON has them in, its results as plain rows out.

Only the turning of texts into the values that a decree's module takes, and of its results into texts. Which rows a
payment rests on, and where its evidence is kept, belongs elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.case import Account, Case, Decided, Given
from rules.found_decrees import decree
from rules.monthly_pot import Outcome
from rules.payouts import Settlement
from rules.plans import item_of, planned_months
from rules.reports import KINDS, Key, Report, ReportKind

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Delivered rows by kind of delivery: dates as `2024-02-01`, decimals as text, None for a value not reported."""


@dataclass(frozen=True)
class Replay:
    """What the inputs of one payment give. Payments that rest on other rows are withheld in `settlement`."""

    outcomes: tuple[Outcome, ...]
    settlement: Settlement


def replay(inputs: Mapping[str, Any]) -> Replay:
    """Qualify and settle from `inputs`: `programme`, `months` to qualify, `decided` (`Decided`) and `rows` (`Rows`).

    Raises `KeyError` for an unknown programme or a missing part, `ValueError` for a text that is no date or number.
    """
    case = Case(decree(inputs["programme"]), given(inputs["rows"], inputs["decided"]))
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


def given(rows: Rows, decided: Decided) -> Given:
    """All that a decree is computed on; the rows are those of one population date."""
    accounts = {
        row["region_code"]: Account(
            None if row["received_date"] is None else date.fromisoformat(row["received_date"]), row["is_approved"]
        )
        for row in rows.get("redovisning", ())
    }
    return Given(
        _populations(rows.get("befolkning", ())),
        {id_: reports(kind, rows[id_]) for id_, kind in KINDS.items() if id_ in rows},
        accounts or None,
        decided,
    )


def reports(kind: ReportKind, rows: Sequence[Mapping[str, Any]]) -> dict[Key, Report]:
    """Rows of one kind as reports: values by column, added where several rows are one report.

    Where rows are added, one that lacks its value is none. Rows kept before plans were told from outcomes may lack the
    column that does.
    """
    found: dict[Key, dict[str, Any]] = {}
    planned = planned_months(kind)
    for row in rows:
        month = row["month"] if isinstance(row["month"], date) else date.fromisoformat(row["month"])
        key = (row["region_code"], month, item_of(kind, month, row, planned))
        values = {column: _value(row[column]) for column in kind.values}
        of_all = {column: row[column] for column in kind.of_all.values() if row.get(column) is not None}
        of_all |= {column: _value(row[column]) for column in kind.apart if row.get(column) is not None}
        if not kind.are_added:
            found[key] = values | of_all
        elif all(value is not None for value in values.values()):
            before = found.get(key, {})
            found[key] = {column: value + before.get(column, 0) for column, value in values.items()}
    return dict(found)


def _populations(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int | None]]:
    found: dict[str, dict[str, int | None]] = {}
    for row in rows:
        found.setdefault(row["age_group"], {})[row["region_code"]] = row["population_count"]
    return found


def _value(value: Any) -> Any:
    """A rate is written as text where there are no decimals."""
    return Decimal(value) if isinstance(value, str) else value
