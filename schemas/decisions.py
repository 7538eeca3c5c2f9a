"""The tables of decided payments and of what later came to differ from them."""

import polars as pl

from schemas.columns import column
from schemas.declared import Table
from schemas.results import REGION_CODES


class Decision(Table):
    """One row is what has been decided for one region from one component of one payment; it never changes."""

    programme: str = column("Programme id.")
    payment: str = column("Payment id.")
    component: str = column("Component id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    amount_kr: int = column("Amount decided.", unit="kronor")
    reference: str = column("Reference number of the decision.")
    decided_on: pl.Date = column("Day of the decision.")
    seal: str = column("SHA-256 of the seal that holds the decision.")
    number: int = column("Number of the seal in the chain.", ge=1)
    decided_by: str = column("The two who decided, separated by comma.")
    has_kept_rows: bool = column(
        "Whether the payment is told from the rows it was decided on; else, by an old seal, from those that count now."
    )
    mark: str = column("Marks of what the decision rests on, separated by comma; empty when none is marked.")

    class Config:
        name = "out.decision"
        strict = True
        unique = ("programme", "payment", "component", "region_code")


class Adjustment(Table):
    """One row is a decided amount that would come out otherwise today; the decided amount stands."""

    programme: str = column("Programme id.")
    payment: str = column("Payment id.")
    component: str = column("Component id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    decided_kr: int = column("Amount decided, with decided adjustments.", unit="kronor")
    recomputed_kr: int = column("Amount on today's basis.", unit="kronor")
    difference_kr: int = column("Recomputed minus decided.", unit="kronor", ne=0)
    cause: str = column("What has changed since the decision, one Swedish sentence.")

    class Config:
        name = "out.adjustment"
        strict = True
        unique = ("programme", "payment", "component", "region_code")


class DecidedAdjustment(Table):
    """One row is what was decided on top of a decided payment: a further payment, or a claim when it is below 0."""

    programme: str = column("Programme id.")
    payment: str = column("Payment id.")
    component: str = column("Component id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    amount_kr: int = column("Above 0 to be paid, below 0 to be repaid.", unit="kronor", ne=0)
    reference: str = column("Reference number of the decision.")
    decided_on: pl.Date = column("Day of the decision.")
    seal: str = column("SHA-256 of the seal that holds the decision.")
    adjusts: str = column("SHA-256 of the seal of the payment that it adjusts.")
    mark: str = column("Marks of what the decision rests on, separated by comma; empty when none is marked.")

    class Config:
        name = "out.decided_adjustment"
        strict = True
        unique = ("seal", "component", "region_code")


class DecidedLine(Table):
    """One row is a line that could be paid when its payment was decided; it is paid so whatever comes in later."""

    programme: str = column("Programme id.")
    payment: str = column("Payment id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    payable_kr: int = column("What was ordered.", unit="kronor", gt=0)
    requested_kr: int = column("What had been asked for; empty when nothing.", unit="kronor", nullable=True, ge=0)
    requested_on: pl.Date = column("The day the request came in.", nullable=True)
    bankgiro: str = column("Account to pay to, as the region wrote it.", nullable=True)
    plusgiro: str = column("The same where no bankgiro is told.", nullable=True)
    payment_reference: str = column("Reference to be put on the payment.")
    payee_from: str = column("`programme/payment` of the requisition that said where to pay.")
    seal: str = column("SHA-256 of the seal that holds the decision.")
    mark: str = column("Marks of what the line rests on, separated by comma; empty when none is marked.")

    class Config:
        name = "out.decided_line"
        strict = True
        unique = ("programme", "payment", "region_code")
