"""Long random histories by real jobs in Dagster, with runs that are killed as processes are; a seed is printed.

`BONUSPOTT_SEED` plays the same histories again; where a run is killed is left to the clock.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random, SystemRandom

import pytest

from exports.report.places import region_href
from pipelines.runs.execution import run_report
from rules.regions import CODES
from rules.swedish import number
from tests.histories.history import History

pytestmark = pytest.mark.system
PROJECT = Path(__file__).resolve().parent.parent.parent
ACTS = 14
SECONDS = 6
"""About as long does a run take."""
RUN = """
import sys
from datetime import date
from pathlib import Path

from assets import day, deliveries
from pipelines.runs.execution import run_jobs
from pipelines.settings import Settings

raw, warehouse, exports, history, today, programme = sys.argv[1:]
day.today = deliveries.today = lambda: date.fromisoformat(today)
print("ready", flush=True)
run_jobs(Settings(Path(raw), Path(warehouse), Path(exports), Path(history)), [programme])
"""


@pytest.fixture(scope="module")
def seed() -> int:
    chosen = int(os.environ.get("BONUSPOTT_SEED", SystemRandom().randrange(10**9)))
    print(f"BONUSPOTT_SEED={chosen}")
    return chosen


def kill(history: History) -> bool:
    """A run in a process of its own, which is killed."""
    settings = history.settings
    places = (settings.raw, settings.warehouse, settings.exports, settings.history)
    command = [sys.executable, "-c", RUN, *map(str, places), str(history.today), history.grant.programme.id]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        assert run.stdout and run.stdout.readline().strip() == b"ready"
        time.sleep(history.draw.uniform(0, SECONDS))
        is_killed = run.poll() is None
        run.kill()
    return is_killed


def pages_tell(history: History, codes: Iterable[str]) -> None:
    """The page of each region has what it gets of each payment."""
    report = run_report(history.settings)
    assert not report.is_faulty, report
    paid: dict[tuple[str, str], int] = {}
    assert history.settled
    for (payment, _, code), kr in history.settled.paid.items():
        paid[payment, code] = paid.get((payment, code), 0) + kr
    for code in codes:
        page = (history.settings.exports / "rapport" / region_href(code)).read_text(encoding="utf-8")
        for payment in history.grant.programme.payments:
            if kr := paid.get((payment.id, code)):
                assert number(kr) in page, (payment.id, code)


@pytest.mark.parametrize("programme", ["vardplatser_2024", "tillganglighet_2024", "vardkoer_2025"])
def test_everything_holds_after_every_act_of_a_long_history(
    programme: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(tmp_path, seed, programme, None, kill, monkeypatch)
    history.play(ACTS)
    pages_tell(history, Random(seed).sample(CODES, 3))
