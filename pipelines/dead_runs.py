"""Runs whose process is gone: closed as failed, since one that seems to go on keeps all others in the queue."""

import time

import dagster as dg

from pipelines.jobs import PROCESS, is_alive

GRACE_SECONDS = 60
"""A run younger than this may not have had time to say which process it is."""

INTERRUPTED = "Körningen avbröts innan den var klar; processen finns inte längre. Kör den igen: inget är halvt skrivet."


def close_dead_runs(instance: dg.DagsterInstance, now: float | None = None) -> int:
    """Report every run that is under way without a living process as failed; returns how many there were."""
    now = time.time() if now is None else now
    closed = 0
    for record in instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
        process = record.dagster_run.tags.get(PROCESS)
        is_young = record.start_time is None or now - record.start_time < GRACE_SECONDS
        if is_alive(process) if process else is_young:
            continue
        instance.report_run_failed(record.dagster_run, INTERRUPTED)
        closed += 1
    return closed


@dg.sensor(
    name="avsluta_doda_korningar",
    description="Closes runs whose process was killed, so that the queue goes on.",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def dead_run_sensor(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Looks for runs without a process."""
    closed = close_dead_runs(context.instance)
    return dg.SkipReason(f"{closed} avbrutna körningar avslutades." if closed else "Inga avbrutna körningar.")
