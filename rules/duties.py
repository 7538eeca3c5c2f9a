"""The deadlines of one decree, from the duties that it declares and the days that the agency has set (T23).

Where a decree leaves a day to the agency a default stands until the agency sets one: reports three weeks after the
month, no last day for requisitions, nothing more asked for. Which deadlines there are in all is in `rules.calendar`.

The sentences on requisition, repayment and economic account name nobody in the assignments to the agency. Where the
money goes on to the regions, repayment and account are read as binding both; the last day for requisitions is the
agency's own (T18).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from rules.deadlines import Deadline, Who, last_day, weeks_after
from rules.declaration import Asking, Decree, Duty, MonthEndDuty, Payment, ReportDuty, Section
from rules.instructions import DECREE_NUMBER, NONE, Instructions, set_for
from rules.numbers import Number
from rules.swedish import listing, month_span

REPORT_WEEKS = Number(
    3,
    "veckor efter månadens slut",
    "T23",
    "Sista dag för rapporter; förval tills myndigheten anger ett datum",
    "report_weeks",
)
"""The default where the decree leaves the day of a report to the agency."""
REQUISITION = "region_rekvisition_"
"""What the ids of the days for requisitions begin with; the payment follows."""


def of_decree(decree: Decree, instructions: Instructions = NONE) -> Iterator[Deadline]:
    """The deadlines of one decree, in the order of its text; those without a day too."""
    for deadline in _declared(decree, instructions):
        told = set_for(instructions, deadline.id) if deadline.is_agencys else None
        yield replace(deadline, day=told.day or deadline.day, reference=told.reference) if told else deadline


def _declared(decree: Decree, instructions: Instructions) -> Iterator[Deadline]:
    for section in decree.sections:
        for duty in section.duties:
            match duty:
                case Duty():
                    yield _of_duty(decree, section, duty)
                case MonthEndDuty():
                    yield from _of_month_ends(decree, section, duty)
                case ReportDuty():
                    yield from _of_reports(decree, section, duty)
                case _:
                    yield from _requisitions(decree, section, instructions)
        for payment in section.payments:
            if payment.paid_by:
                yield _payment_day(decree, payment, payment.paid_by.value)


def _payment_day(decree: Decree, payment: Payment, by: date) -> Deadline:
    what = f"betala ut ”{payment.title}”"
    return Deadline(decree.id, f"utbetalning_{payment.id}", what, Who.PAYER, by, payment.section, payment=payment.id)


def _of_duty(decree: Decree, section: Section, duty: Duty) -> Deadline:
    return Deadline(
        decree.id,
        duty.id,
        f"{duty.what} om {listing(list(duty.about))}" if duty.about else duty.what,
        duty.who,
        duty.day.value if duty.day else None,
        section.title,
        payment=duty.payment,
        delivery_kind=duty.delivery_kind,
        is_agencys=duty.day is None,
        parts=duty.about,
    )


def _of_month_ends(decree: Decree, section: Section, duty: MonthEndDuty) -> Iterator[Deadline]:
    for month in duty.months.value:
        yield Deadline(decree.id, f"{duty.id}_{month:%Y-%m}", duty.what, duty.who, last_day(month), section.title)


def _of_reports(decree: Decree, section: Section, duty: ReportDuty) -> Iterator[Deadline]:
    weeks = duty.weeks or REPORT_WEEKS
    for what, about, with_month in duty.reports:
        yield Deadline(
            decree.id,
            _report_id(duty.kind, about),
            f"rapportera {what} för {month_span(about[0], about[-1])} till {duty.to}",
            Who.REGION,
            weeks_after(with_month, weeks.value),
            section.title,
            payment=duty.payment_of.get(about[0], duty.payment),
            months=about,
            delivery_kind=duty.kind,
            is_agencys=duty.weeks is None,
        )


def _requisitions(decree: Decree, section: Section, instructions: Instructions) -> Iterator[Deadline]:
    for payment in decree.payments:
        if terms(payment, instructions).is_asked_for:
            yield Deadline(
                decree.id,
                requisition_id(payment),
                f"rekvirera utbetalningen ”{payment.title}”",
                Who.REGION,
                payment.requisition_by,
                section.title,
                payment=payment.id,
                delivery_kind="rekvisition",
                is_agencys=payment.asked_for_by is None,
            )


def _report_id(kind: str, months: tuple[date, ...]) -> str:
    """`bup_2024-02`, or `vardplatser_2023` for a report on several months of a year."""
    return f"{kind}_{months[0]:%Y-%m}" if len(months) == 1 else f"{kind}_{months[0]:%Y}"


def requisition_id(payment: Payment) -> str:
    """The id of the deadline by which a payment is to be asked for."""
    return REQUISITION + payment.id


def settable(decree: Decree) -> tuple[str, ...]:
    """The ids of what an instruction can set: days left to the agency, payments it may ask for, the decree's number."""
    days = [deadline.id for deadline in of_decree(decree) if deadline.is_agencys]
    asked = [requisition_id(payment) for payment in decree.payments if payment.asking is Asking.AGENCY_MAY_ASK]
    number = [] if decree.reference else [DECREE_NUMBER]
    return (*days, *asked, *number)


@cache
def report_days(decree: Decree, kind: str, instructions: Instructions = NONE) -> Mapping[date, date]:
    """The last day of the report on each month of a kind of report; a month without one has the default of T23."""
    found = {month: weeks_after(month, REPORT_WEEKS.value) for month in decree.months_of(kind)}
    for deadline in of_decree(decree, instructions):
        if deadline.delivery_kind == kind and deadline.day:
            found |= dict.fromkeys(deadline.months, deadline.day)
    return found


@dataclass(frozen=True)
class RequisitionTerms:
    """Whether a region has to ask for a payment, and by which day; None is no last day (T18, T23)."""

    is_asked_for: bool
    last_day: date | None = None


def terms(payment: Payment, instructions: Instructions = NONE) -> RequisitionTerms:
    """The terms of one payment: those of the text, and what the agency has set where the text leaves it open."""
    told = set_for(instructions, requisition_id(payment))
    if payment.asked_for_by:
        return RequisitionTerms(True, payment.asked_for_by.value)
    if payment.asking is Asking.PAID_WITHOUT:
        return RequisitionTerms(False)
    return RequisitionTerms(payment.asking is Asking.ASKED_FOR or told is not None, told.day if told else None)
