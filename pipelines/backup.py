"""The warehouse, the seals, the deliveries and the history of runs as one set in one file, and back again.

The set is taken while no run is under way, so that its parts belong together. Settings and passwords are not in it, nor
what can be made again (workbooks, pages). Each part is one folder of the archive.
"""

import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb

from assets import layout
from assets.decisions import Decisions
from assets.seal_memory import unseen
from assets.warehouse import Connection, Warehouse
from pipelines.open_warehouse import open_to
from pipelines.runs.run_lock import held_for
from pipelines.settings import Settings
from readers.files import sha256
from rules.swedish import counted

CONTENTS = "contents.json"
WAREHOUSE, SEALS, DELIVERIES, HISTORY = "warehouse", "decisions", "raw", "history"
DATABASE = f"{WAREHOUSE}/bonuspott.duckdb"
_SQLITE = b"SQLite format 3\x00"
_SQLITE_BESIDE = ("-wal", "-shm", "-journal")
_HISTORY_IN_POSTGRES = "postgres"


class BackupError(Exception):
    """A backup cannot be taken or restored; the message is Swedish and says what to do."""


@dataclass(frozen=True)
class Taken:
    """A backup that was taken or restored: its file, how many files it has, and Swedish remarks."""

    path: Path
    file_count: int
    remarks: tuple[str, ...] = ()


def back_up(settings: Settings, target: Path) -> Taken:
    """Write the set to `target` (`.tar.gz`), whole or not at all. Raises `BackupError`, `OSError`, `RunLockError`."""
    warehouse = open_to(settings)
    if not warehouse.exists:
        raise BackupError(f"Det finns ingen databas att säkerhetskopiera: {warehouse}. Kör bonuspott run först.")
    target.parent.mkdir(parents=True, exist_ok=True)
    alone = held_for(settings, "en säkerhetskopiering")
    with alone, _beside(target) as place:
        (place / WAREHOUSE).mkdir()
        warehouse.copy_to(place / DATABASE)
        for name, folder in _folders(settings).items():
            if folder.is_dir():
                _copy_folder(folder, place / name)
        files = {name: sha256(place / name) for name in _names(place)}
        contents = {
            "taken_at": datetime.now().isoformat(timespec="seconds"),
            "program": version("bonuspott"),
            "layout": layout.LAYOUT,
            "files": files,
        }
        (place / CONTENTS).write_text(json.dumps(contents, indent=1, sort_keys=True), encoding="utf-8")
        unfinished = place / target.name
        with tarfile.open(unfinished, "w:gz") as archive:
            for name in (CONTENTS, *files):
                archive.add(place / name, name)
        _flushed(unfinished)
        unfinished.replace(target)
    return Taken(target, len(files), tuple(_remarks(settings)))


def restore(settings: Settings, source: Path) -> Taken:
    """Put the set in `source` where the settings say, after checking all of it; nothing else there is touched.

    What is there already and is the set's own, as after a restoring that was killed, is put there again. Raises
    `BackupError`, `OSError`, `RunLockError`.
    """
    places = {**_folders(settings), WAREHOUSE: settings.warehouse}
    alone = held_for(settings, "en återställning")
    with alone, _beside(settings.warehouse) as place:
        files = _unpacked(source, place)
        if open_to(settings).has_lake_with_tables():
            raise BackupError(
                f"Det ligger redan något i {settings.lake}, och ingenting har ändrats. Återställ till en tom databas i "
                "PostgreSQL (catalogue) och en tom mapp."
            )
        if taken := [at for name, at in places.items() if _is_taken(at) and not _is_of_set(name, at, files)]:
            raise BackupError(
                f"Det ligger redan något i {', '.join(map(str, taken))}, och ingenting har ändrats. Återställ till "
                "tomma platser (--raw, --warehouse och --history), eller flytta först undan det som ligger där."
            )
        _check(place, source, open_to(replace(settings, warehouse=place / DATABASE, catalogue="")))
        _take_away(places.values())
        _put(place, places)
        if settings.lake:
            with open_to(settings).writing():
                pass  # takes in the file that was put there
    return Taken(source, len(files))


def _put(place: Path, places: Mapping[str, Path]) -> None:
    """Move each part to its place, the warehouse last; when one cannot be moved, none of them is there afterwards."""
    put: list[Path] = []
    try:
        for name, target in places.items():
            made = place / (DATABASE if name == WAREHOUSE else name)
            if made.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.is_dir():
                    target.rmdir()
                put.append(target)
                shutil.move(made, target)
    except BaseException:
        _take_away(put)
        raise


def _take_away(places: Iterable[Path]) -> None:
    for place in places:
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)


def _folders(settings: Settings) -> dict[str, Path]:
    return {SEALS: settings.decisions, DELIVERIES: settings.raw, HISTORY: settings.history}


def _is_taken(place: Path) -> bool:
    return any(place.iterdir()) if place.is_dir() else place.exists()


def _is_of_set(name: str, place: Path, files: Mapping[str, str]) -> bool:
    """Whether all that lies in a place is what the set has there, byte for byte."""
    if name == WAREHOUSE:
        return place.is_file() and files[DATABASE] == sha256(place)
    return place.is_dir() and all(files.get(f"{name}/{own}") == sha256(place / own) for own in _names(place))


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty folder on the same disk, for its owner only, removed afterwards; one that was left is emptied first."""
    folder = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(mode=0o700, parents=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_folder(folder: Path, target: Path) -> None:
    """All files of a folder; SQLite's as they are between two transactions, since Dagster's programs may be running."""
    for name in _names(folder):
        source, copy = folder / name, target / name
        if source.is_symlink() or name.endswith(_SQLITE_BESIDE):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            is_sqlite = file.read(len(_SQLITE)) == _SQLITE
        if is_sqlite:
            with closing(sqlite3.connect(source)) as database, closing(sqlite3.connect(copy)) as copied:
                database.backup(copied)
        else:
            shutil.copy2(source, copy)


def _names(folder: Path) -> list[str]:
    """The files below a folder, as paths with `/` between the parts, in order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _flushed(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _remarks(settings: Settings) -> Iterator[str]:
    if settings.lake:
        yield "Databasen ligger i DuckLake och är med som en DuckDB-fil."
    yaml = settings.history / "dagster.yaml"
    if yaml.exists() and _HISTORY_IN_POSTGRES in yaml.read_text(encoding="utf-8"):
        yield "Körningarnas historik ligger i PostgreSQL och är inte med; säkerhetskopiera den med pg_dump."


# --- Checking what is restored


def _unpacked(source: Path, place: Path) -> dict[str, str]:
    """The archive's files laid in `place`, which are exactly those it tells of, byte for byte."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(place, filter="data")
        contents: dict[str, Any] = json.loads((place / CONTENTS).read_text(encoding="utf-8"))
        files: dict[str, str] = dict(contents["files"])
        its_layout = int(contents["layout"])
        program = str(contents["program"])
    except FileNotFoundError as error:
        raise BackupError(
            f"{source} finns inte eller är ingen säkerhetskopia av Bonuspott. Ange en annan fil."
        ) from error
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise _damaged(source, "den går inte att packa upp") from error
    if its_layout > layout.LAYOUT:
        raise BackupError(
            f"{source} är tagen med en nyare version av Bonuspott ({program}) och har inte återställts. Installera den "
            "versionen eller en senare."
        )
    if set(_names(place)) - {CONTENTS} != files.keys():
        raise _damaged(source, "filer saknas eller har kommit till")
    if changed := [name for name, digest in files.items() if sha256(place / name) != digest]:
        raise _damaged(source, f"{counted(len(changed), 'fil', 'filer')} är ändrade, först {changed[0]}")
    if DATABASE not in files:
        raise _damaged(source, "databasen saknas")
    return files


def _check(place: Path, source: Path, warehouse: Warehouse) -> None:
    """The parts can be used and belong together."""
    decisions = Decisions(place / SEALS)
    if faults := decisions.faults():
        raise _damaged(source, " ".join(faults))
    try:
        with warehouse.reading() as connection:
            _check_warehouse(connection, decisions)
    except duckdb.Error as error:
        raise _damaged(source, "databasen går inte att läsa") from error
    for path in (place / HISTORY).rglob("*.db"):
        with closing(sqlite3.connect(path)) as database:
            try:
                ((said,),) = database.execute("PRAGMA quick_check(1)").fetchall()
            except sqlite3.DatabaseError as error:
                said = str(error)
        if said != "ok":
            raise _damaged(source, f"historiken {PurePosixPath(path.relative_to(place))} går inte att läsa")


def _check_warehouse(connection: Connection, decisions: Decisions) -> None:
    unseen(connection, decisions)
    for name in connection.tables:
        connection.content([name])  # every block of every table is read


def _damaged(source: Path, how: str) -> BackupError:
    return BackupError(
        f"Säkerhetskopian {source} är skadad: {how}. Ingenting har återställts. Ta en annan säkerhetskopia."
    )
