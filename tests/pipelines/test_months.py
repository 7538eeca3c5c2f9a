"""A measured month on its own, as the user interface starts it."""

import shutil
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets.day import keep_day
from assets.warehouse import Warehouse
from pipelines.definitions import build_definitions, programme_job
from pipelines.runs.job_runs import QUIET
from pipelines.runs.scope import programme_assets
from pipelines.settings import Settings
from schemas.results import Qualification, Withheld

KEY = ["programme", "requirement", "month", "region_code"]


@pytest.fixture
def settings(tmp_path: Path, year) -> Settings:
    """A copy of the finished year, to be changed."""
    shutil.copy(year.warehouse, tmp_path / "w.duckdb")
    return Settings().placed(raw=year.raw, warehouse=tmp_path / "w.duckdb", exports=tmp_path / "results")


def compute(settings: Settings, programme: str, month: str) -> dg.ExecuteInProcessResult:
    """The outcomes of the month and the payments; what follows on them is the claim of `runs/test_by_hand.py`."""
    job = build_definitions(settings).resolve_job_def(programme_job(programme))
    chosen = [key for step in programme_assets(programme)[:2] for key in step.keys]
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            partition_key=month, instance=instance, run_config=QUIET, asset_selection=sorted(chosen)
        )


def test_one_month_alone_gives_the_same_rows_and_leaves_the_others(settings: Settings) -> None:
    with Warehouse(settings.warehouse).reading() as connection:
        before = connection.read(Qualification).sort(KEY)
    assert compute(settings, "vardplatser_2024", "2024-03-01").success
    with Warehouse(settings.warehouse).reading() as connection:
        assert connection.read(Qualification).sort(KEY).equals(before)


def test_the_first_month_on_its_own_is_computed_while_the_final_payment_waits(settings: Settings) -> None:
    with Warehouse(settings.warehouse).writing() as connection:
        keep_day(connection, date(2024, 11, 21))
        connection.duck.execute("DELETE FROM core.vardplatser WHERE month = '2024-10-01' AND region_code = '09'")
        connection.duck.execute("DELETE FROM out.qualification WHERE programme = 'vardplatser_2024'")
    assert compute(settings, "vardplatser_2024", "2024-02-01").success
    with Warehouse(settings.warehouse).reading() as connection:
        assert connection.read(Qualification, "programme = 'vardplatser_2024'").height == 42
        withheld = connection.read(Withheld, "programme = 'vardplatser_2024'")
    assert withheld["payment"].to_list() == ["slut"]
    assert "oktober 2024" in withheld["reason"][0] and "21 november 2024" in withheld["reason"][0]
