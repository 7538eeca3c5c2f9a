"""The next seal: a payment, or what differs from one that is decided, as it stands in the warehouse.

Whether it may be decided as it stands is asked here; who decides it, and how it is kept, belongs to
`pipelines.decisions.deciding`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl

from assets.books import mark_of, read_books
from assets.day import today
from assets.decisions import (
    Decisions,
    adjustments,
    code_fingerprint,
    parameter_texts,
    reading_texts,
    sealed_inputs,
)
from assets.grants import Grant
from assets.programmes import GRANT_BY_ID
from assets.seal_memory import unseen
from assets.told_from import kept_text, told
from assets.warehouse import Connection
from pipelines.open_warehouse import open_to
from pipelines.settings import Settings
from rules.declaration import Payment
from rules.ledger import payment_row
from rules.regions import REGIONS
from rules.seals import (
    Account,
    Seal,
    SealedAmount,
    SealedInput,
    SealedLine,
    SealedUndistributed,
)
from rules.swedish import day, kronor, listing
from schemas.decisions import Adjustment, DecidedAdjustment
from schemas.received import Delivery
from schemas.results import Payout, Source, Undistributed, Withheld


class NotDecidableError(Exception):
    """The payment cannot be decided; the message is Swedish and says what to do."""


@dataclass(frozen=True)
class Request:
    """What is asked to have sealed, and by whom: two people who decide, or one who proposes or approves.

    `account` is the one that the command is run from, `key` what is signed with when seals are signed. `pay_on` is the
    day that the payment is asked to be made and `contact` who answers questions about it; either may be left out. With
    `is_trial` everything is shown and refused as it would be, but nobody needs to be named and nothing is written. An
    adjustment seals what differs today from what was decided for the payment: further payments and claims, all regions
    at once.
    """

    programme: str
    payment: str
    reference: str
    decided_by: tuple[str, ...]
    decided_on: date
    account: Account
    may_be_example: bool = False
    key: Path | None = None
    is_trial: bool = False
    pay_on: date | None = None
    contact: str = ""
    is_adjustment: bool = False


Show = Callable[[Connection, Seal, Decisions], None]
"""Shows what is about to be decided, beside what has been decided before."""


def next_seal(settings: Settings, decisions: Decisions, request: Request, show: Show) -> Seal:
    """The next seal, of the payment as it stands in the warehouse, when nothing forbids that it is decided."""
    _require_present(settings, request)
    if request.is_adjustment:
        return _adjustment(settings, decisions, request, show)
    grant = GRANT_BY_ID[request.programme]
    payment = payment_of(grant, request.payment)
    if faults := decisions.faults():
        raise NotDecidableError("\n".join(faults))
    seals = decisions.of(request.programme)
    if payment.id in seals:
        raise NotDecidableError(
            f"{payment.title} är redan beslutad ({seals[payment.id].reference}) och ändras inte. Skillnader mot dagens "
            "underlag visas av bonuspott adjustments och beslutas med bonuspott adjust."
        )
    with open_to(settings).reading() as connection:
        unseen(connection, decisions)
        seal = _seal(connection, grant, payment, request, decisions)
        seal = replace(seal, rows=_digest(rows_behind(connection, grant, payment, seal)))
        show(connection, seal, decisions)
    _require_earlier_decided(grant, payment, set(seals))
    _require_unmarked(seal, payment, request)
    if request.pay_on and request.pay_on < request.decided_on:
        raise NotDecidableError(
            f"Betalningsdagen den {day(request.pay_on)} ligger före beslutet, den {day(request.decided_on)}. Ange en "
            "senare dag med --pay-on."
        )
    return seal


def _adjustment(settings: Settings, decisions: Decisions, request: Request, show: Show) -> Seal:
    """The next seal, of the differences of a decided payment as they stand, when nothing forbids that it is decided."""
    grant = GRANT_BY_ID[request.programme]
    payment = payment_of(grant, request.payment)
    if faults := decisions.faults():
        raise NotDecidableError("\n".join(faults))
    decided = decisions.of(request.programme).get(payment.id)
    if decided is None:
        raise NotDecidableError(f"{payment.title} är inte beslutad. Det som ändras är med när den beslutas.")
    where, key = "programme = ? AND payment = ?", [grant.programme.id, payment.id]
    earlier = [seal for seal in decisions.adjusting(request.programme) if seal.payment == payment.id]
    with open_to(settings).reading() as connection:
        unseen(connection, decisions)
        rows = connection.read(Adjustment, where, key).sort("component", "region_code")
        kept = connection.read(DecidedAdjustment, where, key)
        rests_on = told(connection, grant, decisions)
    now, computed = rests_on.now, rests_on.now.case.computed()[1]
    amounts = tuple(
        SealedAmount(row["component"], row["region_code"], row["difference_kr"]) for row in rows.iter_rows(named=True)
    )
    differing = {
        (row["component"], row["region_code"], row["difference_kr"])
        for row in adjustments(grant, computed, {payment.id: decided}, {}, earlier)
    }
    if set(kept["seal"]) != {seal.hash for seal in earlier} or differing != {astuple(each) for each in amounts}:
        raise NotDecidableError(
            "Databasen är äldre än besluten eller leveranserna. Kör bonuspott run och sedan kommandot igen."
        )
    if not amounts:
        raise NotDecidableError(f"{payment.title} har ingen skillnad mot dagens underlag att besluta.")
    _require_covered(payment, decided, earlier, amounts)
    number, previous = decisions.next_link()
    inputs = [part for own in payment.components for part in grant.payment_inputs(now.basis, payment.id, own.id)]
    seal = replace(
        decided,
        number=number,
        previous=previous,
        reference=request.reference.strip(),
        decided_by=tuple(" ".join(name.split()) for name in request.decided_by),
        decided_on=request.decided_on,
        amounts=amounts,
        undistributed=(),
        inputs=tuple(sorted(sealed_inputs(inputs, now.sha_of), key=lambda item: item.file)),
        parameters=parameter_texts(grant.numbers),
        readings=reading_texts(),
        code=code_fingerprint(),
        marks=tuple(sorted(set(decided.marks).union(*(part.marks for part in inputs)))),
        accounts=(request.account,),
        signatures=(),
        adjusts=decided.hash,
        pay_on=request.pay_on,
        contact=request.contact,
        lines=(),
        rows=_digest(kept_text(grant, now.basis, payment.id)),
    )
    with open_to(settings).reading() as connection:
        show(connection, seal, decisions)
    _require_unmarked(seal, payment, request)
    return seal


def _require_covered(payment: Payment, decided: Seal, earlier: Sequence[Seal], amounts: Sequence[SealedAmount]) -> None:
    """No more is paid further than is claimed back or was left undistributed: what is set aside is never exceeded."""
    more = sum(amount.amount_kr for amount in (*amounts, *(each for seal in earlier for each in seal.amounts)))
    left = sum(row.amount_kr for row in decided.undistributed)
    if more > left:
        raise NotDecidableError(
            f"{payment.title}: justeringarna ger regionerna {kronor(more)} mer än det som beslutats, men bara "
            f"{kronor(left)} är ofördelade i utbetalningen. Mer än det som är avsatt går inte att besluta; rätta "
            "underlaget, eller för saken vidare till regeringen."
        )


def _require_present(settings: Settings, request: Request) -> None:
    """Only what counts is decided, and not on a day to come."""
    if settings.present and settings.as_of:
        raise NotDecidableError(
            f"Databasen {settings.warehouse} ser tillbaka från den {day(settings.as_of)} och är inte den som räknas. "
            "Besluta utan --warehouse."
        )
    if request.decided_on > today():
        raise NotDecidableError(
            f"Beslutsdagen den {day(request.decided_on)} har inte varit än. Ange den dag beslutet fattas med --date."
        )


def rows_behind(connection: Connection, grant: Grant, payment: Payment, seal: Seal) -> str:
    """The delivered rows that a payment rests on, as they are kept beside its seal; empty when it rests on none."""
    basis = grant.load(connection)
    inputs = [part for own in payment.components for part in grant.payment_inputs(basis, payment.id, own.id)]
    lying = dict(connection.read(Delivery, "status = 'read'").select("file", "sha256").iter_rows())
    files = {file for part in inputs for file in part.rows["file"]}
    if not files:
        return ""
    if {SealedInput(file, lying.get(file, "")) for file in files} != set(seal.inputs):
        raise NotDecidableError(
            f"Leveranser har lästs in sedan {payment.title} räknades fram. Kör bonuspott run och sedan kommandot igen."
        )
    return kept_text(grant, basis, payment.id)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest() if text else ""


def _require_unmarked(seal: Seal, payment: Payment, request: Request) -> None:
    if seal.marks and not request.may_be_example:
        raise NotDecidableError(
            f"{payment.title} vilar på uppgifter märkta {listing(list(seal.marks))} och går inte att besluta på "
            "riktigt. Lämna in riktiga uppgifter, eller lägg till --allow-example för ett övningsbeslut, som märks "
            "överallt."
        )


def payment_of(grant: Grant, payment_id: str) -> Payment:
    """The payment of a grant. Raises `NotDecidableError` with those that there are."""
    try:
        return grant.programme.payment(payment_id)
    except KeyError:
        known = listing([payment.id for payment in grant.programme.payments])
        raise NotDecidableError(
            f"{grant.programme.id} har ingen utbetalning {payment_id!r}; det finns {known}."
        ) from None


def _require_earlier_decided(grant: Grant, payment: Payment, decided: set[str]) -> None:
    """A bonus pot counts what was really paid, so the payments that it follows are decided first."""
    order = [candidate.id for candidate in grant.programme.payments]
    earlier = {
        other
        for pot in grant.pots
        if payment.id in {at for at, _ in pot.parts}
        for other, _ in pot.parts
        if order.index(other) < order.index(payment.id)
    }
    if missing := sorted(earlier - decided, key=order.index):
        titles = listing([grant.programme.payment(payment_id).title for payment_id in missing])
        raise NotDecidableError(f"Besluta först: {titles}. {payment.title} räknas på vad som då betalas.")


def _seal(connection: Connection, grant: Grant, payment: Payment, request: Request, decisions: Decisions) -> Seal:
    where, key = "programme = ? AND payment = ?", [grant.programme.id, payment.id]
    payouts = connection.read(Payout, where, key).sort("component", "region_code")
    if payouts.is_empty():
        withheld = connection.read(Withheld, where, key)
        reason = withheld["reason"][0] if withheld.height else "Den är inte framräknad; kör bonuspott run först."
        raise NotDecidableError(f"{payment.title} går inte att besluta. {reason}")
    undistributed = connection.read(Undistributed, where, key).sort("component", "amount_kr")
    sources = connection.read(Source, where, key)
    number, previous = decisions.next_link()
    return Seal(
        number=number,
        programme=grant.programme.id,
        payment=payment.id,
        reference=request.reference.strip(),
        decided_by=tuple(" ".join(name.split()) for name in request.decided_by),
        decided_on=request.decided_on,
        amounts=tuple(
            SealedAmount(row["component"], row["region_code"], row["amount_kr"])
            for row in payouts.iter_rows(named=True)
        ),
        undistributed=tuple(
            SealedUndistributed(row["component"], row["amount_kr"], row["reason"])
            for row in undistributed.iter_rows(named=True)
        ),
        inputs=_sealed_inputs(sources),
        parameters=parameter_texts(grant.numbers),
        readings=reading_texts(),
        code=code_fingerprint(),
        marks=tuple(sorted({mark for joined in payouts["mark"] for mark in joined.split(", ") if mark})),
        previous=previous,
        accounts=(request.account,),
        pay_on=request.pay_on,
        contact=request.contact,
        lines=tuple(_lines(connection, grant, payment)),
    )


def _lines(connection: Connection, grant: Grant, payment: Payment) -> Iterator[SealedLine]:
    """The lines that can be paid by what has come in until now."""
    books, marks = read_books(connection)
    for region in REGIONS:
        row = payment_row(grant.programme, payment, region, books)
        if row.payable_kr and row.payee_from:
            yield SealedLine(
                region.code,
                row.payable_kr,
                row.bankgiro,
                row.plusgiro,
                row.payment_reference or "",
                "/".join(row.payee_from[:2]),
                row.requested_kr,
                row.requested_on,
                mark_of(row, marks),
            )


def _sealed_inputs(sources: pl.DataFrame) -> tuple[SealedInput, ...]:
    files = sources.select("file", "sha256").unique().sort("file")
    return tuple(SealedInput(file, digest) for file, digest in files.rows())
