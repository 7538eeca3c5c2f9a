"""What `bonuspott status` shows: what has come in and from whom, what is computed, what is held back, what is due.

All is read from the warehouse as the last run left it, from the decrees' days and from Dagster's history. Results are
computed anew only to tell whether those that are kept are too old.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

import dagster as dg
import polars as pl

from assets.day import as_of, instructions_of
from assets.deadlines import received_of
from assets.decisions import Decisions
from assets.freshness import outdated
from assets.programmes import GRANT_BY_ID
from assets.seal_memory import lost
from assets.warehouse import Connection
from pipelines.command_line.summary import say_differences, say_findings, say_table, say_text
from pipelines.decisions.decided import decisions_of
from pipelines.open_warehouse import open_to
from pipelines.runs.execution import HistoryError, history
from pipelines.runs.jobs import REASON, STARTED_BY, STARTED_FROM
from pipelines.runs.run_lock import RunLockError, holder
from pipelines.settings import Settings
from rules.calendar import deadlines
from rules.deadlines import Deadline, Who
from rules.recipients import RECIPIENTS, SKR
from rules.regions import CODES
from rules.swedish import counted, day, kronor, listing, month_span, number
from schemas.decisions import Adjustment, Decision
from schemas.deliveries import KIND_BY_ID
from schemas.follow_up import MonthStatus
from schemas.received import Delivery, Finding, OperationDifference, Rejected
from schemas.results import Payout, Withheld

MOST_NAMES = 4
MOST_ERRORS = 5
MOST_RUNS = 50
"""How many runs back a job that failed is looked for."""


class ReportRow(NamedTuple):
    """One thing that the regions or SKR are to hand in: how many have, and the codes of the others (`missing`).

    `is_computed` says whether the results of its month are there, None for what is about no measured month.
    """

    programme: str
    what: str
    last_day: date | None
    received: int
    missing: tuple[str, ...]
    is_computed: bool | None


class PaymentRow(NamedTuple):
    """One payment: its sum and marks when it is computed, else why it is held back (Swedish).

    `is_adjusted` says that the payment is decided and would come out otherwise today.
    """

    programme: str
    title: str
    amount_kr: int | None
    marks: tuple[str, ...]
    is_decided: bool
    is_adjusted: bool
    reason: str


def report_rows(connection: Connection, programmes: Collection[str]) -> list[ReportRow]:
    """What the regions are to hand in, by programme and last day."""
    received = received_of(connection)
    computed = set(connection.read(MonthStatus).select("programme", "month").iter_rows())
    rows = []
    for deadline in deadlines(instructions_of(connection)):
        if deadline.programme not in programmes or deadline.delivery_kind is None:
            continue
        missing = tuple(code for code in deadline.by if received(deadline, code) is None)
        rows.append(
            ReportRow(
                deadline.programme,
                what_is_due(deadline),
                deadline.day,
                len(deadline.by) - len(missing),
                missing,
                _is_computed(deadline, computed),
            )
        )
    return sorted(rows, key=lambda row: (list(programmes).index(row.programme), row.last_day or date.max))


def what_is_due(deadline: Deadline) -> str:
    """`Vårdplatser, mars 2024`, `Rekvisition: Första utbetalningen` or `Redovisning`."""
    title = KIND_BY_ID[deadline.delivery_kind or ""].title
    if deadline.months:
        return f"{title}, {month_span(deadline.months[0], deadline.months[-1])}"
    if deadline.who is Who.SKR:
        return f"{title}: {SKR.name}"
    if deadline.delivery_kind == "rekvisition" and deadline.payment:
        return f"{title}: {GRANT_BY_ID[deadline.programme].programme.payment(deadline.payment).title}"
    return title


def _is_computed(deadline: Deadline, computed: Collection[tuple[str, date]]) -> bool | None:
    if deadline.month and (deadline.programme, deadline.month) in computed:
        return True
    paid_months = GRANT_BY_ID[deadline.programme].programme.paid_months.values()
    return False if any(deadline.month in months for months in paid_months) else None


def payment_rows(connection: Connection, programmes: Collection[str]) -> list[PaymentRow]:
    """Every payment of the programmes, in the order of their decrees."""
    payouts, withheld, decided, adjusted = map(connection.read, (Payout, Withheld, Decision, Adjustment))
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
                    tuple(sorted({part for mark in amounts["mark"] for part in mark.split(", ") if part})),
                    not decided.filter(**own).is_empty(),
                    not adjusted.filter(**own).is_empty(),
                    held["reason"][0] if held.height else "",
                )
            )
    return rows


def remarks(connection: Connection, decisions: Decisions, programme: str) -> list[str]:
    """Why the results that are kept of a programme cannot be relied on, as Swedish sentences."""
    broken = decisions.faults() or lost(connection, decisions)
    return broken or outdated(connection, GRANT_BY_ID[programme], decisions.of(programme))


def say_status(settings: Settings, programmes: Collection[str], today: date) -> None:
    """Print how things stand."""
    with open_to(settings).reading() as connection:
        reports = report_rows(connection, programmes)
        payments = payment_rows(connection, programmes)
        deliveries = connection.read(Delivery, "status <> 'removed'")
        rejected = connection.read(Rejected, "code <> 'summarad' AND corrected_by IS NULL")
        findings = connection.read(Finding)
        today = as_of(connection) or today
        decisions = decisions_of(settings, as_of(connection))
        observed = {id_: remarks(connection, decisions, id_) for id_ in programmes}
        differences = connection.read(OperationDifference)
    errors = rejected.sort("file", "sheet", "row", "cell")["message_sv"]
    for programme in (GRANT_BY_ID[id_].programme for id_ in programmes):
        own_payments = [row for row in payments if row.programme == programme.id]
        say_table(
            programme.title,
            ["Rapport", "Senast", "Inkommet", "Saknas", "Framräknat"],
            [shown_report(row, today, settings.warn_days) for row in reports if row.programme == programme.id],
        )
        say_table("", ["Utbetalning", "Läge"], [_shown_payment(row) for row in own_payments])
        if any(row.amount_kr is not None or row.reason for row in own_payments):
            for text in observed[programme.id]:
                say_text(f"Obs: {text}")
    say_differences(differences, MOST_ERRORS)
    say_findings(findings, MOST_ERRORS)
    refused = deliveries.filter(pl.col("status") == "refused")["file"].sort().to_list()
    say_text(f"Leveranser: {counted(deliveries.height, 'fil', 'filer')}, {number(len(errors))} fel i dem.")
    for message in errors.head(MOST_ERRORS):
        say_text(f"Avvisad: {message}")
    if len(errors) > MOST_ERRORS:
        say_text(f"… och {number(len(errors) - MOST_ERRORS)} till; alla finns i tabellen raw.rejected.")
    if refused:
        say_text(f"Avvisade filer: {listing(refused)}.")
    for line in run_lines(settings):
        say_text(line)
    try:
        if running := holder(settings.warehouse, settings.history):
            say_text(f"En körning pågår: {running}")
    except RunLockError as error:
        say_text(str(error))


def run_lines(settings: Settings) -> list[str]:
    """The latest run in words, and the jobs whose own latest run failed."""
    if not settings.history.is_dir():
        return ["Senaste körning: ingen"]
    try:
        records = history(settings).get_run_records(limit=MOST_RUNS)
    except HistoryError as error:
        return [str(error)]
    if not records:
        return ["Senaste körning: ingen"]
    latest = {record.dagster_run.job_name: record for record in reversed(records)}
    failed = [record for record in latest.values() if record.dagster_run.status is dg.DagsterRunStatus.FAILURE]
    return [
        f"Senaste körning: {_in_words(records[0])}",
        *(f"Gick inte klart: {_in_words(record)}" for record in failed if record is not records[0]),
    ]


def _in_words(record: dg.RunRecord) -> str:
    """Which job, when, how it ended, from where it was started, by whom and why."""
    run = record.dagster_run
    ended = {dg.DagsterRunStatus.SUCCESS: "klar", dg.DagsterRunStatus.FAILURE: "misslyckades"}
    began = datetime.fromtimestamp(record.create_timestamp.timestamp())
    parts = [
        f"{run.job_name} {began:%Y-%m-%d %H:%M}, {ended.get(run.status, 'inte klar')}",
        f"startad från {run.tags.get(STARTED_FROM, 'användargränssnittet')}",
        *(f"av {run.tags[tag]}" for tag in [STARTED_BY] if tag in run.tags),
        *(f"skäl: {run.tags[tag]}" for tag in [REASON] if tag in run.tags),
    ]
    return ", ".join(parts)


def shown_report(row: ReportRow, today: date, warn_days: int) -> tuple[str, ...]:
    """A row under the headings of the table: who is awaited until the last day has passed, and who is missing then."""
    names = [RECIPIENTS[code].name for code in row.missing]
    if len(names) == len(CODES):
        missing = "alla"
    elif len(names) > MOST_NAMES:
        missing = f"{', '.join(names[:MOST_NAMES])} och {len(names) - MOST_NAMES} till"
    else:
        missing = listing(names)
    if names and (row.last_day is None or today <= row.last_day):
        missing = f"inväntas: {missing}"  # nobody has failed to hand in what is not due
    return (
        row.what,
        f"{day(row.last_day)}{_when(row.last_day, today, warn_days) if names else ''}" if row.last_day else "ingen dag",
        f"{row.received} av {row.received + len(names)}",
        missing,
        {True: "ja", False: "nej", None: "–"}[row.is_computed],
    )


def _when(last_day: date, today: date, warn_days: int) -> str:
    """What is said of a day that something is still missing for."""
    days_left = (last_day - today).days
    if days_left < 0:
        return " (har passerat)"
    if days_left > warn_days:
        return ""
    return {0: " (i dag)", 1: " (i morgon)"}.get(days_left, f" (om {days_left} dagar)")


def _shown_payment(row: PaymentRow) -> tuple[str, str]:
    if row.amount_kr is None:
        return (row.title, f"hålls inne. {row.reason}" if row.reason else "inte framräknad")
    if row.is_decided:
        state = "beslutad" + (", men dagens uppgifter ger andra belopp (out.adjustment)" if row.is_adjusted else "")
    else:
        state = "framräknad, inte beslutad"
    marks = f" (vilar på uppgifter märkta {listing(row.marks)})" if row.marks else ""
    return (row.title, f"{kronor(row.amount_kr)}, {state}{marks}")
