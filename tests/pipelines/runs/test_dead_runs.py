"""Runs whose process is gone."""

import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest

from pipelines.runs.dead_runs import GRACE_SECONDS, INTERRUPTED, close_dead_runs, tell_of_dead_runs
from pipelines.runs.run_process import own_process
from pipelines.settings import Settings


@dg.job
def idle() -> None:
    """Does nothing."""


def started(instance: dg.DagsterInstance, process: str | None) -> str:
    """A run that says that it is under way in `process`."""
    run = instance.create_run_for_job(idle, tags={"bonuspott/process": process} if process else {})
    instance.report_dagster_event(dg.DagsterEvent("PIPELINE_START", idle.name), run.run_id)
    return run.run_id


def gone() -> str:
    """A process that has ended."""
    code = "from pipelines.runs.run_process import own_process; print(own_process())"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("process", "seconds", "is_closed"),
    [
        pytest.param("own", 10 * GRACE_SECONDS, False, id="alive"),
        pytest.param("gone", 0, True, id="process gone"),
        pytest.param("elsewhere", 10 * GRACE_SECONDS, False, id="on another computer"),
        pytest.param(None, GRACE_SECONDS - 5, False, id="young without a process"),
        pytest.param(None, GRACE_SECONDS + 5, True, id="old without a process"),
    ],
)
def test_a_run_is_closed_when_its_process_here_is_gone(process: str | None, seconds: int, is_closed: bool) -> None:
    tag = {"own": own_process, "gone": gone, "elsewhere": lambda: f"{gone()}x"}[process]() if process else None
    with dg.DagsterInstance.ephemeral() as instance:
        run_id = started(instance, tag)
        assert len(close_dead_runs(instance, time.time() + seconds)) == int(is_closed)
        run = instance.get_run_by_id(run_id)
        assert run and run.is_failure is is_closed


def test_people_are_told_of_a_closed_run(tmp_path: Path) -> None:
    settings = Settings(warehouse=tmp_path / "w.duckdb")
    with dg.DagsterInstance.ephemeral() as instance:
        started(instance, gone())
        assert tell_of_dead_runs(settings, instance) == []
    (path,) = settings.outbox.iterdir()
    assert INTERRUPTED in path.read_text(encoding="utf-8")
