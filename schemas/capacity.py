"""The tables on capacity and targets (`out`): beds and occupancy beside population and targets, and what is missing.

Beds per inhabitant are cut to the decimals of their column, never rounded; distances are exact. An empty value is
not reported or not in force, never zero. Nothing is paid on these tables. `mark` is as in `schemas.results`.
"""

import polars as pl

from rules.capacity import GAPS
from rules.regions import NATION
from rules.targets import Care, Metric
from schemas.columns import Rate, column
from schemas.declared import Table
from schemas.follow_up import CutRate
from schemas.results import MARK, REGION_CODES


class Capacity(Table):
    """One row is one region's beds and occupancy in one month, for every region once one of them has reported."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    month: pl.Date = column("First day of the month.")
    beds: Rate = column("Available beds, mean of the month; planned in a plan.", unit="beds", nullable=True, ge=0)
    population_count: int = column("Inhabitants, all ages.", unit="inhabitants", nullable=True, ge=1)
    population_date: pl.Date = column("Reference date of the population, on or before the month.", nullable=True)
    beds_per_1000: CutRate = column("Beds, cut.", unit="per 1 000 inhabitants", nullable=True, ge=0)
    occupancy_percent: Rate = column(
        "Mean occupancy; in a plan the target that the region reported with it.", unit="per cent", nullable=True, ge=0
    )
    target_beds: Rate = column("Target in force on the month's first day.", unit="beds", nullable=True, ge=0)
    distance_beds: Rate = column("Beds minus target.", unit="beds", nullable=True)
    target_occupancy_percent: Rate = column(
        "Target in force on the month's first day.", unit="per cent", nullable=True, ge=0
    )
    distance_percentage_points: Rate = column("Occupancy minus target.", unit="percentage points", nullable=True)
    somatic_beds: Rate = column("Of the beds: in somatic care, where told apart.", unit="beds", nullable=True, ge=0)
    psychiatric_beds: Rate = column(
        "Of the beds: in psychiatric care, where told apart.", unit="beds", nullable=True, ge=0
    )
    somatic_occupancy_percent: Rate = column(
        "Occupancy in somatic care, where told apart.", unit="per cent", nullable=True, ge=0
    )
    psychiatric_occupancy_percent: Rate = column(
        "Occupancy in psychiatric care, where told apart.", unit="per cent", nullable=True, ge=0
    )
    mark: str = column(MARK)

    class Config:
        name = "out.capacity"
        strict = True
        unique = ("programme", "region_code", "month")


class PlannedCapacity(Capacity):
    """One row is one region's planned beds and its target occupancy in one month of 2025, as `out.capacity`."""

    class Config:
        name = "out.planned_capacity"
        strict = True
        unique = ("programme", "region_code", "month")


class OccupancyMonths(Table):
    """One row is how many months of one year one region's mean occupancy was at or above each limit."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    year: int = column("Calendar year.")
    months_reported: int = column("Months with a reported occupancy.", unit="months", ge=0, le=12)
    months_missing: int = column(
        "Months that other regions have reported and this one has not.", unit="months", ge=0, le=12
    )
    months_from_85: int = column("Of the reported: at or above 85 per cent.", unit="months", ge=0, le=12)
    months_from_90: int = column("Of the reported: at or above 90 per cent.", unit="months", ge=0, le=12)
    months_from_100: int = column("Of the reported: at or above 100 per cent.", unit="months", ge=0, le=12)
    mark: str = column(MARK)

    class Config:
        name = "out.occupancy_months"
        strict = True
        unique = ("programme", "region_code", "year")


class Target(Table):
    """One row is one target of a region, one of its units or the nation, and the outcome beside it."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region, `00` for the nation.", isin=[NATION.code, *REGION_CODES])
    unit: str = column("Clinic or unit as delivered; empty for the whole region.", nullable=True)
    metric: str = column("What it is about.", isin=[metric.value for metric in Metric])
    care: str = column(
        "`somatisk` or `psykiatrisk`; empty for all care.", nullable=True, isin=[care.value for care in Care]
    )
    target_value: Rate = column("The target.", unit="beds, or per cent for occupancy", ge=0)
    valid_from: pl.Date = column("First day it applies.")
    valid_to: pl.Date = column("Last day, before the next one; empty while nothing follows.", nullable=True)
    compared_month: pl.Date = column(
        "First day of the latest month with an outcome while it was in force; empty without one.", nullable=True
    )
    reported_value: Rate = column(
        "The outcome of that month.", unit="beds, or per cent for occupancy", nullable=True, ge=0
    )
    distance: Rate = column("Outcome minus target.", unit="beds, or percentage points for occupancy", nullable=True)
    reason_sv: str = column("The comparison, or why there is none; one Swedish sentence.")
    remark_sv: str = column("What looks mistaken, in Swedish; empty when nothing does.")
    file: str = column("The delivery, as path below the folder of deliveries.")
    sheet: str = column("Sheet of the workbook; empty for a text file.")
    cell: str = column("Cell of the target.")
    mark: str = column(MARK)

    class Config:
        name = "out.target"
        strict = True
        unique = ("programme", "region_code", "unit", "metric", "care", "valid_from")


class CapacityGap(Table):
    """One row is the months of 2023 and 2024 for which one region lacks one value of `out.capacity`."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    value_name: str = column("Column of `out.capacity`.", isin=list(GAPS))
    month_count: int = column("Months that lack it.", unit="months", ge=1)
    sentence_sv: str = column("What is missing for which months, one Swedish sentence.")

    class Config:
        name = "out.capacity_gap"
        strict = True
        unique = ("programme", "region_code", "value_name")
