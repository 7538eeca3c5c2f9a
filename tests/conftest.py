"""The example year, run once per test session and only read by the tests that share it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Year:
    """A finished run: where its deliveries, warehouse and workbooks are, and what was said."""

    raw: Path
    warehouse: Path
    exports: Path
    result: Result

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def bonuspott(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """Runs the command line with a history of runs of its own."""
    history = tmp_path_factory.mktemp("history")
    shutil.copy(PROJECT / ".dagster" / "dagster.yaml", history)

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], env={"DAGSTER_HOME": str(history)})

    return call


@pytest.fixture(scope="session")
def run(bonuspott: Callable[..., Result]) -> Callable[..., Year]:
    """Runs a folder of deliveries into a place below `place`."""

    def run_into(raw: Path, place: Path, *arguments: object) -> Year:
        warehouse, exports = place / "w.duckdb", place / "results"
        result = bonuspott("run", "--raw", raw, "--warehouse", warehouse, "--exports", exports, *arguments)
        return Year(raw, warehouse, exports, result)

    return run_into


@pytest.fixture(scope="session")
def year(run: Callable[..., Year], bonuspott: Callable[..., Result], tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The deliveries of the project, all programmes, with the report."""
    made = run(PROJECT / "raw", tmp_path_factory.mktemp("year"))
    report = bonuspott("report", "--warehouse", made.warehouse, "--exports", made.exports)
    assert report.exit_code == 0, report.output
    return made
