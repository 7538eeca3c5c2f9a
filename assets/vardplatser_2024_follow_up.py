"""The follow-up of the beds decree 2024: reporting, repayment, the nation's development and what is worth a look."""

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

import dagster as dg
import polars as pl

from assets.follow_up import FollowUpTable, Frames, Notice, build_follow_up, marks_by_region, rows_of
from assets.grants import Input, joined_marks
from assets.pictures import rate_developments
from assets.vardplatser_2024 import GRANT
from assets.warehouse import Connection
from rules.decrees import vardplatser_2024 as decree
from rules.money import Exact, cut
from rules.months import year_before
from rules.signals import Replacement, changed_after_rules, signals
from schemas.follow_up import (
    RATE_DECIMALS,
    NationalDevelopment,
    RepaymentLiability,
    ReplacedVardplatser,
    ReportingGap,
    Signal,
)
from schemas.tables import TableModel

_BEDS = dg.AssetKey(["core", "vardplatser"])
_REPLACED = dg.AssetKey(["core", "replaced_vardplatser"])

TABLES = {
    "reporting_gap": FollowUpTable(ReportingGap, [_BEDS]),
    "repayment_liability": FollowUpTable(RepaymentLiability, [GRANT.key("reporting_gap")]),
    "national_development": FollowUpTable(NationalDevelopment, [_BEDS], rate_developments(GRANT)),
    "signal": FollowUpTable(Signal, [_BEDS, _REPLACED]),
}


def compute(connection: Connection) -> Frames:
    """The tables as the reports stand in the warehouse."""
    basis = GRANT.load(connection)
    marks = marks_by_region(basis.beds_rows)
    gaps = decree.reporting_gaps(basis.reports)
    missing = Counter(gap.region_code for gap in gaps)
    changed = replacements(connection.read(ReplacedVardplatser), basis.beds_rows)
    return {
        "reporting_gap": _rows(
            ReportingGap,
            [{"region_code": gap.region_code, "value_name": gap.value, "month": gap.month} for gap in gaps],
        ),
        "repayment_liability": _rows(
            RepaymentLiability,
            [
                {
                    "region_code": code,
                    "missing_count": missing[code],
                    "amount_kr": amount_kr,
                    "reason": decree.liability_reason(code, gaps),
                    "mark": marks[code],
                }
                for code, amount_kr in decree.repayment_liability(gaps).items()
            ],
        ),
        "national_development": _rows(
            NationalDevelopment,
            [
                {
                    "requirement": row.requirement,
                    "month": row.month,
                    "region_count": row.region_count,
                    "rate": _cut(row.rate),
                    "rate_year_before": _cut(row.rate_year_before),
                    "change_percent": _cut(row.change_percent),
                    "mark": _mark_of(basis.beds_rows, row.month),
                }
                for row in decree.national_development(basis.reports)
            ],
        ),
        "signal": _rows(
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
                for signal in (*signals(basis.reports), *changed_after_rules(changed))
            ],
        ),
    }


def replacements(old: pl.DataFrame, new: pl.DataFrame) -> list[Replacement]:
    """Each value beside the one that replaced it, delivery by delivery, also where both are the same.

    `old` has the replaced rows and `new` those that count now, both in the columns of `core.vardplatser`.
    """
    file_name = pl.col("file").str.split("/").list.last()
    versions: dict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)
    for rows in (old.sort("received", file_name, "file", "sheet", "row"), new):
        for row in rows.iter_rows(named=True):
            versions[row["region_code"], row["month"]].append(row)
    return [
        Replacement(
            region_code, month, value_name, before[value_name], before["received"], after[value_name], after["received"]
        )
        for (region_code, month), rows in versions.items()
        for before, after in pairwise(rows)
        for value_name in decree.VALUE_NAMES
    ]


def _cut(exact: Exact | None) -> object:
    return None if exact is None else cut(exact, RATE_DECIMALS)


def _mark_of(rows: pl.DataFrame, month: date) -> str:
    return joined_marks([Input("", rows.filter(pl.col("month").is_in([month, year_before(month)])))])


def _rows(model: TableModel, rows: list[dict[str, object]]) -> pl.DataFrame:
    return rows_of(GRANT.programme, model, rows)


NOTICES = [
    Notice(
        "signal",
        "nothing_to_look_at",
        "Nothing in the reported values looks like a mistake; no amount depends on it.",
        lambda rows: rows["message_sv"].to_list(),
    )
]

FOLLOW_UP = build_follow_up(GRANT.programme, "reports_follow_up", TABLES, compute, NOTICES)
