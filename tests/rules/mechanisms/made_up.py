"""Small decrees around the mechanisms under test, and reports to compute them on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rules.apportionment import Method
from rules.case import Case, Given
from rules.declaration import Decree, Part, Payment, ReportDuty, Section
from rules.mechanisms.complete_reporting import CompleteReporting
from rules.mechanisms.measures import Measure, Rate, ShareWithin
from rules.mechanisms.requirement import MonthOf, Requirement
from rules.months import months, year_before
from rules.numbers import Number, Values
from rules.readings import AS_DECIDED, Readings
from rules.regions import CODES
from rules.reports import BUP, KINDS, VARDPLATSER, Report
from rules.standard_terms import each_month

MARCH, APRIL = MONTHS = months(2031, 3, 4)
DAY_AFTER = {MARCH: date(2031, 4, 22), APRIL: date(2031, 5, 22)}
"""The first day on which a month is over."""
RATE = Rate(VARDPLATSER, "overbelaggningar_per_100")
SHARE = ShareWithin(BUP, "besök", "första besök", "besöken", "väntetider inom BUP", 30)
PEOPLE = dict.fromkeys(CODES, 1000)


def number(value: Any, name: str = "", unit: str = "kronor") -> Number[Any]:
    return Number(value, unit, "§ 1", f"Talet {name}", name)


def decree_of(
    *payments: tuple[Part, ...],
    requirements: tuple[Requirement, ...] = (),
    reporting: CompleteReporting | None = None,
    method: Method = Method.LARGEST_REMAINDER,
) -> Decree:
    """One section with these payments, and three weeks for reports of every kind."""
    section = Section(
        "§ 1",
        requirements=requirements,
        reporting=reporting,
        payments=tuple(Payment(f"nr{place}", f"Nr {place}", "§ 1", parts) for place, parts in enumerate(payments, 1)),
        duties=tuple(ReportDuty(kind.id, "myndigheten", each_month(kind.title, MONTHS)) for kind in KINDS.values()),
    )
    return Decree("litet", "Ett litet beslut", "Litet", None, date(2030, 11, 1), (), (section,), method)


def case_of(
    decree: Decree,
    reports: Mapping[str, Mapping[tuple[str, date, str], Report]] | None = None,
    *,
    people: Mapping[str, int | None] | None = PEOPLE,
    young: Mapping[str, int | None] | None = PEOPLE,
    numbers: Mapping[str, Any] | None = None,
    readings: Readings = AS_DECIDED,
    **given: Any,
) -> Case:
    populations = {"totalt": people, "0-18": young}
    return Case(decree, Given(populations, reports or {}, **given), Values(numbers or {}), readings)


def month_of(
    measure: Measure,
    now: Mapping[str, Report],
    before: Mapping[str, Report] | None = None,
    *,
    readings: Readings = AS_DECIDED,
    numbers: Mapping[str, Any] | None = None,
) -> MonthOf:
    """March, by region code."""
    reports = {
        (code, month, measure.item): report
        for month, by_region in ((MARCH, now), (year_before(MARCH), before or {}))
        for code, report in by_region.items()
    }
    case = case_of(decree_of(), {measure.kind.id: reports}, readings=readings, numbers=numbers)
    return MonthOf(case, measure, MARCH)


def seen(done: int | None, within: int | None, waiting: int | None = None, waiting_within: int | None = None) -> Report:
    """A report of a share."""
    return {
        "completed_count": done,
        "completed_within_count": within,
        "waiting_count": waiting,
        "waiting_within_count": waiting_within,
    }
