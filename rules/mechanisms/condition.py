"""Shares that only regions with an approved account get, and what the others leave, shared by those that do (T17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.apportionment import apportion, method_in_use
from rules.attribution import Cell, Ground, Role
from rules.case import ACCOUNTS, Account, Case, Fault, Paid
from rules.declaration import Component, Rests
from rules.mechanisms.shares import PopulationShare, population_ground
from rules.monthly_pot import Outcome
from rules.numbers import Number
from rules.payouts import Cause
from rules.regions import BY_CODE, CODES
from rules.swedish import day, kronor, listing

ACCOUNT_KIND = "redovisning"
ACCOUNT_COLUMNS = ("received_date", "is_approved")


@dataclass(frozen=True, eq=False)
class ApprovedAccount:
    """An approved account that came in on the last day at the latest.

    `section` asks for it, `shared_in` says who gets the funds of those without.
    """

    by: Number[date]
    section: str
    shared_in: str

    def met_by(self, case: Case) -> tuple[str, ...]:
        """The regions that meet it; without an account it is not met."""
        accounts, by = case.given.accounts or {}, case.values[self.by]
        return tuple(
            code
            for code in CODES
            if (account := accounts.get(code)) is not None
            and account.is_approved is True
            and account.received is not None
            and account.received <= by
        )

    def faults(self, case: Case) -> tuple[Fault, ...]:
        """An account that came in by the last day must be assessed before its region's money is given to others.

        Until that day has passed, who has none is awaited (T24).
        """
        accounts, by = case.given.accounts, case.values[self.by]
        if case.given.on <= by and (awaited := [code for code in CODES if code not in self.met_by(case)]):
            names = (
                "alla regioner" if len(awaited) == len(CODES) else listing([BY_CODE[c].official_name for c in awaited])
            )
            reason = f"Godkänd redovisning ({self.section}) inväntas från {names} till och med den {day(by)}."
            return (Fault(ACCOUNTS, Cause.AWAITING, reason),)
        if not accounts:
            reason = (
                f"Ingen uppgift finns om regionernas redovisningar enligt {self.section}. "
                "Lämna uppgifterna som en leverans av slaget redovisning."
            )
            return (Fault(ACCOUNTS, Cause.AWAITING, reason),)
        unassessed = [
            code
            for code in CODES
            if (account := accounts.get(code)) is not None
            and account.is_approved is None
            and account.received is not None
            and account.received <= by
        ]
        if not unassessed:
            return ()
        names = listing([BY_CODE[code].official_name for code in unassessed])
        reason = (
            f"Redovisningen från {names} har kommit in i tid men är varken godkänd eller underkänd. Ange ja eller nej "
            "i kolumnen Godkänd i en ny leverans av slaget redovisning."
        )
        return (Fault(ACCOUNTS, Cause.AWAITING, reason),)

    def not_met_reason(self, case: Case, account: Account | None) -> str:
        """What a region that does not meet it lacks and what follows."""
        by = case.values[self.by]
        if account is None or account.received is None:
            why = "Ingen redovisning har kommit in"
        elif account.received > by:
            why = f"Redovisningen kom in den {day(account.received)}, efter den {day(by)}"
        else:
            why = "Redovisningen är inte godkänd"
        return (
            f"{why} ({self.section}), så regionen får inget här och dess medel fördelas på de andra "
            f"({self.shared_in}, T17)."
        )

    def none_met_reason(self, case: Case, amount_kr: int) -> str:
        """Why an amount stays when nobody meets it."""
        return (
            f"Ingen region har en godkänd redovisning som kom in senast den {day(case.values[self.by])} "
            f"({self.section}), så det finns ingen att fördela {kronor(amount_kr)} på. Kontrollera leveranserna av "
            f"slaget {ACCOUNT_KIND}."
        )


@dataclass(frozen=True, eq=False)
class OnCondition:
    """A share that is paid to the regions that meet a condition."""

    share: PopulationShare
    condition: ApprovedAccount

    printed_in = ""

    @property
    def components(self) -> tuple[Component, ...]:
        """The share."""
        return self.share.components

    @property
    def readings(self) -> tuple[str, ...]:
        """Those of the share, and who gets the rest."""
        return (*self.share.readings, "T17")

    @property
    def age_groups(self) -> tuple[str, ...]:
        """Those of the share."""
        return self.share.age_groups

    def faults(self, case: Case, outcomes: Sequence[Outcome]) -> tuple[Fault, ...]:
        """Those of the share and of the condition."""
        return (*self.share.faults(case, outcomes), *self.condition.faults(case))

    def pay(self, case: Case, outcomes: Sequence[Outcome]) -> Paid:
        """The share to those that meet the condition, nothing to the others."""
        meeting = self.condition.met_by(case)
        shares = self.share.shares(case)
        return Paid({self.share.component.id: {code: kr if code in meeting else 0 for code, kr in shares.items()}})

    def left_kr(self, case: Case) -> int:
        """The shares of those that do not."""
        meeting = self.condition.met_by(case)
        return sum(kr for code, kr in self.share.shares(case).items() if code not in meeting)

    def terms(self, component: str) -> tuple[Number[Any], ...]:
        """The amount and the last day."""
        return (*self.share.terms(component), self.condition.by)

    def rests_on(self, component: str) -> tuple[Rests, ...]:
        """The population and the accounts."""
        return (*self.share.rests_on(component), Rests(ACCOUNT_KIND))

    def grounds(self, case: Case, outcomes: Sequence[Outcome], component: str, region_code: str) -> tuple[Ground, ...]:
        """The region's own population, and its account as condition."""
        account = Ground(Role.CONDITION, Cell(ACCOUNT_KIND, region_code), ACCOUNT_COLUMNS)
        return (*self.share.grounds(case, outcomes, component, region_code), account)

    def measured(self) -> tuple[()]:
        """It counts nothing by itself."""
        return ()

    def pays_for(self) -> tuple[()]:
        """No outcome."""
        return ()


@dataclass(frozen=True, eq=False)
class Redistributed:
    """What some shares on the same condition leave, by total population among the regions that meet it (T17)."""

    component: Component
    left_by: tuple[OnCondition, ...]
    age_group: str = "totalt"

    readings = ("T03", "T17", "T20")
    printed_in = ""

    @property
    def condition(self) -> ApprovedAccount:
        """The condition of the shares."""
        return self.left_by[0].condition

    @property
    def components(self) -> tuple[Component, ...]:
        """What is shared anew."""
        return (self.component,)

    @property
    def age_groups(self) -> tuple[str, ...]:
        """What it is shared by."""
        return (self.age_group,)

    def faults(self, case: Case, outcomes: Sequence[Outcome]) -> tuple[Fault, ...]:
        """Those of the shares."""
        return tuple(fault for part in self.left_by for fault in part.faults(case, outcomes))

    def pay(self, case: Case, outcomes: Sequence[Outcome]) -> Paid:
        """Among those that meet the condition; when nobody does, all of it stays."""
        left_kr = sum(part.left_kr(case) for part in self.left_by)
        meeting = self.condition.met_by(case)
        nothing = dict.fromkeys(CODES, 0)
        if not meeting:
            reason = self.condition.none_met_reason(case, left_kr)
            return Paid({self.component.id: nothing}, ((self.component.id, left_kr, reason),))
        population = case.weights(self.age_group)
        among = {code: population[code] for code in meeting}
        method = method_in_use(case.decree.method, case.readings)
        shares = apportion(left_kr, among, method=method)
        return Paid({self.component.id: nothing | shares})

    def terms(self, component: str) -> tuple[Number[Any], ...]:
        """The last day."""
        return (self.condition.by,)

    def rests_on(self, component: str) -> tuple[Rests, ...]:
        """The population and the accounts."""
        return (Rests("befolkning", age_group=self.age_group), Rests(ACCOUNT_KIND))

    def grounds(self, case: Case, outcomes: Sequence[Outcome], component: str, region_code: str) -> tuple[Ground, ...]:
        """The region's own population, and its account as condition."""
        account = Ground(Role.CONDITION, Cell(ACCOUNT_KIND, region_code), ACCOUNT_COLUMNS)
        return (population_ground(Role.VALUE, self.age_group, region_code, weight=1), account)

    def measured(self) -> tuple[()]:
        """It counts nothing by itself."""
        return ()

    def pays_for(self) -> tuple[()]:
        """No outcome."""
        return ()
