"""What `bonuspott interval` shows: per region what is sure, and what it can at least and at most get."""

from collections.abc import Sequence
from typing import NamedTuple

from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from assets.what_if import as_decided
from rules.interval import interval
from rules.regions import BY_CODE

HEADINGS = ("Länskod", "Region", "Säkert", "Minst", "Högst", "Märkning")
"""Headings of the rows as they are."""


class IntervalRow(NamedTuple):
    """One region's performance money in whole kronor; the columns of the CSV."""

    region_code: str
    region: str
    sure_kr: int
    least_kr: int
    most_kr: int
    mark: str


def total(rows: Sequence[IntervalRow]) -> tuple[str | int, ...]:
    """What is sure of all regions together; what they can get is no sum, since they share what is left."""
    return ("", "Riket", sum(row.sure_kr for row in rows), "", "", "")


def interval_rows(warehouse: Warehouse, programme_id: str) -> list[IntervalRow]:
    """One row per region on what is in the warehouse. Raises `rules.interval.NoIntervalError`."""
    with warehouse.reading() as connection:
        stored = as_decided(connection, GRANT_BY_ID[programme_id])
    mark = ", ".join(stored.marks)
    return [
        IntervalRow(row.region_code, BY_CODE[row.region_code].name, row.sure_kr, row.least_kr, row.most_kr, mark)
        for row in interval(stored.case, stored.adjusted)
    ]
