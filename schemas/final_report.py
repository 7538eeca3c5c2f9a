"""The tables (`out`) that the final report to the government adds to those of payouts, ledger and follow-up.

What is not here is there already: the components in `out.payout`, each payment's way in `out.ledger`, the
appropriation in `out.appropriation`, fulfilment in `out.fulfilment`, operations in `out.operation_development`.
"""

import polars as pl

from rules.ledger import Status
from schemas.columns import column
from schemas.declared import Table
from schemas.follow_up import CutRate
from schemas.results import MARK, REGION_CODES


class FinalAccount(Table):
    """One row is where all that one region is entitled to of one programme is: every payment together.

    `entitled_kr` is the sum of `paid_kr`, `pending_kr`, `unrequested_kr` and `lapsed_kr`. What the region says of its
    use of the money is empty while it has not accounted for it.
    """

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    entitled_kr: int = column(
        "In the payments that are computed; empty when none is.", unit="kronor", nullable=True, ge=0
    )
    paid_kr: int = column("Of it: decided and paid.", unit="kronor", ge=0)
    pending_kr: int = column("Of it: not yet decided, or stopped until something is set right.", unit="kronor", ge=0)
    unrequested_kr: int = column("Of it: to be asked for, and not asked for.", unit="kronor", ge=0)
    lapsed_kr: int = column("Of it: asked for too late (T18).", unit="kronor", ge=0)
    account_status: str = column(
        "How far the account has come, in Swedish words of `out.ledger`.", isin=[status.value for status in Status]
    )
    accounted_received_kr: int = column("What the region says it received.", unit="kronor", nullable=True, ge=0)
    cost_kr: int = column("What the region says it used.", unit="kronor", nullable=True, ge=0)
    to_repay_kr: int = column("Received and not used.", unit="kronor", nullable=True, ge=0)
    repaid_kr: int = column("What has been paid back.", unit="kronor", ge=0)
    left_kr: int = column(
        "Left to pay back; negative when more has been paid back than was to be.", unit="kronor", nullable=True
    )
    mark: str = column(MARK)

    class Config:
        name = "out.final_account"
        strict = True
        unique = ("programme", "region_code")


class FinalDevelopment(Table):
    """One row is one indicator in one month, or all measured months that are in, beside the same time the year before.

    Both values rest on the same regions and months: those that are reported both years. Values and changes are
    computed exactly, then cut.
    """

    programme: str = column("Programme id.")
    indicator: str = column("Indicator id; title and unit in Swedish are in `rules.development`.")
    region_code: str = column("County code; empty for the nation.", nullable=True, isin=REGION_CODES)
    first_month: pl.Date = column("First day of the first month.")
    last_month: pl.Date = column("First day of the last month, the same as the first for a single month.")
    report_count: int = column("Reports compared: regions times months.", unit="reports", ge=0)
    value: CutRate = column("The indicator, in its own unit.", nullable=True, ge=0)
    value_year_before: CutRate = column("The same a year before.", nullable=True, ge=0)
    change: CutRate = column("Difference between the two, in the indicator's unit.", nullable=True)
    change_percent: CutRate = column("The same in per cent of the year before.", unit="per cent", nullable=True)
    mark: str = column(MARK)

    class Config:
        name = "out.final_development"
        strict = True
        unique = ("programme", "indicator", "region_code", "first_month", "last_month")
