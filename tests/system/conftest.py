"""The real server and daemon, with deliveries, warehouse and history of their own."""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class House:
    """Folders below `place` that one installation works with."""

    place: Path

    @property
    def raw(self) -> Path:
        return self.place / "raw"

    @property
    def warehouse(self) -> Path:
        return self.place / "w.duckdb"

    @property
    def exports(self) -> Path:
        return self.place / "results"

    @property
    def outbox(self) -> Path:
        return self.place / "outbox"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DAGSTER_HOME": str(self.place / "history"),
            "BONUSPOTT_RAW": str(self.raw),
            "BONUSPOTT_WAREHOUSE": str(self.warehouse),
            "BONUSPOTT_EXPORTS": str(self.exports),
        }

    @property
    def bonuspott_command(self) -> list[str]:
        return [str(BIN / "bonuspott")]

    def bonuspott(self, *arguments: str, **options: Any) -> subprocess.Popen:
        """The command line, started and not waited for."""
        return subprocess.Popen(
            [*self.bonuspott_command, *arguments],
            env=self.environment,
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,
        )


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., House]:
    """Builds an installation with the named kinds of the project's deliveries; `yaml` is its dagster.yaml.

    It lies in an empty folder `place`, else in one of its own.
    """

    def build(*kinds: str, yaml: str | None = None, place: Path | None = None) -> House:
        built = House(place or tmp_path_factory.mktemp("house"))
        built.raw.mkdir()
        (built.place / "history").mkdir()
        for kind in kinds:
            shutil.copytree(PROJECT / "raw" / kind, built.raw / kind)
        own = (PROJECT / ".dagster" / "dagster.yaml").read_text(encoding="utf-8")
        (built.place / "history" / "dagster.yaml").write_text(yaml or own, encoding="utf-8")
        return built

    return build


def _as_in_a_terminal() -> None:
    """A process started in the background ignores Ctrl-C; one that is to be stopped by it must not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@dataclass(frozen=True)
class Server:
    """A running web server, with its daemon when `dagster dev` started it."""

    port: int
    process: subprocess.Popen

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """What the server answers to a GraphQL query or mutation."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.address}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def runs(self) -> list[dict[str, Any]]:
        """Every run, the newest first; its tags as a dictionary."""
        query = "{ runsOrError { ... on Runs { results { runId jobName status tags { key value } } } } }"
        runs = self.ask(query)["runsOrError"]["results"]
        return [run | {"tags": {tag["key"]: tag["value"] for tag in run["tags"]}} for run in runs]


@pytest.fixture(scope="session")
def wait_until() -> Callable[..., None]:
    """Waits for something to become true and fails with `about` when it does not."""

    def wait(is_true: Callable[[], object], about: str, seconds: float = PATIENCE_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not is_true():
            assert time.monotonic() < deadline, f"waited in vain for {about}"
            time.sleep(0.5)

    return wait


@pytest.fixture(scope="session")
def serve(wait_until: Callable[..., None]) -> Callable[..., Any]:
    """Starts what a target of the Makefile starts, `ui` unless told otherwise, and stops it as Ctrl-C does."""

    @contextmanager
    def serving(built: House, target: str = "ui") -> Iterator[Server]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log = (built.place / "server.log").open("w")
        process = subprocess.Popen(
            _command_of(target, port),
            env=built.environment,
            cwd=PROJECT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_as_in_a_terminal,
        )
        server = Server(port, process)
        try:
            wait_until(lambda: _answers(server.address), "the web server")
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            finally:
                log.close()
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    return serving


def _command_of(target: str, port: int) -> list[str]:
    """The last command of a target of the Makefile, on another port and without what it sets of the environment."""
    make = ["make", "--no-print-directory", "-n", target]
    said = subprocess.run(make, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    _home, program, *words = shlex.split(said.splitlines()[-1])
    words[words.index("--port") + 1] = str(port)
    return [str(BIN / Path(program).name), *words]


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/server_info", timeout=5).close()
    except urllib.error.HTTPError as refused:
        refused.close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], AbstractContextManager[dict[str, str]]]:
    """Starts a server of its own on a free port, with an empty database: the variables that the documentation names."""

    @contextmanager
    def serving() -> Iterator[dict[str, str]]:
        (programs,) = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
        own = tmp_path_factory.mktemp("pg")
        place = Path("/tmp") / f"bonuspott-{own.parent.name}-{own.name}"
        place.mkdir()
        shutil.chown(place, "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]

        def as_postgres(*command: object) -> None:
            quietly = ["runuser", "-u", "postgres", "--", *map(str, command)]
            subprocess.run(quietly, check=True, cwd="/tmp", stdout=subprocess.DEVNULL)

        try:
            as_postgres(programs / "initdb", "-D", place / "data", "-A", "trust", "-U", "bonuspott")
            options = f"-p {port} -c listen_addresses=127.0.0.1 -k {place} -c fsync=off"
            as_postgres(programs / "pg_ctl", "-D", place / "data", "-w", "-l", place / "log", "-o", options, "start")
            yield {
                "BONUSPOTT_PG_HOST": "127.0.0.1",
                "BONUSPOTT_PG_PORT": str(port),
                "BONUSPOTT_PG_USER": "bonuspott",
                "BONUSPOTT_PG_PASSWORD": "none",
                "BONUSPOTT_PG_DATABASE": "postgres",
            }
        finally:
            if (place / "data" / "postmaster.pid").exists():
                as_postgres(programs / "pg_ctl", "-D", place / "data", "-m", "fast", "-w", "stop")
            shutil.rmtree(place)

    return serving


@pytest.fixture
def database(postgresql: Callable[[], AbstractContextManager[dict[str, str]]]) -> Iterator[dict[str, str]]:
    """An empty database of its own server."""
    with postgresql() as variables:
        yield variables
