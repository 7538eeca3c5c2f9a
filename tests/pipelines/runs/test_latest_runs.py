"""The latest runs told straight from the history are those that Dagster tells."""

import sqlite3
from pathlib import Path

import dagster as dg
import pytest

from pipelines.runs import history as history_of_runs
from pipelines.runs.history import history
from pipelines.runs.latest_runs import RUNS_FILE, latest_runs
from pipelines.settings import Settings


@dg.op
def well() -> None:
    """Goes well."""


@dg.op
def ill() -> None:
    """Fails."""
    raise ValueError("fel")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A history in which a job has gone well and another has failed."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "history"))
    settings = Settings(history=tmp_path / "history")
    with history(settings) as instance:
        for op, name in ((well, "gick_bra"), (ill, "gick_illa"), (well, "gick_bra")):
            job = dg.GraphDefinition(name=name, node_defs=[op]).to_job()
            job.execute_in_process(instance=instance, tags={"bonuspott/reason": f"för {name}"}, raise_on_error=False)
    return settings


def test_they_are_those_that_dagster_tells(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setattr(history_of_runs, "history", None)  # not asked
        straight = latest_runs(settings, 2)
    (settings.history / "dagster.yaml").write_bytes((settings.history / "dagster.yaml").read_bytes() + b"\n# ours\n")
    assert latest_runs(settings, 2) == straight
    assert [(run.job, run.status, run.tags["bonuspott/reason"]) for run in straight] == [
        ("gick_bra", "SUCCESS", "för gick_bra"),
        ("gick_illa", "FAILURE", "för gick_illa"),
    ]


def test_of_a_history_of_another_version_dagster_tells(settings: Settings) -> None:
    told = latest_runs(settings, 3)
    with sqlite3.connect(settings.history / RUNS_FILE) as runs:
        runs.execute("ALTER TABLE run_tags RENAME TO tags_of_runs")
        runs.execute("CREATE VIEW run_tags AS SELECT run_id AS of_run, key, value FROM tags_of_runs")
    assert latest_runs(settings, 3) == told
