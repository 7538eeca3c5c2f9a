"""The real web server on a free port: the graph is there, and the run made on the command line."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.system
PROJECT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PATIENCE_SECONDS = 90


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web server whose history holds one run of the command line; the value is its address."""
    place = tmp_path_factory.mktemp("ui")
    history = place / "history"
    history.mkdir()
    shutil.copy(PROJECT / ".dagster" / "dagster.yaml", history)
    environment = os.environ | {
        "DAGSTER_HOME": str(history),
        "BONUSPOTT_WAREHOUSE": str(place / "w.duckdb"),
        "BONUSPOTT_EXPORTS": str(place / "results"),
    }
    command = [BIN / "bonuspott", "run", "--programme", "tillganglighet_2024"]
    subprocess.run(command, env=environment, cwd=place, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web = subprocess.Popen(
        [BIN / "dagster-webserver", "--workspace", "workspace.yaml", "--host", "127.0.0.1", "--port", str(port)],
        env=environment,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        web.terminate()
        web.wait(timeout=30)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/server_info", timeout=2)
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def asked(address: str, query: str) -> dict:
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["data"]


def test_every_table_is_in_the_graph_with_a_description(server: str) -> None:
    nodes = asked(server, "{ assetNodes { assetKey { path } description groupName } }")["assetNodes"]
    keys = {"/".join(node["assetKey"]["path"]) for node in nodes}
    assert {"raw/bup", "core/bup", "out/tillganglighet_2024/payout", "exports/tillganglighet_2024/december"} <= keys
    assert all(node["description"] and node["groupName"] for node in nodes)


def test_the_run_of_the_command_line_is_listed_as_succeeded(server: str) -> None:
    query = "{ runsOrError { ... on Runs { results { jobName status tags { key value } } } } }"
    runs = asked(server, query)["runsOrError"]["results"]
    assert {(run["jobName"], run["status"]) for run in runs} == {
        ("las_in_leveranser", "SUCCESS"),
        ("berakna_tillganglighet_2024", "SUCCESS"),
        ("folj_pengarnas_vag", "SUCCESS"),
    }


def test_every_measured_month_is_shown_as_computed(server: str) -> None:
    query = """{ assetNodeOrError(assetKey: {path: ["out", "tillganglighet_2024", "qualification"]}) {
        ... on AssetNode { partitionStats { numMaterialized numPartitions } } } }"""
    stats = asked(server, query)["assetNodeOrError"]["partitionStats"]
    assert stats == {"numMaterialized": 11, "numPartitions": 11}
