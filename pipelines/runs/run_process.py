"""Which process a run goes on in, as the value of a tag, and whether it is gone.

Only a process of this machine and this space of process numbers can be looked up here: of a run on another computer or
in another container nothing is known, and Dagster's own monitoring of runs watches over it.
"""

import os
import platform
from functools import cache
from pathlib import Path

PROCESS = "bonuspott/process"
"""The process of the run, see `own_process`."""

_MACHINE_ID = Path("/etc/machine-id")
_NUMBERS = Path("/proc/self/ns/pid")


def own_process() -> str:
    """The process we are in: number, when it began (numbers are used again), and where the number holds."""
    return f"{_process(os.getpid())}@{_here()}"


def is_gone(process: str) -> bool:
    """Whether the process of a tag ran here and has ended; never of one that runs elsewhere."""
    own, _, place = process.partition("@")
    # A run of an earlier version names no place; then there was only one.
    return place in ("", _here()) and _process(own.partition(":")[0]) != own


def machine() -> str:
    """The name of this computer, for people."""
    return platform.node()


def _process(number: int | str) -> str:
    try:
        fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return f"{number}:"
    return f"{number}:{fields[19]}"


@cache
def _here() -> str:
    """Our machine, by name and installation, and the space of process numbers that we are in.

    Both outlive a restart, so that a run which the restart ended is closed; a copy of the machine has another name.
    """
    try:
        installation = _MACHINE_ID.read_text(encoding="ascii").strip()
    except OSError:  # a container has seldom one, but a name of its own
        installation = ""
    try:
        numbers = _NUMBERS.readlink().name
    except OSError:
        numbers = ""
    return f"{machine()}/{installation}/{numbers}"
