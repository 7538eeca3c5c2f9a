"""The follow-up of rates of the reports that a decree wants at a certain level every month; nothing is paid on them."""

from collections import defaultdict
from collections.abc import Mapping
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
from rules.followed_rates import FollowedRate, Level, rates_by_month
from rules.instructions import NONE
from rules.money import cut
from rules.swedish import listing
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
    texts: dict[tuple[str, date], dict[str, dict[str, str]]] = defaultdict(dict)
    for row in delivered.sort("month", "measure").iter_rows(named=True):
        at, item = (row["region_code"], row["month"]), row[followed.kind.item or ""]
        told[at][item] = row[followed.column]
        texts[at][item] = {each.column: row[each.column] for each in followed.explained_by if row[each.column]}
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
            "explanation": _explanation(texts[row.region_code, row.month]) if row.level is Level.BELOW else "",
            "lacking": listing(list(row.lacking)),
            "mark": joined_marks(
                [Input("", delivered.filter(pl.col("region_code") == row.region_code, pl.col("month") == row.month))]
            ),
        }
        for row in rates_by_month(followed, told, last_days, basis_day(connection), texts)
    ]


def _explanation(texts: Mapping[str, Mapping[str, str]]) -> str:
    return " ".join(f"{item}: {'; '.join(own.values())}." for item, own in texts.items() if own)
