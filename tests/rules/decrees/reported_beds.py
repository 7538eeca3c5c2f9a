"""What regions may have reported to the beds decree 2024, and what came of it, as tests write it."""

from datetime import date
from decimal import Decimal

from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.months import year_before
from rules.readings import Readings
from rules.regions import CODES
from rules.swedish import NO_BREAK_SPACE
from tests.rules.decrees.beds import DECREE, MEASURED, BedsReport, beds_case, qualify_month
from tests.rules.decrees.days import seen_on

MEASURED_MONTHS = MEASURED
RATE_OF = {each.id: each.measure.column for each in DECREE.requirements}
POPULATION = {code: row.population for code, row in TABLE.items()}
MARCH = date(2024, 3, 1)
FIVE_BEST = CODES[:5]
SKANE = "12"


def decimal(value):
    return None if value is None else Decimal(value)


def both(value):
    """A report with the same value for both requirements."""
    return BedsReport(overbelaggningar_per_100=decimal(value), utlokaliseringar_per_100=decimal(value))


def reports_of(values, month=MARCH):
    """Reports from {region code: (value the year before, value now)}."""
    return {
        (code, when): both(value)
        for code, (before, now) in values.items()
        for when, value in ((year_before(month), before), (month, now))
    }


def skane_in_march(before, now, others=None, **readings):
    """Skåne's outcome when five regions without a year before hold the five places with zero."""
    best = dict.fromkeys(FIVE_BEST, (None, "0"))
    reports = reports_of({**best, **(others or {}), SKANE: (before, now)})
    outcomes = qualify_month(MARCH, reports, POPULATION, readings=Readings(**readings))
    return next(outcome for outcome in outcomes if outcome.region_code == SKANE)


def whole_year(values_of):
    """Outcomes of all measured months; `values_of(code)` gives (value the year before, value now)."""
    values = {code: values_of(code) for code in CODES}
    return [
        outcome for month in MEASURED_MONTHS for outcome in qualify_month(month, reports_of(values, month), POPULATION)
    ]


def amounts(settlement, component):
    return {row.region_code: row.amount_kr for row in settlement.payouts if row.component == component}


def plain(text):
    return text.replace(NO_BREAK_SPACE, " ")


def reported(reports, on=date.max):
    return seen_on(beds_case(reports, POPULATION), on)
