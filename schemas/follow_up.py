"""The follow-up tables (`out`) that the decrees ask for beside the payouts, and replaced reports on beds.

Shares and rates are cut to the decimals of their column, never rounded: a cut value does not claim that
a limit was reached. Nothing is paid on these tables. `mark` is as in `schemas.results`.
"""

from typing import Annotated

import polars as pl

from rules.followed_rates import Level
from schemas.columns import column
from schemas.declared import Table
from schemas.results import MARK, REGION_CODES, ExactKronor

PERCENT_DECIMALS = 2
RATE_DECIMALS = 6
Percent = Annotated[pl.Decimal, 5, 2]
ExactParts = Annotated[pl.Decimal, 5, 2]
CutRate = Annotated[pl.Decimal, 38, 6]


# All grants with monthly requirements


class Fulfilment(Table):
    """One row is how far one region met one requirement over the months that are in."""

    programme: str = column("Programme id.")
    requirement: str = column("Requirement id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    months_met: int = column("Months that earned the reserved pot or a part of it.", unit="months", ge=0)
    months_measured: int = column("Months reported by the region, or closed without.", unit="months", ge=1)
    parts_earned: ExactParts = column("Sum of the parts earned of the monthly pots.", unit="monthly pots", ge=0)
    fulfilled_percent: Percent = column("Parts earned of the months measured, cut.", unit="per cent", ge=0, le=100)
    months_improvement: int = column("Months met by improvement.", unit="months", ge=0)
    months_top_five: int = column("Months met as one of the five best.", unit="months", ge=0)
    months_threshold: int = column("Months met by the 75 per cent threshold.", unit="months", ge=0)
    months_none: int = column("Months reported but not met.", unit="months", ge=0)
    months_not_reported: int = column("Months closed without a report from the region.", unit="months", ge=0)
    reserved_kr: int = column("Pots reserved for the region (T01).", unit="kronor", ge=0)
    earned_kr_exact: ExactKronor = column("Earned, before the payment's rounding (T02).", unit="kronor", ge=0)
    mark: str = column(MARK)

    class Config:
        name = "out.fulfilment"
        strict = True
        unique = ("programme", "requirement", "region_code")


class MonthStatus(Table):
    """One row is what the result of one month rests on."""

    programme: str = column("Programme id.")
    month: pl.Date = column("First day of the month.")
    reported_count: int = column("Regions that have reported all that is asked.", unit="regions", ge=0, le=21)
    missing_regions: str = column("The other regions by name, in Swedish; empty when none is missing.")
    is_complete: bool = column("Whether all regions have reported all that is asked.")
    is_closed: bool = column("Whether all have, or the last report day has passed (T24).")
    sentence_sv: str = column("The same as one Swedish sentence.")

    class Config:
        name = "out.month_status"
        strict = True
        unique = ("programme", "month")


class ReportedRate(Table):
    """One row is how a region stands in a month with a rate that is to reach a limit; nothing is paid on it."""

    programme: str = column("Programme id.")
    rate: str = column("The delivered column of the rate.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    month: pl.Date = column("First day of the month.")
    lowest_percent: Percent = column(
        "The lowest rate that the region tells for the month, cut; empty when it tells none.",
        unit="per cent",
        nullable=True,
        ge=0,
        le=100,
    )
    least_percent: int = column("The limit.", unit="per cent", ge=0, le=100)
    level: str = column(
        "Whether the limit is met, in Swedish; not told is told apart from awaited (T24).",
        isin=[level.value for level in Level],
    )
    explanation: str = column(
        "What the region tells of a month below the limit, item by item, in its own words; empty when nothing."
    )
    lacking: str = column(
        "What it has not told of a month below the limit, in Swedish words; empty when nothing lacks."
    )
    mark: str = column(MARK)

    class Config:
        name = "out.reported_rate"
        strict = True
        unique = ("programme", "rate", "region_code", "month")


# Beds 2024


class ReportingGap(Table):
    """One row is one value that a requirement to report asks of a region and that is not reported."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    value_name: str = column("Column of the kind of report.")
    month: pl.Date = column("First day of the month.")
    is_due: bool = column("Whether its last report day has passed; before that it is awaited (T24).")

    class Config:
        name = "out.reporting_gap"
        strict = True
        unique = ("programme", "region_code", "value_name", "month")


class RepaymentLiability(Table):
    """One row is what one region is liable to repay for reports whose last day has passed (T13)."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    missing_count: int = column("Values that are not reported and whose last day has passed.", unit="values", ge=0)
    amount_kr: int = column("Liable to repay; 0 when nothing is missing.", unit="kronor", ge=0)
    reason: str = column("What is missing and what follows, one Swedish sentence.")
    mark: str = column(MARK)

    class Config:
        name = "out.repayment_liability"
        strict = True
        unique = ("programme", "region_code")


class NationalDevelopment(Table):
    """One row is the national rate of one requirement in one month beside the same month the year before."""

    programme: str = column("Programme id.")
    requirement: str = column("Requirement id.")
    month: pl.Date = column("First day of the month.")
    region_count: int = column("Regions that both rates rest on, the same both years.", unit="regions", ge=0, le=21)
    rate: CutRate = column("Mean weighted by beds, cut.", unit="per 100 beds", nullable=True, ge=0)
    rate_year_before: CutRate = column("The same a year before, cut.", unit="per 100 beds", nullable=True, ge=0)
    change_percent: CutRate = column(
        "Change from the year before, computed on the exact rates, then cut; negative for a decrease.",
        unit="per cent",
        nullable=True,
    )
    mark: str = column(MARK)

    class Config:
        name = "out.national_development"
        strict = True
        unique = ("programme", "requirement", "month")


class Signal(Table):
    """One row is something worth a look in a region's reported values; no money depends on it."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    month: pl.Date = column("Where it shows; for a run of months the last.")
    value_name: str = column("Column of `core.vardplatser`.")
    code: str = column("Kind of signal.", isin=["jump", "same_value", "beds_without_occupancy", "changed_after_rules"])
    message_sv: str = column("What the fact is, why it is noticed and what to do, in Swedish.")
    mark: str = column(MARK)

    class Config:
        name = "out.signal"
        strict = True


# Queues 2025


class TariffLine(Table):
    """One row is what one kind of operation has given one region in the months that are in (T15)."""

    programme: str = column("Programme id.")
    operation: str = column("Kind of operation.")
    region_code: str = column("County code of the patients' home region.", isin=REGION_CODES)
    operation_count: int = column("Operations reported.", unit="operations", ge=0)
    tariff_kr: int = column("For one operation.", unit="kronor", ge=0)
    gross_kr: int = column("Tariff times operations.", unit="kronor", ge=0)
    paid_kr: int = column("After the cap.", unit="kronor", ge=0)
    mark: str = column(MARK)

    class Config:
        name = "out.tariff_line"
        strict = True
        unique = ("programme", "operation", "region_code")


class CapLine(Table):
    """One row is one region against its cap (bilaga 2) in the months that are in, all kinds of operation together."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    gross_kr: int = column("Tariff times operations.", unit="kronor", ge=0)
    cap_kr: int = column("The cap.", unit="kronor", ge=1)
    paid_kr: int = column("The smaller of the two.", unit="kronor", ge=0)
    cap_used_percent: Percent = column("Paid of the cap, cut.", unit="per cent", ge=0, le=100)
    month_reached: pl.Date = column("First month at whose end the cap was reached; empty before.", nullable=True)
    mark: str = column(MARK)

    class Config:
        name = "out.cap_line"
        strict = True
        unique = ("programme", "region_code")


class RemainingLine(Table):
    """One row is one region in the part of the remaining funds that belongs to one kind of operation (T16)."""

    programme: str = column("Programme id.")
    operation: str = column("Kind of operation.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    operation_count: int = column("Operations reported.", unit="operations", ge=0)
    per_100_000: CutRate = column("Operations, cut.", unit="per 100 000 inhabitants", ge=0)
    rank: int = column("Place, 1 is most; equal numbers share the better place.", ge=1, le=21)
    is_qualified: bool = column("Whether the region shares the part.")
    cap_kr: int = column("The region's weight.", unit="kronor", ge=1)
    amount_kr: int = column("The region's share.", unit="kronor", ge=0)
    mark: str = column(MARK)

    class Config:
        name = "out.remaining_line"
        strict = True
        unique = ("programme", "operation", "region_code")


class OperationDevelopment(Table):
    """One row is the operations of one kind in one month and so far, beside the same time the year before."""

    programme: str = column("Programme id.")
    month: pl.Date = column("First day of the month.")
    operation: str = column("Kind of operation.")
    region_code: str = column("County code of the home region; empty for the nation.", nullable=True, isin=REGION_CODES)
    performer: str = column("Who operated; empty for all.", nullable=True)
    month_count: int = column("In the month; empty when nothing was reported.", unit="operations", nullable=True, ge=0)
    so_far_count: int = column("From February.", unit="operations", nullable=True, ge=0)
    year_before_month_count: int = column("In the same month the year before.", unit="operations", nullable=True, ge=0)
    year_before_so_far_count: int = column("The same months then.", unit="operations", nullable=True, ge=0)
    is_comparable: bool = column("Whether the same regions and months were reported both years.")
    mark: str = column(MARK)

    class Config:
        name = "out.operation_development"
        strict = True
        unique = ("programme", "month", "operation", "region_code", "performer")


class PreliminaryPayout(Table):
    """One row is what one component of a payment would pay if no more reports came in; none for closed months."""

    programme: str = column("Programme id.")
    payment: str = column("Payment id.")
    component: str = column("Component id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    amount_kr: int = column("Amount, never to be paid.", unit="kronor", ge=0)
    rests_on: str = column("What the amount rests on and what it lacks, one Swedish sentence.")
    mark: str = column(MARK)

    class Config:
        name = "out.preliminary_payout"
        strict = True
        unique = ("programme", "payment", "component", "region_code")


class RegionReason(Table):
    """One row is block 2 for one region in the months that are in, in words."""

    programme: str = column("Programme id.")
    region_code: str = column("County code of the region.", isin=REGION_CODES)
    reason: str = column("One Swedish sentence that can be sent to the region.", str_length={"min_value": 20})
    mark: str = column(MARK)

    class Config:
        name = "out.region_reason"
        strict = True
        unique = ("programme", "region_code")
