"""One more delivery among 62 and among some 3,000, with 1,000 runs behind it: what ten years of history cost a run."""

import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from bench.empty_assets import empty
from bench.example_year import deliver_missing_month, environment_of
from bench.growth import copied
from bench.measuring import Measure, command, in_turn
from bench.results import Line
from bench.start import BONUSPOTT

ROUNDS = 3
COPIES = (1, 48)
EARLIER_RUNS = 1_000
LIMIT_MIB = 600e6 / 2**20


def results(place: Path) -> Iterator[Line]:
    numbers = {}
    for copies in COPIES:
        numbers[copies] = copied(place / str(copies) / "raw", copies)
        command(BONUSPOTT, "run", environment=environment_of(place / str(copies)))
    many = place / str(COPIES[-1])
    command(sys.executable, "-m", "bench.many_deliveries", EARLIER_RUNS, environment=environment_of(many))
    day = iter(range(22, 29))

    def one_more(copies: int) -> Measure:
        deliver_missing_month(place / str(copies) / "raw", next(day))
        return command(BONUSPOTT, "run", environment=environment_of(place / str(copies)))

    few, ours = in_turn(ROUNDS, *(lambda copies=copies: one_more(copies) for copies in COPIES))
    what = f"`bonuspott run` after one new delivery among {numbers[COPIES[-1]]:,}, with {EARLIER_RUNS:,} earlier runs"
    yield Line(what, f"the same among {numbers[COPIES[0]]}, with none", ours, few, 1.5)
    yield Line("the same, most memory of a process", "the limit", ours, Measure(peak_mib=LIMIT_MIB), 1, "peak_mib")


def earlier_runs(number: int) -> None:
    """As many runs of one small asset in the history of DAGSTER_HOME."""
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with dg.DagsterInstance.get() as history:
        for _ in range(number):
            dg.materialize([empty(0)], instance=history, run_config=quiet)


if __name__ == "__main__":
    earlier_runs(int(sys.argv[1]))
