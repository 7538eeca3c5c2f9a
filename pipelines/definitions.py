"""The Dagster definitions: every asset, the jobs that make them, and the resources they work with."""

from collections.abc import Mapping, Sequence

import dagster as dg

from assets.calendar import build_calendar
from assets.deliveries import delivery_assets
from assets.ledger import ledger_assets
from assets.months import month_basis_asset
from assets.payment_orders import payment_orders
from assets.programmes import GRANT_BY_ID, GRANTS
from assets.publication import open_data
from assets.report import report
from assets.warehouse import Warehouse
from pipelines.automation.alerts import alert_sensors
from pipelines.automation.delivery_sensor import delivery_sensor
from pipelines.automation.schedules import JobDefinition, follow_on_sensor, schedules
from pipelines.decisions.decided import decisions_of
from pipelines.private_files import keep_private
from pipelines.runs.dead_runs import dead_run_sensor
from pipelines.runs.held_warehouse import held_warehouse
from pipelines.runs.jobs import (
    CALENDAR_JOB,
    DELIVERIES_JOB,
    LEDGER_JOB,
    PUBLISH_JOB,
    REPORT_JOB,
    capacity_job,
    programme_job,
)
from pipelines.runs.scope import capacity_steps, programme_assets, tables_of_report
from pipelines.runs.stale_job import stale_job
from pipelines.runs.ticking import ticking_job
from pipelines.settings import Settings
from rules.found_decrees import decree as decree_of
from rules.found_decrees import decrees


def build_definitions(settings: Settings, warehouse: Warehouse | None = None) -> dg.Definitions:
    """All definitions, working in the places that `settings` names.

    `warehouse` is one that the caller holds (`pipelines.runs.run_lock`); without it, every run holds it itself.
    """
    of_programmes = {programme_id: programme_assets(programme_id) for programme_id in GRANT_BY_ID}
    of_capacity = {decree.id: capacity_steps(decree.id) for decree in decrees() if decree.capacity}
    calendar = build_calendar()
    deliveries_job = _deliveries_job()
    following = [
        *_jobs_of_programmes(of_programmes, of_capacity),
        _ledger_job(),
        _report_job(),
        _calendar_job(calendar, settings),
    ]
    return dg.Definitions(
        assets=[
            calendar,
            ledger_assets,
            payment_orders,
            *(step for steps in of_capacity.values() for step in steps),
            *tables_of_report(),
            report,
            open_data,
            *delivery_assets,
            *(month_basis_asset(grant) for grant in GRANTS if grant.is_monthly),
            *(asset for assets in of_programmes.values() for asset in assets),
        ],
        jobs=[deliveries_job, *following, _publish_job(), ticking_job, stale_job],
        schedules=schedules(settings),
        sensors=[
            delivery_sensor(settings),
            follow_on_sensor(settings, [deliveries_job, stale_job], following),
            *alert_sensors(settings),
            dead_run_sensor(settings),
        ],
        resources={
            "warehouse": warehouse or held_warehouse(settings),
            "raw_folder": settings.raw,
            "reading_limits": settings.reading_limits,
            "cluster": settings.cluster,
            "exports_folder": settings.exports,
            "decisions": decisions_of(settings),
        },
        # Of every job. One that spreads the steps over processes or computers would take the warehouse's lock per step;
        # what is distributed is a run, by the run launcher in dagster.yaml.
        executor=dg.in_process_executor,
    )


def _jobs_of_programmes(
    of_programmes: Mapping[str, Sequence[dg.AssetsDefinition]], of_capacity: Mapping[str, Sequence[dg.AssetsDefinition]]
) -> list[JobDefinition]:
    """A job for each grant and each follow-up of capacity.

    Whoever starts a programme's job by hand gets all documents to the same basis.
    """
    following = [ledger_assets, payment_orders, *tables_of_report(), report]
    computing = [
        dg.define_asset_job(
            programme_job(programme_id),
            selection=[*assets, *following],
            description=f"Beräkna {decree_of(programme_id).short_title}: utfall, utbetalningar och arbetsböcker, sedan "
            "betalningsunderlag och rapport.",
        )
        for programme_id, assets in of_programmes.items()
    ]
    following_up = [
        dg.define_asset_job(
            capacity_job(programme_id),
            selection=list(steps),
            description=f"Följ upp {decree_of(programme_id).short_title}: vårdplatser, beläggning och målvärden.",
        )
        for programme_id, steps in of_capacity.items()
    ]
    return [*computing, *following_up]


def _deliveries_job() -> JobDefinition:
    return dg.define_asset_job(
        DELIVERIES_JOB,
        selection=delivery_assets,
        description="Läs in leveranser: sparar varje rad, granskar den och säger vad som inte kunde tas emot.",
    )


def _ledger_job() -> JobDefinition:
    return dg.define_asset_job(
        LEDGER_JOB,
        selection=[ledger_assets, payment_orders],
        description="Följ pengarnas väg: varje utbetalning och mottagare, anslagen och betalningsunderlagen.",
    )


def _report_job() -> JobDefinition:
    return dg.define_asset_job(
        REPORT_JOB,
        selection=[*tables_of_report(), report],
        description="Skriv rapport: marginaler, intervall, slutredovisning och sidorna om alla resultat.",
    )


def _calendar_job(calendar: dg.AssetsDefinition, settings: Settings) -> JobDefinition:
    return dg.define_asset_job(
        CALENDAR_JOB,
        selection=[calendar],
        config={"ops": {"calendar": {"config": {"warn_days": settings.warn_days}}}},
        description="Bevaka datum: varnar före en frist och ger fel efter den för det som inte är gjort.",
    )


def _publish_job() -> JobDefinition:
    return dg.define_asset_job(
        PUBLISH_JOB,
        selection=[open_data],
        description="Publicera öppna data med små tal dolda. Startas för hand: att publicera är ett beslut.",
    )


keep_private()  # in every process of Dagster that loads the definitions
defs = build_definitions(Settings.from_environment())
