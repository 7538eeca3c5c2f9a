"""Short random histories of deliveries, corrections, decisions, approvals, as-of runs and kills, without Dagster.

A seed is printed; `BONUSPOTT_SEED` plays the same histories again. Long ones are system tests.
"""

import os
from pathlib import Path
from random import Random, SystemRandom

import dagster as dg
import pytest

from tests.histories.history import History
from tests.histories.killer import Killed, Killer
from tests.step_runs import without_dagster

ACTS = 5
MOST_WRITES = 40
"""About as many times does a run write to the warehouse."""


@pytest.fixture(scope="module")
def seed() -> int:
    chosen = int(os.environ.get("BONUSPOTT_SEED", SystemRandom().randrange(10**9)))
    print(f"BONUSPOTT_SEED={chosen}")
    return chosen


@pytest.mark.parametrize("programme", ["vardplatser_2024"])
def test_everything_holds_after_every_act_of_a_history(
    programme: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_dagster(monkeypatch)
    killer, chance = Killer(monkeypatch), Random(seed)

    def kill(history: History) -> bool:
        killer.left = chance.randrange(MOST_WRITES)
        try:
            history.run_once()
        except Killed:
            return True
        finally:
            killer.left = None
        return False

    with dg.DagsterInstance.ephemeral() as instance:
        History(tmp_path, seed, programme, instance, kill, monkeypatch).play(ACTS)
