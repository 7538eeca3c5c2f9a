"""Beds and occupancy beside population and targets, as a decree follows them, and the workbook that shows them.

What is reported, what a target is and which one is in force belong to `rules.capacity` and `rules.targets`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from assets.cells import cell_of
from assets.descriptions import OWNERS
from assets.follow_up import FollowUpTable, Frames, Notice, build_follow_up, result_key, rows_of
from assets.result_tables import CAPACITY as MODELS
from assets.result_tables import capacity_kinds
from assets.warehouse import Connection, Warehouse
from exports.capacity.workbook import write_capacity_workbook
from rules import capacity
from rules.case import Given
from rules.declaration import CapacityFollowUp, Decree
from rules.explanation import Source
from rules.money import Exact, cut
from rules.months import months
from rules.replay import reports
from rules.reports import PLAN, Key
from rules.targets import Care, ComparedTarget, Metric, Target, compared_targets
from schemas.columns import RATE_DECIMALS as EXACT_DECIMALS
from schemas.deliveries import KIND_BY_ID, Befolkning, Malvarden
from schemas.follow_up import RATE_DECIMALS
from schemas.received import raw_columns

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Basis:
    """What the tables rest on as plain values, each with its core row; `texts` are the delivered rows of targets."""

    given: Given
    beds_rows: Mapping[Key, Row]
    population_rows: Mapping[tuple[date, str], Row]
    target_rows: Mapping[Target, Row]
    texts: Mapping[tuple[str, str, int], Row]

    @property
    def populations(self) -> dict[date, dict[str, int | None]]:
        """Inhabitants by reference date and region code."""
        found: dict[date, dict[str, int | None]] = {}
        for (day, code), row in self.population_rows.items():
            found.setdefault(day, {})[code] = row["population_count"]
        return found


def load(connection: Connection, follow_up: CapacityFollowUp) -> Basis:
    """Reports, population and targets as they stand in the warehouse."""
    beds = connection.read(KIND_BY_ID[follow_up.kind.id].model)
    population = connection.read(Befolkning, "age_group = 'totalt'")
    targets = connection.read(Malvarden).sort("region_code", "unit", "metric", "care", "valid_from")
    texts = connection.read_text("raw.malvarden", raw_columns(KIND_BY_ID["malvarden"]))
    return Basis(
        Given(reports={follow_up.kind.id: reports(follow_up.kind, beds.to_dicts())}),
        {(row["region_code"], row["month"], follow_up.kind.item_of(row)): row for row in beds.iter_rows(named=True)},
        {(row["reference_date"], row["region_code"]): row for row in population.iter_rows(named=True)},
        {
            Target(
                row["region_code"],
                row["unit"],
                Metric(row["metric"]),
                row["target_value"],
                row["valid_from"],
                Care(row["care"]) if row["care"] else None,
            ): row
            for row in targets.iter_rows(named=True)
        },
        {(row["file"], row["sheet"], row["row"]): row for row in texts.iter_rows(named=True)},
    )


def capacity_assets(decree: Decree, follow_up: CapacityFollowUp) -> tuple[dg.AssetsDefinition, dg.AssetsDefinition]:
    """The step that keeps the tables of a decree, and the one that writes its workbook."""
    kinds = capacity_kinds(follow_up)
    population, beds, targets = (dg.AssetKey(["core", kind]) for kind in kinds)
    upstream = {
        "capacity": [beds, population, targets],
        "planned_capacity": [beds, population, targets],
        "occupancy_months": [beds],
        "target": [targets, dg.AssetKey(["raw", "malvarden"]), beds],
        "capacity_gap": [result_key(decree, "capacity")],
    }
    tables = build_follow_up(
        decree,
        "follow_up",
        {table: FollowUpTable(model, upstream[table]) for table, model in MODELS.items()},
        lambda connection, _: compute(connection, decree, follow_up),
        NOTICES,
    )
    return tables, _workbook(decree, follow_up)


def compute(connection: Connection, decree: Decree, follow_up: CapacityFollowUp) -> Frames:
    """The tables by their names."""
    basis = load(connection, follow_up)
    outcomes, planned = (
        capacity.capacities(basis.given, basis.populations, basis.target_rows, period, item)
        for period, item in ((follow_up.outcome_months, ""), (follow_up.planned_months, PLAN))
    )
    over = capacity.occupancy_months(outcomes, capacity.occupancy_limits(follow_up))
    compared = compared_targets(basis.target_rows, basis.given, follow_up.outcome_months)
    rows = {
        "capacity": [_month_row(basis, row, "") for row in outcomes],
        "planned_capacity": [_month_row(basis, row, PLAN) for row in planned],
        "occupancy_months": [_year_row(basis, row) for row in over],
        "target": [_target_row(basis, row) for row in compared],
        "capacity_gap": [_gap_row(gap) for gap in capacity.capacity_gaps(outcomes)],
    }
    return {table: rows_of(decree, MODELS[table], own) for table, own in rows.items()}


def _month_row(basis: Basis, row: capacity.Capacity, item: str) -> dict[str, object]:
    rests_on = [basis.beds_rows.get((row.region_code, row.month, item))]
    if row.population_date:
        rests_on.append(basis.population_rows[row.population_date, row.region_code])
    rests_on += [basis.target_rows[target] for target in (row.beds_target, row.occupancy_target) if target]
    return {
        "region_code": row.region_code,
        "month": row.month,
        "beds": row.beds,
        "population_count": row.population_count,
        "population_date": row.population_date,
        "beds_per_1000": _cut(row.beds_per_1000, RATE_DECIMALS),
        "occupancy_percent": row.occupancy_percent,
        "target_beds": row.target_beds,
        "distance_beds": _cut(row.distance_beds, EXACT_DECIMALS),
        "target_occupancy_percent": row.target_occupancy_percent,
        "distance_percentage_points": _cut(row.distance_percentage_points, EXACT_DECIMALS),
        **{name: row.apart.get(name) for name in capacity.APART},
        "mark": _marks(rests_on),
    }


def _year_row(basis: Basis, row: capacity.OccupancyMonths) -> dict[str, object]:
    return {
        "region_code": row.region_code,
        "year": row.year,
        "months_reported": row.months_reported,
        "months_missing": row.months_missing,
        **{f"months_from_{limit}": count for limit, count in row.months_from.items()},
        "mark": _marks(basis.beds_rows.get((row.region_code, month, "")) for month in months(row.year, 1, 12)),
    }


def _target_row(basis: Basis, row: ComparedTarget) -> dict[str, object]:
    target = row.target
    delivered = basis.target_rows[target]
    text = basis.texts[delivered["file"], delivered["sheet"], delivered["row"]]
    return {
        "region_code": target.region_code,
        "unit": target.unit,
        "metric": target.metric.value,
        "care": target.care.value if target.care else None,
        "target_value": target.value,
        "valid_from": target.valid_from,
        "valid_to": row.valid_to,
        "compared_month": row.month,
        "reported_value": row.outcome,
        "distance": _cut(row.distance, EXACT_DECIMALS),
        "reason_sv": row.reason,
        "remark_sv": row.remark,
        "file": delivered["file"],
        "sheet": delivered["sheet"],
        "cell": cell_of(text, "target_value", delivered["row"]),
        "mark": _marks([delivered, basis.beds_rows[target.region_code, row.month, ""] if row.month else None]),
    }


def _gap_row(gap: capacity.CapacityGap) -> dict[str, object]:
    return {
        "region_code": gap.region_code,
        "value_name": gap.value_name,
        "month_count": len(gap.months),
        "sentence_sv": gap.sentence,
    }


def _cut(exact: Exact | None, decimals: int) -> object:
    return None if exact is None else cut(exact, decimals)


def _marks(rows: Iterable[Row | None]) -> str:
    return ", ".join(sorted({row["mark"] for row in rows if row and row["mark"]}))


def remarked_cells(rows: pl.DataFrame) -> list[str]:
    """What looks mistaken in rows of `out.target`, with the cell that it is about."""
    return [
        f"{Source(row['file'], row['sheet'], row['cell'], '').address}: {row['remark_sv']}"
        for row in rows.filter(pl.col("remark_sv") != "").iter_rows(named=True)
    ]


NOTICES = [
    Notice(
        "target",
        "nothing_to_look_at",
        "Inget målvärde ser ut som ett misstag, och inga två gäller från samma dag.",
        remarked_cells,
    ),
    Notice(
        "capacity_gap",
        "all_reported",
        "Alla regioner har lämnat vårdplatser och beläggning för varje månad som någon har lämnat.",
        lambda rows: rows.filter(pl.col("value_name").is_in(["beds", "occupancy_percent"]))["sentence_sv"].to_list(),
    ),
]


def _workbook(decree: Decree, follow_up: CapacityFollowUp) -> dg.AssetsDefinition:
    @dg.asset(
        name="uppfoljning",
        key_prefix=["exports", decree.id],
        description=(
            "Uppföljning i Excel: vårdplatser, beläggning, målvärden, månader över gränserna och vad som saknas."
        ),
        group_name=decree.id,
        owners=OWNERS,
        kinds={"excel"},
        deps=[result_key(decree, table) for table in MODELS],
    )
    def capacity_workbook(
        warehouse: dg.ResourceParam[Warehouse], exports_folder: dg.ResourceParam[Path]
    ) -> dg.MaterializeResult[None]:
        with warehouse.reading() as connection:
            tables = {table: connection.read(model, "programme = ?", [decree.id]) for table, model in MODELS.items()}
        exports_folder.mkdir(parents=True, exist_ok=True)
        path = exports_folder / f"{decree.id}_uppfoljning.xlsx"
        write_capacity_workbook(decree, follow_up, tables, path)
        return dg.MaterializeResult(metadata={"file": dg.MetadataValue.path(path)})

    return capacity_workbook
