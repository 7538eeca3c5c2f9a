"""Deciding a payment: two people seal what has been computed, and from then on its amounts never change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from assets.decisions import Decisions, code_fingerprint, parameter_texts, reading_texts
from assets.grants import Grant
from assets.programmes import GRANT_BY_ID
from assets.seal_memory import remember, unseen
from assets.settlement import decided_adjustment_rows, decision_rows
from assets.warehouse import Connection
from pipelines.open_warehouse import open_to
from pipelines.run_lock import RunLockError, held
from pipelines.settings import Settings
from rules.declaration import Payment
from rules.seals import Seal, SealedAmount, SealedInput, SealedUndistributed
from rules.swedish import kronor, listing
from schemas.decisions import Adjustment, DecidedAdjustment, Decision
from schemas.results import Payout, Source, Undistributed, Withheld
from schemas.tables import empty


class NotDecidableError(Exception):
    """The payment cannot be decided; the message is Swedish and says what to do."""


@dataclass(frozen=True)
class Request:
    """What two people ask to have sealed."""

    programme: str
    payment: str
    reference: str
    decided_by: tuple[str, ...]
    decided_on: date
    may_be_example: bool = False


def decide(settings: Settings, request: Request) -> Seal:
    """Seal the payment as it stands in the warehouse and return the seal. Raises `NotDecidableError`.

    Waits for a run that is under way, so that what is sealed is the result of one whole run.
    """
    try:
        with held(settings.warehouse, "ett beslut", settings.patience_seconds):
            return _decide_held(settings, request)
    except RunLockError as error:
        raise NotDecidableError(str(error)) from error


def _decide_held(settings: Settings, request: Request) -> Seal:
    grant = GRANT_BY_ID[request.programme]
    payment = _payment(grant, request.payment)
    decisions = _decisions(settings, request)
    seals = decisions.of(request.programme)
    if payment.id in seals:
        raise NotDecidableError(
            f"{payment.title} är redan beslutad ({seals[payment.id].reference}) och ändras inte. Skillnader mot dagens "
            "underlag visas av bonuspott adjustments och beslutas med bonuspott adjust."
        )
    _require_earlier_decided(grant, payment, set(seals))
    warehouse = open_to(settings)
    with warehouse.reading() as connection:
        unseen(connection, decisions)
        seal = _seal(connection, grant, payment, request, decisions)
    _add(decisions, seal, payment, request)
    with warehouse.writing() as connection:
        connection.replace(
            Decision, decision_rows(decisions.of(request.programme)), "programme = ?", [request.programme]
        )
        remember(connection, decisions)
    return seal


def adjust(settings: Settings, request: Request) -> Seal:
    """Seal what differs today from what was decided for a payment: further payments and claims, all regions at once.

    Waits for a run that is under way. Raises `NotDecidableError`.
    """
    try:
        with held(settings.warehouse, "ett beslut", settings.patience_seconds):
            return _adjust_held(settings, request)
    except RunLockError as error:
        raise NotDecidableError(str(error)) from error


def _adjust_held(settings: Settings, request: Request) -> Seal:
    grant = GRANT_BY_ID[request.programme]
    payment = _payment(grant, request.payment)
    decisions = _decisions(settings, request)
    decided = decisions.of(request.programme).get(payment.id)
    if decided is None:
        raise NotDecidableError(f"{payment.title} är inte beslutad. Det som ändras är med när den beslutas.")
    warehouse = open_to(settings)
    where, key = "programme = ? AND payment = ?", [grant.programme.id, payment.id]
    with warehouse.reading() as connection:
        unseen(connection, decisions)
        rows = connection.read(Adjustment, where, key).sort("component", "region_code")
        sources = connection.read(Source, where, key)
        kept = connection.read(DecidedAdjustment, where, key)
    earlier = [seal for seal in decisions.adjusting(request.programme) if seal.payment == payment.id]
    if set(kept["seal"]) != {seal.hash for seal in earlier}:
        raise NotDecidableError("Databasen är äldre än besluten. Kör bonuspott run och sedan kommandot igen.")
    amounts = tuple(
        SealedAmount(row["component"], row["region_code"], row["difference_kr"]) for row in rows.iter_rows(named=True)
    )
    if not amounts:
        raise NotDecidableError(f"{payment.title} har ingen skillnad mot dagens underlag att besluta.")
    _require_covered(payment, decided, earlier, amounts)
    number, previous = decisions.next_link()
    marks = {mark for joined in sources["mark"] for mark in joined.split(", ") if mark}
    seal = replace(
        decided,
        number=number,
        previous=previous,
        reference=request.reference.strip(),
        decided_by=tuple(" ".join(name.split()) for name in request.decided_by),
        decided_on=request.decided_on,
        amounts=amounts,
        undistributed=(),
        inputs=_sealed_inputs(sources),
        parameters=parameter_texts(grant.numbers),
        readings=reading_texts(),
        code=code_fingerprint(),
        marks=tuple(sorted(marks | set(decided.marks))),
        adjusts=decided.hash,
    )
    _add(decisions, seal, payment, request)
    with warehouse.writing() as connection:
        sealed = decided_adjustment_rows(decisions.adjusting(request.programme))
        connection.replace(DecidedAdjustment, sealed, "programme = ?", [request.programme])
        connection.replace(Adjustment, empty(Adjustment), where, key)
        remember(connection, decisions)
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


def _decisions(settings: Settings, request: Request) -> Decisions:
    """All decisions, once it is plain that the request may add one."""
    _require_two_people(request.decided_by)
    if not request.reference.strip():
        raise NotDecidableError("Beslutets diarienummer saknas. Ange det med --reference.")
    decisions = Decisions(settings.decisions)
    if faults := decisions.faults():
        raise NotDecidableError("\n".join(faults))
    return decisions


def _add(decisions: Decisions, seal: Seal, payment: Payment, request: Request) -> None:
    if seal.marks and not request.may_be_example:
        raise NotDecidableError(
            f"{payment.title} vilar på uppgifter märkta {listing(list(seal.marks))} och går inte att besluta på "
            "riktigt. Lämna in riktiga uppgifter, eller lägg till --allow-example för ett övningsbeslut, som märks "
            "överallt."
        )
    try:
        decisions.add(seal)
    except FileExistsError as error:
        raise NotDecidableError("Ett annat beslut fattades samtidigt. Kör kommandot igen.") from error


def _payment(grant: Grant, payment_id: str) -> Payment:
    try:
        return grant.programme.payment(payment_id)
    except KeyError:
        known = listing([payment.id for payment in grant.programme.payments])
        raise NotDecidableError(
            f"{grant.programme.id} har ingen utbetalning {payment_id!r}; det finns {known}."
        ) from None


def _require_two_people(names: Sequence[str]) -> None:
    if len({" ".join(name.split()).casefold() for name in names if name.strip()}) != 2 or len(names) != 2:
        raise NotDecidableError("Ett beslut fattas av två olika personer. Ange --by två gånger med var sitt namn.")


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
    )


def _sealed_inputs(sources: pl.DataFrame) -> tuple[SealedInput, ...]:
    files = sources.select("file", "sha256").unique().sort("file")
    return tuple(SealedInput(file, digest) for file, digest in files.rows())
