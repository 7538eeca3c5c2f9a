"""Runs that are killed, meet one another, or run out of room: the warehouse opens, and running again makes it right."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.system
KILLS = 50
KINDS = ("befolkning", "vardplatser", "operationer", "redovisning")


def tables(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table with its rows, in an order of its own."""
    schemas = "information_schema.tables WHERE table_schema <> 'log'"
    query = f"SELECT table_schema || '.' || table_name FROM {schemas} ORDER BY 1"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = [name for (name,) in connection.execute(query).fetchall()]
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in names}


def completed(run: subprocess.Popen) -> str:
    """What a run said that is to end well."""
    said, _ = run.communicate(timeout=600)
    assert run.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def undisturbed(house: Callable[..., Any]) -> tuple[Any, float]:
    """An installation that was run once in peace, and how many seconds that took."""
    built = house(*KINDS)
    began = time.monotonic()
    completed(built.bonuspott("run"))
    return built, time.monotonic() - began


def test_fifty_killed_runs_leave_the_tables_and_workbooks_of_an_undisturbed_one(
    house: Callable[..., Any], undisturbed: tuple[Any, float]
) -> None:
    peaceful, seconds = undisturbed
    built = house(*KINDS)
    chance = random.Random(20240322)
    for _ in range(KILLS):
        run = built.bonuspott("run", start_new_session=True)
        time.sleep(chance.uniform(0.2, 1) * seconds)
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        if built.warehouse.exists():
            with duckdb.connect(str(built.warehouse)) as connection:
                connection.execute("SELECT count(*) FROM information_schema.tables").fetchall()
    completed(built.bonuspott("run"))
    assert tables(built.warehouse) == tables(peaceful.warehouse)
    assert {path.name: path.read_bytes() for path in built.exports.glob("*.xlsx")} == {
        path.name: path.read_bytes() for path in peaceful.exports.glob("*.xlsx")
    }


def test_two_runs_at_once_both_finish_one_after_the_other(
    house: Callable[..., Any], undisturbed: tuple[Any, float]
) -> None:
    built = house(*KINDS)
    said = [completed(run) for run in [built.bonuspott("run"), built.bonuspott("run")]]
    assert sum("Väntar på en annan körning: startad från kommandoraden" in text for text in said) == 1
    assert tables(built.warehouse) == tables(undisturbed[0].warehouse)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte; needs root."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", place], check=True)
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize("variable", ["BONUSPOTT_WAREHOUSE", "BONUSPOTT_EXPORTS", "DAGSTER_HOME"])
def test_a_full_disk_is_told_and_nothing_is_half_written(
    house: Callable[..., Any], small_disk: Path, variable: str
) -> None:
    built = house(*KINDS)
    target = small_disk / ("w.duckdb" if variable == "BONUSPOTT_WAREHOUSE" else "folder")
    if variable != "BONUSPOTT_WAREHOUSE":
        (small_disk / "fill").write_bytes(bytes(1024 * 1024 - 8192))
    run = subprocess.run(
        [*built.bonuspott_command, "run", "--programme", "vardkoer_2025"],
        env=built.environment | {variable: str(target)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    said = run.stdout + run.stderr
    assert run.returncode == 1, said
    assert "disken" in said and "Traceback" not in said
    assert not [path.name for path in small_disk.rglob("*.xlsx*")]
    if target.is_file():
        assert not tables(target).get("out.payout")


@pytest.mark.parametrize("variable", ["BONUSPOTT_WAREHOUSE", "BONUSPOTT_EXPORTS", "DAGSTER_HOME"])
def test_a_folder_without_permission_is_told(house: Callable[..., Any], tmp_path: Path, variable: str) -> None:
    built = house(*KINDS)
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o555)
    target = shut / ("w.duckdb" if variable == "BONUSPOTT_WAREHOUSE" else "folder")
    run = subprocess.run(
        # Without the capabilities of root, which may write everywhere.
        ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *built.bonuspott_command, "run", "--programme",
         "vardkoer_2025"],
        env=built.environment | {variable: str(target)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    said = run.stdout + run.stderr
    assert run.returncode == 1, said
    assert "du har inte rätt till det" in said and "Traceback" not in said
