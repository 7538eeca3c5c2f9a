"""Making stale months anew from the user interface: a job that finds them and names the jobs that are to follow.

What follows on a run is started by `pipelines.automation.schedules`; which months a programme's job then makes is told
by `pipelines.runs.parts`.
"""

import dagster as dg

from assets.months import STALE_JOB, stale_months
from assets.programmes import GRANTS
from assets.warehouse import Warehouse
from pipelines.runs.jobs import CALENDAR_JOB, LEDGER_JOB, REPORT_JOB, THEN, programme_job
from rules.swedish import month_spans


@dg.op(name="inaktuella_manader", description="Ser efter vilka månaders utfall som är äldre än leveranserna.")
def find_stale_months(context: dg.OpExecutionContext, warehouse: dg.ResourceParam[Warehouse]) -> None:
    """Say which months are stale, and let the jobs of their programmes follow."""
    with warehouse.reading() as connection:
        stale = {grant: stale_months(connection, grant) for grant in GRANTS if grant.is_monthly}
    following = []
    for grant, months in stale.items():
        told = f"{month_spans(months)} räknas om" if months else "inga månader är inaktuella"
        context.log.info(f"{grant.programme.short_title}: {told}.")
        following += [programme_job(grant.programme.id)] if months else []
    if following:
        context.instance.add_run_tags(
            context.run_id, {THEN: " ".join([*following, LEDGER_JOB, REPORT_JOB, CALENDAR_JOB])}
        )


@dg.job(
    name=STALE_JOB,
    description="Räkna om de månader vars utfall är äldre än leveranserna, och det som följer på dem. Inga andra.",
    executor_def=dg.in_process_executor,
)
def stale_job() -> None:
    """Make the stale months anew."""
    find_stale_months()
