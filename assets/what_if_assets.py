"""The step that keeps each programme's margins and interval up to date: how near, what is sure, what is possible."""

import dagster as dg

from assets.decisions import Decisions
from assets.descriptions import REPORT_GROUP
from assets.follow_up import FollowUpTable, Frames, build_follow_up, rows_of
from assets.grants import Grant
from assets.result_tables import what_if
from assets.warehouse import Connection
from assets.what_if import Stored, as_decided
from rules.interval import NoIntervalError, interval
from rules.margin_rows import margin_row
from rules.margins import margins
from schemas.standing import REPORT
from schemas.tables import column_names
from schemas.what_if import Interval, Margin, MarginEffect


def what_if_assets(grant: Grant) -> list[dg.AssetsDefinition]:
    """The step of one programme, with margins where it has monthly requirements.

    The tables are empty while the population that the pots rest on cannot be used. A decided payment has no margins:
    nothing that is reported moves it any more.
    """
    upstream = [dg.AssetKey(["core", kind]) for kind in grant.kinds]
    tables = {table: FollowUpTable(model, upstream) for table, model in what_if(grant).items()}

    def compute(connection: Connection, _: Decisions) -> Frames:
        stored = as_decided(connection, grant)
        frames = _interval(grant, stored)
        return frames | _margins(grant, stored) if "margin" in tables else frames

    return [build_follow_up(grant.programme, "what_if", tables, compute, part=REPORT, group=REPORT_GROUP)]


def _interval(grant: Grant, stored: Stored) -> Frames:
    try:
        rows = interval(stored.case, stored.adjusted)
    except NoIntervalError:
        rows = ()
    return {
        "interval": rows_of(grant.programme, Interval, [vars(row) | {"mark": ", ".join(stored.marks)} for row in rows])
    }


def _margins(grant: Grant, stored: Stored) -> Frames:
    rows: list[dict[str, object]] = []
    effects: list[dict[str, object]] = []
    for row in map(margin_row, margins(stored.case)):
        values = vars(row) | {"change": row.change.value, "mark": ", ".join(stored.marks)}
        differences = values.pop("differences_kr")
        rows.append(values)
        of_margin = {name: values[name] for name in column_names(MarginEffect) if name in values}
        effects += [
            of_margin | {"other_region_code": code, "difference_kr": kr} for code, kr in differences.items() if kr
        ]
    return {
        "margin": rows_of(grant.programme, Margin, rows),
        "margin_effect": rows_of(grant.programme, MarginEffect, effects),
    }
