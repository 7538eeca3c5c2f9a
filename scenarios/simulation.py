"""Scenarios against a case as `rules.what_if.simulate` has them, those of the beds year many at a time.

Only which scenarios the arrays of `scenarios.beds_year` can express, and the way there and back. What a scenario
means is in `rules.what_if`, which also computes all others, one by one; who asks cannot tell which way was taken.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, islice
from math import lcm
from typing import Any, TypeVar

import numpy as np

from rules.comparison import Comparison, compared, paid_by_region
from rules.decrees import vardplatser_2024 as decree
from rules.months import year_before
from rules.payouts import Settlement
from rules.population import population_gaps
from rules.readings import AS_DECIDED
from rules.regions import CODES
from rules.scenario import Case
from rules.what_if import UNCHANGED, Scenario, Simulated
from rules.what_if import simulate as one_by_one
from scenarios.beds_year import (
    MOST_REQUIREMENT_KR,
    NOT_REPORTED,
    REQUIREMENTS,
    Rates,
    Years,
    improvement_limits,
    settle,
)

AT_ONCE = 1_000
"""Scenarios in the arrays at a time, which bounds the memory they take."""

_BEFORE, _NOW = 0, 1
_YEARS = (tuple(year_before(month) for month in decree.MEASURED_MONTHS), decree.MEASURED_MONTHS)
_CELLS = {
    (code, month, decree.RATE_OF[requirement]): (year, row, column, place)
    for year, months in enumerate(_YEARS)
    for row, requirement in enumerate(REQUIREMENTS)
    for column, month in enumerate(months)
    for place, code in enumerate(CODES)
}
"""Where the rates of a scenario stand, by region code, month and name; in the order of the array."""
_SHAPE = (len(_YEARS), len(REQUIREMENTS), len(decree.MEASURED_MONTHS), len(CODES))

_Rates = dict[tuple[Any, ...], Decimal | None]
"""Reported rates by the keys of `_CELLS`."""
_T = TypeVar("_T")


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
    """A beds case whose scenarios can be put in arrays, what it gives itself, and its rates."""

    case: Case
    baseline: Settlement
    rates: _Rates

    @classmethod
    def of(cls, case: Case) -> "_Arrays | None":
        """None for a case that arrays cannot hold."""
        if case.programme_id != decree.PROGRAMME.id or case.readings != AS_DECIDED:
            return None
        if case.given.inputs.population is None or population_gaps(case.given.inputs.population):
            return None
        rates = {key: decree.reported(case.given.reports, *key) for key in _CELLS}
        if not _are_possible(rates):
            return None
        _, baseline = case.computed()
        return cls(case, baseline, rates)

    def can_hold(self, scenario: Scenario) -> bool:
        """Whether arrays can say all that the scenario changes."""
        numbers = self._numbers(scenario)
        return (
            not scenario.readings
            and numbers.improvement_percent >= 0
            and all(0 <= kr <= MOST_REQUIREMENT_KR for kr in _requirement_kr(numbers))
            and _are_possible(_changes(scenario))
            and (scenario.shake is None or scenario.shake.spread_percent <= 100)
        )

    def simulated(self, scenarios: Sequence[Scenario]) -> Iterator[Simulated]:
        """The scenarios, all of which arrays can hold."""
        numbers = [self._numbers(scenario) for scenario in scenarios]
        rates = self._whole_rates(scenarios)
        now = rates[:, _NOW] * _factors(rates[:, _NOW], scenarios)
        percents = _once([number.improvement_percent for number in numbers])
        years = settle(
            now,
            improvement_limits(rates[:, _BEFORE] * UNCHANGED, percents).astype(now.dtype),
            np.array(_once([_requirement_kr(number) for number in numbers]), dtype=np.int64),
            np.array(_once([min(number.top_places, len(CODES)) for number in numbers]), dtype=np.int64),
            self.case.given.inputs.population,
        )
        return self._compared(scenarios, years)

    def _compared(self, scenarios: Sequence[Scenario], years: Years) -> Iterator[Simulated]:
        as_is = compared(self.baseline, self.baseline)
        basic_kr = paid_by_region(self.baseline, {"slut"})
        without_slut = Comparison(basic_kr, basic_kr, (0, 0), ("slut",))
        other_kr = years.paid_kr.sum(axis=1) + np.array(list(basic_kr.values()), dtype=np.int64)
        count = len(scenarios)
        for scenario, region_kr, kept_kr, is_withheld in zip(
            scenarios,
            np.broadcast_to(other_kr, (count, len(CODES))).tolist(),
            np.broadcast_to(years.undistributed_kr, count).tolist(),
            np.broadcast_to(years.is_withheld, count).tolist(),
            strict=True,
        ):
            comparison = Comparison(
                as_is.baseline_kr,
                dict(zip(CODES, region_kr, strict=True)),
                (as_is.undistributed_kr[0], kept_kr),
                (),
            )
            yield Simulated(scenario, without_slut if is_withheld or as_is.left_out else comparison)

    def _numbers(self, scenario: Scenario) -> decree.Parameters:
        numbers: decree.Parameters = replace(self.case.numbers, **scenario.parameters)
        return numbers

    def _whole_rates(self, scenarios: Sequence[Scenario]) -> Rates:
        """All rates over one denominator, by scenario, year and on; one year for all when no scenario changes any.

        There is room for the factors of a `Shake`.
        """
        changes = [_changes(scenario) for scenario in scenarios]
        reported = (rate for rates in (self.rates, *changes) for rate in rates.values() if rate is not None)
        scale = lcm(*(Fraction(rate).denominator for rate in reported))

        def whole(rate: Decimal | None) -> int:
            return NOT_REPORTED if rate is None else int(Fraction(rate) * scale)

        rates = np.array([whole(rate) for rate in self.rates.values()], dtype=object).reshape(1, *_SHAPE)
        if any(changes):
            rates = np.repeat(rates, len(scenarios), axis=0)
            for place, own in enumerate(changes):
                for key, rate in own.items():
                    rates[(place, *_CELLS[key])] = whole(rate)
        return rates.astype(np.int64) if rates.max() * 2 * UNCHANGED <= np.iinfo(np.int64).max else rates


def _are_possible(rates: _Rates) -> bool:
    return all(rate is None or rate >= 0 for rate in rates.values())


def _requirement_kr(numbers: decree.Parameters) -> tuple[int, ...]:
    return tuple(numbers.requirement_kr(requirement) for requirement in REQUIREMENTS)


def _changes(scenario: Scenario) -> _Rates:
    """The rates that the scenario has in place of those reported."""
    return {
        (*change.key, name): value
        for change in scenario.reports
        for name, value in change.values.items()
        if (*change.key, name) in _CELLS
    }


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
