from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.appropriation_account import appropriation_account
from rules.appropriations import Appropriation, appropriation, appropriations
from rules.books import Books, Line, Requisition
from rules.decrees.vardkoer_2025 import DECREE as QUEUES
from rules.found_decrees import decrees
from rules.ledger import ledger
from rules.regions import CODES

BY_ID = {programme.id: programme for programme in decrees()}
REGIONS_KR = {item.programme: item.amount_kr - item.skr_kr - item.own_costs_kr for item in appropriations()}


@st.composite
def books_and_undistributed(draw: st.DrawFn, appropriation: Appropriation) -> tuple[Books, int]:
    """The regions' money cut anyhow into lines and a rest that nobody gets, with requisitions good and bad."""
    left = REGIONS_KR[appropriation.programme]
    entitled: dict[Line, int] = {}
    requisitions: dict[Line, Requisition] = {}
    for payment in BY_ID[appropriation.programme].payments:
        for code in CODES:
            line = (appropriation.programme, payment.id, code)
            entitled[line] = draw(st.integers(0, left // 8))
            left -= entitled[line]
            if draw(st.booleans()):
                asked = entitled[line] + draw(st.integers(-5, 1))
                received = draw(st.dates(date(2024, 11, 25), date(2025, 12, 5)))
                requisitions[line] = Requisition(max(asked, 0), received, "9999-0012", "ref")
    return Books(entitled, requisitions), left


@pytest.mark.parametrize("appropriation", appropriations(), ids=lambda item: item.programme)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_every_appropriation_is_accounted_for_to_the_krona(appropriation: Appropriation, data: st.DataObject) -> None:
    books, undistributed = data.draw(books_and_undistributed(appropriation))
    rows = ledger([appropriation], BY_ID, books)
    account = appropriation_account(appropriation, rows, undistributed)
    assert account.difference_kr == 0
    assert sum(row.entitled_kr or 0 for row in rows) + undistributed == appropriation.amount_kr
    assert sum((row.payable_kr or 0) + (row.lapsed_kr or 0) for row in rows) <= account.entitled_kr + account.skr_kr
    assert all(
        (row.payable_kr or 0) + (row.unrequested_kr or 0) <= (row.entitled_kr or 0) for row in rows if row.entitled_kr
    )


def queues_account(entitled: dict[Line, int], undistributed: int = 0):
    own = appropriation(QUEUES.id)
    return appropriation_account(own, ledger([own], BY_ID, Books(entitled)), undistributed)


def queues(first_line_kr: int) -> dict[Line, int]:
    """All lines zero but the first."""
    lines = [(QUEUES.id, payment.id, code) for payment in QUEUES.payments for code in CODES]
    return dict.fromkeys(lines, 0) | {lines[0]: first_line_kr}


@pytest.mark.parametrize(
    ("regions_kr", "undistributed", "difference"),
    [
        pytest.param(497_000_000, 0, 0, id="all distributed"),
        pytest.param(496_999_984, 16, 0, id="sixteen kronor left"),
        pytest.param(496_999_999, 0, 1, id="one krona unaccounted for"),
        pytest.param(497_000_001, 0, -1, id="one krona too much"),
    ],
)
def test_a_single_krona_shows(regions_kr: int, undistributed: int, difference: int) -> None:
    assert queues_account(queues(regions_kr), undistributed).difference_kr == difference


def test_while_a_payment_is_not_computed_no_difference_is_claimed() -> None:
    block1_only = {line: kr for line, kr in queues(4_761_904).items() if line[1] == "block1"}
    account = queues_account(block1_only, 16)
    assert account.difference_kr is None
    assert (account.entitled_kr, account.own_costs_kr) == (4_761_904, 3_000_000)


def test_what_skr_asked_for_too_late_is_still_skrs() -> None:
    own = next(item for item in appropriations() if item.skr_kr)
    late = Requisition(own.skr_kr, own.requisition_by + timedelta(days=1), "9999-0012", "ref")
    rows = ledger([own], BY_ID, Books(requisitions={(own.programme, "skr", "skr"): late}))
    account = appropriation_account(own, rows, 0)
    assert (account.skr_kr, account.lapsed_kr, account.entitled_kr) == (own.skr_kr, 0, 0)
