"""How the indicators that the decrees want improved have developed, in the nation and in each region.

Every value stands beside that of the same time the year before, over the same regions and months, so that a
difference is not one of reporting. Nothing is paid on it. Operations are in `rules.decrees.vardkoer_2025_development`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from rules.decrees import tillganglighet_2024 as agreement
from rules.decrees import vardplatser_2024 as beds
from rules.months import year_before
from rules.regions import CODES

PERCENT = "procent"

Weighted = tuple[Fraction, Fraction]
"""What was reported, times its weight, and the weight: `(7 * 120 beds, 120 beds)`."""

Read = Callable[[Mapping[Any, Any], str, date], Weighted | None]
"""From reports to what one region's report for one month says, None where it lacks what is needed."""


@dataclass(frozen=True)
class Indicator:
    """One thing that is followed; `title`, `unit` and `section` are Swedish, `months` those of the later year.

    It `is_summed` when the nation's value is the sum of the regions' and not their mean.
    """

    id: str
    title: str
    unit: str
    section: str
    months: tuple[date, ...]
    read: Read
    is_summed: bool = False


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


def development(indicator: Indicator, reports: Mapping[Any, Any]) -> tuple[Development, ...]:
    """First all months that are in, then each of them; of both first the nation, then every region.

    A month is in when at least one region can be compared; none is, before that.
    """
    found = dict(_pairs(indicator, reports))
    months_in = sorted({month for _, month in found})
    if not months_in:
        return ()
    spans = dict.fromkeys([(months_in[0], months_in[-1]), *((month, month) for month in months_in)])
    rows = []
    for first, last in spans:
        for region_code in (None, *CODES):
            own = {
                key: pair
                for key, pair in found.items()
                if first <= key[1] <= last and (region_code is None or key[0] == region_code)
            }
            count = len({month for _, month in own}) if indicator.is_summed else None
            value, before = (_mean([pair[year] for pair in own.values()], count) for year in (0, 1))
            rows.append(Development(indicator, region_code, first, last, len(own), value, before))
    return tuple(rows)


def _pairs(
    indicator: Indicator, reports: Mapping[Any, Any]
) -> Iterator[tuple[tuple[str, date], tuple[Weighted, Weighted]]]:
    """What was reported both years, by region and month of the later year."""
    for month in indicator.months:
        for code in CODES:
            now = indicator.read(reports, code, month)
            before = indicator.read(reports, code, year_before(month))
            if now and before:
                yield (code, month), (now, before)


def _mean(values: list[Weighted], months: int | None) -> Fraction | None:
    """The weighted mean, or the sum per month."""
    weight = sum(weight for _, weight in values) if months is None else months
    return sum((value for value, _ in values), Fraction(0)) / Fraction(weight) if weight else None


# --- Beds 2024 -----------------------------------------------------------------------------------------------------


def _beds_rate(value_name: str) -> Read:
    def read(reports: beds.Reports, code: str, month: date) -> Weighted | None:
        rate, weight = (beds.reported(reports, code, month, name) for name in (value_name, "beds"))
        return None if rate is None or weight is None else (Fraction(rate) * Fraction(weight), Fraction(weight))

    return read


def _number_of_beds(reports: beds.Reports, code: str, month: date) -> Weighted | None:
    number = beds.reported(reports, code, month, "beds")
    return None if number is None else (Fraction(number), Fraction(1))


_BASIC, _ALL_2024 = "bilaga 1, Grundläggande krav", tuple(month for month in beds.OUTCOME_MONTHS if month.year == 2024)

# --- BUP 2024 ------------------------------------------------------------------------------------------------------


def _bup_share(measure: str, all_name: str, within_name: str) -> Read:
    def read(reports: agreement.Reports, code: str, month: date) -> Weighted | None:
        report = reports.get((code, month, measure))
        every, within = getattr(report, all_name, None), getattr(report, within_name, None)
        return None if every is None or within is None else (Fraction(100 * within), Fraction(every))

    return read


INDICATORS: dict[str, tuple[Indicator, ...]] = {
    agreement.PROGRAMME.id: tuple(
        Indicator(
            f"{requirement.id}_{name}",
            f"{requirement.title}: {words} inom 30 dagar",
            PERCENT,
            "avsnitt 3.7",
            requirement.months,
            _bup_share(agreement.MEASURES[requirement.id], name, f"{name}_within"),
        )
        for requirement in agreement.PROGRAMME.requirements
        for name, words in (("completed", "genomförda"), ("waiting", "väntande"))
    ),
    beds.PROGRAMME.id: (
        *(
            Indicator(
                requirement.id,
                requirement.title,
                "per 100 vårdplatser",
                "bilaga 1, Krav på prestation",
                requirement.months,
                _beds_rate(beds.RATE_OF[requirement.id]),
            )
            for requirement in beds.PROGRAMME.requirements
        ),
        Indicator("beds", "Disponibla vårdplatser", "vårdplatser", _BASIC, _ALL_2024, _number_of_beds, is_summed=True),
        Indicator("occupancy_percent", "Beläggningsgrad", PERCENT, _BASIC, _ALL_2024, _beds_rate("occupancy_percent")),
    ),
}
"""By programme id, in the decree's order."""
