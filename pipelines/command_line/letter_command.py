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
from rules.preliminary import remaining_of
from rules.regions import BY_CODE
from rules.replay import given
from rules.swedish import listing
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
    sentences = _sentences(decree, payment, evidence)
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
                sentences=[sentences[code]] if code in sentences else [],
                to_do=_to_do(decree, payment, told),
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


def _sentences(decree: Decree, payment: Payment, evidence: Evidence) -> dict[str, str]:
    """A sentence per county code where the payment pays by tariff; empty otherwise."""
    tariff = next((part for part in payment.parts if isinstance(part, CappedTariff)), None)
    if tariff is None:
        return {}
    case = Case(decree, given(evidence.inputs["rows"], evidence.inputs["decided"]))
    return tariff_reasons(case, tariff, remaining_of(case, tariff))


def _to_do(decree: Decree, payment: Payment, told: Instructions) -> list[Deadline]:
    """What the region has left to do for the payment, or for the grant as a whole, monthly reports apart."""
    own = [
        deadline
        for deadline in of_decree(decree, told)
        if deadline.who is Who.REGION and deadline.payment in (None, payment.id) and not deadline.months
    ]
    return sorted(own, key=lambda deadline: (deadline.day or date.max, deadline.id))
