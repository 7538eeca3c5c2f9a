"""What each decree may use and where in the state budget it is accounted for, in kronor.

How much of it goes to the regions is for the mechanisms to compute; here stands what goes to others.
"""

from dataclasses import dataclass
from datetime import date

from rules.declaration import Decree
from rules.found_decrees import decree as decree_of
from rules.found_decrees import decrees


@dataclass(frozen=True)
class Appropriation:
    """The money of one programme; names in the state budget as its decree prints them.

    `amount_kr` is all that may be used. Of it `skr_kr` goes to SKR and `own_costs_kr` covers the agency's own
    costs, both asked for by `requisition_by`; what is left is the regions'. `account_by` is the last day for a
    region's economic account and repayment and `skr_account_by` that for SKR's, None where the text sets none.
    """

    programme: str
    title: str
    budget_year: int
    expenditure_area: str
    name: str
    item: str
    amount_kr: int
    skr_kr: int
    own_costs_kr: int
    requisition_by: date
    account_by: date | None
    skr_account_by: date | None = None


def appropriation(programme_id: str) -> Appropriation:
    """That of one programme; `KeyError` when there is no such decree."""
    return _of(decree_of(programme_id))


def appropriations() -> tuple[Appropriation, ...]:
    """Those of all decrees, by budget year."""
    return tuple(_of(decree) for decree in decrees())


def _of(decree: Decree) -> Appropriation:
    declared, _ = decree.appropriation
    return Appropriation(
        decree.id,
        decree.short_title,
        declared.budget_year,
        declared.expenditure_area,
        declared.name,
        declared.item,
        amount_kr=declared.amount.value,
        skr_kr=declared.skr.value if declared.skr else 0,
        own_costs_kr=declared.own_costs.value if declared.own_costs else 0,
        requisition_by=declared.requisition_by.value,
        account_by=declared.account_by.value if declared.account_by else None,
        skr_account_by=declared.skr_account_by.value if declared.skr_account_by else None,
    )
