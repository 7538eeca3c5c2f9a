"""How the indicators that the decrees want improved have developed, in the nation and in each region.

Every value stands beside that of the same time the year before, over the same regions and months, so that a
difference is not one of reporting. Nothing is paid on it. Which indicators a decree follows, it declares itself; what
is counted one by one is in `rules.counted_development`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from rules.case import Given
from rules.months import year_before
from rules.regions import CODES
from rules.reports import ReportKind

PERCENT = "procent"

Weighted = tuple[Fraction, Fraction]
"""What was reported, times its weight, and the weight: `(7 * 120 beds, 120 beds)`."""


class Read(Protocol):
    """From reports to what one region's report for one month says."""

    @property
    def kind(self) -> ReportKind:
        """The kind of report."""

    def read(self, given: Given, code: str, month: date) -> Weighted | None:
        """None where it lacks what is needed."""


@dataclass(frozen=True)
class WeightedRate:
    """A rate, weighted by another value of the same report."""

    kind: ReportKind
    column: str
    weight: str

    def read(self, given: Given, code: str, month: date) -> Weighted | None:
        """Rate times weight, and weight."""
        rate, weight = (given.value(self.kind.id, code, month, name) for name in (self.column, self.weight))
        return None if rate is None or weight is None else (Fraction(rate) * Fraction(weight), Fraction(weight))


@dataclass(frozen=True)
class Number:
    """A number, each region counting the same."""

    kind: ReportKind
    column: str

    def read(self, given: Given, code: str, month: date) -> Weighted | None:
        """The number, with the weight one."""
        number = given.value(self.kind.id, code, month, self.column)
        return None if number is None else (Fraction(number), Fraction(1))


@dataclass(frozen=True)
class PercentOf:
    """How many per cent one count is of another, weighted by the other."""

    kind: ReportKind
    item: str
    part: str
    whole: str

    def read(self, given: Given, code: str, month: date) -> Weighted | None:
        """A hundred times the part, and the whole."""
        part, whole = (given.value(self.kind.id, code, month, name, self.item) for name in (self.part, self.whole))
        return None if part is None or whole is None else (Fraction(100) * Fraction(part), Fraction(whole))


@dataclass(frozen=True)
class Indicator:
    """One thing that is followed; `title`, `unit` and `section` are Swedish, `months` those of the later year.

    It `is_summed` when the nation's value is the sum of the regions' and not their mean. `requirement` is the one that
    it is the measure of, None where it is followed for itself.
    """

    id: str
    title: str
    unit: str
    section: str
    months: tuple[date, ...]
    of: Read
    is_summed: bool = False
    requirement: str | None = None


@dataclass(frozen=True)
class Development:
    """One indicator for one region, or the nation (None), in the months from the first to the last.

    `report_count` is how many reports of the later year are compared: those with one for the same month of the
    earlier. The values are None when there are none, or nothing to weigh them by.
    """

    indicator: Indicator
    region_code: str | None
    first_month: date
    last_month: date
    report_count: int
    value: Fraction | None
    value_year_before: Fraction | None

    @property
    def change(self) -> Fraction | None:
        """The difference between the years in the indicator's unit, for a percentage in percentage points."""
        if self.value is None or self.value_year_before is None:
            return None
        return self.value - self.value_year_before

    @property
    def change_percent(self) -> Fraction | None:
        """The difference in per cent of the earlier year; None for a percentage, and where that year is zero."""
        if self.change is None or not self.value_year_before or self.indicator.unit == PERCENT:
            return None
        return self.change / self.value_year_before * 100


def development(indicator: Indicator, given: Given) -> tuple[Development, ...]:
    """First all months that are in, then each of them; of both first the nation, then every region.

    A month is in when at least one region can be compared; none is, before that.
    """
    found = dict(_pairs(indicator, given))
    months_in = sorted({month for _, month in found})
    if not months_in:
        return ()
    spans = dict.fromkeys([(months_in[0], months_in[-1]), *((month, month) for month in months_in)])
    of_region: dict[str | None, list[tuple[date, tuple[Weighted, Weighted]]]] = {code: [] for code in (None, *CODES)}
    for (code, month), pair in found.items():
        of_region[None].append((month, pair))
        of_region[code].append((month, pair))
    rows = []
    for first, last in spans:
        for region_code, pairs in of_region.items():
            own = [(month, pair) for month, pair in pairs if first <= month <= last]
            count = len({month for month, _ in own}) if indicator.is_summed else None
            value, before = (_mean([pair[year] for _, pair in own], count) for year in (0, 1))
            rows.append(Development(indicator, region_code, first, last, len(own), value, before))
    return tuple(rows)


def _pairs(indicator: Indicator, given: Given) -> Iterator[tuple[tuple[str, date], tuple[Weighted, Weighted]]]:
    """What was reported both years, by region and month of the later year."""
    for month in indicator.months:
        for code in CODES:
            now = indicator.of.read(given, code, month)
            before = indicator.of.read(given, code, year_before(month))
            if now and before:
                yield (code, month), (now, before)


def _mean(values: list[Weighted], months: int | None) -> Fraction | None:
    """The weighted mean, or the sum per month."""
    weight = sum(weight for _, weight in values) if months is None else months
    return sum((value for value, _ in values), Fraction(0)) / Fraction(weight) if weight else None


@dataclass(frozen=True)
class NationalDevelopment:
    """The national rate of one requirement in one month and in the same month the year before.

    Both are weighted, over the same `region_count` regions; None when no weight is included.
    """

    requirement: str
    month: date
    region_count: int
    rate: Fraction | None
    rate_year_before: Fraction | None

    @property
    def change_percent(self) -> Fraction | None:
        """Per cent of the year before, negative for a decrease; None when that year is missing or zero."""
        if self.rate is None or not self.rate_year_before:
            return None
        return (self.rate - self.rate_year_before) / self.rate_year_before * 100


def national_development(indicators: tuple[Indicator, ...], given: Given) -> tuple[NationalDevelopment, ...]:
    """One row per month of the indicators that are the measure of a requirement.

    A region is included in a month when what is needed was reported for that month and for the same month the year
    before, so that the two national rates rest on the same regions.
    """
    rows = []
    for indicator in indicators:
        if indicator.requirement is None:
            continue
        found = dict(_pairs(indicator, given))
        for month in indicator.months:
            own = [pair for (_, at), pair in found.items() if at == month]
            now, before = (_mean([pair[year] for pair in own], None) for year in (0, 1))
            rows.append(NationalDevelopment(indicator.requirement, month, len(own), now, before))
    return tuple(rows)
