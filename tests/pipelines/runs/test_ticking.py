"""The job that ticks a deadline off: what it keeps, and what it says of a day that is none."""

from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets.done_deadlines import NotDoneError, done_deadlines
from assets.warehouse import Warehouse
from pipelines.runs.ticking import ticking_job
from rules.calendar import deadlines

FIRST = next(each for each in deadlines() if each.day and each.day < date(2022, 10, 1))


def tick(warehouse: Warehouse, done_on: str, **further: bool) -> dg.ExecuteInProcessResult:
    told: dict[str, object] = {
        "programme": FIRST.programme,
        "deadline": FIRST.id,
        "done_by": "Anna Ek",
        "reference": "Dnr 1",
        **further,
    }
    return ticking_job.execute_in_process(
        run_config={"ops": {"frist": {"config": {**told, "done_on": done_on}}}}, resources={"warehouse": warehouse}
    )


@pytest.mark.parametrize("done_on", ["", "2022-10-01"], ids=["today", "a day"])
def test_the_job_keeps_what_it_is_told(tmp_path: Path, done_on: str) -> None:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    assert tick(warehouse, done_on).success
    with warehouse.reading() as connection:
        assert done_deadlines(connection) == {(FIRST.programme, FIRST.id)}


def test_the_job_takes_a_tick_back(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    assert tick(warehouse, "2022-10-01").success and tick(warehouse, "", undo=True).success
    with warehouse.reading() as connection:
        assert done_deadlines(connection) == frozenset()


def test_a_day_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotDoneError, match=r"1 oktober är ingen dag\. Skriv dagen som ÅÅÅÅ-MM-DD"):
        tick(Warehouse(tmp_path / "w.duckdb"), "1 oktober")
