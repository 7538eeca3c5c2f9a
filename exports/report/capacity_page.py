"""The page of a decree that follows capacity: beds and occupancy beside population and the regions' own targets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from exports.report.blocks import Chart, Item, Link, Series, Table
from exports.report.charts import region_chart
from exports.report.days import days_table
from exports.report.places import region_href
from exports.report.programme_page import money_table
from exports.report.tables import Row, Tables, figure
from rules.declaration import Decree
from rules.regions import BY_CODE, CODES, NATION
from rules.swedish import month_name
from rules.targets import METRIC_NAMES, Metric
from schemas.capacity import Capacity, CapacityGap, OccupancyMonths, PlannedCapacity, Target
from schemas.tables import TableModel

_MONTH = {
    "beds": "Vårdplatser",
    "beds_per_1000": "Per 1 000 invånare",
    "occupancy_percent": "Beläggning, procent",
    "target_beds": "Mål, vårdplatser",
    "distance_beds": "Avstånd",
    "target_occupancy_percent": "Mål, beläggning",
    "distance_percentage_points": "Avstånd, procentenheter",
}
_APART = {
    "somatic_beds": "Vårdplatser, somatisk vård",
    "psychiatric_beds": "Vårdplatser, psykiatrisk vård",
    "somatic_occupancy_percent": "Beläggning, somatisk vård",
    "psychiatric_occupancy_percent": "Beläggning, psykiatrisk vård",
}
_OCCUPANCY = {
    "year": "År",
    "months_reported": "Månader rapporterade",
    "months_missing": "Månader som saknas",
    "months_from_85": "Minst 85 procent",
    "months_from_90": "Minst 90 procent",
    "months_from_100": "Minst 100 procent",
}


@dataclass(frozen=True)
class CapacityPage:
    """What the page shows; a table or chart without anything to show is None."""

    programme: Decree
    money: Table | None
    latest: Table | None
    chart: Chart | None
    folded: tuple[Table, ...]
    days: Table | None


def capacity_page(tables: Tables, programme: Decree) -> CapacityPage:
    """The page."""
    rows = tables.rows(Capacity)
    last = max((row["month"] for row in rows), default=None)
    latest = [row for row in rows if row["month"] == last]
    return CapacityPage(
        programme=programme,
        money=money_table(tables, programme),
        latest=_by_region(f"Vårdplatser och beläggning, {month_name(last)}", latest) if last else None,
        chart=_chart(latest) if last else None,
        folded=(*_occupancy(tables), *_targets(tables), *_gaps(tables)),
        days=days_table(tables, programme),
    )


def region_capacity(tables: Tables, code: str) -> tuple[Table, ...]:
    """What is told of one region, on its own page."""
    months = (
        (Capacity, "manader", "Vårdplatser och beläggning månad för månad"),
        (PlannedCapacity, "plan", "Planerade vårdplatser och mål för beläggningen"),
    )
    return (
        *(_without_region(table) for table in _targets(tables, code)),
        *(
            _months(f"kapacitet-{id_}", title, model, rows)
            for model, id_, title in months
            if (rows := tables.rows(model, region_code=code))
        ),
        *(_without_region(table) for table in _gaps(tables, code)),
    )


def _without_region(table: Table) -> Table:
    """The same table on a page that is about one region."""
    return replace(table, headings=table.headings[1:], rows=tuple(row[1:] for row in table.rows))


def _by_region(caption: str, rows: Sequence[Row]) -> Table:
    columns = _shown_columns(rows)
    lines = tuple((_region(row["region_code"]), *_figures(Capacity, row, columns)) for row in rows)
    return Table("senaste", caption, ("Region", *columns.values()), lines)


def _months(id_: str, caption: str, model: TableModel, rows: Sequence[Row]) -> Table:
    columns = {"month": "Månad"} | _shown_columns(rows)
    return Table(id_, caption, tuple(columns.values()), tuple(_figures(model, row, columns) for row in rows))


def _shown_columns(rows: Sequence[Row]) -> dict[str, str]:
    """The columns of a month, and those of somatic and psychiatric care that any of the rows has."""
    told = {name: title for name, title in _APART.items() if any(row[name] is not None for row in rows)}
    return _MONTH | told


def _figures(model: TableModel, row: Row, columns: dict[str, str]) -> tuple[Item, ...]:
    return tuple(figure(model, row, column) for column in columns)


def _region(code: str) -> Item:
    """A way to the page of a region; the nation has none."""
    return NATION.name if code == NATION.code else Link(BY_CODE[code].name, region_href(code))


def _chart(rows: Sequence[Row]) -> Chart:
    by_region = {row["region_code"]: row for row in rows}
    month = rows[0]["month"]
    figures = [
        figure(Capacity, row, "beds_per_1000")
        if (row := by_region.get(code)) and row["beds_per_1000"] is not None
        else None
        for code in CODES
    ]
    return region_chart(
        "vardplatser-bild",
        f"Disponibla vårdplatser per 1 000 invånare, {month_name(month)}",
        "Liggande staplar, en per region. En region utan rapport saknar stapel. Siffrorna finns i tabellen.",
        [Series("Vårdplatser per 1 000 invånare", figures)],
    )


def _occupancy(tables: Tables) -> Iterator[Table]:
    if rows := tables.rows(OccupancyMonths):
        yield Table(
            "belaggning",
            "Månader med hög beläggning",
            ("Region", *_OCCUPANCY.values()),
            tuple((_region(row["region_code"]), *_figures(OccupancyMonths, row, _OCCUPANCY)) for row in rows),
        )


def _targets(tables: Tables, code: str | None = None) -> Iterator[Table]:
    if rows := tables.rows(Target, **({"region_code": code} if code else {})):
        yield Table(
            "malvarden",
            "Målvärden för regionerna och riket" if code is None else "Regionens egna målvärden",
            ("Region", "Enhet", "Mått", "Målvärde", "Från", "Utfall", "Avstånd", "Jämförelse", "Källa"),
            tuple(
                (
                    _region(row["region_code"]),
                    row["unit"] or "hela regionen",
                    METRIC_NAMES[Metric(row["metric"])] + (f", {row['care']} vård" if row["care"] else ""),
                    *(
                        figure(Target, row, name)
                        for name in ("target_value", "valid_from", "reported_value", "distance")
                    ),
                    " ".join(part for part in (row["reason_sv"], row["remark_sv"]) if part),
                    ", ".join(part for part in (row["file"], row["sheet"], row["cell"]) if part),
                )
                for row in rows
            ),
        )


def _gaps(tables: Tables, code: str | None = None) -> Iterator[Table]:
    if rows := tables.rows(CapacityGap, **({"region_code": code} if code else {})):
        yield Table(
            "luckor",
            "Uppgifter om vårdplatser som saknas",
            ("Region", "Vad som saknas", "Månader"),
            tuple(
                (_region(row["region_code"]), *_figures(CapacityGap, row, {"sentence_sv": "", "month_count": ""}))
                for row in rows
            ),
        )
