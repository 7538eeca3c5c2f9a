"""Scenarios against a case as `rules.what_if.simulate` has them, those of a year of rates many at a time.

Only which scenarios the arrays of `scenarios.rate_year` can express, and the way there and back. What a scenario
means is in `rules.what_if`, which also computes all others, one by one; who asks cannot tell which way was taken.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, islice
from math import lcm
from typing import TypeVar

import numpy as np

from rules.apportionment import Method
from rules.case import Case
from rules.comparison import Comparison, compared, paid_by_region
from rules.declaration import Decree
from rules.mechanisms.measures import Rate
from rules.mechanisms.monthly_pots import BonusPot, Earned
from rules.mechanisms.relative_change import RelativeChange
from rules.mechanisms.requirement import Requirement
from rules.mechanisms.shares import EqualShare, PopulationShare, PrintedAmounts
from rules.mechanisms.top_places import TopPlaces
from rules.months import year_before
from rules.numbers import Number, Values
from rules.payouts import Settlement
from rules.readings import AS_DECIDED
from rules.regions import CODES
from rules.reports import Value
from rules.what_if import UNCHANGED, Scenario, Simulated
from rules.what_if import simulate as one_by_one
from scenarios.rate_year import (
    MOST_REQUIREMENT_KR,
    NOT_REPORTED,
    Rates,
    Years,
    improvement_limits,
    settle,
)

AT_ONCE = 1_000
"""Scenarios in the arrays at a time, which bounds the memory they take."""

_BEFORE, _NOW = 0, 1

_Rates = dict[tuple[str, date, str], Value | None]
"""Reported rates by region code, month and column, as `_Shape.cells`."""
_T = TypeVar("_T")


@dataclass(frozen=True)
class _Shape:
    """A decree that arrays can hold: one payment of monthly pots for rates, and others that rest on no report.

    `cells` is where the rates of a scenario stand, by region code, month and column; in the order of the array.
    """

    payment: str
    kind: str
    requirements: tuple[Requirement, ...]
    percent: Number[Decimal]
    places: Number[int]
    cells: dict[tuple[str, date, str], tuple[int, int, int, int]]

    @property
    def size(self) -> tuple[int, int, int, int]:
        """Years, requirements, months, regions."""
        return (2, len(self.requirements), len(self.requirements[0].months), len(CODES))

    @classmethod
    def of(cls, decree: Decree) -> "_Shape | None":
        """None for a decree of another shape."""
        pots = [payment for payment in decree.payments if any(isinstance(part, BonusPot) for part in payment.parts)]
        others = [part for payment, part in decree.parts if payment not in pots]
        if len(pots) != 1 or not all(
            isinstance(part, PrintedAmounts | EqualShare | PopulationShare) for part in others
        ):
            return None
        (payment,), requirements = pots, tuple(each for each in decree.requirements if isinstance(each, Requirement))
        paid = [part.requirements for part in payment.parts if isinstance(part, Earned)]
        asked = {(tuple(map(type, each.routes)), each.months, each.age_group, each.kind) for each in requirements}
        if decree.method is not Method.LARGEST_REMAINDER or paid != [(each,) for each in requirements]:
            return None
        if len(asked) != 1 or next(iter(asked))[0] != (RelativeChange, TopPlaces):
            return None
        if not all(isinstance(each.measure, Rate) and each.measure.is_fewer_better for each in requirements):
            return None
        if {each.age_group for each in requirements} != {"totalt"} or any(each.other_months for each in requirements):
            return None
        changes = {route.percent for each in requirements for route in each.routes if isinstance(route, RelativeChange)}
        tops = {route.places for each in requirements for route in each.routes if isinstance(route, TopPlaces)}
        if len(changes) != 1 or len(tops) != 1:
            return None
        (percent,), (places,) = changes, tops
        months = requirements[0].months
        years = (tuple(year_before(month) for month in months), months)
        cells = {
            (code, month, requirement.measure.columns[0]): (year, row, column, place)
            for year, own in enumerate(years)
            for row, requirement in enumerate(requirements)
            for column, month in enumerate(own)
            for place, code in enumerate(CODES)
        }
        return cls(payment.id, requirements[0].kind, requirements, percent, places, cells)


def simulate(case: Case, scenarios: Iterable[Scenario]) -> Iterator[Simulated]:
    """The same as `rules.what_if.simulate`, in the same order. Raises `rules.what_if.ScenarioError`."""
    arrays = _Arrays.of(case)
    if arrays is None:
        yield from one_by_one(case, scenarios)
        return
    for fits, group in groupby(scenarios, key=arrays.can_hold):
        if fits:
            while chunk := list(islice(group, AT_ONCE)):
                yield from arrays.simulated(chunk)
        else:
            yield from one_by_one(case, group)


@dataclass(frozen=True)
class _Arrays:
    """A case whose scenarios can be put in arrays, what it gives itself, and its rates."""

    shape: _Shape
    case: Case
    baseline: Settlement
    rates: _Rates

    @classmethod
    def of(cls, case: Case) -> "_Arrays | None":
        """None for a case that arrays cannot hold."""
        shape = _Shape.of(case.decree)
        if shape is None or case.readings != AS_DECIDED or case.whole("totalt") is None:
            return None
        if not all(case.is_over(shape.kind, month) for month in shape.requirements[0].months):
            return None  # what is open is withheld, and who reports may close it
        rates = {
            (code, month, column): case.given.value(shape.kind, code, month, column)
            for code, month, column in shape.cells
        }
        if not _are_possible(rates):
            return None
        _, baseline = case.computed()
        return cls(shape, case, baseline, rates)

    def can_hold(self, scenario: Scenario) -> bool:
        """Whether arrays can say all that the scenario changes."""
        numbers = self._numbers(scenario)
        return (
            not scenario.readings
            and numbers[self.shape.percent] >= 0
            and all(0 <= kr <= MOST_REQUIREMENT_KR for kr in self._requirement_kr(numbers))
            and _are_possible(self._changes(scenario))
            and (scenario.shake is None or scenario.shake.spread_percent <= 100)
        )

    def simulated(self, scenarios: Sequence[Scenario]) -> Iterator[Simulated]:
        """The scenarios, all of which arrays can hold."""
        numbers = [self._numbers(scenario) for scenario in scenarios]
        rates = self._whole_rates(scenarios)
        now = rates[:, _NOW] * _factors(rates[:, _NOW], scenarios)
        percents = _once([values[self.shape.percent] for values in numbers])
        years = settle(
            now,
            improvement_limits(rates[:, _BEFORE] * UNCHANGED, percents).astype(now.dtype),
            np.array(_once([self._requirement_kr(values) for values in numbers]), dtype=np.int64),
            np.array(_once([min(values[self.shape.places], len(CODES)) for values in numbers]), dtype=np.int64),
            self.case.weights("totalt"),
        )
        return self._compared(scenarios, years)

    def _compared(self, scenarios: Sequence[Scenario], years: Years) -> Iterator[Simulated]:
        as_is = compared(self.baseline, self.baseline)
        basic_kr = paid_by_region(self.baseline, {self.shape.payment})
        other_kr = years.paid_kr.sum(axis=1) + np.array(list(basic_kr.values()), dtype=np.int64)
        count = len(scenarios)
        for scenario, region_kr, kept_kr in zip(
            scenarios,
            np.broadcast_to(other_kr, (count, len(CODES))).tolist(),
            np.broadcast_to(years.undistributed_kr, count).tolist(),
            strict=True,
        ):
            comparison = Comparison(
                as_is.baseline_kr,
                dict(zip(CODES, region_kr, strict=True)),
                (as_is.undistributed_kr[0], kept_kr),
                (),
            )
            yield Simulated(scenario, comparison)

    def _numbers(self, scenario: Scenario) -> Values:
        return self.case.values.with_changed(scenario.parameters)

    def _requirement_kr(self, values: Values) -> tuple[int, ...]:
        return tuple(values[requirement.amount] for requirement in self.shape.requirements)

    def _changes(self, scenario: Scenario) -> _Rates:
        """The rates that the scenario has in place of those reported."""
        return {
            (change.key[0], change.key[1], column): value
            for change in scenario.reports
            for column, value in change.values.items()
            if change.kind == self.shape.kind and (change.key[0], change.key[1], column) in self.shape.cells
        }

    def _whole_rates(self, scenarios: Sequence[Scenario]) -> Rates:
        """All rates over one denominator, by scenario, year and on; one year for all when no scenario changes any.

        There is room for the factors of a `Shake`.
        """
        changes = [self._changes(scenario) for scenario in scenarios]
        reported = (rate for rates in (self.rates, *changes) for rate in rates.values() if rate is not None)
        scale = lcm(*(Fraction(rate).denominator for rate in reported))

        def whole(rate: Value | None) -> int:
            return NOT_REPORTED if rate is None else int(Fraction(rate) * scale)

        rates = np.array([whole(rate) for rate in self.rates.values()], dtype=object).reshape(1, *self.shape.size)
        if any(changes):
            rates = np.repeat(rates, len(scenarios), axis=0)
            for place, own in enumerate(changes):
                for key, rate in own.items():
                    rates[(place, *self.shape.cells[key])] = whole(rate)
        return rates.astype(np.int64) if rates.max() * 2 * UNCHANGED <= np.iinfo(np.int64).max else rates


def _are_possible(rates: _Rates) -> bool:
    return all(rate is None or rate >= 0 for rate in rates.values())


def _factors(now: Rates, scenarios: Sequence[Scenario]) -> Rates:
    """What each rate of the measured months is multiplied by: region by region, month by month, those reported."""
    if not any(scenario.shake for scenario in scenarios):
        return np.full((1, *now.shape[1:]), UNCHANGED)
    shape = (len(scenarios), *now.shape[1:])
    factors = np.full(shape, UNCHANGED)
    in_order = (0, 3, 2, 1)
    reported = np.broadcast_to(now >= 0, shape).transpose(in_order)
    for own, scenario, is_reported in zip(factors.transpose(in_order), scenarios, reported, strict=True):
        if scenario.shake:
            own[is_reported] = np.fromiter(scenario.shake.factors(), np.int64, count=np.count_nonzero(is_reported))
    return factors


def _once(values: list[_T]) -> list[_T]:
    """A single value for all scenarios where they have the same."""
    return values[:1] if len(set(values)) == 1 else values
