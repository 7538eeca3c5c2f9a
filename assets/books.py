"""All that the ledger is kept from, as the warehouse has it, and its rows as a frame; the step is `assets.ledger`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from assets.day import instructions_of
from assets.programmes import GRANTS
from assets.warehouse import Connection
from rules.books import (
    Account,
    Books,
    Decision,
    EconomicAccount,
    Line,
    Ordered,
    Repayment,
    Requisition,
)
from rules.ledger import WHOLE_PROGRAMME, LedgerRow
from schemas.decisions import DecidedAdjustment, DecidedLine
from schemas.decisions import Decision as DecisionTable
from schemas.deliveries import Aterbetalning, EkonomiskRedovisning, Redovisning, Rekvisition
from schemas.follow_up import RepaymentLiability
from schemas.ledger import Ledger
from schemas.results import Payout
from schemas.tables import frame

PROGRAMMES = {grant.programme.id: grant.programme for grant in GRANTS}
Marks = dict[tuple[str, str, str], set[str]]
"""Marks of delivered and computed rows, by (programme, payment, region code)."""


def read_books(connection: Connection) -> tuple[Books, Marks]:
    """All that the ledger is kept from, and the marks of it."""
    marks: Marks = defaultdict(set)
    entitled: dict[Line, int] = defaultdict(int)
    decided: dict[Line, Decision] = {}
    repayments: dict[Account, list[Repayment]] = defaultdict(list)

    def marked(rows: pl.DataFrame) -> Iterator[tuple[Line, dict[str, Any]]]:
        """Each row with its line, once its mark is noted."""
        for row in rows.iter_rows(named=True):
            line = (row["programme"], row.get("payment", WHOLE_PROGRAMME), row["region_code"])
            marks[line] |= set((row["mark"] or "").split(", ")) - {""}
            yield line, row

    for line, row in marked(connection.read(Payout)):
        entitled[line] += row["amount_kr"]
    for line, row in marked(connection.read(DecisionTable)):
        before = decided[line].amount_kr if line in decided else 0
        decided[line] = Decision(before + row["amount_kr"], row["reference"])
    adjusted: dict[Line, Decision] = {}
    for line, row in marked(connection.read(DecidedAdjustment).sort("decided_on", "seal")):
        earlier = adjusted.get(line, Decision(0, ""))
        references = dict.fromkeys(filter(None, (*earlier.reference.split(", "), row["reference"])))
        adjusted[line] = Decision(earlier.amount_kr + row["amount_kr"], ", ".join(references))
    requisitions = {
        line: Requisition(
            row["requested_kr"], row["received_date"], row["bankgiro"], row["payment_reference"], row["plusgiro"]
        )
        for line, row in marked(connection.read(Rekvisition))
    }
    accounts = {
        (programme, code): EconomicAccount(
            row["accounted_received_kr"], row["cost_kr"], row["received_date"], row["is_confirmed"]
        )
        for (programme, _, code), row in marked(connection.read(EkonomiskRedovisning))
    }
    # A repayment without amount is one that was withdrawn.
    for (programme, _, code), row in marked(connection.read(Aterbetalning, "repaid_kr IS NOT NULL")):
        repayments[programme, code].append(Repayment(row["repaid_kr"], row["repaid_date"]))
    liable = {
        (row["programme"], row["region_code"]): row["amount_kr"]
        for row in connection.read(RepaymentLiability, "amount_kr > 0").iter_rows(named=True)
    }
    reclaimed = reclaimed_of(connection)
    instructions = instructions_of(connection)
    ordered = {line: _ordered(row) for line, row in marked(connection.read(DecidedLine))}
    books = Books(
        entitled, requisitions, decided, accounts, repayments, liable, reclaimed, instructions, adjusted, ordered
    )
    return books, marks


def _ordered(row: Mapping[str, Any]) -> Ordered:
    programme, payment = row["payee_from"].split("/")
    return Ordered(
        row["payable_kr"],
        row["requested_kr"],
        row["requested_on"],
        row["bankgiro"],
        row["plusgiro"],
        row["payment_reference"],
        (programme, payment, row["region_code"]),
    )


def reclaimed_of(connection: Connection) -> dict[Account, int]:
    """What the agency claims back besides what is not used, by programme and region."""
    rows = connection.read(Redovisning, "reclaimed_kr > 0").iter_rows(named=True)
    return {(row["programme"], row["region_code"]): row["reclaimed_kr"] for row in rows}


def ledger_frame(rows: Iterable[LedgerRow], marks: Marks) -> pl.DataFrame:
    """The rows of the ledger as `out.ledger` has them."""
    return frame(Ledger, [_ledger_row(row, marks) for row in rows])


def mark_of(row: LedgerRow, marks: Marks) -> str:
    """The marks of what a row rests on, separated by comma."""
    own = (row.programme, row.payment, row.recipient)
    return ", ".join(sorted(marks.get(own, set()) | (marks.get(row.payee_from, set()) if row.payee_from else set())))


def _ledger_row(row: LedgerRow, marks: Marks) -> dict[str, object]:
    payee_from = "/".join(row.payee_from[:2]) if row.payee_from else None
    return vars(row) | {"status": row.status.value, "payee_from": payee_from, "mark": mark_of(row, marks)}
