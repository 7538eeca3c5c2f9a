"""A decree that pays regions, as the assets carry it from `core` to its rules; all of it follows from the declaration.

The assets built from a `Grant` are in `assets.qualification`, `assets.settlement` and their likes; which grants there
are is in `assets.programmes`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from assets.basis import Basis, Input, load
from assets.warehouse import Connection
from rules.case import Case, Decided
from rules.declaration import Decree, Rests
from rules.facit import Facit
from rules.instructions import KIND as INSTRUCTIONS
from rules.monthly_pot import Assessment, Outcome, Route
from rules.months import next_month
from rules.numbers import Number, Values
from rules.payouts import Pot, Settlement
from schemas.results import Qualification

if TYPE_CHECKING:  # commands that only read know grants, and start in half the time without Dagster
    import dagster as dg

MOST_MONTHS = 1_000
"""A decree is declared before its months have passed; more than any decree has months to come."""


@dataclass(frozen=True)
class Grant:
    """One programme that pays regions."""

    programme: Decree

    @property
    def is_monthly(self) -> bool:
        """Whether it has monthly requirements."""
        return bool(self.programme.requirements)

    @property
    def months(self) -> tuple[date, ...]:
        """The measured months of all requirements."""
        return self.programme.months

    @property
    def numbers(self) -> tuple[Number[Any], ...]:
        """The decree's numbers."""
        return self.programme.numbers

    @property
    def readings(self) -> tuple[str, ...]:
        """The T-numbers that its results rest on."""
        return self.programme.readings

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of delivery that its results rest on; what the agency sets is one (T23)."""
        return (*self.programme.kinds, INSTRUCTIONS)

    @property
    def pots(self) -> tuple[Pot, ...]:
        """The amounts that its payments must use up."""
        return tuple(pot.pot(Values()) for pot in self.programme.set_aside)

    @property
    def partitions(self) -> "dg.MonthlyPartitionsDefinition":
        """One partition per measured month, also of those to come; its key is the first day of the month."""
        from dagster import MonthlyPartitionsDefinition

        start, end = self.months[0], next_month(self.months[-1])
        return MonthlyPartitionsDefinition(start_date=str(start), end_date=str(end), end_offset=MOST_MONTHS)

    def key(self, table: str) -> "dg.AssetKey":
        """The asset key of one of the programme's result tables."""
        from dagster import AssetKey

        return AssetKey(["out", self.programme.id, table])

    def load(self, connection: Connection) -> Basis:
        """What it rests on, as it stands in the warehouse."""
        return load(connection, self.programme)

    def case(self, basis: Basis, decided: Decided | None = None) -> Case:
        """The decree on a basis, given what has been decided before."""
        given = basis.given
        if decided:
            given = replace(given, decided=decided)
        return Case(self.programme, given)

    def qualify(self, month: date, basis: Basis) -> tuple[Outcome, ...]:
        """The outcomes of one month; none while the population cannot be used."""
        return self.case(basis).qualify(month)

    def settle(self, basis: Basis, outcomes: Sequence[Outcome], decided: Decided) -> Settlement:
        """What is paid, left and withheld."""
        return self.case(basis, decided).settle(tuple(outcomes))

    def facit(self, basis: Basis, settled: Settlement) -> tuple[Facit, ...]:
        """What comes out held against what the state has printed."""
        case = self.case(basis)
        return tuple(printed.compared(case, settled) for printed in self.programme.facits)

    def payment_inputs(self, basis: Basis, payment: str, component: str) -> list[Input]:
        """The rows behind one component of one payment."""
        return basis.inputs(self.programme.payment(payment).part(component).rests_on(component))

    def month_inputs(self, basis: Basis, month: date) -> list[Input]:
        """The rows behind the qualification of one month."""
        measured = [requirement for requirement in self.programme.requirements if month in requirement.months]
        populations = dict.fromkeys(Rests("befolkning", age_group=each.age_group) for each in measured)
        reported = dict.fromkeys(Rests(each.kind, (month,), and_year_before=True) for each in measured)
        return basis.inputs((*populations, *reported))


def read_outcomes(connection: Connection, grant: Grant) -> tuple[Outcome, ...]:
    """The stored outcomes of a programme, without their sentences."""
    rows = connection.read(Qualification, "programme = ?", [grant.programme.id])
    return tuple(
        Outcome(
            row["requirement"],
            row["month"],
            row["region_code"],
            row["reserved_kr"],
            Assessment(Route(row["route"]), Fraction(row["part"]), ""),
            row["open_until"],
        )
        for row in rows.sort("month", "requirement", "region_code").iter_rows(named=True)
    )
