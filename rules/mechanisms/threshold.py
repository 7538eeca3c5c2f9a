"""The route of a high level: a share of at least so many per cent, also of those who wait (T07, T08)."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from rules.mechanisms.measures import ShareWithin
from rules.mechanisms.requirement import MonthOf
from rules.money import Exact, round_half_up
from rules.monthly_pot import Route
from rules.numbers import Number, Values
from rules.swedish import number

DECIMALS = {"whole_percent": 0, "one_decimal": 1}
"""Decimals of a share in the alternatives to an exact one (T07)."""
ROUNDING = {
    "exact": "",
    "whole_percent": " (andelen avrundad till hela procent)",
    "one_decimal": " (andelen avrundad till en decimal)",
}


@dataclass(frozen=True)
class Threshold:
    """`gives` per cent of the pot for at least `percent` of those seen in time, and of those who wait.

    With at most `untested` waiting their waits are not tested (T08).
    """

    percent: Number[int]
    gives: Number[int]
    untested: Number[int]

    route = Route.THRESHOLD
    readings = ("T07", "T08")
    compares = False
    stands_alone = True

    def tested(self, at: MonthOf, code: str) -> "_Level":
        """A region's level."""
        return _Level(self, at, code)

    def ranked(self, at: MonthOf) -> set[str]:
        """Nobody."""
        return set()

    def terms(self, part: Exact, values: Values) -> tuple[Number[Any], ...]:
        """The level, and what it gives when it did."""
        numbers: tuple[Number[Any], ...] = (self.percent, self.untested)
        return values.among((*numbers, self.gives) if part else numbers)

    def limits(self, values: Values) -> tuple[Number[Any], ...]:
        """All that it asks and gives."""
        numbers: tuple[Number[Any], ...] = (self.percent, self.untested, self.gives)
        return values.among(numbers)

    def words(self, values: Values) -> str:
        """Its name."""
        return "hög måluppfyllelse"

    def short(self, values: Values) -> str:
        """Its name in a narrow column."""
        return f"{number(values[self.percent])} procent"

    def looks_at(self, at: MonthOf, code: str) -> tuple[str, ...]:
        """Those who wait, where enough were seen in time."""
        return self.tested(at, code).looks_at() if at.measured.get(code) is not None else ()


@dataclass(frozen=True)
class _Level:
    by: Threshold
    at: MonthOf
    code: str

    @property
    def percent(self) -> int:
        return self.at.case.values[self.by.percent]

    @property
    def most(self) -> int:
        return self.at.case.values[self.by.untested]

    @property
    def waiting(self) -> int | None:
        return _whole(self.at.report(self.code).get(ShareWithin.WAITING))

    @property
    def waiting_within(self) -> int | None:
        return _whole(self.at.report(self.code).get(ShareWithin.WAITING_WITHIN))

    @cached_property
    def enough_done(self) -> bool:
        return self._reaches(self.at.measured[self.code])

    @property
    def few_wait(self) -> bool:
        return self.waiting is not None and self.waiting <= self.most

    @cached_property
    def enough_wait(self) -> bool:
        if self.waiting is None or self.waiting_within is None:
            return False
        return self._reaches(Fraction(100 * self.waiting_within, self.waiting))

    def _reaches(self, share: Fraction) -> bool:
        t07 = self.at.case.readings.t07
        if t07 in DECIMALS:
            share = round_half_up(share, decimals=DECIMALS[t07], reading="T07")
        return share >= self.percent

    @property
    def part(self) -> Fraction:
        is_met = self.enough_done and (self.few_wait or self.enough_wait)
        return Fraction(self.at.case.values[self.by.gives], 100) if is_met else Fraction(0)

    def looks_at(self) -> tuple[str, ...]:
        if not self.enough_done:
            return ()
        return (ShareWithin.WAITING,) if self.few_wait else (ShareWithin.WAITING, ShareWithin.WAITING_WITHIN)

    def taken(self) -> str:
        return f", så {self._text()}"

    def failed(self) -> str:
        return f", och {self._text()}"

    def _text(self) -> str:
        level = f"kravet på minst {self.percent} procent{ROUNDING[self.at.case.readings.t07]}"
        if not self.enough_done:
            return f"{level} är inte uppfyllt"
        if self.few_wait:
            return (
                f"{level} är uppfyllt, och med {number(self.waiting or 0)} väntande, alltså inte fler än {self.most}, "
                "prövas inte hur länge de har väntat"
            )
        measure = self.at.measure
        assert isinstance(measure, ShareWithin), "a level is of a share"
        if self.waiting is None or self.waiting_within is None:
            untested = (
                "de väntande eftersom antalet saknas"
                if self.waiting is None
                else f"de {number(self.waiting)} väntande eftersom antalet som har väntat högst {measure.days} dagar "
                "saknas"
            )
            return f"{level} är uppfyllt för de genomförda men kan inte prövas för {untested}"
        joined = "och även" if self.enough_wait else "men inte"
        share = measure.written(Fraction(100 * self.waiting_within, self.waiting))
        return (
            f"{level} är uppfyllt för de genomförda {joined} för de {number(self.waiting)} väntande, varav "
            f"{number(self.waiting_within)} har väntat högst {measure.days} dagar ({share})"
        )


def _whole(value: object) -> int | None:
    assert value is None or isinstance(value, int), "a count is a whole number"
    return value
