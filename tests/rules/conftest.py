"""A year of made-up reports for each programme, the same in every run, as cases that can be computed."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from rules.case import Account, Case
from rules.decrees.tillganglighet_2024_facit import POPULATION, POPULATION_0_18
from rules.months import year_before
from rules.regions import CODES
from tests.rules.decrees.beds import MEASURED, BedsReport, beds_case
from tests.rules.decrees.bup import MEASURES, BupReport, Inputs, bup_case, measured_months
from tests.rules.decrees.operations import KINDS, MONTHS, queues_case


@pytest.fixture(scope="session")
def beds() -> Case:
    """Rates of one decimal, so that there are ties; Gotland has not reported March, Skåne not March 2023."""
    draw = Random(1)
    reports = {
        (code, at): BedsReport(
            overbelaggningar_per_100=Decimal(draw.randint(20, 70)) / 10,
            utlokaliseringar_per_100=Decimal(draw.randint(0, 30)) / 10,
        )
        for code in CODES
        for month in MEASURED
        for at in (month, year_before(month))
    }
    del reports["09", date(2024, 3, 1)]
    del reports["12", date(2023, 3, 1)]
    return beds_case(reports, POPULATION)


@pytest.fixture(scope="session")
def agreement() -> Case:
    """Shares within 30 days between 50 and 90 per cent; Gotland has not reported March, all accounts are approved."""
    draw = Random(2)

    def report() -> BupReport:
        completed, waiting = draw.randint(20, 60), draw.randint(10, 40)
        return BupReport(
            completed, completed * draw.randint(50, 90) // 100, waiting, waiting * draw.randint(60, 95) // 100
        )

    reports = {
        (code, at, measure): report()
        for code in CODES
        for month in measured_months()
        for at in (month, year_before(month))
        for measure in MEASURES.values()
    }
    del reports["09", date(2024, 3, 1), "besök"]
    accounts = {code: Account(date(2024, 9, 30), True) for code in CODES}
    return bup_case(reports, Inputs(POPULATION, POPULATION_0_18, accounts))


@pytest.fixture(scope="session")
def queues() -> Case:
    """Operations in numbers that take some regions to their caps and leave others below."""
    draw = Random(3)
    counts = {
        (code, month, operation): POPULATION[code] * draw.randint(2, 12) // 100_000
        for code in CODES
        for month in MONTHS
        for operation in KINDS
    }
    return queues_case(counts, POPULATION)
