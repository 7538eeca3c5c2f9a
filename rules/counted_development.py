"""The running account of what is paid for one by one: how many, where it was done, and how many the year before.

Nothing is paid on it; the amounts are in `rules.mechanisms.capped_tariff`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.months import year_before
from rules.regions import CODES
from rules.swedish import month_name

PERFORMERS = ("egen_region", "annan_region", "privat")
"""Who did it: the patient's home region, another region, a private provider."""

CountsByPerformer = Mapping[tuple[str, date, str, str], int]
"""Numbers by (home region code, month, kind, performer); only what was reported is there."""


@dataclass(frozen=True)
class DevelopmentLine:
    """What was done of one kind in one month and so far, beside the same months of the year before.

    `region_code` is None for the nation and `performer` None for all performers. A count is the sum of
    what was reported, None when nothing was. "So far" begins with the first measured month.
    `is_comparable` says that the kind was reported so far, and for the same regions and months both years;
    if not, a difference between the years may come from the reporting.
    """

    operation: str
    region_code: str | None
    performer: str | None
    month_count: int | None
    so_far_count: int | None
    year_before_month_count: int | None
    year_before_so_far_count: int | None
    is_comparable: bool


def development(
    counts: CountsByPerformer, kinds: tuple[str, ...], measured: tuple[date, ...], month: date
) -> tuple[DevelopmentLine, ...]:
    """The account for one measured month: per kind the nation, then each region; first all performers, then each.

    `counts` holds both years. Raises `ValueError` for a month that is not `measured`.
    """
    if month not in measured:
        raise ValueError(f"{month_name(month)} is not a measured month")
    so_far = tuple(each for each in measured if each <= month)

    def reported(operation: str, codes: tuple[str, ...], during: tuple[date, ...]) -> set[tuple[str, int]]:
        return {
            (code, at.month)
            for code in codes
            for at in during
            if any((code, at, operation, performer) in counts for performer in PERFORMERS)
        }

    def line(operation: str, region_code: str | None, performer: str | None) -> DevelopmentLine:
        codes = CODES if region_code is None else (region_code,)
        performers = PERFORMERS if performer is None else (performer,)

        def total(during: tuple[date, ...]) -> int | None:
            keys = [(code, at, operation, who) for code in codes for at in during for who in performers]
            found = [counts[key] for key in keys if key in counts]
            return sum(found) if found else None

        so_far_year_before = tuple(year_before(at) for at in so_far)
        now, before = reported(operation, codes, so_far), reported(operation, codes, so_far_year_before)
        return DevelopmentLine(
            operation,
            region_code,
            performer,
            month_count=total((month,)),
            so_far_count=total(so_far),
            year_before_month_count=total((year_before(month),)),
            year_before_so_far_count=total(so_far_year_before),
            is_comparable=bool(now) and now == before,
        )

    return tuple(
        line(operation, region_code, performer)
        for operation in kinds
        for region_code in (None, *CODES)
        for performer in (None, *PERFORMERS)
    )
