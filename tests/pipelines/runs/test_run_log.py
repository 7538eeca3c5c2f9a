"""Which runs made the results is kept in the warehouse."""

from datetime import datetime
from pathlib import Path

from assets.warehouse import Warehouse
from pipelines.runs.jobs import REASON, STARTED_BY, STARTED_FROM
from pipelines.runs.run_log import log_run
from schemas.run_log import RunLog

BEGAN = datetime(2024, 3, 22, 6, 0, 4)


def test_every_run_is_a_row_with_who_and_why(tmp_path: Path) -> None:
    tags = {STARTED_FROM: "kommandoraden", STARTED_BY: "anna", REASON: "ny befolkning"}
    warehouse = Warehouse(tmp_path / "w.duckdb")
    with warehouse.writing() as connection:
        log_run(connection, "1", "a", tags, BEGAN)
        log_run(connection, "2", "b", {}, BEGAN)
    with warehouse.reading() as connection:
        assert connection.read(RunLog).rows() == [
            ("1", "a", "2024-03-22 06:00:04", "kommandoraden", "anna", "ny befolkning"),
            ("2", "b", "2024-03-22 06:00:04", "användargränssnittet", "", ""),
        ]
