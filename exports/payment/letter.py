"""The text of a letter to one region about a decided payment: what was decided, why, when it is paid and what to do.

Plain text, a line per paragraph, to be sent as it is or put on the agency's own paper. Everything is told from the
seal and from what gives its amounts; where that comes from belongs to who asks for the letters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rules.deadlines import Deadline
from rules.declaration import Component, Decree, Payment
from rules.duties import RequisitionTerms
from rules.explanation_terms import component_terms
from rules.numbers import Values
from rules.regions import BY_CODE
from rules.seals import Seal
from rules.swedish import day, kronor, listing, month_name

AGENCY = "Socialstyrelsen"
PAYER = "Kammarkollegiet"
PRACTICE = (
    "ÖVNINGSBESLUT – beslutet vilar på uppgifter märkta {marks}, som inte är verkliga. Inget får betalas ut på det, "
    "och brevet får inte skickas."
)


@dataclass(frozen=True)
class MonthReason:
    """The sentence that says what one month of a requirement gave the region, and why."""

    requirement: str
    month: date
    reason: str


@dataclass(frozen=True)
class Letter:
    """All that a letter tells. `months` and `sentences` are why, `to_do` the region's own days, in order of time.

    `adjusting` are the seals that adjust the payment, `contact` who answers questions.
    """

    decree: Decree
    payment: Payment
    region_code: str
    seal: Seal
    asking: RequisitionTerms
    months: Sequence[MonthReason] = ()
    sentences: Sequence[str] = ()
    to_do: Sequence[Deadline] = ()
    adjusting: Sequence[Seal] = ()
    contact: str = ""

    @property
    def amount_kr(self) -> int:
        """What was decided for the region."""
        return self.seal.kr_of(self.region_code)


def letter_text(letter: Letter) -> str:
    """The letter, which is the same as long as what it tells is."""
    return "".join(f"{line}\n" for line in _lines(letter))


def _lines(letter: Letter) -> Iterator[str]:
    region, seal, payment = BY_CODE[letter.region_code], letter.seal, letter.payment
    reference = f" ({letter.decree.reference})" if letter.decree.reference else ""
    yield from (region.official_name, f"Organisationsnummer {region.organisation_number}", "")
    if seal.marks:
        yield from (PRACTICE.format(marks=listing(seal.marks)), "")
    yield from (f"Beslut om statsbidrag: {payment.title}", f"{letter.decree.title}{reference}, {payment.section}")
    yield from (f"Diarienummer {seal.reference}, den {day(seal.decided_on)}", "")
    what = f"får {kronor(letter.amount_kr)}" if letter.amount_kr else "inte får något"
    yield f"{AGENCY} har den {day(seal.decided_on)} beslutat att {region.official_name} {what} i utbetalningen."
    yield f"Beslutet har fattats av {listing(seal.decided_by)}."
    yield from ("", "BELOPP", *_amounts(letter))
    yield from ("", "VARFÖR", *_reasons(letter))
    yield from ("", "UTBETALNING", *_paying(letter))
    if letter.to_do:
        yield from ("", "DET HÄR SKA REGIONEN GÖRA", *(f"- {deadline.sentence}" for deadline in letter.to_do))
    yield from _later(letter)
    yield from ("", "FRÅGOR")
    yield f"{letter.contact or AGENCY} svarar på frågor. Ange diarienummer {seal.reference}."
    yield from ("", f"Beslut nummer {seal.number}, kontrollsumma {seal.hash}")


def _amounts(letter: Letter) -> Iterator[str]:
    shown = list(_shown(letter))
    yield from (f"- {component.heading}: {kronor(amount)}" for component, amount in shown)
    if len(shown) > 1:
        yield f"- Summa: {kronor(letter.amount_kr)}"


def _shown(letter: Letter) -> Iterator[tuple[Component, int]]:
    """The parts of the payment that the region was decided, without one that is left out where it gives nothing."""
    by_component = letter.seal.by_component()
    for component in letter.payment.components:
        amount = by_component.get(component.id, {}).get(letter.region_code)
        if amount is not None and (amount or not component.is_left_out_when_zero):
            yield component, amount


def _reasons(letter: Letter) -> Iterator[str]:
    yield "Beloppen följer av villkoren i beslutet om statsbidraget:"
    for component, _ in _shown(letter):
        if terms := component_terms(letter.decree, letter.payment.id, component.id, Values()):
            yield f"{component.heading}:"
            yield from (f"- {term}" for term in terms)
    yield from letter.sentences
    requirement = ""
    for month in letter.months:
        if month.requirement != requirement:
            requirement = month.requirement
            yield from ("", f"{letter.decree.requirement(requirement).title}:")
        yield f"- {month_name(month.month).capitalize()}: {month.reason}"


def _paying(letter: Letter) -> Iterator[str]:
    seal, payment = letter.seal, letter.payment
    if not letter.amount_kr:
        yield "Inget betalas ut."
        return
    if seal.pay_on:
        yield f"{PAYER} ombeds betala ut beloppet den {day(seal.pay_on)}."
    elif payment.paid_by:
        yield f"Beloppet betalas ut av {PAYER} senast den {day(payment.paid_by.value)} ({payment.section})."
    else:
        yield f"Beloppet betalas ut av {PAYER}; beslutet anger ingen dag."
    if letter.asking.is_asked_for:
        last_day = letter.asking.last_day
        until = f" senast den {day(last_day)}" if last_day else ""
        lapsed = "; för sent eller inte alls ger ingen betalning" if last_day and last_day < seal.decided_on else ""
        yield f"Det betalas bara om regionen har begärt det: en rekvisition ska ha kommit in{until}{lapsed}."
    else:
        yield "Regionen behöver inte rekvirera beloppet."


def _later(letter: Letter) -> Iterator[str]:
    """What was decided afterwards for the region."""
    later = [(seal, amount) for seal in letter.adjusting if (amount := seal.kr_of(letter.region_code))]
    if not later:
        return
    yield from ("", "SENARE BESLUT")
    for seal, amount in later:
        told = f"får ytterligare {kronor(amount)}" if amount > 0 else f"ska betala tillbaka {kronor(-amount)}"
        yield f"- Den {day(seal.decided_on)} ({seal.reference}) beslutades att regionen {told}."
