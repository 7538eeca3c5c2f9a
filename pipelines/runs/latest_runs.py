"""The latest runs of all jobs, as Dagster's history has them.

From the history in SQLite that the project's `dagster.yaml` describes they are read straight, since Dagster takes
longer to load than all else takes. Any other history, and one that cannot be read so, is left to Dagster.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.runs import history
from pipelines.runs.shared_lock import DAGSTER_YAML
from pipelines.settings import Settings

SUCCESS, FAILURE = "SUCCESS", "FAILURE"
RUNS_FILE = Path("history") / "runs.db"
"""Where Dagster keeps the runs in SQLite, below the folder of the history."""
_RUNS = "SELECT run_id, pipeline_name, status, create_timestamp FROM runs ORDER BY id DESC LIMIT ?"
_TAGS = "SELECT key, value FROM run_tags WHERE run_id = ?"


@dataclass(frozen=True)
class PastRun:
    """One run: its job, its status in Dagster's words (`SUCCESS`, `FAILURE`, others go on) and when it began here."""

    run_id: str
    job: str
    status: str
    began: datetime
    tags: Mapping[str, str]


def latest_runs(settings: Settings, most: int) -> list[PastRun]:
    """At most so many runs, the latest first. Raises `HistoryError` when the history cannot be read."""
    if _is_as_ours(settings.history):
        try:
            return _read_straight(settings.history / RUNS_FILE, most)
        except sqlite3.Error:  # another version of Dagster, or a file that it has the words for
            pass
    records = history.history(settings).get_run_records(limit=most)
    return [
        PastRun(
            record.dagster_run.run_id,
            record.dagster_run.job_name,
            record.dagster_run.status.value,
            datetime.fromtimestamp(record.create_timestamp.timestamp()),
            record.dagster_run.tags,
        )
        for record in records
    ]


def _is_as_ours(folder: Path) -> bool:
    """Whether the history is kept as the project's own settings of Dagster say."""
    try:
        return (folder / DAGSTER_YAML).read_bytes() == (Settings.history / DAGSTER_YAML).read_bytes()
    except OSError:
        return False


def _read_straight(file: Path, most: int) -> list[PastRun]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as runs:
        return [
            PastRun(run_id, job, status, _here(created), dict(runs.execute(_TAGS, [run_id])))
            for run_id, job, status, created in runs.execute(_RUNS, [most]).fetchall()
        ]


def _here(created: str) -> datetime:
    """A time as Dagster stores it, which is UTC, on this computer's clock."""
    return datetime.fromisoformat(created).replace(tzinfo=UTC).astimezone().replace(tzinfo=None)
