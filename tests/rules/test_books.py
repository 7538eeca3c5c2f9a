from datetime import date

import pytest

from rules.books import Books, EconomicAccount, Repayment, Requisition, requisitions_astray, settled_on
from rules.decrees.tillganglighet_2024 import DECREE as PROGRAMME


def requisition(received: date | None, bankgiro: str | None = "9999-0012") -> Requisition:
    return Requisition(1, received, bankgiro, "ref")


FIRST, AUGUST = ("a", "forsta", "01"), ("b", "augusti", "01")


@pytest.mark.parametrize(
    ("requisitions", "expected"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({FIRST: requisition(date(2024, 2, 1))}, FIRST, id="the only one"),
        pytest.param(
            {FIRST: requisition(date(2024, 2, 2)), AUGUST: requisition(date(2024, 2, 1))}, FIRST, id="the later one"
        ),
        pytest.param(
            {FIRST: requisition(date(2024, 2, 2), None), AUGUST: requisition(date(2024, 2, 1))},
            AUGUST,
            id="not one without bankgiro",
        ),
        pytest.param(
            {
                FIRST: Requisition(1, date(2024, 2, 2), None, "ref", "28 65 43-4"),
                AUGUST: requisition(date(2024, 2, 1)),
            },
            FIRST,
            id="one with plusgiro",
        ),
        pytest.param(
            {FIRST: requisition(None), AUGUST: requisition(date(2024, 2, 1))}, AUGUST, id="one without day is oldest"
        ),
        pytest.param({("a", "forsta", "03"): requisition(date(2024, 2, 1))}, None, id="not another region's"),
    ],
)
def test_where_to_pay_is_told_by_the_latest_requisition_that_names_an_account(requisitions, expected) -> None:
    assert Books(requisitions=requisitions).latest_with_giro("01") == expected


@pytest.mark.parametrize(
    ("programme", "payment", "is_astray"),
    [
        pytest.param("tillganglighet_2024", "forsta", False, id="a payment that exists"),
        pytest.param("tillganglighet_2024", "forst", True, id="misspelt"),
        pytest.param("kapacitet_2022", "forsta", True, id="a programme that pays no region"),
    ],
)
def test_a_requisition_of_a_payment_that_does_not_exist_is_told(programme: str, payment: str, is_astray: bool) -> None:
    books = Books(requisitions={(programme, payment, "03"): requisition(date(2024, 2, 1))})
    told = requisitions_astray({PROGRAMME.id: PROGRAMME}, books)
    assert told == ([f"Rekvisitionen från Region Uppsala avser {programme}, {payment}, som inte finns."] * is_astray)


DAY = date(2025, 3, 31)


def test_what_skr_asks_for_is_a_payment_that_exists() -> None:
    books = Books(requisitions={(PROGRAMME.id, "skr", "skr"): requisition(DAY)})
    assert requisitions_astray({PROGRAMME.id: PROGRAMME}, books) == []


@pytest.mark.parametrize(
    ("used", "repaid", "settled"),
    [
        pytest.param(100, [], DAY, id="all used, with the account"),
        pytest.param(90, [(10, DAY)], DAY, id="all of it paid back"),
        pytest.param(90, [(9, DAY)], None, id="one krona short"),
        pytest.param(90, [(5, date(2025, 4, 2)), (5, DAY)], date(2025, 4, 2), id="with the last part"),
        pytest.param(None, [(1, DAY)], DAY, id="no account that tells what is left"),
        pytest.param(None, [], None, id="nothing came in"),
    ],
)
def test_what_was_not_used_is_settled_the_day_the_last_of_it_is_back(used, repaid, settled) -> None:
    account = None if used is None else EconomicAccount(100, used, DAY)
    assert settled_on(account, [Repayment(*each) for each in repaid]) == settled


@pytest.mark.parametrize(
    ("used", "repaid", "settled"),
    [
        pytest.param(100, 4, None, id="one krona short"),
        pytest.param(100, 5, DAY, id="all that is claimed"),
        pytest.param(110, 5, DAY, id="more used than received makes the claim no less"),
        pytest.param(90, 14, None, id="of both one krona short"),
        pytest.param(90, 15, DAY, id="both"),
    ],
)
def test_what_is_claimed_back_is_settled_with_what_was_not_used(used, repaid, settled) -> None:
    assert settled_on(EconomicAccount(100, used, DAY), [Repayment(repaid, DAY)], reclaimed_kr=5) == settled
