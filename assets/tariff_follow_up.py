"""The follow-up of a payment by tariff up to a cap: the account of operations, line by line."""

from collections.abc import Iterable, Mapping
from datetime import date

import dagster as dg
import polars as pl

from assets.basis import Basis, Input, joined_marks
from assets.decisions import Decisions
from assets.follow_up import (
    ALL_REPORTED,
    FollowUpTable,
    Frames,
    build_follow_up,
    marks_by_region,
    rows_of,
    status_rows,
)
from assets.grants import Grant
from assets.pictures import operation_developments
from assets.result_tables import of_tariff
from assets.told_from import Ground, told
from assets.warehouse import Connection
from rules.case import REPORTS, Case
from rules.counted_development import development
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.money import cut
from rules.month_status import MonthStatus as Status
from rules.preliminary import TariffSoFar, remaining_of, tariff_so_far
from rules.tariff_reasons import tariff_reasons
from schemas.follow_up import (
    PERCENT_DECIMALS,
    RATE_DECIMALS,
    CapLine,
    OperationDevelopment,
    RegionReason,
    RemainingLine,
    TariffLine,
)
from schemas.tables import TableModel, empty

OPERATION_COLUMNS = ["region_code", "month", "operation", "performer", "operation_count"]


def tariff_follow_up(grant: Grant, tariff: CappedTariff) -> dg.AssetsDefinition:
    """The step of one programme."""
    operations = dg.AssetKey(["core", tariff.kind.id])
    both = [operations, dg.AssetKey(["core", "befolkning"])]
    upstream = {"month_status": [operations], "operation_development": [operations]}
    draw = {"operation_development": operation_developments(grant)}
    tables = {
        table: FollowUpTable(model, upstream.get(table, both), draw.get(table))
        for table, model in of_tariff(grant).items()
    }
    notices = [ALL_REPORTED] if "month_status" in tables else []

    def compute(connection: Connection, decisions: Decisions) -> Frames:
        ground = told(connection, grant, decisions).of(grant.programme.payment_of(tariff).id)
        return {table: rows for table, rows in _computed(grant, tariff, tables, ground).items() if table in tables}

    name = "tariff_follow_up" if grant.is_monthly else "follow_up"
    return build_follow_up(grant.programme, name, tables, compute, notices)


def _computed(grant: Grant, tariff: CappedTariff, tables: Mapping[str, FollowUpTable], ground: Ground) -> Frames:
    """The tables on what the payment is told from; amounts are there when they can be computed on what is in."""
    basis, case = ground.basis, ground.case
    so_far = tariff_so_far(case, tariff)
    statuses = [
        Status(month, codes, None if tariff.is_closed(case, month) else case.last_report_day(tariff.kind.id, month))
        for month, codes in tariff.not_reported(case).items()
    ]
    frames = {table: empty(made.model) for table, made in tables.items()} | {
        "month_status": status_rows(grant.programme, statuses),
        "operation_development": _development(grant, tariff, so_far.months, basis.rows[tariff.kind.id]),
    }
    payment = grant.programme.payment_of(tariff)
    waits = {fault.rank for part in payment.parts for fault in part.faults(case, ())} - {REPORTS}
    if waits or (so_far.months_missing and not so_far.months):
        return frames
    return frames | _lines(grant, tariff, basis, so_far)


def _development(grant: Grant, tariff: CappedTariff, months: Iterable[date], rows: pl.DataFrame) -> pl.DataFrame:
    of_region, of_nation = marks_by_region(rows), joined_marks([Input("", rows)])
    counts = {
        (code, month, kind, performer): count
        for code, month, kind, performer, count in rows.select(OPERATION_COLUMNS).iter_rows()
        if count is not None
    }
    return rows_of(
        grant.programme,
        OperationDevelopment,
        [
            {**vars(line), "month": month, "mark": of_region[line.region_code] if line.region_code else of_nation}
            for month in months
            for line in development(counts, tariff.ids, tariff.months.value, month)
        ],
    )


def _lines(grant: Grant, tariff: CappedTariff, basis: Basis, so_far: TariffSoFar) -> Frames:
    """The payment on the months that are in, line by line."""
    case, remaining = so_far.case, remaining_of(so_far.case, tariff)
    payment = grant.programme.payment_of(tariff)
    counted = basis.inputs(tariff.rests_on(tariff.ids[0]))
    marks = marks_by_region(counted[0].rows)
    mark_of = {part.id: joined_marks(grant.payment_inputs(basis, payment.id, part.id)) for part in payment.components}
    mark_of_all = mark_of[remaining.component.id] if remaining else joined_marks(counted)
    rows: dict[str, tuple[TableModel, list[dict[str, object]]]] = {
        "tariff_line": (TariffLine, _tariff_rows(tariff, case, marks)),
        "cap_line": (CapLine, _cap_rows(tariff, case, marks)),
        "remaining_line": (RemainingLine, _remaining_rows(remaining, case, mark_of_all)),
        "region_reason": (
            RegionReason,
            [
                {"region_code": code, "reason": reason, "mark": mark_of_all}
                for code, reason in tariff_reasons(case, tariff, remaining).items()
            ],
        ),
    }
    return {table: rows_of(grant.programme, model, own) for table, (model, own) in rows.items()}


def _tariff_rows(tariff: CappedTariff, case: Case, marks: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {
            "operation": line.operation,
            "region_code": line.region_code,
            "operation_count": line.count,
            "tariff_kr": line.tariff_kr,
            "gross_kr": line.gross_kr,
            "paid_kr": line.paid_kr,
            "mark": marks[line.region_code],
        }
        for line in tariff.tariff_lines(case)
    ]


def _cap_rows(tariff: CappedTariff, case: Case, marks: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {
            "region_code": line.region_code,
            "gross_kr": line.gross_kr,
            "cap_kr": line.cap_kr,
            "paid_kr": line.paid_kr,
            "cap_used_percent": cut(line.share_of_cap * 100, PERCENT_DECIMALS),
            "month_reached": line.month_reached,
            "mark": marks[line.region_code],
        }
        for line in tariff.cap_lines(case)
    ]


def _remaining_rows(remaining: RemainingFunds | None, case: Case, mark: str) -> list[dict[str, object]]:
    return [
        {
            "operation": line.operation,
            "region_code": line.region_code,
            "operation_count": line.count,
            "per_100_000": cut(line.per_100_000, RATE_DECIMALS),
            "rank": line.rank,
            "is_qualified": line.is_qualified,
            "cap_kr": line.cap_kr,
            "amount_kr": line.amount_kr,
            "mark": mark,
        }
        for line in (remaining.lines(case) if remaining else ())
    ]
