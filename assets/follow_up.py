"""What the follow-up of all programmes has in common: a step that stores tables and says what should be noticed.

Also the two tables that every grant with monthly requirements has. What one programme follows up by
itself is in `assets.<programme>_follow_up`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import dagster as dg
import polars as pl

from assets.basis import Input, joined_marks
from assets.checks import FITS, check, shape_faults
from assets.decisions import Decisions
from assets.descriptions import shown, table_spec
from assets.grants import Grant, read_outcomes
from assets.pictures import Draw, outcome_maps
from assets.result_tables import MONTHS
from assets.warehouse import Connection, Warehouse
from rules.declaration import Decree
from rules.fulfilment import fulfilment
from rules.money import cut, two_decimals
from rules.month_status import MonthStatus as Status
from rules.month_status import month_statuses
from rules.monthly_pot import Route
from rules.regions import CODES
from schemas.follow_up import PERCENT_DECIMALS, Fulfilment, MonthStatus, ReportingGap
from schemas.results import Qualification
from schemas.tables import TableModel, frame

Frames = dict[str, pl.DataFrame]
"""Result tables of one programme, by name without schema."""


@dataclass(frozen=True)
class FollowUpTable:
    """One result table, the assets that it is made from and the pictures that show it, if any."""

    model: TableModel
    upstream: Sequence[dg.AssetKey]
    draw: Draw | None = None


@dataclass(frozen=True)
class Notice:
    """A check that stops nothing: what a person should know about one of the tables.

    `sentences` gives Swedish sentences from the table's rows; none is a passed check.
    """

    table: str
    check: str
    description: str
    sentences: Callable[[pl.DataFrame], list[str]]


def result_key(programme: Decree, table: str) -> dg.AssetKey:
    """The asset key of one of a programme's tables."""
    return dg.AssetKey(["out", programme.id, table])


def build_follow_up(
    programme: Decree,
    name: str,
    tables: Mapping[str, FollowUpTable],
    compute: Callable[[Connection, Decisions], Frames],
    notices: Sequence[Notice] = (),
    part: str | None = None,
    group: str | None = None,
) -> dg.AssetsDefinition:
    """One step that computes and stores `tables` of one programme, by their names without schema.

    Rows that do not fit their model are not stored, and the check `shape` on the first table blocks. `part` is the part
    of the work that the step belongs to (`schemas.standing`), `group` where its tables are shown; the programme's own
    when not told.
    """
    first = result_key(programme, next(iter(tables)))
    noticed = [
        dg.AssetCheckSpec(each.check, asset=result_key(programme, each.table), description=each.description)
        for each in notices
    ]

    @dg.multi_asset(
        name=f"{programme.id}_{name}",
        specs=[
            table_spec(
                list(result_key(programme, table).path),
                made.model,
                group=group or programme.id,
                deps=made.upstream,
                title=programme.short_title if group else "",
            )
            for table, made in tables.items()
        ],
        check_specs=[
            dg.AssetCheckSpec("shape", asset=first, blocking=True, description=FITS),
            *noticed,
        ],
    )
    def follow_up(
        warehouse: dg.ResourceParam[Warehouse], decisions: dg.ResourceParam[Decisions]
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        with warehouse.reading() as connection:
            frames = compute(connection, decisions)
            pictures = {
                table: made.draw(connection, frames[table])
                for table, made in tables.items()
                if made.draw and not frames[table].is_empty()
            }
        faults = [fault for table, made in tables.items() for fault in shape_faults(made.model, frames[table])]
        if faults:
            frames, pictures = {table: rows.clear() for table, rows in frames.items()}, {}
        with warehouse.writing(part or programme.id) as connection:
            for table, made in tables.items():
                connection.replace(made.model, frames[table], "programme = ?", [programme.id])
        for table in tables:
            yield dg.MaterializeResult(
                asset_key=result_key(programme, table), metadata={**pictures.get(table, {}), **shown(frames[table])}
            )
        yield check(first, "shape", faults)
        for notice in notices:
            yield check(
                result_key(programme, notice.table),
                notice.check,
                notice.sentences(frames[notice.table]),
                severity=dg.AssetCheckSeverity.WARN,
            )

    return follow_up


def rows_of(programme: Decree, model: TableModel, rows: Sequence[dict[str, object]]) -> pl.DataFrame:
    """Rows of one programme in the columns of a model."""
    return frame(model, [{"programme": programme.id, **row} for row in rows])


def marks_by_region(rows: pl.DataFrame) -> dict[str, str]:
    """The marks of each region's core rows, empty for a region without any."""
    return {code: joined_marks([Input("", rows.filter(pl.col("region_code") == code))]) for code in CODES}


def monthly_follow_up(grant: Grant) -> dg.AssetsDefinition:
    """How far the regions met the monthly requirements, and what each month rests on."""

    def compute(connection: Connection, _: Decisions) -> Frames:
        outcomes = read_outcomes(connection, grant)
        stored = connection.read(Qualification, "programme = ?", [grant.programme.id])
        marks = {
            requirement.id: _united(stored.filter(pl.col("requirement") == requirement.id)["mark"])
            for requirement in grant.programme.requirements
        }
        met: list[dict[str, object]] = [
            {
                "requirement": row.requirement,
                "region_code": row.region_code,
                "months_met": row.months_met,
                "months_measured": row.months_measured,
                "parts_earned": two_decimals(row.parts),
                "fulfilled_percent": cut(row.percent, PERCENT_DECIMALS),
                **{
                    f"months_{route.value}": row.months_by_route[route] for route in Route if route is not Route.AWAITED
                },
                "reserved_kr": row.reserved_kr,
                "earned_kr_exact": two_decimals(row.earned_kr),
                "mark": marks[row.requirement],
            }
            for row in fulfilment(grant.programme, outcomes)
        ]
        return {
            "fulfilment": rows_of(grant.programme, Fulfilment, met),
            "month_status": status_rows(grant.programme, month_statuses(outcomes, _not_whole(connection, grant))),
        }

    upstream, maps = [grant.key("qualification")], {"fulfilment": outcome_maps(grant)}
    told_by = {"month_status": [grant.key("reporting_gap")] if grant.programme.reporting else []}
    tables = {
        table: FollowUpTable(model, [*upstream, *told_by.get(table, [])], maps.get(table))
        for table, model in MONTHS.items()
    }
    return build_follow_up(grant.programme, "follow_up", tables, compute, [ALL_REPORTED])


def _not_whole(connection: Connection, grant: Grant) -> set[tuple[str, date]]:
    """The regions and months that lack a value which a requirement to report asks for."""
    gaps = connection.read(ReportingGap, "programme = ?", [grant.programme.id])
    return set(gaps.select("region_code", "month").iter_rows())


ALL_REPORTED = Notice(
    "month_status",
    "all_reported",
    "Alla regioner har lämnat allt som krävs, för varje månad som är stängd.",
    lambda rows: rows.filter(~pl.col("is_complete"), "is_closed")["sentence_sv"].to_list(),
)
"""Says which regions are missing from closed months; in any follow-up with the table `month_status`."""


def status_rows(programme: Decree, statuses: Sequence[Status]) -> pl.DataFrame:
    """The table `month_status` of one programme."""
    rows: list[dict[str, object]] = [
        {
            "month": status.month,
            "reported_count": status.reported_count,
            "missing_regions": status.missing_regions,
            "is_complete": status.is_complete,
            "is_closed": status.is_closed,
            "sentence_sv": status.sentence,
        }
        for status in statuses
    ]
    return rows_of(programme, MonthStatus, rows)


def _united(marks: pl.Series) -> str:
    """The marks of results, each of which may already hold several."""
    return ", ".join(sorted({mark for joined in marks for mark in joined.split(", ") if mark}))
