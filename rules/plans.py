"""Plans beside outcomes: which months decrees ask plans for, and what a row is that does not say so itself.

A kind of report has both where it names the column that tells them apart (`ReportKind.statement`).
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from rules.found_decrees import decrees
from rules.reports import OUTCOME, PLAN, ReportKind


def planned_months(kind: ReportKind) -> frozenset[date]:
    """The months that some decree asks a plan for, empty for a kind without plans."""
    found: set[date] = set()
    for decree in decrees():
        if decree.reporting and decree.reporting.kind is kind:
            found.update(decree.reporting.planned_months)
        if decree.capacity and decree.capacity.kind is kind:
            found.update(decree.capacity.planned_months)
    return frozenset(found if kind.statement else ())


def unsaid(kind: ReportKind, month: date | None, row: Mapping[str, Any], planned: Collection[date]) -> str:
    """What a row is that does not say so: a plan in a planned month without any value that only outcomes have.

    `row` has the values by column, None for no value; `planned` are `planned_months` of the kind.
    """
    is_plan = month in planned and all(row.get(column) is None for column in kind.outcome_only)
    return PLAN if is_plan else OUTCOME


def item_of(kind: ReportKind, month: date, row: Mapping[str, Any], planned: Collection[date]) -> str:
    """The item of a row in the key of its report; rows kept before they could say so are read as `unsaid` does."""
    if kind.statement and row.get(kind.statement) is None:
        return kind.item_of({**row, kind.statement: unsaid(kind, month, row, planned)})
    return kind.item_of(row)
