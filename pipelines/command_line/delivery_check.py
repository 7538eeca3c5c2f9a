"""Telling about a delivery without storing anything: what a run would take of it, and what it would say."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from assets.findings import signals_of
from assets.intake import Intake, take_in
from assets.records_elsewhere import RecordsElsewhere
from assets.report_findings import counts_out_of_line, value_gaps
from assets.warehouse import Warehouse, WarehouseBusyError, WarehouseUnusableError
from readers.files import FoundFile, kind_below, left_behind, lone_file
from readers.findings import Finding, FindingCode
from readers.reading_process import Reader
from readers.rejections import Code, Rejection
from readers.spark_records import SparkCluster
from rules.identity_numbers import masked
from rules.reports import KINDS as REPORTS
from rules.swedish import counted, number
from schemas.deliveries import KIND_BY_ID, Kind


@dataclass(frozen=True)
class Verdict:
    """What is said of one file: a Swedish sentence per error and remark, and one that sums up.

    `codes` are those of all that was rejected or noticed, as in `raw.rejected` and `core.finding`. `rejections` are
    what can be marked in a copy; records of persons are never copied, so they have none.
    """

    errors: tuple[str, ...]
    remarks: tuple[str, ...]
    summary: str
    codes: tuple[str, ...] = ()
    rejections: tuple[Rejection, ...] = ()


def check_file(
    path: Path,
    reader: Reader,
    cluster: SparkCluster | None = None,
    raw: Path | None = None,
    warehouse: Warehouse | None = None,
) -> Verdict:
    """Read and validate a file as a run does, as if it were the only one; records in a cluster are counted there.

    Below `raw`, the folder of deliveries, a file is of the kind that a run takes it for. Counts are held against those
    of other months in `warehouse` too, when it can be opened.
    """
    if remark := left_behind(path):
        return Verdict((), (), f"{path.name}: {remark}")
    kind = (kind_below(raw, path) if raw else None) or reader.detect_kind(path)
    if isinstance(kind, Rejection):
        return Verdict((kind.message_sv,), (), f"{path.name}: kan inte läsas.", (kind.code.value,), (kind,))
    found = lone_file(path, kind)
    elsewhere = RecordsElsewhere(cluster or SparkCluster(), "")
    taken = take_in([found], {}, date.today(), reader=reader, elsewhere=elsewhere.taken)
    is_error = pl.col("code") != Code.SUMMARAD.value
    in_file = taken.findings.filter(pl.col("code") != FindingCode.AVVIKANDE_ANTAL.value)
    out_of_line = _out_of_line(kind, taken.core[kind.id], warehouse)
    errors = tuple(taken.rejected.filter(is_error)["message_sv"])
    remarks = (
        *taken.remarks["remark_sv"],
        *taken.rejected.filter(~is_error)["message_sv"],
        *in_file["message_sv"],
        *(finding.message_sv for finding in out_of_line),
        *value_gaps(kind, taken.core[kind.id]),
        *signals_of(kind, taken.core[kind.id]),
    )
    codes = (*taken.rejected["code"], *in_file["code"], *(finding.code.value for finding in out_of_line))
    return Verdict(errors, remarks, _summary(found, taken, len(errors)), codes, _markable(found, taken))


def _out_of_line(kind: Kind, delivered: pl.DataFrame, warehouse: Warehouse | None) -> list[Finding]:
    """The counts of a delivery that are out of line, among its own and those of other keys that count now."""
    together = delivered
    if warehouse and warehouse.exists and kind.id in REPORTS:
        with suppress(WarehouseBusyError, WarehouseUnusableError), warehouse.reading() as connection:
            counting = connection.read(kind.model).select(delivered.columns)
            others = counting.join(delivered, on=list(kind.key), how="anti", nulls_equal=True)
            together = pl.concat([delivered, others])
    files = set(delivered["file"])
    return [finding for finding in counts_out_of_line(kind, together) if finding.file in files]


def annotated_copy(path: Path, verdict: Verdict, folder: Path) -> Path:
    """A copy of the delivery in `folder` with its faults marked; the delivery itself is left alone."""
    from exports.delivery.annotated import write_annotated  # with what writes workbooks

    target = folder / f"{masked(path.stem)}_att_ratta.xlsx"
    write_annotated(path, [rejection for rejection in verdict.rejections if rejection.code.is_error], target)
    return target


_OTHERS = {
    "repeated": ("upprepad", "upprepade"),
    "summary": ("summarad", "summarader"),
    "rejected": ("avvisad", "avvisade"),
}
"""What a row can be that is neither valid nor replaced, in the singular and the plural."""


def _summary(found: FoundFile, taken: Intake, errors: int) -> str:
    faults = f"{number(errors)} fel" if errors else "inga fel"
    about = f"{found.name} ({KIND_BY_ID[found.kind_id or ''].title})"
    if not found.is_records:
        outcomes = taken.row_outcomes["outcome"]
        rows = counted(int((outcomes != "passed").sum()), "rad", "rader")
        valid = counted(int((outcomes == "counts").sum()), "giltig", "giltiga")
        # Named only where there are any, so that valid rows and the others are all the rows.
        others = [
            counted(times, *words)
            for outcome, words in _OTHERS.items()
            if (times := int((outcomes == outcome).sum()))
        ]  # fmt: skip
        return f"{about}: {', '.join([rows, valid, *others, faults])}."
    if taken.deliveries.filter(status="read").is_empty():
        return f"{found.name}: kan inte läsas."
    return f"{about}: {counted(int(taken.deliveries['row_count'].sum()), 'post', 'poster')}, {faults}."


def _markable(found: FoundFile, taken: Intake) -> tuple[Rejection, ...]:
    """What was rejected, but for files that are not copied."""
    codes = set(taken.rejected["code"])
    # A file that took too much to read is not opened once more.
    if found.is_records or Code.FOR_STOR.value in codes:
        return ()
    columns = ("file", "sheet", "cell", "column_name", "value", "code", "message_sv", "row")
    return tuple(
        Rejection(file, sheet, cell, column, value, Code(code), message, row)
        for file, sheet, cell, column, value, code, message, row in taken.rejected.select(columns).iter_rows()
    )
