"""One run at a time on a warehouse, however it was started: from the command line, by hand, by a schedule or a sensor.

A run is several transactions, and what they write belongs together, so the lock is held from the first to the last.
The operating system releases it when its holder ends, also by `kill -9`: a lock file that is left behind blocks nobody.
Where several computers share a PostgreSQL, a lock there is held as well (`pipelines.runs.shared_lock`).
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.runs.run_process import machine
from pipelines.runs.shared_lock import SharedLock, SharedLockError, shared_holder
from pipelines.settings import Settings
from pipelines.system_errors import in_swedish

POLL_SECONDS = 0.2


class RunLockError(Exception):
    """The lock was not to be had; the message is Swedish and says what to do."""


def lock_file(warehouse: Path) -> Path:
    """The lock of a warehouse, beside it: `bonuspott.lock` for `bonuspott.duckdb`."""
    return warehouse.with_suffix(".lock")


@contextmanager
def held(
    warehouse: Path,
    how: str,
    patience_seconds: float,
    tell: Callable[[str], None] = lambda _: None,
    history: Path | None = None,
    catalogue: str = "",
) -> Iterator[None]:
    """Hold the lock of `warehouse`; `how` are Swedish words for how the run was started.

    With the folder of Dagster's `history`, or the warehouse's `catalogue`, runs on other computers that share it are
    waited for too. Waits up to
    `patience_seconds` for another run and says once, through `tell`, what it waits for. Raises `RunLockError` when the
    time is up, when the lock file cannot be made or when the server cannot be reached.
    """
    deadline = time.monotonic() + patience_seconds
    path = lock_file(warehouse)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise RunLockError(in_swedish(str(error))) from error
    try:
        us = f"startad från {how} {datetime.now():%Y-%m-%d %H:%M:%S}, process {os.getpid()} på {machine()}"
        _take(_FileLock(lock), deadline, tell, us)
        with _held_by_all(warehouse, history, catalogue, us, deadline, tell):
            yield
    finally:
        os.close(lock)


def held_for(
    settings: Settings, how: str, tell: Callable[[str], None] = lambda _: None
) -> contextlib.AbstractContextManager[None]:
    """Hold the lock of the warehouse of the settings, as `held` does."""
    return held(settings.warehouse, how, settings.patience_seconds, tell, settings.history, settings.catalogue)


def holder(warehouse: Path, history: Path | None = None, catalogue: str = "") -> str:
    """Who holds the lock of `warehouse` in Swedish words, empty when nobody does.

    With `history` or `catalogue`, also who does on another computer. Raises `RunLockError` when the server cannot be
    reached.
    """
    try:
        return _holder_here(warehouse) or shared_holder(warehouse, history, catalogue)
    except SharedLockError as error:
        raise RunLockError(str(error)) from error


def _holder_here(warehouse: Path) -> str:
    try:
        lock = os.open(lock_file(warehouse), os.O_RDONLY)
    except OSError:
        return ""
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder_text(lock)
    else:
        return ""
    finally:
        os.close(lock)


@dataclass(frozen=True)
class _FileLock:
    """The lock file, opened."""

    file: int

    def is_taken(self, us: str) -> bool:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        _write_holder(self.file, us)
        return True

    def holder(self) -> str:
        return _holder_text(self.file)


def _holder_text(lock: int) -> str:
    return os.pread(lock, 500, 0).decode(errors="replace").strip() or "en körning som just startat"


@contextmanager
def _held_by_all(
    warehouse: Path, history: Path | None, catalogue: str, us: str, deadline: float, tell: Callable[[str], None]
) -> Iterator[None]:
    """Hold the lock that computers share, where there is one."""
    try:
        lock = SharedLock.of(warehouse, history, catalogue)
    except SharedLockError as error:
        raise RunLockError(str(error)) from error
    if lock is None:
        yield
        return
    with contextlib.closing(lock):
        try:
            _take(lock, deadline, tell, us)
        except SharedLockError as error:
            raise RunLockError(str(error)) from error
        yield


def _take(lock: _FileLock | SharedLock, deadline: float, tell: Callable[[str], None], us: str) -> None:
    has_told = False
    while not lock.is_taken(us):
        other = lock.holder() or "en körning som just blev klar"
        if time.monotonic() >= deadline:
            raise RunLockError(
                f"En annan körning pågår: {other}. Den blev inte klar i tid. Vänta tills den är klar och kör igen."
            )
        if not has_told:
            tell(f"Väntar på en annan körning: {other}")
            has_told = True
        time.sleep(POLL_SECONDS)


def _write_holder(lock: int, us: str) -> None:
    # Who holds it is only for people to read; on a full disk the lock holds all the same.
    with contextlib.suppress(OSError):
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{us}\n".encode(), 0)
