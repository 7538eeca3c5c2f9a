"""Runs in a Celery worker that shares only files, PostgreSQL and redis with who started them, by deploy/celery."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.cluster
PROJECT = Path(__file__).resolve().parent.parent.parent
OF_RUNS = ("log",)
"""Schemas with who ran what and when, which no two runs have in common."""
OF_FINGERPRINTS = {"core.month_basis", "out.qualified_month", "out.standing", "out.standing_file"}
"""Tables of fingerprints, by which the command and Dagster know what need not be made again."""


@pytest.fixture
def broker() -> Iterator[str]:
    """The address of a redis of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--daemonize", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def worker(built: Any) -> Iterator[subprocess.Popen]:
    """A worker as its unit in deploy/systemd starts it, where no process of ours can be seen."""
    unit = (PROJECT / "deploy" / "systemd" / "bonuspott-worker.service").read_text(encoding="utf-8")
    (start,) = [line.partition("=")[2] for line in unit.splitlines() if line.startswith("ExecStart=")]
    program, *words = start.replace("%H", "worker").split()
    own = Path(sys.executable).parent
    with (built.place / "worker.log").open("a") as log:
        process = subprocess.Popen(
            [
                *("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"),
                *(sys.executable, own / Path(program).name, *words),
            ],
            # The starter looks for `celery` along PATH, as the unit sets it.
            env=built.environment | {"C_FORCE_ROOT": "1", "PATH": f"{own}:{os.environ['PATH']}"},
            cwd=PROJECT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def tables(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in order, but for what tells who ran."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables "
            "WHERE table_type = 'BASE TABLE' AND NOT list_contains(?, table_schema) ORDER BY 1",
            [list(OF_RUNS)],
        ).fetchall()
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for (name,) in names}


def documents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "rapport" not in path.relative_to(folder).parts
    }


def succeeded(server: Any, job: str) -> bool:
    return any(run["jobName"] == job and run["status"] == "SUCCESS" for run in server.runs())


def test_a_worker_elsewhere_gives_the_same_bytes_also_after_it_was_killed(
    house: Callable[..., Any],
    serve: Callable[..., Any],
    wait_until: Callable[..., None],
    database: dict[str, str],
    broker: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    embedded = house("befolkning", "vardplatser")
    run = embedded.bonuspott("run")
    said, _ = run.communicate(timeout=300)
    assert run.returncode == 0, said

    for name, value in (database | {"BONUSPOTT_CELERY_BROKER": broker}).items():
        monkeypatch.setenv(name, value)
    yaml = (PROJECT / "deploy" / "celery" / "dagster.yaml").read_text(encoding="utf-8")
    built = house("befolkning", "vardplatser", yaml=yaml)
    with serve(built) as server:
        with worker(built):
            wait_until(lambda: any(run["status"] == "STARTED" for run in server.runs()), "a run in the worker")
        (interrupted,) = [run for run in server.runs() if run["status"] == "STARTED"]
        query = "mutation($id: String!) { terminateRun(runId: $id, terminatePolicy: MARK_AS_CANCELED_IMMEDIATELY) "
        server.ask(query + "{ __typename } }", id=interrupted["runId"])
        with worker(built):
            again = "mutation($id: String!) { launchRunReexecution(reexecutionParams: "
            again += "{parentRunId: $id, strategy: ALL_STEPS}) { __typename } }"
            answer = server.ask(again, id=interrupted["runId"])
            assert answer["launchRunReexecution"]["__typename"] == "LaunchRunSuccess", answer
            wait_until(lambda: succeeded(server, "bevaka_datum"), "the runs in the worker", 400)
            processes = {run["tags"]["bonuspott/process"].rpartition("/")[2] for run in server.runs()}
    assert Path("/proc/self/ns/pid").readlink().name not in processes
    made = tables(built.warehouse)
    before = {name: rows for name, rows in tables(embedded.warehouse).items() if name not in OF_FINGERPRINTS}
    # The command does not write the report and the calendar, which the sensor's runs do.
    assert [name for name, rows in before.items() if rows and made.get(name) != rows] == []
    written = documents(built.exports)
    assert [name for name, content in documents(embedded.exports).items() if written.get(name) != content] == []
