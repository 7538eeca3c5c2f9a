"""The published numbers of operations: by home region and month, and by home region and performer for the period.

Both years of a payment by tariff, once it is computed. Performers are not told by month: most such numbers
would be small. Sums are printed for the nation, for all performers and for the period.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from itertools import product
from typing import Any

import polars as pl

from exports.publication.counts import DecidedTable, LogLine, OpenCounts, united
from rules.counted_development import PERFORMERS
from rules.months import year_before
from rules.regions import CODES
from rules.suppression import THRESHOLD, TOTAL, Cell, CountTable, with_sums
from schemas.open_data import ALL_PERFORMERS, NATION, OpenOperations
from schemas.tables import frame

Reports = Mapping[tuple[str, str, str], Mapping[str, Any]]
"""One kind of operation and year: the delivered row by (region code, month, performer)."""


def operation_counts(
    rows: pl.DataFrame, paid: tuple[date, ...], kinds: Collection[str], threshold: int = THRESHOLD
) -> OpenCounts:
    """`core.operationer` for the months that a computed payment counts, and those of the year before.

    It pays tariff x number, so what a region has done of each kind in the period follows from public kronor. It is
    shown however small it is, and the rest is protected from a reader who knows it.
    """
    made: list[dict[str, object]] = []
    log: list[LogLine] = []
    for during, operation in product((tuple(year_before(month) for month in paid), paid) if paid else (), kinds):
        reports = _reports(rows, during, operation)
        periods = tuple(f"{month:%Y-%m}" for month in during)
        whole = f"{periods[0]}/{periods[-1]}"
        table = _decided(reports, periods, threshold, is_paid=during == paid)
        printed_as = {period: (period, ALL_PERFORMERS) for period in periods}
        printed_as |= {performer: (whole, performer) for performer in PERFORMERS} | {TOTAL: (whole, ALL_PERFORMERS)}
        for code, (place, (period, performer)) in product((TOTAL, *CODES), printed_as.items()):
            made.append(
                {
                    "region_code": code or NATION,
                    "period": period,
                    "operation": operation,
                    "performer": performer,
                    "operation_count": table.shown((code, place)),
                    "status": table.status((code, place)),
                    "mark": united(
                        row["mark"]
                        for key, row in reports.items()
                        if code in (TOTAL, key[0]) and place in (TOTAL, *key)
                    ),
                }
            )
        for (code, place), reason in table.noted():
            period, performer = printed_as[place]
            log.append(LogLine("operationer", "operation_count", code or NATION, period, operation, performer, reason))
    return OpenCounts(frame(OpenOperations, made), tuple(log))


def _reports(rows: pl.DataFrame, during: Collection[date], operation: str) -> Reports:
    own = rows.filter(
        pl.col("operation") == operation, pl.col("month").is_in(during), pl.col("operation_count").is_not_null()
    )
    return {(row["region_code"], f"{row['month']:%Y-%m}", row["performer"]): row for row in own.iter_rows(named=True)}


def _decided(reports: Reports, periods: tuple[str, ...], threshold: int, *, is_paid: bool) -> DecidedTable:
    """One kind and year by region and, side by side with the same sum, by month and by performer.

    A sum is printed when all its parts are reported: in a region's month all performers are.
    """
    dimensions = ((CODES,), (periods, PERFORMERS))
    counts: Counter[Cell] = Counter()
    reported: Counter[Cell] = Counter()
    for (code, period, performer), row in reports.items():
        for place in (period, performer):
            counts[code, place] += row["operation_count"]
            reported[code, place] += 1
    values, parts = with_sums(counts, dimensions), with_sums(reported, dimensions)
    asked = dict.fromkeys(periods, len(PERFORMERS)) | dict.fromkeys(PERFORMERS, len(periods))
    asked[TOTAL] = len(periods) * len(PERFORMERS)
    printed = {
        (code, place)
        for code, place in values
        if parts[code, place] == asked[place] * (len(CODES) if code == TOTAL else 1)
    }
    return DecidedTable(CountTable(dimensions, values, printed, known_along=0 if is_paid else None), threshold)
