"""Dagster's history kept for a time and no longer: it grows with every run, while the warehouse's log keeps who ran it.

Who ran what and why stays for ever in `log.run`.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

MOST_AT_ONCE = 50
"""How many runs are forgotten in one go, so that nobody waits for it; the next goes on."""
_ENDED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


def forget_old_runs(
    instance: dg.DagsterInstance, days: int, now: datetime | None = None, most: int = MOST_AT_ONCE
) -> list[str]:
    """Delete the oldest ended runs that are more than `days` days old, and return their ids.

    Kept are those that tables were made by last: without them Dagster would take the tables for never made.
    """
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    old = instance.get_run_records(
        dg.RunsFilter(statuses=list(_ENDED), created_before=before), limit=most, ascending=True
    )
    if not old:
        return []
    kept = set(_made_last(instance))
    forgotten = [record.dagster_run.run_id for record in old if record.dagster_run.run_id not in kept]
    for run_id in forgotten:
        instance.delete_run(run_id)
        if instance.is_persistent:
            shutil.rmtree(Path(instance.storage_directory(), run_id), ignore_errors=True)
    return forgotten


def _made_last(instance: dg.DagsterInstance) -> Iterator[str]:
    """The runs that made what there is of each table."""
    for record in instance.get_asset_records():
        if record.asset_entry.last_run_id:
            yield record.asset_entry.last_run_id
        if record.asset_entry.last_materialization:
            yield record.asset_entry.last_materialization.run_id
