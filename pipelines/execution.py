"""Running the jobs from a program: one run for the deliveries, then one per programme, kept in Dagster's history."""

import getpass
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg

from assets.programmes import GRANT_BY_ID
from pipelines.alerts import alerts_of
from pipelines.alerts import tell as tell_people
from pipelines.dead_runs import tell_of_dead_runs
from pipelines.definitions import build_definitions
from pipelines.findings import FailedCheck, failed_checks, reasons
from pipelines.jobs import (
    DELIVERIES_JOB,
    LEDGER_JOB,
    PROCESS,
    REASON,
    STARTED_BY,
    STARTED_FROM,
    own_process,
    programme_job,
    run_tags,
    tag_text,
)
from pipelines.run_lock import RunLockError, held
from pipelines.settings import Settings
from pipelines.system_errors import in_swedish

DAGSTER_YAML = "dagster.yaml"
COMMAND_LINE = "kommandoraden"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class Report:
    """How a run of all jobs went: the checks that failed, what stopped a job, and what could not be told (Swedish)."""

    failed_checks: tuple[FailedCheck, ...]
    stopped: tuple[str, ...]
    untold: tuple[str, ...] = ()


class HistoryError(Exception):
    """Dagster's store of runs cannot be used; the message is Swedish and says what to do."""


def run_jobs(
    settings: Settings,
    programmes: Sequence[str],
    as_of: date | None = None,
    tell: Callable[[str], None] = lambda _: None,
    instance: dg.DagsterInstance | None = None,
    reason: str = "",
) -> Report:
    """Read the deliveries and compute the programmes; `tell` gets a Swedish line before each step.

    The warehouse is held from the first job to the last. A programme that fails does not keep the others from being
    computed. `reason` is kept with each run, as is the user's name.
    """
    try:
        with held(settings.warehouse, COMMAND_LINE, settings.patience_seconds, tell):
            return _run_held(settings, programmes, as_of, tell, instance or history(settings), reason)
    except (RunLockError, HistoryError) as error:
        return Report((), (str(error),))


def _run_held(
    settings: Settings,
    programmes: Sequence[str],
    as_of: date | None,
    tell: Callable[[str], None],
    instance: dg.DagsterInstance,
    reason: str,
) -> Report:
    definitions = build_definitions(settings, is_held=True)
    own_tags = {STARTED_FROM: COMMAND_LINE, STARTED_BY: _user(), PROCESS: own_process()}
    if reason:
        own_tags[REASON] = tag_text(reason)
    failed: list[FailedCheck] = []
    stopped: list[str] = []
    untold = tell_of_dead_runs(settings, instance)

    def run(job: str, config: dict[str, Any] | None = None) -> bool:
        result = definitions.resolve_job_def(job).execute_in_process(
            run_config=QUIET | (config or {}), instance=instance, tags=own_tags | run_tags(job), raise_on_error=False
        )
        failed.extend(found for found in failed_checks(result.all_events) if found.is_error)
        stopped.extend(reasons(result.all_events))
        untold.extend(tell_people(settings, alerts_of(result.dagster_run, result.all_events)))
        return result.success

    tell("Läser leveranser")
    config = {"ops": {"deliveries": {"config": {"as_of": as_of.isoformat() if as_of else None}}}}
    if not run(DELIVERIES_JOB, config):
        return Report(tuple(failed), tuple(dict.fromkeys(stopped)), tuple(untold))
    for programme in programmes:
        tell(GRANT_BY_ID[programme].programme.short_title)
        run(programme_job(programme))
    tell("Pengarnas väg")
    run(LEDGER_JOB)
    return Report(tuple(failed), tuple(dict.fromkeys(stopped)), tuple(untold))


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
