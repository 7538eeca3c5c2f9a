"""The follow-up of rates of the reports that a decree wants at a certain level every month; nothing is paid on them."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

import dagster as dg
import polars as pl

from assets.basis import Input, joined_marks
from assets.day import basis_day, instructions_of
from assets.decisions import Decisions
from assets.follow_up import FollowUpTable, Frames, build_follow_up, rows_of
from assets.grants import Grant
from assets.result_tables import RATES
from assets.warehouse import Connection
from rules.duties import report_days
from rules.followed_rates import FollowedRate, rates_by_month
from rules.instructions import NONE
from rules.money import cut
from schemas.deliveries import KIND_BY_ID
from schemas.follow_up import PERCENT_DECIMALS, ReportedRate
from schemas.tables import TableModel


def rates_follow_up(grant: Grant, followed: FollowedRate) -> dg.AssetsDefinition:
    """The step of one programme."""

    def compute(connection: Connection, _: Decisions) -> Frames:
        return {"reported_rate": rows_of(grant.programme, ReportedRate, _rows(connection, grant, followed))}

    upstream = [dg.AssetKey(["core", followed.kind.id])]
    tables = {table: FollowUpTable(model, upstream) for table, model in RATES.items()}
    return build_follow_up(grant.programme, "rates_follow_up", tables, compute)


def _rows(connection: Connection, grant: Grant, followed: FollowedRate) -> list[dict[str, object]]:
    months = followed.months.value
    model: TableModel = KIND_BY_ID[followed.kind.id].model
    delivered = connection.read(model, "month BETWEEN ? AND ?", [str(months[0]), str(months[-1])])
    told: dict[tuple[str, date], dict[str, Decimal | None]] = defaultdict(dict)
    for row in delivered.iter_rows(named=True):
        told[row["region_code"], row["month"]][row[followed.kind.item or ""]] = row[followed.column]
    last_days = report_days(
        grant.programme, followed.kind.id, instructions_of(connection).get(grant.programme.id, NONE)
    )
    return [
        {
            "rate": followed.column,
            "region_code": row.region_code,
            "month": row.month,
            "lowest_percent": None if row.lowest is None else cut(Fraction(row.lowest), PERCENT_DECIMALS),
            "least_percent": followed.least.value,
            "level": row.level.value,
            "mark": joined_marks(
                [Input("", delivered.filter(pl.col("region_code") == row.region_code, pl.col("month") == row.month))]
            ),
        }
        for row in rates_by_month(followed, told, last_days, basis_day(connection))
    ]
