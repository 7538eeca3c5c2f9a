"""The Dagster definitions: every asset, the jobs that make them, and the resources they work with."""

import dagster as dg

from assets.calculations import calculation_workbooks
from assets.deadlines import build_calendar
from assets.decisions import Decisions
from assets.deliveries import delivery_assets
from assets.documents import follow_up_workbook, payment_workbooks
from assets.follow_up_assets import FOLLOW_UPS
from assets.grants import Grant
from assets.ledger import ledger_assets
from assets.payment_orders import payment_orders
from assets.programmes import GRANTS
from assets.qualification import qualification_asset
from assets.settlement import settlement_asset
from pipelines.alerts import alert_sensors
from pipelines.dead_runs import dead_run_sensor
from pipelines.delivery_sensor import delivery_sensor
from pipelines.held_warehouse import held_warehouse, open_to
from pipelines.jobs import CALENDAR_JOB, DELIVERIES_JOB, LEDGER_JOB, programme_job
from pipelines.schedules import SCHEDULES, follow_on_sensor
from pipelines.settings import Settings


def _programme_assets(grant: Grant) -> list[dg.AssetsDefinition]:
    qualified = [qualification_asset(grant)] if grant.qualify else []
    return [
        *qualified,
        settlement_asset(grant),
        *FOLLOW_UPS[grant.programme.id],
        payment_workbooks(grant),
        calculation_workbooks(grant),
        follow_up_workbook(grant),
    ]


def build_definitions(settings: Settings, *, is_held: bool = False) -> dg.Definitions:
    """All definitions, working in the places that `settings` names.

    `is_held` says that the caller holds the warehouse (`pipelines.run_lock`); else every run holds it itself.
    """
    programme_assets = {grant.programme.id: _programme_assets(grant) for grant in GRANTS}
    deliveries_job = dg.define_asset_job(
        DELIVERIES_JOB,
        selection=delivery_assets,
        description="Reads the folder of deliveries, keeps every row, validates, and says what could not be taken.",
        executor_def=dg.in_process_executor,
    )
    jobs = [
        dg.define_asset_job(
            programme_job(programme_id),
            selection=assets,
            description=f"Qualification, payouts and workbooks of {programme_id}.",
            executor_def=dg.in_process_executor,
        )
        for programme_id, assets in programme_assets.items()
    ]
    ledger_job = dg.define_asset_job(
        LEDGER_JOB,
        selection=[ledger_assets, payment_orders],
        description="The ledger of every payment and recipient, the appropriations, and the payment orders.",
        executor_def=dg.in_process_executor,
    )
    calendar = build_calendar()
    calendar_job = dg.define_asset_job(
        CALENDAR_JOB,
        selection=[calendar],
        config={"ops": {"calendar": {"config": {"warn_days": settings.warn_days}}}},
        description="The deadlines of the decrees: warns before a day, fails after it for what is not in.",
        executor_def=dg.in_process_executor,
    )
    return dg.Definitions(
        assets=[
            calendar,
            ledger_assets,
            payment_orders,
            *delivery_assets,
            *(asset for assets in programme_assets.values() for asset in assets),
        ],
        jobs=[deliveries_job, *jobs, ledger_job, calendar_job],
        schedules=SCHEDULES,
        sensors=[
            delivery_sensor(settings),
            follow_on_sensor(deliveries_job, [*jobs, ledger_job, calendar_job]),
            *alert_sensors(settings),
            dead_run_sensor(settings),
        ],
        resources={
            "warehouse": open_to(settings) if is_held else held_warehouse(settings),
            "raw_folder": settings.raw,
            "exports_folder": settings.exports,
            "decisions": Decisions(settings.decisions),
        },
        executor=dg.in_process_executor,
    )


defs = build_definitions(Settings.from_environment())
