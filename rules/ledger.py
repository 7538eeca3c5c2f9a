"""The ledger: what every recipient is entitled to, has asked for, is paid, accounts for and pays back.

Pure bookkeeping on amounts that others decide: what a region is entitled to comes from the decrees' modules, what
the appropriations hold from `rules.appropriations`. No day is compared with today: a deadline is named as long as
what it is for has not been done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rules.appropriations import Appropriation
from rules.books import Books, Decision, EconomicAccount, Line, Ordered, Repayment, Requisition
from rules.declaration import Decree, Payment
from rules.duties import RequisitionTerms, terms
from rules.identity_numbers import is_bankgiro, is_organisation_number, is_plusgiro
from rules.instructions import decree_number
from rules.recipients import SKR
from rules.regions import REGIONS, Region
from rules.swedish import day, kronor

WHOLE_PROGRAMME = "alla"
"""The payment of a row on the account of a whole programme."""
OWN_COSTS = "egna_kostnader"
"""A recipient that hands in nothing here; the payment of its only row has the same id."""


class Status(StrEnum):
    """How far the money of one row has come; the values are the Swedish words shown to people."""

    WITHHELD = "inte beräknad"
    """What the region is entitled to is not computed."""
    NOTHING_DUE = "inget att betala"
    NOT_REQUISITIONED = "ej rekvirerat"
    LAPSED = "förfallet"
    """Asked for after the last day (T18)."""
    HELD = "stoppad"
    """Asked for in time, but something is wrong."""
    READY = "klar för beslut"
    DECIDED = "beslutad"
    FIXED = "enligt beslutet"
    """The agency's own costs; the requisition of them is not delivered here."""

    NOT_ACCOUNTED = "ej redovisad"
    TO_INVESTIGATE = "att utreda"
    """The account and what else is known do not agree."""
    TO_REPAY = "att återbetala"
    REPAID = "återbetald"
    ACCOUNTED = "redovisad"
    """Accounted for, with nothing to pay back."""


FLAGGED = frozenset({Status.LAPSED, Status.HELD, Status.TO_INVESTIGATE})
"""Statuses that a person has to do something about."""


@dataclass(frozen=True)
class LedgerRow:
    """One payment to one recipient, or (payment `alla`) one region's or SKR's account of a whole programme.

    The two kinds of row use different columns, so that a sum over the table counts no krona twice: a payment row
    has nothing from `accounted_received_kr` to `liable_repaid_kr`, a row `alla` nothing but those.

    A region is to repay what it has not used and what the agency claims back besides (`reclaimed_kr`), and at least
    what it is liable for without complete reports (`liable_kr`, T13); what it repays is booked on that first
    (`liable_repaid_kr`).

    `payable_kr` is what a line of the payment order carries, None for a line that is not complete; `paid_kr` is the
    same once the payment is decided. `lapsed_kr` is what can no longer be asked for (T18), `unrequested_kr` what
    has not been, also where less was asked for. `plusgiro` is told only where no bankgiro is. `payee_from` is the
    requisition that says where to pay. `reason` is Swedish, empty when all is well. `further_kr` is what an adjustment
    decided on top, to be paid to the same account, `claim_kr` what one decided is to be repaid; neither is in the other
    columns. `later` says what came in after the decision, and whether it counts; `reason` says the same.
    """

    programme: str
    payment: str
    recipient: str
    recipient_name: str
    status: Status
    reason: str = ""
    next_deadline: date | None = None
    entitled_kr: int | None = None
    requested_kr: int | None = None
    requested_on: date | None = None
    decided_kr: int | None = None
    decision_reference: str | None = None
    payable_kr: int | None = None
    paid_kr: int | None = None
    lapsed_kr: int | None = None
    unrequested_kr: int | None = None
    bankgiro: str | None = None
    plusgiro: str | None = None
    payment_reference: str | None = None
    payee_from: Line | None = None
    accounted_received_kr: int | None = None
    cost_kr: int | None = None
    to_repay_kr: int | None = None
    repaid_kr: int | None = None
    liable_kr: int | None = None
    liable_repaid_kr: int | None = None
    reclaimed_kr: int | None = None
    further_kr: int | None = None
    claim_kr: int | None = None
    adjustment_reference: str | None = None
    later: str = ""


def ledger(
    appropriations: Sequence[Appropriation], programmes: Mapping[str, Decree], books: Books
) -> tuple[LedgerRow, ...]:
    """All rows: by appropriation the payments region by region, the regions' accounts, SKR's own two, own costs.

    `programmes` by id; an appropriation without one pays nothing to the regions or SKR.
    """
    rows: list[LedgerRow] = []
    for appropriation in appropriations:
        if programme := programmes.get(appropriation.programme):
            paid = [
                adjusted_row(payment_row(programme, payment, region, books), books)
                for payment in programme.payments
                for region in REGIONS
            ]
            rows += paid
            rows += [account_row(appropriation, region, books, paid) for region in REGIONS]
            rows += _skr_rows(appropriation, programme, books)
        rows += _fixed_rows(appropriation)
    return tuple(rows)


def _skr_rows(appropriation: Appropriation, programme: Decree, books: Books) -> list[LedgerRow]:
    """What the decree itself gives to SKR, and SKR's account of it; none where it gives nothing.

    The decree is the decision: nothing depends on what SKR has done, and nobody else decides on it.
    """
    payment = programme.payment_to_skr
    if payment is None:
        return []
    line = (programme.id, payment.id, SKR.code)
    number = programme.reference or decree_number(books.instructions.get(programme.id, ())) or ""
    given = replace(
        books,
        entitled={**books.entitled, line: appropriation.skr_kr},
        decisions={**books.decisions, line: Decision(appropriation.skr_kr, number)},
    )
    paid = payment_row(programme, payment, SKR, given)
    return [paid, account_row(replace(appropriation, account_by=appropriation.skr_account_by), SKR, books, [paid])]


def payment_row(programme: Decree, payment: Payment, region: Region, books: Books) -> LedgerRow:
    """One payment to one region, or to SKR.

    Where the payment is to be asked for (T18), what was asked for is paid, if it is not more than what was decided or,
    before that, what the region is entitled to; 0 kronor asked for stands for all of an amount that depends on
    performance. Elsewhere the whole amount is paid, to the account of the region's latest requisition of any payment.

    A line that could be paid when the payment was decided is paid as it was then; one that could not may become
    complete later.
    """
    row = _as_it_is(programme, payment, region, books)
    ordered = books.ordered.get((programme.id, payment.id, region.code))
    if row.decided_kr is None:
        return row
    if ordered:
        return _as_ordered(row, ordered, terms(payment, books.instructions.get(programme.id, ())))
    if row.payable_kr and any(line[:2] == (programme.id, payment.id) for line in books.ordered):
        return _told_later(
            row,
            f"{row.recipient_name} kunde inte få något när utbetalningen beslutades; det som har kommit in efter "
            f"beslutet räknas och ger {kronor(row.payable_kr)}.",
        )
    return row


def _as_it_is(programme: Decree, payment: Payment, region: Region, books: Books) -> LedgerRow:
    """One payment by what has come in until now."""
    asking = terms(payment, books.instructions.get(programme.id, ()))
    requisition = books.requisitions.get((programme.id, payment.id, region.code))
    row = _told(programme, payment, region, books, asking)
    name, last_day = region.official_name, asking.last_day
    due = row.entitled_kr if row.decided_kr is None else row.decided_kr
    if due is None:
        reason = f"Vad {name} har rätt till är inte beräknat."
        return replace(row, status=Status.WITHHELD, reason=reason, next_deadline=None if requisition else last_day)
    if due <= 0:
        return replace(row, status=Status.NOTHING_DUE, reason=f"{name} har inget att få i utbetalningen.")
    if asking.is_asked_for and requisition is None:
        by = f"Den ska ha kommit in senast den {day(last_day)}." if last_day else "Ingen sista dag är satt."
        reason = f"{name} har inte lämnat någon rekvisition. {by}"
        return replace(
            row,
            status=Status.NOT_REQUISITIONED,
            reason=reason,
            next_deadline=last_day,
            unrequested_kr=due,
        )
    if last_day and row.requested_on and row.requested_on > last_day:
        reason = (
            f"Rekvisitionen från {name} kom in den {day(row.requested_on)}, efter den sista dagen som var den "
            f"{day(last_day)}. {kronor(due)} är förfallna."
        )
        return replace(row, status=Status.LAPSED, reason=reason, lapsed_kr=due)  # T18
    asked = asked_kr(payment, requisition, due) if asking.is_asked_for else due
    faults = _requisition_faults(name, requisition, asked, due) if asking.is_asked_for and requisition else []
    faults += payee_faults(name, region.organisation_number, row.bankgiro, row.payment_reference, row.plusgiro)
    if faults:
        return replace(row, status=Status.HELD, reason=" ".join(faults), next_deadline=last_day)
    return _payable(row, due, asked, is_asked_for=asking.is_asked_for)


def _told(programme: Decree, payment: Payment, region: Region, books: Books, asking: RequisitionTerms) -> LedgerRow:
    """What the books have on a payment: entitled, requested, decided and where it goes; no state yet."""
    line = (programme.id, payment.id, region.code)
    entitled, requisition, decision = books.entitled.get(line), books.requisitions.get(line), books.decisions.get(line)
    has_own_payee = asking.is_asked_for or (requisition is not None and requisition.says_where)
    payee_line = line if has_own_payee else books.latest_with_giro(region.code)
    payee = books.requisitions.get(payee_line) if payee_line else None
    own_reference = f"{programme.short_title} {payment.id}"  # another payment's reference would name the wrong money
    return LedgerRow(
        *line,
        region.official_name,
        Status.READY,
        entitled_kr=entitled,
        requested_kr=requisition.requested_kr if requisition else None,
        requested_on=requisition.received if requisition else None,
        decided_kr=decision.amount_kr if decision else None,
        decision_reference=decision.reference if decision else None,
        bankgiro=payee.bankgiro if payee else None,
        plusgiro=payee.plusgiro if payee and not payee.bankgiro else None,
        payment_reference=payee.payment_reference if payee and has_own_payee else own_reference,
        payee_from=payee_line if payee else None,
    )


def _payable(row: LedgerRow, due: int, asked: int | None, *, is_asked_for: bool) -> LedgerRow:
    """A payment that nothing stops; what was not asked for is told."""
    left = due - (asked or 0) if is_asked_for else None
    reason = ""
    if left:
        told = f"{row.recipient_name} har begärt {kronor(due - left)} av {kronor(due)}"
        reason = f"{told}; {kronor(left)} är inte {'begärd' if left == 1 else 'begärda'}."
    return replace(
        row,
        status=Status.DECIDED if row.decided_kr is not None else Status.READY,
        reason=reason,
        payable_kr=asked,
        paid_kr=asked if row.decided_kr is not None else None,
        unrequested_kr=left,
    )


def _as_ordered(now: LedgerRow, ordered: Ordered, asking: RequisitionTerms) -> LedgerRow:
    """A line as it could be paid when it was decided, with what has come in since named beside it."""
    row = replace(
        now,
        reason="",
        next_deadline=None,
        lapsed_kr=None,
        requested_kr=ordered.requested_kr,
        requested_on=ordered.requested_on,
        bankgiro=ordered.bankgiro,
        plusgiro=ordered.plusgiro,
        payment_reference=ordered.payment_reference,
        payee_from=ordered.payee_from,
    )
    due = now.decided_kr or 0
    row = _payable(row, due, ordered.amount_kr, is_asked_for=asking.is_asked_for)
    return _told_later(row, _later(now, row, is_asked_for=asking.is_asked_for))


def _later(now: LedgerRow, ordered: LedgerRow, *, is_asked_for: bool) -> str:
    """What has come in after the decision and does not count, a Swedish sentence; empty when nothing has."""
    amount = f"{kronor(ordered.payable_kr or 0)} till {ordered.recipient_name} står fast som beslutat"
    asked, before = ((row.requested_kr, row.requested_on) for row in (now, ordered))
    if is_asked_for and asked != before:
        if now.requested_kr is None:
            return f"Rekvisitionen har tagits tillbaka efter beslutet. Det räknas inte: {amount}."
        came = f", inkommen den {day(now.requested_on)}," if now.requested_on else ""
        return f"Rekvisition efter beslutet på {kronor(now.requested_kr)}{came} räknas inte: {amount}."
    payee, payee_before = ((row.bankgiro, row.plusgiro, row.payment_reference) for row in (now, ordered))
    if payee != payee_before:
        to = f"bankgiro {ordered.bankgiro}" if ordered.bankgiro else f"plusgiro {ordered.plusgiro}"
        return (
            f"Konto eller referens har ändrats efter beslutet. Det räknas inte: {amount}, till {to} med referensen "
            f"{ordered.payment_reference}."
        )
    return ""


def _told_later(row: LedgerRow, later: str) -> LedgerRow:
    return replace(row, reason=f"{row.reason} {later}".strip(), later=later)


def adjusted_row(row: LedgerRow, books: Books) -> LedgerRow:
    """A payment row with what has been decided to adjust it."""
    adjusted = books.adjusted.get((row.programme, row.payment, row.recipient))
    if adjusted is None:
        return row
    if not adjusted.amount_kr:
        reason = f"{row.reason} Justeringarna av {row.recipient_name} i beslut {adjusted.reference} tar ut varandra."
        return replace(row, reason=reason.strip(), adjustment_reference=adjusted.reference)
    amount = adjusted.amount_kr
    told = f"får ytterligare {kronor(amount)}" if amount > 0 else f"ska återbetala {kronor(-amount)}"
    reason = f"{row.reason} {row.recipient_name} {told} enligt beslut {adjusted.reference}."
    return replace(
        row,
        reason=reason.strip(),
        further_kr=max(amount, 0) or None,
        claim_kr=max(-amount, 0) or None,
        adjustment_reference=adjusted.reference,
    )


def asked_kr(payment: Payment, requisition: Requisition | None, due_kr: int) -> int | None:
    """What a requisition asks for; 0 kronor means all of an amount that depends on performance (T18)."""
    if requisition is None:
        return None
    return due_kr if requisition.requested_kr == 0 and payment.depends_on_performance else requisition.requested_kr


def payee_faults(
    name: str,
    organisation_number: str,
    bankgiro: str | None,
    payment_reference: str | None,
    plusgiro: str | None = None,
) -> list[str]:
    """What keeps money from being sent to a recipient, as Swedish sentences."""
    faults = []
    if not is_organisation_number(organisation_number):
        faults.append(f"Organisationsnumret {organisation_number} för {name} har fel form eller kontrollsiffra.")
    if not bankgiro and not plusgiro:
        faults.append(f"Bankgiro saknas för {name}.")
    elif not bankgiro and plusgiro and not is_plusgiro(plusgiro):
        faults.append(
            f"Plusgirot {plusgiro} för {name} kan inte stämma: det ska ha två till åtta siffror med rätt "
            "kontrollsiffra sist."
        )
    elif bankgiro and not is_bankgiro(bankgiro):
        faults.append(
            f"Bankgirot {bankgiro} för {name} kan inte stämma: det ska ha sju eller åtta siffror med rätt "
            "kontrollsiffra sist."
        )
    if not payment_reference:
        faults.append(f"Betalningsreferens saknas för {name}.")
    return faults


def _requisition_faults(name: str, requisition: Requisition, asked: int | None, due_kr: int) -> list[str]:
    """What in a requisition keeps money from being paid on it, as Swedish sentences."""
    faults = []
    if not asked:
        faults.append(f"Rekvisitionen från {name} saknar belopp.")
    elif asked > due_kr:
        faults.append(f"{name} begär {kronor(asked)} men har rätt till {kronor(due_kr)}.")
    if requisition.received is None:
        faults.append(f"Rekvisitionen från {name} saknar uppgift om vilken dag den kom in.")
    return faults


def account_row(
    appropriation: Appropriation, region: Region, books: Books, payment_rows: Sequence[LedgerRow]
) -> LedgerRow:
    """One region's or SKR's account of a programme.

    To repay is what was received and not used, and what is claimed back, or more without reports (T13). It is held
    against `payment_rows` once anything has been paid on them.
    """
    key = (appropriation.programme, region.code)
    account, repayments = books.accounts.get(key), books.repayments.get(key, ())
    paid = [
        row.paid_kr + (row.further_kr or 0)
        for row in payment_rows
        if row.recipient == region.code and row.paid_kr is not None
    ]
    repaid = sum(repayment.amount_kr for repayment in repayments)
    row = LedgerRow(
        appropriation.programme,
        WHOLE_PROGRAMME,
        region.code,
        region.official_name,
        Status.NOT_ACCOUNTED,
        next_deadline=appropriation.account_by,
        repaid_kr=repaid,
    )
    liable = books.liable.get(key, 0)
    if liable:
        row = replace(row, liable_kr=liable, liable_repaid_kr=min(repaid, liable))
    reclaimed = books.reclaimed.get(key, 0)
    if reclaimed:
        row = replace(row, reclaimed_kr=reclaimed)
    if account is None:
        return _owing_row(row, liable, reclaimed, repaid, bool(paid)) if liable or reclaimed else row
    received, cost = account.received_kr, account.cost_kr
    to_repay = None if received is None or cost is None else max(max(received - cost, 0) + reclaimed, liable)
    row = replace(row, accounted_received_kr=received, cost_kr=cost, to_repay_kr=to_repay)
    faults = _account_faults(row, account, repayments, appropriation.account_by, sum(paid) if paid else None)
    is_settled = to_repay is not None and repaid >= to_repay
    if faults:
        status = Status.TO_INVESTIGATE
    elif not is_settled:
        status = Status.TO_REPAY
    else:
        status = Status.REPAID if to_repay else Status.ACCOUNTED
    return replace(
        row,
        status=status,
        reason=" ".join([*faults, *([_claim(reclaimed)] if reclaimed else [])]),
        next_deadline=None if is_settled else appropriation.account_by,
    )


def _owing_row(row: LedgerRow, liable_kr: int, reclaimed_kr: int, repaid_kr: int, is_paid: bool) -> LedgerRow:
    """A region without an account that lacks reports, or that money is claimed back from.

    Nothing is to be repaid before something has been paid (T13).
    """
    owed = max(liable_kr, reclaimed_kr)
    why = f"{row.recipient_name} har inte rapporterat allt som kravet omfattar" if liable_kr else ""
    claim = _claim(reclaimed_kr) if reclaimed_kr else ""
    if not is_paid and not repaid_kr:
        told = f"{why} och ska återbetala {kronor(liable_kr)} om beloppet betalas ut." if why else ""
        return replace(row, reason=f"{told} {claim}".strip())
    told = (
        f"{why} och ska återbetala {kronor(liable_kr)}"
        if why
        else f"{row.recipient_name} ska återbetala {kronor(owed)}"
    )
    reason = f"{told}; {kronor(min(repaid_kr, owed))} är återbetalda. {claim}".strip()
    status = Status.REPAID if repaid_kr >= owed else Status.TO_REPAY
    return replace(row, status=status, reason=reason, to_repay_kr=owed)


def _claim(reclaimed_kr: int) -> str:
    return (
        f"Socialstyrelsen återkräver {kronor(reclaimed_kr)}: medlen har inte använts för ändamålet eller avsett "
        "resultat har inte nåtts."
    )


def _account_faults(
    row: LedgerRow,
    account: EconomicAccount,
    repayments: Sequence[Repayment],
    last_day: date | None,
    paid_kr: int | None,
) -> list[str]:
    """Where the account, the repayments and what was paid do not agree, as Swedish sentences."""
    name, faults = row.recipient_name, []
    if account.received_kr is None:
        faults.append(f"Redovisningen från {name} saknar erhållet bidrag.")
    elif paid_kr is not None and account.received_kr != paid_kr:
        faults.append(f"{name} redovisar {kronor(account.received_kr)} som erhållet, men {kronor(paid_kr)} är betalda.")
    if account.cost_kr is None:
        faults.append(f"Redovisningen från {name} saknar kostnader.")
    if account.is_confirmed is False:
        faults.append(f"Ekonomichefens granskning säger att redovisningen från {name} inte är riktig.")
    if last_day and account.received and account.received > last_day:
        faults.append(f"Redovisningen från {name} kom in den {day(account.received)}, efter den {day(last_day)}.")
    repaid = sum(repayment.amount_kr for repayment in repayments)
    if row.to_repay_kr is not None and repaid > row.to_repay_kr:
        owed = "men oanvända" if not row.liable_kr and not row.reclaimed_kr else "men att återbetala"
        faults.append(f"{name} har återbetalat {kronor(repaid)}, {owed} är {kronor(row.to_repay_kr)}.")
    faults += [
        f"{name} återbetalade {kronor(repayment.amount_kr)} den {day(repayment.paid_on)}, efter den {day(last_day)}."
        for repayment in repayments
        if last_day and repayment.paid_on > last_day
    ]
    return faults


def _fixed_rows(appropriation: Appropriation) -> list[LedgerRow]:
    if not appropriation.own_costs_kr:
        return []
    return [
        LedgerRow(
            appropriation.programme,
            OWN_COSTS,
            OWN_COSTS,
            "Socialstyrelsen, egna kostnader",
            Status.FIXED,
            next_deadline=appropriation.requisition_by,
            entitled_kr=appropriation.own_costs_kr,
        )
    ]
