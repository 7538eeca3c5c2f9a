"""The jobs of a run made without Dagster: the same steps in the same order, called one after another.

For tests that claim something of what the steps do together, and nothing of Dagster; a step takes as long as its work.
"""

import inspect
import uuid
from collections.abc import Iterator
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from assets.deliveries import DeliveriesConfig, deliveries
from assets.ledger import ledger_assets
from assets.payment_orders import payment_orders
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Connection
from exports import pictures
from pipelines.runs import execution
from pipelines.runs.findings import FailedCheck
from pipelines.runs.jobs import DELIVERIES_JOB, LEDGER_JOB, PROGRAMME_OF
from pipelines.runs.parts import EVERYTHING, Scope, programme_assets
from pipelines.runs.run_log import log_run


class Killed(BaseException):
    """What a run dies of in the middle of a step; nobody catches it, as nobody catches the end of a process."""


class Killer:
    """Lets a run die when it is about to write to the warehouse for the nth time."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.left: int | None = None
        replace = Connection.replace

        def replace_or_die(connection: Connection, *given: Any, **named: Any) -> None:
            if self.left is not None:
                self.left -= 1
                if self.left < 0:
                    self.left = None
                    raise Killed
            replace(connection, *given, **named)

        patched.setattr(Connection, "replace", replace_or_die)


def without_dagster(patched: pytest.MonkeyPatch) -> None:
    """Let runs be made so, and without the pictures that stand on Dagster's pages only."""
    patched.setattr(pictures, "_drawn", lambda *_: b"")
    patched.setattr(execution._Work, "_run", _run)


def _run(work: Any, job: str, scope: Scope = EVERYTHING, config: dict[str, Any] | None = None) -> SimpleNamespace:
    run_id = str(uuid.uuid4())
    work._run_ids.append(run_id)
    with work.warehouse.writing() as connection:
        log_run(connection, run_id, job, work._tags, datetime.now())
    as_of = (config or {}).get("ops", {}).get("deliveries", {}).get("config", {}).get("as_of")
    given = {
        "context": _context(run_id, job, scope),
        "config": DeliveriesConfig(as_of=as_of),
        "warehouse": work.warehouse,
        "raw_folder": work._settings.raw,
        "reading_limits": work._settings.reading_limits,
        "exports_folder": work._settings.exports,
        "decisions": work._decisions,
    }
    for step in _steps(job, scope):
        function = step.op.compute_fn.decorated_fn
        done = function(**{name: given[name] for name in inspect.signature(function).parameters})
        failed = [
            check for check in _checks(done) if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR
        ]
        work._failed.extend(
            FailedCheck(str(check.asset_key), str(check.check_name), check.description or "") for check in failed
        )
        if {check.check_name for check in failed} & {spec.name for spec in step.check_specs if spec.blocking}:
            return SimpleNamespace(success=False, all_events=[])
    return SimpleNamespace(success=True, all_events=[])


def _steps(job: str, scope: Scope) -> Iterator[dg.AssetsDefinition]:
    if job == DELIVERIES_JOB:
        yield deliveries
    elif job == LEDGER_JOB:
        yield from (ledger_assets, payment_orders)
    else:
        for step in programme_assets(PROGRAMME_OF[job]):
            if scope.assets is None or step.keys & set(scope.assets):
                yield step


def _checks(done: Any) -> Iterator[dg.AssetCheckResult]:
    for result in done if inspect.isgenerator(done) else [done]:
        if isinstance(result, dg.AssetCheckResult):
            yield result
        elif result.check_results:
            yield from result.check_results


def _context(run_id: str, job: str, scope: Scope) -> SimpleNamespace:
    months: list[str] = []
    if ASSET_PARTITION_RANGE_START_TAG in scope.tags:
        first, last = (
            date.fromisoformat(scope.tags[tag])
            for tag in (ASSET_PARTITION_RANGE_START_TAG, ASSET_PARTITION_RANGE_END_TAG)
        )
        months = [str(month) for month in GRANT_BY_ID[PROGRAMME_OF[job]].months if first <= month <= last]
    return SimpleNamespace(
        run=SimpleNamespace(run_id=run_id),
        partition_keys=months,
        log_event=lambda _: None,
        add_asset_metadata=lambda *_, **__: None,
    )
