"""What would have been: a case with other parameters, readings or reported values, held against the case as it is.

Computed by the same rules as the results that count and without any way to change them. How scenarios are
written down and where results are put is not known here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal
from random import Random
from typing import Any

from rules.case import Case, Given
from rules.comparison import Comparison, compared
from rules.declaration import Decree
from rules.regions import CODES
from rules.reports import Key, Report, Value, with_values

HUNDREDTHS = 100
UNCHANGED = 100 * HUNDREDTHS
"""The factor 1 of a `Shake`, whose factors are in hundredths of a per cent."""

_EXACT = Context(prec=50)
"""Room for every digit of a rate (at most 38 in the tables) times a factor of `Shake`."""


@dataclass(frozen=True)
class ReportChange:
    """Other reported values at one key of the reports of a kind, by column; None takes a value away."""

    kind: str
    key: Key
    values: Report


@dataclass(frozen=True)
class Shake:
    """All that the regions perform in the measured months, each value changed by a random per cent.

    Evenly spread between minus and plus `spread_percent`, in hundredths of a per cent. The same `seed` gives the
    same values.
    """

    seed: str
    spread_percent: Decimal

    def factors(self) -> Iterator[int]:
        """What each value in turn is multiplied by, without end; `UNCHANGED` leaves it as it is."""
        draw, most = Random(self.seed), int(self.spread_percent * HUNDREDTHS)
        while True:
            yield UNCHANGED + draw.randint(-most, most)


@dataclass(frozen=True)
class Scenario:
    """One set of changes, by the names of the decree's numbers and the fields of `Readings`."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    reports: tuple[ReportChange, ...] = ()
    shake: Shake | None = None


@dataclass(frozen=True)
class Simulated:
    """One scenario and what it would have given."""

    scenario: Scenario
    comparison: Comparison


class ScenarioError(ValueError):
    """A scenario cannot be computed; the message is Swedish."""


def simulate(case: Case, scenarios: Iterable[Scenario]) -> Iterator[Simulated]:
    """Each scenario against `case`, one at a time and in order. Raises `ScenarioError`."""
    _, baseline = case.computed()
    for scenario in scenarios:
        changed = under(case, scenario)
        try:
            _, settled = changed.computed()
        except ValueError as error:
            raise ScenarioError(
                f"Scenariot ”{scenario.name}” går inte att räkna, eftersom det skulle ge belopp under noll eller en "
                "fördelning utan grund. Ändra dess villkor så att delarna ryms i beloppen."
            ) from error
        yield Simulated(scenario, compared(baseline, settled))


def under(case: Case, scenario: Scenario) -> Case:
    """The case as the scenario has it; reported values are changed first and shaken then. Raises `ScenarioError`."""
    given = case.given
    for change in scenario.reports:
        given = replace(given, reports=with_values(given.reports, change.kind, change.key, change.values))
    if not all(_is_possible(case.decree, given, change) for change in scenario.reports):
        raise ScenarioError(
            f"Scenariot ”{scenario.name}” har fler inom den tid som räknas än det finns i allt. Ändra det tal som är "
            "fel."
        )
    if scenario.shake:
        given = _shaken(case.decree, given, scenario.shake)
    return replace(
        case,
        given=given,
        values=case.values.with_changed(scenario.parameters),
        readings=replace(case.readings, **scenario.readings),
    )


def _is_possible(decree: Decree, given: Given, change: ReportChange) -> bool:
    report = given.reports[change.kind][change.key]
    return all(measured.is_possible(report) for measured in decree.measured if measured.is_at(change.kind, change.key))


def _shaken(decree: Decree, given: Given, shake: Shake) -> Given:
    """Every value that a region performs, in the order of kinds, keys and columns."""
    factors = shake.factors()
    reports = dict(given.reports)
    for kind in dict.fromkeys(measured.kind.id for measured in decree.measured):
        of_kind = dict(reports.get(kind, {}))
        for key in sorted(of_kind):
            for measured in decree.measured:
                if measured.is_at(kind, key) and key[1] in measured.months:
                    of_kind[key] = _shaken_report(measured.most(of_kind[key]), of_kind[key], factors)
        reports[kind] = of_kind
    return replace(given, reports=reports)


def _shaken_report(most_of: Mapping[str, Value | None], report: Report, factors: Iterator[int]) -> Report:
    """`most_of` are the columns to change and the most that each can be."""
    changed = dict(report)
    for column, most in most_of.items():
        value = report.get(column)
        if value is None:
            continue
        if isinstance(value, int):
            value = value * next(factors) // UNCHANGED
            changed[column] = value if most is None else min(value, int(most))
        else:
            changed[column] = _EXACT.divide(_EXACT.multiply(value, next(factors)), UNCHANGED)
    return changed


@dataclass(frozen=True)
class Spread:
    """One region's differences over many scenarios, in kronor; of an even number the lower of the two in the middle."""

    region_code: str
    least_kr: int
    median_kr: int
    most_kr: int


def spreads(differences_kr: Mapping[str, Sequence[int]]) -> tuple[Spread, ...]:
    """One per region, from its difference in each scenario, by region code; there is at least one scenario."""
    rows = []
    for code in CODES:
        ordered = sorted(differences_kr[code])
        rows.append(Spread(code, ordered[0], ordered[(len(ordered) - 1) // 2], ordered[-1]))
    return tuple(rows)
