"""Writing in the warehouse's log which run made its results, for whom and why."""

from datetime import datetime

import dagster as dg

from assets.warehouse import Connection
from pipelines.jobs import REASON, STARTED_BY, STARTED_FROM
from schemas.run_log import RunLog
from schemas.tables import frame

BY_HAND = "användargränssnittet"


def log_run(connection: Connection, run: dg.DagsterRun, began: datetime) -> None:
    """Add one run to the log."""
    row: dict[str, object] = {
        "run_id": run.run_id,
        "job": run.job_name,
        "started_at": f"{began:%Y-%m-%d %H:%M:%S}",
        "started_from": run.tags.get(STARTED_FROM, BY_HAND),
        "started_by": run.tags.get(STARTED_BY, ""),
        "reason": run.tags.get(REASON, ""),
    }
    connection.replace(RunLog, frame(RunLog, [row]), "run_id = ?", [run.run_id])
