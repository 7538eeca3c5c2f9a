"""The sheets on the regions' beds and occupancy: the latest month, every month, months over the limits, plan, gaps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl
from xlsxwriter import Workbook

from exports.payment.document import marks
from exports.printed_sheet import Cell, Kind, PrintedSheet, Shown
from exports.table_layout import Field, Layout
from exports.turned_rows import at, turned
from rules.capacity import OWN_LIMITS, occupancy_limits
from rules.declaration import CapacityFollowUp, Decree
from rules.swedish import month_name, number


@dataclass(frozen=True)
class Tables:
    """The rows of the programme's result tables, by table name without schema, and what the decree follows."""

    programme: Decree
    follow_up: CapacityFollowUp
    rows: Mapping[str, pl.DataFrame]

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.rows[table]

    def open(self, book: Workbook, layout: Layout, rests_on: pl.DataFrame | None = None) -> PrintedSheet:
        """A new sheet for rows in a layout, with the banners of what it rests on."""
        return layout.sheet(
            book,
            title=f"{layout.title}. {self.programme.short_title}.",
            header=f"&L{self.programme.short_title}&RUppföljning",
            marks=() if rests_on is None or "mark" not in rests_on.columns else marks(rests_on),
        )

    def write(self, book: Workbook, layout: Layout, rows: pl.DataFrame, rests_on: pl.DataFrame | None = None) -> None:
        """The whole of such a sheet; it rests on the rows, or on those they were made from."""
        layout.write(self.open(book, layout, rows if rests_on is None else rests_on), rows)


Sheet = Callable[[Workbook, Tables], None]

REGION = (Field("code", 10, "Länskod", lambda row: str(row["region_code"])), Field("region_code", 18))
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


def as_reported(value: Decimal | None, otherwise: str = "") -> Cell:
    """A value with the decimals it has: rounded to be shown, 89.996 would look like the limit."""
    return otherwise if value is None else Shown(value, Kind.AS_REPORTED)


def reported(name: str, width: int, heading: str = "", *, group: str = "", otherwise: str = "") -> Field:
    """A column of values as reported, and what stands where there is none."""
    return Field(name, width, heading, lambda row: as_reported(row[name], otherwise), group=group)


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
    beds, occupancy = "Disponibla vårdplatser", "Beläggningsgrad"
    apart = {name: heading for name, heading in APART_HEADINGS.items() if rows[name].is_not_null().any()}
    layout = Layout(
        name,
        title,
        (
            *REGION,
            *([Field("month", 15)] if has_month else []),
            reported("beds", 11, "Antal", group=beds, otherwise=NOT_REPORTED),
            Field("beds_per_1000", 11, "Per 1 000 invånare", group=beds),
            reported("target_beds", 15, "Målvärde", group=beds, otherwise=NO_TARGET),
            reported("distance_beds", 11, "Avstånd", group=beds),
            reported("occupancy_percent", 11, "Procent", group=occupancy, otherwise=NOT_REPORTED),
            reported("target_occupancy_percent", 17, "Målvärde, procent", group=occupancy, otherwise=NO_TARGET),
            reported("distance_percentage_points", 16, "Avstånd, procentenheter", group=occupancy),
            Field("population_count", 13, "Folkmängd", group="Invånare"),
            Field("population_date", 12, "Den", group="Invånare"),
            *(reported(name, 15, heading, group="Där vårdformerna är åtskilda") for name, heading in apart.items()),
        ),
        lines=(*lines, EMPTY_IS_MISSING),
        if_empty=NOT_YET,
        has_filter=has_month,
    )
    tables.write(book, layout, rows.sort("region_code", "month"))


def write_limits(book: Workbook, tables: Tables) -> None:
    """One row per region: months at or above each limit, year by year, and months without a report."""
    rows = tables["occupancy_months"]
    years = rows["year"].unique().sort().to_list()
    headings = {
        "months_reported": "Rapporterade",
        **{f"months_from_{limit}": f"Minst {number(limit)} procent" for limit in occupancy_limits(tables.follow_up)},
        "months_missing": "Utan rapport",
    }
    low, high = tables.follow_up.planned_occupancy
    layout = Layout(
        "Över gränserna",
        "Månader med hög beläggningsgrad",
        (
            *REGION,
            *(
                Field(at(name, year), 13, heading, group=f"Månader {year}", is_summed=True)
                for year in years
                for name, heading in headings.items()
            ),
        ),
        lines=(
            "Regionens genomsnittliga beläggningsgrad under månaden, jämförd som den är rapporterad, utan avrundning. "
            "En månad över en högre gräns räknas även vid de lägre. Månader utan rapport räknas för sig och är inte "
            f"under någon gräns. Gränserna {number(low.value)} och {number(high.value)} procent är en utrednings för "
            f"akutsjukvård på klinik- och enhetsnivå och inget krav på regionen ({low.section}); "
            f"{number(OWN_LIMITS.full_percent)} procent är eget val.",
        ),
        if_empty=NOT_YET,
        sum_label="Alla",
    )
    regions = rows["region_code"].unique().sort().to_list()
    tables.write(book, layout, turned(rows, "region_code", regions, "year", years, *headings), rests_on=rows)


def write_gaps(book: Workbook, tables: Tables) -> None:
    """What is missing for 2023 and 2024: reports, population and targets."""
    layout = Layout(
        "Saknas",
        "Det som saknas",
        (*REGION, Field("month_count", 12), Field("sentence_sv", 100)),
        lines=(
            "Månader som minst en region har rapporterat för. Först rapporter, sedan folkmängd, sist målvärden för "
            "hela regionen; målvärden är inget som regionerna måste lämna.",
        ),
        if_empty=NOT_YET if tables["capacity"].is_empty() else "Inget saknas.",
        has_filter=True,
    )
    tables.write(book, layout, tables["capacity_gap"])
