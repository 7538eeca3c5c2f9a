"""Where the money of each appropriation is, to the krona."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.appropriations import Appropriation
from rules.ledger import OWN_COSTS, WHOLE_PROGRAMME, LedgerRow
from rules.recipients import SKR


@dataclass(frozen=True)
class AppropriationAccount:
    """Where the money of one appropriation is.

    `entitled_kr` is what the regions are entitled to in the payments that are computed, `undistributed_kr` what no
    region gets. `difference_kr` is what nobody accounts for: 0 when all is right, None while a payment is not
    computed. `lapsed_kr` is part of `entitled_kr` (T18).
    """

    programme: str
    title: str
    appropriation_kr: int
    entitled_kr: int
    undistributed_kr: int
    skr_kr: int
    own_costs_kr: int
    lapsed_kr: int
    difference_kr: int | None


def appropriation_account(
    appropriation: Appropriation, rows: Sequence[LedgerRow], undistributed_kr: int
) -> AppropriationAccount:
    """The account of one appropriation from the ledger's rows and the kronor that no region gets of it."""
    own = [row for row in rows if row.programme == appropriation.programme]
    others = (SKR.code, OWN_COSTS)
    lines = [row for row in own if row.payment != WHOLE_PROGRAMME]
    by_recipient = {row.recipient: row.entitled_kr or 0 for row in lines if row.recipient in others}
    payments = [row for row in lines if row.recipient not in others]
    entitled = sum(row.entitled_kr or 0 for row in payments)
    accounted = entitled + undistributed_kr + sum(by_recipient.values())
    is_computed = all(row.entitled_kr is not None for row in payments)
    return AppropriationAccount(
        appropriation.programme,
        appropriation.title,
        appropriation.amount_kr,
        entitled,
        undistributed_kr,
        by_recipient.get(SKR.code, 0),
        by_recipient.get(OWN_COSTS, 0),
        sum(row.lapsed_kr or 0 for row in payments),
        appropriation.amount_kr - accounted if is_computed else None,
    )
