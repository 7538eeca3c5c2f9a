"""Which runs made the results is kept in the warehouse."""

from datetime import datetime
from pathlib import Path

import dagster as dg

from assets.warehouse import Warehouse
from pipelines.jobs import REASON, STARTED_BY, STARTED_FROM
from pipelines.run_log import log_run
from schemas.run_log import RunLog

BEGAN = datetime(2024, 3, 22, 6, 0, 4)


def test_every_run_is_a_row_with_who_and_why(tmp_path: Path) -> None:
    tags = {STARTED_FROM: "kommandoraden", STARTED_BY: "anna", REASON: "ny befolkning"}
    warehouse = Warehouse(tmp_path / "w.duckdb")
    for run in (dg.DagsterRun("a", run_id="1", tags=tags), dg.DagsterRun("b", run_id="2")):
        with warehouse.writing() as connection:
            log_run(connection, run, BEGAN)
    with warehouse.reading() as connection:
        assert connection.read(RunLog).rows() == [
            ("1", "a", "2024-03-22 06:00:04", "kommandoraden", "anna", "ny befolkning"),
            ("2", "b", "2024-03-22 06:00:04", "användargränssnittet", "", ""),
        ]
