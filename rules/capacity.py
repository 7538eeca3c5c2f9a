"""Available beds and occupancy of every region, month by month, beside its population and its targets.

Which months are outcomes and which are plans, a decree declares (`CapacityFollowUp`). Units and intensive care have
targets but no reports, and are in `rules.targets` alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rules.case import Given
from rules.declaration import CapacityFollowUp
from rules.parameters import parameter
from rules.regions import BY_CODE, CODES
from rules.reports import VARDPLATSER, Value
from rules.swedish import month_spans
from rules.targets import Metric, Target, by_series, distance, target_in_force

PER_INHABITANTS = 1000

APART = VARDPLATSER.apart
"""Columns of beds and occupancy of somatic and psychiatric care, told apart where a region does so."""

Populations = Mapping[date, Mapping[str, int | None]]
"""Inhabitants by reference date and region code; None for a withdrawn value."""


@dataclass(frozen=True)
class OwnLimits:
    """The limit of the follow-up that no decree names."""

    full_percent: Decimal = parameter(
        Decimal(100),
        unit="procent",
        section="eget val",
        meaning="Beläggningsgrad då alla disponibla vårdplatser är belagda",
    )


OWN_LIMITS = OwnLimits()


def occupancy_limits(follow_up: CapacityFollowUp) -> tuple[Decimal, ...]:
    """Per cent of occupancy that months are counted at or above: those to plan by, and full."""
    return (*(number.value for number in follow_up.planned_occupancy), OWN_LIMITS.full_percent)


@dataclass(frozen=True)
class Capacity:
    """One region's beds and occupancy in one month; None where nothing is reported or in force, which is not zero.

    `beds` is the mean of the month, or planned; `occupancy_percent` likewise, or the target of the plan.
    `population_count` is the total population on `population_date`. `apart` are somatic and psychiatric care by column,
    where the region tells them apart.
    """

    region_code: str
    month: date
    beds: Decimal | None
    occupancy_percent: Decimal | None
    population_count: int | None = None
    population_date: date | None = None
    beds_target: Target | None = None
    occupancy_target: Target | None = None
    apart: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def target_beds(self) -> Decimal | None:
        """The target for beds that is in force."""
        return self.beds_target.value if self.beds_target else None

    @property
    def target_occupancy_percent(self) -> Decimal | None:
        """The target for occupancy that is in force."""
        return self.occupancy_target.value if self.occupancy_target else None

    @property
    def beds_per_1000(self) -> Fraction | None:
        """Beds per 1 000 inhabitants, exact: 90 beds for 45 000 inhabitants are 2."""
        if self.beds is None or self.population_count is None:
            return None
        return Fraction(self.beds) * PER_INHABITANTS / self.population_count

    @property
    def distance_beds(self) -> Fraction | None:
        """Beds minus target."""
        return distance(self.beds, self.beds_target)

    @property
    def distance_percentage_points(self) -> Fraction | None:
        """Occupancy minus target."""
        return distance(self.occupancy_percent, self.occupancy_target)


def capacities(
    given: Given, populations: Populations, targets: Iterable[Target], months: Iterable[date], item: str = ""
) -> tuple[Capacity, ...]:
    """One per region and month, for those of the months that at least one region has reported.

    `item` is `rules.reports.PLAN` for plans, empty for outcomes.
    A month is held against the population of the latest reference date on or before its first day. Raises
    `rules.targets.TwoTargetsError`.
    """
    series = by_series(targets)
    rows = []
    for month in months:
        if not any(_is_reported(given, code, month, item) for code in CODES):
            continue
        for code in CODES:
            populated = _latest_population(populations, code, month)
            rows.append(
                Capacity(
                    code,
                    month,
                    _reported(given, code, month, "beds", item),
                    _reported(given, code, month, "occupancy_percent", item),
                    populated[1] if populated else None,
                    populated[0] if populated else None,
                    target_in_force(series.get((code, "", Metric.BEDS, None), ()), month),
                    target_in_force(series.get((code, "", Metric.OCCUPANCY, None), ()), month),
                    {name: value for name in APART if (value := _reported(given, code, month, name, item)) is not None},
                )
            )
    return tuple(rows)


def _reported(given: Given, code: str, month: date, column: str, item: str) -> Decimal | None:
    value: Value | None = given.value(VARDPLATSER.id, code, month, column, item)
    return None if value is None else Decimal(value)


def _is_reported(given: Given, code: str, month: date, item: str) -> bool:
    return any(_reported(given, code, month, name, item) is not None for name in ("beds", "occupancy_percent"))


def _latest_population(populations: Populations, code: str, month: date) -> tuple[date, int] | None:
    # Zero inhabitants can be no region's and is passed over like a withdrawn value.
    dates = [(day, count) for day, by_region in populations.items() if day <= month and (count := by_region.get(code))]
    return max(dates, default=None)


@dataclass(frozen=True)
class OccupancyMonths:
    """How many months of a year one region's occupancy was at or above each limit, by limit in per cent.

    `months_missing` are months that other regions have reported and for which this one has no occupancy.
    """

    region_code: str
    year: int
    months_reported: int
    months_missing: int
    months_from: Mapping[Decimal, int]


def occupancy_months(rows: Iterable[Capacity], limits: Sequence[Decimal]) -> tuple[OccupancyMonths, ...]:
    """One per region and year of the rows, by year; 85.0 is at or above 85 and 84.9 is not."""
    of_year: dict[tuple[int, str], list[Decimal | None]] = {}
    for row in rows:
        of_year.setdefault((row.month.year, row.region_code), []).append(row.occupancy_percent)
    counted = []
    for (year, code), occupancies in of_year.items():
        own = [occupancy for occupancy in occupancies if occupancy is not None]
        reached = {limit: sum(occupancy >= limit for occupancy in own) for limit in limits}
        counted.append(OccupancyMonths(code, year, len(own), len(occupancies) - len(own), reached))
    return tuple(counted)


GAPS = {
    "beds": "disponibla vårdplatser är inte rapporterade för",
    "occupancy_percent": "beläggningsgraden är inte rapporterad för",
    "population_count": "det finns ingen folkmängd på eller före den första dagen i",
    "target_beds": "inget målvärde för antalet vårdplatser gäller för",
    "target_occupancy_percent": "inget målvärde för beläggningsgraden gäller för",
}
"""How it is said that a value of `Capacity` is missing, by attribute; months follow."""


@dataclass(frozen=True)
class CapacityGap:
    """Months that a region lacks a value for; `value_name` is a key of `GAPS`."""

    region_code: str
    value_name: str
    months: tuple[date, ...]

    @property
    def sentence(self) -> str:
        """What is missing, one Swedish sentence."""
        return f"{BY_CODE[self.region_code].official_name}: {GAPS[self.value_name]} {month_spans(self.months)}."


def capacity_gaps(rows: Sequence[Capacity]) -> tuple[CapacityGap, ...]:
    """What the rows lack, by value and region."""
    return tuple(
        CapacityGap(code, value_name, months)
        for value_name in GAPS
        for code in CODES
        if (months := tuple(row.month for row in rows if row.region_code == code and getattr(row, value_name) is None))
    )
