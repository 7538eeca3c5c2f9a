"""The result tables (`out`): one model per table. Their first columns are a public interface.

Amounts are whole kronor unless a column says `exact`. `mark` holds the marks (`exempel`,
`rekonstruerad`) of everything a row rests on, separated by comma, empty when all of it is real.
"""

from typing import Annotated

import polars as pl

from rules.monthly_pot import Route
from rules.regions import CODES
from schemas.columns import column
from schemas.declared import Table

Part = Annotated[pl.Decimal, 3, 2]
ExactKronor = Annotated[pl.Decimal, 18, 2]
REGION_CODES = list(CODES)
MARK = "Marks of what the row rests on, separated by comma; empty when none is marked."


class Qualification(Table):
    """One row is what one requirement gave one region for one month, also when nothing was reported."""

    programme: str = column("Programme id.")
    requirement: str = column("Requirement id.")
    month: pl.Date = column("First day of the measured month.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    reserved_kr: int = column("Pot reserved for the region (T01).", unit="kronor", ge=0)
    part: Part = column("Part of the pot earned, 0 to 1.", ge=0, le=1)
    earned_kr_exact: ExactKronor = column("Earned, before the payment's rounding (T02).", unit="kronor", ge=0)
    route: str = column("How it was earned.", isin=[route.value for route in Route])
    reason: str = column("The outcome as one Swedish sentence for the region.", str_length={"min_value": 20})
    open_until: pl.Date = column(
        "The last report day of a month that is not closed, until which the outcome is preliminary (T24); else empty.",
        nullable=True,
    )
    mark: str = column(MARK)

    class Config:
        name = "out.qualification"
        strict = True
        unique = ("programme", "requirement", "month", "region_code")


class BonusPot(Table):
    """One row is what one requirement and month put into the bonus pot."""

    programme: str = column("Programme id.")
    requirement: str = column("Requirement id.")
    month: pl.Date = column("First day of the measured month.")
    forfeited_kr_exact: ExactKronor = column("Reserved but not earned, all regions.", unit="kronor", ge=0)
    mark: str = column(MARK)

    class Config:
        name = "out.bonus_pot"
        strict = True
        unique = ("programme", "requirement", "month")


class Payout(Table):
    """One row is what one region gets from one component of one payment; no rows while a payment is withheld."""

    programme: str = column("Programme id.")
    payment: str = column("Payment id.")
    component: str = column("Component id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    amount_kr: int = column(
        "Amount; only a bonus pot that is a few kronor overdrawn by rounding (T04) makes it negative.", unit="kronor"
    )
    mark: str = column(MARK)

    class Config:
        name = "out.payout"
        strict = True
        unique = ("programme", "payment", "component", "region_code")


class Undistributed(Table):
    """One row is kronor of an appropriation that no region gets, and why."""

    programme: str = column("Programme id.")
    payment: str = column("Payment id.")
    component: str = column("Component id.")
    amount_kr: int = column("Amount.", unit="kronor", ge=0)
    reason: str = column("Why nobody gets it, one Swedish sentence.")

    class Config:
        name = "out.undistributed"
        strict = True


class Withheld(Table):
    """One row is a payment that is held back, and why."""

    programme: str = column("Programme id.")
    payment: str = column("Payment id.")
    cause: str = column("`awaiting` (not all in yet) or `faulty` (cannot be paid on).", isin=["awaiting", "faulty"])
    reason: str = column("What is missing and what to do, one Swedish sentence.")

    class Config:
        name = "out.withheld"
        strict = True
        unique = ("programme", "payment")


class Source(Table):
    """One row is one delivered file that a payment rests on."""

    programme: str = column("Programme id.")
    payment: str = column("Payment id.")
    input: str = column("Which input of the rules the rows fed, in Swedish.")
    file: str = column("Path below the folder of deliveries.")
    sha256: str = column("SHA-256 of the file.")
    received: pl.Date = column("Day received.")
    row_count: int = column("Rows of the file that count.", ge=1)
    mark: str = column(MARK)

    class Config:
        name = "out.source"
        strict = True
