"""Every day by which the decrees want something done, as `Deadline`s, from the duties that they declare.

Only what has a last day. Without one, and therefore not here: keeping the Government Offices informed, and payments
that are to be made in a certain month. Nor is the reporting of other assignments that a decree mentions in passing.

The sentences on requisition, repayment and economic account name nobody in the assignments to the agency. Where the
money goes on to the regions they are read as binding both: the agency for its own costs, the regions for the rest.
"""

from collections.abc import Iterator
from datetime import date

from rules.deadlines import Deadline, Who, last_day, weeks_after
from rules.declaration import Decree, Duty, MonthEndDuty, ReportDuty, Section
from rules.found_decrees import decrees
from rules.swedish import month_span


def deadlines() -> tuple[Deadline, ...]:
    """The deadlines of all decrees by day, then in the order of the decrees and of their text."""
    every = (deadline for decree in decrees() for deadline in of_decree(decree))
    return tuple(sorted(every, key=lambda deadline: deadline.day))


def of_decree(decree: Decree) -> Iterator[Deadline]:
    """The deadlines of one decree, in the order of its text."""
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
                    yield from _requisitions(decree, section)


def _of_duty(decree: Decree, section: Section, duty: Duty) -> Deadline:
    return Deadline(
        decree.id,
        duty.id,
        duty.what,
        duty.who,
        duty.day.value,
        section.title,
        payment=duty.payment,
        delivery_kind=duty.delivery_kind,
        is_default_day=duty.is_default_day,
    )


def _of_month_ends(decree: Decree, section: Section, duty: MonthEndDuty) -> Iterator[Deadline]:
    for month in duty.months.value:
        yield Deadline(decree.id, f"{duty.id}_{month:%Y-%m}", duty.what, duty.who, last_day(month), section.title)


def _of_reports(decree: Decree, section: Section, duty: ReportDuty) -> Iterator[Deadline]:
    for what, about, with_month in duty.reports:
        yield Deadline(
            decree.id,
            _report_id(duty.kind, about),
            f"rapportera {what} för {month_span(about[0], about[-1])} till {duty.to}",
            Who.REGION,
            weeks_after(with_month, duty.weeks.value),
            section.title,
            payment=duty.payment_of.get(about[0], duty.payment),
            months=about,
            delivery_kind=duty.kind,
            is_default_day=duty.is_default_day,
        )


def _requisitions(decree: Decree, section: Section) -> Iterator[Deadline]:
    for payment in decree.payments:
        if payment.requisition_by:
            yield Deadline(
                decree.id,
                f"region_rekvisition_{payment.id}",
                f"rekvirera utbetalningen ”{payment.title}”",
                Who.REGION,
                payment.requisition_by,
                section.title,
                payment=payment.id,
                delivery_kind="rekvisition",
            )


def _report_id(kind: str, months: tuple[date, ...]) -> str:
    """`bup_2024-02`, or `vardplatser_2023` for a report on several months of a year."""
    return f"{kind}_{months[0]:%Y-%m}" if len(months) == 1 else f"{kind}_{months[0]:%Y}"
