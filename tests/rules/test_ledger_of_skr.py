"""What SKR is paid, accounts for and repays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.appropriations import appropriation
from rules.books import Books, EconomicAccount, Repayment, Requisition
from rules.decrees.tillganglighet_2024 import DECREE as PROGRAMME
from rules.ledger import LedgerRow, Status, ledger
from tests.rules.ledger_rows import LAST_DAY, said

SKR_LINE = (PROGRAMME.id, "skr", "skr")
SKR_KR = 12_000_000
SKR_ASKED = Requisition(SKR_KR, LAST_DAY, "9999-0038", "SKR 2024")
SKR_REPAY_BY = date(2025, 3, 31)


def of_skr(books: Books) -> tuple[LedgerRow, LedgerRow]:
    """What SKR is paid and its account."""
    rows = ledger([appropriation(PROGRAMME.id)], {PROGRAMME.id: PROGRAMME}, books)
    paid, account = (row for row in rows if row.recipient == "skr")
    return paid, account


@pytest.mark.parametrize(
    ("received", "status", "payable", "lapsed"),
    [
        pytest.param(LAST_DAY, Status.DECIDED, SKR_KR, None, id="the last day"),
        pytest.param(LAST_DAY + timedelta(days=1), Status.LAPSED, None, SKR_KR, id="the day after"),
    ],
)
def test_what_skr_asks_for_after_the_last_day_has_lapsed(received, status, payable, lapsed) -> None:
    row, _ = of_skr(Books(requisitions={SKR_LINE: replace(SKR_ASKED, received=received)}))
    assert (row.status, row.payable_kr, row.lapsed_kr, row.entitled_kr) == (status, payable, lapsed, SKR_KR)
    assert (row.recipient_name, row.bankgiro) == ("Sveriges Kommuner och Regioner", "9999-0038")


def test_the_agreement_itself_is_the_decision_on_what_skr_is_paid() -> None:
    row, _ = of_skr(Books(requisitions={SKR_LINE: SKR_ASKED}))
    assert (row.decided_kr, row.paid_kr, row.decision_reference) == (SKR_KR, SKR_KR, PROGRAMME.reference)


@pytest.mark.parametrize(
    ("received_kr", "status"),
    [pytest.param(SKR_KR, Status.ACCOUNTED, id="what was paid"), pytest.param(1, Status.TO_INVESTIGATE, id="less")],
)
def test_what_skr_says_it_received_is_held_against_what_it_was_paid(received_kr: int, status: Status) -> None:
    account = EconomicAccount(received_kr, received_kr, SKR_REPAY_BY)
    _, row = of_skr(Books(requisitions={SKR_LINE: SKR_ASKED}, accounts={(PROGRAMME.id, "skr"): account}))
    assert row.status is status


def test_what_skr_has_not_asked_for_is_named_with_its_last_day() -> None:
    row, account = of_skr(Books())
    assert (row.status, row.unrequested_kr, row.next_deadline) == (Status.NOT_REQUISITIONED, SKR_KR, LAST_DAY)
    assert (account.payment, account.status, account.next_deadline) == ("alla", Status.NOT_ACCOUNTED, SKR_REPAY_BY)


@pytest.mark.parametrize("asked", [pytest.param(SKR_KR + 1, id="one krona more"), pytest.param(0, id="nothing")])
def test_skr_is_held_when_it_asks_for_more_or_for_nothing(asked: int) -> None:
    row, _ = of_skr(Books(requisitions={SKR_LINE: replace(SKR_ASKED, requested_kr=asked)}))
    assert (row.status, row.payable_kr) == (Status.HELD, None)


@pytest.mark.parametrize(
    ("repaid", "status", "deadline"),
    [
        pytest.param(9, Status.TO_REPAY, SKR_REPAY_BY, id="one krona short"),
        pytest.param(10, Status.REPAID, None, id="all of it"),
        pytest.param(11, Status.TO_INVESTIGATE, None, id="one krona too much"),
    ],
)
def test_skr_repays_what_it_has_not_used(repaid, status, deadline) -> None:
    key = (PROGRAMME.id, "skr")
    given = EconomicAccount(SKR_KR, SKR_KR - 10, SKR_REPAY_BY)
    _, row = of_skr(Books(accounts={key: given}, repayments={key: [Repayment(repaid, SKR_REPAY_BY)]}))
    assert (row.status, row.to_repay_kr, row.next_deadline) == (status, 10, deadline)


def test_a_repayment_of_skr_after_its_last_day_is_to_be_looked_into() -> None:
    key = (PROGRAMME.id, "skr")
    given, late = EconomicAccount(SKR_KR, SKR_KR - 10, SKR_REPAY_BY), SKR_REPAY_BY + timedelta(days=1)
    _, row = of_skr(Books(accounts={key: given}, repayments={key: [Repayment(10, late)]}))
    assert row.status is Status.TO_INVESTIGATE
    assert said(row) == (
        "Sveriges Kommuner och Regioner återbetalade 10 kronor den 1 april 2025, efter den 31 mars 2025."
    )
