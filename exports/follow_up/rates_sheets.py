"""The sheets of a rate of the reports that is to be at a certain level every month: all months, and those below it."""

from collections.abc import Sequence
from datetime import date

import polars as pl
from xlsxwriter import Workbook

from exports.follow_up.document import FollowUpDocument
from exports.printed_sheet import Cell, Colour, Kind
from exports.table_layout import Field, Layout, Row
from exports.turned_rows import at, turned
from rules.followed_rates import FollowedRate, Level
from rules.regions import CODES
from rules.swedish import listing, month_abbreviation, month_spans, number

BELOW_FILL = "#E69F00"
"""Of a month below the limit; the number tells it too."""
COUNTED = {Level.MET: "Nådda", Level.BELOW: "Under", Level.NOT_TOLD: "Inte uppgivna", Level.AWAITED: "Inväntas"}
"""The columns that count a region's months."""
INSTEAD = {Level.NOT_TOLD: "saknas", Level.AWAITED: "väntas"}
"""What stands in a month's place where no rate is told."""


def write_rates(book: Workbook, document: FollowUpDocument) -> None:
    """One sheet per followed rate."""
    for followed in document.programme.followed_rates:
        rows = document.tables["reported_rate"].filter(pl.col("rate") == followed.column)
        months = followed.months.value
        least = followed.least.value
        by_month = turned(rows, "region_code", CODES, "month", months, "level", "lowest_percent")
        layout = Layout(
            followed.title,
            f"{followed.title} {month_spans(months)}, procent",
            (
                Field("region_code", 18),
                *(_count(level, heading, months) for level, heading in COUNTED.items()),
                *(_month(month) for month in months),
            ),
            lines=(
                f"Ska vara minst {number(least)} procent varje månad ({followed.section}). Talet är det lägsta som "
                "regionen har uppgett för månaden, avkortat till två decimaler. Ingen utbetalning beror på det.",
                "saknas: ingen uppgift om alla delar. väntas: månadens rapport inväntas.",
            ),
            is_one_page=True,
            colours=[Colour("<", str(least), BELOW_FILL)],
            coloured_from=1 + len(COUNTED),
        )
        layout.write(document.open(book, layout, rows), by_month)
        below = rows.filter(level=Level.BELOW.value).sort("region_code", "month")
        if followed.explained_by and not below.is_empty():
            _write_explanations(book, document, followed, below)


def _write_explanations(
    book: Workbook, document: FollowUpDocument, followed: FollowedRate, below: pl.DataFrame
) -> None:
    """The months below the limit: what the region tells of them, and what it has not told."""
    words = listing([each.words for each in followed.explained_by])
    layout = Layout(
        f"{followed.title} – plan",
        f"{followed.title} under {number(followed.least.value)} procent: vad som inte rapporteras, och planen",
        (
            Field("region_code", 18),
            Field("month", 16),
            Field("lowest_percent", 9, "Lägsta"),
            Field("explanation", 60, "Regionens uppgift"),
            Field("lacking", 44, "Saknas"),
        ),
        lines=(f"För varje månad under gränsen ska regionen kunna ange {words} ({followed.section}).",),
        has_filter=True,
    )
    document.write(book, layout, below)


def _count(level: Level, heading: str, months: Sequence[date]) -> Field:
    """How many of a region's months have a level."""
    names = [at("level", month) for month in months]

    def count(row: Row) -> int:
        return sum(row[name] == level for name in names)

    return Field(level, 9, heading, count, Kind.AMOUNT, "Månader")


def _month(month: date) -> Field:
    """The rate of a month, or what stands in its place."""
    level, percent = at("level", month), at("lowest_percent", month)

    def shown(row: Row) -> Cell:
        return INSTEAD.get(Level(row[level]), row[percent]) if row[level] else None

    return Field(percent, 8, month_abbreviation(month), shown, Kind.TWO_DECIMALS)
