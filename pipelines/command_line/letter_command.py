"""The letters to the regions about a decided payment, made from its seal and what the sealed deliveries give.

The reasons are computed anew from the deliveries that the seal names and must come to the amounts that it holds, so
that a letter never tells of another basis than the one decided on. The wording is in `exports.payment.letter`.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from assets.day import instructions_of, numbered
from exports.evidence.package import Evidence
from exports.payment.letter import Letter, MonthReason, letter_text
from exports.whole_file import whole_file
from pipelines.command_line.evidence_command import NoEvidenceError, evidence_of
from pipelines.decisions.decided import decisions_of
from pipelines.open_warehouse import open_to
from pipelines.settings import Settings
from rules.case import Case
from rules.deadlines import Deadline, Who
from rules.declaration import Decree, Payment
from rules.duties import of_decree, terms
from rules.found_decrees import decree as decree_of
from rules.instructions import Instructions
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.condition import OnCondition, Redistributed
from rules.mechanisms.monthly_pots import BonusPot
from rules.preliminary import remaining_of
from rules.regions import BY_CODE
from rules.replay import given
from rules.seals import Seal
from rules.swedish import day, kronor, listing, number
from rules.tariff_reasons import tariff_reasons

FOLDER = "brev"
"""Below the folder of exports."""


class NoLetterError(Exception):
    """No letter can be written about the payment; the message is Swedish and says what to do."""


def letters(settings: Settings, programme: str, payment_id: str, region: str = "") -> dict[str, str]:
    """The letters by county code, of one region or of all that the payment was decided for. Raises `NoLetterError`."""
    decree = decree_of(programme)
    known = {payment.id: payment for payment in decree.payments}
    if payment_id not in known:
        raise NoLetterError(f"{programme} har ingen utbetalning {payment_id!r}; det finns {listing(list(known))}.")
    payment, decisions = known[payment_id], decisions_of(settings)
    if faults := decisions.faults():
        raise NoLetterError("\n".join(faults))
    seal = decisions.of(programme).get(payment_id)
    if seal is None:
        raise NoLetterError(
            f"{payment.title} är inte beslutad, och brev skrivs bara om det som är beslutat. Besluta utbetalningen med "
            f"bonuspott decide {programme} {payment_id}."
        )
    try:
        evidence = evidence_of(settings, programme, payment_id)
    except NoEvidenceError as error:
        raise NoLetterError(f"Skälen i breven räknas fram ur det som beslutades, och det går inte.\n{error}") from error
    with open_to(settings).reading() as connection:
        told = instructions_of(connection).get(programme, ())
        titled = numbered(connection, decree)
    case = Case(decree, given(evidence.inputs["rows"], evidence.inputs["decided"]))
    by_tariff = _by_tariff(case, payment)
    adjusting = [each for each in decisions.adjusting(programme) if each.payment == payment_id]
    codes = sorted({amount.region_code for amount in seal.amounts})
    return {
        code: letter_text(
            Letter(
                decree=titled,
                payment=payment,
                region_code=code,
                seal=seal,
                asking=terms(payment, told),
                months=_months(decree, payment, evidence, code),
                sentences=[*by_tariff.get(code, ()), *sharing(case, payment, seal, code)],
                to_do=_to_do(decree, payment, told, seal.decided_on),
                adjusting=adjusting,
                contact=seal.contact or settings.contact,
            )
        )
        for code in codes
        if region in ("", code)
    }


def write_letters(texts: dict[str, str], programme: str, payment: str, folder: Path) -> Iterator[Path]:
    """Write each letter to a file of its own and return where. Raises `OSError`."""
    for code, text in texts.items():
        plain = unicodedata.normalize("NFKD", BY_CODE[code].name.lower()).encode("ascii", "ignore").decode()
        path = folder / f"{programme}_{payment}_{code}_{plain.replace(' ', '_')}.txt"
        with whole_file(path) as unfinished:
            unfinished.write_text(text, encoding="utf-8", newline="\n")
        yield path


def _months(decree: Decree, payment: Payment, evidence: Evidence, code: str) -> list[MonthReason]:
    """The months that the payment pays for, requirement by requirement."""
    order = [requirement.id for requirement in decree.requirements]
    paid = {month.isoformat() for month in decree.paid_months.get(payment.id, ())}
    own = [row for row in evidence.results["qualification"] if row["region_code"] == code and row["month"] in paid]
    own.sort(key=lambda row: (order.index(row["requirement"]), row["month"]))
    return [MonthReason(row["requirement"], date.fromisoformat(row["month"]), row["reason"]) for row in own]


def _by_tariff(case: Case, payment: Payment) -> dict[str, list[str]]:
    """A sentence per county code where the payment pays by tariff; empty otherwise."""
    tariff = next((part for part in payment.parts if isinstance(part, CappedTariff)), None)
    if tariff is None:
        return {}
    return {code: [reason] for code, reason in tariff_reasons(case, tariff, remaining_of(case, tariff)).items()}


def sharing(case: Case, payment: Payment, seal: Seal, code: str) -> Iterator[str]:
    """What the amounts are shared by, and why the region has no part in some."""
    for part in payment.parts:
        if part.printed_in:
            heading = listing([each.heading for each in part.components])
            yield f"{heading}: beloppet följer av beslutet, {part.printed_in}."
        if isinstance(part, BonusPot):
            pot_kr = sum(seal.by_component().get(part.component.id, {}).values())
            yield (
                f"Bonuspotten är det som var reserverat men inte tjänades in, {kronor(pot_kr)}, och delas i proportion "
                "till vad varje region fick för uppfyllda krav (T04)."
            )
    conditions = {part.condition: None for part in payment.parts if isinstance(part, OnCondition | Redistributed)}
    for condition in conditions:
        if code not in condition.met_by(case):
            yield condition.not_met_reason(case, (case.given.accounts or {}).get(code))
    groups = dict.fromkeys(group for part in payment.parts for group in part.age_groups)
    known = {group: weights for group in groups if (weights := case.whole(group))}
    counts = [
        f"{number(weights[code])} av {number(sum(weights.values()))} invånare"
        + ("" if group == "totalt" else f" {group.replace('-', '–')} år")
        for group, weights in known.items()
    ]
    if counts:
        yield f"Regionens befolkning den {day(case.decree.population_date)}: {listing(counts)}."


def _to_do(decree: Decree, payment: Payment, told: Instructions, decided_on: date) -> list[Deadline]:
    """What the region has left to do for the payment, or for the grant as a whole, monthly reports apart.

    What the payment hangs on and should have been done before it was decided cannot be done any more.
    """
    own = [
        deadline
        for deadline in of_decree(decree, told)
        if deadline.who is Who.REGION and deadline.payment in (None, payment.id) and not deadline.months
        if not (deadline.payment and deadline.day and deadline.day < decided_on)
    ]
    return sorted(own, key=lambda deadline: (deadline.day or date.max, deadline.id))
