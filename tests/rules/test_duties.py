"""What the agency can set of a decree, and the days of reports and requisitions that follow."""

from datetime import date

import pytest

from rules.declaration import Decree
from rules.decrees.tillganglighet_2024 import DECREE as AGREEMENT
from rules.decrees.vardkoer_2025 import DECREE as QUEUES
from rules.decrees.vardplatser_2024 import DECREE as BEDS
from rules.duties import RequisitionTerms, of_decree, report_days, settable, terms
from rules.found_decrees import decrees
from rules.instructions import DECREE_NUMBER, Instruction
from rules.months import months

DAY, REFERENCE = date(2024, 4, 30), "4.1-1/2024"
MARCH = date(2024, 3, 1)


def test_of_the_agreement_the_agency_sets_nothing() -> None:
    assert settable(AGREEMENT) == ()


def test_of_the_beds_decree_the_agency_sets_reports_requisitions_and_tells_its_number() -> None:
    reports = ["vardplatser_2023", *(f"vardplatser_2024-{month:02}" for month in range(1, 13)), "vardplatser_2025"]
    assert sorted(settable(BEDS)) == sorted(
        [*reports, "region_rekvisition_grundkrav", "region_rekvisition_slut", DECREE_NUMBER]
    )


def test_of_the_queues_decree_the_agency_sets_reports_accounts_and_may_ask_for_requisitions() -> None:
    reports = ["operationer_2024", *(f"operationer_2025-{month:02}" for month in range(2, 11))]
    asked = ["region_rekvisition_block1", "region_rekvisition_block2"]
    number = [] if QUEUES.reference else [DECREE_NUMBER]
    assert sorted(settable(QUEUES)) == sorted([*reports, *asked, "redovisning", *number])


@pytest.mark.parametrize("decree", decrees(), ids=lambda decree: decree.id)
def test_every_day_that_can_be_set_is_taken_up_by_its_deadline_alone(decree: Decree) -> None:
    for name in settable(decree):
        if name == DECREE_NUMBER:
            continue
        changed = [each for each in of_decree(decree, (Instruction(name, DAY, REFERENCE),)) if each.reference]
        assert [(each.id, each.day, each.reference) for each in changed] == [(name, DAY, REFERENCE)]


@pytest.mark.parametrize(
    ("decree", "kind", "month", "last_day"),
    [
        pytest.param(BEDS, "vardplatser", MARCH, date(2024, 4, 21), id="three weeks after the month"),
        pytest.param(BEDS, "vardplatser", date(2023, 3, 1), date(2024, 2, 21), id="the year before, with January"),
        pytest.param(BEDS, "vardplatser", date(2025, 3, 1), date(2025, 1, 21), id="the plan, with December"),
        pytest.param(AGREEMENT, "bup", date(2024, 11, 1), date(2024, 12, 21), id="three weeks, says the agreement"),
        pytest.param(AGREEMENT, "bup", date(2023, 11, 1), date(2023, 12, 21), id="a month that no duty names"),
        pytest.param(QUEUES, "operationer", date(2025, 10, 1), date(2025, 11, 21), id="operations"),
    ],
)
def test_every_month_of_a_report_has_a_last_day(decree: Decree, kind: str, month: date, last_day: date) -> None:
    assert report_days(decree, kind)[month] == last_day


@pytest.mark.parametrize("decree", [AGREEMENT, BEDS, QUEUES], ids=lambda decree: decree.id)
def test_no_month_that_is_measured_lacks_a_last_day(decree: Decree) -> None:
    for each in decree.measured:
        assert set(each.months) <= report_days(decree, each.kind.id).keys()


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(Instruction("vardplatser_2024-03", DAY, REFERENCE), id="named with its month"),
        pytest.param(Instruction("vardplatser", DAY, REFERENCE, MARCH), id="named by kind and month"),
    ],
)
def test_an_instruction_moves_the_last_day_of_its_month_alone(told: Instruction) -> None:
    default, moved = report_days(BEDS, "vardplatser"), report_days(BEDS, "vardplatser", (told,))
    assert moved[MARCH] == DAY
    assert {month for month in default if default[month] != moved[month]} == {MARCH}


def test_a_report_on_a_whole_year_has_one_day_for_all_its_months() -> None:
    moved = report_days(BEDS, "vardplatser", (Instruction("vardplatser_2023", DAY, REFERENCE),))
    assert {moved[month] for month in months(2023, 1, 12)} == {DAY}


@pytest.mark.parametrize(
    ("decree", "payment", "expected"),
    [
        (AGREEMENT, "forsta", RequisitionTerms(True, date(2024, 12, 1))),
        (AGREEMENT, "augusti", RequisitionTerms(False)),
        (AGREEMENT, "december", RequisitionTerms(False)),
        (BEDS, "grundkrav", RequisitionTerms(True)),
        (BEDS, "slut", RequisitionTerms(False)),
        (QUEUES, "block1", RequisitionTerms(False)),
        (QUEUES, "block2", RequisitionTerms(False)),
    ],
)
def test_two_payments_are_asked_for_before_the_agency_has_said_anything(decree, payment, expected) -> None:
    assert terms(decree.payment(payment)) == expected


@pytest.mark.parametrize(
    ("decree", "payment", "expected"),
    [
        pytest.param(AGREEMENT, "forsta", RequisitionTerms(True, date(2024, 12, 1)), id="a day that the text prints"),
        pytest.param(AGREEMENT, "augusti", RequisitionTerms(False), id="paid without, says the text"),
        pytest.param(BEDS, "grundkrav", RequisitionTerms(True, DAY), id="asked for by a day that is the agency's"),
        pytest.param(BEDS, "slut", RequisitionTerms(True, DAY), id="the text says nothing"),
        pytest.param(QUEUES, "block2", RequisitionTerms(True, DAY), id="the text says nothing of block 2"),
    ],
)
def test_the_agency_sets_terms_where_the_text_leaves_them_open(decree, payment, expected) -> None:
    told = (Instruction(f"region_rekvisition_{payment}", DAY, REFERENCE),)
    assert terms(decree.payment(payment), told) == expected


def test_asking_for_one_payment_asks_for_no_other() -> None:
    told = (Instruction("region_rekvisition_block2", DAY, REFERENCE),)
    assert terms(QUEUES.payment("block1"), told) == RequisitionTerms(False)


@pytest.mark.parametrize(
    ("decree", "payment", "depends"),
    [
        (AGREEMENT, "forsta", False),
        (AGREEMENT, "augusti", True),
        (AGREEMENT, "december", True),
        (BEDS, "grundkrav", False),
        (BEDS, "slut", True),
        (QUEUES, "block1", False),
        (QUEUES, "block2", True),
    ],
)
def test_a_payment_depends_on_performance_when_some_of_it_does(decree: Decree, payment: str, depends: bool) -> None:
    assert decree.payment(payment).depends_on_performance is depends
