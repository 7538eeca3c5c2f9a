"""The map of the law: every section of the decrees and the decisions that carry them out, and what it became.

Made from the declarations alone, in the order of the texts. Nothing is computed here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rules.deadlines import Deadline
from rules.declaration import (
    Decree,
    Duty,
    MonthEndDuty,
    Monthly,
    Paragraph,
    Payment,
    ReportDuty,
    RequisitionDuties,
    Section,
)
from rules.duties import of_decree
from rules.found_decrees import decrees
from rules.numbers import Number
from rules.swedish import day, listing

REQUISITIONS = "region_rekvisition"
"""What the ids of the deadlines for the regions' requests begin with."""


@dataclass(frozen=True)
class LawRow:
    """One section, or one `paragraph` of it (empty for the section as a whole), and what it became.

    `became` are short Swedish phrases with ids between backticks; `reason` is why it computes nothing or what the
    phrases do not say, empty for nothing. One that is not `is_carried` is a duty that the project does not carry.
    """

    document: str
    section: str
    paragraph: str
    became: tuple[str, ...]
    reason: str
    is_carried: bool = True

    @property
    def place(self) -> str:
        """The section, and which paragraph of it."""
        return f"{self.section}: {self.paragraph}" if self.paragraph else self.section

    @property
    def words(self) -> tuple[str, ...]:
        """What it became and the reason, the phrases that a row of a table shows."""
        return (*self.became, *((self.reason,) if self.reason else ()))


def law_map() -> tuple[LawRow, ...]:
    """The rows of all decrees, each followed by the decisions that carry it out."""
    return tuple(row for decree in decrees() for row in rows_of(decree))


def by_document() -> dict[str, list[LawRow]]:
    """The same rows by the title of their document."""
    found: dict[str, list[LawRow]] = {}
    for row in law_map():
        found.setdefault(row.document, []).append(row)
    return found


def rows_of(decree: Decree) -> Iterator[LawRow]:
    """The rows of one decree; `KeyError` for a paragraph that names what the decree does not have."""
    for section in decree.sections:
        yield from _rows(decree, _title(decree.title, decree.reference), section)
    for decision in decree.further_decisions:
        for section in decision.sections:
            yield from _rows(decree, _title(decision.title, decision.reference), section)


def _title(title: str, reference: str | None) -> str:
    return f"{title} ({reference})" if reference else title


def _rows(decree: Decree, document: str, section: Section) -> Iterator[LawRow]:
    shown = f"{section.title} – {section.heading}" if section.heading else section.title
    became = tuple(_of_section(decree, section))
    if became or section.note or not section.paragraphs:
        yield LawRow(document, shown, "", became, section.note)
    for each in section.paragraphs:
        yield LawRow(document, shown, each.about, tuple(_of_paragraph(decree, each)), each.note, each.is_carried)


def _of_section(decree: Decree, section: Section) -> Iterator[str]:
    """What a section declares that none of its paragraphs tells."""
    told = section.paragraphs
    numbers = {number.name for each in told for number in each.numbers}
    duties = {duty for each in told for duty in each.duties}
    requirements = {requirement for each in told for requirement in each.requirements}
    payments = {payment for each in told for payment in each.payments}
    if (money := section.appropriation) is not None:
        yield (
            f"anslag: utgiftsområde {money.expenditure_area}, anslaget {money.name}, anslagsposten {money.item}, "
            f"budgetåret {money.budget_year}; tabellen `out.appropriation`"
        )
    for number in decree.numbers:
        if number.section == section.title and number.name not in numbers:
            yield _number(number)
    for duty in section.duties:
        if duty_id(duty) not in duties:
            yield from _deadlines(decree, duty_id(duty))
    if section.reporting:
        yield (
            f"krav att rapportera leveranser av slaget `{section.reporting.kind.id}`; tabellerna `out.reporting_gap` "
            "och `out.repayment_liability`"
        )
    yield from (_requirement(each) for each in section.requirements if each.id not in requirements)
    for payment in section.payments:
        if payment.id not in payments:
            yield from _payment(decree, payment)
    yield from (f"ska gå jämnt ut: {each.title}" for each in section.set_aside)
    yield from (f"uppföljning `{each.id}`: {each.title}" for each in section.indicators)
    if section.capacity:
        yield f"uppföljning av leveranser av slaget `{section.capacity.kind.id}`; tabellen `out.capacity`"


def _of_paragraph(decree: Decree, paragraph: Paragraph) -> Iterator[str]:
    yield from map(_number, paragraph.numbers)
    for duty in paragraph.duties:
        yield from _deadlines(decree, duty)
    yield from (_requirement(decree.requirement(each)) for each in paragraph.requirements)
    for each in paragraph.payments:
        yield from _payment(decree, decree.payment(each))
    yield from _named("leverans av slaget", "leveranser av slagen", paragraph.deliveries)
    yield from _named("tabellen", "tabellerna", paragraph.tables)
    if paragraph.readings:
        yield f"läst enligt {listing(paragraph.readings)}"


def _named(one: str, many: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        yield f"{one if len(names) == 1 else many} {listing([f'`{name}`' for name in names])}"


def _number(number: Number[Any]) -> str:
    return f"tal `{number.name}`: {number.meaning}"


def _requirement(requirement: Monthly) -> str:
    return (
        f"krav `{requirement.id}`: {requirement.title}, mätt på leveranser av slaget `{requirement.kind}`"
        f"{_read(requirement.readings)}; tabellen `out.qualification`"
    )


def _payment(decree: Decree, payment: Payment) -> Iterator[str]:
    parts = listing([f"`{component.id}`" for component in payment.components])
    readings = {reading for part in payment.parts for reading in part.readings}
    yield f"utbetalning `{payment.id}`: {payment.title}, med {parts}{_read(readings)}; tabellen `out.payout`"
    if payment.paid_by:
        yield from _deadlines(decree, f"utbetalning_{payment.id}")


def _read(readings: Iterable[str]) -> str:
    return f" ({', '.join(sorted(readings))})" if readings else ""


def duty_id(duty: Duty | MonthEndDuty | ReportDuty | RequisitionDuties) -> str:
    """What the ids of the deadlines of a duty begin with, which a paragraph calls it by."""
    match duty:
        case ReportDuty():
            return duty.kind
        case RequisitionDuties():
            return REQUISITIONS
        case _:
            return duty.id


def _deadlines(decree: Decree, begins: str) -> Iterator[str]:
    """The deadlines of one duty in one phrase; those that months tell apart by the first and the last."""
    found = [each for each in of_decree(decree) if each.id == begins or each.id.startswith(f"{begins}_")]
    exact = [each for each in found if each.id == begins] or found
    if not exact:
        if begins == REQUISITIONS:
            return
        raise KeyError(begins)
    if begins == REQUISITIONS or len(exact) == 1:
        yield from (f"frist `{each.id}`: {each.who.value} ska {each.what}, {_by(each)}" for each in exact)
        return
    first, last = exact[0], exact[-1]
    yield (
        f"{len(exact)} frister `{first.id}`–`{last.id}`: {first.who.value} ska {first.what}, {_by(first)}, "
        f"och så vidare till {_by(last)}"
    )


def _by(deadline: Deadline) -> str:
    if deadline.day is None:
        return "den dag som myndigheten anger"
    return f"senast den {day(deadline.day)}{' (förval)' if deadline.is_default_day else ''}"
