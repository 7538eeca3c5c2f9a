"""Which rows of `core` each part of a payout rests on, programme by programme.

How the kronor are laid on them is in `rules.attribution`, the table in `assets.lineage`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from assets import tillganglighet_2024, vardkoer_2025, vardplatser_2024
from assets.warehouse import Connection
from rules.attribution import Role
from rules.decrees import tillganglighet_2024 as agreement
from rules.decrees import vardplatser_2024 as beds
from rules.decrees.vardkoer_2025 import OPERATIONS
from rules.money import Exact
from rules.monthly_pot import Outcome, Route
from rules.months import year_before
from schemas.follow_up import RemainingLine

Row = Mapping[str, Any]
"""One row of `core` by column."""


@dataclass(frozen=True)
class Ground:
    """Some columns of one core row, and what they were for a payout.

    `row` is None where the payout rests on no delivery. `weight` says how much of the payout is laid here.
    """

    role: Role
    row: Row | None
    columns: tuple[str, ...]
    requirement: str | None = None
    month: date | None = None
    weight: Exact = 0


GroundsOf = Callable[[str, str, str], list[Ground]]
"""The grounds of one payout, by payment, component and region code."""

PRINTED = [Ground(Role.PRINTED, None, (), weight=1)]
_COMPLETED = ("completed_count", "completed_within_count")
_WAITING = ("waiting_count", "waiting_within_count")


def agreement_grounds(
    basis: tillganglighet_2024.Basis, outcomes: Sequence[Outcome], _connection: Connection
) -> GroundsOf:
    """The agreement on accessibility 2024."""
    population, young, accounts = (
        _by_region(rows) for rows in (basis.population_rows.rows, basis.population_0_18_rows.rows, basis.account_rows)
    )
    reports = {(row["region_code"], row["month"], row["measure"]): row for row in basis.bup_rows.iter_rows(named=True)}
    own = _outcomes_by_region(outcomes)

    def tested(outcome: Outcome) -> list[Ground]:
        measure = agreement.MEASURES[outcome.requirement]
        now = reports.get((outcome.region_code, outcome.month, measure))
        before = reports.get((outcome.region_code, year_before(outcome.month), measure))
        return _of_outcome(outcome, now, _tested_waits(outcome.assessment.route, now), before, _COMPLETED)

    def grounds(payment: str, component: str, code: str) -> list[Ground]:
        if component == "bup":
            paid = agreement.PAYMENT_MONTHS[payment]
            of_outcomes = [ground for outcome in own[code] if outcome.month in paid for ground in tested(outcome)]
            return [*_ground(Role.WEIGHT, young.get(code), "population_count"), *of_outcomes]
        if component == "bonuspott":
            return _that_earned(ground for outcome in own[code] for ground in tested(outcome))
        weights = young if component == "befolkning_0_18" else population
        shared = _ground(Role.VALUE, weights.get(code), "population_count", weight=1)
        if payment != agreement.DECEMBER.id:
            return shared
        return shared + _ground(Role.CONDITION, accounts.get(code), "received_date", "is_approved")

    return grounds


def _tested_waits(route: Route, report: Row | None) -> tuple[str, ...]:
    """The counts that an outcome looked at: those waiting only where enough were completed (section 3.7, T07, T08)."""
    needed = agreement.PARAMETERS.threshold_percent
    if route not in (Route.THRESHOLD, Route.NONE):
        return _COMPLETED
    if report is None or 100 * report["completed_within_count"] < needed * report["completed_count"]:
        return _COMPLETED
    waiting = report["waiting_count"]
    if waiting is not None and waiting <= agreement.PARAMETERS.untested_waiting:
        return (*_COMPLETED, _WAITING[0])
    return _COMPLETED + _WAITING


def beds_grounds(basis: vardplatser_2024.Basis, outcomes: Sequence[Outcome], _connection: Connection) -> GroundsOf:
    """The beds decree 2024; the basic requirement is paid by the decree's own table (bilaga 2)."""
    population = _by_region(basis.population_rows.rows)
    reports = {(row["region_code"], row["month"]): row for row in basis.beds_rows.iter_rows(named=True)}
    own = _outcomes_by_region(outcomes)

    def tested(outcome: Outcome) -> list[Ground]:
        rate = (beds.RATE_OF[outcome.requirement],)
        now = reports.get((outcome.region_code, outcome.month))
        before = reports.get((outcome.region_code, year_before(outcome.month)))
        return _of_outcome(outcome, now, rate, before, rate)

    def grounds(payment: str, component: str, code: str) -> list[Ground]:
        if payment == "grundkrav":
            return PRINTED
        if component == "bonuspott":
            return _that_earned(ground for outcome in own[code] for ground in tested(outcome))
        of_outcomes = [
            ground for outcome in own[code] if outcome.requirement == component for ground in tested(outcome)
        ]
        return [*_ground(Role.WEIGHT, population.get(code), "population_count"), *of_outcomes]

    return grounds


def queues_grounds(basis: vardkoer_2025.Basis, _outcomes: Sequence[Outcome], connection: Connection) -> GroundsOf:
    """The queues decree 2025; block 1 rests on no delivery, remaining funds on the operations that gave a place."""
    population = _by_region(basis.population_rows.rows)
    operations: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in basis.operation_rows.sort("month", "performer").iter_rows(named=True):
        operations[row["region_code"], row["operation"]].append(row)
    remaining = {
        (row["region_code"], row["operation"]): row["amount_kr"]
        for row in connection.read(RemainingLine).iter_rows(named=True)
    }

    def done(row: Row) -> int:
        return row["operation_count"] or 0  # a withdrawn count is named and carries nothing

    def counted(code: str, operation: str, kronor_each: Exact) -> list[Ground]:
        return [
            Ground(Role.VALUE, row, ("operation_count",), operation, row["month"], done(row) * kronor_each)
            for row in operations[code, operation]
        ]

    def grounds(payment: str, component: str, code: str) -> list[Ground]:
        if payment == "block1":
            return PRINTED
        if component != "kvarstaende":
            return counted(code, component, 1)
        shared = _ground(Role.WEIGHT, population.get(code), "population_count")
        for operation in OPERATIONS:
            if amount_kr := remaining.get((code, operation), 0):
                in_all = sum(done(row) for row in operations[code, operation])
                shared += counted(code, operation, Fraction(amount_kr, in_all))
        return shared

    return grounds


def _of_outcome(
    outcome: Outcome, now: Row | None, looked_at: tuple[str, ...], before: Row | None, compared: tuple[str, ...]
) -> list[Ground]:
    """The values of this year carry what the outcome gave; the year before is named where it was compared with."""
    key = {"requirement": outcome.requirement, "month": outcome.month}
    grounds = _ground(Role.VALUE, now, *looked_at, weight=outcome.earned_kr, **key)
    if outcome.assessment.route in (Route.IMPROVEMENT, Route.NONE, Route.TOP_FIVE):
        grounds += _ground(Role.COMPARISON, before, *compared, **key)
    return grounds


def _ground(role: Role, row: Row | None, *columns: str, **further: Any) -> list[Ground]:
    return [] if row is None else [Ground(role, row, columns, **further)]


def _that_earned(grounds: Iterable[Ground]) -> list[Ground]:
    return [ground for ground in grounds if ground.weight]


def _by_region(rows: pl.DataFrame) -> dict[str, Row]:
    return {row["region_code"]: row for row in rows.iter_rows(named=True)}


def _outcomes_by_region(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    own: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        own[outcome.region_code].append(outcome)
    return own


GROUNDS: dict[str, Callable[[Any, Sequence[Outcome], Connection], GroundsOf]] = {
    "tillganglighet_2024": agreement_grounds,
    "vardplatser_2024": beds_grounds,
    "vardkoer_2025": queues_grounds,
}
"""By programme id."""
