"""Doing the work from a program: what stands is left, the rest is made, one run for the deliveries and one per part.

Nothing here needs Dagster, which takes longer to load than to find that nothing is new; the runs themselves are
`pipelines.runs.job_runs`.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assets.day import as_of
from assets.decisions import BrokenChainError
from assets.done_deadlines import take_ticks
from assets.seal_memory import newer_than_the_warehouse, remember, unseen
from assets.warehouse import Warehouse, WarehouseBusyError, WarehouseUnusableError
from exports.holds_for import holding_for
from pipelines.command_line.changes_command import known, told
from pipelines.decisions.decided import decisions_of
from pipelines.open_warehouse import open_to
from pipelines.runs.history import HistoryError
from pipelines.runs.jobs import DELIVERIES_JOB
from pipelines.runs.parts import Part, part_of_ledger, part_of_programme, part_of_report
from pipelines.runs.run_lock import RunLockError, held_for
from pipelines.runs.standing import deliveries_stand, fingerprint_of, forget_all, keep, stands
from pipelines.settings import Settings
from schemas.received import Delivery

if TYPE_CHECKING:
    from dagster import DagsterInstance

    from pipelines.runs.findings import FailedCheck
    from pipelines.runs.job_runs import JobRun, JobRuns
    from pipelines.runs.scope import Scope

COMMAND_LINE = "kommandoraden"


@dataclass(frozen=True)
class Report:
    """How a run of all jobs went: the checks that failed, what stopped a job, and what could not be told (Swedish).

    `moved` says which amounts and outcomes are others than before, `came` which files are new or other than before.
    `run_ids` are the runs of the jobs that were not left as they stood.
    """

    failed_checks: tuple["FailedCheck", ...]
    stopped: tuple[str, ...]
    untold: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    run_ids: tuple[str, ...] = ()

    @property
    def is_faulty(self) -> bool:
        """Whether a result was held back by a check, or a job did not come to its end."""
        return bool(self.failed_checks or self.stopped)

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing was made, because nothing new had come in to any of it."""
        return not (self.run_ids or self.came or self.is_faulty)


def run_jobs(
    settings: Settings,
    programmes: Sequence[str],
    tell: Callable[[str], None] = lambda _: None,
    instance: "DagsterInstance | None" = None,
    reason: str = "",
    is_anew: bool = False,
) -> Report:
    """Read the deliveries and compute the programmes; `tell` gets a Swedish line before each step.

    What stands (`pipelines.runs.standing`) is not done again, unless `is_anew`. The warehouse is held from the first
    job to the last. A programme that fails does not keep the others from being computed. `reason` is kept with each
    run, as is the user's name.
    """

    def do(work: _Work) -> None:
        # Opened once for all that is looked at first; a warehouse that is not there is made by the first job.
        with work.warehouse.kept_open() if work.warehouse.exists else nullcontext():
            work.look_at_seals()
            before, files = known(work.warehouse), _files(work.warehouse)
            if is_anew:
                with work.warehouse.writing() as connection:
                    forget_all(connection)
            is_read = work.deliveries_stand(settings.as_of)
        if not is_read and (is_read := work.read_deliveries(settings.as_of)):
            work.came = tuple(sorted({file for file, _ in _files(work.warehouse) - files}))
        if is_read:
            work.take_ticks()
            with work.warehouse.kept_open():
                for programme_id in programmes:
                    work.compute(programme_id)
                work.keep_ledger()
                work.moved = tuple(told(work.warehouse, before, programmes))

    with holding_for(settings.as_of):
        return _held(settings, do, tell, instance, reason)


def run_report(
    settings: Settings, tell: Callable[[str], None] = lambda _: None, instance: "DagsterInstance | None" = None
) -> Report:
    """Write the report from the results in the warehouse, with the tables that only it needs, unless it stands."""
    return _held(settings, _Work.write_report, tell, instance, "")


def _held(
    settings: Settings,
    do: Callable[["_Work"], None],
    tell: Callable[[str], None],
    instance: "DagsterInstance | None",
    reason: str,
) -> Report:
    try:
        with (
            held_for(settings, COMMAND_LINE, tell),
            _Work(settings, instance, tell, reason) as work,
        ):
            do(work)
            return work.report()
    except (RunLockError, HistoryError, BrokenChainError, WarehouseBusyError, WarehouseUnusableError) as error:
        return Report((), (str(error),))


class _Work:
    """The jobs of one command, and what went wrong in them so far; without an `instance`, in the settings' history."""

    def __init__(
        self, settings: Settings, instance: "DagsterInstance | None", tell: Callable[[str], None], reason: str
    ) -> None:
        self.warehouse = open_to(settings)
        self._settings = settings
        self._instance = instance
        self._tell = tell
        self._reason = reason
        self._decisions = decisions_of(settings)
        self._made: list[JobRun] = []
        self._untold: list[str] = []
        self.moved: tuple[str, ...] = ()
        self.came: tuple[str, ...] = ()

    def __enter__(self) -> "_Work":
        return self

    def __exit__(self, *_: object) -> None:
        if "_runs" in vars(self):
            self._runs.close()

    @cached_property
    def _runs(self) -> "JobRuns":
        from pipelines.runs.job_runs import JobRuns  # with all that any job needs; most often none is to run

        return JobRuns(self._settings, self.warehouse, self._instance, COMMAND_LINE, self._reason)

    def report(self) -> Report:
        failed = tuple(found for run in self._made for found in run.failed_checks)
        stopped = tuple(dict.fromkeys(text for run in self._made for text in run.stopped))
        untold = (*self._untold, *(text for run in self._made for text in run.untold))
        return Report(failed, stopped, untold, self.moved, self.came, tuple(run.run_id for run in self._made))

    def look_at_seals(self) -> None:
        """Say which decisions the warehouse has not seen; `BrokenChainError` when one that it has seen is gone."""
        with self.warehouse.reading() as connection:
            words = unseen(connection, self._decisions)
        if words:
            if not self._settings.as_of:  # who looks back sees them for the first time
                self._untold.append(newer_than_the_warehouse(self._decisions, words))
            with self.warehouse.writing() as connection:
                remember(connection, self._decisions)
                forget_all(connection)  # months that are decided are told from what they were decided on

    def deliveries_stand(self, day: date | None) -> bool:
        """Whether the deliveries have been read as they lie."""
        with self.warehouse.reading() as connection:
            is_standing = deliveries_stand(connection, self._settings.raw, day, self._settings.cluster)
        if is_standing:
            self._tell("Inga nya leveranser")
        return is_standing

    def read_deliveries(self, day: date | None) -> bool:
        """Read them; false when that failed."""
        self._tell("Läser leveranser")
        config = {"ops": {"deliveries": {"config": {"as_of": day.isoformat() if day else None}}}}
        return self._run(DELIVERIES_JOB, config=config).is_success

    def take_ticks(self) -> None:
        """Looking back from beside the warehouse that counts: know which deadlines are ticked off there."""
        if not self._settings.present:
            return
        with (
            open_to(self._settings.present).reading() as present,
            self.warehouse.writing() as connection,
        ):
            take_ticks(connection, present)

    def compute(self, programme_id: str) -> None:
        self._make(part_of_programme(programme_id))

    def keep_ledger(self) -> None:
        self._make(part_of_ledger())

    def write_report(self) -> None:
        with self.warehouse.kept_open() if self.warehouse.exists else nullcontext():
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
        if is_standing:
            self._tell(f"{part.title}: inget nytt, resultatet står kvar")
            return
        from pipelines.runs.scope import needed

        self._tell(part.title)
        with self.warehouse.reading() as connection:
            scope = needed(connection, part.programme)
        run = self._run(part.job, scope)
        if run.is_success and not run.failed_checks and fingerprint:
            with self.warehouse.writing() as connection:
                keep(connection, part, fingerprint, exports, run.documents)

    def _run(self, job: str, scope: "Scope | None" = None, config: dict[str, Any] | None = None) -> "JobRun":
        run = self._runs.run(job, scope, config)
        self._made.append(run)
        return run


def _files(warehouse: Warehouse) -> frozenset[tuple[str, str]]:
    """The deliveries that have been looked at, by name and content."""
    with warehouse.reading() as connection:
        rows = connection.read(Delivery, "status IN ('read', 'refused')").select("file", "sha256")
    return frozenset(rows.iter_rows())
