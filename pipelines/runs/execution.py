"""Running the jobs from a program: one run for the deliveries, then one per programme, kept in Dagster's history."""

import getpass
import os
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

import dagster as dg

from assets.day import as_of
from assets.decisions import BrokenChainError
from assets.seal_memory import newer_than_the_warehouse, remember, unseen
from assets.warehouse import Warehouse, WarehouseBusyError, WarehouseUnusableError
from exports.holds_for import holding_for
from pipelines.automation.alerts import alerts_of, settled_by
from pipelines.automation.alerts import tell as tell_people
from pipelines.command_line.changes_command import known, told
from pipelines.decisions.decided import decisions_of
from pipelines.open_warehouse import open_to
from pipelines.runs.bounded_history import forget_old_runs
from pipelines.runs.dead_runs import tell_of_dead_runs
from pipelines.runs.findings import FailedCheck, failed_checks, reasons, written_files
from pipelines.runs.jobs import (
    DELIVERIES_JOB,
    OF_OURS,
    REASON,
    STARTED_BY,
    STARTED_FROM,
    tag_text,
)
from pipelines.runs.parts import EVERYTHING, Part, Scope, needed, part_of_ledger, part_of_programme, part_of_report
from pipelines.runs.run_lock import RunLockError, held
from pipelines.runs.run_log import log_run
from pipelines.runs.run_process import PROCESS, own_process
from pipelines.runs.shared_lock import DAGSTER_YAML
from pipelines.runs.standing import deliveries_stand, fingerprint_of, forget_all, keep, stands
from pipelines.settings import Settings
from pipelines.system_errors import in_swedish
from schemas.received import Delivery

COMMAND_LINE = "kommandoraden"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class Report:
    """How a run of all jobs went: the checks that failed, what stopped a job, and what could not be told (Swedish).

    `moved` says which amounts and outcomes are others than before, `came` which files are new or other than before.
    `run_ids` are the runs of the jobs that were not left as they stood.
    """

    failed_checks: tuple[FailedCheck, ...]
    stopped: tuple[str, ...]
    untold: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    run_ids: tuple[str, ...] = ()

    @property
    def is_faulty(self) -> bool:
        """Whether a result was held back by a check, or a job did not come to its end."""
        return bool(self.failed_checks or self.stopped)


class HistoryError(Exception):
    """Dagster's store of runs cannot be used; the message is Swedish and says what to do."""


def run_jobs(
    settings: Settings,
    programmes: Sequence[str],
    tell: Callable[[str], None] = lambda _: None,
    instance: dg.DagsterInstance | None = None,
    reason: str = "",
    is_anew: bool = False,
) -> Report:
    """Read the deliveries and compute the programmes; `tell` gets a Swedish line before each step.

    What stands (`pipelines.runs.standing`) is not done again, unless `is_anew`. The warehouse is held from the first
    job to the last. A programme that fails does not keep the others from being computed. `reason` is kept with each
    run, as is the user's name.
    """

    def do(work: _Work) -> None:
        work.look_at_seals()
        before, files = known(work.warehouse), _files(work.warehouse)
        if is_anew:
            with work.warehouse.writing() as connection:
                forget_all(connection)
        if work.read_deliveries(settings.as_of):
            work.came = tuple(sorted({file for file, _ in _files(work.warehouse) - files}))
            with work.warehouse.kept_open():
                for programme_id in programmes:
                    work.compute(programme_id)
                work.keep_ledger()
            work.moved = tuple(told(work.warehouse, before, programmes))

    with holding_for(settings.as_of):
        return _held(settings, do, tell, instance, reason)


def run_report(
    settings: Settings, tell: Callable[[str], None] = lambda _: None, instance: dg.DagsterInstance | None = None
) -> Report:
    """Write the report from the results in the warehouse, with the tables that only it needs, unless it stands."""
    return _held(settings, _Work.write_report, tell, instance, "")


def _held(
    settings: Settings,
    do: Callable[["_Work"], None],
    tell: Callable[[str], None],
    instance: dg.DagsterInstance | None,
    reason: str,
) -> Report:
    try:
        with (
            held(settings.warehouse, COMMAND_LINE, settings.patience_seconds, tell, settings.history),
            _Work(settings, instance, tell, reason) as work,
        ):
            do(work)
            return work.report()
    except (RunLockError, HistoryError, BrokenChainError, WarehouseBusyError, WarehouseUnusableError) as error:
        return Report((), (str(error),))


class _Work:
    """The jobs of one command, and what went wrong in them so far.

    Without an `instance` the history of the settings is opened when the first job runs, and closed at the end.
    """

    def __init__(
        self, settings: Settings, instance: dg.DagsterInstance | None, tell: Callable[[str], None], reason: str
    ) -> None:
        self.warehouse = open_to(settings)
        self._settings = settings
        self._instance = instance
        self._is_ours = instance is None
        self._tell = tell
        self._decisions = decisions_of(settings)
        self._tags = OF_OURS | {STARTED_FROM: COMMAND_LINE, STARTED_BY: _user(), PROCESS: own_process()}
        if reason:
            self._tags[REASON] = tag_text(reason)
        self._failed: list[FailedCheck] = []
        self._stopped: list[str] = []
        self._untold: list[str] = []
        self._run_ids: list[str] = []
        self.moved: tuple[str, ...] = ()
        self.came: tuple[str, ...] = ()

    def __enter__(self) -> "_Work":
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_ours and self._instance:
            self._instance.dispose()

    @cached_property
    def _history(self) -> dg.DagsterInstance:
        self._instance = self._instance or history(self._settings)
        self._untold.extend(tell_of_dead_runs(self._settings, self._instance))
        forget_old_runs(self._instance, self._settings.history_days)
        return self._instance

    @cached_property
    def _definitions(self) -> dg.Definitions:
        from pipelines.definitions import build_definitions  # with all that any job needs; most often none is to run

        return build_definitions(self._settings, self.warehouse)

    def report(self) -> Report:
        stopped = tuple(dict.fromkeys(self._stopped))
        run_ids = tuple(self._run_ids)
        return Report(tuple(self._failed), stopped, tuple(self._untold), self.moved, self.came, run_ids)

    def look_at_seals(self) -> None:
        """Say which decisions the warehouse has not seen; `BrokenChainError` when one that it has seen is gone."""
        with self.warehouse.reading() as connection:
            words = unseen(connection, self._decisions)
        if words:
            self._untold.append(newer_than_the_warehouse(self._decisions, words))
            with self.warehouse.writing() as connection:
                remember(connection, self._decisions)
                forget_all(connection)  # months that are decided are told from what they were decided on

    def read_deliveries(self, day: date | None) -> bool:
        """Whether the deliveries are in the warehouse; false when reading them failed."""
        with self.warehouse.reading() as connection:
            if deliveries_stand(connection, self._settings.raw, day, self._settings.cluster):
                self._tell("Inga nya leveranser")
                return True
        self._tell("Läser leveranser")
        config = {"ops": {"deliveries": {"config": {"as_of": day.isoformat() if day else None}}}}
        return self._run(DELIVERIES_JOB, config=config).success

    def compute(self, programme_id: str) -> None:
        self._make(part_of_programme(programme_id))

    def keep_ledger(self) -> None:
        self._make(part_of_ledger())

    def write_report(self) -> None:
        with self.warehouse.reading() as connection:
            day = as_of(connection)
        self._settings = replace(self._settings, as_of=day)
        self._decisions = replace(self._decisions, until=day)
        with holding_for(day):
            self._make(part_of_report())

    def _make(self, part: Part) -> None:
        exports = self._settings.exports
        with self.warehouse.reading() as connection:
            fingerprint = fingerprint_of(connection, part, self._decisions)
            is_standing = stands(connection, part, fingerprint, exports)
            scope = needed(connection, part.programme)
        if is_standing:
            self._tell(f"{part.title}: inget nytt, resultatet står kvar")
            return
        self._tell(part.title)
        errors = len(self._failed)
        result = self._run(part.job, scope)
        if result.success and len(self._failed) == errors and fingerprint:
            with self.warehouse.writing() as connection:
                keep(connection, part, fingerprint, exports, written_files(result.all_events))

    def _run(
        self, job: str, scope: Scope = EVERYTHING, config: dict[str, Any] | None = None
    ) -> dg.ExecuteInProcessResult:
        run_id, instance = str(uuid.uuid4()), self._history
        self._run_ids.append(run_id)
        with self.warehouse.writing() as connection:
            log_run(connection, run_id, job, self._tags, datetime.now())
        result = self._definitions.resolve_job_def(job).execute_in_process(
            run_id=run_id,
            run_config=QUIET | (config or {}),
            instance=instance,
            tags=self._tags | scope.tags,
            asset_selection=scope.assets,
            raise_on_error=False,
        )
        self._failed.extend(found for found in failed_checks(result.all_events) if found.is_error)
        self._stopped.extend(reasons(result.all_events))
        run, events = result.dagster_run, result.all_events
        self._untold.extend(tell_people(self._settings, alerts_of(run, events), settled_by(run, events)))
        return result


def _files(warehouse: Warehouse) -> frozenset[tuple[str, str]]:
    """The deliveries that have been looked at, by name and content."""
    with warehouse.reading() as connection:
        rows = connection.read(Delivery, "status IN ('read', 'refused')").select("file", "sha256")
    return frozenset(rows.iter_rows())


def history(settings: Settings) -> dg.DagsterInstance:
    """Dagster's own store of runs, so that the user interface shows what the command line did.

    A new one gets the project's `dagster.yaml`. Raises `HistoryError`.
    """
    os.environ["DAGSTER_HOME"] = str(settings.history)
    try:
        settings.history.mkdir(parents=True, exist_ok=True)
        if not (settings.history / DAGSTER_YAML).exists():
            unfinished = settings.history / f".{DAGSTER_YAML}.{os.getpid()}"
            unfinished.write_bytes((Settings.history / DAGSTER_YAML).read_bytes())
            unfinished.replace(settings.history / DAGSTER_YAML)
        return dg.DagsterInstance.get()
    except OSError as error:
        raise HistoryError(in_swedish(str(error))) from error
    except Exception as error:  # Dagster, SQLAlchemy and the database drivers share no class of error
        raise HistoryError(
            f"Körningarnas historik i {settings.history} går inte att läsa eller skriva ({error}). Kontrollera att du "
            "får skriva i mappen, att det finns plats på disken och att dagster.yaml är riktig."
        ) from error


def _user() -> str:
    try:
        return getpass.getuser()
    except OSError:  # a user without a name, as in some containers
        return str(os.getuid())
