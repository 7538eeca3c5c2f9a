"""What is shown before a payment is decided: amounts, lines that cannot be paid, missing and late reports, marks.

It is read from the warehouse that the decision is made on; whether it may be decided belongs to
`pipelines.decisions.next_seal`.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

import polars as pl

from assets.day import instructions_of
from assets.deadlines import received_of
from assets.decisions import Decisions
from assets.freshness import outdated
from assets.grants import Grant
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Connection
from pipelines.command_line.adjustments_command import HEADINGS, shown
from pipelines.command_line.month_rows import what_is_due
from pipelines.command_line.summary import say_payment, say_table, say_text
from rules.calendar import deadlines
from rules.declaration import Payment
from rules.ledger import Status
from rules.regions import BY_CODE, CODES
from rules.seals import Seal
from rules.swedish import counted, day, kronor, listing
from schemas.decisions import Adjustment
from schemas.ledger import Ledger
from schemas.received import Delivery, Rejected
from schemas.results import Payout

STOPPED = (Status.HELD, Status.LAPSED, Status.NOT_REQUISITIONED)
"""What keeps a line that has money due from being paid."""
IN_PART = "ej rekvirerat i sin helhet"
"""What is said of a line that is paid, but not all of what is due."""


class ReportGap(NamedTuple):
    """A report that a payment waits for: region codes from which it is missing, and days when it came in too late."""

    what: str
    last_day: date
    missing: tuple[str, ...]
    late: dict[str, date]


def say_decision(connection: Connection, seal: Seal, decisions: Decisions) -> None:
    """Print all that a person should have seen before a payment is decided as `seal` has it."""
    grant = GRANT_BY_ID[seal.programme]
    payment = grant.programme.payment(seal.payment)
    own = "programme = ? AND payment = ?", [seal.programme, seal.payment]
    say_text(grant.programme.title)
    if seal.adjusts:
        rows = connection.read(Adjustment, *own).sort("region_code", "component")
        say_table("", HEADINGS, [shown(row) for row in rows.iter_rows(named=True)])
        return
    say_payment(payment, connection.read(Payout, *own))
    for row in seal.undistributed:
        say_text(f"{kronor(row.amount_kr)} är ofördelade. {row.reason}")
    _say_stopped(connection.read(Ledger, *own))
    _say_gaps(report_gaps(connection, grant, payment, seal.decided_on))
    rejected = connection.read(Rejected, "code <> 'summarad' AND corrected_by IS NULL")
    rejected = rejected.filter(pl.col("file").str.split("/").list.first().is_in(list(grant.kinds)))
    if rejected.height:
        text = counted(rejected.height, "fel som inte är rättat", "fel som inte är rättade")
        say_text(f"Leveranserna till statsbidraget har {text}; de finns i tabellen raw.rejected.")
    for text in (*outdated(connection, grant, decisions), *_later_than_decided(connection, seal)):
        say_text(f"Obs: {text}")
    if seal.marks:
        say_text(f"Märkning: beloppen vilar på uppgifter märkta {listing(list(seal.marks))}.")
    else:
        say_text("Märkning: ingen.")


def _later_than_decided(connection: Connection, seal: Seal) -> Iterator[str]:
    """That amounts rest on what had not come in on the day of the decision."""
    files = connection.read(Delivery, "status = 'read'").filter(
        pl.col("file").is_in([each.file for each in seal.inputs])
    )
    later = files.filter(pl.col("received") > seal.decided_on).sort("received", "file")
    if not later.is_empty():
        last = later.row(-1, named=True)
        yield (
            f"Beloppen vilar på {counted(later.height, 'leverans som kom', 'leveranser som kom')} in efter "
            f"beslutsdagen den {day(seal.decided_on)}, den sista den {day(last['received'])} ({last['file']}). Ange "
            "den dag beslutet fattas med --date, eller se läget den dagen med bonuspott run --as-of."
        )


def stopped_lines(ledger: pl.DataFrame) -> pl.DataFrame:
    """The rows of the ledger that have money due and will not be paid, wholly or of what is not asked for.

    `left_kr` is what is not paid, and `status` says so of a row that is paid in part.
    """
    due = pl.coalesce("decided_kr", "entitled_kr")
    is_stopped = pl.col("status").is_in([status.value for status in STOPPED])
    is_in_part = pl.col("payable_kr").is_not_null() & (pl.col("unrequested_kr") > 0)
    return ledger.filter(is_stopped | is_in_part).with_columns(
        left_kr=due - pl.col("payable_kr").fill_null(0),
        status=pl.when(is_in_part).then(pl.lit(IN_PART)).otherwise("status"),
    )


def report_gaps(connection: Connection, grant: Grant, payment: Payment, on: date) -> list[ReportGap]:
    """The reports that the payment and those before it hang on, were due before `on`, and are missing or came late."""
    order = [candidate.id for candidate in grant.programme.payments]
    until = order[: order.index(payment.id) + 1]
    received = received_of(connection)
    gaps = []
    for deadline in deadlines(instructions_of(connection)):
        is_report = deadline.delivery_kind and deadline.delivery_kind != REQUISITION
        if deadline.programme != grant.programme.id or deadline.payment not in until or not is_report:
            continue
        if deadline.day is None or deadline.day >= on:
            continue
        days = {code: received(deadline, code) for code in CODES}
        gap = ReportGap(
            what_is_due(deadline),
            deadline.day,
            tuple(code for code, came in days.items() if came is None),
            {code: came for code, came in days.items() if came and came > deadline.day},
        )
        if gap.missing or gap.late:
            gaps.append(gap)
    return gaps


REQUISITION = "rekvisition"
"""A kind that the ledger tells of, line by line."""


def _say_stopped(ledger: pl.DataFrame) -> None:
    lines = stopped_lines(ledger)
    if ledger.is_empty():
        say_text("Vilka rader som kan betalas är inte framräknat; kör bonuspott run.")
        return
    if lines.is_empty():
        say_text("Inga stoppade rader.")
        return
    shown = [
        (row["recipient_name"], row["status"], row["left_kr"] or 0, row["reason"])
        for row in lines.iter_rows(named=True)
    ]
    say_table("Stoppade rader, som inte betalas som läget är:", ["Mottagare", "Läge", "Kronor", "Skäl"], shown)


def _say_gaps(gaps: list[ReportGap]) -> None:
    if not gaps:
        say_text("Inga rapporter saknas eller kom in för sent.")
        return
    shown = [
        (
            gap.what,
            day(gap.last_day),
            names(gap.missing),
            "; ".join(
                f"{names([code for code, came in gap.late.items() if came == on])} den {day(on)}"
                for on in sorted(set(gap.late.values()))
            ),
        )
        for gap in gaps
    ]
    say_table("Rapporter som saknas eller kom in för sent:", ["Rapport", "Senast", "Saknas från", "Sena"], shown)


def names(codes: Collection[str]) -> str:
    """The regions with these codes; most of them as those that are not among them."""
    others = [BY_CODE[code].name for code in CODES if code not in codes]
    if not others:
        return "alla"
    if len(others) < len(codes):
        return f"alla utom {listing(others)}"
    return listing([BY_CODE[code].name for code in CODES if code in codes])
