"""Runs whose process here is gone: closed as failed, since one that seems to go on keeps all others in the queue.

A run on another computer or in another container is left to Dagster's own monitoring of runs.
"""

import time

import dagster as dg

from pipelines.automation.alerts import alerts_of, events_of, tell
from pipelines.runs.bounded_history import forget_old_runs
from pipelines.runs.run_process import PROCESS, is_gone
from pipelines.settings import Settings

GRACE_SECONDS = 60
"""A run younger than this may not have had time to say which process it is."""

INTERRUPTED = "Körningen avbröts innan den var klar; processen finns inte längre. Kör den igen: inget är halvt skrivet."


def close_dead_runs(instance: dg.DagsterInstance, now: float | None = None) -> list[dg.DagsterRun]:
    """Report every run that is under way and whose process here is gone as failed, and return them."""
    now = time.time() if now is None else now
    closed = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
        process = record.dagster_run.tags.get(PROCESS)
        is_young = record.start_time is None or now - record.start_time < GRACE_SECONDS
        if not is_gone(process) if process else is_young:
            continue
        instance.report_run_failed(record.dagster_run, INTERRUPTED)
        closed.append(record.dagster_run)
    return closed


def tell_of_dead_runs(settings: Settings, instance: dg.DagsterInstance) -> list[str]:
    """Close the dead runs and tell people of them; returns what could not be told.

    A killed run of the command line can tell nothing itself, and Dagster's own sensors see only runs that it started.
    """
    return [
        trouble
        for run in close_dead_runs(instance)
        for trouble in tell(settings, alerts_of(run, events_of(instance, run)))
    ]


def dead_run_sensor(settings: Settings) -> dg.SensorDefinition:
    """The sensor that looks for runs without a process."""

    @dg.sensor(
        name="avsluta_doda_korningar",
        description="Avslutar körningar vars process har dött, meddelar det och glömmer gamla körningar.",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        troubles = tell_of_dead_runs(settings, context.instance)
        forget_old_runs(context.instance, settings.history_days)
        return dg.SkipReason(" ".join(troubles) or "Körningar utan process avslutas; ingen ska startas.")

    return sensor
