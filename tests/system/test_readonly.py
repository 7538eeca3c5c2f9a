"""The server for auditors, as `make ui-readonly` starts it: all can be read, nothing started or changed."""

import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.servers.web_server import READ_ONLY

pytestmark = pytest.mark.system
WHERE = 'repositoryLocationName: "Bonuspott", repositoryName: "__repository__"'
PAYOUT = 'assetKey: {path: ["out", "vardkoer_2025", "payout"]}'
LISTENING = "0A"


@pytest.fixture(scope="module")
def served(house: Callable[..., Any], serve: Callable[..., Any]) -> Iterator[tuple[Any, Any]]:
    """An installation with one computed programme, and the server for auditors."""
    built = house("befolkning", "operationer")
    run = built.bonuspott("run", "--programme", "vardkoer_2025")
    said, _ = run.communicate(timeout=240)
    assert run.returncode == 0, said
    with serve(built, "ui-readonly") as server:
        yield built, server


def test_assets_are_shown(served) -> None:
    _, server = served
    nodes = server.ask("{ assetNodes { assetKey { path } assetMaterializations(limit: 1) { runId } } }")["assetNodes"]
    computed = {"/".join(node["assetKey"]["path"]) for node in nodes if node["assetMaterializations"]}
    assert {"raw/delivery", "core/operationer", "out/vardkoer_2025/payout"} <= computed


def test_runs_are_shown_with_their_events(served) -> None:
    _, server = served
    run = next(run for run in server.runs() if run["jobName"] == "berakna_vardkoer_2025")
    query = "query ($run: ID!) { logsForRun(runId: $run) { ... on EventConnection { events { __typename } } } }"
    events = server.ask(query, run=run["runId"])["logsForRun"]["events"]
    assert run["status"] == "SUCCESS" and {"__typename": "MaterializationEvent"} in events


REFUSED = {
    "start a job": """launchPipelineExecution(executionParams: {mode: "default",
        selector: {WHERE, pipelineName: "bevaka_datum"}})""",
    "materialize an asset": """launchPipelineExecution(executionParams: {mode: "default",
        selector: {WHERE, pipelineName: "__ASSET_JOB", assetSelection: [{path: ["out", "deadline"]}]}})""",
    "report an asset as made": "reportRunlessAssetEvents(eventParams: {eventType: ASSET_MATERIALIZATION, PAYOUT})",
    "wipe an asset": "wipeAssets(assetPartitionRanges: [{PAYOUT}])",
    "delete a run": 'deletePipelineRun(runId: "RUN")',
    "start a schedule": 'startSchedule(scheduleSelector: {WHERE, scheduleName: "varje_morgon_bevaka_datum"})',
    "start a sensor": 'startSensor(sensorSelector: {WHERE, sensorName: "nya_leveranser"})',
}


@pytest.mark.parametrize("kind", ["materialization", "observation", "check"])
def test_nobody_can_report_what_no_run_made(served, kind: str) -> None:
    _, server = served
    address = f"{server.address}/report_asset_{kind}/out/vardkoer_2025/payout"
    request = urllib.request.Request(address, b'{"passed": true}', {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=60)
    with refused.value as answer:
        assert answer.code == 403


@pytest.mark.parametrize("mutation", [pytest.param(text, id=name) for name, text in REFUSED.items()])
def test_nobody_can(served, mutation: str) -> None:
    _, server = served
    before = server.runs()
    asked = mutation.replace("WHERE", WHERE).replace("PAYOUT", PAYOUT).replace("RUN", before[0]["runId"])
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.ask(f"mutation {{ answer: {asked} {{ __typename }} }}")
    with refused.value as answer:
        assert answer.code == 400 and READ_ONLY in answer.read().decode()
    assert server.runs() == before


def test_the_server_listens_on_this_computer_only(served) -> None:
    _, server = served
    listening = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            address, port = line.split()[1].split(":")
            if line.split()[3] == LISTENING and int(port, 16) == server.port:
                listening.add(address)
    assert listening == {socket.inet_aton("127.0.0.1")[::-1].hex().upper()}
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port), timeout=5)
