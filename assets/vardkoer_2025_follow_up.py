"""The follow-up of the queues decree 2025: the account of operations, block 2 line by line, preliminary shares."""

from collections.abc import Iterable
from datetime import date

import dagster as dg
import polars as pl

from assets.follow_up import (
    ALL_REPORTED,
    FollowUpTable,
    Frames,
    build_follow_up,
    marks_by_region,
    rows_of,
    status_rows,
)
from assets.grants import Input, joined_marks
from assets.pictures import operation_developments
from assets.vardkoer_2025 import GRANT, Basis, payment_inputs
from assets.warehouse import Connection
from rules.decrees import vardkoer_2025 as decree
from rules.decrees.vardkoer_2025_development import development
from rules.decrees.vardkoer_2025_reasons import reason
from rules.money import cut
from rules.month_status import MonthStatus as Status
from rules.regions import CODES
from schemas.deliveries import Operationer
from schemas.follow_up import (
    PERCENT_DECIMALS,
    RATE_DECIMALS,
    CapLine,
    MonthStatus,
    OperationDevelopment,
    PreliminaryPayout,
    RegionReason,
    RemainingLine,
    TariffLine,
)
from schemas.tables import empty

_OPERATIONS = dg.AssetKey(["core", "operationer"])
_BOTH = [_OPERATIONS, dg.AssetKey(["core", "befolkning"])]

TABLES = {
    "month_status": FollowUpTable(MonthStatus, [_OPERATIONS]),
    "operation_development": FollowUpTable(OperationDevelopment, [_OPERATIONS], operation_developments(GRANT)),
    "tariff_line": FollowUpTable(TariffLine, _BOTH),
    "cap_line": FollowUpTable(CapLine, _BOTH),
    "remaining_line": FollowUpTable(RemainingLine, _BOTH),
    "region_reason": FollowUpTable(RegionReason, _BOTH),
    "preliminary_payout": FollowUpTable(PreliminaryPayout, _BOTH),
}


def compute(connection: Connection) -> Frames:
    """The tables as the reports stand in the warehouse; those of block 2 are empty while it cannot be computed."""
    basis = GRANT.load(connection)
    preliminary = decree.preliminary(basis.inputs)
    not_reported = dict.fromkeys(preliminary.months_missing, CODES) | dict(preliminary.not_reported)
    frames = {table: empty(made.model) for table, made in TABLES.items()} | {
        "month_status": status_rows(
            GRANT.programme, [Status(month, not_reported[month]) for month in sorted(not_reported)]
        ),
        "operation_development": _development(basis, preliminary.months, connection.read(Operationer)),
    }
    return frames if preliminary.settlement.withheld else frames | _block2(basis, preliminary)


def _development(basis: Basis, months: Iterable[date], rows: pl.DataFrame) -> pl.DataFrame:
    of_region, of_nation = marks_by_region(rows), joined_marks([Input("", rows)])
    return rows_of(
        GRANT.programme,
        OperationDevelopment,
        [
            {**vars(line), "month": month, "mark": of_region[line.region_code] if line.region_code else of_nation}
            for month in months
            for line in development(basis.by_performer, month)
        ],
    )


def _block2(basis: Basis, preliminary: decree.Preliminary) -> Frames:
    """Block 2 on the months that are in, line by line; as payouts too while a month is missing."""
    population = {code: count or 0 for code, count in (basis.inputs.population or {}).items()}
    lines = decree.block2_lines(basis.inputs.counts, population, during=preliminary.months)
    marks = marks_by_region(basis.operation_rows)
    components = GRANT.programme.payment("block2").components
    mark_of = {part.id: joined_marks(payment_inputs(basis, "block2", part.id)) for part in components}
    mark_of_all = mark_of["kvarstaende"]
    return {
        "tariff_line": rows_of(
            GRANT.programme,
            TariffLine,
            [
                {
                    "operation": line.operation,
                    "region_code": line.region_code,
                    "operation_count": line.count,
                    "tariff_kr": line.tariff_kr,
                    "gross_kr": line.gross_kr,
                    "paid_kr": line.paid_kr,
                    "mark": marks[line.region_code],
                }
                for line in lines.tariff
            ],
        ),
        "cap_line": rows_of(
            GRANT.programme,
            CapLine,
            [
                {
                    "region_code": line.region_code,
                    "gross_kr": line.gross_kr,
                    "cap_kr": line.cap_kr,
                    "paid_kr": line.paid_kr,
                    "cap_used_percent": cut(line.share_of_cap * 100, PERCENT_DECIMALS),
                    "month_reached": line.month_reached,
                    "mark": marks[line.region_code],
                }
                for line in lines.cap
            ],
        ),
        "remaining_line": rows_of(
            GRANT.programme,
            RemainingLine,
            [
                {
                    "operation": line.operation,
                    "region_code": line.region_code,
                    "operation_count": line.count,
                    "per_100_000": cut(line.per_100_000, RATE_DECIMALS),
                    "rank": line.rank,
                    "is_qualified": line.is_qualified,
                    "cap_kr": line.cap_kr,
                    "amount_kr": line.amount_kr,
                    "mark": mark_of_all,
                }
                for line in lines.remaining
            ],
        ),
        "region_reason": rows_of(
            GRANT.programme,
            RegionReason,
            [{"region_code": code, "reason": reason(code, lines), "mark": mark_of_all} for code in CODES],
        ),
        "preliminary_payout": rows_of(
            GRANT.programme,
            PreliminaryPayout,
            [
                {**vars(row), "rests_on": preliminary.sentence, "mark": mark_of[row.component]}
                for row in (preliminary.settlement.payouts if preliminary.months_missing else ())
            ],
        ),
    }


FOLLOW_UP = build_follow_up(GRANT.programme, "follow_up", TABLES, compute, [ALL_REPORTED])
