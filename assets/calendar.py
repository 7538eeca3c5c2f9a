"""The asset of the decrees' calendar, with checks that warn before a day and fail after it.

It reads what was delivered and feeds nothing, so no run that computes payments needs to include it. It is looked at
every day, and therefore also tells when results are too old.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

import dagster as dg

from assets.checks import FITS, check, shape_faults
from assets.day import instructions_of
from assets.deadlines import DATED_BY_SENDER, REPAYMENT, deadline_rows, received_of, reminders
from assets.decisions import Decisions
from assets.descriptions import shown, table_spec
from assets.done_deadlines import done_deadlines, ids_of
from assets.freshness import not_read, nothing_newer, outdated
from assets.programmes import GRANTS
from assets.warehouse import Warehouse
from rules.deadlines import REPORT
from rules.found_decrees import decrees
from rules.instructions import KIND as INSTRUCTIONS
from schemas.deadlines import Deadline as DeadlineRow
from schemas.replaced import REPLACED
from schemas.tables import frame

KEY = dg.AssetKey(["out", "deadline"])
GROUP = "kalender"


class CalendarConfig(dg.Config):
    """`warn_days`: how many days before the day to begin to warn.

    `met`: deadlines that nothing delivered here tells about and that are met, as `programme/deadline`.
    """

    warn_days: int = 14
    met: list[str] = []  # noqa: RUF012 - a configuration field, copied for each run


def build_calendar(today: Callable[[], date] = date.today) -> dg.AssetsDefinition:
    """The asset of `out.deadline` with the checks of each programme; `today` is asked at each run."""

    @dg.multi_asset(
        name="calendar",
        specs=[table_spec(list(KEY.path), DeadlineRow, group=GROUP, deps=_upstream())],
        check_specs=_check_specs(),
    )
    def calendar(
        config: CalendarConfig,
        warehouse: dg.ResourceParam[Warehouse],
        decisions: dg.ResourceParam[Decisions],
        raw_folder: dg.ResourceParam[Path],
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        broken = decisions.faults()
        with warehouse.reading() as connection:
            instructions = instructions_of(connection)
            done = done_deadlines(connection)
            told = deadline_rows(received_of(connection), config.met, instructions)
            rows = frame(DeadlineRow, _ticked(told, done))
            too_old = {
                # What is decided cannot be told from what is not while the seals are broken.
                grant.programme.id: [
                    *(broken or outdated(connection, grant, decisions)),
                    *not_read(connection, grant, raw_folder),
                ]
                for grant in GRANTS
            }
        faults = shape_faults(DeadlineRow, rows)
        with warehouse.writing() as connection:
            connection.replace(DeadlineRow, rows.clear() if faults else rows)
        yield dg.MaterializeResult(asset_key=KEY, metadata=shown(rows))
        yield check(KEY, "shape", faults)
        for programme in decrees():
            said = reminders(programme.id, rows, today(), config.warn_days, instructions, ids_of(done, programme.id))
            yield check(
                KEY,
                check_name(programme.id),
                [*said.soon, *said.passed],
                note=said.next_up,
                severity=dg.AssetCheckSeverity.ERROR if said.passed else dg.AssetCheckSeverity.WARN,
            )
        for grant in GRANTS:
            faults = [*too_old[grant.programme.id], *nothing_newer(grant, rows, today(), instructions)]
            yield check(KEY, freshness_check_name(grant.programme.id), faults)

    return calendar


def _check_specs() -> list[dg.AssetCheckSpec]:
    """That the rows fit, and of each programme that nothing is near or missed and that its results are new enough."""
    in_time = [
        dg.AssetCheckSpec(
            check_name(programme.id),
            asset=KEY,
            description=f"{programme.short_title}: ingen frist är nära (varning) eller försutten (fel).",
        )
        for programme in decrees()
    ]
    fresh = [
        dg.AssetCheckSpec(
            freshness_check_name(grant.programme.id),
            asset=KEY,
            description=f"{grant.programme.short_title}: resultaten är så nya som de ska vara.",
        )
        for grant in GRANTS
    ]
    return [dg.AssetCheckSpec("shape", asset=KEY, description=FITS), *in_time, *fresh]


def _ticked(rows: list[dict[str, object]], done: Collection[tuple[str, str]]) -> list[dict[str, object]]:
    """The rows of which nothing delivered tells are met once a person has said so; what was delivered stands."""
    return [
        row | {"is_met": True} if row["is_met"] is None and (row["programme"], row["deadline"]) in done else row
        for row in rows
    ]


def check_name(programme: str) -> str:
    """The name of one programme's check on the calendar."""
    return f"{programme}_in_time"


def freshness_check_name(programme: str) -> str:
    """The name of the check that one programme's results are not too old."""
    return f"{programme}_fresh"


def _upstream() -> Sequence[dg.AssetKey]:
    monthly = [name for kind in REPLACED for name in (kind, f"replaced_{kind}")]
    return [dg.AssetKey(["core", name]) for name in (*monthly, *DATED_BY_SENDER, REPORT, REPAYMENT, INSTRUCTIONS)]
