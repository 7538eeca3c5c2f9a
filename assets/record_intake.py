"""Taking in operations delivered as records: counted straight from the file, and what they do to reported counts.

How a file of records is read belongs to `readers.operation_records`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from readers.files import FoundFile
from readers.operation_records import compare
from readers.record_counting import RecordCounts
from readers.replacement import replace
from rules.regions import CODES
from rules.swedish import counted, listing, month_spans, number
from schemas.deliveries import KIND_BY_ID, Operationer
from schemas.tables import column_names, polars_schema

OPERATIONER = KIND_BY_ID["operationer"]
WHOLE_FILE = 1
"""The row number of a count that sums many records of one file."""


@dataclass(frozen=True)
class Operations:
    """Which counts count: `current` rows, `replaced` ones with their addresses, and where the two sources differ.

    `remarks` are Swedish sentences on what records did not replace, and on the differences.
    """

    current: pl.DataFrame
    replaced: pl.DataFrame
    differences: pl.DataFrame
    remarks: tuple[str, ...]


def as_rows(found: FoundFile, counts: RecordCounts, received: date) -> pl.DataFrame:
    """The counts of a file of records as rows of `core.operationer`; all have the same address, the file."""
    return counts.counts.with_columns(
        mark=pl.lit(None, dtype=pl.String),
        received=pl.lit(received),
        file=pl.lit(found.name),
        sheet=pl.lit(""),
        row=pl.lit(WHOLE_FILE, dtype=pl.Int64),
    ).select([pl.col(name).cast(dtype) for name, dtype in polars_schema(Operationer).items()])


def is_of_records() -> pl.Expr:
    """Whether a row of `core.operationer` counts records: a row of a report has a header row above it, or a sheet."""
    return (pl.col("sheet") == "") & (pl.col("row") == WHOLE_FILE)


def bad_record_rows(found: FoundFile, counts: RecordCounts) -> list[dict[str, object]]:
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
        for bad in counts.bad
    ]


def record_remark(found: FoundFile, counts: RecordCounts) -> str:
    """How many records were read, and how many of them are of procedures that are paid for; not what follows."""
    return (
        f"{found.name}: {counted(counts.record_count, 'post läst', 'poster lästa')}, {number(counts.counted)} av "
        f"åtgärder som ger ersättning, {number(counts.other_procedures)} av andra åtgärder."
    )


def choose(reported: Sequence[pl.DataFrame], recorded: Sequence[pl.DataFrame]) -> Operations:
    """The newest reported count of each key, where records win in the months that they cover (T27).

    Records cover a month when all home regions occur in it: an extract of one region has some operations of its
    neighbours' patients too, and must not erase what those have reported. Records of other months move nothing. A
    record has no key and replaces nothing: files of records of the same month add up.
    """
    order = column_names(Operationer)
    empty = pl.DataFrame(schema=polars_schema(Operationer))
    by_report = replace([empty, *(part.select(order) for part in reported)], OPERATIONER.key)
    records = _summed(pl.concat([empty, *(part.select(order) for part in recorded)]))
    regions = records.group_by("month").agg(pl.col("region_code").n_unique()).sort("month").rows()
    covered = [month for month, count in regions if count == len(CODES)]
    winning = records.filter(pl.col("month").is_in(covered))
    by = winning.select("region_code", "month", pl.col("received", "file", "sheet", "row").name.prefix("by_"))
    by = by.unique(["region_code", "month"], keep="first", maintain_order=True)
    outdone = by_report.current.join(by, on=["region_code", "month"])
    current = by_report.current.join(by, on=["region_code", "month"], how="anti")
    differences = compare(records, by_report.current, covered)
    return Operations(
        current=pl.concat([current, winning]).sort(OPERATIONER.key),
        replaced=pl.concat([by_report.replaced, outdone.select(by_report.replaced.columns)]),
        differences=differences,
        remarks=(
            *_uncovered_remarks(recorded, dict(regions)),
            *_agreement_remarks(winning, by_report.current, differences),
            *_difference_remarks(differences),
        ),
    )


def difference_faults(differences: pl.DataFrame) -> list[str]:
    """What the check of records against reported counts says: a sentence per difference, empty when there is none."""
    return differences["message_sv"].to_list()


def _uncovered_remarks(recorded: Sequence[pl.DataFrame], regions: Mapping[date, int]) -> list[str]:
    """Which files have records of months that records do not cover, and what follows."""
    said = []
    for part in recorded:
        own = part["month"].unique().sort()
        months = [month for month in own if regions[month] < len(CODES)]
        if months:
            which = "posterna är lästa men" if len(months) == len(own) else f"posterna för {month_spans(months)}"
            fewest, most = (limit(regions[month] for month in months) for limit in (min, max))
            share = f"{fewest}" if fewest == most else f"{fewest}–{most}"
            said.append(
                f"{part['file'][0]}: {which} ändrar inget. För {month_spans(months)} har alla lästa poster tillsammans "
                f"bara {share} av {len(CODES)} hemregioner, och poster räknas först när alla finns med (T27). De visas "
                "som skillnader i core.operation_difference. Lämna poster för alla hemregioner om de ska räknas."
            )
    return said


def _agreement_remarks(winning: pl.DataFrame, reported: pl.DataFrame, differences: pl.DataFrame) -> list[str]:
    """The months that records cover and in which they say just what was reported."""
    unreported = winning.filter(pl.col("operation_count") > 0).join(reported, on=["region_code", "month"], how="anti")
    moved = {*unreported["month"], *differences.filter("is_covered")["month"]}
    months = sorted(set(winning["month"]) - moved)
    if not months:
        return []
    return [
        f"{OPERATIONER.id}: posterna för {month_spans(months)} räknas men ändrar inget: de säger detsamma som det som "
        "har rapporterats."
    ]


def _difference_remarks(differences: pl.DataFrame) -> list[str]:
    """How many reported counts differ from those of records that count."""
    counting = differences.filter("is_covered")
    if counting.is_empty():
        return []
    places = counted(counting.height, "rapporterat antal skiljer", "rapporterade antal skiljer")
    by_records = counted(int(counting["record_count"].sum()), "operation", "operationer")
    by_report = int(counting["reported_count"].fill_null(0).sum())
    return [
        f"{OPERATIONER.id}: {places} sig från patientregistret, som räknas: {by_records} i stället för "
        f"{number(by_report)}. Alla står i core.operation_difference."
    ]


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
