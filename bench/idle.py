"""What the user interface with its daemon costs while nothing happens."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.example_year import environment_of
from bench.growth import copied
from bench.measuring import PROJECT, Measure, command
from bench.results import Line
from bench.start import BONUSPOTT

SETTLED_SECONDS, WATCHED_SECONDS = 60, 180
AT_MOST = 0.01
SERVERS = ("-m", "pipelines.servers.user_interface", "--workspace", "workspace.yaml", "--host", "127.0.0.1", "--port")
PORT = "3999"


def results(place: Path) -> Iterator[Line]:
    copied(place / "raw", 1)
    environment = environment_of(place)
    command(BONUSPOTT, "run", environment=environment)
    with (place / "said").open("w") as said:
        servers = subprocess.Popen(
            [sys.executable, *SERVERS, PORT],
            cwd=PROJECT,
            env=os.environ | environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            time.sleep(SETTLED_SECONDS)
            before = _spent(servers.pid)
            time.sleep(WATCHED_SECONDS)
            spent = _spent(servers.pid) - before
            assert servers.poll() is None, (place / "said").read_text(encoding="utf-8")
        finally:
            os.killpg(servers.pid, signal.SIGINT)
            servers.wait(timeout=60)
    watched = Measure(WATCHED_SECONDS, WATCHED_SECONDS)
    yield Line("`make ui`, web server and daemon, idle", "one core", Measure(spent, WATCHED_SECONDS), watched, AT_MOST)


def _spent(session: int) -> float:
    """Processor seconds of every process of a session, and of those children that have ended."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since it was listed
        if int(fields[3]) == session:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
