"""What a backup brings back: the same tables, seals, deliveries and history; and what it refuses to bring back."""

import errno
import gzip
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import dagster as dg
import pytest
from click.testing import Result

from assets import layout
from assets.decisions import Decisions
from assets.warehouse import Warehouse
from pipelines.runs.kept_history import KeptEvents
from pipelines.runs.run_lock import held
from pipelines.settings import Settings
from rules.seals import FIRST_PREVIOUS, Seal
from schemas.run_log import RunLog
from schemas.tables import frame


def seal(number: int, previous: str = FIRST_PREVIOUS) -> Seal:
    return Seal(
        number=number,
        programme="p",
        payment=f"del{number}",
        reference="S2024/1",
        decided_by=("Anna Ek", "Bo Alm"),
        decided_on=date(2024, 12, 16),
        amounts=(),
        undistributed=(),
        inputs=(),
        parameters={},
        readings={},
        code="",
        marks=(),
        previous=previous,
    )


class Place:
    """An installation below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.raw, self.history = folder / "raw", folder / "history"
        self.warehouse, self.decisions = folder / "w" / "w.duckdb", folder / "w" / "decisions"

    @property
    def options(self) -> tuple[object, ...]:
        return "--raw", self.raw, "--warehouse", self.warehouse, "--history", self.history

    def files(self) -> dict[str, bytes]:
        kept = (self.raw, self.decisions, self.history)
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for folder in kept
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def runs(self) -> list[str]:
        with Warehouse(self.warehouse).reading() as connection:
            return connection.read(RunLog)["run_id"].to_list()

    def events(self) -> list[tuple[int]]:
        with sqlite3.connect(self.history / "storage" / "runs.db") as database:
            return database.execute("SELECT n FROM events").fetchall()


@pytest.fixture
def house(tmp_path: Path) -> Place:
    """A warehouse with one run, one seal, one delivery and a history."""
    made = Place(tmp_path / "house")
    (made.raw / "bup").mkdir(parents=True)
    (made.raw / "bup" / "2024-03-18_skåne.csv").write_text("Region\nSkåne\n", encoding="utf-8")
    (made.history / "storage").mkdir(parents=True)
    (made.history / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    with sqlite3.connect(made.history / "storage" / "runs.db") as database:
        database.executescript("CREATE TABLE events (n INTEGER); INSERT INTO events VALUES (7)")
    with Warehouse(made.warehouse).writing() as connection:
        connection.replace(RunLog, frame(RunLog, [dict.fromkeys(RunLog.to_schema().columns, "x")]))
    Decisions(made.decisions).add(seal(1))
    return made


@pytest.fixture
def backup(house: Place, bonuspott: Callable[..., Result], tmp_path: Path) -> Path:
    path = tmp_path / "backup" / "kopia.tar.gz"
    result = bonuspott("backup", "--out", path, *house.options)
    assert result.exit_code == 0, result.output
    assert "Säkerhetskopia skriven" in result.output
    return path


@pytest.fixture
def elsewhere(tmp_path: Path) -> Place:
    return Place(tmp_path / "elsewhere")


def rewritten(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The backup with some of its files changed."""
    with tarfile.open(backup) as archive:
        files = {member.name: archive.extractfile(member).read() for member in archive.getmembers()}
    change(files)
    with tarfile.open(backup, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return backup


def refused(result: Result, elsewhere: Place, because: str) -> None:
    assert result.exit_code == 1 and because in result.output, result.output
    assert not elsewhere.warehouse.exists()
    assert not elsewhere.files()


def test_all_of_it_comes_back(house: Place, backup: Path, elsewhere: Place, bonuspott: Callable[..., Result]) -> None:
    result = bonuspott("restore", backup, *elsewhere.options)
    assert result.exit_code == 0, result.output
    before, after = house.files(), elsewhere.files()
    assert {name: data for name, data in before.items() if not name.endswith(".db")} == {
        name: data for name, data in after.items() if not name.endswith(".db")
    }
    assert elsewhere.runs() == house.runs() and elsewhere.events() == [(7,)]
    assert {path.name for path in elsewhere.warehouse.parent.iterdir()} == {"w.duckdb", "w.lock", "decisions"}


@dg.asset
def table() -> None:
    """A table."""


def test_a_history_that_another_program_keeps_open_comes_back_with_its_last_event(
    house: Place, elsewhere: Place, bonuspott: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(Settings.history / "dagster.yaml", house.history)
    monkeypatch.setenv("DAGSTER_HOME", str(house.history))
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, KeptEvents)
        run_id = dg.materialize([table], instance=instance).run_id
        assert any(path.stat().st_size for path in house.history.rglob("*.db-wal"))
        taken = bonuspott("backup", "--out", tmp_path / "kopia.tar.gz", *house.options)
        assert taken.exit_code == 0, taken.output
    restored = bonuspott("restore", tmp_path / "kopia.tar.gz", *elsewhere.options)
    assert restored.exit_code == 0, restored.output
    monkeypatch.setenv("DAGSTER_HOME", str(elsewhere.history))
    with dg.DagsterInstance.get() as instance:
        assert [run.run_id for run in instance.get_runs()] == [run_id]
        assert [str(each.dagster_event_type) for each in instance.all_logs(run_id)][-1].endswith("SUCCESS")
        event = instance.get_latest_materialization_event(dg.AssetKey("table"))
        assert event and event.run_id == run_id


def test_only_its_owner_may_read_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


def test_nothing_that_lies_there_is_overwritten(house: Place, backup: Path, bonuspott: Callable[..., Result]) -> None:
    before = house.files(), house.warehouse.read_bytes()
    result = bonuspott("restore", backup, *house.options)
    assert result.exit_code == 1 and "ingenting har ändrats" in result.output
    assert (house.files(), house.warehouse.read_bytes()) == before


def test_a_backup_waits_for_a_run_and_says_so_when_it_takes_too_long(
    house: Place, bonuspott: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BONUSPOTT_PATIENCE_SECONDS", "0")
    with held(house.warehouse, "ett test", 0):
        result = bonuspott("backup", "--out", tmp_path / "kopia.tar.gz", *house.options)
    assert result.exit_code == 1 and "En annan körning pågår" in result.output
    assert not list(tmp_path.glob("*.tar.gz"))


def test_without_a_warehouse_there_is_nothing_to_back_up(
    elsewhere: Place, bonuspott: Callable[..., Result], tmp_path: Path
) -> None:
    result = bonuspott("backup", "--out", tmp_path / "kopia.tar.gz", *elsewhere.options)
    assert result.exit_code == 1 and "ingen databas att säkerhetskopiera" in result.output


def lose_a_delivery(files: dict[str, bytes]) -> None:
    del files["raw/bup/2024-03-18_skåne.csv"]


def add_a_delivery(files: dict[str, bytes]) -> None:
    files["raw/bup/2024-03-19_extra.csv"] = b"Region\n"


def change_a_seal(files: dict[str, bytes]) -> None:
    (name,) = (name for name in files if name.startswith("decisions/"))
    files[name] = files[name].replace(b"Anna", b"Inga")


def newer(files: dict[str, bytes]) -> None:
    contents = json.loads(files["contents.json"])
    files["contents.json"] = json.dumps(contents | {"layout": layout.LAYOUT + 1}).encode()


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (lose_a_delivery, "är skadad: filer saknas eller har kommit till"),
        (add_a_delivery, "är skadad: filer saknas eller har kommit till"),
        (change_a_seal, "är skadad: 1 fil är ändrade, först decisions/0001_p_del1.json"),
        (newer, "nyare version av Bonuspott"),
    ],
)
def test_a_backup_that_was_changed_is_not_restored(
    backup: Path,
    elsewhere: Place,
    bonuspott: Callable[..., Result],
    change: Callable[[dict[str, bytes]], None],
    because: str,
) -> None:
    refused(bonuspott("restore", rewritten(backup, change), *elsewhere.options), elsewhere, because)


def test_a_backup_that_is_cut_off_is_not_restored(
    backup: Path, elsewhere: Place, bonuspott: Callable[..., Result]
) -> None:
    data = backup.read_bytes()
    backup.write_bytes(data[: len(data) // 2])
    refused(bonuspott("restore", backup, *elsewhere.options), elsewhere, "är skadad")


@pytest.mark.parametrize("content", [b"", b"text", gzip.compress(b"text", mtime=0)], ids=["empty", "text", "packed"])
def test_another_file_is_no_backup(
    content: bytes, elsewhere: Place, bonuspott: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "other.tar.gz").write_bytes(content)
    result = bonuspott("restore", tmp_path / "other.tar.gz", *elsewhere.options)
    assert result.exit_code == 1 and not elsewhere.warehouse.exists(), result.output
    assert "Traceback" not in result.output and "säkerhetskopia" in result.output.lower()


def run_beds(bonuspott: Callable[..., Result], place: Place) -> Result:
    options = ("--raw", place.raw, "--warehouse", place.warehouse, "--exports", place.folder / "results")
    return bonuspott("run", *options, "--programme", "vardkoer_2025", has_documents=False)


def test_a_warehouse_that_is_older_than_the_decisions_is_noticed_once(
    house: Place, bonuspott: Callable[..., Result]
) -> None:
    before = house.warehouse.read_bytes()
    first = run_beds(bonuspott, house)
    assert "databasen inte har sett: p del1" in " ".join(first.output.split())
    assert "inte har sett" not in run_beds(bonuspott, house).output
    house.warehouse.write_bytes(before)
    assert "databasen inte har sett: p del1" in " ".join(run_beds(bonuspott, house).output.split())


def test_decisions_that_the_warehouse_has_seen_and_that_are_gone_stop_a_run(
    house: Place, bonuspott: Callable[..., Result]
) -> None:
    run_beds(bonuspott, house)
    shutil.rmtree(house.decisions)
    result = run_beds(bonuspott, house)
    assert result.exit_code == 1
    assert "Databasen har sett beslut som inte längre finns i mappen" in result.output


def test_a_payment_order_of_a_decision_that_is_gone_stops_a_run_and_stays(
    house: Place, bonuspott: Callable[..., Result]
) -> None:
    order = house.folder / "results" / "p_del2_betalningsunderlag.csv"
    order.parent.mkdir()
    order.write_text(f"Sigill;Sigillets kontrollsumma\n2;{seal(2).hash}\n", encoding="utf-8")
    before = order.read_bytes()
    house.warehouse.unlink()
    result = run_beds(bonuspott, house)
    assert result.exit_code == 1 and not list(order.parent.glob("*.xlsx"))
    assert f"Betalningsunderlaget {order} anger sigill 2" in result.output
    assert order.read_bytes() == before


def on_turn(turn: int, function: Callable[..., object]) -> Callable[..., object]:
    """The function, whose disk is full when it is called for the `turn`th time."""
    calls = count(1)

    def full(*arguments: object, **options: object) -> object:
        if next(calls) == turn:
            raise OSError(errno.ENOSPC, "No space left on device", str(arguments[0]))
        return function(*arguments, **options)

    return full


WRITES_OF_BACKUP = [
    (shutil, "copyfile", 1),
    (shutil, "copy2", 1),
    (shutil, "copy2", 2),
    (tarfile.TarFile, "add", 1),
    (tarfile.TarFile, "add", 4),
    (os, "fsync", 1),
    (Path, "replace", 1),
]
WRITES_OF_RESTORE = [(tarfile.TarFile, "extractall", 1), *((shutil, "move", turn) for turn in range(1, 5))]


@pytest.mark.parametrize(("module", "name", "turn"), WRITES_OF_BACKUP)
def test_a_disk_that_is_full_at_any_write_leaves_no_backup_and_the_older_one(
    house: Place,
    bonuspott: Callable[..., Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
    turn: int,
) -> None:
    target = tmp_path / "backup" / "kopia.tar.gz"
    target.parent.mkdir()
    target.write_bytes(b"older")
    before = house.files()
    with monkeypatch.context() as patched:
        patched.setattr(module, name, on_turn(turn, getattr(module, name)))
        result = bonuspott("backup", "--out", target, *house.options)
    assert result.exit_code == 1 and "disken är full. Frigör plats" in result.output, result.output
    assert [path.name for path in target.parent.iterdir()] == [target.name] and target.read_bytes() == b"older"
    assert house.files() == before
    assert bonuspott("backup", "--out", target, *house.options).exit_code == 0


@pytest.mark.parametrize(("module", "name", "turn"), WRITES_OF_RESTORE)
def test_a_disk_that_is_full_at_any_write_restores_nothing_and_the_next_try_does(
    backup: Path,
    elsewhere: Place,
    bonuspott: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    name: str,
    turn: int,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(module, name, on_turn(turn, getattr(module, name)))
        refused(bonuspott("restore", backup, *elsewhere.options), elsewhere, "disken är full. Frigör plats")
    assert bonuspott("restore", backup, *elsewhere.options).exit_code == 0
    assert elsewhere.events() == [(7,)]
