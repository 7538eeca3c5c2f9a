"""Running the jobs from a program: one run for the deliveries, then one per programme, kept in Dagster's history."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from assets.programmes import GRANT_BY_ID
from pipelines.definitions import DELIVERIES_JOB, LEDGER_JOB, build_definitions, programme_job
from pipelines.settings import Settings

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class FailedCheck:
    """A failed check of error severity: the asset it guards and what it found, in Swedish."""

    asset: str
    check: str
    text: str


@dataclass(frozen=True)
class Report:
    """How a run of all jobs went: the checks that failed, and what stopped a job (Swedish)."""

    failed_checks: tuple[FailedCheck, ...]
    stopped: tuple[str, ...]


def run_jobs(
    settings: Settings,
    programmes: Sequence[str],
    as_of: date | None = None,
    tell: Callable[[str], None] = lambda _: None,
    instance: dg.DagsterInstance | None = None,
) -> Report:
    """Read the deliveries and compute the programmes; `tell` gets a Swedish line before each step.

    A programme that fails does not keep the others from being computed.
    """
    definitions = build_definitions(settings)
    instance = instance or history(settings)
    failed: list[FailedCheck] = []
    stopped: list[str] = []

    def run(job: str, config: dict[str, Any], tags: dict[str, str]) -> bool:
        result = definitions.resolve_job_def(job).execute_in_process(
            run_config=QUIET | config, instance=instance, tags=tags, raise_on_error=False
        )
        failed.extend(
            FailedCheck(evaluation.asset_key.to_user_string(), evaluation.check_name, evaluation.description or "")
            for evaluation in result.get_asset_check_evaluations()
            if not evaluation.passed and evaluation.severity is dg.AssetCheckSeverity.ERROR
        )
        stopped.extend(_reasons(result))
        return result.success

    tell("Läser leveranser")
    config = {"ops": {"deliveries": {"config": {"as_of": as_of.isoformat() if as_of else None}}}}
    if not run(DELIVERIES_JOB, config, {"bonuspott/started_from": "kommandoraden"}):
        return Report(tuple(failed), tuple(stopped))
    for programme in programmes:
        grant = GRANT_BY_ID[programme]
        tell(grant.programme.short_title)
        tags = {"bonuspott/started_from": "kommandoraden"}
        if grant.months:
            tags |= {
                ASSET_PARTITION_RANGE_START_TAG: str(grant.months[0]),
                ASSET_PARTITION_RANGE_END_TAG: str(grant.months[-1]),
            }
        run(programme_job(programme), {}, tags)
    tell("Pengarnas väg")
    run(LEDGER_JOB, {}, {"bonuspott/started_from": "kommandoraden"})
    return Report(tuple(failed), tuple(stopped))


def history(settings: Settings) -> dg.DagsterInstance:
    """Dagster's own store of runs, so that the user interface shows what the command line did."""
    settings.history.mkdir(parents=True, exist_ok=True)
    os.environ["DAGSTER_HOME"] = str(settings.history)
    return dg.DagsterInstance.get()


def _reasons(result: dg.ExecuteInProcessResult) -> list[str]:
    reasons = []
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error is not None and error.cause is not None:
                error = error.cause
            if error is not None and "AssetCheckFailed" not in (error.cls_name or ""):
                reasons.append(error.message.removeprefix(f"{error.cls_name}: ").strip())
    return reasons
