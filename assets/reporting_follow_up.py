"""The follow-up of a basic requirement to report: gaps, repayment, the nation's development, what is worth a look."""

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

import dagster as dg
import polars as pl

from assets.basis import Basis, Input, joined_marks
from assets.decisions import Decisions
from assets.follow_up import FollowUpTable, Frames, Notice, build_follow_up, marks_by_region, rows_of
from assets.grants import Grant
from assets.pictures import rate_developments
from assets.result_tables import of_reporting
from assets.warehouse import Connection
from rules.development import national_development
from rules.mechanisms.complete_reporting import CompleteReporting
from rules.money import Exact, cut
from rules.months import year_before
from rules.reports import VARDPLATSER
from rules.signals import Replacement, changed_after_rules, signals
from schemas.follow_up import (
    RATE_DECIMALS,
    NationalDevelopment,
    RepaymentLiability,
    ReportingGap,
    Signal,
)
from schemas.replaced import REPLACED
from schemas.tables import TableModel

NOTICES = [
    Notice(
        "signal",
        "nothing_to_look_at",
        "Inget rapporterat värde ser ut som ett misstag. Inget belopp beror på det.",
        lambda rows: rows["message_sv"].to_list(),
    )
]


def reporting_follow_up(grant: Grant, reporting: CompleteReporting) -> dg.AssetsDefinition:
    """The step of one programme."""
    kind = reporting.kind.id
    delivered, replaced = (dg.AssetKey(["core", name]) for name in (kind, f"replaced_{kind}"))
    upstream = {"repayment_liability": [grant.key("reporting_gap")], "signal": [delivered, replaced]}
    draw = {"national_development": rate_developments(grant)} if reporting.has_rates else {}
    tables = {
        table: FollowUpTable(model, upstream.get(table, [delivered]), draw.get(table))
        for table, model in of_reporting(reporting).items()
    }
    notices = NOTICES if reporting.has_rates else []

    def compute(connection: Connection, _: Decisions) -> Frames:
        basis = grant.load(connection)
        found = _lacking(grant, reporting, basis)
        return found | _values(grant, reporting, basis, connection) if reporting.has_rates else found

    return build_follow_up(grant.programme, "reports_follow_up", tables, compute, notices)


def _lacking(grant: Grant, reporting: CompleteReporting, basis: Basis) -> Frames:
    """What is not reported, and what follows."""
    marks = marks_by_region(basis.rows[reporting.kind.id])
    case = grant.case(basis)
    gaps = reporting.gaps(case)
    missing = Counter(gap.region_code for gap in gaps if gap.is_due)
    rows: dict[str, tuple[TableModel, list[dict[str, object]]]] = {
        "reporting_gap": (
            ReportingGap,
            [
                {"region_code": gap.region_code, "value_name": gap.value, "month": gap.month, "is_due": gap.is_due}
                for gap in gaps
            ],
        ),
        "repayment_liability": (
            RepaymentLiability,
            [
                {
                    "region_code": code,
                    "missing_count": missing[code],
                    "amount_kr": amount_kr,
                    "reason": reporting.liability_reason(case, code, gaps),
                    "mark": marks[code],
                }
                for code, amount_kr in reporting.liability(case, gaps).items()
            ],
        ),
    }
    return {table: rows_of(grant.programme, model, own) for table, (model, own) in rows.items()}


def _values(grant: Grant, reporting: CompleteReporting, basis: Basis, connection: Connection) -> Frames:
    """The nation's rates, and what is worth a look in the values."""
    delivered = basis.rows[reporting.kind.id]
    marks = marks_by_region(delivered)
    changed = replacements(connection.read(REPLACED[reporting.kind.id]), delivered)
    rows: dict[str, tuple[TableModel, list[dict[str, object]]]] = {
        "national_development": (
            NationalDevelopment,
            [
                {
                    "requirement": row.requirement,
                    "month": row.month,
                    "region_count": row.region_count,
                    "rate": _cut(row.rate),
                    "rate_year_before": _cut(row.rate_year_before),
                    "change_percent": _cut(row.change_percent),
                    "mark": _mark_of(delivered, row.month),
                }
                for row in national_development(grant.programme.indicators, basis.given)
            ],
        ),
        "signal": (
            Signal,
            [
                {
                    "region_code": signal.region_code,
                    "month": signal.month,
                    "value_name": signal.value_name,
                    "code": signal.code,
                    "message_sv": signal.message,
                    "mark": marks[signal.region_code],
                }
                for signal in (*signals(basis.given, reporting.outcome_months), *changed_after_rules(changed))
            ],
        ),
    }
    return {table: rows_of(grant.programme, model, own) for table, (model, own) in rows.items()}


def replacements(old: pl.DataFrame, new: pl.DataFrame) -> list[Replacement]:
    """Each value beside the one that replaced it, delivery by delivery, also where both are the same.

    `old` has the replaced rows and `new` those that count now, both in the columns of `core.vardplatser`.
    """
    file_name = pl.col("file").str.split("/").list.last()
    versions: dict[tuple[str, date, str], list[dict[str, Any]]] = defaultdict(list)
    for rows in (old.sort("received", file_name, "file", "sheet", "row"), new):
        for row in rows.iter_rows(named=True):
            versions[row["region_code"], row["month"], VARDPLATSER.item_of(row)].append(row)
    return [
        Replacement(
            region_code, month, value_name, before[value_name], before["received"], after[value_name], after["received"]
        )
        for (region_code, month, _), rows in versions.items()
        for before, after in pairwise(rows)
        for value_name in VARDPLATSER.values
    ]


def _cut(exact: Exact | None) -> object:
    return None if exact is None else cut(exact, RATE_DECIMALS)


def _mark_of(rows: pl.DataFrame, month: date) -> str:
    return joined_marks([Input("", rows.filter(pl.col("month").is_in([month, year_before(month)])))])
