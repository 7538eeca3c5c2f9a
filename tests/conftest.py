"""The example year, run once per test session for all workers and only read by the tests that share it."""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from click.testing import CliRunner, Result

from assets.delivery_tables import MODELS, combined, of_one_kind
from assets.intake import take_in
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from pipelines.command_line.main import main
from pipelines.runs import history as history_of_runs
from readers.files import find_deliveries
from readers.limits import Limits
from readers.reading_process import Reader
from schemas.deliveries import KINDS
from schemas.received import raw_columns
from schemas.tables import empty
from tests.step_runs import without_dagster

PROJECT = Path(__file__).resolve().parent.parent
MAKES_THE_YEAR = PROJECT / "tests" / "pipelines" / "test_example_year.py"
"""The first file: it has the longest test of the year, and makes the year while other workers do without it."""
PROCESSES_OF_THEIR_OWN = ("living", "readers")
"""Rooms with tests that start processes of their own and wait for them."""
os.environ.pop("COLUMNS", None)  # a worker of xdist has it, and what is said would be wrapped to its screen


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that no worker ends with one; those of the year when it has been made."""
    fixtures: dict[Path, set[str]] = {}
    for item in items:
        fixtures.setdefault(item.path, set()).update(getattr(item, "fixturenames", ()))

    def turn(item: pytest.Item) -> int:
        used = fixtures[item.path]
        if "year" in used:
            return 0 if item.path == MAKES_THE_YEAR else 2
        return 1 if "bonuspott" in used or item.path.parent.name in PROCESSES_OF_THEIR_OWN else 3

    items.sort(key=turn)


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it wrote."""

    exit_code: int
    output: str


@dataclass(frozen=True)
class Year:
    """A finished run: where its deliveries, warehouse and workbooks are, and what was said."""

    raw: Path
    warehouse: Path
    exports: Path
    result: Said
    report: Said | None = None

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="session", autouse=True)
def own_reading_process() -> Iterator[None]:
    """One process reads for all tests of a worker, since starting one takes longer than most of them.

    Readers with limits of their own, as in the tests of the process itself, have their own.
    """
    kept: list[Reader] = []
    start, leave = Reader.start, Reader.__exit__

    def start_or_take(self: Reader) -> None:
        if not self._process and kept and self.limits == Limits():
            other = kept.pop()
            if other._process.is_alive():
                self._process, self._pipe, self._is_ready = other._process, other._pipe, other._is_ready
            else:
                other._stop()
        start(self)

    def keep_or_leave(self: Reader, *how: object) -> None:
        if self._process and not kept and self.limits == Limits():
            heir = Reader()
            heir._process, heir._pipe, heir._is_ready = self._process, self._pipe, self._is_ready
            self._process = self._pipe = None
            self._is_ready = False
            kept.append(heir)
        self._stop()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Reader, "start", start_or_take)
        patched.setattr(Reader, "__exit__", keep_or_leave)
        yield
    for reader in kept:
        leave(reader, None, None, None)


@pytest.fixture(scope="session", autouse=True)
def versions_of_histories_read_once() -> Iterator[None]:
    """Dagster marks each new history with the version of its tables, and looks through a hundred files for it.

    That takes longer than most of the steps that tests run in one.
    """
    read, known = ScriptDirectory.from_config, dict[str | None, ScriptDirectory]()

    def from_config(config: Config) -> ScriptDirectory:
        place = config.get_main_option("script_location")
        if place not in known:
            known[place] = read(config)
        return known[place]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ScriptDirectory, "from_config", from_config)
        yield


@pytest.fixture(scope="session")
def bonuspott(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Result]]:
    """Runs the command line. Jobs are made by Dagster when a folder for its history is given, else without it.

    Without it is much faster; `in_dagster` says it apart from the history, which then is in memory, and
    `has_documents` whether steps that write documents are run too.
    """
    with dg.DagsterInstance.ephemeral() as instance:

        def call(
            *arguments: object,
            history: Path | None = None,
            in_dagster: bool | None = None,
            has_documents: bool = True,
        ) -> Result:
            home = history or tmp_path_factory.getbasetemp()
            with pytest.MonkeyPatch.context() as patched:
                if not (in_dagster if in_dagster is not None else history):
                    without_dagster(patched, has_documents=has_documents)
                if not history:
                    patched.setattr(history_of_runs, "history", lambda _: instance)
                    patched.setattr(instance, "dispose", lambda: None)  # in memory: it would be gone for the next
                return CliRunner().invoke(main, list(map(str, arguments)), env={"DAGSTER_HOME": str(home)})

        yield call


@pytest.fixture(scope="session")
def run(bonuspott: Callable[..., Result]) -> Callable[..., Year]:
    """Runs a folder of deliveries into a place below `place`."""

    def run_into(raw: Path, place: Path, *arguments: object, **how: Any) -> Year:
        places = ("--raw", raw, "--warehouse", place / "w.duckdb", "--exports", place / "results")
        result = bonuspott("run", *places, *arguments, **how)
        return Year(raw, place / "w.duckdb", place / "results", Said(result.exit_code, result.output))

    return run_into


@pytest.fixture(scope="session")
def read_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Warehouse]:
    """Reads a folder of deliveries into a warehouse of its own, without computing anything."""

    def read(folder: Path, today: date = date(2026, 1, 15)) -> Warehouse:
        taken = take_in(find_deliveries(folder), {}, today)
        before = {key: empty(model) for key, model in MODELS.items()}
        warehouse = Warehouse(tmp_path_factory.mktemp("read") / "w.duckdb")
        with warehouse.writing() as connection:
            for key, rows in (combined(before, taken, ()) | of_one_kind(taken, ())).items():
                connection.replace(MODELS[key], rows)
            for kind in KINDS:
                connection.replace_text(f"raw.{kind.id}", raw_columns(kind), taken.raw[kind.id], taken.deliveries)
                connection.replace(kind.model, taken.core[kind.id])
        return warehouse

    return read


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], Year]], Year]:
    """Makes a run in a folder that all workers see: the first that needs it makes it while the others wait."""
    own = tmp_path_factory.getbasetemp()
    common = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def make(name: str, work: Callable[[Path], Year]) -> Year:
        place, kept = common / name, common / name / "year.pickle"
        with (common / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                place.mkdir()
                kept.write_bytes(pickle.dumps(work(place)))
        return pickle.loads(kept.read_bytes())

    return make


@pytest.fixture(scope="session")
def year(run: Callable[..., Year], bonuspott: Callable[..., Result], made_once: Callable[..., Year]) -> Year:
    """The deliveries of the project, all programmes, with the report.

    Beside the warehouse, `history` has the run and `also` the pages of the report once more.
    """

    def work(place: Path) -> Year:
        made = run(PROJECT / "raw", place, history=place / "history")
        places = ("--warehouse", made.warehouse, "--exports", made.exports, "--out", place / "also")
        report = bonuspott("report", *places)
        assert report.exit_code == 0, report.output
        return replace(made, report=Said(report.exit_code, report.stdout))

    return made_once("year", work)


@pytest.fixture(scope="session")
def august(run: Callable[..., Year], made_once: Callable[..., Year]) -> Year:
    """The agreement of 2024 as it was on 2024-08-31, from the deliveries of its kinds."""

    def work(place: Path) -> Year:
        for kind in GRANT_BY_ID["tillganglighet_2024"].kinds:
            shutil.copytree(PROJECT / "raw" / kind, place / "raw" / kind)
        return run(place / "raw", place, "--as-of", "2024-08-31", "--programme", "tillganglighet_2024")

    return made_once("august", work)


@pytest.fixture(scope="session")
def beds(run: Callable[..., Year], made_once: Callable[..., Year]) -> Year:
    """The beds decree alone, from its population and beds. Whoever changes anything copies the folder first."""

    def work(place: Path) -> Year:
        for kind in ("befolkning", "vardplatser"):
            shutil.copytree(PROJECT / "raw" / kind, place / "raw" / kind)
        made = run(place / "raw", place, "--programme", "vardplatser_2024")
        assert made.result.exit_code == 0, made.result.output
        return made

    return made_once("beds", work)
