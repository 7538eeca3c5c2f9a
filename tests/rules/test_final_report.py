from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.appropriation_account import AppropriationAccount, appropriation_account
from rules.appropriations import appropriation
from rules.books import Books, Decision, EconomicAccount, Repayment, Requisition
from rules.decrees.vardkoer_2025 import DECREE as PROGRAMME
from rules.decrees.vardkoer_2025 import N
from rules.final_report import FinalAccount, disagreements, final_accounts
from rules.instructions import Instruction
from rules.ledger import LedgerRow, ledger
from rules.regions import CODES

LAST = N.last_requisition_day.value
ASKED_FOR = {PROGRAMME.id: (Instruction("region_rekvisition_block1", LAST, "4.1-1/2025"),)}
"""The agency asks for requisitions of block 1 (T23)."""
EACH_KR, FIRST_KR = 4_761_904, 397_000_000
BLOCK1 = {(PROGRAMME.id, "block1", code): EACH_KR for code in CODES}
ENTITLED = BLOCK1 | {(PROGRAMME.id, "block2", code): FIRST_KR if code == "01" else 0 for code in CODES}
LEFT_KR = 16


def requisition(kr: int | None, received: date = LAST) -> Requisition:
    return Requisition(kr, received, "9999-0012", "ref")


def rows_of(books: Books) -> list[LedgerRow]:
    return list(ledger([appropriation(PROGRAMME.id)], {PROGRAMME.id: PROGRAMME}, books))


def account_of(code: str, books: Books) -> FinalAccount:
    (found,) = [account for account in final_accounts(rows_of(books)) if account.region_code == code]
    return found


def block1(code: str) -> tuple[str, str, str]:
    return (PROGRAMME.id, "block1", code)


@pytest.mark.parametrize(
    ("books", "parts"),
    [
        (Books(BLOCK1), (0, 0, EACH_KR, 0)),
        (Books(BLOCK1, {block1("12"): requisition(EACH_KR)}), (0, EACH_KR, 0, 0)),
        (Books(BLOCK1, {block1("12"): requisition(EACH_KR - 4)}), (0, EACH_KR - 4, 4, 0)),
        (Books(BLOCK1, {block1("12"): requisition(EACH_KR + 1)}), (0, EACH_KR, 0, 0)),
        (Books(BLOCK1, {block1("12"): requisition(EACH_KR, date(2025, 12, 2))}), (0, 0, 0, EACH_KR)),
        (
            Books(BLOCK1, {block1("12"): requisition(EACH_KR - 4)}, {block1("12"): Decision(EACH_KR, "S2025/1")}),
            (EACH_KR - 4, 0, 4, 0),
        ),
    ],
    ids=["not asked for", "asked for", "a part asked for", "too much asked for", "a day too late", "decided"],
)
def test_what_a_region_is_entitled_to_is_paid_pending_unrequested_or_lapsed(books, parts) -> None:
    account = account_of("12", replace(books, instructions=ASKED_FOR))
    assert (account.paid_kr, account.pending_kr, account.unrequested_kr, account.lapsed_kr) == parts
    assert account.entitled_kr == sum(parts) == EACH_KR


@pytest.mark.parametrize("received", [LAST, date(2025, 12, 2)], ids=["the last day", "the day after"])
def test_of_a_payment_that_is_not_asked_for_nothing_is_unrequested_or_lapsed(received) -> None:
    account = account_of("12", Books(BLOCK1, {block1("12"): requisition(EACH_KR - 4, received)}))
    assert (account.paid_kr, account.pending_kr, account.unrequested_kr, account.lapsed_kr) == (0, EACH_KR, 0, 0)


def test_all_payments_are_summed() -> None:
    assert account_of("01", Books(ENTITLED)).entitled_kr == EACH_KR + FIRST_KR


def test_before_anything_is_computed_the_entitlement_is_not_known() -> None:
    account = account_of("12", Books())
    assert (account.entitled_kr, account.paid_kr, account.pending_kr) == (None, 0, 0)


@pytest.mark.parametrize(
    ("repaid", "left"), [(0, 40), (39, 1), (40, 0), (41, -1)], ids=["none", "a krona short", "all", "a krona too much"]
)
def test_what_is_left_to_repay_is_what_was_not_used_and_not_repaid(repaid, left) -> None:
    key = (PROGRAMME.id, "12")
    repayments = {key: [Repayment(repaid, date(2026, 3, 1))]} if repaid else {}
    account = account_of("12", Books(accounts={key: EconomicAccount(100, 60, date(2026, 3, 1))}, repayments=repayments))
    assert (account.accounted_received_kr, account.cost_kr, account.to_repay_kr) == (100, 60, 40)
    assert (account.repaid_kr, account.left_kr) == (repaid, left)


def test_without_an_account_nothing_is_known_of_the_use_but_what_was_repaid() -> None:
    account = account_of("12", Books(repayments={(PROGRAMME.id, "12"): [Repayment(7, date(2026, 3, 1))]}))
    assert (account.cost_kr, account.to_repay_kr, account.left_kr, account.repaid_kr) == (None, None, None, 7)


def test_there_is_one_account_per_region_and_none_without_a_ledger() -> None:
    assert tuple(account.region_code for account in final_accounts(rows_of(Books()))) == CODES
    assert final_accounts([]) == ()


@settings(max_examples=30, deadline=None)
@given(
    asked=st.dictionaries(st.sampled_from(CODES), st.integers(0, 2 * EACH_KR), max_size=8),
    decided=st.sets(st.sampled_from(CODES), max_size=8),
    is_late=st.booleans(),
    is_asked_for=st.booleans(),
)
def test_no_krona_is_lost_between_ledger_and_final_report(asked, decided, is_late, is_asked_for) -> None:
    day = date(2025, 12, 2) if is_late else LAST
    books = Books(
        ENTITLED,
        {block1(code): requisition(kr, day) for code, kr in asked.items()},
        {block1(code): Decision(EACH_KR, "S2025/1") for code in decided},
        instructions=ASKED_FOR if is_asked_for else {},
    )
    rows = rows_of(books)
    accounts = final_accounts(rows)
    assert sum(account.entitled_kr for account in accounts) == sum(ENTITLED.values())
    for name in ("paid_kr", "lapsed_kr", "unrequested_kr"):
        assert sum(getattr(account, name) for account in accounts) == sum(getattr(row, name) or 0 for row in rows)
    assert all(account.pending_kr >= 0 for account in accounts)


# --- Payouts, ledger and appropriation -----------------------------------------------------------------------------

PAYOUTS = {(payment, code): kr for (_, payment, code), kr in ENTITLED.items()}
ROWS = rows_of(Books(ENTITLED))
APPROPRIATION = appropriation_account(appropriation(PROGRAMME.id), ROWS, LEFT_KR)


def faults(
    payouts: dict[tuple[str, str], int] = PAYOUTS,
    undistributed: int = LEFT_KR,
    rows: list[LedgerRow] = ROWS,
    appropriation: AppropriationAccount | None = APPROPRIATION,
) -> list[str]:
    found = disagreements(PROGRAMME, payouts, undistributed, rows, appropriation)
    return [fault.replace("\N{NO-BREAK SPACE}", " ") for fault in found]


def test_the_same_kronor_everywhere_are_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize("difference", [-1, 1])
def test_a_krona_between_payout_and_ledger_is_told_with_payment_and_region(difference) -> None:
    region, total = faults(PAYOUTS | {("block1", "12"): EACH_KR + difference})[:2]
    assert region.startswith("Block 1: regionernas vårdgarantifunktion, Region Skåne: enligt utbetalningen 4 761 90")
    assert total.startswith("Utbetalt och ofördelat är")


def test_a_payment_that_the_ledger_has_not_seen_is_a_fault_per_region() -> None:
    found = faults(rows=rows_of(Books(BLOCK1)))
    assert len(found) == len(CODES)
    assert all("enligt huvudboken inget beräknat" in fault and "folj_pengarnas_vag" in fault for fault in found)


def test_a_payment_that_nobody_has_computed_is_no_fault() -> None:
    rows = rows_of(Books(BLOCK1))
    account = appropriation_account(appropriation(PROGRAMME.id), rows, LEFT_KR)
    paid = {key: kr for key, kr in PAYOUTS.items() if key[0] == "block1"}
    assert faults(paid, rows=rows, appropriation=account) == []


def test_undistributed_kronor_that_the_appropriation_does_not_know_are_a_fault() -> None:
    (fault,) = faults(undistributed=LEFT_KR + 1, appropriation=replace(APPROPRIATION, appropriation_kr=500_000_001))
    assert "17 kronor" in fault


def test_an_appropriation_that_does_not_come_out_is_a_fault() -> None:
    (fault,) = faults(appropriation=replace(APPROPRIATION, appropriation_kr=500_000_001, difference_kr=1))
    assert fault.startswith("Anslaget är 500 000 001 kronor, men 500 000 000 kronor är redovisade.")


def test_without_an_account_of_the_appropriation_the_report_has_to_wait() -> None:
    (fault,) = faults(appropriation=None)
    assert fault.startswith("Anslaget för Vårdköer 2025 är inte redovisat.")
