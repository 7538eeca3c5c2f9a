"""When jobs start by the calendar: the day after each day by which the reports of a programme should be in, and daily.

The days come from the decrees (`rules.calendar`); what has come in earlier is seen by
`pipelines.automation.delivery_sensor`.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from assets.day import instructions_of
from assets.grants import Grant
from assets.programmes import GRANTS
from assets.warehouse import WarehouseBusyError, WarehouseUnusableError
from pipelines.open_warehouse import open_to
from pipelines.runs.jobs import (
    CALENDAR_JOB,
    DELIVERIES_JOB,
    LEDGER_JOB,
    PROGRAMME_OF,
    REASON,
    REPORT_JOB,
    STARTED_FROM,
    THEN,
    programme_job,
    tag_text,
)
from pipelines.runs.scope import EVERYTHING, Scope, needed, whole
from pipelines.settings import Settings
from rules.calendar import deadlines
from rules.deadlines import Deadline
from rules.instructions import Instructions
from rules.swedish import day

JobDefinition: TypeAlias = UnresolvedAssetJobDefinition
TIME_ZONE = "Europe/Stockholm"
DAILY = "varje_morgon_bevaka_datum"
SENSOR_PATIENCE_SECONDS = 2


def schedule_name(programme_id: str) -> str:
    """The name of the schedule of one programme."""
    return f"efter_rapportdag_{programme_id}"


def report_days(grant: Grant, instructions: Mapping[str, Instructions] | None = None) -> dict[date, list[Deadline]]:
    """The deadlines of what a programme is computed from, by the day after, on which it is computed."""
    found: dict[date, list[Deadline]] = {}
    for deadline in deadlines(instructions):
        is_own = deadline.programme == grant.programme.id and deadline.delivery_kind in grant.kinds
        if is_own and deadline.day:
            found.setdefault(deadline.day + timedelta(days=1), []).append(deadline)
    return found


def _programme_schedule(settings: Settings, grant: Grant) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=schedule_name(grant.programme.id),
        job_name=DELIVERIES_JOB,
        cron_schedule="0 6 * * *",
        execution_timezone=TIME_ZONE,
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description=f"{grant.programme.short_title}: läser in leveranser och räknar om dagen efter en rapportdag.",
    )
    def schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        today = context.scheduled_execution_time.astimezone(ZoneInfo(TIME_ZONE)).date()
        due = report_days(grant, _instructions(settings)).get(today)
        if not due:
            return dg.SkipReason(
                f"Inget till {grant.programme.short_title} skulle ha kommit in senast den "
                f"{day(today - timedelta(days=1))}."
            )
        return dg.RunRequest(
            run_key=str(today),
            tags={
                STARTED_FROM: f"schemat {schedule_name(grant.programme.id)}",
                REASON: tag_text(" ".join(deadline.sentence for deadline in due)),
                THEN: f"{programme_job(grant.programme.id)} {LEDGER_JOB} {REPORT_JOB} {CALENDAR_JOB}",
            },
        )

    return schedule


@dg.schedule(
    name=DAILY,
    job_name=DELIVERIES_JOB,
    cron_schedule="0 7 * * *",
    execution_timezone=TIME_ZONE,
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Varje morgon: läser in leveranser och ser efter vilka frister som är nära eller har passerat.",
)
def _daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    return dg.RunRequest(
        run_key=str(context.scheduled_execution_time.date()),
        tags={STARTED_FROM: f"schemat {DAILY}", REASON: "Morgonens bevakning av datum.", THEN: CALENDAR_JOB},
    )


def schedules(settings: Settings) -> list[dg.ScheduleDefinition]:
    """One for every programme with report days, which looks every morning whether one has passed, and the daily one."""
    return [*(_programme_schedule(settings, grant) for grant in GRANTS if report_days(grant)), _daily]


def _instructions(settings: Settings) -> Mapping[str, Instructions]:
    """The days that the agency has set; none when the warehouse cannot be asked now."""
    try:
        with open_to(settings, SENSOR_PATIENCE_SECONDS).reading() as connection:
            return instructions_of(connection)
    except (WarehouseBusyError, WarehouseUnusableError):
        return {}


def follow_on_sensor(
    settings: Settings,
    followed_jobs: Sequence[JobDefinition | dg.JobDefinition],
    following_jobs: Sequence[JobDefinition],
) -> dg.SensorDefinition:
    """Starts the jobs that a run of `followed_jobs` names in its tag `bonuspott/then`, when it has succeeded."""

    @dg.run_status_sensor(
        name="fortsatt_efter_inlasning",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=followed_jobs,
        request_jobs=following_jobs,
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=10,
        description="Startar beräkningarna när leveranserna är inlästa. Inget följer på en inläsning som misslyckas.",
    )
    def sensor(context: dg.RunStatusSensorContext) -> list[dg.RunRequest] | dg.SkipReason:
        run = context.dagster_run
        following = run.tags.get(THEN, "").split()
        if not following:
            return dg.SkipReason(f"Inget ska följa på {run.job_name} {run.run_id}.")
        carried = {name: run.tags[name] for name in (STARTED_FROM, REASON) if name in run.tags}
        requests = []
        for job in following:
            scope = _scope(settings, job)
            requests.append(
                dg.RunRequest(
                    run_key=f"{run.run_id}-{job}",
                    job_name=job,
                    tags=carried | scope.tags,
                    asset_selection=scope.assets,
                )
            )
        return requests

    return sensor


def _scope(settings: Settings, job: str) -> Scope:
    """What a job has to make; all of it when the warehouse cannot be asked now."""
    programme_id = PROGRAMME_OF.get(job)
    if not programme_id:
        return EVERYTHING
    try:
        with open_to(settings, SENSOR_PATIENCE_SECONDS).reading() as connection:
            return needed(connection, programme_id)
    except (WarehouseBusyError, WarehouseUnusableError):
        return whole(programme_id)
