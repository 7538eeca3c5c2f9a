"""What holds of all jobs together."""

from pathlib import Path

import dagster as dg

from pipelines.definitions import build_definitions
from pipelines.settings import Settings


def test_no_job_spreads_its_steps(tmp_path: Path) -> None:
    jobs = build_definitions(Settings(warehouse=tmp_path / "w.duckdb")).get_repository_def().get_all_jobs()
    assert len(jobs) > 5
    assert {job.executor_def.name for job in jobs} == {dg.in_process_executor.name}
