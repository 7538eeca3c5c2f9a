"""The asset of the report: the pages of the whole house, written anew from the warehouse's tables."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.day import as_of, today
from assets.decisions import code_fingerprint
from assets.delivery_overview import overview
from assets.descriptions import REPORT_GROUP, spec
from assets.ledger import LEDGER
from assets.programmes import GRANTS
from assets.warehouse import Connection, Warehouse
from exports.report.addresses import FOLDER
from exports.report.folder import write_pages
from exports.report.site import pages
from exports.report.tables import MODELS, Tables
from readers.rejections import Unreadable
from readers.values import value_of
from schemas.columns import ValueKind
from schemas.deliveries import KIND_BY_ID
from schemas.received import Rejected, raw_columns


@dg.multi_asset(
    name="report",
    specs=[
        spec(
            ["exports", FOLDER],
            about="Rapport: sidor om vad som betalas, varför och från vilka celler.",
            group=REPORT_GROUP,
            kinds={"html"},
            deps=[
                LEDGER,
                *(grant.key(table) for grant in GRANTS for table in ("lineage", "interval", "final_account")),
                *(grant.key("final_development") for grant in GRANTS if grant.programme.indicators),
            ],
        )
    ],
)
def report(
    warehouse: dg.ResourceParam[Warehouse], exports_folder: dg.ResourceParam[Path]
) -> Iterator[dg.MaterializeResult[None]]:
    """Write all pages."""
    written = write_report(warehouse, exports_folder / FOLDER)
    yield dg.MaterializeResult(
        asset_key=["exports", FOLDER],
        metadata={"pages": len(written)} | {path.stem: dg.MetadataValue.path(path) for path in written},
    )


def write_report(warehouse: Warehouse, folder: Path) -> list[Path]:
    """Write the pages into `folder` and return them, the front page first."""
    with warehouse.reading() as connection:
        rows = {model: connection.read(model) for model in MODELS}
        tables = Tables(rows, _regions_of_rejected(connection), overview(connection))
        # What is told of an earlier day is the same whenever it is written, and says that day instead.
        written_on = None if as_of(connection) else today()
    return write_pages(folder, pages(tables, code_fingerprint(), written_on))


_NAMES_REGION = (ValueKind.REGION, ValueKind.RECIPIENT, ValueKind.REGION_OR_NATION)


def _regions_of_rejected(connection: Connection) -> dict[tuple[str, str, int], str]:
    """The region that each rejected row names, by file, sheet and row; none where that itself cannot be read."""
    found = {}
    for kind_id in set(connection.read(Rejected, "row IS NOT NULL")["kind"]) & KIND_BY_ID.keys():
        kind = KIND_BY_ID[kind_id]
        named = next((column for column in kind.columns if column.kind in _NAMES_REGION), None)
        if named is None:
            continue
        of_rejected = "(file, sheet, row) IN (SELECT (file, sheet, row) FROM raw.rejected)"
        for row in connection.read_text(f"raw.{kind.id}", raw_columns(kind), of_rejected).iter_rows(named=True):
            try:
                code = value_of(row[named.name], named)
            except Unreadable:
                continue
            if code is not None:
                found[row["file"], row["sheet"], row["row"]] = str(code)
    return found
