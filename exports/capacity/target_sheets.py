"""The sheets on targets: of regions, of units and for intensive care, what looks mistaken, where each stands."""

import polars as pl
from xlsxwriter import Workbook

from exports.capacity.sheets import REGION, Tables, reported
from exports.table_layout import Field, Layout, Row
from rules.targets import METRIC_NAMES, Metric

NONE_YET = "Inga målvärden är lämnade."


def _metric_words(row: Row) -> str:
    """What a target is about, and of which care where that is told."""
    name = METRIC_NAMES[Metric(row["metric"])].capitalize()
    return f"{name}, {row['care']} vård" if row["care"] else name


_TARGET = (
    Field("metric", 34, value=_metric_words),
    reported("target_value", 12),
    Field("valid_from", 12),
)
_WHICH = (*REGION, Field("unit", 26, value=lambda row: row["unit"] or "hela regionen"), *_TARGET)
_OF_UNIT = pl.col("unit").is_not_null()
_INTENSIVE_CARE = pl.col("metric") == Metric.INTENSIVE_CARE.value


def write_region_targets(book: Workbook, tables: Tables) -> None:
    """Targets for whole regions beside their latest outcome."""
    layout = Layout(
        "Målvärden regioner",
        "Målvärden för hela regioner",
        (
            *REGION,
            *_TARGET,
            Field("valid_to", 12),
            Field("compared_month", 16),
            reported("reported_value", 12),
            reported("distance", 12),
            Field("reason_sv", 60),
        ),
        if_empty=NONE_YET,
        has_filter=True,
    )
    tables.write(book, layout, _ordered(tables["target"].filter(~_OF_UNIT & ~_INTENSIVE_CARE)))


def write_unit_targets(book: Workbook, tables: Tables) -> None:
    """Targets for clinics and units."""
    _write_incomparable(
        book,
        tables,
        "Målvärden enheter",
        "Målvärden för kliniker och enheter",
        tables["target"].filter(_OF_UNIT & ~_INTENSIVE_CARE),
        "Enheternas målvärden summeras inte och läggs inte ihop med regionens.",
    )


def write_intensive_care(book: Workbook, tables: Tables) -> None:
    """Targets for intensive care, which has no reported beds of its own."""
    _write_incomparable(
        book,
        tables,
        "Intensivvård",
        "Målvärden för antalet intensivvårdsplatser",
        tables["target"].filter(_INTENSIVE_CARE),
        "Intensivvårdsplatser har egna målvärden och räknas inte in i målvärdena för övriga vårdplatser.",
    )


def _write_incomparable(book: Workbook, tables: Tables, name: str, title: str, rows: pl.DataFrame, line: str) -> None:
    """Targets of what is not reported, with the reason that there is no comparison."""
    fields = (*_WHICH, Field("valid_to", 12), Field("reason_sv", 80))
    layout = Layout(name, title, fields, always=(line,), if_empty=NONE_YET, has_filter=True)
    tables.write(book, layout, _ordered(rows))


def write_remarks(book: Workbook, tables: Tables) -> None:
    """Targets that look mistaken; no sheet when none does."""
    rows = tables["target"].filter(pl.col("remark_sv") != "")
    if rows.is_empty():
        return
    layout = Layout(
        "Iakttagelser",
        "Målvärden att kontrollera",
        (*_WHICH, Field("remark_sv", 90)),
        lines=("Gränserna för vad som är rimligt är eget val. Var målvärdet står visas på bladet Källor.",),
    )
    tables.write(book, layout, _ordered(rows))


def write_target_sources(book: Workbook, tables: Tables) -> None:
    """Where each target stands in what was delivered."""
    layout = Layout(
        "Källor",
        "Källor: cellen som varje målvärde står i",
        (*_WHICH, Field("file", 46), Field("sheet", 14), Field("cell", 9), Field("mark", 18)),
        always=(
            "Vårdplatser och beläggning kommer ur leveranserna av slaget vardplatser, folkmängden ur slaget "
            "befolkning; varje rads fil, blad och rad står i databasens tabeller core.vardplatser och core.befolkning.",
        ),
        if_empty=NONE_YET,
        has_filter=True,
    )
    tables.write(book, layout, _ordered(tables["target"]))


def _ordered(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort("region_code", "unit", "metric", "care", "valid_from")
