"""A process that has imported all that commands need, and runs each in a child of its own, which a fault may strike.

Started by `test_faults`. One line of JSON in is one command: `words`, `environment`, the file `log` for what it says,
the `account` it is run from, and `at`, the number of the write that the fault `kind` strikes (0: none). One line out:
its exit code, and how many writes it began.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path
from typing import Any, NoReturn

import pipelines.backup
import pipelines.command_line.summary
import pipelines.decisions.deciding
import pipelines.runs.execution
import pipelines.runs.job_runs  # noqa: F401  what every command would take seconds to import
from assets.warehouse import Connection, Warehouse
from pipelines.command_line.main import main
from pipelines.decisions import account

WRITES = {
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.truncate",
    "warehouse.commit",
    "warehouse.kept",
}
"""What changes a disk besides opening a file to write; the last two are before and after a transaction is kept."""
ELSEWHERE = ("/dev/", "/proc/", "/sys/")


def is_write(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether something is about to be written, of what Python tells its audit hooks."""
    if event == "open":
        path, _, flags = arguments
        return (
            isinstance(path, str)
            and bool(flags & (os.O_WRONLY | os.O_RDWR))
            and not path.startswith(ELSEWHERE)
            and not path.endswith(".pyc")
        )
    return event in WRITES


def strike(kind: str, at: int, counted: int) -> None:
    """From now on, count writes in the file `counted`; the fault strikes before the one that is number `at`."""
    seen = 0

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        if not is_write(event, arguments):
            return
        seen += 1
        os.pwrite(counted, f"{seen:8}".encode(), 0)
        if seen == at and kind == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if seen == at and kind == "no room" and event in ("open", "os.mkdir", "os.link"):
            raise OSError(ENOSPC, os.strerror(ENOSPC), arguments[0])

    sys.addaudithook(look)


def tell_of_transactions() -> None:
    """Let the warehouse tell audit hooks when it is about to keep a transaction, and when it has."""
    writing = Warehouse.writing

    @contextmanager
    def told(self: Warehouse, part: str = "") -> Iterator[Connection]:
        with writing(self, part) as connection:
            yield connection
            sys.audit("warehouse.commit")
        sys.audit("warehouse.kept")

    setattr(Warehouse, "writing", told)  # noqa: B010  a checker lets nobody put another method in a class


def run(command: dict[str, Any], counted: int) -> NoReturn:
    """Be the child that runs one command."""
    os.environ.update(command["environment"])
    log = os.open(command["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    login = Path(command["log"] + ".account")
    login.write_text(command["account"], encoding="ascii")
    vars(account)["LOGIN"] = login
    tell_of_transactions()
    strike(command["kind"], command["at"], counted)
    main(command["words"])
    raise AssertionError("a command ends its process")


def serve() -> None:
    """Run commands until there are no more."""
    for line in sys.stdin:
        command = json.loads(line)
        counted = os.open(command["log"] + ".count", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        child = os.fork()
        if not child:
            run(command, counted)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps([code, int(os.pread(counted, 8, 0) or 0)]), flush=True)
        os.close(counted)


if __name__ == "__main__":
    serve()
