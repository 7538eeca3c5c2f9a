"""How long the command line takes to answer when it has nothing to compute."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measuring import Measure, command, in_turn
from bench.results import Line

ROUNDS = 15
LIMIT_SECONDS = 0.3
BONUSPOTT = Path(sys.executable).with_name("bonuspott")


def results(place: Path) -> Iterator[Line]:
    helped, bare = in_turn(
        ROUNDS,
        lambda: command(BONUSPOTT, "--help"),
        lambda: command(sys.executable, "-c", "pass"),
    )
    beyond = Measure(helped.processor_seconds - bare.processor_seconds, helped.seconds - bare.seconds)
    limit = Measure(LIMIT_SECONDS, LIMIT_SECONDS)
    yield Line("`bonuspott --help`, beyond a bare start of Python", "the limit", beyond, limit, 1)
