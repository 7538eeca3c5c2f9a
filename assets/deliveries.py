"""The assets that hold what was delivered: text rows as they came (`raw`), validated rows that count (`core`).

One step does all of it, since a row's fate is decided while it is read.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl

from assets.checks import check, shape_faults
from assets.column_lineage import core_lineage
from assets.descriptions import shown, spec, table_spec
from assets.intake import Registered, take_in
from assets.warehouse import Warehouse
from schemas.deadlines import ReplacedBup, ReplacedOperationer
from schemas.deliveries import KINDS, Kind
from schemas.follow_up import ReplacedVardplatser
from schemas.received import Delivery, OperationDifference, Rejected, Remark, RowOutcome, raw_columns
from schemas.results import BonusPot, Payout, Qualification
from schemas.tables import TableModel

GROUP = "leveranser"
BOOKKEEPING: dict[str, TableModel] = {
    "raw/delivery": Delivery,
    "raw/remark": Remark,
    "raw/rejected": Rejected,
    "core/row_outcome": RowOutcome,
    "core/operation_difference": OperationDifference,
    "core/replaced_bup": ReplacedBup,
    "core/replaced_operationer": ReplacedOperationer,
    "core/replaced_vardplatser": ReplacedVardplatser,
}


class DeliveriesConfig(dg.Config):
    """`as_of` (YYYY-MM-DD): use only what was received up to that day; empty for everything."""

    as_of: str | None = None


def _raw_spec(kind: Kind) -> dg.AssetSpec:
    columns = [dg.TableColumn(name, "String", description=text) for name, text in raw_columns(kind).items()]
    about = f"One row is one delivered row of kind `{kind.id}`, as text, with its address; earlier contents stay."
    return spec(["raw", kind.id], about=about, group=GROUP, columns=columns, deps=[dg.AssetKey(["raw", "delivery"])])


@dg.multi_asset(
    name="deliveries",
    specs=[
        *(table_spec(key.split("/"), model, group=GROUP) for key, model in BOOKKEEPING.items()),
        *(_raw_spec(kind) for kind in KINDS),
        *(
            table_spec(
                ["core", kind.id],
                kind.model,
                group=GROUP,
                deps=[dg.AssetKey(["raw", kind.id])],
                lineage=core_lineage(kind),
            )
            for kind in KINDS
        ),
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "shape", asset=["core", kind.id], blocking=True, description="The rows fit the table's model."
        )
        for kind in KINDS
    ],
)
def deliveries(
    config: DeliveriesConfig, warehouse: dg.ResourceParam[Warehouse], raw_folder: dg.ResourceParam[Path]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Read the folder, keep all of it, and store what counts."""
    with warehouse.reading() as connection:
        before = connection.read(Delivery)
    registered: Registered = {
        (row["file"], row["sha256"]): row["received"] for row in before.iter_rows(named=True) if not row["is_dated"]
    }
    as_of = date.fromisoformat(config.as_of) if config.as_of else None
    taken = take_in(raw_folder, registered, date.today(), as_of)
    faults = {kind.id: shape_faults(kind.model, taken.core[kind.id]) for kind in KINDS}
    bookkeeping = {
        "raw/delivery": with_removed(taken.deliveries, before),
        "raw/remark": taken.remarks,
        "raw/rejected": taken.rejected,
        "core/row_outcome": taken.row_outcomes,
        "core/operation_difference": taken.operation_differences,
        **{f"core/replaced_{kind}": taken.replaced[kind] for kind in ("bup", "operationer", "vardplatser")},
    }
    with warehouse.writing() as connection:
        for public in (Qualification, BonusPot, Payout):
            connection.prepare(public)
        for key, model in BOOKKEEPING.items():
            connection.replace(model, bookkeeping[key])
        for kind in KINDS:
            connection.replace_text(f"raw.{kind.id}", raw_columns(kind), taken.raw[kind.id], taken.deliveries)
            connection.replace(kind.model, taken.core[kind.id] if not faults[kind.id] else taken.core[kind.id].clear())
    for key, rows in bookkeeping.items():
        yield dg.MaterializeResult(asset_key=key.split("/"), metadata=shown(rows))
    for kind in KINDS:
        yield dg.MaterializeResult(asset_key=["raw", kind.id], metadata=shown(taken.raw[kind.id]))
        yield dg.MaterializeResult(asset_key=["core", kind.id], metadata=shown(taken.core[kind.id]))
        yield check(dg.AssetKey(["core", kind.id]), "shape", faults[kind.id])


def with_removed(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The register of deliveries, where those no longer in the folder, or with other content then, stay as removed."""
    gone = before.join(now, on=["file", "sha256"], how="anti").with_columns(status=pl.lit("removed"))
    return pl.concat([now, gone]).sort("file", "received", "sha256")


delivery_assets = [deliveries]
