"""Taking in operations delivered as records: counted straight from the file, and what they do to reported counts.

How a file of records is read belongs to `readers.operation_records`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from readers.files import FoundFile
from readers.operation_records import RecordCounts, compare
from readers.replacement import replace
from rules.swedish import listing, number
from schemas.deliveries import KIND_BY_ID, Operationer
from schemas.tables import column_names, polars_schema

OPERATIONER = KIND_BY_ID["operationer"]
WHOLE_FILE = 1
"""The row number of a count that sums many records of one file."""


@dataclass(frozen=True)
class Operations:
    """Which counts count: `current` rows, `replaced` ones with their addresses, and where the two sources differ."""

    current: pl.DataFrame
    replaced: pl.DataFrame
    differences: pl.DataFrame


def as_rows(found: FoundFile, counted: RecordCounts, received: date) -> pl.DataFrame:
    """The counts of a file of records as rows of `core.operationer`; all have the same address, the file."""
    return counted.counts.with_columns(
        mark=pl.lit(None, dtype=pl.String),
        received=pl.lit(received),
        file=pl.lit(found.name),
        sheet=pl.lit(""),
        row=pl.lit(WHOLE_FILE, dtype=pl.Int64),
    ).select([pl.col(name).cast(dtype) for name, dtype in polars_schema(Operationer).items()])


def bad_record_rows(found: FoundFile, counted: RecordCounts) -> list[dict[str, object]]:
    """One row of `raw.rejected` per cause; the records themselves are not kept."""
    return [
        {
            "file": found.name,
            "sheet": "",
            "cell": "",
            "column_name": bad.column_name,
            "value": "; ".join(bad.examples),
            "code": bad.cause,
            "message_sv": bad.message_sv,
            "row": None,
            "kind": OPERATIONER.id,
        }
        for bad in counted.bad
    ]


def record_remark(found: FoundFile, counted: RecordCounts) -> str:
    """How many records were counted, and how many were of other procedures."""
    return (
        f"{found.name}: {number(counted.record_count)} poster lästa, {number(counted.counted)} räknade, "
        f"{number(counted.other_procedures)} av andra åtgärder."
    )


def choose(reported: Sequence[pl.DataFrame], recorded: Sequence[pl.DataFrame]) -> Operations:
    """The newest reported count of each key, where records win region by region and month by month.

    A record has no key and replaces nothing: files of records that cover the same region and month add up.
    """
    order = column_names(Operationer)
    empty = pl.DataFrame(schema=polars_schema(Operationer))
    by_report = replace([empty, *(part.select(order) for part in reported)], OPERATIONER.key)
    records = _summed(pl.concat([empty, *(part.select(order) for part in recorded)]))
    covered = records.select("region_code", "month", pl.col("received", "file", "sheet", "row").name.prefix("by_"))
    covered = covered.unique(["region_code", "month"], keep="first", maintain_order=True)
    outdone = by_report.current.join(covered, on=["region_code", "month"])
    current = by_report.current.join(covered, on=["region_code", "month"], how="anti")
    return Operations(
        current=pl.concat([current, records]).sort(OPERATIONER.key),
        replaced=pl.concat([by_report.replaced, outdone.select(by_report.replaced.columns)]),
        differences=compare(records, by_report.current),
    )


def overlap_remark(recorded: Sequence[pl.DataFrame]) -> str | None:
    """What to say when files of records cover the same regions and months; None when they do not."""
    if len(recorded) < 2:
        return None
    covered = pl.concat(recorded).select("file", "region_code", "month").unique()
    shared = covered.filter(pl.len().over("region_code", "month") > 1)
    if shared.is_empty():
        return None
    files = listing(shared["file"].unique().sort().to_list())
    return (
        f"{files}: filerna har poster för samma region och månad, och posterna räknas ihop. Är en av filerna en "
        "rättelse, ta bort den äldre ur mappen."
    )


def _summed(counts: pl.DataFrame) -> pl.DataFrame:
    """One row per key; a sum over several files has the address of the last of them."""
    last = pl.col("mark", "received", "file", "sheet", "row").sort_by("received", "file").last()
    summed = counts.group_by(OPERATIONER.key, maintain_order=True).agg(pl.col("operation_count").sum(), last)
    return summed.select(counts.columns).sort(OPERATIONER.key)
