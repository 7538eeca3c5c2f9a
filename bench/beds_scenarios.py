"""A hundred thousand scenarios of the beds year in arrays, against as many by the rules one by one."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random

import numpy as np

from bench.measuring import Measure, in_turn, work
from bench.results import Line
from rules.case import Case, Given
from rules.decrees.vardplatser_2024 import DECREE, MEASURED, N
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.months import year_before
from rules.regions import CODES
from rules.reports import VARDPLATSER
from rules.what_if import Scenario, Shake, under
from scenarios.rate_year import improvement_limits, settle
from scenarios.simulation import AT_ONCE, simulate

ROUNDS = 3
SCENARIOS = 100_000
BY_THE_RULES = 50
"""As many take seconds; what they cost is multiplied up to all."""
TIMES_FASTER = 20

POPULATION = {code: row.population for code, row in TABLE.items()}
REQUIREMENTS = DECREE.requirements


def results(place: Path) -> Iterator[Line]:
    simulated, settled, some = in_turn(
        ROUNDS, lambda: work(simulate_all), lambda: work(settle_all), lambda: work(by_the_rules)
    )
    times = SCENARIOS / BY_THE_RULES
    all_by_the_rules = Measure(some.processor_seconds * times, some.seconds * times, some.peak_mib)
    what, against = f"{SCENARIOS:,} random scenarios of the beds year", "as many by the rules, one by one"
    yield Line(what, against, simulated, all_by_the_rules, 1 / TIMES_FASTER)
    yield Line(f"{what}, rates already in arrays", against, settled, all_by_the_rules, 1 / TIMES_FASTER)


def simulate_all() -> None:
    assert sum(1 for _ in simulate(_case(), _scenarios(SCENARIOS))) == SCENARIOS


def by_the_rules() -> None:
    case = _case()
    for scenario in _scenarios(BY_THE_RULES):
        _, settled = under(case, scenario).computed()
        assert not settled.withheld


def settle_all() -> None:
    shape = (len(REQUIREMENTS), len(MEASURED), len(CODES))
    draw = np.random.default_rng(1)
    limits = improvement_limits(draw.integers(200, 700, (1, *shape)), [N.improvement_percent.value])
    requirement_kr = np.array([[requirement.amount.value for requirement in REQUIREMENTS]])
    top_places = np.array([N.top_places.value])
    for _ in range(0, SCENARIOS, AT_ONCE):
        now = draw.integers(200, 700, (AT_ONCE, *shape))
        years = settle(now, limits.astype(np.int64), requirement_kr, top_places, POPULATION)
        assert (years.paid_kr.sum(axis=(1, 2)) == requirement_kr.sum()).all()


def _case() -> Case:
    draw = Random(1)
    reports = {
        (code, at, ""): {
            "overbelaggningar_per_100": Decimal(draw.randint(200, 700)) / 100,
            "utlokaliseringar_per_100": Decimal(draw.randint(50, 300)) / 100,
        }
        for code in CODES
        for month in MEASURED
        for at in (month, year_before(month))
    }
    return Case(DECREE, Given({"totalt": POPULATION}, {VARDPLATSER.id: reports}))


def _scenarios(count: int) -> Iterator[Scenario]:
    return (Scenario(str(place), shake=Shake(str(place), Decimal(10))) for place in range(count))
