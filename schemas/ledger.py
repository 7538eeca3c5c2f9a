"""The tables of the money's way (`out`): the ledger, and where each appropriation is.

Amounts are whole kronor; an empty amount is not known or does not apply, which is not zero.
"""

import polars as pl

from rules.ledger import OWN_COSTS, Status
from rules.recipients import SKR
from schemas.columns import column
from schemas.declared import Table
from schemas.results import MARK, REGION_CODES


class Ledger(Table):
    """One row is one payment to one recipient, or (payment `alla`) one region's or SKR's account of a whole programme.

    Payment rows have the columns from `entitled_kr` to `payee_from` and those of adjustments, rows `alla` those from
    `accounted_received_kr` to `reclaimed_kr`, so that no sum over the table counts a krona twice.
    """

    programme: str = column("Programme id.")
    payment: str = column("Payment id; `alla` for the account of the programme, `skr` and `egna_kostnader` for others.")
    recipient: str = column(
        "County code of the region, `skr`, or `egna_kostnader` for the agency's own costs.",
        isin=[*REGION_CODES, SKR.code, OWN_COSTS],
    )
    recipient_name: str = column("The recipient's name.")
    status: str = column("How far the money has come, in Swedish.", isin=[status.value for status in Status])
    reason: str = column("Why it has come no further, in Swedish sentences; empty when all is well.")
    next_deadline: pl.Date = column("Last day of what is to be done next; empty when nothing is.", nullable=True)
    entitled_kr: int = column(
        "What the recipient is entitled to; empty while not computed.", unit="kronor", nullable=True
    )
    requested_kr: int = column("What was asked for.", unit="kronor", nullable=True, ge=0)
    requested_on: pl.Date = column("The day the request came in.", nullable=True)
    decided_kr: int = column("What was decided.", unit="kronor", nullable=True)
    decision_reference: str = column("Reference number of the decision.", nullable=True)
    payable_kr: int = column(
        "What the payment order carries; empty for a line that is not complete.", unit="kronor", nullable=True, ge=0
    )
    paid_kr: int = column("The same once the payment is decided.", unit="kronor", nullable=True, ge=0)
    lapsed_kr: int = column("What can no longer be asked for (T18).", unit="kronor", nullable=True, ge=0)
    unrequested_kr: int = column("What has not been asked for.", unit="kronor", nullable=True, ge=0)
    bankgiro: str = column("Account to pay to, as the region wrote it.", nullable=True)
    plusgiro: str = column("The same where no bankgiro is told.", nullable=True)
    payment_reference: str = column(
        "Payment reference that the region asked for, else the name of the payment.", nullable=True
    )
    payee_from: str = column("`programme/payment` of the requisition that says where to pay.", nullable=True)
    accounted_received_kr: int = column("What the region says it received.", unit="kronor", nullable=True, ge=0)
    cost_kr: int = column("What the region says it used.", unit="kronor", nullable=True, ge=0)
    to_repay_kr: int = column(
        "Received and not used, and claimed back, or what it is liable for where that is more.",
        unit="kronor",
        nullable=True,
        ge=0,
    )
    repaid_kr: int = column("What has been paid back.", unit="kronor", nullable=True, ge=0)
    liable_kr: int = column("Liable for without complete reports (T13).", unit="kronor", nullable=True, ge=0)
    liable_repaid_kr: int = column("Of what was paid back, booked on that.", unit="kronor", nullable=True, ge=0)
    reclaimed_kr: int = column(
        "Claimed back because the purpose or the result was not reached.", unit="kronor", nullable=True, ge=0
    )
    further_kr: int = column(
        "Decided afterwards to be paid on top of what was decided.", unit="kronor", nullable=True, gt=0
    )
    claim_kr: int = column("Decided afterwards to be repaid of what was decided.", unit="kronor", nullable=True, gt=0)
    adjustment_reference: str = column("Reference numbers of those decisions.", nullable=True)
    later: str = column(
        "What came in after the decision and whether it counts, in Swedish sentences; empty when nothing did."
    )
    mark: str = column(MARK)

    class Config:
        name = "out.ledger"
        strict = True
        unique = ("programme", "payment", "recipient")


class Appropriation(Table):
    """One row is one appropriation and where all of its money is."""

    programme: str = column("Programme id.")
    title: str = column("The programme's short name in Swedish.")
    appropriation_kr: int = column("What may be used in all.", unit="kronor", ge=0)
    entitled_kr: int = column("What the regions are entitled to in the payments that are computed.", unit="kronor")
    undistributed_kr: int = column("What no region gets.", unit="kronor", ge=0)
    skr_kr: int = column("What goes to SKR.", unit="kronor", ge=0)
    own_costs_kr: int = column("The agency's own costs.", unit="kronor", ge=0)
    lapsed_kr: int = column("Of what the regions are entitled to: asked for too late (T18).", unit="kronor", ge=0)
    difference_kr: int = column(
        "What nobody accounts for, 0 when all is right; empty while a payment is not computed.",
        unit="kronor",
        nullable=True,
    )

    class Config:
        name = "out.appropriation"
        strict = True
        unique = ("programme",)
