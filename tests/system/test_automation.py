"""The real server and daemon: a delivery dropped in the folder is noticed, read and computed, and people are told."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.system
LATEST_REPORT = "2024-11-20_gavleborg.xlsx"


@pytest.fixture(scope="module")
def running(house: Callable[..., Any], serve: Callable[..., Any]) -> Iterator[tuple[Any, Any]]:
    """An installation with the reports on beds but one, and its server."""
    built = house("befolkning", "vardplatser")
    (built.raw / "vardplatser" / LATEST_REPORT).unlink()
    with serve(built) as server:
        yield built, server


def finished(server: Any) -> list[str]:
    """The jobs whose runs have succeeded, the newest first."""
    return [run["jobName"] for run in server.runs() if run["status"] == "SUCCESS"]


def reports_of_gavleborg(warehouse: Path) -> int:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        query = f"SELECT count(*) FROM core.vardplatser WHERE file = 'vardplatser/{LATEST_REPORT}'"
        return connection.execute(query).fetchall()[0][0]


def test_what_lies_in_the_folder_is_read_and_computed_in_order(running, wait_until) -> None:
    built, server = running
    wait_until(lambda: "bevaka_datum" in finished(server), "the first runs")
    assert finished(server) == [
        "bevaka_datum",
        "skriv_rapport",
        "folj_pengarnas_vag",
        "folj_upp_kapacitet_2022",
        "berakna_vardkoer_2025",
        "berakna_vardplatser_2024",
        "berakna_tillganglighet_2024",
        "las_in_leveranser",
    ]
    assert reports_of_gavleborg(built.warehouse) == 0


def test_a_delivery_dropped_in_the_folder_is_computed_by_itself(running, wait_until) -> None:
    built, server = running
    before = len(finished(server))
    project = Path(__file__).resolve().parent.parent.parent
    shutil.copy(project / "raw" / "vardplatser" / LATEST_REPORT, built.raw / "vardplatser")
    wait_until(lambda: len(finished(server)) == before + 6, "the runs of the new delivery")
    assert reports_of_gavleborg(built.warehouse) > 0
    newest = server.runs()[:6]
    assert [run["jobName"] for run in newest] == [
        "bevaka_datum",
        "skriv_rapport",
        "folj_pengarnas_vag",
        "folj_upp_kapacitet_2022",
        "berakna_vardplatser_2024",
        "las_in_leveranser",
    ]
    assert all(run["tags"]["bonuspott/started_from"] == "sensorn nya_leveranser" for run in newest)
    assert all(LATEST_REPORT in run["tags"]["bonuspott/reason"] for run in newest)


def test_what_is_late_lies_in_the_outbox(running, wait_until) -> None:
    built, _ = running
    wait_until(lambda: list(built.outbox.glob("*_vardplatser_2024_in_time_*.txt")), "the alert")
    (path,) = built.outbox.glob("*_vardplatser_2024_in_time_*.txt")
    assert "Dagen har passerat." in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("/asset-groups", "vardplatser_2024", id="lineage"),
        pytest.param("/runs", "folj_pengarnas_vag", id="runs"),
        pytest.param("/runs/{run}", "bevaka_datum", id="one run"),
        pytest.param("/assets/out/vardplatser_2024/payout", "payout", id="one table"),
        pytest.param("/automation", "nya_leveranser", id="automation"),
    ],
)
def test_a_page_opens_in_a_browser(running, page: str, expected: str, tmp_path: Path) -> None:
    _, server = running
    latest = next(run["runId"] for run in server.runs() if run["jobName"] == "bevaka_datum")
    shown = subprocess.run(
        [
            "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}",
            "--virtual-time-budget=20000", "--timeout=60000", "--dump-dom", server.address + page.format(run=latest),
        ],
        capture_output=True, text=True, timeout=180, check=True,
    ).stdout  # fmt: skip
    assert expected in shown


def test_a_run_on_the_command_line_shows_in_the_same_history(running) -> None:
    built, server = running
    done = built.bonuspott("run", "--programme", "vardkoer_2025", "--reason", "prov för hand")
    said, _ = done.communicate(timeout=240)
    assert done.returncode == 0, said
    assert server.runs()[0]["tags"]["bonuspott/reason"] == "prov för hand"


def test_a_run_whose_process_is_killed_does_not_block_the_queue(running, wait_until) -> None:
    built, server = running
    killed = built.bonuspott("run", "--programme", "vardkoer_2025", "--reason", "dödas")

    def under_way() -> list[str]:
        return [
            run["runId"]
            for run in server.runs()
            if run["status"] == "STARTED" and run["tags"].get("bonuspott/reason") == "dödas"
        ]

    wait_until(under_way, "a run to kill")
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    wait_until(lambda: not under_way(), "the dead run to be closed")
    wait_until(lambda: list(built.outbox.glob("korningen_*_misslyckades_*.txt")), "the alert of the dead run")
    before = len(finished(server))
    (built.raw / "vardplatser" / LATEST_REPORT).unlink()
    wait_until(lambda: len(finished(server)) == before + 6, "the runs after the killed one")
