"""A basic requirement to report: what each region still lacks, and what it is therefore liable to repay (T13).

It decides nothing that is paid; the amounts are those of the payment that the requirement belongs to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.case import Given
from rules.regions import BY_CODE, CODES
from rules.reports import ReportKind
from rules.swedish import kronor, listing, month_spans


@dataclass(frozen=True)
class Gap:
    """A value that is asked of a region and has not been reported; `value` is its column."""

    region_code: str
    value: str
    month: date


@dataclass(frozen=True, eq=False)
class CompleteReporting:
    """Every value of a kind of report for all its months.

    `required` has the months by column, of which those before `plans_from` are outcomes and the others plans.
    `amounts_kr` by region code is what a region without complete reports repays, printed in `printed_in`.
    """

    kind: ReportKind
    required: Mapping[str, tuple[date, ...]]
    outcome_months: tuple[date, ...]
    amounts_kr: Mapping[str, int]
    printed_in: str

    @property
    def months(self) -> tuple[date, ...]:
        """All months that something is asked for."""
        return tuple(sorted({month for months in self.required.values() for month in months}))

    def gaps(self, given: Given) -> tuple[Gap, ...]:
        """All that the regions still lack; by region, value and month."""
        return tuple(
            Gap(code, value, month)
            for code in CODES
            for value, required in self.required.items()
            for month in required
            if given.value(self.kind.id, code, month, value) is None
        )

    def liability(self, gaps: Iterable[Gap]) -> dict[str, int]:
        """Kronor each region is liable to repay: its whole amount with any gap, else 0."""
        lacking = {gap.region_code for gap in gaps}
        return {code: self.amounts_kr[code] if code in lacking else 0 for code in CODES}

    def liability_reason(self, region_code: str, gaps: Iterable[Gap]) -> str:
        """A Swedish sentence on what the region lacks and what it therefore is liable to repay."""
        name = BY_CODE[region_code].official_name
        own = [gap for gap in gaps if gap.region_code == region_code]
        lacking = [
            f"{self.kind.values[value]} för {month_spans(missing)}"
            for value in self.required
            if (missing := [gap.month for gap in own if gap.value == value])
        ]
        if not lacking:
            return f"{name} har rapporterat alla uppgifter som det grundläggande kravet omfattar."
        amount = kronor(self.amounts_kr[region_code])
        return f"{name} saknar {listing(lacking)} och är därför återbetalningsskyldig för {amount} ({self.printed_in})."
