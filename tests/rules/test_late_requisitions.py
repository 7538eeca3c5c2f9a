"""What it would move to pay late requisitions: the last day, the day after, nobody, everybody."""

from datetime import date, timedelta

import pytest

from rules.books import Books, Line, Requisition
from rules.decrees.tillganglighet_2024 import DECREE
from rules.decrees.tillganglighet_2024_payments import N
from rules.late_requisitions import late_paid
from rules.regions import CODES

LAST_DAY = N.last_requisition_day.value
DUE = 1_000


def books(received: dict[str, date], asked_kr: int = DUE) -> Books:
    lines: dict[str, Line] = {code: (DECREE.id, "forsta", code) for code in CODES}
    asked = {lines[code]: Requisition(asked_kr, on, "9999-0038", "ref") for code, on in received.items()}
    return Books(entitled=dict.fromkeys(lines.values(), DUE), requisitions=asked)


@pytest.mark.parametrize(
    ("days", "moved"), [pytest.param(0, 0, id="the last day"), pytest.param(1, DUE, id="the day after")]
)
def test_what_moves_is_what_has_lapsed(days: int, moved: int) -> None:
    found = late_paid(DECREE, books({"03": LAST_DAY + timedelta(days=days)}))
    assert found.moved_kr == found.differences_kr["03"] == moved
    assert sum(found.differences_kr.values()) + found.undistributed_kr[1] - found.undistributed_kr[0] == 0


def test_nothing_moves_when_nobody_has_asked() -> None:
    assert late_paid(DECREE, books({})).moved_kr == 0


def test_everybody_late_moves_all() -> None:
    assert late_paid(DECREE, books(dict.fromkeys(CODES, LAST_DAY + timedelta(days=1)))).moved_kr == DUE * len(CODES)


def test_no_more_is_paid_late_than_was_asked_for() -> None:
    assert late_paid(DECREE, books({"03": LAST_DAY + timedelta(days=1)}, DUE - 1)).differences_kr["03"] == DUE - 1


def test_a_payment_that_is_not_computed_is_left_out() -> None:
    found = late_paid(DECREE, Books(requisitions=books({"03": LAST_DAY + timedelta(days=1)}).requisitions))
    assert (found.moved_kr, found.left_out) == (0, ("forsta",))
