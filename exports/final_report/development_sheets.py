"""The sheets of the final report on what came of the money: every indicator beside the year before."""

import polars as pl
from xlsxwriter import Workbook

from exports.follow_up.document import FollowUpDocument
from exports.table_layout import Field, Layout
from rules.appropriations import appropriation as appropriation_of
from rules.development import PERCENT
from rules.swedish import month_span


def write_nation(book: Workbook, document: FollowUpDocument) -> None:
    """The nation's value of every indicator: all months together, then month by month."""
    rows = document.tables["final_development"].filter(pl.col("region_code").is_null())
    _write_development(book, document, "Utveckling i riket", rows, has_regions=False)


def write_regions(book: Workbook, document: FollowUpDocument) -> None:
    """Every region's value of every indicator, all months together."""
    rows = document.tables["final_development"].filter(pl.col("region_code").is_not_null())
    of_all = rows.filter(
        (pl.col("first_month") == pl.col("first_month").min().over("indicator"))
        & (pl.col("last_month") == pl.col("last_month").max().over("indicator"))
    )
    _write_development(book, document, "Utveckling per region", of_all, has_regions=True)


def _write_development(
    book: Workbook, document: FollowUpDocument, name: str, rows: pl.DataFrame, *, has_regions: bool
) -> None:
    indicators = {indicator.id: indicator for indicator in document.programme.indicators}
    has_percent_change = any(indicator.unit != PERCENT for indicator in indicators.values())
    year = appropriation_of(document.programme.id).budget_year
    layout = Layout(
        name,
        name,
        (
            Field("indicator", 68, value=lambda row: indicators[row["indicator"]].title),
            *([Field("region_code", 18)] if has_regions else []),
            Field("months", 24, "Månader", lambda row: month_span(row["first_month"], row["last_month"])),
            Field("unit", 20, value=lambda row: indicators[row["indicator"]].unit),
            Field("value", 13, str(year)),
            Field("value_year_before", 13, str(year - 1)),
            Field("change", 12, "Ändring"),
            *([Field("change_percent", 12)] if has_percent_change else []),
            Field("report_count", 13),
        ),
        lines=(
            "Båda åren vilar på samma regioner och månader: de som är rapporterade båda åren. Riket är vägt med "
            "antalet vårdplatser eller patienter; antal vårdplatser är summan av regionernas medeltal.",
            "Ändringen av en andel är i procentenheter. Små tal är inte dolda; tabellen får inte publiceras (T19).",
        ),
        has_filter=True,
    )
    order = list(indicators)
    document.write(
        book,
        layout,
        rows,
        lambda row: (
            order.index(row["indicator"]),
            row["region_code"] or "",
            row["first_month"],
            -row["last_month"].toordinal(),
        ),
    )
