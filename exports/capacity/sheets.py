"""The sheets on the regions' beds and occupancy: the latest month, every month, months over the limits, plan, gaps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
from xlsxwriter import Workbook

from exports.payment.document import marks
from exports.printed_sheet import Cell, Column, Kind, PrintedSheet, Shown
from rules.capacity import OWN_LIMITS, occupancy_limits
from rules.declaration import CapacityFollowUp, Decree
from rules.regions import BY_CODE, CODES, NATION
from rules.swedish import month_name, number


@dataclass(frozen=True)
class Tables:
    """The rows of the programme's result tables, by table name without schema, and what the decree follows."""

    programme: Decree
    follow_up: CapacityFollowUp
    rows: Mapping[str, pl.DataFrame]

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.rows[table]


Sheet = Callable[[Workbook, Tables], None]

REGION = (Column("Länskod", 10), Column("Region", 18))
APART_HEADINGS = {
    "somatic_beds": "Vårdplatser, somatisk vård",
    "psychiatric_beds": "Vårdplatser, psykiatrisk vård",
    "somatic_occupancy_percent": "Beläggning, somatisk vård, procent",
    "psychiatric_occupancy_percent": "Beläggning, psykiatrisk vård, procent",
}
"""Columns that are there where a region tells somatic and psychiatric care apart."""
NOT_REPORTED = "saknas"
NO_TARGET = "inget målvärde"
NOT_YET = "Ännu har ingen region rapporterat för någon månad."
EMPTY_IS_MISSING = (
    f"”{NOT_REPORTED}”: uppgiften är inte rapporterad. ”{NO_TARGET}”: regionen har inte lämnat något som gäller för "
    "månaden. Inget av det räknas som noll. Avstånd är utfallet minus målvärdet."
)


def open_sheet(
    book: Workbook,
    programme: Decree,
    name: str,
    *,
    title: str,
    columns: Sequence[Column],
    rests_on: pl.DataFrame | None = None,
) -> PrintedSheet:
    """A new sheet with the banners of what it rests on."""
    return PrintedSheet(
        book,
        name,
        title=f"{title}. {programme.short_title}.",
        header=f"&L{programme.short_title}&RUppföljning",
        marks=() if rests_on is None else marks(rests_on),
        columns=columns,
    )


def region_cells(code: str) -> list[Cell]:
    """Code and name of a region or the nation, under the headings of `REGION`."""
    return [code, (NATION if code == NATION.code else BY_CODE[code]).name]


def as_reported(value: Decimal | None, otherwise: str = "") -> Cell:
    """A value with the decimals it has: rounded to be shown, 89.996 would look like the limit."""
    return otherwise if value is None else Shown(value, Kind.AS_REPORTED)


def write_latest(book: Workbook, tables: Tables) -> None:
    """One row per region: the latest month."""
    rows = tables["capacity"]
    latest = rows.filter(pl.col("month") == pl.col("month").max())
    title = "Vårdplatser och beläggning"
    if not latest.is_empty():
        title = f"{title} i {month_name(latest['month'][0])}"
    _write_months(book, tables, "Senaste månaden", title, latest, has_month=False)


def write_months(book: Workbook, tables: Tables) -> None:
    """One row per region and month."""
    _write_months(book, tables, "Per månad", "Vårdplatser och beläggning månad för månad", tables["capacity"])


def write_plan(book: Workbook, tables: Tables) -> None:
    """One row per region and planned month; no sheet without plans."""
    if not tables["planned_capacity"].is_empty():
        _write_months(
            book,
            tables,
            "Plan",
            "Planerade vårdplatser och regionens mål för beläggningen",
            tables["planned_capacity"],
            "Planen är inget utfall. ”Procent” är det mål för beläggningsgraden som regionen har rapporterat "
            "tillsammans med planen (vårdplatsbeslutet 2024, bilaga 1, Grundläggande krav); ”Målvärde” är det som har "
            "lämnats som målvärde.",
        )


def _write_months(
    book: Workbook, tables: Tables, name: str, title: str, rows: pl.DataFrame, *lines: str, has_month: bool = True
) -> None:
    apart = {name: heading for name, heading in APART_HEADINGS.items() if rows[name].is_not_null().any()}
    columns = [
        *REGION,
        *([Column("Månad", 15)] if has_month else []),
        Column("Antal", 11, Kind.TWO_DECIMALS, group="Disponibla vårdplatser"),
        Column("Per 1 000 invånare", 11, Kind.TWO_DECIMALS, group="Disponibla vårdplatser"),
        Column("Målvärde", 15, Kind.TWO_DECIMALS, group="Disponibla vårdplatser"),
        Column("Avstånd", 11, Kind.TWO_DECIMALS, group="Disponibla vårdplatser"),
        Column("Procent", 11, Kind.TWO_DECIMALS, group="Beläggningsgrad"),
        Column("Målvärde, procent", 17, Kind.TWO_DECIMALS, group="Beläggningsgrad"),
        Column("Avstånd, procentenheter", 16, Kind.TWO_DECIMALS, group="Beläggningsgrad"),
        Column("Folkmängd", 13, Kind.AMOUNT, group="Invånare"),
        Column("Den", 12, Kind.DAY, group="Invånare"),
        *(Column(heading, 15, Kind.TWO_DECIMALS, group="Där vårdformerna är åtskilda") for heading in apart.values()),
    ]
    sheet = open_sheet(book, tables.programme, name, title=title, columns=columns, rests_on=rows)
    if rows.is_empty():
        sheet.line(NOT_YET)
        return
    for line in (*lines, EMPTY_IS_MISSING):
        sheet.line(line)
    cells: list[list[Cell]] = [
        [
            *region_cells(row["region_code"]),
            *([month_name(row["month"])] if has_month else []),
            as_reported(row["beds"], NOT_REPORTED),
            row["beds_per_1000"],
            as_reported(row["target_beds"], NO_TARGET),
            as_reported(row["distance_beds"]),
            as_reported(row["occupancy_percent"], NOT_REPORTED),
            as_reported(row["target_occupancy_percent"], NO_TARGET),
            as_reported(row["distance_percentage_points"]),
            row["population_count"],
            row["population_date"],
            *(as_reported(row[name]) for name in apart),
        ]
        for row in rows.sort("region_code", "month").iter_rows(named=True)
    ]
    sheet.table(columns, cells, is_main=True, has_filter=has_month)


def write_limits(book: Workbook, tables: Tables) -> None:
    """One row per region: months at or above each limit, year by year, and months without a report."""
    rows = tables["occupancy_months"]
    years = rows["year"].unique().sort().to_list()
    headings = {
        "months_reported": "Rapporterade",
        **{f"months_from_{limit}": f"Minst {number(limit)} procent" for limit in occupancy_limits(tables.follow_up)},
        "months_missing": "Utan rapport",
    }
    columns = [
        *REGION,
        *(
            Column(heading, 13, Kind.AMOUNT, group=f"Månader {year}", is_summed=True)
            for year in years
            for heading in headings.values()
        ),
    ]
    sheet = open_sheet(
        book,
        tables.programme,
        "Över gränserna",
        title="Månader med hög beläggningsgrad",
        columns=columns,
        rests_on=rows,
    )
    if rows.is_empty():
        sheet.line(NOT_YET)
        return
    low, high = tables.follow_up.planned_occupancy
    sheet.line(
        "Regionens genomsnittliga beläggningsgrad under månaden, jämförd som den är rapporterad, utan avrundning. En "
        "månad över en högre gräns räknas även vid de lägre. Månader utan rapport räknas för sig och är inte under "
        "någon gräns. "
        f"Gränserna {number(low.value)} och {number(high.value)} procent är en utrednings för akutsjukvård på klinik- "
        f"och enhetsnivå och inget krav på regionen ({low.section}); {number(OWN_LIMITS.full_percent)} procent är "
        "eget val."
    )
    found = {(row["region_code"], row["year"]): row for row in rows.iter_rows(named=True)}
    cells: list[list[Cell]] = [
        [*region_cells(code), *(found[code, year][name] for year in years for name in headings)] for code in CODES
    ]
    sheet.table(columns, cells, sum_label="Alla", is_main=True)


def write_gaps(book: Workbook, tables: Tables) -> None:
    """What is missing for 2023 and 2024: reports, population and targets."""
    rows = tables["capacity_gap"]
    columns = [*REGION, Column("Antal månader", 12, Kind.AMOUNT), Column("Vad som saknas", 100)]
    sheet = open_sheet(book, tables.programme, "Saknas", title="Det som saknas", columns=columns)
    if rows.is_empty():
        sheet.line(NOT_YET if tables["capacity"].is_empty() else "Inget saknas.")
        return
    sheet.line(
        "Månader som minst en region har rapporterat för. Först rapporter, sedan folkmängd, sist målvärden för hela "
        "regionen; målvärden är inget som regionerna måste lämna."
    )
    cells: list[list[Cell]] = [
        [*region_cells(row["region_code"]), row["month_count"], row["sentence_sv"]]
        for row in rows.iter_rows(named=True)
    ]
    sheet.table(columns, cells, is_main=True, has_filter=True)
