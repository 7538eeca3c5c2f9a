"""What the last settlement of a programme rested on and gave, kept in the warehouse, and what the next one moved.

How a difference is laid on its causes belongs to `rules.changes`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import polars as pl

from assets.basis import Basis
from assets.day import told_in
from assets.decisions import code_fingerprint
from assets.evidence import plain
from assets.grants import Grant
from assets.warehouse import Connection
from rules import monthly_pot
from rules.case import Case, Decided
from rules.changes import Ground, Outcome, Received, Results, RowKey, moved, results_of
from rules.instructions import KIND as INSTRUCTIONS
from rules.instructions import NONE
from rules.money import two_decimals
from rules.payouts import Settlement
from rules.replay import given
from schemas.changes import AMOUNT, OUTCOME, Change, KeptChange, LastSettled
from schemas.deliveries import KIND_BY_ID, Anvisningar
from schemas.received import Delivery
from schemas.tables import column_names, frame

NOT_KEPT = ("sheet", "row", "mark")
"""Columns of delivered rows by which no result is moved."""


@dataclass(frozen=True)
class Settled:
    """One settlement: what it rested on, and what it came to."""

    ground: Ground
    results: Results


def settled_now(
    connection: Connection,
    grant: Grant,
    basis: Basis,
    decided: Decided,
    results: tuple[Settlement, Sequence[monthly_pot.Outcome]],
) -> Settled:
    """A settlement as it is kept; `results` are what is paid, decided payments included, and all outcomes."""
    settlement, outcomes = results
    frames = dict(basis.rows)
    frames[INSTRUCTIONS] = connection.read(Anvisningar, "programme = ?", [grant.programme.id])
    populations = [part.rows for part in basis.populations.values()]
    if populations:
        frames["befolkning"] = pl.concat(populations).unique(maintain_order=True)
    rows: dict[RowKey, dict[str, Any]] = {}
    for kind, of_kind in frames.items():
        for row in of_kind.iter_rows(named=True):
            kept = {name: plain(value) for name, value in row.items() if name not in NOT_KEPT}
            rows[kind, tuple(str(kept[name]) for name in KIND_BY_ID[kind].key)] = kept
    files = {row["file"] for row in rows.values()}
    delivered = connection.read(Delivery, "status = 'read'").select("file", "received", "sha256")
    return Settled(
        Ground(
            code_fingerprint(),
            basis.given.on,
            rows,
            {file: Received(on, sha256) for file, on, sha256 in delivered.iter_rows() if file in files},
            decided,
        ),
        Results(
            {(row.payment, row.component, row.region_code): row.amount_kr for row in settlement.payouts},
            {
                (each.requirement, each.month, each.region_code): Outcome(
                    each.assessment.part, each.assessment.route.value
                )
                for each in outcomes
            },
        ),
    )


def last_settled(connection: Connection, programme: str) -> Settled | None:
    """The settlement that was kept last, None before the first one."""
    rows = connection.read(LastSettled, "programme = ?", [programme])
    return None if rows.is_empty() else _from_text(rows["settled"][0])


def keep_settled(connection: Connection, programme: str, settled: Settled) -> None:
    """Keep a settlement in the place of the last one."""
    row: dict[str, object] = {"programme": programme, "settled": _to_text(settled)}
    connection.replace(LastSettled, frame(LastSettled, [row]), "programme = ?", [programme])


def is_other(before: Settled | None, now: Settled) -> bool:
    """Whether two settlements differ in more than the day they were looked at from."""
    return before is None or replace(before, ground=replace(before.ground, on=now.ground.on)) != now


def change_rows(grant: Grant, before: Settled | None, now: Settled, run_id: str, at: datetime) -> pl.DataFrame:
    """The rows of `out.change` that one settlement gives; none for the first, and none when nothing moved.

    An outcome that a decided payment pays for stands as it was decided on, so none of those has moved.
    """
    if before is None:
        return frame(Change, [])

    def compute(ground: Ground) -> Results:
        return results_of(case_on(grant, ground))

    amounts, outcomes = moved((before.ground, before.results), (now.ground, now.results), compute)
    run = {"programme": grant.programme.id, "run_id": run_id, "changed_at": f"{at:%Y-%m-%d %H:%M:%S}"}
    rows: list[dict[str, object]] = []
    for amount in amounts:
        payment, component, code = amount.key
        rows.append(
            {
                "what": AMOUNT,
                "payment": payment,
                "item": component,
                "region_code": code,
                "before_kr": amount.before_kr,
                "after_kr": amount.after_kr,
                "difference_kr": amount.after_kr - amount.before_kr,
                "cause": amount.cause.kind.value,
                "file": amount.cause.file,
            }
        )
    paid_by = grant.programme.component_of
    for outcome in outcomes:
        requirement, month, code = outcome.key
        if paid_by.get((requirement, month), ("", ""))[0] in now.ground.decided:
            continue
        rows.append(
            {
                "what": OUTCOME,
                "payment": "",
                "item": requirement,
                "month": month,
                "region_code": code,
                "before_part": two_decimals(outcome.before.part) if outcome.before else None,
                "after_part": two_decimals(outcome.after.part) if outcome.after else None,
                "before_route": outcome.before.route if outcome.before else None,
                "after_route": outcome.after.route if outcome.after else None,
                "cause": outcome.cause.kind.value,
                "file": outcome.cause.file,
            }
        )
    columns = dict.fromkeys(column_names(Change))
    return frame(Change, [columns | run | {"link": link} | row for link, row in enumerate(rows, start=1)])


def keep_changes(connection: Connection, rows: pl.DataFrame) -> None:
    """Add what one run moved in one programme to what earlier runs moved."""
    for (programme, run_id), of_run in rows.group_by("programme", "run_id"):
        connection.replace(KeptChange, of_run, "programme = ? AND run_id = ?", [programme, run_id])


def case_on(grant: Grant, ground: Ground) -> Case:
    """The programme on a ground. Which reports came late is left out: it decides nothing under the readings chosen."""
    kinds = _by_kind(ground, (*grant.programme.kinds, INSTRUCTIONS))
    found = given(kinds, ground.decided)
    instructions = told_in(_with_days(row) for row in kinds[INSTRUCTIONS]).get(grant.programme.id, NONE)
    return Case(grant.programme, replace(found, on=ground.on, instructions=instructions))


def _by_kind(ground: Ground, kinds: Iterable[str]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in kinds}
    for kind, key in sorted(ground.rows):
        found[kind].append(ground.rows[kind, key])
    return found


def _with_days(row: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("month", "day")}
    return {**row, **days}


def _to_text(settled: Settled) -> str:
    ground, results = settled.ground, settled.results
    return json.dumps(
        {
            "program": ground.program,
            "on": ground.on.isoformat(),
            "rows": [[kind, list(key), row] for (kind, key), row in sorted(ground.rows.items())],
            "files": {file: [each.on.isoformat(), each.sha256] for file, each in ground.files.items()},
            "decided": ground.decided,
            "amounts": [[*key, amount] for key, amount in sorted(results.amounts.items())],
            "outcomes": [
                [requirement, month.isoformat(), code, str(outcome.part), outcome.route]
                for (requirement, month, code), outcome in sorted(results.outcomes.items())
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _from_text(text: str) -> Settled:
    kept = json.loads(text)
    return Settled(
        Ground(
            kept["program"],
            date.fromisoformat(kept["on"]),
            {(kind, tuple(key)): row for kind, key, row in kept["rows"]},
            {file: Received(date.fromisoformat(on), sha256) for file, (on, sha256) in kept["files"].items()},
            kept["decided"],
        ),
        Results(
            {(payment, component, code): amount for payment, component, code, amount in kept["amounts"]},
            {
                (requirement, date.fromisoformat(month), code): Outcome(Fraction(part), route)
                for requirement, month, code, part, route in kept["outcomes"]
            },
        ),
    )
