"""Whether a programme's results are as new as they should be, told in Swedish with the months and files concerned.

What is looked at is content and not the clock: results that were not computed again are new enough as long as the
deliveries give the same, and a folder that was read again gives no news by that.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl

from assets.books import PROGRAMMES, ledger_frame, read_books
from assets.decisions import Decisions, sealed_inputs, with_decided
from assets.grants import Grant, read_outcomes
from assets.records_elsewhere import pointers_read
from assets.told_from import Told, told
from assets.warehouse import Connection
from readers.files import find_deliveries, sha256
from rules.appropriations import appropriations
from rules.calendar import deadlines
from rules.deadlines import Deadline
from rules.instructions import Instructions
from rules.ledger import ledger
from rules.monthly_pot import Outcome, Route
from rules.swedish import listing, month_spans
from schemas.deliveries import KIND_BY_ID
from schemas.ledger import Ledger
from schemas.received import Delivery
from schemas.results import Payout, Source, Withheld

AGAIN = "Kör bonuspott run."
ANEW = "Kör bonuspott run; höll en kontroll inne resultatet, rätta först det som den säger."
REFUSED_UNREAD = ""
"""What stands for the SHA-256 of a file that was refused without being read."""


@dataclass(frozen=True)
class _Standing:
    """A payment as it stands: amounts by component and region, or why it is held back, and its files by SHA-256."""

    amounts: Mapping[tuple[str, str], int]
    reason: str
    files: Mapping[str, str]


def outdated(connection: Connection, grant: Grant, decisions: Decisions) -> list[str]:
    """The months and payments whose stored results are not what the deliveries that count now give."""
    title = grant.programme.short_title
    then = _stored(connection, grant)
    if not any(standing.amounts or standing.reason for standing in then.values()):
        return [f"{title}: inget resultat finns. Det är inte framräknat, eller så höll en kontroll inne det."]
    rests_on = told(connection, grant, decisions)
    outcomes = rests_on.outcomes()
    now = _computed(rests_on, outcomes)
    changed = set(map(_verdict, outcomes)) ^ set(map(_verdict, read_outcomes(connection, grant)))
    months = month_spans({month for month, *_ in changed})
    return [
        *([f"{title}: utfallen för {months} är äldre än leveranserna. {AGAIN}"] if months else []),
        *(
            f"{payment.title} är {_older_than(then[payment.id], now[payment.id])} {AGAIN}"
            for payment in grant.programme.payments
            if then[payment.id] != now[payment.id]
        ),
    ]


def outdated_ledger(connection: Connection, programmes: Collection[str]) -> list[str]:
    """The payments whose kronor in the ledger, and so in their orders, are not those that are computed and decided now.

    A programme's job that somebody starts by itself, and that a check stops, leaves them as they were.
    """
    stored = connection.read(Ledger)
    if stored.is_empty():
        return []
    books, marks = read_books(connection)
    now = ledger_frame(ledger(appropriations(), PROGRAMMES, books), marks)
    told = ("programme", "payment", "recipient", *(name for name in now.columns if name.endswith("_kr")))
    other = set(stored.select(told).iter_rows()) ^ set(now.select(told).iter_rows())
    sentences = []
    for programme in (PROGRAMMES[id_] for id_ in programmes):
        lines = {payment for of, payment, *_ in other if of == programme.id}
        titles = [payment.title for payment in programme.payments if payment.id in lines]
        if lines and not titles:
            sentences.append(
                f"{programme.short_title}: redovisningarna i pengarnas väg är äldre än leveranserna. {ANEW}"
            )
        elif titles:
            sentences.append(
                f"{programme.short_title}: pengarnas väg och betalningsunderlaget är äldre än resultat och beslut, för "
                f"{listing(titles)}. Betala inget på dem. {ANEW}"
            )
    return sentences


def not_read(connection: Connection, grant: Grant, raw: Path) -> list[str]:
    """Deliveries of the programme's kinds that lie in the folder `raw` otherwise than they were last read."""
    read = connection.read(Delivery, "status IN ('read', 'refused')").filter(pl.col("kind").is_in(grant.kinds))
    registered = set(read.select("file", "sha256").iter_rows()) | pointers_read(connection)
    lying = [found for found in find_deliveries(raw) if found.kind_id in grant.kinds and not found.skipped]
    new = [
        found.name
        for found in lying
        if not registered & {(found.name, sha256(found.path) or ""), (found.name, REFUSED_UNREAD)}
    ]
    gone = sorted({file for file, _ in registered} - {found.name for found in lying})
    title = grant.programme.short_title
    return [
        *([f"{title}: nytt eller ändrat i mappen och inte inläst: {listing(new)}."] if new else []),
        *([f"{title}: räknas ännu, men är borttaget ur mappen: {listing(gone)}."] if gone else []),
    ]


def nothing_newer(
    grant: Grant, rows: pl.DataFrame, today: date, instructions: Mapping[str, Instructions] | None = None
) -> list[str]:
    """The kinds of delivery of which no region has handed in what was due last; `rows` are those of `out.deadline`."""
    faults = []
    for kind in grant.kinds:
        last = _last_passed(grant, kind, today, instructions)
        if last and rows.filter(programme=last.programme, deadline=last.id)["received"].is_null().all():
            title = KIND_BY_ID[kind].title
            faults.append(f"{title}: det som finns är för gammalt. {last.sentence} Ingen region har gjort det.")
    return faults


def _stored(connection: Connection, grant: Grant) -> dict[str, _Standing]:
    where, key = "programme = ?", [grant.programme.id]
    payouts, withheld, sources = (connection.read(model, where, key) for model in (Payout, Withheld, Source))
    standings = {}
    for payment in grant.programme.payments:
        amounts, held, files = (rows.filter(payment=payment.id) for rows in (payouts, withheld, sources))
        standings[payment.id] = _Standing(
            {(component, code): kr for component, code, kr in amounts["component", "region_code", "amount_kr"].rows()},
            held["reason"][0] if held.height else "",
            dict(files["file", "sha256"].rows()),
        )
    return standings


def _computed(rests_on: Told, outcomes: Sequence[Outcome]) -> dict[str, _Standing]:
    grant = rests_on.grant
    settled = with_decided(rests_on.now.case.settle(outcomes), rests_on.seals)
    standings = {}
    for payment in grant.programme.payments:
        amounts = {
            (row.component, row.region_code): row.amount_kr for row in settled.payouts if row.payment == payment.id
        }
        ground = rests_on.of(payment.id)
        inputs = [
            part
            for component in {component for component, _ in amounts}
            for part in grant.payment_inputs(ground.basis, payment.id, component)
        ]
        standings[payment.id] = _Standing(
            amounts,
            next((row.reason for row in settled.withheld if row.payment == payment.id), ""),
            {item.file: item.sha256 for item in sealed_inputs(inputs, ground.sha_of)},
        )
    return standings


def _verdict(outcome: Outcome) -> tuple[date, str, str, int | Fraction, Route, Fraction]:
    assessed = outcome.assessment
    return (
        outcome.month,
        outcome.requirement,
        outcome.region_code,
        outcome.reserved_kr,
        assessed.route,
        assessed.part,
    )


def _older_than(then: _Standing, now: _Standing) -> str:
    if now.reason:
        return f"äldre än leveranserna. Nu ska den hållas inne: {now.reason}"
    if then.reason:
        return "äldre än leveranserna. Den hålls inne men kan nu räknas fram."
    new = [file for file, sha256 in sorted(now.files.items()) if then.files.get(file) != sha256]
    gone = sorted(then.files.keys() - now.files.keys())
    if not new and not gone:
        return "äldre än reglerna: samma leveranser ger nu ett annat resultat."
    parts = [f"Nytt eller ändrat: {listing(new)}."] if new else []
    parts += [f"Räknas inte längre: {listing(gone)}."] if gone else []
    return " ".join(["äldre än leveranserna.", *parts])


def _last_passed(
    grant: Grant, kind: str, today: date, instructions: Mapping[str, Instructions] | None
) -> Deadline | None:
    """The latest deadline of a kind that a payment hangs on and whose day has passed."""
    passed = [
        deadline
        for deadline in deadlines(instructions)
        if (deadline.programme, deadline.delivery_kind) == (grant.programme.id, kind)
        and deadline.payment
        and deadline.day
        and deadline.day < today
    ]
    return passed[-1] if passed else None
