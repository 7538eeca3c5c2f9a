"""Deliveries as they stand together: what became of each file, and which file counts for a region and month.

Nothing is stored; all of it follows from the register, the rows and the errors of the latest reading.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

import polars as pl

from assets.warehouse import Connection
from readers.region_names import recipient_code
from readers.rejections import Unreadable
from schemas.columns import ValueKind
from schemas.deliveries import KINDS, Kind
from schemas.delivery_overview import Counting, DeliveryState, Overview
from schemas.received import Delivery, Rejected, RowOutcome

REGION = "region_code"
OF_REGIONS = tuple(kind for kind in KINDS if REGION in kind.key)
"""The kinds whose rows are about a region; what the agency sets is about all of them."""


def overview(connection: Connection) -> Overview:
    """All deliveries in the order they came, those of a kind together, and what counts."""
    counting = tuple(found for kind in OF_REGIONS for found in _counting(connection, kind))
    return Overview(tuple(_states(connection, counting)), counting)


def _counting(connection: Connection, kind: Kind) -> list[Counting]:
    """What counts of a kind, by what a row is about."""
    about = _about(kind)
    rows = connection.different(kind.model, ["file", REGION, about]).sort(about, REGION, "file")
    return [Counting(kind.id, *row) for row in rows.iter_rows()]


def _about(kind: Kind) -> str:
    """The part of a key that says what time a row is about; of kinds without one, which grant."""
    kinds = {column.name: column.kind for column in kind.columns}
    parts = [name for name in kind.key if name != REGION]
    return next((name for name in parts if kinds[name] in (ValueKind.MONTH, ValueKind.DATE)), parts[0])


def _states(connection: Connection, counting: tuple[Counting, ...]) -> Iterator[DeliveryState]:
    outcomes = connection.read(RowOutcome)
    judged = set(outcomes["file"])
    valid = Counter(outcomes.filter(outcome="counts")["file"])
    replaced = _replaced(outcomes)
    open_errors = Counter(connection.read(Rejected, "code <> 'summarad' AND corrected_by IS NULL")["file"])
    regions = _regions(connection, counting)
    order = {kind.id: place for place, kind in enumerate(KINDS)}
    rows = connection.read(Delivery).sort("received", "file", "sha256").iter_rows(named=True)
    for row in sorted(rows, key=lambda row: order.get(row["kind"], len(order))):
        file, is_read = row["file"], row["status"] == "read"
        is_records = is_read and row["row_count"] > 0 and file not in judged
        yield DeliveryState(
            file=file,
            sha256=row["sha256"],
            kind=row["kind"],
            received=row["received"],
            status=row["status"],
            row_count=row["row_count"],
            counting=None if is_records else valid[file] if is_read else 0,
            replaced_by=tuple(replaced[file]) if is_read else (),
            # A file that is gone, or had other content then, has no errors left to put right.
            open_errors=0 if row["status"] == "removed" else open_errors[file],
            regions=frozenset(regions[file]) if is_read else frozenset(),
        )


def _replaced(outcomes: pl.DataFrame) -> dict[str, list[tuple[str, int]]]:
    """By file, the files that have replaced rows of it and how many."""
    by_file = pl.col("replaced_by").str.extract(r"^(.*?), blad ", 1)
    rows = outcomes.filter(outcome="replaced").group_by("file", by=by_file).len().sort("file", "by")
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for file, by, count in rows.iter_rows():
        found[file].append((by, count))
    return found


def _regions(connection: Connection, counting: tuple[Counting, ...]) -> dict[str, set[str]]:
    """By file, the regions that its rows name."""
    found: dict[str, set[str]] = defaultdict(set)
    for item in counting:
        found[item.file].add(item.region_code)
    for kind in OF_REGIONS:
        for file, text in connection.read_text(f"raw.{kind.id}", ["file", REGION], are_different=True).iter_rows():
            try:
                found[file].add(recipient_code(text or ""))
            except Unreadable:
                continue
    return found
