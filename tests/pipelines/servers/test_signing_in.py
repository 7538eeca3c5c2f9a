"""A user is believed only from the proxy that knows the secret, and runs are kept under that user."""

import asyncio
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from pipelines.runs.jobs import STARTED_BY
from pipelines.servers.signing_in import SECRET, SigningIn, keep_runs_under_users

Headers = list[tuple[bytes, bytes]]
KNOWN = (b"x-bonuspott-proxy", b"s3cret")
ANNA = (b"x-bonuspott-user", b"anna")


@pytest.fixture
def instance(tmp_path: Path) -> Any:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as made:
        keep_runs_under_users(made)
        yield made


def asked(instance: dg.DagsterInstance, headers: Headers) -> int:
    """The status of a request that adds a run said to be Eva's, in a thread as Dagster may do."""
    sent: list[Any] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        run = dg.DagsterRun(job_name="j", run_id=dg.DagsterRun(job_name="j").run_id, tags={STARTED_BY: "eva"})
        await asyncio.to_thread(instance.run_storage.add_run, run)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    asyncio.run(SigningIn(app)({"type": "http", "path": "/", "headers": headers}, receive, send))
    return int(sent[0]["status"])


def users(instance: dg.DagsterInstance) -> list[str]:
    return [run.tags[STARTED_BY] for run in instance.get_runs()]


def test_a_run_is_kept_under_who_is_signed_in_whatever_it_says(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET, "s3cret")
    assert asked(instance, [KNOWN, ANNA]) == 200
    assert users(instance) == ["anna"]


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [ANNA],
        [KNOWN],
        [(KNOWN[0], b""), ANNA],
        [(KNOWN[0], b"s3cre"), ANNA],
        [KNOWN, (ANNA[0], b"")],
        [KNOWN, ANNA, (ANNA[0], b"eva")],
    ],
)
def test_who_is_not_signed_in_by_the_proxy_is_refused(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, headers: Headers
) -> None:
    monkeypatch.setenv(SECRET, "s3cret")
    assert asked(instance, headers) == 401
    assert users(instance) == []


def test_a_forged_user_counts_for_nothing_without_a_secret(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SECRET, raising=False)
    assert asked(instance, [KNOWN, ANNA]) == 200
    assert users(instance) == ["eva"]
