"""The step that keeps each programme's interval up to date: what is sure, and what is still possible."""

import dagster as dg

from assets.follow_up import FollowUpTable, Frames, build_follow_up, rows_of
from assets.grants import Grant
from assets.warehouse import Connection
from assets.what_if import load_case
from rules.interval import NoIntervalError, interval
from schemas.what_if import Interval


def what_if_assets(grant: Grant) -> list[dg.AssetsDefinition]:
    """The step of one programme. Its table is empty while the population that the pots rest on cannot be used."""

    def compute(connection: Connection) -> Frames:
        stored = load_case(connection, grant)
        try:
            rows = interval(stored.case)
        except NoIntervalError:
            rows = ()
        mark = ", ".join(stored.marks)
        return {"interval": rows_of(grant, Interval, [vars(row) | {"mark": mark} for row in rows])}

    upstream = [dg.AssetKey(["core", kind]) for kind in grant.kinds]
    return [build_follow_up(grant, "what_if", {"interval": FollowUpTable(Interval, upstream)}, compute)]
