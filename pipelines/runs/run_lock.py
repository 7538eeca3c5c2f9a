"""One run at a time on a warehouse, however it was started: from the command line, by hand, by a schedule or a sensor.

A run is several transactions, and what they write belongs together, so the lock is held from the first to the last.
The operating system releases it when its holder ends, also by `kill -9`: a lock file that is left behind blocks nobody.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipelines.runs.run_process import machine
from pipelines.system_errors import in_swedish

POLL_SECONDS = 0.2


class RunLockError(Exception):
    """The lock was not to be had; the message is Swedish and says what to do."""


def lock_file(warehouse: Path) -> Path:
    """The lock of a warehouse, beside it: `bonuspott.lock` for `bonuspott.duckdb`."""
    return warehouse.with_suffix(".lock")


@contextmanager
def held(
    warehouse: Path, how: str, patience_seconds: float, tell: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Hold the lock of `warehouse`; `how` are Swedish words for how the run was started.

    Waits up to `patience_seconds` for another run and says once, through `tell`, what it waits for. Raises
    `RunLockError` when the time is up or when the lock file cannot be made.
    """
    path = lock_file(warehouse)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise RunLockError(in_swedish(str(error))) from error
    try:
        _take(lock, patience_seconds, tell)
        _write_holder(lock, how)
        yield
    finally:
        os.close(lock)


def holder(warehouse: Path) -> str:
    """Who holds the lock of `warehouse` in Swedish words, empty when nobody does."""
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


def _holder_text(lock: int) -> str:
    return os.pread(lock, 500, 0).decode(errors="replace").strip() or "en körning som just startat"


def _take(lock: int, patience_seconds: float, tell: Callable[[str], None]) -> None:
    deadline = time.monotonic() + patience_seconds
    has_told = False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise RunLockError(
                    f"En annan körning pågår: {_holder_text(lock)}. Den blev inte klar i tid. Vänta tills den är klar "
                    "och kör igen."
                ) from None
            if not has_told:
                tell(f"Väntar på en annan körning: {_holder_text(lock)}")
                has_told = True
            time.sleep(POLL_SECONDS)


def _write_holder(lock: int, how: str) -> None:
    text = f"startad från {how} {datetime.now():%Y-%m-%d %H:%M:%S}, process {os.getpid()} på {machine()}\n"
    # Who holds it is only for people to read; on a full disk the lock holds all the same.
    with contextlib.suppress(OSError):
        os.ftruncate(lock, 0)
        os.pwrite(lock, text.encode(), 0)
