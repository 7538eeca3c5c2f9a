"""The result tables of what could still be: nothing in them is decided, and nothing that counts rests on them."""

import polars as pl

from rules.margin_rows import Change
from schemas.columns import Rate, column
from schemas.declared import Table
from schemas.results import MARK, REGION_CODES, ExactKronor, Part


class Interval(Table):
    """One row is what one region has for sure, and can at least and at most get, of the performance money."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    sure_kr: int = column("Earned whatever is still reported, without bonus or remaining funds.", unit="kronor", ge=0)
    least_kr: int = column("If it earns nothing more and all others everything, bonus included.", unit="kronor", ge=0)
    most_kr: int = column("If it earns everything and all others nothing more, bonus included.", unit="kronor", ge=0)
    mark: str = column(MARK)

    class Config:
        name = "out.interval"
        strict = True
        unique = ("programme", "region_code")


class Margin(Table):
    """One row is how far one value of one region's report for a month was from a better or a worse outcome.

    Only the region's own value changes, all else is as it was. An outcome that no value can change has one row with
    `change` `none`; a report with two values that count, or with an outcome between nothing and all, has several rows.
    """

    programme: str = column("Programme id.")
    requirement: str = column("Requirement id.")
    month: pl.Date = column("First day of the measured month.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    value_name: str = column("Column of `core.vardplatser` or `core.bup`.")
    change: str = column("What the other outcome would have been.", isin=[change.value for change in Change])
    value: Rate = column("What was reported; empty without a report.", nullable=True, ge=0)
    part: Part = column("Part of the pot earned, 0 to 1.", ge=0, le=1)
    distance: str = column("The least change of the value, in Swedish; empty when `change` is `none`.")
    flip_value: Rate = column("The value after it.", nullable=True, ge=0)
    flip_part: Part = column("Part of the pot it would have earned.", nullable=True, ge=0, le=1)
    earned_difference_kr_exact: ExactKronor = column(
        "What the region would have earned more of its own pot, without bonus; negative for less.", unit="kronor"
    )
    worth_kr: int = column(
        "What it would have been paid more in all, with bonus, negative for less; empty while a payment is withheld.",
        unit="kronor",
        nullable=True,
    )
    others_kr: int = column("The same for all other regions together.", unit="kronor", nullable=True)
    sentence_sv: str = column("All this as one Swedish sentence for the region.", str_length={"min_value": 20})
    mark: str = column(MARK)

    class Config:
        name = "out.margin"
        strict = True
        unique = ("programme", "requirement", "month", "region_code", "value_name", "change")


class MarginEffect(Table):
    """One row is what one margin would have meant in kronor for one other region; none where it means nothing."""

    programme: str = column("Programme id.")
    requirement: str = column("Requirement id.")
    month: pl.Date = column("First day of the measured month.")
    region_code: str = column("County code of the region whose value changes.", isin=REGION_CODES)
    value_name: str = column("Column of `core.vardplatser` or `core.bup`.")
    change: str = column("What its other outcome would have been.", isin=[change.value for change in Change])
    other_region_code: str = column("County code of the region that the kronor are of.", isin=REGION_CODES)
    difference_kr: int = column("What that region would have been paid more; negative for less.", unit="kronor", ne=0)
    mark: str = column(MARK)

    class Config:
        name = "out.margin_effect"
        strict = True
        unique = ("programme", "requirement", "month", "region_code", "value_name", "change", "other_region_code")
