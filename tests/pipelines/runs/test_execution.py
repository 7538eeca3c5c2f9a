"""What a run says when a place cannot be used, and that a killed writer leaves the warehouse whole."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from click.testing import CliRunner, Result

from assets.warehouse import Warehouse
from pipelines.command_line.main import main
from pipelines.runs.execution import run_jobs
from pipelines.runs.history import history
from pipelines.runs.run_lock import held
from pipelines.settings import Settings
from schemas.run_log import RunLog


@pytest.fixture
def run_in(tmp_path: Path) -> Callable[..., Result]:
    """Runs the command line on an empty folder of deliveries, in places below `tmp_path` unless told otherwise."""
    (tmp_path / "raw").mkdir()
    places = {"raw": "raw", "warehouse": "w.duckdb", "exports": "results", "history": "history"}

    def run(*arguments: str, **others: Path) -> Result:
        raw, warehouse, exports, history = (others.get(name, tmp_path / place) for name, place in places.items())
        command = ["run", "--programme", "vardkoer_2025", "--raw", raw, "--warehouse", warehouse, "--exports", exports]
        environment = {"DAGSTER_HOME": str(history), "BONUSPOTT_PATIENCE_SECONDS": "0"}
        return CliRunner().invoke(main, [*map(str, command), *arguments], env=environment)

    return run


@pytest.fixture
def in_the_way(tmp_path: Path) -> Path:
    """A file where a folder is wanted."""
    path = tmp_path / "in_the_way"
    path.write_text("")
    return path


@pytest.mark.parametrize(
    "place", [pytest.param(name, id=name) for name in ("exports", "warehouse", "history")]
)  # fmt: skip
def test_a_place_that_cannot_be_used_is_told_in_swedish_and_ends_with_1(
    run_in: Callable[..., Result], in_the_way: Path, place: str
) -> None:
    target = in_the_way / "w.duckdb" if place == "warehouse" else in_the_way
    result = run_in(**{place: target})
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert f"{in_the_way} kan inte läsas eller skrivas: det ligger redan en fil där mappen ska vara." in result.output
    assert "Traceback" not in result.output


def test_a_warehouse_that_is_no_database_is_told_and_left_alone(run_in: Callable[..., Result], tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    other.write_text("not a database")
    result = run_in(warehouse=other)
    assert result.exit_code == 1
    assert "att filen är en DuckDB-databas" in result.output
    assert other.read_text() == "not a database"


def test_a_run_that_meets_another_says_who_it_is_and_ends_with_1(run_in: Callable[..., Result], tmp_path: Path) -> None:
    with held(tmp_path / "w.duckdb", "användargränssnittet", 0):
        result = run_in()
    assert result.exit_code == 1
    assert "En annan körning pågår: startad från användargränssnittet" in result.output


def test_faulty_settings_are_a_usage_error(run_in: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONUSPOTT_WARN_DAYS", "snart")
    result = run_in()
    assert result.exit_code == 2
    assert "BONUSPOTT_WARN_DAYS" in result.output


def test_who_ran_and_why_is_kept_with_every_run(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    settings = Settings(raw=tmp_path / "raw", warehouse=tmp_path / "w.duckdb", exports=tmp_path / "results")
    with dg.DagsterInstance.ephemeral() as instance:
        report = run_jobs(settings, ["vardkoer_2025"], instance=instance, reason="ny\nbefolkning")
        runs = instance.get_runs()
    assert not report.stopped
    assert [run.job_name for run in runs] == ["folj_pengarnas_vag", "berakna_vardkoer_2025", "las_in_leveranser"]
    for run in runs:
        assert run.tags["bonuspott/reason"] == "ny befolkning"
        assert run.tags["bonuspott/started_from"] == "kommandoraden"
        assert run.tags["bonuspott/started_by"]
    with Warehouse(settings.warehouse).reading() as connection:
        logged = connection.read(RunLog).select("run_id", "job", "reason").rows()
    assert sorted(logged) == sorted((run.run_id, run.job_name, "ny befolkning") for run in runs)


def test_a_new_history_gets_the_settings_of_the_projects_own(tmp_path: Path) -> None:
    with history(Settings(history=tmp_path / "new")):
        pass
    assert (tmp_path / "new" / "dagster.yaml").read_bytes() == (Settings.history / "dagster.yaml").read_bytes()


WRITE = """
import sys
from pathlib import Path
import polars as pl
from assets.warehouse import Warehouse
from schemas.received import Remark
from schemas.tables import frame
generation = 0
while True:
    rows = frame(Remark, [{"file": str(n), "remark_sv": str(generation)} for n in range(20_000)])
    with Warehouse(Path(sys.argv[1])).writing() as connection:
        connection.replace(Remark, rows)
    print(generation, flush=True)
    generation += 1
"""


def test_a_writer_killed_three_times_leaves_all_of_a_transaction_or_nothing(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    chance = random.Random(20241216)
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITE, warehouse], stdout=subprocess.PIPE, text=True)
        assert writer.stdout
        written = int(writer.stdout.readline())
        time.sleep(chance.uniform(0.01, 0.2))
        writer.kill()
        written = max([written, *map(int, writer.stdout.read().split())])
        writer.wait()
        writer.stdout.close()
        with duckdb.connect(str(warehouse)) as connection:
            ((rows, first, last),) = connection.execute(
                "SELECT count(*), min(remark_sv::INT), max(remark_sv::INT) FROM raw.remark"
            ).fetchall()
        assert rows == 20_000
        assert first == last and first in (written, written + 1)
