"""The calendar of the decrees: every deadline, whether it is met, and checks that warn before and fail after.

It reads what was delivered and feeds nothing, so no run that computes payments needs to include it. It is looked at
every day, and therefore also tells when results are too old. The days and what is said about them belong to
`rules.calendar` and `rules.deadlines`, what is too old to `assets.freshness`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl

from assets.books import reclaimed_of
from assets.checks import FITS, check, shape_faults
from assets.day import instructions_of
from assets.decisions import Decisions
from assets.descriptions import shown, table_spec
from assets.done_deadlines import done_deadlines, ids_of
from assets.freshness import not_read, nothing_newer, outdated
from assets.programmes import GRANTS
from assets.warehouse import Connection, Warehouse
from rules.books import EconomicAccount, Repayment, settled_on
from rules.calendar import deadlines
from rules.deadlines import REPORT, Deadline, DeadlineStatus, Who, in_time, notice, status
from rules.found_decrees import decrees, grants
from rules.instructions import KIND as INSTRUCTIONS
from rules.instructions import Instructions
from rules.plans import planned_months
from rules.recipients import SKR
from rules.reports import KINDS, PLAN
from schemas.deadlines import Deadline as DeadlineRow
from schemas.deliveries import KIND_BY_ID, Aterbetalning, EkonomiskRedovisning, Rapporter, Redovisning, Rekvisition
from schemas.replaced import REPLACED
from schemas.tables import TableModel, frame

KEY = dg.AssetKey(["out", "deadline"])
GROUP = "kalender"

Received = Callable[[Deadline, str], date | None]
"""The day on which one region's part of a deadline first came in, by region code; None when it has not."""


@dataclass(frozen=True)
class MonthlyReport:
    """What makes a region's report for a month: rows that are `complete`, `row_count` of them told apart by `part`."""

    current: TableModel
    replaced: TableModel
    complete: pl.Expr
    part: tuple[str, ...] = ()
    row_count: int = 1


def monthly_reports() -> dict[str, MonthlyReport]:
    """By kind of report. What is added needs no row for what was not done, so any row is a report.

    A basic requirement to report says which values a month needs; without one all of them are.
    """
    found = {}
    for kind in KINDS.values():
        required = next(
            (each.reporting.required for each in grants() if each.reporting and each.reporting.kind is kind), {}
        )
        planned = planned_months(kind)
        complete = pl.all_horizontal(
            pl.col(value).is_not_null() | ~pl.col("month").is_in(list(required[value]))
            if required
            else pl.col(value).is_not_null()
            for value in required or kind.values
        )
        if kind.statement:
            complete &= pl.col(kind.statement).eq_missing(PLAN) == pl.col("month").is_in(list(planned))
        items = {measured.item for each in grants() for measured in each.measured if measured.kind is kind}
        is_parted = bool(kind.item) and not kind.are_added
        found[kind.id] = MonthlyReport(
            KIND_BY_ID[kind.id].model,
            REPLACED[kind.id],
            complete,
            part=(kind.item,) if is_parted and kind.item else (),
            row_count=len(items) if is_parted else 1,
        )
    return found


DATED_BY_SENDER: dict[str, type[Redovisning] | type[EkonomiskRedovisning] | type[Rekvisition]] = {
    "redovisning": Redovisning,
    "ekonomisk_redovisning": EkonomiskRedovisning,
    "rekvisition": Rekvisition,
}
"""Kinds whose rows say themselves when the document came in."""
REPAYMENT = "aterbetalning"


class CalendarConfig(dg.Config):
    """`warn_days`: how many days before the day to begin to warn.

    `met`: deadlines that nothing delivered here tells about and that are met, as `programme/deadline`.
    """

    warn_days: int = 14
    met: list[str] = []  # noqa: RUF012 - a configuration field, copied for each run


def first_received(
    current: pl.DataFrame, replaced: pl.DataFrame, report: MonthlyReport
) -> dict[tuple[str, date], date]:
    """The day each region's report for a month was first there in full, by (region code, month).

    A later correction does not make it later: replaced rows count like those in their place. A report of several
    parts is there when the last part is.
    """
    month_of_region = ["region_code", "month"]
    columns = [*month_of_region, *report.part, "received"]
    rows = pl.concat(part.filter(report.complete).select(columns) for part in (current, replaced))
    parts = rows.group_by([*month_of_region, *report.part]).agg(pl.col("received").min())
    whole = parts.group_by(month_of_region).agg(pl.col("received").max(), parts=pl.len())
    return {
        (region_code, month): received
        for region_code, month, received, count in whole.iter_rows()
        if count == report.row_count
    }


def received_of(connection: Connection) -> Received:
    """Looks up in the delivered rows when a deadline was fulfilled.

    Reports count from the day they came here. One that SKR passes on may have been in SKR's database earlier.
    """
    monthly = {
        kind: first_received(connection.read(report.current), connection.read(report.replaced), report)
        for kind, report in monthly_reports().items()
    }
    documents = {
        (kind, row["programme"], row["region_code"], row.get("payment")): row["received_date"]
        for kind, model in DATED_BY_SENDER.items()
        for row in connection.read(model).iter_rows(named=True)
    }

    reports = {(row["programme"], row["deadline"]): row for row in connection.read(Rapporter).iter_rows(named=True)}
    settled = _settled_on(connection)

    def received(deadline: Deadline, region_code: str) -> date | None:
        kind = deadline.delivery_kind or ""
        if kind == REPORT:
            report = reports.get((deadline.programme, deadline.id))
            return report["received_date"] if report else None
        if kind == REPAYMENT:
            return settled.get((deadline.programme, region_code))
        if kind in monthly:
            days = [monthly[kind].get((region_code, month)) for month in deadline.months]
            present = [day for day in days if day is not None]
            return max(present) if len(present) == len(days) else None
        asked_for = SKR.code if deadline.who is Who.SKR else deadline.payment
        payment = asked_for if kind == "rekvisition" else None
        return documents.get((kind, deadline.programme, region_code, payment))

    return received


def _settled_on(connection: Connection) -> dict[tuple[str, str], date]:
    """The day on which all that was not used had been paid back, by programme and recipient."""
    accounts = {
        (row["programme"], row["region_code"]): EconomicAccount(
            row["accounted_received_kr"], row["cost_kr"], row["received_date"]
        )
        for row in connection.read(EkonomiskRedovisning).iter_rows(named=True)
    }
    repaid: dict[tuple[str, str], list[Repayment]] = defaultdict(list)
    # A repayment without amount is one that was withdrawn.
    for row in connection.read(Aterbetalning, "repaid_kr IS NOT NULL").iter_rows(named=True):
        repaid[row["programme"], row["region_code"]].append(Repayment(row["repaid_kr"], row["repaid_date"]))
    claimed = reclaimed_of(connection)
    found = {
        key: settled_on(accounts.get(key), repaid.get(key, ()), claimed.get(key, 0))
        for key in accounts.keys() | repaid.keys()
    }
    return {key: day for key, day in found.items() if day}


def deadline_rows(
    received: Received, met: Collection[str] = (), instructions: Mapping[str, Instructions] | None = None
) -> list[dict[str, object]]:
    """The rows of `out.deadline`, with the days of `instructions` (by programme).

    Raises `ValueError` for a deadline in `met` that is unknown or told by deliveries; a report may be told either way.
    """
    every = deadlines(instructions)
    to_be_told = {_name(deadline) for deadline in every if deadline.delivery_kind in (None, REPORT)}
    if unknown := sorted(set(met) - to_be_told):
        raise ValueError(
            f"{', '.join(unknown)} kan inte anges som uppfyllt: det finns ingen sådan tidsfrist, eller så framgår den "
            f"av leveranserna. Skriv statsbidragets och fristens beteckning, till exempel {_name(every[0])}."
        )
    rows: list[dict[str, object]] = []
    for deadline in every:
        row: dict[str, object] = {
            "programme": deadline.programme,
            "deadline": deadline.id,
            "what": deadline.what,
            "who": deadline.who.value,
            "day": deadline.day,
            "is_default_day": deadline.is_default_day,
            "reference": deadline.reference,
            "section": deadline.section,
            "payment": deadline.payment,
            "month": deadline.month,
            "sentence_sv": deadline.sentence,
        }
        if deadline.delivery_kind is None:
            rows.append(row | {"is_met": True if _name(deadline) in met else None})
            continue
        for code in deadline.by or (None,):
            day = received(deadline, code or "")
            is_met = in_time(deadline, day) or _name(deadline) in met
            rows.append(row | {"region_code": code, "received": day, "is_met": is_met})
    return rows


@dataclass(frozen=True)
class Reminders:
    """One programme's deadlines that a person should look at, as Swedish sentences, the nearest first.

    `passed` were not met, `soon` come within the days of warning; `next_up` is the first after those.
    """

    passed: tuple[str, ...]
    soon: tuple[str, ...]
    next_up: str


def reminders(
    programme: str,
    rows: pl.DataFrame,
    today: date,
    warn_days: int,
    instructions: Mapping[str, Instructions] | None = None,
    done: Collection[str] = (),
) -> Reminders:
    """What rows of `out.deadline` say about one programme on `today`; `done` are deadlines ticked off."""
    passed, soon, later = [], [], []
    for deadline in (deadline for deadline in deadlines(instructions) if deadline.programme == programme):
        unmet = rows.filter(pl.col("is_met").is_null() | ~pl.col("is_met"), programme=programme, deadline=deadline.id)
        stands = status(deadline, today, unmet.is_empty() or deadline.id in done, warn_days)
        in_regions = unmet.drop_nulls("region_code")
        missing = in_regions.filter(pl.col("received").is_null())["region_code"].to_list()
        late = in_regions.drop_nulls("received")["region_code"].to_list()
        own = None if deadline.by else next(iter(unmet["received"]), None)
        if stands is DeadlineStatus.PASSED:
            passed.append(notice(deadline, today, missing, late, own))
        elif stands is DeadlineStatus.UPCOMING:
            later.append(notice(deadline, today))
        elif stands not in (DeadlineStatus.MET, DeadlineStatus.NO_DAY):
            soon.append(notice(deadline, today, missing, late, own))
    return Reminders(tuple(reversed(passed)), tuple(soon), later[0] if later else "")


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


def _name(deadline: Deadline) -> str:
    return f"{deadline.programme}/{deadline.id}"
