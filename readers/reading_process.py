"""Reading in a process of its own: a file that takes too much memory or time ends that process, not the run.

One process reads file after file and is started anew only after it was stopped. How files are read belongs to
`readers.table` and `readers.operation_records`; what a file may hold at most is said there and in `readers.archive`.
"""

import gc
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from readers.limits import Limits
from readers.rejections import Code, Refused, Rejection, refusal
from readers.rows import FileContent
from rules.swedish import counted, number
from schemas.deliveries import KIND_BY_ID, Kind

if TYPE_CHECKING:
    from readers.record_counting import RecordCounts

MEGABYTE = 2**20
_IDLE_FACTOR = 5
"""A file that waits for a disk or for other programs uses no processor time; then this many times as long is enough."""
_START_SECONDS = 300
_GARBAGE_AFTER = 50_000
_WORN_SHARE = 4
"""A process that has kept more than a quarter of its memory after a file makes room for a new one, so that what becomes
of a file does not depend on those before it."""


class Reader:
    """Reads deliveries in a process that is held to `limits`. Use it with `with`; it starts when it is first needed."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: Any = None
        self._pipe: Connection | None = None
        self._is_ready = False

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    def start(self) -> None:
        """Start the process without waiting for it: it gets ready while the caller does something else."""
        if self._process:
            return
        # Not forked: a copy of this process would have its memory, its locks, and threads that do not run.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self.limits), daemon=True)
        self._process.start()
        theirs.close()

    def read_file(self, path: Path, name: str, kind: Kind) -> FileContent:
        """What `readers.table.read_file` gives, or the file refused as too large to read."""
        try:
            content: FileContent = self._ask(_read_file, path, name, kind.id)
            return content
        except Refused as refused:
            return FileContent(name, refusals=[refusal(name, refused.code, refused.message)])

    def read_records(self, path: Path, name: str) -> "RecordCounts | Rejection":
        """What `readers.operation_records.read_records` gives, or the file refused as too large to read."""
        try:
            (counts,) = self._count([(path, name)])
            return counts
        except Refused as refused:
            return refusal(name, refused.code, refused.message)

    def read_all_records(self, files: Sequence[tuple[Path, str]]) -> "list[RecordCounts | Rejection]":
        """What `read_records` gives for each path and name; several files at once share the memory of one."""
        with suppress(Refused):  # one of them takes too much; alone it is told which
            if len(files) > 1:
                return self._count(files)
        return [self.read_records(path, name) for path, name in files]

    def _count(self, files: Sequence[tuple[Path, str]]) -> "list[RecordCounts | Rejection]":
        counts: list[RecordCounts | Rejection] = self._ask(
            _read_records, files, self.limits, within=self.limits.of_records(len(files))
        )
        return counts

    def detect_kind(self, path: Path) -> Kind | Rejection:
        """What `readers.kinds.detect_kind` gives, or the file refused as too large to read."""
        try:
            found: str | Rejection = self._ask(_detect_kind, path)
        except Refused as refused:
            return refusal(str(path), refused.code, refused.message)
        return found if isinstance(found, Rejection) else KIND_BY_ID[found]

    def _ask(self, task: Callable[..., Any], *arguments: Any, within: Limits | None = None) -> Any:
        """What `task` gives in the other process. Raises `Refused` when that was stopped, and what the task raised."""
        self._await_start()
        assert self._pipe
        limits = within or self.limits
        try:
            self._pipe.send((task, arguments, limits))
            if not self._pipe.poll(_IDLE_FACTOR * limits.seconds):
                raise _too_slow(limits)
            answer, error, is_worn = self._pipe.recv()
        except (EOFError, OSError):
            self._process.join()
            how = self._process.exitcode
            self._stop()
            raise _too_slow(limits) if how == -signal.SIGPROF else _too_large(limits) from None
        except BaseException:
            self._stop()  # its answer would be taken for that to the next question
            raise
        if is_worn or isinstance(error, MemoryError):
            self._stop()
        if isinstance(error, MemoryError):
            raise _too_large(limits) from None
        if error:
            raise error
        return answer

    def _await_start(self) -> None:
        """Start the process if need be and wait until it is ready: that takes no time from a file."""
        self.start()
        if self._is_ready:
            return
        assert self._pipe
        with suppress(EOFError, OSError):
            self._is_ready = self._pipe.poll(_START_SECONDS) and self._pipe.recv()
        if not self._is_ready:
            self._stop()
            raise RuntimeError("Läsningen av leveranser kunde inte startas. Se till att det finns ledigt minne.")

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.join()
            self._process.close()
            assert self._pipe
            self._pipe.close()
        self._process = self._pipe = None
        self._is_ready = False


def _too_large(limits: Limits) -> Refused:
    return Refused(
        Code.FOR_STOR,
        f"filen tar mer minne att läsa än en fil får ta, {number(limits.memory_mb)} MB, och läsningen har "
        "avbrutits. Lämna en fil med bara de efterfrågade uppgifterna. Är filen riktig, höj reading_memory_mb i "
        "inställningarna och kör igen med --again.",
    )


def _too_slow(limits: Limits) -> Refused:
    time = counted(limits.seconds, "sekund", "sekunder")
    return Refused(
        Code.FOR_STOR,
        f"filen tar längre tid att läsa än en fil får ta, {time}, och "
        "läsningen har avbrutits. Lämna en fil med bara de efterfrågade uppgifterna. Är filen riktig, höj "
        "reading_seconds i inställningarna och kör igen med --again.",
    )


def _read_file(path: Path, name: str, kind_id: str) -> FileContent:
    from readers.table import read_file

    return read_file(path, name, KIND_BY_ID[kind_id])


def _read_records(files: Sequence[tuple[Path, str]], limits: Limits) -> "list[RecordCounts | Rejection]":
    from readers.operation_records import read_records

    cores = len(os.sched_getaffinity(0))
    at_once = min(len(files), limits.together(cores))
    memory, threads = f"{limits.counting_mb // at_once}MiB", -(-cores // at_once)
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda file: read_records(*file, memory_limit=memory, threads=threads), files))


def _detect_kind(path: Path) -> str | Rejection:
    from readers.kinds import detect_kind

    found = detect_kind(path)
    return found if isinstance(found, Rejection) else found.id


# --- In the other process


def _serve(pipe: Connection, limits: Limits) -> None:
    """Do one task after the other until the pipe is closed; what a task takes too much of ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the caller's to deal with
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.set_threshold(_GARBAGE_AFTER)
    import_module("readers.kinds")  # with all that reads, before the memory of a file is counted
    import_module("readers.operation_records")
    at_rest = _writable()
    most = at_rest + limits.of_records().memory_mb * MEGABYTE
    with suppress(EOFError, OSError):
        pipe.send(True)
        while True:
            task, arguments, within = pipe.recv()
            resource.setrlimit(resource.RLIMIT_DATA, (at_rest + within.memory_mb * MEGABYTE, most))
            signal.setitimer(signal.ITIMER_PROF, within.seconds)
            answer, error = _done(task, arguments)
            is_worn = _writable() - at_rest > limits.memory_mb * MEGABYTE // _WORN_SHARE
            try:
                pipe.send((answer, error, is_worn))
            except MemoryError as too_large:
                pipe.send((None, too_large, True))
            signal.setitimer(signal.ITIMER_PROF, 0)
            answer = None


def _done(task: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, Exception | None]:
    try:
        return task(*arguments), None
    except MemoryError:
        return None, MemoryError()  # without the frames that hold what was read
    except Exception as error:
        return None, error


def _writable() -> int:
    """Bytes of memory that this process may write, used or not."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
