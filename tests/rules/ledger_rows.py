"""Rows of the ledger as tests write them: of one region, and what they are made from."""

from datetime import date

from rules.appropriations import appropriation
from rules.books import Books, Decision, Requisition
from rules.decrees.tillganglighet_2024 import DECREE as PROGRAMME
from rules.ledger import LedgerRow, payment_row
from rules.regions import BY_CODE
from rules.swedish import NO_BREAK_SPACE

REGION = BY_CODE["03"]
FIRST, AUGUST = (PROGRAMME.payment(payment) for payment in ("forsta", "augusti"))
LINE = (PROGRAMME.id, FIRST.id, "03")
LAST_DAY = date(2024, 12, 1)
DUE = 1_000
ASKED = Requisition(DUE, LAST_DAY, "9999-0038", "03-forsta")
BEDS = appropriation("vardplatser_2024")
REPAY_BY = date(2025, 3, 31)


def first(
    requisition: Requisition | None = ASKED, decision: Decision | None = None, due: int | None = DUE
) -> LedgerRow:
    books = Books(
        entitled={} if due is None else {LINE: due},
        requisitions={LINE: requisition} if requisition else {},
        decisions={LINE: decision} if decision else {},
    )
    return payment_row(PROGRAMME, FIRST, REGION, books)


def said(row: LedgerRow) -> str:
    return row.reason.replace(NO_BREAK_SPACE, " ")
