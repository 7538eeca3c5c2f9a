"""Noticing deliveries: what in the folder is new, changed or gone since it was last read, once it is whole.

The sensor only decides whether to start; reading belongs to the job, and what follows to
`pipelines.automation.schedules`.
"""

import hashlib
import json
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import dagster as dg

from assets.records_elsewhere import pointers_read
from assets.warehouse import Warehouse, WarehouseBusyError, WarehouseUnusableError
from exports.whole_file import whole_file
from pipelines.open_warehouse import open_to
from pipelines.runs.jobs import DELIVERIES_JOB, REASON, STARTED_FROM, THEN, jobs_after, tag_text
from pipelines.settings import Settings
from pipelines.system_errors import in_swedish
from readers.files import find_deliveries, sha256
from schemas.received import Delivery

SENSOR = "nya_leveranser"
SHOWN_FILES = 5
SENSOR_PATIENCE_SECONDS = 2


@dataclass(frozen=True)
class Seen:
    """A delivery as it lay in the folder: size and time of change, and its SHA-256 (empty when it is refused unread).

    `sha256` is None until the file has been the same at two looks. `lock` is the lock file of the program that has
    it open, empty without one.
    """

    size: int
    changed_ns: int
    sha256: str | None = None
    lock: str = ""


Folder = dict[str, Seen]
"""The deliveries of a folder by their name below it."""


@dataclass(frozen=True)
class Judgement:
    """What a look at the folder leads to: `news` are the names to start a run for, `waiting` sentences on why not yet.

    `fingerprint` tells one content of the folder from every other.
    """

    news: tuple[str, ...]
    waiting: tuple[str, ...]
    fingerprint: str


def look(raw: Path, before: Folder) -> Folder:
    """The folder as it is now. A file is opened only when it is as it was `before`."""
    seen = {}
    for found in find_deliveries(raw):
        if found.skipped:
            continue
        try:
            stat = found.path.stat()
        except OSError:
            continue
        earlier = before.get(found.name)
        digest = None
        if earlier and (earlier.size, earlier.changed_ns) == (stat.st_size, stat.st_mtime_ns):
            digest = "" if found.problem else earlier.sha256 or sha256(found.path) or ""
        seen[found.name] = Seen(stat.st_size, stat.st_mtime_ns, digest, _lock_beside(found.path))
    return seen


def judge(folder: Folder, registered: Collection[tuple[str, str]]) -> Judgement:
    """Compare the folder with what has been read, as (file, SHA-256); a file refused unread has an empty SHA-256."""
    files = {file for file, _ in registered}
    news, moving, waiting = [], [], []
    for name, seen in folder.items():
        if (name, seen.sha256) in registered:
            continue
        news.append(name)
        if seen.sha256 is None:
            moving.append(name)
        elif seen.lock:
            waiting.append(f"{name} är öppen i ett annat program. Stäng den; är den redan stängd, ta bort {seen.lock}.")
    if moving:
        waiting.append(f"Nyss lagda eller ändrade, läses när de är oförändrade mellan två tillfällen: {_some(moving)}")
    news += sorted(files - folder.keys())
    text = "\n".join(f"{name}\t{seen.sha256}" for name, seen in sorted(folder.items()))
    return Judgement(tuple(news), tuple(waiting), _fingerprint(text))


@dataclass(frozen=True)
class Memory:
    """What the sensor remembers between two looks.

    `started` is the fingerprint that a run was last started for, `runs` how many runs it has started.
    """

    folder: Folder
    started: str = ""
    runs: int = 0

    @classmethod
    def kept(cls, cursor: str | None, beside: Path) -> "Memory":
        """What `keep` kept. Files that the cursor does not vouch for are forgotten, and so looked at twice again."""
        told: dict[str, Any] = json.loads(cursor) if cursor else {}
        try:
            text = beside.read_text(encoding="utf-8")
        except (OSError, ValueError):
            text = ""
        is_vouched_for = bool(text) and told.get("folder") == _fingerprint(text)
        folder = {name: Seen(*seen) for name, seen in json.loads(text).items()} if is_vouched_for else {}
        return cls(folder, told.get("started", ""), told.get("runs", 0))

    def keep(self, beside: Path) -> str:
        """Write the folder, which grows with every delivery, into the file `beside`, and return a short cursor.

        Dagster stores the cursor with every look.
        """
        text = json.dumps({name: list(vars(seen).values()) for name, seen in self.folder.items()}, indent=0)
        if not beside.exists() or beside.read_bytes() != text.encode():
            with whole_file(beside) as unfinished:
                unfinished.write_text(text, encoding="utf-8")
        return json.dumps({"folder": _fingerprint(text), "started": self.started, "runs": self.runs})


def memory_file(warehouse: Path) -> Path:
    """The file with the folder as it was last seen, beside the warehouse: `bonuspott.seen.json`."""
    return warehouse.with_suffix(".seen.json")


def registered_in(warehouse: Warehouse) -> set[tuple[str, str]]:
    """The deliveries that have been read, as (file, SHA-256); those held back by an as-of day have not."""
    with warehouse.reading() as connection:
        rows = connection.read(Delivery, "status IN ('read', 'refused')")
        pointers = pointers_read(connection)
    return set(rows.select("file", "sha256").iter_rows()) | pointers


def delivery_sensor(settings: Settings) -> dg.SensorDefinition:
    """The sensor of the folder of deliveries."""

    @dg.sensor(
        name=SENSOR,
        job_name=DELIVERIES_JOB,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Startar inläsning när leveranser är nya, ändrade eller borttagna, så snart filerna är hela.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if not settings.raw.is_dir():
            return dg.SkipReason(f"Mappen med leveranser finns inte: {settings.raw}.")
        beside = memory_file(settings.warehouse)
        memory = Memory.kept(context.cursor, beside)
        folder = look(settings.raw, memory.folder)
        try:
            registered = registered_in(open_to(settings, SENSOR_PATIENCE_SECONDS))
        except (WarehouseBusyError, WarehouseUnusableError) as error:
            return dg.SkipReason(str(error))
        judgement = judge(folder, registered)
        try:
            context.update_cursor(Memory(folder, memory.started, memory.runs).keep(beside))
        except OSError as error:
            return dg.SkipReason(in_swedish(str(error)))
        if judgement.waiting:
            return dg.SkipReason(" ".join(judgement.waiting))
        if not judgement.news:
            return dg.SkipReason("Allt i mappen är inläst.")
        if judgement.fingerprint == memory.started:
            return dg.SkipReason(
                f"En körning har redan startats för {_some(judgement.news)} Misslyckades den, rätta felet och starta "
                f"{DELIVERIES_JOB} för hand."
            )
        context.update_cursor(Memory(folder, judgement.fingerprint, memory.runs + 1).keep(beside))
        return dg.RunRequest(
            # The number tells a folder that is as it once was from the run that was made of it then.
            run_key=f"{memory.runs}-{judgement.fingerprint}",
            tags={
                STARTED_FROM: f"sensorn {SENSOR}",
                REASON: tag_text(f"Nytt, ändrat eller borttaget: {', '.join(judgement.news)}"),
                THEN: " ".join(jobs_after(PurePosixPath(name).parts[0] for name in judgement.news)),
            },
        )

    return sensor


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _lock_beside(path: Path) -> str:
    """The name of a lock file of Excel or LibreOffice for the file, empty without one."""
    # Excel leaves out the first two letters of a long name.
    locks = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return next((lock for lock in locks if os.path.lexists(path.with_name(lock))), "")


def _some(names: Sequence[str]) -> str:
    more = f" och {len(names) - SHOWN_FILES} till" if len(names) > SHOWN_FILES else ""
    return f"{', '.join(names[:SHOWN_FILES])}{more}."
