"""What decrees ask of a kind of report: the months that they look at, and the values that a whole report has."""

from collections.abc import Mapping
from datetime import date

from rules.found_decrees import decrees
from rules.plans import planned_months
from rules.reports import OUTCOME, PLAN, ReportKind


def read_months(kind: ReportKind) -> frozenset[date]:
    """The months of a kind of report that some decree looks at, those that it compares with among them."""
    found: set[date] = set()
    for decree in decrees():
        found.update(decree.months_of(kind.id))
        if decree.capacity and decree.capacity.kind is kind:
            found.update((*decree.capacity.outcome_months, *decree.capacity.planned_months))
    return frozenset(found)


def asked_values(kind: ReportKind) -> Mapping[str, frozenset[date]]:
    """The columns of the values that a report is whole with, and the months in which each is asked for.

    A basic requirement to report says which; without one all values are, in all months that are looked at.
    """
    for decree in decrees():
        if decree.reporting and decree.reporting.kind is kind:
            return {value: frozenset(months) for value, months in decree.reporting.required.items()}
    return dict.fromkeys(kind.values, read_months(kind))


def asked_statement(kind: ReportKind, month: date) -> str | None:
    """Whether it is a plan or an outcome that is asked for of a month, None for a kind without plans."""
    if not kind.statement:
        return None
    return PLAN if month in planned_months(kind) else OUTCOME
