"""What regions report that decrees measure, as plain values: the kinds of report and what each value is called.

How a report arrives and what makes it valid belongs to `schemas` and `readers`; what it earns to `rules.mechanisms`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Value = Decimal | int
Report = Mapping[str, Value | None]
"""The values of one report by column; None is a value that was not reported, which is not zero."""
Key = tuple[str, date, str]
"""Region code, month, and item: a measure, a kind of operation or a plan, empty where there is nothing to tell."""
Reports = Mapping[str, Mapping[Key, Report]]
"""Reports by kind and key."""

NOTHING: Report = {}

OUTCOME, PLAN = "utfall", "plan"
"""What a row says that it is, of a kind that has both. In keys an outcome has the empty item and a plan this one."""


@dataclass(frozen=True, eq=False)
class ReportKind:
    """One kind of report; `id` is its kind of delivery.

    `values` are the Swedish names of its values by column, in the order they are asked for. `item` is the column that
    tells items apart. Several rows of one key `are_added`, as operations of several performers. `of_all` are columns
    with what some of the values leave out, in whose place they stand where T26 is read so. `statement` is the column
    that tells plans from outcomes, None where there are only outcomes; no plan has the values `outcome_only`. `apart`
    are columns of what some values hold, told apart where the region does so; nothing is measured on them.
    """

    id: str
    title: str
    values: Mapping[str, str]
    item: str | None = None
    are_added: bool = False
    of_all: Mapping[str, str] = field(default_factory=dict)
    statement: str | None = None
    outcome_only: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def told_apart_by(self) -> str | None:
        """The column that tells reports of one region and month apart, None where there is one of them."""
        return self.item or self.statement

    def item_of(self, row: Mapping[str, Any]) -> str:
        """The item of a row in the key of its report."""
        if self.item:
            return str(row[self.item])
        return PLAN if self.statement and row[self.statement] == PLAN else ""


VARDPLATSER = ReportKind(
    "vardplatser",
    "Vårdplatser",
    {
        "overbelaggningar_per_100": "överbeläggningar per 100 vårdplatser",
        "utlokaliseringar_per_100": "utlokaliseringar per 100 vårdplatser",
        "beds": "disponibla vårdplatser",
        "occupancy_percent": "beläggningsgrad",
    },
    statement="statement",
    outcome_only=("overbelaggningar_per_100", "utlokaliseringar_per_100"),
    apart=("somatic_beds", "psychiatric_beds", "somatic_occupancy_percent", "psychiatric_occupancy_percent"),
)
BUP = ReportKind(
    "bup",
    "Väntetider inom BUP",
    {
        "completed_count": "genomförda",
        "completed_within_count": "genomförda inom 30 dagar",
        "waiting_count": "väntande",
        "waiting_within_count": "väntande inom 30 dagar",
    },
    item="measure",
    of_all={
        "completed_count": "all_completed_count",
        "completed_within_count": "all_completed_within_count",
    },
)
OPERATIONER = ReportKind(
    "operationer", "Operationer", {"operation_count": "operationer"}, item="operation", are_added=True
)

KINDS = {kind.id: kind for kind in (VARDPLATSER, BUP, OPERATIONER)}
"""The kinds that a decree can measure, by id."""


def with_values(reports: Reports, kind: str, key: Key, values: Report) -> dict[str, Mapping[Key, Report]]:
    """The reports with other values at one key; None takes a value away."""
    of_kind = dict(reports.get(kind, {}))
    of_kind[key] = {**of_kind.get(key, NOTHING), **values}
    return {**reports, kind: of_kind}
