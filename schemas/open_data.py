"""The tables that exist only to be published: numbers of people with small ones hidden (T19), and lists of codes.

Other published tables are those of `schemas.results`, `schemas.follow_up` and `schemas.deliveries`, some columns left
out; which ones is declared in `exports.publication.tables`.
"""

from typing import Any

import polars as pl

from rules.regions import CODES
from schemas.columns import column
from schemas.declared import Table
from schemas.results import MARK

NATION = "00"
"""The code of the whole nation in published tables, as in official statistics."""

ALL_PERFORMERS = "alla"
SHOWN, HIDDEN, MISSING = STATUSES = ("redovisat", "dolt", "saknas")

_REGION = "County code of the region; `00` for the whole nation."
_STATUS = "`redovisat`, `dolt` (hidden because of small numbers, T19) or `saknas` (not reported in full)."


def _region() -> Any:
    return column(_REGION, isin=[NATION, *CODES])


def _count(description: str, unit: str) -> Any:
    return column(f"{description}; empty when hidden or not reported.", unit=unit, nullable=True, ge=0)


class OpenBup(Table):
    """One row is the waits in child and adolescent psychiatry of one region, or the nation, for a month and measure."""

    region_code: str = _region()
    month: pl.Date = column("First day of the month.")
    measure: str = column("What was waited for: `besök`, `utredning` or `behandling`.")
    completed_count: int = _count("Completed", "patients")
    completed_within_count: int = _count("Completed within 30 days", "patients")
    completed_status: str = column(_STATUS, isin=STATUSES)
    waiting_count: int = _count("Waiting", "patients")
    waiting_within_count: int = _count("Waiting 30 days at most", "patients")
    waiting_status: str = column(_STATUS, isin=STATUSES)
    mark: str = column(MARK)

    class Config:
        name = "open.bup"
        strict = True
        unique = ("region_code", "month", "measure")


class OpenOperations(Table):
    """One row is operations of one kind by home region: in one month by all, or in the whole period by performer."""

    region_code: str = _region()
    period: str = column("A month, `2025-02`, or from one month to another, `2025-02/2025-10`.")
    operation: str = column("`hoftledsprotes`, `framfall` or `gra_starr`.")
    performer: str = column("`egen_region`, `annan_region`, `privat`, or `alla` for their sum.")
    operation_count: int = _count("Operations", "operations")
    status: str = column(_STATUS, isin=STATUSES)
    mark: str = column(MARK)

    class Config:
        name = "open.operationer"
        strict = True
        unique = ("region_code", "period", "operation", "performer")


class OpenRegion(Table):
    """One row is one region, or the nation."""

    region_code: str = _region()
    name: str = column("Name in the decrees.")
    official_name: str = column("The region's own name.")
    organisation_number: str = column("Organisation number; empty for the nation.", nullable=True)

    class Config:
        name = "open.regioner"
        strict = True
        unique = ("region_code",)


class OpenCode(Table):
    """One row is a code that a column of the other tables can hold, and what it stands for."""

    column_name: str = column("The column.")
    programme: str = column("Programme id where the code belongs to one grant; empty otherwise.", nullable=True)
    payment: str = column("Payment id where the code belongs to one payment; empty otherwise.", nullable=True)
    code: str = column("The code.")
    title_sv: str = column("What it stands for, in Swedish.")

    class Config:
        name = "open.koder"
        strict = True
        unique = ("column_name", "programme", "payment", "code")
