"""What work costs that is done by a process of its own, and the medians of several ways measured in turn.

Processor seconds are those of all threads and of all processes started by it. They say more than seconds when the
machine has other work to do, and count for more when several cores share the work.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from importlib import import_module
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Measure:
    processor_seconds: float = 0
    seconds: float = 0
    peak_mib: float = 0


def median_of(measures: list[Measure]) -> Measure:
    """The medians of each quantity: they may come from different measures."""
    return Measure(*map(median, zip(*map(astuple, measures), strict=True)))


def in_turn(rounds: int, *ways: Callable[[], Measure]) -> list[Measure]:
    """The median of each way: one after the other, round by round, so that other work on the machine hits all alike."""
    measured = [[way() for way in ways] for _ in range(rounds)]
    return [median_of(list(of_way)) for of_way in zip(*measured, strict=True)]


def command(*words: object, environment: Mapping[str, str] | None = None, may_fail: bool = False) -> Measure:
    """A command from start to end. Raises `RuntimeError` with what it said when it fails, unless it `may_fail`."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, words)),
            cwd=PROJECT,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode and not may_fail:
            said.seek(0)
            raise RuntimeError(f"{' '.join(map(str, words))}:\n{said.read().decode(errors='replace')}")
    return Measure(usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss / 1024)


def work(function: Callable[..., None], *arguments: object) -> Measure:
    """A function of a module called in a process of its own; importing the module is not part of it."""
    words = ["-m", "bench.measuring", function.__module__, function.__name__, *map(str, arguments)]
    done = subprocess.run([sys.executable, *words], cwd=PROJECT, check=True, stdout=subprocess.PIPE)
    return Measure(*json.loads(done.stdout))


def _worked(module: str, name: str, *arguments: str) -> Measure:
    function = getattr(import_module(module), name)
    start, processor_start = time.perf_counter(), time.process_time()
    function(*arguments)
    return Measure(
        time.process_time() - processor_start,
        time.perf_counter() - start,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


if __name__ == "__main__":
    print(json.dumps(astuple(_worked(*sys.argv[1:]))))
