"""One decree computed on what is given, under its numbers and readings: the one way from plain values to kronor.

Results that count, what-if, margins, priced readings and recomputation of what was decided all go through a `Case`,
so that none of them can follow other rules. Where the values come from is not known here.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from rules.declaration import Decree
from rules.duties import report_days
from rules.instructions import NONE, Instructions
from rules.monthly_pot import Outcome
from rules.numbers import Values
from rules.outcomes import Outcomes
from rules.payouts import Cause, Settlement, Undistributed, Withheld, component_payouts
from rules.population import population_gaps
from rules.readings import AS_DECIDED, Readings
from rules.regions import CODES
from rules.reports import KINDS, NOTHING, Key, Report, Reports, Value
from rules.swedish import day, month_spans

Decided = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Kronor decided before, by payment, component and region code."""
Population = Mapping[str, int | None]
"""Inhabitants by region code, None for a value that was withdrawn."""
T = TypeVar("T")


@dataclass(frozen=True)
class Account:
    """One region's account of what it has done: the day it came in and whether it was approved; None = not told."""

    received: date | None
    is_approved: bool | None


@dataclass(frozen=True)
class Given:
    """All that a decree is computed on.

    `populations` are those of the decree's population date by age group, None where none is delivered. `accounts` are
    by region code, None when none has come in. `decided` is what earlier payments were really decided to. `on` is the
    day that all of it is looked at from, by which months are closed or awaited (T24); the default is after every day.
    `instructions` are the days that the agency has set (T23). `late` are the reports that came in after their last day,
    by kind (T25).
    """

    populations: Mapping[str, Population | None] = field(default_factory=dict)
    reports: Reports = field(default_factory=dict)
    accounts: Mapping[str, Account] | None = None
    decided: Decided = field(default_factory=dict)
    on: date = date.max
    instructions: Instructions = NONE
    late: Mapping[str, frozenset[Key]] = field(default_factory=dict)

    def report(self, kind: str, code: str, month: date, item: str = "") -> Report:
        """One report, without values when it is missing."""
        return self.reports.get(kind, {}).get((code, month, item), NOTHING)

    def value(self, kind: str, code: str, month: date, column: str, item: str = "") -> Value | None:
        """One reported value, None when the report or the value is missing."""
        return self.report(kind, code, month, item).get(column)


@dataclass(frozen=True)
class Fault:
    """Something that a payment waits for, with a Swedish sentence. Faults are told in the order of `rank`.

    Where the sentence has `{months}`, the `months` of all faults with the same sentence are told together.
    """

    rank: int
    cause: Cause
    reason: str
    months: tuple[date, ...] = ()


POPULATION, REPORTS, ACCOUNTS = range(3)
"""Ranks of faults."""


@dataclass(frozen=True)
class Paid:
    """What one part of a payment comes to: kronor by component and region, and what stays undistributed and why.

    `kept` has (component, kronor, Swedish sentence).
    """

    amounts: Mapping[str, Mapping[str, int]]
    kept: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True)
class Case:
    """One decree under one set of numbers and readings; the defaults are as decided.

    A case that `is_so_far` settles payments that wait for nothing but reports, as if no more came in: a preliminary
    result, never paid on (T24).
    """

    decree: Decree
    given: Given
    values: Values = field(default_factory=Values)
    readings: Readings = AS_DECIDED
    is_so_far: bool = False
    _known: dict[Hashable, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What rests on nothing but the case, made when it is first asked for by this key."""
        if key not in self._known:
            self._known[key] = make()
        known: T = self._known[key]
        return known

    def report(self, kind: str, code: str, month: date, item: str = "") -> Report:
        """One report under the readings in use, without values when it is missing.

        A late one is none where T25 is read so; where T26 is, counts of all completed stand in the place of the others.
        """
        report = self.given.report(kind, code, month, item)
        if self.readings.t25 == "in_time" and (code, month, item) in self.given.late.get(kind, ()):
            return NOTHING
        if self.readings.t26 == "all_completed":
            of_all = KINDS[kind].of_all
            return {**report, **{own: report[every] for own, every in of_all.items() if report.get(every) is not None}}
        return report

    def value(self, kind: str, code: str, month: date, column: str, item: str = "") -> Value | None:
        """One value of such a report, None when it is missing."""
        return self.report(kind, code, month, item).get(column)

    def last_report_day(self, kind: str, month: date) -> date:
        """The last day of the report on a month, still in time."""
        return report_days(self.decree, kind, self.given.instructions)[month]

    def is_over(self, kind: str, month: date) -> bool:
        """Whether the last report day of a month has passed on the day of the case: not on it, but the day after."""
        return self.given.on > self.last_report_day(kind, month)

    def whole(self, age_group: str) -> dict[str, int] | None:
        """A population as weights in the order of the regions, None while it cannot be used."""
        population = self.given.populations.get(age_group)
        if population is None or population_gaps(population):
            return None
        return {code: count for code in CODES if (count := population[code])}

    def weights(self, age_group: str) -> dict[str, int]:
        """The same where it is known to be whole; `ValueError` otherwise."""
        population = self.whole(age_group)
        if population is None:
            raise ValueError(f"the population {age_group} cannot be used")
        return population

    def population_faults(self, age_group: str) -> tuple[Fault, ...]:
        """Why a population cannot be used, if so (T20)."""
        name = "Befolkningen"
        if len(self.decree.age_groups) > 1:
            name += " totalt" if age_group == "totalt" else f" {age_group.replace('-', '–')} år"
        name += f" den {day(self.decree.population_date)}"
        population = self.given.populations.get(age_group)
        if population is None:
            awaited = f"{name} är inte levererad. Lämna den som en leverans av slaget befolkning."
            return (Fault(POPULATION, Cause.AWAITING, awaited),)
        if gaps := population_gaps(population):
            faulty = f"{name} kan inte användas: {gaps}. Lämna en rättad leverans av slaget befolkning."
            return (Fault(POPULATION, Cause.FAULTY, faulty),)
        return ()

    def qualify(self, month: date) -> tuple[Outcome, ...]:
        """The outcomes of one month, one per requirement and region.

        None while the population that the pots are reserved by cannot be used, and for a month that a reading leaves
        out. Raises `ValueError` for a month that the decree does not measure.
        """
        if month not in self.decree.months:
            raise ValueError(f"{month:%Y-%m} is not a measured month of {self.decree.id}")
        return tuple(
            outcome
            for requirement in self.decree.requirements
            if month in requirement.months
            for outcome in requirement.qualify(self, month)
        )

    def outcomes(self) -> Outcomes:
        """The outcomes of all months, none for a decree without monthly requirements."""
        return Outcomes(outcome for month in self.decree.months for outcome in self.qualify(month))

    def settle(self, outcomes: Sequence[Outcome]) -> Settlement:
        """What is paid, left and withheld, given the outcomes; each payment by itself."""
        outcomes = Outcomes.of(outcomes)
        settlement = Settlement()
        for payment in self.decree.payments:
            faults = [fault for part in payment.parts for fault in part.faults(self, outcomes)]
            if self.is_so_far:
                faults = [fault for fault in faults if fault.rank != REPORTS]
            if faults:
                settlement += Settlement(withheld=(_withheld(payment.id, faults),))
                continue
            for part in payment.parts:
                paid = part.pay(self, outcomes)
                settlement += Settlement(
                    tuple(
                        row
                        for component, amounts in paid.amounts.items()
                        for row in component_payouts(payment.id, component, {code: amounts[code] for code in CODES})
                    ),
                    tuple(Undistributed(payment.id, component, kept, reason) for component, kept, reason in paid.kept),
                )
        return settlement

    def computed(self) -> tuple[Outcomes, Settlement]:
        """The outcomes of all months and the settlement they lead to."""
        outcomes = self.outcomes()
        return outcomes, self.settle(outcomes)


def _withheld(payment: str, faults: Iterable[Fault]) -> Withheld:
    """Faulty when anything is: waiting alone would not help."""
    months: dict[tuple[int, Cause, str], set[date]] = {}
    for fault in faults:
        months.setdefault((fault.rank, fault.cause, fault.reason), set()).update(fault.months)
    told = [
        reason.format(months=month_spans(about)) if about else reason
        for (_, _, reason), about in sorted(months.items(), key=lambda item: item[0][0])
    ]
    cause = Cause.FAULTY if any(cause is Cause.FAULTY for _, cause, _ in months) else Cause.AWAITING
    return Withheld(payment, cause, " ".join(told))
