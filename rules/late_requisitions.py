"""What it would move to pay requisitions that came in after their last day (T18): they lapse as it is read."""

from collections.abc import Sequence
from dataclasses import replace

from rules.books import Books
from rules.comparison import Comparison
from rules.declaration import Decree, Payment
from rules.duties import terms
from rules.ledger import LedgerRow, Status, payment_row
from rules.regions import CODES, REGIONS


def late_paid(decree: Decree, books: Books) -> Comparison:
    """What is paid to each region as it stands, and as if each late requisition had come in on its last day.

    What has lapsed goes to no region. That SKR's money lapses the text says itself, so SKR is not in it; a payment
    that is not computed is left out.
    """
    requisitions = dict(books.requisitions)
    for payment in decree.payments:
        last_day = terms(payment, books.instructions.get(decree.id, ())).last_day
        for code in CODES:
            asked = requisitions.get((decree.id, payment.id, code))
            if asked and asked.received and last_day and asked.received > last_day:
                requisitions[decree.id, payment.id, code] = replace(asked, received=last_day)
    before, after = (_rows(decree, each) for each in (books, replace(books, requisitions=requisitions)))
    left_out = {row.payment for row in before if row.status is Status.WITHHELD}
    paid, otherwise = _paid_kr(before, left_out), _paid_kr(after, left_out)
    more = sum(otherwise.values()) - sum(paid.values())
    return Comparison(paid, otherwise, (more, 0), tuple(sorted(left_out)))


def _rows(decree: Decree, books: Books) -> list[LedgerRow]:
    asked_for: list[Payment] = [
        each for each in decree.payments if terms(each, books.instructions.get(decree.id, ())).is_asked_for
    ]
    return [payment_row(decree, payment, region, books) for payment in asked_for for region in REGIONS]


def _paid_kr(rows: Sequence[LedgerRow], left_out: set[str]) -> dict[str, int]:
    paid = dict.fromkeys(CODES, 0)
    for row in rows:
        if row.payment not in left_out:
            paid[row.recipient] += row.payable_kr or 0
    return paid
