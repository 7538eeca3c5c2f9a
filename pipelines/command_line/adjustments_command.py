"""What `bonuspott adjustments` shows: what was decided, what it would be today, and what has come in since."""

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from rules.regions import BY_CODE
from schemas.decisions import Adjustment
from schemas.tables import column_names

HEADINGS = ("Utbetalning", "Region", "Beslutat, kronor", "I dag, kronor", "Skillnad, kronor", "På grund av")
"""Headings of `shown`."""
CSV_HEADINGS = tuple(column_names(Adjustment))
"""Headings of the rows as they are kept."""


def adjustment_rows(warehouse: Warehouse, programmes: Collection[str], regions: Collection[str]) -> pl.DataFrame:
    """The rows of `out.adjustment` of some programmes and regions; all where none is told."""
    with warehouse.reading() as connection:
        rows = connection.read(Adjustment).sort("programme", "payment", "region_code", "component")
    if programmes:
        rows = rows.filter(pl.col("programme").is_in(list(programmes)))
    return rows.filter(pl.col("region_code").is_in(list(regions))) if regions else rows


def shown(row: Mapping[str, Any]) -> tuple[str | int, ...]:
    """A row under `HEADINGS`."""
    programme = GRANT_BY_ID[row["programme"]].programme
    payment = programme.payment(row["payment"])
    heading = {part.id: part.heading for part in payment.components}[row["component"]]
    amounts = (row["decided_kr"], row["recomputed_kr"], row["difference_kr"])
    title = f"{programme.short_title}, {payment.title}: {heading}"
    return title, BY_CODE[row["region_code"]].name, *amounts, row["cause"]
