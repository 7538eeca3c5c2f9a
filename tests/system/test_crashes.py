"""Runs that are killed, meet one another, or run out of room: the warehouse opens, and running again makes it right."""

import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas.changes import AMOUNT

pytestmark = pytest.mark.system
PROJECT = Path(__file__).resolve().parent.parent.parent
KILLS = 50
WORKERS = 2
CORRECTION = Path("vardplatser", "2024-12-02_gavleborg_rattelse.xlsx")
KINDS = ("befolkning", "vardplatser", "operationer", "redovisning")


def tables(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table with its rows, in an order of its own."""
    schemas = "information_schema.tables WHERE table_schema <> 'log'"
    query = f"SELECT table_schema || '.' || table_name FROM {schemas} ORDER BY 1"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = [name for (name,) in connection.execute(query).fetchall()]
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in names}


State = dict[str, object]
"""All that runs have made: every table, and every document byte for byte, by name."""
HISTORY = {"out.change", "out.standing", "out.standing_file", "vardplatser_2024_andringar.xlsx"}
"""What tells of the way that runs have gone, and so is other after another way: what moved last, and its document."""


def state(built: Any) -> State:
    documents = {path.name: path.read_bytes() for path in built.exports.rglob("*") if path.is_file()}
    return tables(built.warehouse) | documents


def differing(one: State, other: State) -> list[str]:
    """The tables and documents that are not the same."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def moved_amounts(warehouse: Path) -> int:
    """How many payouts out.change says moved: what `wrongly_moved` looks at, never nothing after a correction."""
    query = """
        SELECT count(*) FROM out.change JOIN out.payout
            ON payout.programme = change.programme AND payout.payment = change.payment
                AND component = item AND payout.region_code = change.region_code
        WHERE what = ?
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        ((count,),) = connection.execute(query, [AMOUNT]).fetchall()
        return count


def wrongly_moved(warehouse: Path) -> list[tuple[object, ...]]:
    """The amounts that out.change says moved to another one than is paid; to be empty."""
    query = f"""
        SELECT change.programme, change.payment, item, change.region_code
        FROM out.change JOIN out.payout
            ON payout.programme = change.programme AND payout.payment = change.payment
                AND component = item AND payout.region_code = change.region_code
        WHERE what = '{AMOUNT}'
        GROUP BY ALL
        HAVING last(change.after_kr ORDER BY changed_at, link) <> any_value(amount_kr)
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def completed(run: subprocess.Popen) -> str:
    """What a run said that is to end well."""
    said, _ = run.communicate(timeout=600)
    assert run.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def undisturbed(house: Callable[..., Any]) -> Any:
    """An installation that was run once in peace."""
    built = house(*KINDS)
    completed(built.bonuspott("run"))
    return built


SERVER = """
import json, os, signal, sys, time
# What every run would take seconds to import:
import pipelines.automation.alerts, pipelines.command_line.summary, pipelines.runs.execution, pipelines.runs.scope
from pipelines.command_line.main import main

for line in sys.stdin:
    environment, log, seconds = json.loads(line)
    run = os.fork()
    if not run:
        os.environ.update(environment)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        main(["run", "--programme", "vardplatser_2024"])
    if seconds is not None:
        time.sleep(seconds)
        os.kill(run, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(run, 0)[1]), flush=True)
"""
"""Makes runs out of a process that has imported all they need, and kills each after so many seconds, if any."""


@dataclass(frozen=True)
class Killer:
    """Runs an installation and kills its runs."""

    built: Any
    server: subprocess.Popen
    chance: random.Random

    @property
    def log(self) -> Path:
        return self.built.place / "run.log"

    def run(self, seconds: float | None = None) -> int:
        """The exit code of a run, the negative signal of one that was killed."""
        assert self.server.stdin and self.server.stdout
        self.server.stdin.write(json.dumps([self.built.environment, str(self.log), seconds]) + "\n")
        self.server.stdin.flush()
        return int(self.server.stdout.readline())

    def in_peace(self) -> tuple[State, float]:
        """What an undisturbed run leaves, and how many seconds it takes."""
        began = time.monotonic()
        assert self.run() == 0, self.log.read_text(encoding="utf-8")
        return state(self.built), time.monotonic() - began

    def change_deliveries(self) -> None:
        """Take a correction away from the deliveries, or put it back."""
        correction, away = self.built.raw / CORRECTION, self.built.place / "away.xlsx"
        if correction.exists():
            correction.rename(away)
        else:
            away.rename(correction)

    def start_anew(self) -> None:
        """Take away everything that runs have made, and put all deliveries back."""
        self.built.warehouse.unlink(missing_ok=True)
        shutil.rmtree(self.built.exports, ignore_errors=True)
        if not (self.built.raw / CORRECTION).exists():
            self.change_deliveries()

    def kill(self, times: int) -> None:
        """Kill so many runs, every fifth of them on nothing and the others on changed deliveries."""
        from_nothing, slow = self.in_peace()
        self.change_deliveries()
        without, quick = self.in_peace()
        self.change_deliveries()
        with_correction, _ = self.in_peace()
        assert moved_amounts(self.built.warehouse), "the correction moves amounts, and out.change says which"
        killed = 0
        while killed < times:
            if killed % 5 == 0:
                self.start_anew()
                expected, seconds = from_nothing, slow
            else:
                self.change_deliveries()
                is_there = (self.built.raw / CORRECTION).exists()
                expected, seconds = with_correction if is_there else without, quick
            killed += self.run(self.chance.uniform(0, seconds)) == -signal.SIGKILL
            if self.built.warehouse.exists():
                with duckdb.connect(str(self.built.warehouse)) as connection:
                    connection.execute("SELECT count(*) FROM information_schema.tables").fetchall()
            recovered, _ = self.in_peace()
            assert set(differing(recovered, expected)) <= HISTORY
            assert wrongly_moved(self.built.warehouse) == []


def test_each_of_fifty_killed_runs_is_made_good_by_the_next(house: Callable[..., Any], memory: Path) -> None:
    def killer(number: int) -> None:
        place = memory / str(number)
        place.mkdir()
        built = house("befolkning", "vardplatser", place=place)
        with subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server:
            Killer(built, server, random.Random(20240322 + number)).kill(KILLS // WORKERS)

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(killer, range(WORKERS)))


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory: what is killed is a process and not the computer, so no disk need be waited for."""
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="bonuspott-") as folder:
        yield Path(folder)


def test_two_runs_at_once_both_finish_one_after_the_other(house: Callable[..., Any], undisturbed: Any) -> None:
    built = house(*KINDS)
    said = [completed(run) for run in [built.bonuspott("run"), built.bonuspott("run")]]
    # Who holds the lock is written just after it is taken, so that the other may come to ask in between.
    assert sum("Väntar på en annan körning: " in text for text in said) == 1
    assert tables(built.warehouse) == tables(undisturbed.warehouse)


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


WRITERS = {
    "template": ["template", "bup", "--out", "mall.xlsx"],
    "readings": ["readings", "vardkoer_2025", "--out", "lasningar.xlsx"],
    "evidence": ["evidence", "vardkoer_2025", "block1", "--out", "bevis.zip"],
}
every_writer = pytest.mark.parametrize("command", [pytest.param(words, id=name) for name, words in WRITERS.items()])


def written_in(folder: Path, built: Any, command: list[str], *before: str) -> str:
    """What a command says that is to write a file in `folder` and cannot."""
    *words, name = command
    run = subprocess.run(
        [*before, *built.bonuspott_command, *words, folder / name],
        env=built.environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{folder / name} kan inte läsas eller skrivas: " in run.stderr and "Traceback" not in run.stderr
    assert name not in {path.name for path in folder.iterdir()}
    return run.stderr


@every_writer
def test_a_command_that_writes_a_file_says_when_the_disk_is_full(
    undisturbed: Any, small_disk: Path, command: list[str]
) -> None:
    (small_disk / "fill").write_bytes(bytes(1024 * 1024 - 4096))
    assert "disken är full. Frigör plats och kör igen." in written_in(small_disk, undisturbed, command)
    assert [path.name for path in small_disk.iterdir()] == ["fill"]


@every_writer
def test_a_command_that_writes_a_file_says_when_it_may_not(
    undisturbed: Any, tmp_path: Path, command: list[str]
) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o555)
    without_rights = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    assert "du har inte rätt till det" in written_in(shut, undisturbed, command, *without_rights)
