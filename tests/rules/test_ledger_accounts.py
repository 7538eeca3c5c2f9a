"""What a region accounts for, is liable for, is claimed for and repays."""

from dataclasses import replace
from datetime import date

import pytest

from rules.books import Books, EconomicAccount, Repayment
from rules.ledger import LedgerRow, Status, account_row
from tests.rules.ledger_rows import BEDS, DUE, REGION, REPAY_BY, said


def account(
    given: EconomicAccount | None, *repayments: Repayment, paid: int | None = None
) -> tuple[Status, int | None, date | None]:
    row = account_row_of(given, *repayments, paid=paid)
    return row.status, row.to_repay_kr, row.next_deadline


def account_row_of(given: EconomicAccount | None, *repayments: Repayment, paid: int | None = None) -> LedgerRow:
    key = (BEDS.programme, "03")
    books = Books(accounts={key: given} if given else {}, repayments={key: repayments})
    lines = [LedgerRow(BEDS.programme, "grundkrav", "03", "Region Uppsala", Status.DECIDED, paid_kr=paid)]
    return account_row(BEDS, REGION, books, lines)


@pytest.mark.parametrize(
    ("cost", "status", "to_repay", "deadline"),
    [
        pytest.param(101, Status.ACCOUNTED, 0, None, id="more than received"),
        pytest.param(100, Status.ACCOUNTED, 0, None, id="all of it"),
        pytest.param(99, Status.TO_REPAY, 1, REPAY_BY, id="one krona left"),
    ],
)
def test_what_was_received_and_not_used_is_to_be_repaid(cost, status, to_repay, deadline) -> None:
    assert account(EconomicAccount(100, cost, REPAY_BY)) == (status, to_repay, deadline)


@pytest.mark.parametrize(
    ("repaid", "status", "deadline"),
    [
        pytest.param(9, Status.TO_REPAY, REPAY_BY, id="one krona short"),
        pytest.param(10, Status.REPAID, None, id="all of it"),
        pytest.param(11, Status.TO_INVESTIGATE, None, id="one krona too much"),
    ],
)
def test_a_region_has_repaid_when_all_that_was_left_is_back(repaid, status, deadline) -> None:
    given = EconomicAccount(100, 90, REPAY_BY)
    assert account(given, Repayment(5, REPAY_BY), Repayment(repaid - 5, REPAY_BY)) == (status, 10, deadline)


def test_without_an_account_its_last_day_is_the_next_deadline() -> None:
    assert account(None) == (Status.NOT_ACCOUNTED, None, REPAY_BY)


@pytest.mark.parametrize(
    ("given", "repayments", "paid", "reason"),
    [
        pytest.param(
            EconomicAccount(100, 100, date(2025, 4, 1)),
            (),
            None,
            "Redovisningen från Region Uppsala kom in den 1 april 2025, efter den 31 mars 2025.",
            id="account the day after",
        ),
        pytest.param(
            EconomicAccount(100, 90, REPAY_BY),
            (Repayment(10, date(2025, 4, 1)),),
            None,
            "Region Uppsala återbetalade 10 kronor den 1 april 2025, efter den 31 mars 2025.",
            id="repayment the day after",
        ),
        pytest.param(
            EconomicAccount(100, 100, REPAY_BY),
            (),
            101,
            "Region Uppsala redovisar 100 kronor som erhållet, men 101 kronor är betalda.",
            id="another amount than was paid",
        ),
        pytest.param(
            EconomicAccount(None, 100, REPAY_BY),
            (),
            None,
            "Redovisningen från Region Uppsala saknar erhållet bidrag.",
            id="received missing",
        ),
        pytest.param(
            EconomicAccount(100, None, REPAY_BY),
            (),
            None,
            "Redovisningen från Region Uppsala saknar kostnader.",
            id="costs missing",
        ),
    ],
)
def test_an_account_that_does_not_agree_with_the_rest_says_where(given, repayments, paid, reason: str) -> None:
    row = account_row_of(given, *repayments, paid=paid)
    assert (row.status, row.reason) == (Status.TO_INVESTIGATE, reason)


def test_an_account_of_just_what_was_paid_agrees() -> None:
    assert account(EconomicAccount(100, 100, REPAY_BY), paid=100)[0] is Status.ACCOUNTED


# Liable to repay without complete reports (T13)


def liable_row(
    given: EconomicAccount | None, repaid: int = 0, *, paid: int | None = None, liable: int = 40
) -> LedgerRow:
    key = (BEDS.programme, "03")
    books = Books(
        accounts={key: given} if given else {},
        repayments={key: [Repayment(repaid, REPAY_BY)]} if repaid else {},
        liable={key: liable},
    )
    lines = [LedgerRow(BEDS.programme, "grundkrav", "03", "Region Uppsala", Status.DECIDED, paid_kr=paid)]
    return account_row(BEDS, REGION, books, lines)


@pytest.mark.parametrize(
    ("paid", "repaid", "status", "to_repay", "booked", "reason"),
    [
        pytest.param(
            None,
            0,
            Status.NOT_ACCOUNTED,
            None,
            0,
            "Region Uppsala har inte rapporterat allt som kravet omfattar och ska återbetala 40 kronor om beloppet "
            "betalas ut.",
            id="unpaid",
        ),
        pytest.param(
            100,
            0,
            Status.TO_REPAY,
            40,
            0,
            "Region Uppsala har inte rapporterat allt som kravet omfattar och ska återbetala 40 kronor; 0 kronor är "
            "återbetalda.",
            id="paid",
        ),
        pytest.param(
            100,
            39,
            Status.TO_REPAY,
            40,
            39,
            "Region Uppsala har inte rapporterat allt som kravet omfattar och ska återbetala 40 kronor; 39 kronor är "
            "återbetalda.",
            id="a krona short",
        ),
        pytest.param(
            100,
            40,
            Status.REPAID,
            40,
            40,
            "Region Uppsala har inte rapporterat allt som kravet omfattar och ska återbetala 40 kronor; 40 kronor är "
            "återbetalda.",
            id="repaid",
        ),
        pytest.param(
            100,
            41,
            Status.REPAID,
            40,
            40,
            "Region Uppsala har inte rapporterat allt som kravet omfattar och ska återbetala 40 kronor; 40 kronor är "
            "återbetalda.",
            id="a krona more",
        ),
    ],
)
def test_who_lacks_reports_is_to_repay_once_it_is_paid_until_it_has(
    paid, repaid, status, to_repay, booked, reason
) -> None:
    row = liable_row(None, repaid, paid=paid)
    assert (row.status, row.to_repay_kr, row.liable_kr, row.liable_repaid_kr) == (status, to_repay, 40, booked)
    assert said(row) == reason


@pytest.mark.parametrize(
    ("cost", "to_repay"),
    [
        pytest.param(100, 40, id="all used: what it is liable for"),
        pytest.param(61, 40, id="39 unused"),
        pytest.param(60, 40, id="40 unused"),
        pytest.param(59, 41, id="41 unused: what is not used"),
        pytest.param(0, 100, id="nothing used"),
    ],
)
def test_to_repay_is_the_greater_of_what_it_is_liable_for_and_what_is_not_used(cost: int, to_repay: int) -> None:
    row = liable_row(EconomicAccount(100, cost, REPAY_BY), paid=100)
    assert (row.status, row.to_repay_kr, row.liable_kr) == (Status.TO_REPAY, to_repay, 40)


@pytest.mark.parametrize(
    ("repaid", "status", "booked"),
    [
        pytest.param(39, Status.TO_REPAY, 39, id="not even what it is liable for"),
        pytest.param(40, Status.TO_REPAY, 40, id="what it is liable for"),
        pytest.param(49, Status.TO_REPAY, 40, id="a krona short of what is not used"),
        pytest.param(50, Status.REPAID, 40, id="what is not used"),
        pytest.param(51, Status.TO_INVESTIGATE, 40, id="a krona more"),
    ],
)
def test_what_is_repaid_is_booked_on_what_it_is_liable_for_first(repaid: int, status: Status, booked: int) -> None:
    row = liable_row(EconomicAccount(100, 50, REPAY_BY), repaid, paid=100)
    assert (row.status, row.to_repay_kr, row.liable_repaid_kr) == (status, 50, booked)


def test_who_has_reported_everything_is_liable_for_nothing() -> None:
    row = liable_row(EconomicAccount(100, 100, REPAY_BY), paid=100, liable=0)
    assert (row.status, row.to_repay_kr, row.liable_kr, row.liable_repaid_kr) == (Status.ACCOUNTED, 0, None, None)


@pytest.mark.parametrize(
    ("repaid", "status"),
    [
        pytest.param(14, Status.TO_REPAY, id="one krona short"),
        pytest.param(15, Status.REPAID, id="what is unused and what is claimed"),
        pytest.param(16, Status.TO_INVESTIGATE, id="one krona too much"),
    ],
)
def test_what_is_claimed_back_is_to_be_repaid_besides_what_is_not_used(repaid, status) -> None:
    key = (BEDS.programme, "03")
    account = EconomicAccount(DUE, DUE - 10, REPAY_BY)
    books = Books(accounts={key: account}, repayments={key: [Repayment(repaid, REPAY_BY)]}, reclaimed={key: 5})
    row = account_row(BEDS, REGION, books, [])
    assert (row.status, row.to_repay_kr, row.reclaimed_kr) == (status, 15, 5)
    assert "Socialstyrelsen återkräver 5 kronor" in said(row)


def test_a_claim_of_a_region_that_has_used_more_than_it_got_is_not_made_less_by_that() -> None:
    key = (BEDS.programme, "03")
    books = Books(accounts={key: EconomicAccount(DUE, DUE + 10, REPAY_BY)}, reclaimed={key: 5})
    assert account_row(BEDS, REGION, books, []).to_repay_kr == 5


@pytest.mark.parametrize(
    ("is_paid", "repaid", "status", "to_repay"),
    [
        pytest.param(False, 0, Status.NOT_ACCOUNTED, None, id="before anything is paid"),
        pytest.param(True, 4, Status.TO_REPAY, 5, id="one krona short"),
        pytest.param(True, 5, Status.REPAID, 5, id="all of it"),
    ],
)
def test_a_claim_stands_without_an_economic_account(is_paid, repaid, status, to_repay) -> None:
    key = (BEDS.programme, "03")
    paid = LedgerRow(BEDS.programme, "grundkrav", "03", "Region Uppsala", Status.DECIDED, paid_kr=DUE)
    repayments = {key: [Repayment(repaid, REPAY_BY)]} if repaid else {}
    row = account_row(BEDS, REGION, Books(repayments=repayments, reclaimed={key: 5}), [paid] if is_paid else [])
    assert (row.status, row.to_repay_kr) == (status, to_repay)


def test_who_lacks_reports_and_is_claimed_from_repays_the_larger_of_the_two() -> None:
    key = (BEDS.programme, "03")
    account = EconomicAccount(DUE, DUE, REPAY_BY)
    for liable, reclaimed in ((7, 5), (5, 7)):
        books = Books(accounts={key: account}, liable={key: liable}, reclaimed={key: reclaimed})
        assert account_row(BEDS, REGION, books, []).to_repay_kr == 7


@pytest.mark.parametrize(
    ("is_confirmed", "status"),
    [(True, Status.ACCOUNTED), (None, Status.ACCOUNTED), (False, Status.TO_INVESTIGATE)],
    ids=["right", "not told", "not right"],
)
def test_an_account_that_the_review_finds_wrong_is_to_be_looked_into(is_confirmed, status) -> None:
    account = EconomicAccount(DUE, DUE, REPAY_BY, is_confirmed)
    row = account_row(BEDS, REGION, Books(accounts={(BEDS.programme, "03"): account}), [])
    assert row.status is status
    assert ("inte är riktig" in row.reason) is (is_confirmed is False)


def test_a_further_payment_is_among_what_an_account_says_was_received() -> None:
    account = EconomicAccount(DUE + 5, DUE + 5, REPAY_BY)
    books = Books(accounts={(BEDS.programme, "03"): account})
    paid = LedgerRow(BEDS.programme, "grundkrav", "03", "Region Uppsala", Status.DECIDED, paid_kr=DUE, further_kr=5)
    assert account_row(BEDS, REGION, books, [paid]).status is Status.ACCOUNTED
    assert account_row(BEDS, REGION, books, [replace(paid, further_kr=None)]).status is Status.TO_INVESTIGATE
