"""The sheets on targets: of regions, of units and for intensive care, what looks mistaken, where each stands."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from exports.capacity.sheets import REGION, Tables, as_reported, open_sheet, region_cells
from exports.printed_sheet import Cell, Column, Kind
from rules.swedish import month_name
from rules.targets import METRIC_NAMES, Metric

NONE_YET = "Inga målvärden är lämnade."

_TARGET = (Column("Mått", 34), Column("Målvärde", 12, Kind.TWO_DECIMALS), Column("Gäller från", 12, Kind.DAY))
_WHICH = (*REGION, Column("Enhet", 26), *_TARGET)
_OF_UNIT = pl.col("unit").is_not_null()
_INTENSIVE_CARE = pl.col("metric") == Metric.INTENSIVE_CARE.value


def write_region_targets(book: Workbook, tables: Tables) -> None:
    """Targets for whole regions beside their latest outcome."""
    rows = tables["target"].filter(~_OF_UNIT & ~_INTENSIVE_CARE)
    columns = [
        *REGION,
        *_TARGET,
        Column("Gäller till", 12, Kind.DAY),
        Column("Jämförd månad", 16),
        Column("Utfall", 12, Kind.TWO_DECIMALS),
        Column("Avstånd", 12, Kind.TWO_DECIMALS),
        Column("Jämförelse", 60),
    ]
    sheet = open_sheet(
        book,
        tables.programme,
        "Målvärden regioner",
        title="Målvärden för hela regioner",
        columns=columns,
        rests_on=rows,
    )
    if rows.is_empty():
        sheet.line(NONE_YET)
        return
    cells: list[list[Cell]] = [
        [
            *region_cells(row["region_code"]),
            *_target_cells(row),
            row["valid_to"],
            month_name(row["compared_month"]) if row["compared_month"] else "",
            as_reported(row["reported_value"]),
            as_reported(row["distance"]),
            row["reason_sv"],
        ]
        for row in _ordered(rows)
    ]
    sheet.table(columns, cells, is_main=True, has_filter=True)


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
    columns = [*_WHICH, Column("Gäller till", 12, Kind.DAY), Column("Jämförelse", 80)]
    sheet = open_sheet(book, tables.programme, name, title=title, columns=columns, rests_on=rows)
    sheet.line(line)
    if rows.is_empty():
        sheet.line(NONE_YET)
    else:
        sheet.table(columns, _cells(rows, ("valid_to", "reason_sv")), is_main=True, has_filter=True)


def write_remarks(book: Workbook, tables: Tables) -> None:
    """Targets that look mistaken; no sheet when none does."""
    rows = tables["target"].filter(pl.col("remark_sv") != "")
    if rows.is_empty():
        return
    columns = [*_WHICH, Column("Iakttagelse", 90)]
    sheet = open_sheet(
        book, tables.programme, "Iakttagelser", title="Målvärden att kontrollera", columns=columns, rests_on=rows
    )
    sheet.line("Gränserna för vad som är rimligt är eget val. Var målvärdet står visas på bladet Källor.")
    sheet.table(columns, _cells(rows, ("remark_sv",)), is_main=True)


def write_target_sources(book: Workbook, tables: Tables) -> None:
    """Where each target stands in what was delivered."""
    rows = tables["target"]
    columns = [*_WHICH, Column("Fil", 46), Column("Blad", 14), Column("Cell", 9), Column("Märkning", 18)]
    sheet = open_sheet(
        book,
        tables.programme,
        "Källor",
        title="Källor: cellen som varje målvärde står i",
        columns=columns,
        rests_on=rows,
    )
    sheet.line(
        "Vårdplatser och beläggning kommer ur leveranserna av slaget vardplatser, folkmängden ur slaget befolkning; "
        "varje rads fil, blad och rad står i databasens tabeller core.vardplatser och core.befolkning."
    )
    if not rows.is_empty():
        sheet.table(columns, _cells(rows, ("file", "sheet", "cell", "mark")), is_main=True, has_filter=True)


def _cells(rows: pl.DataFrame, names: Sequence[str]) -> list[list[Cell]]:
    """Which target, under the headings of `_WHICH`, then the columns of `names`."""
    return [
        [
            *region_cells(row["region_code"]),
            row["unit"] or "hela regionen",
            *_target_cells(row),
            *(row[name] for name in names),
        ]
        for row in _ordered(rows)
    ]


def _target_cells(row: Mapping[str, Any]) -> list[Cell]:
    """Under the headings of `_TARGET`."""
    name = METRIC_NAMES[Metric(row["metric"])].capitalize()
    if row["care"]:
        name += f", {row['care']} vård"
    return [name, as_reported(row["target_value"]), row["valid_from"]]


def _ordered(rows: pl.DataFrame) -> Iterator[Mapping[str, Any]]:
    return rows.sort("region_code", "unit", "metric", "care", "valid_from").iter_rows(named=True)
