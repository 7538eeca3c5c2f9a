"""The published numbers of completed and waiting in child and adolescent psychiatry, by region and month.

The months are those of computed payments, and the same months of the year before: an earlier, less complete
publication could be held against a later one. Sums are printed for the nation only.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

import polars as pl

from exports.publication.counts import DecidedTable, LogLine, OpenCounts, united
from rules.months import year_before
from rules.regions import CODES
from rules.suppression import THRESHOLD, TOTAL, Cell, CountTable, with_sums
from schemas.open_data import NATION, OpenBup
from schemas.tables import frame

WAITS = ("completed", "waiting")
WITHIN, LONGER = "within", "longer"

Reports = Mapping[date, Mapping[str, Mapping[str, Any]]]
"""Delivered rows of one measure by month and region code."""


def bup_counts(
    rows: pl.DataFrame, paid_months: Collection[date], measures: Collection[str], threshold: int = THRESHOLD
) -> OpenCounts:
    """`core.bup` for the months that computed payments pay for.

    What a region earned for a month is public, and rests on its completed and waiting that month and its completed the
    year before. Where one of them must be hidden all are, in both years, so that the outcome tells of none of them
    more than that it may not be zero.
    """
    delivered: dict[tuple[str, date], dict[str, dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        delivered.setdefault((row["measure"], row["month"]), {})[row["region_code"]] = row
    made: list[dict[str, object]] = []
    log: list[LogLine] = []
    for month, measure in product(paid_months, measures):
        reports = {at: delivered.get((measure, at), {}) for at in (year_before(month), month)}
        table = _decided(reports, threshold)
        made += [{"measure": measure, **_row(table, reports, at, code)} for at in reports for code in (TOTAL, *CODES)]
        log += _lines(table, measure)
    return OpenCounts(frame(OpenBup, made), tuple(log))


def _decided(reports: Reports, threshold: int) -> DecidedTable:
    """One measure by region, month, completed or waiting, and time waited.

    Those beyond 30 days are not printed but can be subtracted, so they are protected too. Completed or waiting of
    which only one number is reported are left out.
    """
    counts: dict[Cell, int] = {}
    for at, of_region in reports.items():
        for (code, row), what in product(of_region.items(), WAITS):
            whole, within = row[f"{what}_count"], row[f"{what}_within_count"]
            if whole is not None and within is not None:
                counts[code, at.isoformat(), what, WITHIN] = within
                counts[code, at.isoformat(), what, LONGER] = whole - within
    dimensions = ((CODES,), (tuple(at.isoformat() for at in reports),), (WAITS,), ((WITHIN, LONGER),))
    values = with_sums(counts, dimensions)
    regions = Counter((at, what) for _, at, what, part in counts if part == WITHIN)
    printed = {
        (code, at, what, part)
        for code, at, what, part in values
        if TOTAL not in (at, what) and part != LONGER and (code != TOTAL or regions[at, what] == len(CODES))
    }
    return DecidedTable(CountTable(dimensions, values, printed, row_of=lambda cell: cell[0]), threshold)


def _row(table: DecidedTable, reports: Reports, at: date, code: str) -> dict[str, object]:
    row: dict[str, object] = {"region_code": code or NATION, "month": at}
    for what in WAITS:
        whole, within = ((code, at.isoformat(), what, part) for part in (TOTAL, WITHIN))
        row[f"{what}_count"], row[f"{what}_within_count"] = table.shown(whole), table.shown(within)
        row[f"{what}_status"] = table.status(whole)
    return {**row, "mark": united(report["mark"] for own, report in reports[at].items() if code in (TOTAL, own))}


def _lines(table: DecidedTable, measure: str) -> Iterator[LogLine]:
    for (code, month, what, part), reason in table.noted():
        column = f"{what}_within_count" if part == WITHIN else f"{what}_count"
        yield LogLine("bup", column, code or NATION, month[:7], measure, "", reason)
