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
from assets.fingerprints import delivered_files, part_of
from assets.intake import Registered, take_in
from assets.months import renew_months
from assets.programmes import GRANTS
from assets.warehouse import Warehouse
from readers.files import find_deliveries
from schemas.deadlines import ReplacedBup, ReplacedOperationer
from schemas.deliveries import KINDS, Kind
from schemas.follow_up import ReplacedVardplatser
from schemas.received import Delivery, OperationDifference, Rejected, Remark, RowOutcome, raw_columns
from schemas.results import BonusPot, Payout, Qualification
from schemas.standing import Standing
from schemas.tables import TableModel, frame

GROUP = "leveranser"
BOOKKEEPING: dict[str, TableModel] = {
    "raw/delivery": Delivery,
    "raw/remark": Remark,
    "raw/rejected": Rejected,
    "core/row_outcome": RowOutcome,
}
"""Tables about the files of all kinds."""
OF_ONE_KIND: dict[str, tuple[str, TableModel]] = {
    "core/operation_difference": ("operationer", OperationDifference),
    "core/replaced_bup": ("bup", ReplacedBup),
    "core/replaced_operationer": ("operationer", ReplacedOperationer),
    "core/replaced_vardplatser": ("vardplatser", ReplacedVardplatser),
}
"""Further tables of one kind, with the kind."""


class DeliveriesConfig(dg.Config):
    """`as_of` (YYYY-MM-DD): use only what was received up to that day; empty for everything."""

    as_of: str | None = None


def _raw_spec(kind: Kind) -> dg.AssetSpec:
    columns = [dg.TableColumn(name, "String", description=text) for name, text in raw_columns(kind).items()]
    about = f"One row is one delivered row of kind `{kind.id}`, as text, with its address; earlier contents stay."
    deps = [dg.AssetKey(["raw", "delivery"])]
    return spec(["raw", kind.id], about=about, group=GROUP, columns=columns, deps=deps, is_skippable=True)


@dg.multi_asset(
    name="deliveries",
    specs=[
        *(table_spec(key.split("/"), model, group=GROUP) for key, model in BOOKKEEPING.items()),
        *(table_spec(key.split("/"), model, group=GROUP, is_skippable=True) for key, (_, model) in OF_ONE_KIND.items()),
        *(_raw_spec(kind) for kind in KINDS),
        *(
            table_spec(
                ["core", kind.id],
                kind.model,
                group=GROUP,
                deps=[dg.AssetKey(["raw", kind.id])],
                lineage=core_lineage(kind),
                is_skippable=True,
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
    context: dg.AssetExecutionContext,
    config: DeliveriesConfig,
    warehouse: dg.ResourceParam[Warehouse],
    raw_folder: dg.ResourceParam[Path],
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Read the folder, keep all of it, and store what counts. A kind of which no file has changed is left as it is."""
    as_of = date.fromisoformat(config.as_of) if config.as_of else None
    found = find_deliveries(raw_folder)
    lying = delivered_files(found, as_of)
    with warehouse.reading() as connection:
        stands = dict(connection.read(Standing).select("part", "fingerprint").iter_rows())
        before = {key: connection.read(model) for key, model in BOOKKEEPING.items()}
    unchanged = [part for part, fingerprint in lying.items() if stands.get(part) == fingerprint]
    changed = [kind for kind in KINDS if kind.id not in unchanged]
    is_unchanged = pl.col("file").map_elements(part_of, return_dtype=pl.String).is_in(unchanged)
    registered: Registered = {
        (row["file"], row["sha256"]): row["received"]
        for row in before["raw/delivery"].filter(~pl.col("is_dated")).iter_rows(named=True)
    }
    files = [file for file in found if part_of(file.name) not in unchanged]
    taken = take_in(files, registered, date.today(), as_of)
    faults = {kind.id: shape_faults(kind.model, taken.core[kind.id]) for kind in changed}
    anew = {
        "raw/delivery": with_removed(taken.deliveries, before["raw/delivery"].filter(~is_unchanged)),
        "raw/remark": taken.remarks,
        "raw/rejected": taken.rejected,
        "core/row_outcome": taken.row_outcomes,
    }
    tables = {key: pl.concat([before[key].filter(is_unchanged), anew[key]]).sort(pl.all()) for key in BOOKKEEPING}
    of_one_kind = {
        "core/operation_difference": taken.operation_differences,
        **{f"core/replaced_{kind.id}": taken.replaced[kind.id] for kind in changed},
    }
    tables |= {key: of_one_kind[key] for key, (kind, _) in OF_ONE_KIND.items() if kind not in unchanged}
    models = BOOKKEEPING | {key: model for key, (_, model) in OF_ONE_KIND.items()}
    with warehouse.writing() as connection:
        for public in (Qualification, BonusPot, Payout):
            connection.prepare(public)
        for key, rows in tables.items():
            connection.replace(models[key], rows)
        for kind in changed:
            connection.replace_text(f"raw.{kind.id}", raw_columns(kind), taken.raw[kind.id], taken.deliveries)
            connection.replace(kind.model, taken.core[kind.id] if not faults[kind.id] else taken.core[kind.id].clear())
        good: list[dict[str, object]] = [
            {"part": part, "fingerprint": fingerprint, "content": ""}
            for part, fingerprint in lying.items()
            if not faults.get(part)
        ]
        connection.replace(Standing, frame(Standing, good), "part IN (SELECT unnest(?))", [list(lying)])
        months = [month for grant in GRANTS if grant.qualify for month in renew_months(connection, grant)]
    for key, rows in tables.items():
        yield dg.MaterializeResult(asset_key=key.split("/"), metadata=shown(rows))
    for kind in changed:
        yield dg.MaterializeResult(asset_key=["raw", kind.id], metadata=shown(taken.raw[kind.id]))
        yield dg.MaterializeResult(asset_key=["core", kind.id], metadata=shown(taken.core[kind.id]))
    for kind in KINDS:
        # What stands has passed; Dagster asks for the check all the same.
        yield check(dg.AssetKey(["core", kind.id]), "shape", faults.get(kind.id, []))
    for month in months:
        context.log_event(month)


def with_removed(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The register of deliveries, where those no longer in the folder, or with other content then, stay as removed."""
    gone = before.join(now, on=["file", "sha256"], how="anti").with_columns(status=pl.lit("removed"))
    return pl.concat([now, gone]).sort("file", "received", "sha256")


delivery_assets = [deliveries]
