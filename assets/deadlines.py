"""The deadlines of the decrees on what was delivered: which are met, and what a person should look at.

The days and what is said about them belong to `rules.calendar` and `rules.deadlines`, the asset to `assets.calendar`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.books import reclaimed_of
from assets.warehouse import Connection
from rules.asked_reports import asked_values
from rules.books import EconomicAccount, Repayment, settled_on
from rules.calendar import deadlines
from rules.deadlines import REPORT, Deadline, DeadlineStatus, Who, in_time, notice, status
from rules.found_decrees import grants
from rules.instructions import Instructions
from rules.plans import planned_months
from rules.recipients import SKR
from rules.reports import KINDS, PLAN
from schemas.deliveries import KIND_BY_ID, Aterbetalning, EkonomiskRedovisning, Rapporter, Redovisning, Rekvisition
from schemas.replaced import REPLACED
from schemas.tables import TableModel

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
    """By kind of report. What is added needs no row for what was not done, so any row is a report."""
    found = {}
    for kind in KINDS.values():
        planned = planned_months(kind)
        complete = pl.all_horizontal(
            pl.col(value).is_not_null() | ~pl.col("month").is_in(list(months))
            for value, months in asked_values(kind).items()
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


def first_received(
    current: pl.DataFrame, replaced: pl.DataFrame, report: MonthlyReport
) -> dict[tuple[str, date], date]:
    """The day each region's report for a month was first there in full, by (region code, month).

    A later correction does not make it later: replaced rows count like those in their place. One that takes a value
    back does away with it: what counts now is to be whole. A report of several parts is there when the last part is.
    """
    month_of_region = ["region_code", "month"]
    part_of_report = [*month_of_region, *report.part]
    whole_now, whole_before = (
        rows.filter(report.complete).select(*part_of_report, "received") for rows in (current, replaced)
    )
    rows = pl.concat([whole_now, whole_before]).join(whole_now, on=part_of_report, how="semi")
    parts = rows.group_by(part_of_report).agg(pl.col("received").min())
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


def _name(deadline: Deadline) -> str:
    return f"{deadline.programme}/{deadline.id}"
