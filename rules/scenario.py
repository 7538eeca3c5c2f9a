"""A whole programme computed from plain values by the decree's own functions: one entry for all programmes.

What-if, margins, priced readings and recomputation of what was decided all go through here, so that none of
them can follow other rules than the results that count. Where the values come from is not known here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.decrees import tillganglighet_2024, vardkoer_2025, vardplatser_2024
from rules.monthly_pot import Outcome
from rules.payouts import Settlement
from rules.population import population_gaps
from rules.programme import Programme
from rules.readings import AS_DECIDED, Readings


@dataclass(frozen=True)
class Given:
    """All that a programme is computed on.

    `inputs` are the `Inputs` and `reports` the `Reports` of the decree's module; operations 2025 have no
    reports of their own. `august_decided_kr` is what was decided in August 2024 by region, None while it is
    not decided or when it is asked what would be without that decision.
    """

    inputs: Any
    reports: Mapping[Any, Any] = field(default_factory=dict)
    august_decided_kr: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Rules:
    """What a decree's module offers: its declarations, the outcomes of one month and the settlement.

    `months` are all that can be measured; `qualify` gives none for a month that a reading leaves out or
    while the population cannot be used.
    """

    programme: Programme
    parameters: Any
    months: tuple[date, ...]
    qualify: Callable[[date, Given, Any, Readings], tuple[Outcome, ...]]
    settle: Callable[[Given, Sequence[Outcome], Any, Readings], Settlement]


@dataclass(frozen=True)
class Case:
    """One programme under one set of parameters and readings; the defaults are as decided.

    `parameters` are the `Parameters` of the decree's module, None for the decree's own numbers.
    """

    programme_id: str
    given: Given
    parameters: Any = None
    readings: Readings = AS_DECIDED

    @property
    def rules(self) -> Rules:
        """The rules of the programme; `KeyError` when it has none that pay."""
        return RULES[self.programme_id]

    @property
    def numbers(self) -> Any:
        """The parameters in use."""
        return self.rules.parameters if self.parameters is None else self.parameters

    def qualify(self, month: date) -> tuple[Outcome, ...]:
        """The outcomes of one month."""
        return self.rules.qualify(month, self.given, self.numbers, self.readings)

    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes of all months, none for a programme without monthly requirements."""
        return tuple(outcome for month in self.rules.months for outcome in self.qualify(month))

    def settle(self, outcomes: Sequence[Outcome]) -> Settlement:
        """What is paid, left and withheld, given the outcomes."""
        return self.rules.settle(self.given, outcomes, self.numbers, self.readings)

    def computed(self) -> tuple[tuple[Outcome, ...], Settlement]:
        """The outcomes of all months and the settlement they lead to."""
        outcomes = self.outcomes()
        return outcomes, self.settle(outcomes)


def _whole(population: Mapping[str, int | None] | None) -> dict[str, int] | None:
    """The population as weights, None while it cannot be used."""
    if population is None or population_gaps(population):
        return None
    return {code: count for code, count in population.items() if count is not None}


def _beds_month(month: date, given: Given, parameters: Any, readings: Readings) -> tuple[Outcome, ...]:
    population = _whole(given.inputs.population)
    if population is None:
        return ()
    return vardplatser_2024.qualify_month(month, given.reports, population, parameters, readings)


def _beds_settlement(given: Given, outcomes: Sequence[Outcome], parameters: Any, readings: Readings) -> Settlement:
    return vardplatser_2024.settle(given.inputs, outcomes, parameters, readings)


def _bup_month(month: date, given: Given, parameters: Any, readings: Readings) -> tuple[Outcome, ...]:
    population = _whole(given.inputs.population_0_18)
    if population is None:
        return ()
    return tillganglighet_2024.qualify_month(month, given.reports, population, parameters, readings)


def _agreement_settlement(given: Given, outcomes: Sequence[Outcome], parameters: Any, readings: Readings) -> Settlement:
    return tillganglighet_2024.settle(given.inputs, outcomes, parameters, readings, given.august_decided_kr)


def _no_outcomes(_month: date, _given: Given, _parameters: Any, _readings: Readings) -> tuple[Outcome, ...]:
    return ()


def _queues_settlement(given: Given, _: Sequence[Outcome], parameters: Any, readings: Readings) -> Settlement:
    return vardkoer_2025.settle(given.inputs, parameters, readings)


RULES = {
    rules.programme.id: rules
    for rules in (
        Rules(
            tillganglighet_2024.PROGRAMME,
            tillganglighet_2024.PARAMETERS,
            tillganglighet_2024.measured_months(),
            _bup_month,
            _agreement_settlement,
        ),
        Rules(
            vardplatser_2024.PROGRAMME,
            vardplatser_2024.PARAMETERS,
            vardplatser_2024.MEASURED_MONTHS,
            _beds_month,
            _beds_settlement,
        ),
        Rules(vardkoer_2025.PROGRAMME, vardkoer_2025.PARAMETERS, (), _no_outcomes, _queues_settlement),
    )
}
"""The programmes that pay, by id."""
