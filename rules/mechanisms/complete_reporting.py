"""A basic requirement to report: what each region still lacks, and what it is therefore liable to repay (T13).

It decides nothing that is paid; the amounts are those of the payment that the requirement belongs to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.case import Case
from rules.regions import BY_CODE, CODES
from rules.reports import PLAN, VARDPLATSER, ReportKind
from rules.swedish import kronor, listing, month_spans


@dataclass(frozen=True)
class Gap:
    """A value that is asked of a region and has not been reported; `value` is its column.

    It `is_due` when its last report day has passed; before that it is awaited and no fault (T24).
    """

    region_code: str
    value: str
    month: date
    is_due: bool = True


@dataclass(frozen=True, eq=False)
class CompleteReporting:
    """Every value of a kind of report for all its months.

    `required` has the months by column, of which `outcome_months` are asked outcomes for and the others plans. Where
    the kind tells `items` apart, a value of any of them is a report: there is none for what was not done. `amounts_kr`
    by region code is what a region without complete reports repays, printed in `printed_in`; empty for what the
    payments of the requirement come to.
    """

    kind: ReportKind
    required: Mapping[str, tuple[date, ...]]
    outcome_months: tuple[date, ...]
    amounts_kr: Mapping[str, int]
    printed_in: str
    items: tuple[str, ...] = ("",)

    @property
    def has_rates(self) -> bool:
        """Whether its values are rates of hospital beds, which are looked over and followed in the nation."""
        return self.kind is VARDPLATSER

    @property
    def months(self) -> tuple[date, ...]:
        """All months that something is asked for."""
        return tuple(sorted({month for months in self.required.values() for month in months}))

    @property
    def planned_months(self) -> tuple[date, ...]:
        """The months that a plan is asked for."""
        return tuple(month for month in self.months if month not in self.outcome_months)

    def items_at(self, month: date) -> tuple[str, ...]:
        """The items any of which is a report of a month: the plan where a plan is asked for."""
        return (PLAN,) if self.kind.statement and month not in self.outcome_months else self.items

    def gaps(self, case: Case) -> tuple[Gap, ...]:
        """All that the regions still lack; by region, value and month."""
        due = {month: case.is_over(self.kind.id, month) for month in self.months}
        items = {month: self.items_at(month) for month in self.months}
        return tuple(
            Gap(code, value, month, due[month])
            for code in CODES
            for value, required in self.required.items()
            for month in required
            if all(case.value(self.kind.id, code, month, value, item) is None for item in items[month])
        )

    def amounts(self, case: Case) -> Mapping[str, int]:
        """Kronor by region code that a region without complete reports repays."""
        if self.amounts_kr:
            return self.amounts_kr
        paid = [part.pay(case, ()).amounts for payment in case.decree.reported_for for part in payment.parts]
        return {code: sum(kr[code] for amounts in paid for kr in amounts.values()) for code in CODES}

    def liability(self, case: Case, gaps: Iterable[Gap]) -> dict[str, int]:
        """Kronor each region is liable to repay: its whole amount with any gap that is due, else 0."""
        lacking, amounts = {gap.region_code for gap in gaps if gap.is_due}, self.amounts(case)
        return {code: amounts[code] if code in lacking else 0 for code in CODES}

    def liability_reason(self, case: Case, region_code: str, gaps: Iterable[Gap]) -> str:
        """A Swedish sentence on what the region lacks and what it therefore is liable to repay."""
        name = BY_CODE[region_code].official_name
        own = [gap for gap in gaps if gap.region_code == region_code]
        if lacking := self._listed(gap for gap in own if gap.is_due):
            amount = kronor(self.amounts(case)[region_code])
            return f"{name} saknar {lacking} och är därför återbetalningsskyldig för {amount} ({self.printed_in})."
        if awaited := self._listed(own):
            return f"{name} har rapporterat allt som skulle ha kommit in; {awaited} inväntas."
        return f"{name} har rapporterat alla uppgifter som kravet omfattar."

    def _listed(self, gaps: Iterable[Gap]) -> str:
        """`beläggningsgrad för mars–april 2024`, value by value."""
        own = list(gaps)
        return listing(
            [
                f"{self.kind.values[value]} för {month_spans(missing)}"
                for value in self.required
                if (missing := [gap.month for gap in own if gap.value == value])
            ]
        )
