"""Runs of jobs that a program makes itself: kept in Dagster's history and the warehouse's log, and told to people."""

import getpass
import os
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.tags import REPOSITORY_LABEL_TAG

from assets.warehouse import Warehouse
from pipelines.automation.alerts import alerts_of, settled_by
from pipelines.automation.alerts import tell as tell_people
from pipelines.definitions import build_definitions
from pipelines.runs import history
from pipelines.runs.bounded_history import forget_old_runs
from pipelines.runs.dead_runs import tell_of_dead_runs
from pipelines.runs.findings import FailedCheck, failed_checks, reasons, written_files
from pipelines.runs.jobs import REASON, STARTED_BY, STARTED_FROM, tag_text
from pipelines.runs.run_log import log_run
from pipelines.runs.run_process import PROCESS, own_process
from pipelines.runs.scope import EVERYTHING, Scope
from pipelines.settings import Settings

CODE_LOCATION = "Bonuspott"
"""The name that the workspace files give the definitions."""
OF_OURS = {REPOSITORY_LABEL_TAG: f"__repository__@{CODE_LOCATION}"}
"""The tag by which the user interface knows a run as one of our jobs, on its overview and under *Jobs*."""
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class JobRun:
    """How one run of a job went: checks that failed, what stopped it and what could not be told, in Swedish.

    `documents` are the files that it wrote or took away.
    """

    run_id: str
    is_success: bool
    failed_checks: tuple[FailedCheck, ...]
    stopped: tuple[str, ...]
    untold: tuple[str, ...]
    documents: tuple[Path, ...]


class JobRuns:
    """Runs jobs, one at a time. Without an `instance` the history of the settings is opened when the first is run."""

    def __init__(
        self,
        settings: Settings,
        warehouse: Warehouse,
        instance: dg.DagsterInstance | None,
        started_from: str,
        reason: str,
    ) -> None:
        self._settings = settings
        self._warehouse = warehouse
        self._instance = instance
        self._is_ours = instance is None
        self._untold: list[str] = []
        self._tags = OF_OURS | {STARTED_FROM: started_from, STARTED_BY: _user(), PROCESS: own_process()}
        if reason:
            self._tags[REASON] = tag_text(reason)

    def close(self) -> None:
        """Close the history, if it was opened here."""
        if self._is_ours and self._instance:
            self._instance.dispose()

    @cached_property
    def _history(self) -> dg.DagsterInstance:
        self._instance = self._instance or history.history(self._settings)
        self._untold.extend(tell_of_dead_runs(self._settings, self._instance))
        forget_old_runs(self._instance, self._settings.history_days)
        return self._instance

    @cached_property
    def _definitions(self) -> dg.Definitions:
        return build_definitions(self._settings, self._warehouse)

    def run(self, job: str, scope: Scope | None = None, config: dict[str, Any] | None = None) -> JobRun:
        """Run a job to its end, all of it when no scope is told. Raises `HistoryError`."""
        scope = scope or EVERYTHING
        run_id, instance = str(uuid.uuid4()), self._history
        with self._warehouse.writing() as connection:
            log_run(connection, run_id, job, self._tags, datetime.now())
        result = self._definitions.resolve_job_def(job).execute_in_process(
            run_id=run_id,
            run_config=QUIET | (config or {}),
            instance=instance,
            tags=self._tags | scope.tags,
            asset_selection=scope.assets,
            raise_on_error=False,
        )
        run, events = result.dagster_run, result.all_events
        self._untold.extend(tell_people(self._settings, alerts_of(run, events), settled_by(run, events)))
        untold, self._untold = tuple(self._untold), []
        return JobRun(
            run_id,
            result.success,
            tuple(found for found in failed_checks(events) if found.is_error),
            tuple(reasons(events)),
            untold,
            tuple(written_files(events)),
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except OSError:  # a user without a name, as in some containers
        return str(os.getuid())
