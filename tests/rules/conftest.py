"""A year of made-up reports for each programme, the same in every run, as cases that can be computed."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from rules.decrees import tillganglighet_2024, vardkoer_2025, vardplatser_2024
from rules.decrees.tillganglighet_2024_facit import POPULATION, POPULATION_0_18
from rules.months import year_before
from rules.regions import CODES
from rules.scenario import Case, Given


@pytest.fixture(scope="session")
def beds() -> Case:
    """Rates of one decimal, so that there are ties; Gotland has not reported March, Skåne not March 2023."""
    draw = Random(1)
    reports = {
        (code, at): vardplatser_2024.BedsReport(
            overbelaggningar_per_100=Decimal(draw.randint(20, 70)) / 10,
            utlokaliseringar_per_100=Decimal(draw.randint(0, 30)) / 10,
        )
        for code in CODES
        for month in vardplatser_2024.MEASURED_MONTHS
        for at in (month, year_before(month))
    }
    del reports["09", date(2024, 3, 1)]
    del reports["12", date(2023, 3, 1)]
    return Case("vardplatser_2024", Given(vardplatser_2024.Inputs(POPULATION), reports))


@pytest.fixture(scope="session")
def agreement() -> Case:
    """Shares within 30 days between 50 and 90 per cent; Gotland has not reported March, all accounts are approved."""
    draw = Random(2)

    def report() -> tillganglighet_2024.BupReport:
        completed, waiting = draw.randint(20, 60), draw.randint(10, 40)
        return tillganglighet_2024.BupReport(
            completed, completed * draw.randint(50, 90) // 100, waiting, waiting * draw.randint(60, 95) // 100
        )

    reports = {
        (code, at, measure): report()
        for code in CODES
        for month in tillganglighet_2024.measured_months()
        for at in (month, year_before(month))
        for measure in tillganglighet_2024.MEASURES.values()
    }
    del reports["09", date(2024, 3, 1), "besök"]
    accounts = {code: tillganglighet_2024.Account(date(2024, 9, 30), True) for code in CODES}
    inputs = tillganglighet_2024.Inputs(POPULATION, POPULATION_0_18, accounts)
    return Case("tillganglighet_2024", Given(inputs, reports))


@pytest.fixture(scope="session")
def queues() -> Case:
    """Operations in numbers that take some regions to their caps and leave others below."""
    draw = Random(3)
    counts = {
        (code, month, operation): POPULATION[code] * draw.randint(2, 12) // 100_000
        for code in CODES
        for month in vardkoer_2025.PARAMETERS.measured_months
        for operation in vardkoer_2025.OPERATIONS
    }
    return Case("vardkoer_2025", Given(vardkoer_2025.Inputs(counts, POPULATION)))
