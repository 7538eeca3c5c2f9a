"""The jobs of a run made without Dagster: the same steps in the same order, called one after another.

For tests that claim something of what the steps do together, and nothing of Dagster; a step takes as long as its work.
As in Dagster, what rests on a step that failed, or on an asset whose blocking check did, is not made.
"""

import inspect
import uuid
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from assets.deliveries import DeliveriesConfig, deliveries
from assets.ledger import ledger_assets
from assets.payment_orders import payment_orders
from assets.programmes import GRANT_BY_ID
from assets.report import report
from assets.warehouse import Warehouse
from exports import pictures
from pipelines.decisions.decided import decisions_of
from pipelines.runs import job_runs
from pipelines.runs.execution import COMMAND_LINE
from pipelines.runs.findings import FailedCheck
from pipelines.runs.job_runs import JobRun
from pipelines.runs.jobs import (
    DELIVERIES_JOB,
    LEDGER_JOB,
    PROGRAMME_OF,
    REPORT_JOB,
    STARTED_BY,
    STARTED_FROM,
    capacity_job,
)
from pipelines.runs.run_log import log_run
from pipelines.runs.scope import EVERYTHING, Scope, capacity_steps, programme_assets, tables_of_report
from pipelines.settings import Settings
from pipelines.system_errors import in_swedish
from rules.found_decrees import decrees

CAPACITY_OF = {capacity_job(decree.id): decree.id for decree in decrees() if decree.capacity}
"""The programme of each job that follows up capacity."""


def without_dagster(patched: pytest.MonkeyPatch, *, has_documents: bool = True) -> None:
    """Let runs be made so, and without the pictures that stand on Dagster's pages only.

    Steps that write documents can be left out, where the claim is about tables.
    """
    patched.setattr(pictures, "_drawn", lambda *_: b"")
    patched.setattr(job_runs, "JobRuns", StepRuns if has_documents else StepsOfTables)


class StepRuns:
    """In the place of `JobRuns`: runs the steps of jobs, one after the other."""

    def __init__(self, settings: Settings, warehouse: Warehouse, *_: object) -> None:
        self._settings, self._warehouse = settings, warehouse

    def close(self) -> None:
        """Nothing is open."""

    def run(self, job: str, scope: Scope | None = None, config: dict[str, Any] | None = None) -> JobRun:
        """Run the steps of a job."""
        scope, run_id = scope or EVERYTHING, str(uuid.uuid4())
        tags = {STARTED_FROM: COMMAND_LINE, STARTED_BY: ""}
        with self._warehouse.writing() as connection:
            log_run(connection, run_id, job, tags, datetime.now())
        as_of = (config or {}).get("ops", {}).get("deliveries", {}).get("config", {}).get("as_of")
        given = {
            "context": _context(run_id, job, scope),
            "config": DeliveriesConfig(as_of=as_of),
            "warehouse": self._warehouse,
            "raw_folder": self._settings.raw,
            "reading_limits": self._settings.reading_limits,
            "cluster": self._settings.cluster,
            "exports_folder": self._settings.exports,
            "decisions": decisions_of(self._settings),
        }
        failed: list[FailedCheck] = []
        stopped: list[str] = []
        documents: list[Path] = []
        unmade: set[dg.AssetKey] = set()
        for step in self.steps(job, scope):
            if step.dependency_keys & unmade:
                unmade |= step.keys
                continue
            function = step.op.compute_fn.decorated_fn
            blocking = {check.name for check in step.check_specs if check.blocking}
            try:
                for result in _results(
                    function(**{name: given[name] for name in inspect.signature(function).parameters})
                ):
                    documents += _documents(result)
                    for check in _faults(result):
                        failed.append(
                            FailedCheck(check.asset_key.to_user_string(), check.check_name, check.description or "")
                        )
                        unmade |= {check.asset_key} if check.check_name in blocking else set()
            except Exception as error:
                stopped.append(in_swedish(str(error)))
                unmade |= step.keys
        return JobRun(run_id, not unmade, tuple(failed), tuple(stopped), (), tuple(documents))

    def steps(self, job: str, scope: Scope) -> Iterator[dg.AssetsDefinition]:
        """The steps that a run of a job has."""
        return _steps(job, scope)


class StepsOfTables(StepRuns):
    """Runs only the steps that make tables."""

    def steps(self, job: str, scope: Scope) -> Iterator[dg.AssetsDefinition]:
        return (step for step in _steps(job, scope) if any(key.path[0] != "exports" for key in step.keys))


def checks_of(step: dg.AssetsDefinition, **given: object) -> dict[str, dg.AssetCheckResult]:
    """Run one step on what it asks for, and give its checks by name."""
    function = step.op.compute_fn.decorated_fn
    asked = {name: given[name] for name in inspect.signature(function).parameters}
    return {check.check_name: check for result in _results(function(**asked)) for check in _checks(result)}


def _steps(job: str, scope: Scope) -> Iterator[dg.AssetsDefinition]:
    if job == DELIVERIES_JOB:
        yield deliveries
    elif job == LEDGER_JOB:
        yield from (ledger_assets, payment_orders)
    elif job == REPORT_JOB:
        yield from (*tables_of_report(), report)
    elif job in CAPACITY_OF:
        yield from capacity_steps(CAPACITY_OF[job])
    else:
        for step in programme_assets(PROGRAMME_OF[job]):
            if scope.assets is None or step.keys & set(scope.assets):
                yield step


def _results(done: Any) -> Iterator[Any]:
    yield from done if inspect.isgenerator(done) else [done]


def _documents(result: Any) -> list[Path]:
    """The files that a result says were written or taken away."""
    values = (getattr(result, "metadata", None) or {}).values()
    return [Path(value.value) for value in values if isinstance(value, dg.PathMetadataValue) and value.value]


def _faults(result: Any) -> list[Any]:
    """The checks of a result that failed and are errors."""
    return [check for check in _checks(result) if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR]


def _checks(result: Any) -> list[Any]:
    return [result] if isinstance(result, dg.AssetCheckResult) else list(result.check_results or [])


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
        instance=SimpleNamespace(report_runless_asset_event=lambda _: None),
        log_event=lambda _: None,
        add_asset_metadata=lambda *_, **__: None,
    )
