"""A fault at a write of a command leaves the old state or the new, a sentence, and a way on: the command again."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.system
PROJECT = Path(__file__).resolve().parent.parent.parent
POINTS = 4
"""At how many of a command's writes each fault strikes: the first, the last and some between."""
ANNA, BO = "4000000001", "4000000002"
PAYMENT = ("vardkoer_2025", "block1")
DECIDED = (*PAYMENT, "--reference", "S2025/1", "--by", "Anna Ek", "--by", "Bo Alm", "--allow-example")
PROPOSED = (*PAYMENT, "--reference", "S2025/1", "--by", "Anna Ek", "--allow-example", "--propose")
TICKED = (PAYMENT[0], "slutredovisning", "--by", "Anna Ek", "--reference", "S2025/2")
WAY_OF_RUNS = {"out.change", "out.standing", "out.standing_file", "vardkoer_2025_andringar.xlsx"}
"""What tells of the way that runs have gone, and so is other after another way."""


@dataclass(frozen=True)
class Case:
    """A command in which faults strike.

    `before` are commands that have been run, `again` what it may say when the attempt that was struck was already
    whole, and the next run makes the rest of it; `PLACE` in words stands for the installation's folder.
    """

    words: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    again: tuple[str, ...] = ()
    prepare: Callable[[Path], object] = lambda place: None
    account: str = ANNA


def take_a_delivery_away(place: Path) -> None:
    (newest,) = sorted((place / "raw" / "operationer").rglob("*.xlsx"))[-1:]
    newest.unlink()


def empty_all_but_the_backup(place: Path) -> None:
    for name in ("raw", "history", "decisions"):
        shutil.rmtree(place / name, ignore_errors=True)
    (place / "w.duckdb").unlink()


BACKED_UP = ("backup", "--out", "PLACE/kopia.tar.gz")
APPROVED = ("approve", *PAYMENT, "--by", "Bo Alm")
CASES = {
    "run": Case(("run",), prepare=take_a_delivery_away),
    "decide": Case(("decide", *DECIDED), again=("är redan beslutad",)),
    "propose": Case(("decide", *PROPOSED)),
    "approve": Case(APPROVED, (("decide", *PROPOSED),), ("Ingen har föreslagit",), account=BO),
    "letter": Case(("letter", *PAYMENT, "--out", "PLACE/brev"), (("decide", *DECIDED), ("run",))),
    "evidence": Case(("evidence", *PAYMENT, "--out", "PLACE/bevis.zip")),
    "report": Case(("report",)),
    "publish": Case(("publish", "--out", "PLACE/oppna")),
    "backup": Case(BACKED_UP),
    "restore": Case(("restore", "PLACE/kopia.tar.gz"), (BACKED_UP,), prepare=empty_all_but_the_backup),
    "template": Case(("template", "bup", "--out", "PLACE/mall.xlsx")),
    "done": Case(("done", *TICKED)),
}


@dataclass(frozen=True)
class Answer:
    """How a command ended: its exit code (a signal's is negative), what it said, and how many writes it began."""

    code: int
    said: str
    writes: int


@dataclass(frozen=True)
class Bench:
    """Installations in memory, and the process that runs their commands."""

    place: Path
    process: subprocess.Popen

    @property
    def installation(self) -> Path:
        """Where commands are struck."""
        return self.place / "installation"

    def run(self, place: Path, words: Sequence[str], account: str, kind: str = "", at: int = 0) -> Answer:
        """Run a command in an installation, with a fault of a kind at one of its writes, if any."""
        log = place.with_suffix(".log")
        environment = {
            "DAGSTER_HOME": str(place / "history"),
            "BONUSPOTT_RAW": str(place / "raw"),
            "BONUSPOTT_WAREHOUSE": str(place / "w.duckdb"),
            "BONUSPOTT_EXPORTS": str(place / "results"),
        }
        words = [word.replace("PLACE", str(place)) for word in words]
        command = {
            "words": words,
            "environment": environment,
            "log": str(log),
            "account": account,
            "kind": kind,
            "at": at,
        }
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        code, writes = json.loads(self.process.stdout.readline())
        return Answer(code, log.read_text(encoding="utf-8"), writes)

    def well(self, place: Path, words: Sequence[str], account: str = ANNA) -> Answer:
        """Run a command that is to end well."""
        answer = self.run(place, words, account)
        assert answer.code == 0, f"{words}: {answer.said}"
        return answer

    def ready(self, case: Case) -> Path:
        """An installation that stands before the case's command; the same for all its faults."""
        place = self.place / "before"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.place / "stand", place)
        for words in case.before:
            self.well(place, words)
        case.prepare(place)
        return place

    def fresh(self, before: Path) -> Path:
        """A copy at one and the same place, so that all that is written there may be compared byte for byte."""
        shutil.rmtree(self.installation, ignore_errors=True)
        shutil.copytree(before, self.installation)
        return self.installation


@pytest.fixture(scope="module")
def bench(house: Callable[..., Any]) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="bonuspott-faults-") as folder:
        stand = Path(folder) / "stand"
        stand.mkdir()
        house("befolkning", "operationer", place=stand)
        with subprocess.Popen(
            [sys.executable, "-m", "tests.system.faulty_commands"],
            cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            made = Bench(Path(folder), process)
            made.well(stand, ["run"])
            yield made
            assert process.stdin
            process.stdin.close()


State = dict[str, object]


def state(place: Path) -> State:
    """Every table but the log, and every file but history and warehouse.

    Messages are by name: they tell of the run that found the matter, and when.
    """
    apart = ("w.duckdb", "kopia.tar.gz")
    found: State = {
        path.relative_to(place).as_posix(): b"" if "outbox" in path.parts else path.read_bytes()
        for path in place.rglob("*")
        if path.is_file() and "history" not in path.parts and path.name not in apart
    }
    query = (
        "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema <> 'log' ORDER BY 1"
    )
    with duckdb.connect(str(place / "w.duckdb"), read_only=True) as connection:
        for (name,) in connection.execute(query).fetchall():
            found[name] = connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()
    return found


def differing(one: State, other: State) -> set[str]:
    """The tables and files that are not the same, but for what tells of the way there."""
    names = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    return {name for name in names if name.rpartition("/")[2] not in WAY_OF_RUNS and not name.endswith(".lock")}


def points(writes: int) -> list[int]:
    """Which writes the fault strikes, evenly from the first to the last."""
    wanted = min(POINTS, writes)
    return sorted({1 + step * (writes - 1) // max(1, wanted - 1) for step in range(wanted)})


@pytest.mark.parametrize("kind", ["killed", "no room"])
@pytest.mark.parametrize("name", CASES)
def test_a_command_struck_at_a_write_is_made_good_by_the_command_again(bench: Bench, name: str, kind: str) -> None:
    case = CASES[name]
    before = bench.ready(case)
    undisturbed = bench.well(bench.fresh(before), case.words, case.account)
    expected = after_a_run = state(bench.installation)
    if case.again:
        bench.well(bench.installation, ["run"])
        after_a_run = state(bench.installation)
    assert undisturbed.writes > 0
    for at in points(undisturbed.writes):
        place = bench.fresh(before)
        struck = bench.run(place, case.words, case.account, kind, at)
        where = f"{name}, {kind} at write {at} of {undisturbed.writes}: {struck.said}"
        assert "Traceback" not in struck.said, where
        if kind == "no room" and struck.code != 0:
            assert struck.code == 1 and "disken är full" in struck.said, where
        if (place / "w.duckdb").exists():
            seals = bench.run(place, ["seals"], case.account)
            assert seals.code == 0, f"{where}\n{seals.said}"
        again = bench.run(place, case.words, case.account)
        if again.code:
            assert any(words in again.said for words in case.again), f"{where}\n{again.said}"
            bench.well(place, ["run"])
        assert differing(state(place), after_a_run if again.code else expected) == set(), where
