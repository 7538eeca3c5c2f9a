"""The tables of what moved, and of what the next run is compared with."""

import polars as pl

from rules.changes import CauseKind
from rules.monthly_pot import Route
from schemas.columns import column
from schemas.declared import Table
from schemas.results import REGION_CODES, Part

AMOUNT, OUTCOME = "belopp", "utfall"
_ROUTES = [route.value for route in Route]


class Change(Table):
    """One row is an amount or an outcome that moved because of one thing, in the last run that moved anything.

    The rows of one amount follow on one another in the order of `link`, and their differences sum to the whole one.
    The two kinds of row use different columns, so that no sum counts a krona twice.
    """

    programme: str = column("Programme id.")
    run_id: str = column("The run that moved it.")
    changed_at: str = column("When, on this computer's clock, as `2024-03-22 06:00:04`.")
    link: int = column("Order among the rows of the run and programme, from 1.", ge=1)
    what: str = column("`belopp` or `utfall`.", isin=[AMOUNT, OUTCOME])
    payment: str = column("Payment id; empty for an outcome.")
    item: str = column("Component id, or for an outcome requirement id.")
    month: pl.Date = column("First day of the month of an outcome.", nullable=True)
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    before_kr: int = column("Amount before, 0 where there was none.", unit="kronor", nullable=True)
    after_kr: int = column("Amount after, 0 where there is none.", unit="kronor", nullable=True)
    difference_kr: int = column("After minus before.", unit="kronor", nullable=True)
    before_part: Part = column("Part of the pot before; empty where there was no outcome.", nullable=True)
    after_part: Part = column("Part of the pot after; empty where there is no outcome.", nullable=True)
    before_route: str = column("How it was earned before.", nullable=True, isin=_ROUTES)
    after_route: str = column("How it is earned now.", nullable=True, isin=_ROUTES)
    cause: str = column("What it moved because of.", isin=[kind.value for kind in CauseKind])
    file: str = column("The delivery that it moved because of; empty for other causes.")

    class Config:
        name = "out.change"
        strict = True
        unique = ("programme", "run_id", "link")


class KeptChange(Change):
    """One row is an amount or an outcome that some run moved; with what came after, the results that were replaced."""

    class Config:
        name = "log.change"
        strict = True
        unique = ("programme", "run_id", "link")


class LastSettled(Table):
    """One row is what one programme was last settled on and to, which the next settlement is compared with."""

    programme: str = column("Programme id.")
    settled: str = column("Rows that count, deliveries, day, decided amounts, amounts and outcomes, as JSON.")

    class Config:
        name = "log.last_settled"
        strict = True
        unique = ("programme",)
