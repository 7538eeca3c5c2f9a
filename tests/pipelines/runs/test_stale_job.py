"""The job that makes stale months anew: it names the jobs of the programmes that have any, and nothing else."""

from pathlib import Path

import dagster as dg
import pytest

from assets.programmes import GRANTS
from assets.warehouse import Warehouse
from pipelines.runs import stale_job as own
from pipelines.runs.jobs import CALENDAR_JOB, LEDGER_JOB, REPORT_JOB, THEN, programme_job
from pipelines.runs.stale_job import stale_job

MONTHLY = [grant for grant in GRANTS if grant.is_monthly]


def following(place: Path) -> list[str]:
    with dg.DagsterInstance.ephemeral() as instance:
        result = stale_job.execute_in_process(resources={"warehouse": Warehouse(place / "w.duckdb")}, instance=instance)
        assert result.success
        run = instance.get_run_by_id(result.run_id)
    assert run
    return run.tags.get(THEN, "").split()


def test_only_the_jobs_of_programmes_with_stale_months_follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = MONTHLY[0]
    monkeypatch.setattr(own, "stale_months", lambda _, grant: list(grant.months[:2]) if grant is first else [])
    assert following(tmp_path) == [programme_job(first.programme.id), LEDGER_JOB, REPORT_JOB, CALENDAR_JOB]


def test_nothing_follows_when_no_month_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "stale_months", lambda *_: [])
    assert following(tmp_path) == []


def test_months_that_were_never_made_are_stale(tmp_path: Path) -> None:
    assert set(following(tmp_path)) >= {programme_job(grant.programme.id) for grant in MONTHLY}
