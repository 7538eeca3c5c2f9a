"""How long the command line takes to answer when it has nothing to compute, and which program is measured.

`BENCH_PROGRAM` names a `bonuspott` installed without the packages of development, which `make bench` sees to; without
it, the one beside the Python that measures.
"""

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.measuring import Measure, command, in_turn
from bench.results import Line

ROUNDS = 15
LIMIT_SECONDS = 0.1
BONUSPOTT = Path(os.environ.get("BENCH_PROGRAM") or Path(sys.executable).with_name("bonuspott"))
PYTHON = BONUSPOTT.with_name("python")
SAID_AT_ONCE = (("--help",), ("run", "--help"), ("run", "--as-of", "x"))


def results(place: Path) -> Iterator[Line]:
    *said, bare = in_turn(
        ROUNDS,
        *(partial(command, BONUSPOTT, *words, may_fail=True) for words in SAID_AT_ONCE),
        partial(command, PYTHON, "-c", "pass"),
    )
    limit = Measure(LIMIT_SECONDS, LIMIT_SECONDS)
    for words, measure in zip(SAID_AT_ONCE, said, strict=True):
        beyond = Measure(measure.processor_seconds - bare.processor_seconds, measure.seconds - bare.seconds)
        yield Line(f"`bonuspott {' '.join(words)}`, beyond a bare start of Python", "the limit", beyond, limit, 1)
