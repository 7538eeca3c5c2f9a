"""The lock that runs wait for one another with; another process is always a real one."""

import os
import platform
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.runs.run_lock import RunLockError, held, holder, lock_file

HOLD = """
import sys, time
from pathlib import Path
from pipelines.runs.run_lock import held
with held(Path(sys.argv[1]), "användargränssnittet", 0):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def other_run(warehouse: Path) -> Iterator[subprocess.Popen]:
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, warehouse], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout and process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


def test_the_lock_lies_beside_the_warehouse() -> None:
    assert lock_file(Path("/data/bonuspott.duckdb")) == Path("/data/bonuspott.lock")


def test_without_another_run_nothing_is_waited_for(warehouse: Path) -> None:
    said: list[str] = []
    with held(warehouse, "kommandoraden", 0, said.append):
        assert holder(warehouse).startswith("startad från kommandoraden ")
        assert holder(warehouse).endswith(f", process {os.getpid()} på {platform.node()}")
    assert not said
    assert holder(warehouse) == ""


def test_a_run_that_is_tired_of_waiting_says_who_holds_the_lock(warehouse: Path) -> None:
    with other_run(warehouse) as other, pytest.raises(RunLockError) as refused, held(warehouse, "kommandoraden", 0):
        pytest.fail("two runs at once")
    assert "startad från användargränssnittet" in str(refused.value)
    assert f"process {other.pid}" in str(refused.value)
    assert "Vänta" in str(refused.value)


def test_a_waiting_run_says_so_once_and_goes_on_when_the_other_is_done(warehouse: Path) -> None:
    said: list[str] = []
    with other_run(warehouse) as other:
        threading.Timer(0.7, other.terminate).start()
        with held(warehouse, "kommandoraden", 30, said.append):
            assert other.wait(5) == -signal.SIGTERM
    assert len(said) == 1
    assert said[0].startswith("Väntar på en annan körning: startad från användargränssnittet")


def test_a_run_killed_outright_leaves_a_file_that_blocks_nobody(warehouse: Path) -> None:
    with other_run(warehouse) as other:
        other.kill()
        other.wait()
        assert lock_file(warehouse).exists()
        began = time.monotonic()
        with held(warehouse, "kommandoraden", 0):
            assert time.monotonic() - began < 5


def test_a_folder_that_cannot_be_made_is_told_in_swedish(tmp_path: Path) -> None:
    (tmp_path / "in_the_way").write_text("")
    with (
        pytest.raises(RunLockError, match="det ligger redan en fil där mappen ska vara"),
        held(tmp_path / "in_the_way" / "w", "", 0),
    ):
        pytest.fail("held without a file")


def test_nobody_holds_a_lock_that_was_never_taken(warehouse: Path) -> None:
    assert holder(warehouse) == ""
