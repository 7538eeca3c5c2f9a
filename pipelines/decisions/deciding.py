"""Deciding a payment: two people seal what has been computed, and from then on its amounts never change.

They do it in one command that names both, or one proposes and the other approves from an account of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from assets.decisions import (
    Decisions,
)
from assets.programmes import GRANT_BY_ID
from assets.seal_memory import remember
from assets.settlement import decided_adjustment_rows, decided_line_rows, decision_rows
from pipelines.decisions.decided import decisions_of
from pipelines.decisions.next_seal import NotDecidableError, Request, Show, next_seal, payment_of, rows_behind
from pipelines.open_warehouse import open_to
from pipelines.runs.run_lock import RunLockError, held_for
from pipelines.settings import Settings
from rules.proposals import changes
from rules.seals import (
    FIRST_PREVIOUS,
    PROPOSED,
    Account,
    Purpose,
    Seal,
)
from rules.signatures import SignatureError, signature_faults, signed, signer
from rules.swedish import day
from schemas.decisions import Adjustment, DecidedAdjustment, DecidedLine, Decision
from schemas.tables import empty


def decide(settings: Settings, request: Request, show: Show = lambda *_: None) -> Seal:
    """Seal the payment as it stands in the warehouse and return the seal. Raises `NotDecidableError`.

    Two people are named in one command: nothing but that says that they are two. Waits for a run that is under way, so
    that what is sealed is the result of one whole run.
    """

    def sealed(decisions: Decisions) -> Seal:
        if not request.is_trial:
            _require_two_people(request.decided_by)
            _require_reference(request.reference)
            if decisions.signers:
                raise NotDecidableError(
                    "Beslut ska signeras av två personer. Föreslå med --propose, och låt en annan godkänna med "
                    "bonuspott approve."
                )
        seal = next_seal(settings, decisions, request, show)
        return seal if request.is_trial else _sealed(settings, decisions, seal)

    return _alone(settings, sealed)


def propose(settings: Settings, request: Request, show: Show = lambda *_: None) -> Seal:
    """Keep what one person proposes to be decided, as it stands in the warehouse. Raises `NotDecidableError`."""

    def proposed(decisions: Decisions) -> Seal:
        if not request.is_trial:
            _require_one_person(request.decided_by)
            _require_reference(request.reference)
        seal = replace(next_seal(settings, decisions, request, show), number=PROPOSED, previous=FIRST_PREVIOUS)
        if not request.is_trial:
            seal = _signed(decisions, seal, Purpose.PROPOSAL, request.key)
            decisions.propose(seal)
        return seal

    return _alone(settings, proposed)


def approve(settings: Settings, request: Request, show: Show = lambda *_: None) -> Seal:
    """Seal what another person proposed from another account, if all of it still stands. Raises `NotDecidableError`.

    Reference, day of payment, contact and marks are those of the proposal.
    """

    def approved(decisions: Decisions) -> Seal:
        title = payment_of(GRANT_BY_ID[request.programme], request.payment).title
        proposal = decisions.proposal(request.programme, request.payment)
        if proposal is None:
            raise NotDecidableError(
                f"Ingen har föreslagit något beslut om {title}. Föreslå det med bonuspott decide … --propose, eller en "
                "justering med bonuspott adjust … --propose."
            )
        command = "adjust" if proposal.adjusts else "decide"
        if not request.is_trial:
            _require_one_person(request.decided_by)
            _require_two_people((*proposal.decided_by, *request.decided_by))
            _require_another_account(proposal, request.account)
        asked = replace(
            request,
            reference=proposal.reference,
            pay_on=proposal.pay_on,
            contact=proposal.contact,
            may_be_example=True,  # marks are compared below
            is_adjustment=bool(proposal.adjusts),
        )
        now = next_seal(settings, decisions, asked, show)
        if faults := changes(proposal, now):
            raise NotDecidableError(
                "\n".join(
                    [
                        f"Det som {proposal.decided_by[0]} föreslog den {day(proposal.decided_on)} gäller inte längre:",
                        *faults,
                        f"Inget är beslutat. Föreslå beslutet igen med bonuspott {command} … --propose.",
                    ]
                )
            )
        if request.is_trial:
            return now
        seal = replace(
            now,
            decided_by=(*proposal.decided_by, *now.decided_by),
            accounts=(*proposal.accounts, *now.accounts),
            signatures=proposal.signatures,
        )
        return _sealed(settings, decisions, _signed(decisions, seal, Purpose.SEAL, request.key))

    return _alone(settings, approved)


def _alone(settings: Settings, act: Callable[[Decisions], Seal]) -> Seal:
    """Do something with the seals while no run is under way."""
    try:
        with held_for(settings, "ett beslut"):
            decisions = decisions_of(settings)
            decisions.clear_away()
            return act(decisions)
    except RunLockError as error:
        raise NotDecidableError(str(error)) from error


def _sealed(settings: Settings, decisions: Decisions, seal: Seal) -> Seal:
    """Add a seal to the chain for good, in the place of what was proposed, and let the warehouse see it."""
    if seal.rows:
        grant = GRANT_BY_ID[seal.programme]
        with open_to(settings).reading() as connection:
            decisions.keep_rows(rows_behind(connection, grant, grant.programme.payment(seal.payment), seal))
    try:
        decisions.add(seal)
    except FileExistsError as error:
        raise NotDecidableError("Ett annat beslut fattades samtidigt. Kör kommandot igen.") from error
    decisions.withdraw(seal.programme, seal.payment)
    with open_to(settings).writing() as connection:
        seals, own = decisions.of(seal.programme), ("programme = ?", [seal.programme])
        connection.replace(Decision, decision_rows(seals), *own)
        connection.replace(DecidedLine, decided_line_rows(seals.values()), *own)
        if seal.adjusts:
            sealed = decided_adjustment_rows(decisions.adjusting(seal.programme))
            connection.replace(DecidedAdjustment, sealed, *own)
            of_payment = "programme = ? AND payment = ?", [seal.programme, seal.payment]
            connection.replace(Adjustment, empty(Adjustment), *of_payment)
        remember(connection, decisions)
    return seal


def _signed(decisions: Decisions, seal: Seal, purpose: Purpose, key: Path | None) -> Seal:
    """The seal with one signature more, when seals are to be signed."""
    if decisions.signers is None:
        return seal
    if key is None:
        raise NotDecidableError(
            "Beslut ska signeras. Ange din SSH-nyckel med --key FIL, eller i miljövariabeln BONUSPOTT_SIGNING_KEY."
        )
    try:
        signature = signed(seal, purpose, key)
        signer(seal, signature, decisions.signers.allowed)
    except SignatureError as error:
        raise NotDecidableError(f"Inget är skrivet: {error}.") from error
    seal = replace(seal, signatures=(*seal.signatures, signature))
    if purpose is Purpose.SEAL and (faults := signature_faults(seal, decisions.signers.allowed)):
        raise NotDecidableError("\n".join([*faults, "Inget är beslutat."]))
    return seal


def _require_two_people(names: Sequence[str]) -> None:
    if len({" ".join(name.split()).casefold() for name in names if name.strip()}) != 2 or len(names) != 2:
        raise NotDecidableError(
            "Ett beslut fattas av två olika personer. Ange --by två gånger med var sitt namn, eller föreslå med "
            "--propose och låt den andra godkänna med bonuspott approve."
        )


def _require_one_person(names: Sequence[str]) -> None:
    if len(names) != 1 or not names[0].strip():
        raise NotDecidableError("En person föreslår och en annan godkänner. Ange ditt namn med --by, en gång.")


def _require_reference(reference: str) -> None:
    if not reference.strip():
        raise NotDecidableError("Beslutets diarienummer saknas. Ange det med --reference.")


def _require_another_account(proposal: Seal, account: Account) -> None:
    if account.uid in {before.uid for before in proposal.accounts}:
        raise NotDecidableError(
            f"Beslutet är föreslaget från kontot {account.name} och ska godkännas från ett annat. Låt en annan person "
            "logga in med sitt eget konto och köra bonuspott approve."
        )
