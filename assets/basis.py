"""From `core` to the rules, one way for all decrees: the rows that a decree rests on, and the same as plain values.

What a decree measures and is shared by, it declares; what is computed on it belongs to `rules.case`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from assets.day import basis_day, instructions_of
from assets.warehouse import Connection
from rules.attribution import Cell
from rules.case import Account, Case, Given, Population
from rules.declaration import Decree, Rests
from rules.instructions import NONE
from rules.mechanisms.condition import ACCOUNT_KIND
from rules.months import year_before
from rules.replay import reports
from rules.reports import KINDS, PLAN, Key
from rules.swedish import day
from schemas.deliveries import KIND_BY_ID, Befolkning, Redovisning
from schemas.received import Rejected
from schemas.replaced import REPLACED

Row = Mapping[str, Any]
"""One row of `core` by column."""
POPULATION_KIND = "befolkning"


@dataclass(frozen=True)
class Input:
    """Core rows that a result rests on, with a Swedish name for what they are."""

    name: str
    rows: pl.DataFrame

    @property
    def marks(self) -> set[str]:
        """The marks among the rows."""
        return set(self.rows["mark"].drop_nulls())


def joined_marks(inputs: Iterable[Input]) -> str:
    """The marks of all inputs, sorted, separated by comma."""
    return ", ".join(sorted(set().union(*(part.marks for part in inputs))))


@dataclass(frozen=True)
class Basis:
    """What a decree rests on: core rows by age group and by kind of delivery, and all of it as plain values."""

    populations: Mapping[str, Input]
    rows: Mapping[str, pl.DataFrame]
    given: Given

    def inputs(self, rests: Iterable[Rests]) -> list[Input]:
        """The rows of each, in their order."""
        return [self._input(each) for each in rests]

    def _input(self, rests: Rests) -> Input:
        if rests.kind == POPULATION_KIND:
            return self.populations[rests.age_group]
        if rests.kind == ACCOUNT_KIND:
            return Input("Redovisningar", self.rows[ACCOUNT_KIND])
        rows = self.rows[rests.kind]
        if rests.months:
            earlier = [year_before(month) for month in rests.months] if rests.and_year_before else []
            rows = rows.filter(pl.col("month").is_in([*rests.months, *earlier]))
        if statement := KINDS[rests.kind].statement:
            rows = rows.filter(pl.col(statement).ne_missing(PLAN))
        return Input(KINDS[rests.kind].title, rows)

    def at(self, cell: Cell) -> list[Row]:
        """The rows of one cell, none when nothing was delivered; several where they are added."""
        return self._by_cell.get(cell, [])

    @cached_property
    def _by_cell(self) -> dict[Cell, list[Row]]:
        found: dict[Cell, list[Row]] = {}
        for group, population in self.populations.items():
            for row in population.rows.iter_rows(named=True):
                found.setdefault(Cell(POPULATION_KIND, row["region_code"], item=group), []).append(row)
        for kind, rows in self.rows.items():
            report = KINDS.get(kind)
            for row in rows.sort([name for name in ("month", "performer") if name in rows.columns]).iter_rows(
                named=True
            ):
                cell = Cell(kind, row["region_code"], row.get("month"), report.item_of(row) if report else "")
                found.setdefault(cell, []).append(row)
        return found


def load(connection: Connection, decree: Decree) -> Basis:
    """The basis of a decree as it stands in the warehouse."""
    populations = {group: population_input(connection, decree.population_date, group) for group in decree.age_groups}
    rows = {kind: _rows_of(connection, decree, kind) for kind in decree.kinds if kind in KINDS}
    if ACCOUNT_KIND in decree.kinds:
        rows[ACCOUNT_KIND] = connection.read(Redovisning, "programme = ?", [decree.id])
    accounts = {
        row["region_code"]: Account(row["received_date"], row["is_approved"])
        for row in (rows[ACCOUNT_KIND].iter_rows(named=True) if ACCOUNT_KIND in rows else ())
    }
    given = Given(
        {group: population_of(connection, population) for group, population in populations.items()},
        {kind: reports(KINDS[kind], of_kind.to_dicts()) for kind, of_kind in rows.items() if kind in KINDS},
        accounts or None,
        on=basis_day(connection),
        instructions=instructions_of(connection).get(decree.id, NONE),
    )
    late = {kind: _late(connection, Case(decree, given), kind) for kind in rows if kind in KINDS}
    return Basis(populations, rows, replace(given, late=late))


def _late(connection: Connection, case: Case, kind: str) -> frozenset[Key]:
    """The reports of a kind of which nothing had come in by their last day (T25); a correction makes none late."""
    report = KINDS[kind]
    columns = ["region_code", "month", *([report.told_apart_by] if report.told_apart_by else [])]
    model = KIND_BY_ID[kind].model
    counted, replaced = (connection.different(each, [*columns, "received"]) for each in (model, REPLACED[kind]))
    first = pl.concat([counted, replaced]).group_by(columns).agg(pl.col("received").min())
    months = set(case.decree.months_of(kind))
    return frozenset(
        (row["region_code"], row["month"], report.item_of(row))
        for row in first.iter_rows(named=True)
        if row["month"] in months and row["received"] > case.last_report_day(kind, row["month"])
    )


def _rows_of(connection: Connection, decree: Decree, kind: str) -> pl.DataFrame:
    """The rows of a kind of report in the months that the decree looks at."""
    months = decree.months_of(kind)
    return connection.read(KIND_BY_ID[kind].model, "month BETWEEN ? AND ?", [str(months[0]), str(months[-1])])


def population_input(connection: Connection, reference: date, age_group: str) -> Input:
    """The core rows of one population (T20)."""
    rows = connection.read(Befolkning, "reference_date = ? AND age_group = ?", [str(reference), age_group])
    name = "Befolkning" if age_group == "totalt" else f"Befolkning {age_group.replace('-', '–')} år"
    return Input(f"{name} {day(reference)}", rows.sort("region_code"))


def population_of(connection: Connection, rows: Input) -> Population | None:
    """Inhabitants by region code, None for a withdrawn value; None when no such population is delivered.

    When population was delivered but no row of it could be taken, it is empty and not missing: it has to
    be corrected, not waited for.
    """
    population = dict(rows.rows.select("region_code", "population_count").iter_rows())
    if population:
        return population
    rejected = connection.read(Rejected, "kind = 'befolkning' AND code <> 'summarad'")
    return None if rejected.is_empty() else {}
