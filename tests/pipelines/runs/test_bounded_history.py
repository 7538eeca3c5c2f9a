"""Old runs are forgotten, all but those that tables were made by last and those that have not ended."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines.runs.bounded_history import forget_old_runs

DAYS = 730


@pytest.fixture
def instance(tmp_path: Path) -> dg.DagsterInstance:
    return dg.DagsterInstance.local_temp(str(tmp_path))


@dg.asset
def table() -> None:
    """A table."""


def made(instance: dg.DagsterInstance) -> str:
    return dg.materialize([table], instance=instance).run_id


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def kept(instance: dg.DagsterInstance) -> set[str]:
    return {run.run_id for run in instance.get_runs()}


@pytest.mark.parametrize(("days", "is_forgotten"), [(DAYS - 1, False), (DAYS + 1, True)])
def test_a_run_is_forgotten_when_its_time_is_up(instance: dg.DagsterInstance, days: int, is_forgotten: bool) -> None:
    first, last = made(instance), made(instance)
    assert forget_old_runs(instance, DAYS, in_days(days)) == ([first] if is_forgotten else [])
    assert kept(instance) == ({last} if is_forgotten else {first, last})


def test_a_table_stays_made_when_old_runs_are_forgotten(instance: dg.DagsterInstance) -> None:
    made(instance)
    last = made(instance)
    forget_old_runs(instance, DAYS, in_days(10 * DAYS))
    event = instance.get_latest_materialization_event(dg.AssetKey("table"))
    assert event and event.run_id == last


def test_a_run_that_has_not_ended_is_kept(instance: dg.DagsterInstance) -> None:
    run = instance.create_run_for_job(
        dg.define_asset_job("j").resolve(asset_graph=dg.Definitions([table]).resolve_asset_graph())
    )
    assert forget_old_runs(instance, DAYS, in_days(10 * DAYS)) == []
    assert run.run_id in kept(instance)


def test_the_oldest_are_forgotten_first_and_the_next_time_goes_on(instance: dg.DagsterInstance) -> None:
    runs = [made(instance) for _ in range(4)]
    assert forget_old_runs(instance, DAYS, in_days(2 * DAYS), most=2) == runs[:2]
    assert forget_old_runs(instance, DAYS, in_days(2 * DAYS), most=2) == runs[2:3]
    assert kept(instance) == {runs[3]}


def test_nothing_of_a_forgotten_run_is_left_on_disk(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    first = made(instance)
    made(instance)
    forget_old_runs(instance, DAYS, in_days(2 * DAYS))
    assert [path for path in tmp_path.rglob(f"*{first}*") if path.is_dir()] == []
