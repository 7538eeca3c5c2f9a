"""The tables that say what stored results were made from, so that what would come out the same is not made again.

A fingerprint is a SHA-256 over deliveries, decisions and program; who compares them is `pipelines.runs.standing`.
"""

import polars as pl

from schemas.columns import column
from schemas.declared import Table

ELSEWHERE = "elsewhere"
LEDGER = "ledger"
REPORT = "report"
"""Parts of the work that are neither a kind of delivery nor a programme; elsewhere lie files of no kind."""
ROWS_OF = "/rows"
"""After a kind of delivery: the rows of its files, each of which stands whatever becomes of the others."""

_FINGERPRINT = "SHA-256 over all that it rests on, in hexadecimal."


class Day(Table):
    """The one row is the day that the warehouse was last read for; gone while that is done anew."""

    as_of: pl.Date = column("The day of an as-of run; empty where the warehouse lives in the present.", nullable=True)
    passed: str = column("Fingerprint of the deadlines that had passed, by which months are closed (T24).")

    class Config:
        name = "core.day"
        strict = True


class MonthBasis(Table):
    """One row is what one measured month of one programme rests on now."""

    programme: str = column("Programme id.")
    month: pl.Date = column("First day of the month.")
    fingerprint: str = column(_FINGERPRINT)

    class Config:
        name = "core.month_basis"
        strict = True
        unique = ("programme", "month")


class QualifiedMonth(Table):
    """One row is what the stored outcomes of one measured month rested on when they were computed."""

    programme: str = column("Programme id.")
    month: pl.Date = column("First day of the month.")
    fingerprint: str = column(_FINGERPRINT)
    content: str = column("Fingerprint of the outcomes as they were stored.")

    class Config:
        name = "out.qualified_month"
        strict = True
        unique = ("programme", "month")


class Standing(Table):
    """One row is one part of the work that went well to its end, and what it rested on; gone while it is done anew."""

    part: str = column(
        "A kind of delivery, the same with `/rows` (what its files were read by), a programme id, `elsewhere` (files "
        "of no kind), `ledger` or `report`."
    )
    fingerprint: str = column(_FINGERPRINT)
    content: str = column("Fingerprint of its rows as they were stored.")

    class Config:
        name = "out.standing"
        strict = True
        unique = ("part",)


class StandingFile(Table):
    """One row is one document that a part of the work wrote, or took away because there is to be none."""

    part: str = column("A programme id, `ledger` or `report`.")
    file: str = column("Name in the folder of documents.")
    sha256: str = column("SHA-256 of the document as it was written; empty when there is to be none.")

    class Config:
        name = "out.standing_file"
        strict = True
        unique = ("part", "file")
