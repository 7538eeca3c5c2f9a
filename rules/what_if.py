"""What would have been: a case with other parameters, readings or reported values, held against the case as it is.

Computed by the same rules as the results that count and without any way to change them. How scenarios are
written down and where results are put is not known here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal
from random import Random
from typing import Any

from rules.comparison import Comparison, compared
from rules.decrees import tillganglighet_2024 as agreement
from rules.decrees import vardkoer_2025 as queues
from rules.decrees import vardplatser_2024 as beds
from rules.regions import CODES
from rules.scenario import Case, Given

HUNDREDTHS = 100
UNCHANGED = 100 * HUNDREDTHS
"""The factor 1 of a `Shake`, whose factors are in hundredths of a per cent."""

_EXACT = Context(prec=50)
"""Room for every digit of a rate (at most 38 in the tables) times a factor of `Shake`."""


@dataclass(frozen=True)
class ReportChange:
    """Other reported values at one key of the programme's reports or counts.

    `values` are fields of `BedsReport` or `BupReport`, or `operation_count`; None takes a value away.
    """

    key: tuple[Any, ...]
    values: Mapping[str, Any]


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
    """One set of changes, by the names of the parameters and the fields of `Readings`."""

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
        given = _reported(case.programme_id, given, change)
    if case.programme_id == agreement.PROGRAMME.id and not all(
        _is_possible(given.reports[change.key]) for change in scenario.reports
    ):
        raise ScenarioError(
            f"Scenariot ”{scenario.name}” har fler inom 30 dagar än det finns i allt. Ändra det tal som är fel."
        )
    if scenario.shake:
        given = _shaken(case.programme_id, given, scenario.shake)
    return replace(
        case,
        given=given,
        parameters=replace(case.numbers, **scenario.parameters),
        readings=replace(case.readings, **scenario.readings),
    )


def _reported(programme_id: str, given: Given, change: ReportChange) -> Given:
    if programme_id == queues.PROGRAMME.id:
        counts = {**given.inputs.counts, change.key: change.values["operation_count"]}
        return _with_counts(given, {key: number for key, number in counts.items() if number is not None})
    nothing = beds.BedsReport() if programme_id == beds.PROGRAMME.id else agreement.BupReport(None, None, None, None)
    report = replace(given.reports.get(change.key, nothing), **change.values)
    return replace(given, reports={**given.reports, change.key: report})


def _is_possible(report: agreement.BupReport) -> bool:
    pairs = ((report.completed_within, report.completed), (report.waiting_within, report.waiting))
    return all(part is None or whole is None or part <= whole for part, whole in pairs)


def _shaken(programme_id: str, given: Given, shake: Shake) -> Given:
    factors = shake.factors()

    def of_count(number: int | None) -> int | None:
        return None if number is None else number * next(factors) // UNCHANGED

    def of_rate(rate: Decimal | None) -> Decimal | None:
        return None if rate is None else _EXACT.divide(_EXACT.multiply(rate, next(factors)), UNCHANGED)

    if programme_id == queues.PROGRAMME.id:
        return _with_counts(given, {key: of_count(number) for key, number in sorted(given.inputs.counts.items())})
    reports = dict(given.reports)
    if programme_id == beds.PROGRAMME.id:
        for key in sorted(key for key in reports if key[1] in beds.MEASURED_MONTHS):
            rates = {rate: of_rate(getattr(reports[key], rate)) for rate in beds.RATE_OF.values()}
            reports[key] = replace(reports[key], **rates)
    else:
        for key in sorted(key for key in reports if key[1] in agreement.measured_months()):
            report = reports[key]
            reports[key] = replace(
                report,
                completed_within=_at_most(of_count(report.completed_within), report.completed),
                waiting_within=_at_most(of_count(report.waiting_within), report.waiting),
            )
    return replace(given, reports=reports)


def _at_most(part: int | None, whole: int | None) -> int | None:
    return part if part is None or whole is None else min(part, whole)


def _with_counts(given: Given, counts: Mapping[Any, Any]) -> Given:
    return replace(given, inputs=replace(given.inputs, counts=counts))


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
