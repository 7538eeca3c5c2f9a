"""What regions may have reported to the agreement 2024, and what came of it, as tests write it."""

from datetime import date
from functools import cache
from itertools import product

from rules.decrees.tillganglighet_2024_facit import PARTS_EARNED, POPULATION, POPULATION_0_18
from rules.months import year_before
from rules.numbers import Values
from rules.readings import AS_DECIDED
from rules.regions import CODES
from tests.rules.decrees.bup import (
    DECREE,
    MEASURES,
    UNTIL_JUNE,
    UNTIL_NOVEMBER,
    Account,
    BupReport,
    Inputs,
    assess,
    measured_months,
    qualify_month,
    settle,
)

POTS = [each.pot(Values()) for each in DECREE.set_aside]
MARCH = date(2024, 3, 1)
LAST_DAY = date(2024, 9, 30)
ALL_APPROVED = {code: Account(LAST_DAY, True) for code in CODES}
INPUTS = Inputs(POPULATION, POPULATION_0_18, ALL_APPROVED)
WITHIN_OF_100 = {0: 50, 2: 51, 3: 55, 4: 60}
"""Completed within 30 days of 100 that give so many quarters of the pot, when it was 50 of 100 in 2023."""


def report(within, completed=100, waiting=0, waiting_within=0):
    return BupReport(completed, within, waiting, waiting_within)


def judged(this_year, last_year=None, readings=AS_DECIDED):
    found = assess(this_year, last_year, month=MARCH, measure="besök", readings=readings)
    return found.route, found.part


def qualified(reports, readings=AS_DECIDED):
    return [
        outcome
        for month in measured_months(readings)
        for outcome in qualify_month(month, reports, POPULATION_0_18, readings=readings)
    ]


def settled(reports, inputs=INPUTS, readings=AS_DECIDED):
    return settle(inputs, qualified(reports, readings), readings=readings)


def same_for_all(within):
    """Every region has 50 of 100 in 2023 and `within` of 100 in the months of 2024."""
    return {
        (code, at, measure): report(count)
        for code, month, measure in product(CODES, measured_months(), MEASURES.values())
        for at, count in ((month, within), (year_before(month), 50))
    }


def decoded_reports():
    """Reports that give each region the parts behind the decision, laid out from the first month on."""
    reports = same_for_all(50)
    for code, halves in PARTS_EARNED.items():
        for months, quarters in zip((UNTIL_JUNE, UNTIL_NOVEMBER), halves, strict=True):
            whole, rest = divmod(quarters, 4)
            parts = [4] * whole + ([rest] if rest else [])
            if rest == 1:
                parts = [4] * (whole - 1) + [3, 2]
            pots = product(months, MEASURES.values())
            for (month, measure), part in zip(pots, parts, strict=False):
                reports[code, month, measure] = report(WITHIN_OF_100[part])
    return reports


@cache
def decoded_settlement():
    return settled(decoded_reports())


def amounts(settlement, payment, component):
    return {
        row.region_code: row.amount_kr
        for row in settlement.payouts
        if (row.payment, row.component) == (payment, component)
    }
