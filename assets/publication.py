"""The open data as an asset: the published files, and beside the warehouse the log of the numbers that are hidden."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dagster as dg

from assets.descriptions import spec
from assets.programmes import GRANTS
from assets.warehouse import Connection, Warehouse
from exports.publication.bup import bup_counts
from exports.publication.folder import write_log, write_open_data
from exports.publication.operations import operation_counts
from exports.publication.tables import BUP, CODE_LIST, OPERATIONS, REGION_LIST, STORED, code_list, region_list
from rules.suppression import THRESHOLD
from schemas.deliveries import Bup, Operationer
from schemas.results import Payout

GROUP = "publicering"
FOLDER = "oppna_data"
LOG = Path("publicering") / "dolda_tal.csv"
"""The log, below the folder of the warehouse; it stays inside the agency."""


class PublicationError(Exception):
    """Nothing can be published, or not there; the message is Swedish and says what to do."""


@dataclass(frozen=True)
class Publication:
    """What was published: the files, how many numbers are in the log by reason, and marks of what they rest on."""

    files: tuple[Path, ...]
    log: Path
    logged: Counter[str]
    marks: tuple[str, ...]


def publish(connection: Connection, folder: Path, log: Path, threshold: int = THRESHOLD) -> Publication:
    """Write what is in the warehouse to `folder`, small numbers hidden (T19).

    The log is written first, so that nothing is published without it. Raises `PublicationError`, and `OSError` when a
    file cannot be written.
    """
    if folder.resolve() in log.resolve().parents:
        raise PublicationError(f"I {folder} ligger loggen över dolda tal, som inte får publiceras. Välj en annan mapp.")
    paid = connection.read(Payout)
    if paid.is_empty():
        raise PublicationError("Databasen har inga framräknade utbetalningar att publicera. Kör bonuspott run.")
    computed = set(paid.select("programme", "payment").iter_rows())
    bup = bup_counts(connection.read(Bup), *_paid_for("bup", computed), threshold)
    operations = operation_counts(connection.read(Operationer), *_counted("operationer", computed), threshold)
    lines = (*bup.log, *operations.log)
    tables = {
        **{table: connection.read(table.model) for table in STORED},
        BUP: bup.rows,
        OPERATIONS: operations.rows,
        REGION_LIST: region_list(),
        CODE_LIST: code_list(tuple(grant.programme for grant in GRANTS)),
    }
    write_log(log, lines)
    files = write_open_data(folder, tables.items(), threshold)
    marked = [rows["mark"] for rows in tables.values() if "mark" in rows.columns]
    marks = {
        mark for column in marked for joined in column.drop_nulls().unique() for mark in joined.split(", ") if mark
    }
    return Publication(tuple(files), log, Counter(line.reason for line in lines), tuple(sorted(marks)))


def _paid_for(kind: str, computed: Set[tuple[str, str]]) -> tuple[tuple[date, ...], tuple[str, ...]]:
    """The months of a kind of report that computed payments pay for, and its items."""
    months: dict[date, None] = {}
    items: dict[str, None] = {}
    for programme in (grant.programme for grant in GRANTS):
        measured = [
            each for requirement in programme.requirements for each in requirement.measured() if each.kind.id == kind
        ]
        items |= dict.fromkeys(each.item for each in measured)
        for payment, paid in programme.paid_months.items():
            if measured and (programme.id, payment) in computed:
                months |= dict.fromkeys(paid)
    return tuple(months), tuple(items)


def _counted(kind: str, computed: Set[tuple[str, str]]) -> tuple[tuple[date, ...], tuple[str, ...]]:
    """The months of a kind of report that computed payments count one by one, and the kinds of thing counted."""
    months: dict[date, None] = {}
    items: dict[str, None] = {}
    for programme in (grant.programme for grant in GRANTS):
        for payment, part in programme.parts:
            for measured in part.measured():
                if measured.kind.id == kind:
                    items[measured.item] = None
                    months |= dict.fromkeys(measured.months) if (programme.id, payment.id) in computed else {}
    return tuple(months), tuple(items)


def _results() -> Iterator[dg.AssetKey]:
    for grant in GRANTS:
        monthly = ("qualification", "bonus_pot", "fulfilment") if grant.is_monthly else ()
        yield from (grant.key(table) for table in ("payout", "decision", "undistributed", "month_status", *monthly))
        if grant.programme.reporting and grant.programme.reporting.has_rates:
            yield grant.key("national_development")


@dg.multi_asset(
    name="open_data",
    specs=[
        spec(
            ["exports", FOLDER],
            about="Öppna data: CSV-filer med en beskrivning av kolumnerna, där små tal är dolda (T19).",
            group=GROUP,
            kinds={"csv"},
            deps=[*(dg.AssetKey(["core", kind]) for kind in ("bup", "operationer", "vardplatser")), *_results()],
        )
    ],
)
def open_data(
    warehouse: dg.ResourceParam[Warehouse], exports_folder: dg.ResourceParam[Path]
) -> dg.MaterializeResult[None]:
    """Publish anew what is in the warehouse."""
    with warehouse.reading() as connection:
        made = publish(connection, exports_folder / FOLDER, warehouse.path.parent / LOG)
    return dg.MaterializeResult(
        metadata={
            "folder": dg.MetadataValue.path(exports_folder / FOLDER),
            "log": dg.MetadataValue.path(made.log),
            **dict(sorted(made.logged.items())),
        }
    )
