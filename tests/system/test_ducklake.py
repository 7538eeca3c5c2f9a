"""A warehouse in DuckLake, with its catalogue in a real PostgreSQL, by the DuckDB whose extensions are packages."""

import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from pipelines.runs.shared_lock import SharedLock

pytestmark = pytest.mark.system
PROJECT = Path(__file__).resolve().parent.parent.parent
BIN = PROJECT / ".venv-ducklake" / "bin"
BEDS = ("befolkning", "vardplatser")
ONE_PROGRAMME = ("run", "--programme", "vardplatser_2024")
KILLED_AFTER = (3, 5)
"""Steps that a run has written when it is killed; the first makes the lake."""
OPEN = """
import pickle, sys, time
from pathlib import Path
from pipelines.open_warehouse import open_to
from pipelines.settings import Settings
warehouse = open_to(Settings.from_environment())
"""
TABLES = """
with warehouse.reading() as connection:
    ask = connection.duck.execute
    rows = {name: ask(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in connection.tables}
    comments = ask(
        "SELECT table_name, column_name, comment FROM duckdb_columns() "
        "WHERE comment IS NOT NULL AND database_name = current_database() ORDER BY ALL"
    ).fetchall()
pickle.dump((rows, comments), sys.stdout.buffer)
"""
LOOKS = """
stop, looks, seen = Path(sys.argv[1]), 0, set()
while not stop.exists():
    with warehouse.reading() as connection:
        results = [name for name in connection.tables if name.startswith("out.")]
        first = connection.content(results)
        time.sleep(1)
        assert connection.content(results) == first, "what is read changed meanwhile"
    looks += 1
    seen.add(first)
print(looks, len(seen))
"""
"""Reads all results again and again: every look is at one moment, also while somebody writes."""


@dataclass(frozen=True)
class Installation:
    """One installation; without `catalogue` its warehouse is a file."""

    built: Any
    catalogue: str = ""

    @property
    def environment(self) -> dict[str, str]:
        named = {"BONUSPOTT_CATALOGUE": self.catalogue} if self.catalogue else {}
        return self.built.environment | named

    def start(self, *command: object, program: Path = BIN / "bonuspott", **more: str) -> subprocess.Popen:
        return subprocess.Popen(
            [str(program), *map(str, command)],
            env=self.environment | more,
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def said(self, *command: object, exit_code: int = 0, **more: Any) -> str:
        """What a command says that ends as it should."""
        return _ended(self.start(*command, **more), exit_code)

    def asks(self, script: str, *words: object) -> subprocess.Popen:
        """A script that has the warehouse, started; from a file, since DuckDB prints bars when `-c` has it."""
        path = self.built.place / f"script{hash(script)}.py"
        path.write_text(OPEN + script, encoding="utf-8")
        return self.start(path, *words, program=BIN / "python")

    def tables(self) -> tuple[dict[str, list[tuple[object, ...]]], list[tuple[str, ...]]]:
        """Every table with its rows, and what columns say they mean."""
        asked = self.asks(TABLES)
        told, error = asked.communicate(timeout=120)
        assert asked.returncode == 0, error.decode()
        return pickle.loads(told)

    def steps(self) -> int:
        """How many transactions have been written."""
        with closing(psycopg2.connect(self.catalogue)) as connection, connection.cursor() as cursor:
            try:
                cursor.execute("SELECT count(*) FROM ducklake_snapshot")
            except psycopg2.errors.UndefinedTable:
                return 0  # nobody has made it
            return cursor.fetchall()[0][0]

    def results(self) -> tuple[object, ...]:
        """All that runs make: every table but what tells of the runs themselves, and every document byte for byte."""
        rows, comments = self.tables()
        documents = {path.name: path.read_bytes() for path in self.built.exports.rglob("*") if path.is_file()}
        return {name: told for name, told in rows.items() if not name.startswith("log.")}, comments, documents


def _ended(process: subprocess.Popen, exit_code: int = 0) -> str:
    out, err = process.communicate(timeout=900)
    said = (out + err).decode()
    assert process.returncode == exit_code, said
    assert "Traceback" not in said
    return said


@pytest.fixture(scope="module")
def server(postgresql: Callable[[], AbstractContextManager[dict[str, str]]]) -> Iterator[str]:
    """Where the server of all catalogues is."""
    with postgresql() as variables:
        yield f"host=127.0.0.1 port={variables['BONUSPOTT_PG_PORT']} user=bonuspott"


@pytest.fixture(scope="module")
def lake(house: Callable[..., Any], server: str) -> Callable[..., Installation]:
    """Builds an installation with the named kinds of deliveries, and an empty catalogue of its own."""
    made: list[str] = []

    def build(*kinds: str, place: Any = None) -> Installation:
        made.append(f"lager{len(made)}")
        with closing(psycopg2.connect(f"{server} dbname=postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {made[-1]}")
        return Installation(place or house(*kinds), f"dbname={made[-1]} {server}")

    return build


@pytest.fixture(scope="module")
def beds(house: Callable[..., Any]) -> Installation:
    """One programme, run in peace, in a file."""
    file = Installation(house(*BEDS))
    file.said(*ONE_PROGRAMME)
    return file


def test_the_year_comes_out_in_ducklake_as_in_a_file(house: Callable[..., Any], lake: Callable[..., Any]) -> None:
    kinds = [folder.name for folder in (PROJECT / "raw").iterdir() if folder.is_dir()]
    file, there = Installation(house(*kinds)), lake(*kinds)
    runs = [each.start("run") for each in (file, there)]  # at the same time, which spares waiting
    _, said = (_ended(run) for run in runs)
    assert f"databas: DuckLake ({there.catalogue.split()[0]}" in " ".join(said.split())
    (rows, comments, documents), theirs = file.results(), there.results()
    assert len(rows) > 60 and len(documents) > 30 and len(comments) > 300
    assert [name for name in rows if rows[name] != theirs[0].get(name)] == []  # type: ignore[attr-defined]
    assert (rows, comments, documents) == theirs
    assert not there.built.warehouse.exists() and (there.built.place / "w.lake").is_dir()
    assert "Inget nytt sedan förra körningen" in there.said("run")


def test_a_run_that_was_killed_is_put_right_by_the_next_and_readers_are_not_shut_out(
    beds: Installation, lake: Callable[..., Installation], tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    there, stop = lake(*BEDS), tmp_path / "stop"
    there.said("status")  # of nothing yet
    readers = [there.asks(LOOKS, stop) for _ in range(2)]
    try:
        for steps in KILLED_AFTER:
            before, run = there.steps(), there.start(*ONE_PROGRAMME)
            wait_until(lambda until=before + steps: there.steps() >= until, "a step of the run")
            run.kill()
            run.communicate()
            assert run.returncode == -signal.SIGKILL
        there.said(*ONE_PROGRAMME)
    finally:
        stop.touch()
    for reader in readers:
        looks, states = map(int, _ended(reader).split())
        assert looks >= states > 1
    assert there.results() == beds.results()


def test_a_file_is_taken_into_a_new_lake_and_a_backup_goes_from_lake_to_lake_or_file(
    house: Callable[..., Any], lake: Callable[..., Installation], tmp_path: Path
) -> None:
    file = Installation(house(*BEDS))
    file.said(*ONE_PROGRAMME)
    before = file.tables()
    there = lake(place=file.built)
    assert there.tables() == before  # nobody has written yet: what there is is the file
    there.said(*ONE_PROGRAMME)
    assert not file.built.warehouse.exists() and (file.built.place / "w.moved.duckdb").is_file()
    rows, comments = there.tables()
    assert comments == before[1]
    assert [name for name in rows if rows[name] != before[0].get(name) and name != "log.run"] == []

    said = there.said("backup", "--out", tmp_path / "set.tar.gz")
    assert "Databasen ligger i DuckLake och är med som en DuckDB-fil." in said
    as_kept = there.tables()
    empty = house()
    empty.raw.rmdir()
    (empty.place / "history" / "dagster.yaml").unlink()
    other = lake(place=empty)
    other.said("restore", tmp_path / "set.tar.gz")
    assert other.tables() == as_kept
    refused = other.said("restore", tmp_path / "set.tar.gz", exit_code=1)
    assert "Det ligger redan något i DuckLake" in refused and other.tables() == as_kept


def test_what_cannot_be_reached_is_told_and_not_passed_by(
    beds: Installation, lake: Callable[..., Installation], server: str, tmp_path: Path
) -> None:
    unreachable = Installation(beds.built, "dbname=lager host=127.0.0.1 port=1 user=bonuspott")
    for command in (["run"], ["status"], ["payout", "vardplatser_2024"], ["backup", "--out", tmp_path / "b.tar.gz"]):
        said = unreachable.said(*command, exit_code=1)
        assert "kan inte" in said and "PostgreSQL" in said and "catalogue" in said
    assert beds.tables()[0]["out.payout"] and not (tmp_path / "b.tar.gz").exists()

    there = lake(*BEDS)
    there.said("run", "--programme", "vardplatser_2024")
    moved = there.said("status", BONUSPOTT_WAREHOUSE=str(tmp_path / "annan.duckdb"), exit_code=1)
    assert "katalogen hör ihop med en annan mapp" in moved

    ours = Path(sys.executable).parent / "bonuspott"  # whose DuckDB is too new to have the extensions
    assert "Kör make setup-ducklake" in there.said("status", program=ours, exit_code=1)


def test_runs_on_several_computers_wait_for_one_another(lake: Callable[..., Installation]) -> None:
    there = lake(*BEDS)
    lock = SharedLock.of(there.built.warehouse, None, there.catalogue)
    assert lock is not None
    with closing(lock):
        assert lock.is_taken("startad från kommandoraden, process 1 på en annan dator")
        assert "på en annan dator" in there.said("status")
        said = there.said("run", exit_code=1, BONUSPOTT_PATIENCE_SECONDS="0")
    assert "En annan körning pågår: startad från kommandoraden, process 1 på en annan dator" in said
