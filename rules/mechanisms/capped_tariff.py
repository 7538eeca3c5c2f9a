"""Payment by tariff for what was done in the measured months, up to a cap for each region (T15).

What the operations leave of the amount is `remaining_funds`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from rules.apportionment import method_in_use
from rules.attribution import Cell, Ground, Role
from rules.case import REPORTS, Case, Fault, Paid
from rules.declaration import Component, Measured, Rests
from rules.interval import Bounds
from rules.mechanisms.monthly_pots import months_open
from rules.monthly_pot import Outcome
from rules.numbers import Number
from rules.payouts import Cause
from rules.regions import CODES
from rules.reports import ReportKind
from rules.tariff import by_tariff, month_reached, up_to_cap


@dataclass(frozen=True, eq=False)
class Tariffed:
    """One kind of thing that is paid for: its component, its name in sentences and kronor for each."""

    component: Component
    words: str
    each: Number[int]


@dataclass(frozen=True)
class TariffLine:
    """What one kind gave one region: `gross_kr` by tariff, `paid_kr` after the cap.

    `count` is the sum of what was reported for the months.
    """

    region_code: str
    operation: str
    count: int
    tariff_kr: int
    gross_kr: int
    paid_kr: int


@dataclass(frozen=True)
class CapLine:
    """One region against its cap, all kinds together.

    `share_of_cap` is what was paid of the cap, 1 at most; `month_reached` the first month at whose end
    the kronor by tariff were at least the cap.
    """

    region_code: str
    gross_kr: int
    cap_kr: int
    paid_kr: int
    share_of_cap: Fraction
    month_reached: date | None


@dataclass(frozen=True, eq=False)
class CappedTariff:
    """Tariff times number up to the cap, for each region's inhabitants wherever it was done.

    `months` are the measured ones, the caps are printed in `caps_printed_in`; `codes` are the
    beginnings of procedure codes that count as each kind. A region that lacks a month does not hold
    the others up; it earns nothing for it.
    """

    kind: ReportKind
    kinds: tuple[Tariffed, ...]
    months: Number[tuple[date, ...]]
    caps_kr: Mapping[str, int]
    caps_printed_in: str
    codes: Number[tuple[tuple[str, str], ...]] | None = None

    readings = ("T03", "T15", "T23", "T24", "T25")
    age_groups = ()
    covers = ()
    value_column = "operation_count"
    printed_in = ""

    @property
    def components(self) -> tuple[Component, ...]:
        """One per kind."""
        return tuple(kind.component for kind in self.kinds)

    @property
    def ids(self) -> tuple[str, ...]:
        """The kinds by id, in the decree's order."""
        return tuple(kind.component.id for kind in self.kinds)

    def faults(self, case: Case, outcomes: Sequence[Outcome]) -> tuple[Fault, ...]:
        """Each measured month that is not closed."""
        months = case.values[self.months]
        still_open = {
            (month, case.last_report_day(self.kind.id, month)) for month in months if not self.is_closed(case, month)
        }
        if still_open:
            return (months_open(self.kind.title.lower(), still_open),)
        if case.readings.t24 == "held_back" and (silent := self.months_not_in(case)):
            reason = f"Ingen region har rapporterat {self.kind.title.lower()} för {{months}}."
            return (Fault(REPORTS, Cause.AWAITING, reason, silent),)
        return ()

    def is_closed(self, case: Case, month: date) -> bool:
        """Whether the last report day has passed, or all regions have reported every kind of the month (T24)."""
        return case.is_over(self.kind.id, month) or all(
            self.count(case, code, month, kind) is not None for code in CODES for kind in self.ids
        )

    def pay(self, case: Case, outcomes: Sequence[Outcome]) -> Paid:
        """By kind, after the cap."""
        amounts: dict[str, dict[str, int]] = {kind: {} for kind in self.ids}
        for line in self.tariff_lines(case):
            amounts[line.operation][line.region_code] = line.paid_kr
        return Paid(amounts)

    def count(self, case: Case, code: str, month: date, kind: str) -> int | None:
        """What was reported of one kind in one month; None is not reported."""
        value = case.value(self.kind.id, code, month, self.value_column, kind)
        assert value is None or isinstance(value, int), "a count is a whole number"
        return value

    def done(self, case: Case, code: str) -> dict[str, int]:
        """What was reported in the measured months, by kind."""
        measured = case.values[self.months]
        return {kind: sum(self.count(case, code, month, kind) or 0 for month in measured) for kind in self.ids}

    def tariffs_kr(self, case: Case) -> dict[str, int]:
        """Kronor for each, by kind."""
        return {kind.component.id: case.values[kind.each] for kind in self.kinds}

    def tariff_lines(self, case: Case) -> tuple[TariffLine, ...]:
        """Every region and kind, by region."""
        tariffs, method = self.tariffs_kr(case), method_in_use(case.decree.method, case.readings)
        lines = []
        for code in CODES:
            done = self.done(case, code)
            gross = by_tariff(done, tariffs)
            paid = up_to_cap(gross, self.caps_kr[code], method=method)
            lines += [TariffLine(code, kind, done[kind], tariffs[kind], gross[kind], paid[kind]) for kind in self.ids]
        return tuple(lines)

    def cap_lines(self, case: Case) -> tuple[CapLine, ...]:
        """Every region against its cap."""
        tariffs = self.tariffs_kr(case)
        return tuple(self._cap_line(case, code, tariffs) for code in CODES)

    def _cap_line(self, case: Case, code: str, tariffs: Mapping[str, int]) -> CapLine:
        by_month = {
            month: sum(
                by_tariff({kind: self.count(case, code, month, kind) or 0 for kind in self.ids}, tariffs).values()
            )
            for month in case.values[self.months]
        }
        gross_kr, cap_kr = sum(by_month.values()), self.caps_kr[code]
        paid_kr = min(gross_kr, cap_kr)
        return CapLine(code, gross_kr, cap_kr, paid_kr, Fraction(paid_kr, cap_kr), month_reached(by_month, cap_kr))

    def months_not_in(self, case: Case) -> tuple[date, ...]:
        """The measured months that no region has reported anything for."""
        reported = {month for _, month in self._reported(case)}
        return tuple(month for month in case.values[self.months] if month not in reported)

    def not_reported(self, case: Case) -> dict[date, tuple[str, ...]]:
        """The regions that have not reported anything, by measured month."""
        reported = self._reported(case)
        return {
            month: tuple(code for code in CODES if (code, month) not in reported) for month in case.values[self.months]
        }

    def _reported(self, case: Case) -> set[tuple[str, date]]:
        return {
            (code, month)
            for code, month, kind in case.given.reports.get(self.kind.id, {})
            if kind in self.ids and case.value(self.kind.id, code, month, self.value_column, kind) is not None
        }

    def on_months_in(self, case: Case) -> Case:
        """The case as if only the months that have come in were measured; unchanged when none has."""
        missing = self.months_not_in(case)
        present = tuple(month for month in case.values[self.months] if month not in missing)
        if not present:
            return case
        return replace(case, values=case.values.with_changed({self.months.name: present}))

    def terms(self, component: str) -> tuple[Number[Any], ...]:
        """Kronor for each."""
        return tuple(kind.each for kind in self.kinds if kind.component.id == component)

    def rests_on(self, component: str) -> tuple[Rests, ...]:
        """The reports of the measured months."""
        return (Rests(self.kind.id, self.months.value),)

    def grounds(self, case: Case, outcomes: Sequence[Outcome], component: str, region_code: str) -> tuple[Ground, ...]:
        """The numbers reported, each counting the same."""
        return self.counted(case, component, region_code, 1)

    def counted(self, case: Case, kind: str, code: str, kronor_each: Fraction | int) -> tuple[Ground, ...]:
        """The reported numbers of one kind with the same kronor for each."""
        return tuple(
            Ground(
                Role.VALUE,
                Cell(self.kind.id, code, month, kind),
                (self.value_column,),
                kind,
                month,
                kronor_each,
                is_each=True,
            )
            for month in case.values[self.months]
        )

    def measured(self) -> tuple[Measured, ...]:
        """The numbers of each kind."""
        performed = {self.value_column: None}
        return tuple(Measured(self.kind, kind, self.months.value, performed) for kind in self.ids)

    def pays_for(self) -> tuple[()]:
        """No outcome."""
        return ()

    def earned_kr(self, case: Case, code: str) -> int:
        """Kronor after the cap, all kinds together."""
        return min(sum(by_tariff(self.done(case, code), self.tariffs_kr(case)).values()), self.caps_kr[code])

    def bounds(self, case: Case) -> dict[str, Bounds]:
        """Sure is what has been earned so far; until the payment is decided everyone can come to the cap.

        A report that comes later counts until then (T25), and what is reported of a month need not be all of it: what
        was performed in private care or in another region can come in rows of its own.
        """
        earned = {code: self.earned_kr(case, code) for code in CODES}
        return {code: Bounds(earned_kr, earned_kr, self.caps_kr[code]) for code, earned_kr in earned.items()}
