"""The route of improvement by at least so many per cent of the same month the year before (T09, T10)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from rules.mechanisms.requirement import MonthOf
from rules.money import Exact
from rules.monthly_pot import Route
from rules.months import year_before
from rules.numbers import Number, Values
from rules.swedish import about, month_name, number


@dataclass(frozen=True)
class RelativeChange:
    """The whole pot for a change of at least `percent`, computed exactly: with 0,5 per cent, 4,00 to 3,98 is enough."""

    percent: Number[Decimal]

    route = Route.IMPROVEMENT
    readings = ("T09", "T10")
    compares = True
    stands_alone = False

    def tested(self, at: MonthOf, code: str) -> "_Comparison":
        """A region's value held against that of the year before."""
        return _Comparison(self, at, code)

    def ranked(self, at: MonthOf) -> set[str]:
        """Nobody."""
        return set()

    def terms(self, part: Exact, values: Values) -> tuple[Number[Any], ...]:
        """The least change."""
        return values.among((self.percent,))

    def limits(self, values: Values) -> tuple[Number[Any], ...]:
        """All that it asks and gives."""
        return values.among((self.percent,))

    def words(self, values: Values) -> str:
        """Its name."""
        return "förbättring"

    def short(self, values: Values) -> str:
        """Its name in a narrow column."""
        return "förbättring"

    def looks_at(self, at: MonthOf, code: str) -> tuple[str, ...]:
        """Nothing but the value."""
        return ()


@dataclass(frozen=True)
class _Comparison:
    by: RelativeChange
    at: MonthOf
    code: str

    @property
    def value(self) -> Fraction:
        return self.at.measured[self.code]

    @cached_property
    def before(self) -> Fraction | None:
        return self.at.before(self.code)

    @property
    def keeps_zero(self) -> bool:
        return self.at.case.readings.t10 == "zero_kept" and self.before == 0 and self.value == 0

    @cached_property
    def improvement(self) -> Fraction | None:
        """In per cent of the year before (T09); None where there is nothing to compare with (T10)."""
        if not self.before:
            return None
        difference = self.before - self.value if self.at.measure.is_fewer_better else self.value - self.before
        return difference if self._is_in_points else difference / self.before * 100

    @property
    def _is_in_points(self) -> bool:
        return self.at.case.readings.t09 == "percentage_points"

    @property
    def part(self) -> Fraction:
        enough = self.improvement is not None and self.improvement >= Fraction(self.at.case.values[self.by.percent])
        return Fraction(enough or self.keeps_zero)

    def taken(self) -> str:
        return self.failed()

    def failed(self) -> str:
        """The comparison in words, to follow after the value."""
        measure, month = self.at.measure, year_before(self.at.month)
        if self.before is None:
            return f" {measure.incomparable(self.at.report_before(self.code), month).removeprefix(', ')}"
        against = f" mot {measure.written(self.before)} i {month_name(month)}"
        if self.keeps_zero:
            return f"{against}, vilket räknas som en behållen förbättring"
        if self.improvement is None:
            return f"{against}, ett värde som inte går att förbättra"
        unit = "procentenheter" if self._is_in_points else "procent"
        limit = f"minst {number(self.at.case.values[self.by.percent])} {unit}"
        better, worse = ("minskning", "ökning") if measure.is_fewer_better else ("ökning", "minskning")
        if self.improvement == 0:
            return f"{against}, ingen förändring (en {better} med {limit} krävs)"
        size = about(abs(self.improvement), 2)
        amount = f"mindre än 0,01 {unit}" if size == "0" else f"{size} {unit}"
        if self.improvement > 0:
            return f"{against}, en {better} med {amount} ({limit} krävs)"
        return f"{against}, en {worse} med {amount} (en {better} med {limit} krävs)"
