"""What the web server refuses, asked in process: every mutation when it only shows, forged reports, other sites."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
import pytest
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import EmptyWorkspaceTarget
from dagster_graphql.schema import create_schema

from pipelines.servers import user_interface
from pipelines.servers.web_server import HOSTS, NOT_REPORTED, READ_ONLY, GuardedWebserver

Answer = tuple[int, str]
MUTATIONS = sorted(create_schema().graphql_schema.mutation_type.fields)
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module", params=[True, False], ids=["read-only", "ordinary"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[bool, Any]]:
    """Whether it only shows, and the application."""
    with (
        dg.DagsterInstance.local_temp(str(tmp_path_factory.mktemp("history"))) as instance,
        WorkspaceProcessContext(instance, EmptyWorkspaceTarget(), read_only=request.param) as context,
    ):
        yield request.param, GuardedWebserver(context).create_asgi_app()


@pytest.fixture
def ask(server: tuple[bool, Any]) -> Callable[..., Answer]:
    """Asks the application as a browser or program would; returns status and text."""

    def asking(method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        return asyncio.run(_asked(server[1], method, path, body, {"host": "127.0.0.1:3001"} | headers))

    return asking


async def _asked(app: Any, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "scheme": "http",
        "server": ("127.0.0.1", 3001),
        "client": ("127.0.0.1", 50_000),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[dict[str, Any]] = []
    unread = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return unread.pop() if unread else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    text = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], text.decode()


def asked(ask: Callable[..., Answer], query: str, **headers: str) -> Answer:
    return ask("POST", "/graphql", json.dumps({"query": query}).encode(), **(JSON | headers))


def test_what_is_shown_can_be_asked_for(ask: Callable[..., Answer]) -> None:
    assert asked(ask, "{ version }") == (200, '{"data":{"version":""}}')
    assert ask("GET", "/server_info")[0] == 200


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_no_mutation_of_the_schema_is_answered_where_things_are_only_shown(
    server: tuple[bool, Any], ask: Callable[..., Answer], mutation: str
) -> None:
    status, text = asked(ask, f"mutation {{ anything: {mutation} }}")
    if server[0]:
        assert status == 400 and READ_ONLY in [error["message"] for error in json.loads(text)["errors"]]
    else:
        assert READ_ONLY not in text


def test_reports_of_what_no_run_made_are_refused(ask: Callable[..., Answer]) -> None:
    for kind in ("materialization", "observation", "check"):
        status, text = ask("POST", f"/report_asset_{kind}/out/payout", b'{"passed": true, "check_name": "x"}', **JSON)
        assert (status, text) == (403, NOT_REPORTED)
    event = 'eventParams: {eventType: ASSET_MATERIALIZATION, assetKey: {path: ["a"]}}'
    for field in ("reportRunlessAssetEvents", "reportAssetCheckEvaluations"):
        status, text = asked(ask, f"mutation {{ harmless: {field}({event}) {{ __typename }} }}")
        assert status == 400
        assert NOT_REPORTED in [error["message"] for error in json.loads(text)["errors"]]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "localhost:3001"}, 200),
        ({"host": "evil.example:3001"}, 400),
        ({"host": "127.0.0.1.evil.example"}, 400),
        ({"origin": "http://127.0.0.1:3001"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:8000"}, 403),
        ({"origin": "null"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-type": "multipart/form-data; boundary=application/json"}, 415),
        ({"content-type": "application/json; charset=utf-8"}, 200),
    ],
)
def test_only_the_servers_own_pages_and_programs_can_ask(
    ask: Callable[..., Answer], headers: dict[str, str], status: int
) -> None:
    assert asked(ask, "{ version }", **headers)[0] == status


def test_nothing_is_asked_through_an_address(ask: Callable[..., Answer]) -> None:
    assert ask("GET", "/graphql?query={version}")[0] == 405
    assert ask("POST", "/graphql?query={version}")[0] == 415


def test_a_name_that_is_set_is_answered_to(monkeypatch: pytest.MonkeyPatch, server: tuple[bool, Any]) -> None:
    monkeypatch.setenv(HOSTS, "bonus.example.se, other.example.se")
    app = GuardedWebserver(server[1].routes and _context_of(server[1])).create_asgi_app()
    for host, status in (("bonus.example.se", 200), ("other.example.se:443", 200), ("x.example.se", 400)):
        assert asyncio.run(_asked(app, "GET", "/server_info", b"", {"host": host}))[0] == status


def _context_of(app: Any) -> Any:
    (endpoint,) = (route.endpoint for route in app.routes if getattr(route, "path", "") == "/server_info")
    return endpoint.__self__._process_context


def test_a_web_socket_from_another_site_is_refused(server: tuple[bool, Any]) -> None:
    scope = {
        "type": "websocket",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:3001"), (b"origin", b"http://evil.example")],
        "subprotocols": ["graphql-ws"],
        "extensions": {},
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(server[1](scope, receive, send))
    assert not any(message["type"] == "websocket.accept" for message in sent)


def test_a_mutation_through_a_web_socket_is_no_subscription() -> None:
    async def subscribed() -> Any:
        return await create_schema().subscribe("mutation { setNuxSeen }")

    answer = asyncio.run(subscribed())
    assert answer.errors


def test_the_development_server_is_guarded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(user_interface, "open_ipc_subprocess", lambda parts, **_: started.append(parts))
    user_interface.guarded(["python", "-m", "dagster_webserver", "--port", "3000"])
    assert started == [["python", "-m", "pipelines.servers.web_server", "--port", "3000"]]
