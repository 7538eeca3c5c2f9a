"""Ticking off a deadline, or back, from the user interface: a job whose configuration says which, who, when and why."""

from datetime import date, datetime

import dagster as dg

from assets.done_deadlines import Done, NotDoneError, tick_off
from assets.warehouse import Warehouse
from pipelines.runs.jobs import DONE_JOB


class TickingConfig(dg.Config):
    """`done_on` is YYYY-MM-DD, today when empty; `undo` takes a tick back; the others as in `done_deadlines.Done`."""

    programme: str
    deadline: str
    done_by: str
    reference: str
    done_on: str = ""
    undo: bool = False


@dg.op(
    name="frist", description="Sparar att en frist är gjord eller utredd, eller att den inte är det: vem, när, varför."
)
def tick_off_deadline(
    context: dg.OpExecutionContext, config: TickingConfig, warehouse: dg.ResourceParam[Warehouse]
) -> None:
    """Keep what the configuration says."""
    try:
        done_on = date.fromisoformat(config.done_on) if config.done_on else date.today()
    except ValueError:
        raise NotDoneError(
            f"{config.done_on} är ingen dag. Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2024-12-16."
        ) from None
    told = Done(config.programme, config.deadline, done_on, config.done_by, config.reference, config.undo)
    with warehouse.writing() as connection:
        ticked = tick_off(connection, told, datetime.now())
    context.log.info(f"{'Inte längre avbockad' if config.undo else 'Avbockad'}: {ticked.sentence}")


@dg.job(
    name=DONE_JOB,
    description="Bocka av en frist, eller ta tillbaka det (undo): fyll i statsbidrag, frist, vem och hänvisning. Kör "
    "sedan bevaka_datum.",
    executor_def=dg.in_process_executor,
)
def ticking_job() -> None:
    """Tick off one deadline."""
    tick_off_deadline()
