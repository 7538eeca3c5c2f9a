"""The route of improvement in percentage points, in bands that give more the larger it is (T06)."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from rules.mechanisms.requirement import MonthOf
from rules.money import Exact, round_half_up
from rules.monthly_pot import Route
from rules.months import year_before
from rules.numbers import Number, Values
from rules.readings import Readings
from rules.swedish import about, month_name

CHANGE_DECIMALS = 1
"""The bands are printed with one decimal (T06)."""
ROUNDING = {
    "difference_rounded": " (avrundat till en decimal)",
    "exact": "",
    "shares_rounded": " (räknat på andelar avrundade till en decimal)",
}
"""How a change was rounded, by alternative of T06."""


@dataclass(frozen=True)
class Band:
    """At least `points` percentage points better gives `percent` per cent of the pot."""

    points: Number[int]
    percent: Number[int]


@dataclass(frozen=True)
class Bands:
    """The bands, the highest first."""

    bands: tuple[Band, ...]

    route = Route.IMPROVEMENT
    readings = ("T06",)
    compares = True
    stands_alone = False

    def tested(self, at: MonthOf, code: str) -> "_Change":
        """A region's change since the year before."""
        return _Change(self, at, code)

    def ranked(self, at: MonthOf) -> set[str]:
        """Nobody."""
        return set()

    def terms(self, part: Exact, values: Values) -> tuple[Number[Any], ...]:
        """The band that gave the part; where none did, the least that would have given something."""
        reached = [band for band in self.bands if Fraction(values[band.percent], 100) == part]
        if reached:
            return values.among((reached[0].points, reached[0].percent))
        return values.among((self.bands[-1].points,))

    def limits(self, values: Values) -> tuple[Number[Any], ...]:
        """All that it asks and gives."""
        return values.among(tuple(number for band in self.bands for number in (band.points, band.percent)))

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
class _Change:
    by: Bands
    at: MonthOf
    code: str

    @cached_property
    def before(self) -> Fraction | None:
        return self.at.before(self.code)

    @cached_property
    def points(self) -> Fraction | None:
        """The change as it is held against the bands; None where there is nothing to compare with."""
        if self.before is None:
            return None
        return _points(self.at.measured[self.code], self.before, self.at.case.readings)

    @cached_property
    def band(self) -> Band | None:
        if self.points is None:
            return None
        values = self.at.case.values
        return next((band for band in self.by.bands if self.points >= values[band.points]), None)

    @property
    def part(self) -> Fraction:
        return Fraction(self.at.case.values[self.band.percent], 100) if self.band else Fraction(0)

    def taken(self) -> str:
        return self.failed()

    def failed(self) -> str:
        measure, month = self.at.measure, year_before(self.at.month)
        if self.points is None or self.before is None:
            return measure.incomparable(self.at.report_before(self.code), month)
        if self.points > 0:
            said, asked = f"en förbättring med {_written(self.points)}", "där det krävs"
        else:
            said = f"en försämring med {_written(-self.points)}" if self.points else "ingen förändring"
            asked = "medan det krävs en förbättring med"
        limit = Fraction(self.at.case.values[(self.band or self.by.bands[-1]).points])
        return (
            f" mot {measure.written(self.before)} i {month_name(month)}, {said}{ROUNDING[self.at.case.readings.t06]}, "
            f"{asked} minst {_written(limit)}"
        )


def _points(now: Fraction, before: Fraction, readings: Readings) -> Fraction:
    if readings.t06 == "exact":
        return now - before
    if readings.t06 == "shares_rounded":
        now, before = (round_half_up(share, decimals=CHANGE_DECIMALS, reading="T06") for share in (now, before))
    return round_half_up(now - before, decimals=CHANGE_DECIMALS, reading="T06")


def _written(change: Fraction) -> str:
    text = about(change, 4)
    return f"{text if ',' in text else f'{text},0'} procentenheter"
