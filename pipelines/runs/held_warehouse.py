"""The warehouse as a resource of a run that Dagster starts: the run has it to itself from first step to last."""

from collections.abc import Iterator
from datetime import datetime

import dagster as dg

from assets.seal_memory import newer_than_the_warehouse, remember, unseen
from assets.warehouse import Warehouse
from pipelines.decisions.decided import decisions_of
from pipelines.open_warehouse import open_to
from pipelines.runs.jobs import STARTED_FROM
from pipelines.runs.run_lock import held_for
from pipelines.runs.run_log import BY_HAND, log_run
from pipelines.runs.run_process import PROCESS, own_process
from pipelines.runs.standing import forget_all
from pipelines.settings import Settings


def held_warehouse(settings: Settings) -> dg.ResourceDefinition:
    """Waits for other runs, says so in the run's log, and lets go when the run is over."""

    @dg.resource(description="The warehouse, held for the whole run so that runs do not mix.")
    def warehouse(context: dg.InitResourceContext) -> Iterator[Warehouse]:
        assert context.run and context.instance, "only a run has this resource"
        context.instance.add_run_tags(context.run.run_id, {PROCESS: own_process()})
        how = context.run.tags.get(STARTED_FROM, BY_HAND)
        tell = context.log.info if context.log else print
        with held_for(settings, how, tell):
            opened = open_to(settings)
            decisions = decisions_of(settings)
            with opened.writing() as connection:
                if words := unseen(connection, decisions):
                    tell(newer_than_the_warehouse(decisions, words))
                    forget_all(connection)
                remember(connection, decisions)
                log_run(connection, context.run.run_id, context.run.job_name, context.run.tags, datetime.now())
            yield opened

    return warehouse
