"""What all delivered tables have in common: the mark and the address of a row, its programme, rules within a row."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from rules.found_decrees import decrees
from rules.recipients import SKR
from schemas.columns import ValueKind, choice, column, delivered
from schemas.declared import Rows, Table, rule

MARKS = ("exempel", "rekonstruerad")
PROGRAMME_IDS = tuple(decree.id for decree in decrees())
PROGRAMMES_OF_SKR = tuple(decree.id for decree in decrees() if decree.payment_to_skr)
"""The programmes that have money for SKR."""


@dataclass(frozen=True)
class RowRule:
    """A rule between cells of one row.

    `check` is the name of the model's check, `column` the column pointed out and `message` what the
    sender is told, in Swedish, after the value.
    """

    check: str
    column: str
    message: str


class Delivered(Table):
    """What every delivered table has besides its own columns: the mark and the address of the row."""

    mark: str = delivered(
        "Märkning",
        ValueKind.CHOICE,
        meaning="exempel, rekonstruerad eller tom.",
        description="`exempel` or `rekonstruerad` when the row is not a real report; travels to every result.",
        required=False,
        empty=True,
        choices={mark: mark for mark in MARKS},
    )
    received: pl.Date = column("The day the delivery was received.")
    file: str = column("The delivery, as path below the folder of deliveries.")
    sheet: str = column("Sheet of the workbook; empty for a text file.")
    row: int = column("Row number in the sheet, as the spreadsheet program shows it.", ge=1)

    class Config:
        strict = True


class DeliveredByRecipient(Delivered):
    """What is told by who is paid money of a programme: a region, or SKR where it has any."""

    @rule("recipient_is_of_the_programme")
    def recipient_is_of_the_programme(cls, data: Rows) -> pl.LazyFrame:
        """SKR gets money of some programmes only."""
        return holds(data, (pl.col("region_code") != SKR.code) | pl.col("programme").is_in(list(PROGRAMMES_OF_SKR)))

    class Config:
        strict = True


def programme() -> Any:
    """A programme, by its id."""
    return choice(
        "Statsbidrag",
        {programme: programme for programme in PROGRAMME_IDS},
        meaning=f"Statsbidragets beteckning: {', '.join(PROGRAMME_IDS)}.",
        description="Programme id.",
    )


def holds(data: Rows, rule: pl.Expr) -> pl.LazyFrame:
    """A rule between columns, kept where either side lacks a value."""
    return data.lazyframe.select(rule.fill_null(True))
