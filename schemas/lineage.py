"""The table of lineage (`out.lineage`): from each krona of a payout back to the cells that it rests on, and forth."""

import polars as pl

from rules.attribution import Role
from schemas.columns import column
from schemas.declared import Table
from schemas.results import REGION_CODES, ExactKronor


class Lineage(Table):
    """One row is one delivered cell and what it was for one component of one payment to one region.

    What `share_kr` counts is said in `rules.attribution`; per payout it sums to `out.payout.amount_kr`. Payments that
    are withheld have rows of 0 kronor.
    """

    programme: str = column("Programme id.")
    payment: str = column("Payment id.")
    component: str = column("Component id.")
    region_code: str = column("County code of the region that is paid.", isin=REGION_CODES)
    requirement: str = column("Requirement, or kind of operation; empty where there is none.", nullable=True)
    month: pl.Date = column("First day of the measured month that it was decided for; empty for none.", nullable=True)
    role: str = column("What the cell was for the payout.", isin=[role.value for role in Role])
    kind: str = column("Kind of delivery; empty where the amount rests on no delivery.")
    file: str = column("Path below the folder of deliveries; empty where the amount rests on no delivery.")
    sheet: str = column("Sheet of the workbook; empty for a text file.")
    row: int = column("Row number in the sheet.", nullable=True, ge=1)
    cell: str = column("Cell, or the cells that the value is a sum of; empty for a file of records.")
    column_name: str = column("Column of `core` that the cell became.")
    value: str = column("The text of the cell as delivered; empty for an empty cell.")
    mark: str = column("Mark of the delivered row; empty for none.")
    share_kr: ExactKronor = column("What of the payout is counted on this cell.", unit="kronor")

    class Config:
        name = "out.lineage"
        strict = True
