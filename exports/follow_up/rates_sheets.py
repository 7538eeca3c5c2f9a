"""The sheets of a rate of the reports that is to be at a certain level every month: all months, and those below it."""

from typing import Any

import polars as pl
from xlsxwriter import Workbook

from exports.follow_up.document import FollowUpDocument
from exports.printed_sheet import Cell, Column, Kind
from rules.followed_rates import FollowedRate, Level
from rules.regions import BY_CODE, CODES
from rules.swedish import MONTH_NAMES, listing, month_name, month_spans, number

BELOW_LOOK: dict[str, Any] = {"bg_color": "#E69F00"}
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
        columns = [
            Column("Region", 18),
            *(Column(heading, 9, Kind.AMOUNT, group="Månader") for heading in COUNTED.values()),
            *(Column(MONTH_NAMES[month.month - 1][:3], 8, Kind.TWO_DECIMALS) for month in months),
        ]
        title = f"{followed.title} {month_spans(months)}, procent"
        sheet = document.sheet(book, followed.title, title=title, columns=columns, rests_on=rows, is_one_page=True)
        least = followed.least.value
        sheet.line(
            f"Ska vara minst {number(least)} procent varje månad ({followed.section}). Talet är det lägsta som "
            "regionen har uppgett för månaden, avkortat till två decimaler. Ingen utbetalning beror på det."
        )
        sheet.line("saknas: ingen uppgift om alla delar. väntas: månadens rapport inväntas.")
        found = {(row["region_code"], row["month"]): row for row in rows.iter_rows(named=True)}
        cells: list[list[Cell]] = []
        for code in CODES:
            own = [found.get((code, month)) for month in months]
            levels = [row["level"] for row in own if row]
            cells.append(
                [BY_CODE[code].name, *(levels.count(level.value) for level in COUNTED), *(_shown(row) for row in own)]
            )
        placed = sheet.table(columns, cells, is_main=True)
        first = 1 + len(COUNTED)
        book.get_worksheet_by_name(followed.title).conditional_format(
            f"{placed.cell(0, first)}:{placed.cell(len(cells) - 1, first + len(months) - 1)}",
            {"type": "cell", "criteria": "<", "value": str(least), "format": book.add_format(BELOW_LOOK)},
        )
        below = rows.filter(level=Level.BELOW.value).sort("region_code", "month")
        if followed.explained_by and not below.is_empty():
            _write_explanations(book, document, followed, below)


def _write_explanations(
    book: Workbook, document: FollowUpDocument, followed: FollowedRate, below: pl.DataFrame
) -> None:
    """The months below the limit: what the region tells of them, and what it has not told."""
    columns = [
        Column("Region", 18),
        Column("Månad", 16),
        Column("Lägsta", 9, Kind.TWO_DECIMALS),
        Column("Regionens uppgift", 60),
        Column("Saknas", 44),
    ]
    title = f"{followed.title} under {number(followed.least.value)} procent: vad som inte rapporteras, och planen"
    sheet = document.sheet(book, f"{followed.title} – plan", title=title, columns=columns, rests_on=below)
    words = listing([each.words for each in followed.explained_by])
    sheet.line(f"För varje månad under gränsen ska regionen kunna ange {words} ({followed.section}).")
    cells: list[list[Cell]] = [
        [
            BY_CODE[row["region_code"]].name,
            month_name(row["month"]),
            row["lowest_percent"],
            row["explanation"],
            row["lacking"],
        ]
        for row in below.iter_rows(named=True)
    ]
    sheet.table(columns, cells, is_main=True, has_filter=True)


def _shown(row: dict[str, Any] | None) -> Cell:
    """The rate of a month, or what stands in its place."""
    if row is None:
        return None
    instead = INSTEAD.get(Level(row["level"]))
    return instead or row["lowest_percent"]
