"""The calendar of the decrees as a table (`out.deadline`).

When a deadline is near or has passed depends on the day it is looked at and is therefore no column.
"""

import polars as pl

from rules.deadlines import Who
from rules.recipients import SKR
from schemas.columns import column
from schemas.declared import Table
from schemas.deliveries import PROGRAMME_IDS
from schemas.results import REGION_CODES


class Deadline(Table):
    """One row is one thing to be done by one day: per region where deliveries tell whether it is done, else one row."""

    programme: str = column("Programme id.", isin=list(PROGRAMME_IDS))
    deadline: str = column("Deadline id, unique within the programme.")
    what: str = column("What is to be done, Swedish words that follow on `ska`.")
    who: str = column("Whose duty it is.", isin=[who.value for who in Who])
    day: pl.Date = column(
        "The last day; what comes in on it is in time. Empty while the agency has set none.", nullable=True
    )
    is_default_day: bool = column("Whether the decree leaves the day to the agency and this is only our default.")
    reference: str = column("The agency's decision on the day; empty where it has made none.")
    section: str = column("Where the decree says so.")
    payment: str = column("Id of the payment that hangs on it; empty when none does.", nullable=True)
    month: pl.Date = column("First day of the month that a monthly report is about; empty otherwise.", nullable=True)
    region_code: str = column(
        "County code of the region, or `skr`; empty for a duty told as a whole.",
        nullable=True,
        isin=[*REGION_CODES, SKR.code],
    )
    received: pl.Date = column(
        "The day it first came in, all of it; empty when it has not, or when nothing tells.", nullable=True
    )
    is_met: bool = column(
        "Whether it came in by the day; false also while it has not come in; empty when nothing tells.", nullable=True
    )
    sentence_sv: str = column("Who is to do what by when, one Swedish sentence.")

    class Config:
        name = "out.deadline"
        strict = True
        unique = ("programme", "deadline", "region_code")


class DoneDeadline(Table):
    """One row is what a person said of one deadline: that it is done, or that it is not after all.

    Of several rows of a deadline the last one holds; none is ever changed. Nothing delivered is changed by them.
    """

    programme: str = column("Programme id.", isin=list(PROGRAMME_IDS))
    deadline: str = column("Deadline id, unique within the programme.")
    link: int = column("Order among the rows of the deadline, from 1.", ge=1)
    is_undone: bool = column("Whether an earlier row is taken back.")
    done_on: pl.Date = column("The day on which it was done, or from which it is taken back, as told.")
    done_by: str = column("Who says so.")
    reference: str = column("The agency's number or another reference to what was done.")
    told_at: str = column("When it was said, on this computer's clock; empty where an older version did not keep it.")

    class Config:
        name = "log.done_deadline"
        strict = True
        unique = ("programme", "deadline", "link")
