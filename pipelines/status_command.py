"""What `bonuspott status` shows: what has come in and from whom, what is computed, what is held back, what is due.

Everything is read from the warehouse as the last run left it, and from the decrees' days; nothing is computed anew.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

import dagster as dg
import polars as pl

from assets.deadlines import received_of
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Connection
from pipelines.execution import HistoryError, history
from pipelines.held_warehouse import open_to
from pipelines.jobs import REASON, STARTED_BY, STARTED_FROM
from pipelines.run_lock import holder
from pipelines.settings import Settings
from pipelines.summary import say_table, say_text
from rules.calendar import deadlines
from rules.deadlines import Deadline
from rules.regions import BY_CODE, CODES
from rules.swedish import counted, day, kronor, listing, month_span, number
from schemas.decisions import Decision
from schemas.follow_up import MonthStatus
from schemas.received import Delivery, Rejected
from schemas.results import Payout, Withheld

MOST_NAMES = 4


class ReportRow(NamedTuple):
    """One thing that the regions are to hand in: `received` of 21 have, `missing` are the codes of the others.

    `is_computed` says whether the results of its month are there, None for what is about no measured month.
    """

    programme: str
    what: str
    last_day: date
    received: int
    missing: tuple[str, ...]
    is_computed: bool | None


class PaymentRow(NamedTuple):
    """One payment: its sum when it is computed, whether it is decided, and else why it is held back (Swedish)."""

    programme: str
    title: str
    amount_kr: int | None
    is_decided: bool
    reason: str


def report_rows(connection: Connection, programmes: Collection[str]) -> list[ReportRow]:
    """What the regions are to hand in, by programme and last day."""
    received = received_of(connection)
    computed = set(connection.read(MonthStatus).select("programme", "month").iter_rows())
    rows = []
    for deadline in deadlines():
        if deadline.programme not in programmes or deadline.delivery_kind is None:
            continue
        missing = tuple(code for code in CODES if received(deadline, code) is None)
        rows.append(
            ReportRow(
                deadline.programme,
                month_span(deadline.months[0], deadline.months[-1]) if deadline.months else deadline.what,
                deadline.day,
                len(CODES) - len(missing),
                missing,
                _is_computed(deadline, computed),
            )
        )
    return sorted(rows, key=lambda row: (list(programmes).index(row.programme), row.last_day))


def _is_computed(deadline: Deadline, computed: Collection[tuple[str, date]]) -> bool | None:
    if deadline.month and (deadline.programme, deadline.month) in computed:
        return True
    paid_months = GRANT_BY_ID[deadline.programme].paid_months.values()
    return False if any(deadline.month in months for months in paid_months) else None


def payment_rows(connection: Connection, programmes: Collection[str]) -> list[PaymentRow]:
    """Every payment of the programmes, in the order of their decrees."""
    payouts, withheld, decided = (connection.read(model) for model in (Payout, Withheld, Decision))
    rows = []
    for programme in (GRANT_BY_ID[id_].programme for id_ in programmes):
        for payment in programme.payments:
            own = {"programme": programme.id, "payment": payment.id}
            amounts, held = payouts.filter(**own), withheld.filter(**own)
            rows.append(
                PaymentRow(
                    programme.id,
                    payment.title,
                    sum(amounts["amount_kr"]) if amounts.height else None,
                    not decided.filter(**own).is_empty(),
                    held["reason"][0] if held.height else "",
                )
            )
    return rows


def say_status(settings: Settings, programmes: Collection[str], today: date) -> None:
    """Print how things stand."""
    with open_to(settings).reading() as connection:
        reports = report_rows(connection, programmes)
        payments = payment_rows(connection, programmes)
        deliveries = connection.read(Delivery, "status <> 'removed'")
        errors = connection.read(Rejected, "code <> 'summarad'").height
    for programme in (GRANT_BY_ID[id_].programme for id_ in programmes):
        say_table(
            programme.title,
            ["Rapport", "Senast", "Inkommet", "Saknas", "Framräknat"],
            [_shown_report(row, today) for row in reports if row.programme == programme.id],
        )
        say_table(
            "", ["Utbetalning", "Läge"], [_shown_payment(row) for row in payments if row.programme == programme.id]
        )
    refused = deliveries.filter(pl.col("status") == "refused")["file"].sort().to_list()
    say_text(
        f"Leveranser: {counted(deliveries.height, 'fil', 'filer')}, {number(errors)} fel i dem (tabellen raw.rejected)."
    )
    if refused:
        say_text(f"Avvisade filer: {listing(refused)}.")
    say_text(f"Senaste körning: {last_run(settings)}")
    if running := holder(settings.warehouse):
        say_text(f"En körning pågår: {running}")


def last_run(settings: Settings) -> str:
    """The latest run in words: which job, when, how it ended, from where it was started, by whom and why."""
    if not settings.history.is_dir():
        return "ingen"
    try:
        records = history(settings).get_run_records(limit=1)
    except HistoryError as error:
        return str(error)
    if not records:
        return "ingen"
    run = records[0].dagster_run
    ended = {dg.DagsterRunStatus.SUCCESS: "klar", dg.DagsterRunStatus.FAILURE: "misslyckades"}
    began = datetime.fromtimestamp(records[0].create_timestamp.timestamp())
    parts = [
        f"{run.job_name} {began:%Y-%m-%d %H:%M}, {ended.get(run.status, 'inte klar')}",
        f"startad från {run.tags.get(STARTED_FROM, 'användargränssnittet')}",
        *(f"av {run.tags[tag]}" for tag in [STARTED_BY] if tag in run.tags),
        *(f"skäl: {run.tags[tag]}" for tag in [REASON] if tag in run.tags),
    ]
    return ", ".join(parts)


def _shown_report(row: ReportRow, today: date) -> tuple[str, ...]:
    names = [BY_CODE[code].name for code in row.missing]
    if not names or row.received == 0:
        missing = "alla" if names else ""
    else:
        missing = listing(names) if len(names) <= MOST_NAMES else f"{listing(names[:MOST_NAMES])} och fler"
    late = " (har passerat)" if names and row.last_day < today else ""
    return (
        row.what,
        f"{day(row.last_day)}{late}",
        f"{row.received} av {len(CODES)}",
        missing,
        {True: "ja", False: "nej", None: ""}[row.is_computed],
    )


def _shown_payment(row: PaymentRow) -> tuple[str, str]:
    if row.amount_kr is not None:
        return (row.title, f"{kronor(row.amount_kr)}, {'beslutad' if row.is_decided else 'framräknad, inte beslutad'}")
    return (row.title, f"hålls inne. {row.reason}" if row.reason else "inte framräknad")
