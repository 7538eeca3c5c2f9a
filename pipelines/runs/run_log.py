"""Writing in the warehouse's log which run made its results, for whom and why."""

from collections.abc import Mapping
from datetime import datetime

from assets.warehouse import Connection
from pipelines.runs.jobs import REASON, STARTED_BY, STARTED_FROM
from schemas.run_log import RunLog
from schemas.tables import frame

BY_HAND = "användargränssnittet"


def log_run(connection: Connection, run_id: str, job: str, tags: Mapping[str, str], began: datetime) -> None:
    """Add one run, which has the tags of `pipelines.runs.jobs`, to the log."""
    row: dict[str, object] = {
        "run_id": run_id,
        "job": job,
        "started_at": f"{began:%Y-%m-%d %H:%M:%S}",
        "started_from": tags.get(STARTED_FROM, BY_HAND),
        "started_by": tags.get(STARTED_BY, ""),
        "reason": tags.get(REASON, ""),
    }
    connection.replace(RunLog, frame(RunLog, [row]), "run_id = ?", [run_id])
