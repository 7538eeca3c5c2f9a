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
from rules.swedish import number
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
    """The newest count of each key, where records win over reported counts region by region and month by month."""
    order = column_names(Operationer)
    empty = pl.DataFrame(schema=polars_schema(Operationer))
    by_report = replace([empty, *(part.select(order) for part in reported)], OPERATIONER.key)
    by_record = replace([empty, *(part.select(order) for part in recorded)], OPERATIONER.key)
    covered = by_record.current.select(
        "region_code", "month", pl.col("received", "file", "sheet", "row").name.prefix("by_")
    )
    covered = covered.unique(["region_code", "month"], keep="first", maintain_order=True)
    outdone = by_report.current.join(covered, on=["region_code", "month"])
    current = by_report.current.join(covered, on=["region_code", "month"], how="anti")
    return Operations(
        current=pl.concat([current, by_record.current]).sort(OPERATIONER.key),
        replaced=pl.concat([by_report.replaced, by_record.replaced, outdone.select(by_report.replaced.columns)]),
        differences=compare(by_record.current, by_report.current),
    )
