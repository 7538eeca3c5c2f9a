"""What decrees lay down alike: whose duty it is shows in the id, and only what is delivered has a delivery."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.deadlines import REPORT, Who
from rules.declaration import Duty, Paragraph, RequisitionDuties
from rules.months import months
from rules.numbers import Number, kr, last_day
from rules.standard_terms import (
    Assignment,
    each_month,
    economic_account,
    final_report,
    final_report_day,
    repayment,
    repayment_day,
    requisition,
)

BY = last_day(date(2032, 3, 31), "§ 1", "Sista dag")


def assignment(is_asked_for: bool = True) -> Assignment:
    return Assignment(
        2031,
        "9 Hälsovård",
        "1:99 Prov",
        "1 Prov",
        kr(400, "§ 1", "Högst"),
        kr(4, "§ 1", "Egna kostnader"),
        last_day(date(2031, 12, 1), "§ 1", "Rekvisition"),
        repayment_day(date(2032, 3, 31)),
        final_report_day(date(2032, 4, 30)),
        is_asked_for,
    )


@pytest.mark.parametrize(
    ("make", "who", "duty_id", "delivery"),
    [
        (requisition, Who.AGENCY, "rekvisition", None),
        (requisition, Who.SKR, "skr_rekvisition", "rekvisition"),
        (repayment, Who.AGENCY, "aterbetalning", None),
        (repayment, Who.SKR, "skr_aterbetalning", "aterbetalning"),
        (repayment, Who.REGION, "region_aterbetalning", None),
        (economic_account, Who.AGENCY, "ekonomisk_redovisning", None),
        (economic_account, Who.SKR, "skr_ekonomisk_redovisning", "ekonomisk_redovisning"),
        (economic_account, Who.REGION, "region_ekonomisk_redovisning", "ekonomisk_redovisning"),
    ],
)
def test_a_duty_says_whose_it_is_and_what_is_delivered_for_it(
    make: Callable[[Who, Number[date]], Duty], who: Who, duty_id: str, delivery: str | None
) -> None:
    duty = make(who, BY)
    assert (duty.id, duty.who, duty.day, duty.delivery_kind) == (duty_id, who, BY, delivery)


def test_the_final_report_is_the_agencys_and_a_report_that_is_handed_in() -> None:
    duty = final_report(BY, about=("det hela",))
    assert (duty.id, duty.who, duty.delivery_kind, duty.about) == (
        "slutredovisning",
        Who.AGENCY,
        REPORT,
        ("det hela",),
    )


def test_every_month_is_reported_by_itself() -> None:
    first, second = months(2031, 3, 4)
    assert each_month("data", (first, second)) == (("data", (first,), first), ("data", (second,), second))


def test_every_duty_of_an_assignment_is_told_by_one_of_its_paragraphs() -> None:
    own = assignment()
    told = [duty for paragraph in own.paragraphs for duty in paragraph.duties]
    declared = [duty.id if isinstance(duty, Duty) else "region_rekvisition" for duty in own.duties]
    assert sorted(told) == sorted(declared) and any(isinstance(duty, RequisitionDuties) for duty in own.duties)


def test_every_number_of_an_assignment_is_told_by_one_of_its_paragraphs() -> None:
    own = assignment()
    numbers = [value for value in vars(own).values() if isinstance(value, Number)]
    told = [number for paragraph in own.paragraphs for number in paragraph.numbers]
    assert all(number in told for number in numbers) and len(numbers) == 5


@pytest.mark.parametrize(
    ("is_asked_for", "deliveries"), [(True, ("rekvisition",)), (False, ("rekvisition", "anvisningar"))]
)
def test_payments_that_the_text_does_not_ask_for_wait_for_an_instruction(
    is_asked_for: bool, deliveries: tuple[str, ...]
) -> None:
    paragraphs = {paragraph.about: paragraph for paragraph in assignment(is_asked_for).paragraphs}
    asked = paragraphs["Regionernas rekvisitioner"]
    assert (asked.deliveries, bool(asked.note)) == (deliveries, not is_asked_for)


def test_the_appropriation_has_the_days_of_the_assignment() -> None:
    own = assignment()
    money = own.appropriation
    assert (money.amount, money.own_costs, money.requisition_by, money.account_by, money.skr) == (
        own.amount,
        own.own_costs,
        own.requisition_by,
        own.account_by,
        None,
    )


def test_the_decision_has_what_is_its_own_among_what_all_have() -> None:
    own = assignment()
    amounts, followed_up, also = Paragraph("Belopp"), Paragraph("Uppföljning"), Paragraph("Annat")
    section = own.section(amounts, followed_up, also)
    told = [paragraph.about for paragraph in section.paragraphs]
    assert told[1:7:2] == ["Belopp", "Uppföljning", "Annat"]
    assert section.paragraphs[6:] == own.paragraphs
    assert (section.appropriation, section.duties) == (own.appropriation, own.duties)
