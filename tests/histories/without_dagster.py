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
from assets.warehouse import Connection, Warehouse
from exports import pictures
from pipelines.decisions.decided import decisions_of
from pipelines.runs import job_runs
from pipelines.runs.execution import COMMAND_LINE
from pipelines.runs.findings import FailedCheck
from pipelines.runs.job_runs import JobRun
from pipelines.runs.jobs import DELIVERIES_JOB, LEDGER_JOB, PROGRAMME_OF, STARTED_BY, STARTED_FROM
from pipelines.runs.run_log import log_run
from pipelines.runs.scope import EVERYTHING, Scope, programme_assets
from pipelines.settings import Settings


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
    patched.setattr(job_runs, "JobRuns", StepRuns)


class StepRuns:
    """In the place of `JobRuns`: runs the steps of jobs, one after the other."""

    def __init__(self, settings: Settings, warehouse: Warehouse, *_: object) -> None:
        self._settings, self._warehouse = settings, warehouse

    def close(self) -> None:
        """Nothing is open."""

    def run(self, job: str, scope: Scope | None = None, config: dict[str, Any] | None = None) -> JobRun:
        """Run the steps of a job until a check stops it."""
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
        for step in _steps(job, scope):
            function = step.op.compute_fn.decorated_fn
            done = function(**{name: given[name] for name in inspect.signature(function).parameters})
            found = [check for check in _checks(done) if not check.passed]
            own = [check for check in found if check.severity is dg.AssetCheckSeverity.ERROR]
            failed += [FailedCheck(str(each.asset_key), str(each.check_name), each.description or "") for each in own]
            if {each.check_name for each in own} & {spec.name for spec in step.check_specs if spec.blocking}:
                return JobRun(run_id, False, tuple(failed), (), (), ())
        return JobRun(run_id, True, tuple(failed), (), (), ())


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
        instance=SimpleNamespace(report_runless_asset_event=lambda _: None),
        log_event=lambda _: None,
        add_asset_metadata=lambda *_, **__: None,
    )
