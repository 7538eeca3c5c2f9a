"""What the regions are to hand in and how every payment stands, as rows: what pictures and tables of a month show."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from assets.day import instructions_of
from assets.deadlines import Received, received_of
from assets.done_deadlines import done_deadlines
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Connection
from rules.calendar import deadlines
from rules.deadlines import REPORT, Deadline, Who
from rules.ledger import WHOLE_PROGRAMME
from rules.recipients import SKR
from rules.swedish import kronor, month_span
from schemas.decisions import Adjustment, Decision
from schemas.deliveries import KIND_BY_ID
from schemas.follow_up import MonthStatus, PreliminaryPayout
from schemas.ledger import Ledger
from schemas.results import Payout, Withheld

MOST_NAMES = 4
"""Regions that are named in one cell or sentence; more are counted."""


class ReportRow(NamedTuple):
    """One thing that the regions or SKR are to hand in: how many have, and the codes of the others (`missing`).

    `is_computed` says whether the results of its month are there, None for what is about no measured month, `is_done`
    that somebody has ticked the deadline off: nobody is missing then, whatever has come.
    """

    programme: str
    what: str
    last_day: date | None
    received: int
    missing: tuple[str, ...]
    is_computed: bool | None
    is_done: bool = False


class PaymentRow(NamedTuple):
    """One payment: its sum and marks when it is computed, else why it is held back (Swedish).

    `is_adjusted` says that the payment is decided and would come out otherwise today, `preliminary_kr` what it would be
    if no more came in, None where that is not told.
    """

    programme: str
    payment: str
    title: str
    amount_kr: int | None
    marks: tuple[str, ...]
    is_decided: bool
    is_adjusted: bool
    reason: str
    preliminary_kr: int | None = None

    @property
    def shown_kr(self) -> int | None:
        """The sum to show: what is to be paid, else what it would be."""
        return self.preliminary_kr if self.amount_kr is None else self.amount_kr

    @property
    def state(self) -> str:
        """How far the payment has come, in a Swedish word or two."""
        if self.is_decided:
            return "beslutad, avviker" if self.is_adjusted else "beslutad"
        if self.amount_kr is not None:
            return "klar"
        if self.preliminary_kr is not None:
            return "preliminär"
        return "hålls inne" if self.reason else "inte framräknad"


def report_rows(
    connection: Connection, programmes: Collection[str], received: Received | None = None
) -> list[ReportRow]:
    """What the regions are to hand in, by programme and last day; `received` when the caller knows it already."""
    received, done = received or received_of(connection), done_deadlines(connection)
    computed = set(connection.read(MonthStatus).select("programme", "month").iter_rows())
    rows = []
    for deadline in deadlines(instructions_of(connection)):
        if deadline.programme not in programmes or deadline.delivery_kind is None or not deadline.by:
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
                (deadline.programme, deadline.id) in done,
            )
        )
    return sorted(rows, key=lambda row: (list(programmes).index(row.programme), row.last_day or date.max))


def what_is_due(deadline: Deadline) -> str:
    """`Vårdplatser, mars 2024`, `Rekvisition: Första utbetalningen` or `Redovisning`."""
    title = KIND_BY_ID[deadline.delivery_kind or ""].title
    if deadline.months:
        return f"{title}, {month_span(deadline.months[0], deadline.months[-1])}"
    if deadline.delivery_kind == REPORT:
        return f"{SKR.name}: {deadline.document}"
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
    preliminary = connection.read(PreliminaryPayout)
    rows = []
    for programme in (GRANT_BY_ID[id_].programme for id_ in programmes):
        for payment in programme.payments:
            own = {"programme": programme.id, "payment": payment.id}
            amounts, held, would_be = payouts.filter(**own), withheld.filter(**own), preliminary.filter(**own)
            rows.append(
                PaymentRow(
                    programme.id,
                    payment.id,
                    payment.title,
                    sum(amounts["amount_kr"]) if amounts.height else None,
                    tuple(sorted({part for mark in amounts["mark"] for part in mark.split(", ") if part})),
                    not decided.filter(**own).is_empty(),
                    not adjusted.filter(**own).is_empty(),
                    held["reason"][0] if held.height else "",
                    int(would_be["amount_kr"].sum()) if would_be.height else None,
                )
            )
    return rows


def skr_rows(connection: Connection, programmes: Collection[str]) -> list[tuple[str, str, str]]:
    """Programme, title and how far the money has come, for each programme that has money for SKR."""
    rows = connection.read(Ledger, "recipient = ?", [SKR.code])
    found = []
    for programme in (GRANT_BY_ID[id_].programme for id_ in programmes):
        own = {row["payment"]: row for row in rows.filter(programme=programme.id).iter_rows(named=True)}
        if programme.payment_to_skr and own:
            paid, account = own[programme.payment_to_skr.id], own[WHOLE_PROGRAMME]
            told = (f"{kronor(paid['entitled_kr'])}, {paid['status']}", account["status"])
            state = ". ".join(
                filter(None, (", ".join(told), paid["reason"].rstrip("."), account["reason"].rstrip(".")))
            )
            found.append((programme.id, programme.payment_to_skr.title, state))
    return found
