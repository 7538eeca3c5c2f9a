"""What a grant programme must say about itself to be carried from `core` to its rules.

One `Grant` says how a programme reads its basis and which rules decide; the assets built from it are in
`assets.qualification` and `assets.settlement`. Rules and amounts belong to `rules.decrees`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from assets.warehouse import Connection
from rules.monthly_pot import Assessment, Outcome, Route
from rules.payouts import Payout, Pot, Settlement
from rules.programme import Programme
from schemas.results import Qualification

if TYPE_CHECKING:  # commands that only read know grants, and start in half the time without Dagster
    import dagster as dg

Decided = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Kronor that have been decided, by payment, component and region code."""


@dataclass(frozen=True)
class Input:
    """Core rows that a result rests on, with a Swedish name for what they are."""

    name: str
    rows: pl.DataFrame

    @property
    def marks(self) -> set[str]:
        """The marks among the rows."""
        return set(self.rows["mark"].drop_nulls())


@dataclass(frozen=True)
class Facit:
    """The comparison with amounts that the state has printed.

    `differences` are Swedish sentences; `applies` is False when the run rests on another basis than the
    printed amounts do, and `about` says which printed table is meant and why it applies or not.
    """

    about: str
    applies: bool
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grant:
    """How one programme is carried from `core` to its rules.

    `parameters` are the decree's, `readings` the T-numbers its results rest on. `load` reads the basis;
    `qualify` gives the outcomes of one month, one per region and requirement; `settle` gives what is paid,
    given what has been decided before; `payment_inputs` and `month_inputs` name the core rows behind a
    component of a payment and behind a month; `facit` compares with what the state printed; `paid_months`
    has the measured months that a payment pays for; `calculation_inputs` is what the calculation workbooks
    start from, None while a population cannot be used.
    """

    programme: Programme
    parameters: Any
    readings: tuple[str, ...]
    kinds: tuple[str, ...]
    pots: tuple[Pot, ...]
    load: Callable[[Connection], Any]
    settle: Callable[[Any, Sequence[Outcome], Decided], Settlement]
    payment_inputs: Callable[[Any, str, str], Iterable[Input]]
    facit: Callable[[Any, Settlement], Iterable[Facit]]
    calculation_inputs: Callable[[Any, Sequence[Payout], Decided], Any | None]
    qualify: Callable[[date, Any], tuple[Outcome, ...]] | None = None
    month_inputs: Callable[[Any, date], Iterable[Input]] | None = None
    paid_months: Mapping[str, tuple[date, ...]] = field(default_factory=dict)

    @property
    def months(self) -> tuple[date, ...]:
        """The measured months of all requirements."""
        return tuple(sorted({month for requirement in self.programme.requirements for month in requirement.months}))

    def key(self, table: str) -> "dg.AssetKey":
        """The asset key of one of the programme's result tables."""
        from dagster import AssetKey

        return AssetKey(["out", self.programme.id, table])

    @property
    def partitions(self) -> "dg.MonthlyPartitionsDefinition":
        """One partition per measured month; its key is the first day of the month."""
        from dagster import MonthlyPartitionsDefinition

        after_last = date(self.months[-1].year + self.months[-1].month // 12, self.months[-1].month % 12 + 1, 1)
        return MonthlyPartitionsDefinition(start_date=str(self.months[0]), end_date=str(after_last))


def joined_marks(inputs: Iterable[Input]) -> str:
    """The marks of all inputs, sorted, separated by comma."""
    return ", ".join(sorted(set().union(*(part.marks for part in inputs))))


def read_outcomes(connection: Connection, grant: Grant) -> tuple[Outcome, ...]:
    """The stored outcomes of a programme, without their sentences."""
    rows = connection.read(Qualification, "programme = ?", [grant.programme.id])
    return tuple(
        Outcome(
            row["requirement"],
            row["month"],
            row["region_code"],
            row["reserved_kr"],
            Assessment(Route(row["route"]), Fraction(row["part"]), because=""),
        )
        for row in rows.sort("month", "requirement", "region_code").iter_rows(named=True)
    )
