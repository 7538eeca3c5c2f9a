"""Payments that rest on no performance: by population, printed in the decree, or the same for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rules.apportionment import apportion, method_in_use
from rules.attribution import PRINTED, Cell, Ground, Role
from rules.case import Case, Fault, Paid
from rules.declaration import Component, Rests
from rules.money import whole_kronor_down
from rules.monthly_pot import Outcome
from rules.numbers import Number
from rules.regions import CODES
from rules.swedish import kronor

POPULATION_COLUMN = "population_count"


def population_ground(role: Role, age_group: str, code: str, weight: int = 0) -> Ground:
    """A region's population as ground."""
    return Ground(role, Cell("befolkning", code, item=age_group), (POPULATION_COLUMN,), weight=weight)


@dataclass(frozen=True, eq=False)
class PopulationShare:
    """An amount shared by the population of `age_group` (T03, T20); ties go by total population."""

    component: Component
    amount: Number[int]
    age_group: str = "totalt"

    readings = ("T03", "T20")
    printed_in = ""

    @property
    def components(self) -> tuple[Component, ...]:
        """The share."""
        return (self.component,)

    @property
    def age_groups(self) -> tuple[str, ...]:
        """What it is shared by, and total population for ties."""
        return tuple(dict.fromkeys(("totalt", self.age_group)))

    def faults(self, case: Case, outcomes: Sequence[Outcome]) -> tuple[Fault, ...]:
        """The populations."""
        return tuple(fault for group in self.age_groups for fault in case.population_faults(group))

    def pay(self, case: Case, outcomes: Sequence[Outcome]) -> Paid:
        """To every region, whatever it reported."""
        return Paid({self.component.id: self.shares(case)})

    def shares(self, case: Case) -> dict[str, int]:
        """Kronor by region code."""
        return case.once(
            (self, "shares"),
            lambda: apportion(
                case.values[self.amount],
                case.weights(self.age_group),
                method=method_in_use(case.decree.method, case.readings),
                population=case.weights("totalt"),
            ),
        )

    def terms(self, component: str) -> tuple[Number[Any], ...]:
        """The amount."""
        return (self.amount,)

    def rests_on(self, component: str) -> tuple[Rests, ...]:
        """The population it is shared by."""
        return (Rests("befolkning", age_group=self.age_group),)

    def grounds(self, case: Case, outcomes: Sequence[Outcome], component: str, region_code: str) -> tuple[Ground, ...]:
        """The region's own population."""
        return (population_ground(Role.VALUE, self.age_group, region_code, weight=1),)

    def measured(self) -> tuple[()]:
        """It counts nothing by itself."""
        return ()

    def pays_for(self) -> tuple[()]:
        """No outcome."""
        return ()


@dataclass(frozen=True, eq=False)
class OfTheDecree:
    """What the amounts that follow from the decree alone have in common: no delivery is waited for or counted."""

    component: Component
    amount: Number[int]

    age_groups = ()

    @property
    def components(self) -> tuple[Component, ...]:
        """The one that is paid."""
        return (self.component,)

    def faults(self, case: Case, outcomes: Sequence[Outcome]) -> tuple[()]:
        """Nothing is waited for."""
        return ()

    def terms(self, component: str) -> tuple[Number[Any], ...]:
        """The amount in all."""
        return (self.amount,)

    def rests_on(self, component: str) -> tuple[()]:
        """No delivery."""
        return ()

    def grounds(self, case: Case, outcomes: Sequence[Outcome], component: str, region_code: str) -> tuple[Ground, ...]:
        """The decree alone."""
        return PRINTED

    def measured(self) -> tuple[()]:
        """It counts nothing by itself."""
        return ()

    def pays_for(self) -> tuple[()]:
        """No outcome."""
        return ()


@dataclass(frozen=True, eq=False)
class PrintedAmounts(OfTheDecree):
    """The amounts that the decree prints, whatever was reported.

    Who lacks reports repays, nothing is shared anew (T13). `amounts_kr` by region code; `printed_in` says where.
    """

    amounts_kr: Mapping[str, int]
    printed_in: str

    readings = ("T13",)

    def pay(self, case: Case, outcomes: Sequence[Outcome]) -> Paid:
        """As printed; with the reading `redistributed`, by population among those that lack no report."""
        amounts = dict(self.amounts_kr)
        population, reporting = case.whole("totalt"), case.decree.reporting
        if case.readings.t13 == "redistributed" and reporting and population:
            lacking = {gap.region_code for gap in reporting.gaps(case) if gap.is_due}
            reporting_ones = {code: count for code, count in population.items() if code not in lacking}
            if lacking and reporting_ones:
                method = method_in_use(case.decree.method, case.readings)
                amounts = dict.fromkeys(CODES, 0) | apportion(sum(amounts.values()), reporting_ones, method=method)
        return Paid({self.component.id: amounts})


@dataclass(frozen=True, eq=False)
class EqualShare(OfTheDecree):
    """The same amount to every region; kronor that cannot be shared equally stay with the agency (T14).

    100 000 000 among 21 regions is 4 761 904 each and 16 over. With the reading `apportioned` the 16 are shared out too
    (T03); all weights are equal and no population is used, so they go by the lowest region codes.
    """

    printed_in: str

    readings = ("T14",)

    def pay(self, case: Case, outcomes: Sequence[Outcome]) -> Paid:
        """To every region."""
        amount_kr = case.values[self.amount]
        if case.readings.t14 == "apportioned":
            method = method_in_use(case.decree.method, case.readings)
            shares = apportion(amount_kr, dict.fromkeys(CODES, 1), method=method)
        else:
            shares = dict.fromkeys(CODES, whole_kronor_down(Fraction(amount_kr, len(CODES)), reading="T14"))
        left_kr = amount_kr - sum(shares.values())
        reason = (
            f"{kronor(amount_kr)} går inte att dela lika i hela kronor mellan {len(CODES)} regioner; "
            f"{kronor(left_kr)} blir kvar hos myndigheten."
        )
        return Paid({self.component.id: shares}, ((self.component.id, left_kr, reason),) if left_kr else ())
