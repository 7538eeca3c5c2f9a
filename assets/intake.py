"""Taking in the folder of deliveries: every file registered, every row kept, the newest valid row of each key chosen.

Plain Polars frames in and out; Dagster and the warehouse are in `assets.deliveries`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from assets.corrections import Corrections, corrected
from assets.findings import account_gaps, contradictions, rate_gaps, report_gaps, withdrawals
from assets.kept_deliveries import Kept
from assets.record_intake import OPERATIONER, as_rows, bad_record_rows, choose, overlap_remark, record_remark
from assets.records_elsewhere import RecordsElsewhere, Taken
from assets.report_findings import counts_out_of_line, unread_months
from readers.files import FoundFile, received_date, sha256
from readers.findings import Finding
from readers.reading_process import Reader
from readers.rejections import Code, Rejection, few
from readers.replacement import replace
from readers.rows import FileContent
from readers.spark_records import SparkCluster
from readers.validation import Key, Outcome, validate_all
from readers.validation import RowOutcome as ReadRow
from rules.swedish import day
from schemas.deliveries import KIND_BY_ID, KINDS, Kind
from schemas.received import Delivery, Rejected, Remark, RowOutcome, raw_columns
from schemas.received import Finding as FindingRow
from schemas.tables import column_names, empty, frame

Registered = dict[tuple[str, str], date]
"""The day each (file, SHA-256) was first registered, for files whose name does not say when they came."""


@dataclass
class Intake:
    """All tables of one reading of the folder; `raw`, `core` and `replaced` are by kind.

    `replaced` has the valid rows that a later delivery replaced, in the columns of `core`. `read` are the deliveries
    that were read now; of the others, which are kept, `raw` has no rows.
    """

    deliveries: pl.DataFrame
    read: pl.DataFrame
    remarks: pl.DataFrame
    rejected: pl.DataFrame
    row_outcomes: pl.DataFrame
    findings: pl.DataFrame
    raw: dict[str, pl.DataFrame]
    core: dict[str, pl.DataFrame]
    replaced: dict[str, pl.DataFrame]
    operation_differences: pl.DataFrame


@dataclass
class _Gathered:
    """What the files have given so far."""

    deliveries: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[dict[str, object]] = field(default_factory=list)
    rejected: list[dict[str, object]] = field(default_factory=list)
    raw: dict[str, list[dict[str, object]]] = field(default_factory=lambda: defaultdict(list))
    contents: dict[str, list[tuple[FileContent, date]]] = field(default_factory=lambda: defaultdict(list))
    valid: dict[str, list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))
    outcomes: list[dict[str, object]] = field(default_factory=list)
    findings: list[dict[str, object]] = field(default_factory=list)
    keys: dict[tuple[str, str, int | None], Key] = field(default_factory=dict)
    recorded: list[pl.DataFrame] = field(default_factory=list)
    records: list["_Records"] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


@dataclass(frozen=True)
class _Records:
    """A file of records that is to be counted, with its SHA-256, the day received and that of its name."""

    found: FoundFile
    digest: str
    received: date
    dated: date | None
    elsewhere: Taken | None = None
    """What a pointer gave."""

    @property
    def same(self) -> str:
        """Equal for the same content."""
        return self.elsewhere.same if self.elsewhere else self.digest


def take_in(
    files: Iterable[FoundFile],
    registered: Registered,
    today: date,
    as_of: date | None = None,
    reader: Reader | None = None,
    kept: Mapping[str, Kept] | None = None,
    elsewhere: Callable[[FoundFile], Taken] | None = None,
) -> Intake:
    """Take in deliveries, all of each kind that there are any of; up to `as_of` when it is given.

    A file that cannot be read is refused and the others go on. `reader` is one that the caller has started. What is
    `kept` by kind is taken in as it is stored, and not read though it is among `files`; `elsewhere` gives what was
    counted behind a pointer.
    """
    gathered = _Gathered()
    elsewhere = elsewhere or RecordsElsewhere(SparkCluster(), "").taken
    # The caller's reader may have more to read, and is the caller's to stop.
    with nullcontext(reader) if reader else Reader() as reading:
        is_kept = _take_kept(kept or {}, gathered)
        for found in files:
            if found.name not in is_kept:
                _take_file(found, registered, today, as_of, reading, gathered, elsewhere)
        _count_records(reading, gathered)
    for kind in KINDS:
        _check_rows(kind, gathered)
    return _tables(gathered)


def _take_kept(kept: Mapping[str, Kept], gathered: _Gathered) -> set[str]:
    """Take in what is stored; the names of the files that it is of."""
    gathered.kept += kept.values()
    for kind_id, of_kind in kept.items():
        gathered.remarks += of_kind.remarks.to_dicts()
        gathered.findings += of_kind.findings.to_dicts()
        gathered.valid[kind_id].append(of_kind.valid)
    return {file for of_kind in kept.values() for file in of_kind.files}


def _take_file(
    found: FoundFile,
    registered: Registered,
    today: date,
    as_of: date | None,
    reading: Reader,
    gathered: _Gathered,
    elsewhere: Callable[[FoundFile], Taken],
) -> None:
    if found.skipped:
        gathered.remarks.append({"file": found.name, "remark_sv": found.skipped})
        return
    dated = received_date(found.name)
    if dated and as_of and dated > as_of:
        gathered.deliveries.append(_delivery(found, "", dated, dated, "later", 0))
        return
    kind = KIND_BY_ID.get(found.kind_id or "")
    if found.problem or kind is None:
        gathered.rejected += [_rejected(problem, kind) for problem in [found.problem] if problem]
        received = dated or registered.get((found.name, ""), today)
        gathered.deliveries.append(_delivery(found, "", received, dated, "refused", 0))
        return
    if dated and dated > today:
        gathered.remarks.append(_to_come(found, dated))
    if found.is_records:
        taken = elsewhere(found) if found.is_pointer else None
        _take_records(found, dated, registered, today, as_of, gathered, taken)
        return
    content = reading.read_file(found.path, found.name, kind)
    # Also of a file that is refused as it is opened; otherwise its correction could not be told from it.
    digest = content.sha256 or sha256(found.path) or ""
    received = dated or registered.get((found.name, digest), today)
    gathered.remarks += [{"file": found.name, "remark_sv": remark} for remark in content.remarks]
    if not dated:
        gathered.remarks.append(_undated(found, received))
    if as_of and received > as_of:
        gathered.deliveries.append(_delivery(found, digest, received, dated, "later", 0))
        return
    gathered.contents[kind.id].append((content, received))
    status = "read" if content.sheets else "refused"
    gathered.deliveries.append(_delivery(found, digest, received, dated, status, _row_count(content)))


def _row_count(content: FileContent) -> int:
    return sum(len(sheet.rows) for sheet in content.sheets) + len(_refused_rows(content.refusals))


def _check_rows(kind: Kind, gathered: _Gathered) -> None:
    """Validate all that was read of one kind."""
    contents = gathered.contents[kind.id]
    if not contents:
        return  # to check no rows takes as long as to check many
    for (content, _), validated in zip(contents, validate_all(contents, kind), strict=True):
        gathered.raw[kind.id] += _text_rows(content)
        gathered.valid[kind.id].append(validated.frame)
        fates = [*validated.rows, *_refused_rows(content.refusals)]
        gathered.outcomes += [_outcome(content.file, kind, row) for row in fates]
        gathered.rejected += [
            _rejected(rejection, kind) for rejection in [*few(content.refusals), *validated.rejections]
        ]
        gathered.remarks += [{"file": content.file, "remark_sv": remark} for remark in validated.remarks]
        gathered.findings += [_finding(finding, kind) for finding in validated.findings]
        gathered.keys |= {(content.file, sheet, row): key for (sheet, row), key in validated.keys.items()}
        gathered.keys |= {(content.file, item.sheet, item.row): item.key for item in content.refusals if item.key}


def _take_records(
    found: FoundFile,
    dated: date | None,
    registered: Registered,
    today: date,
    as_of: date | None,
    gathered: _Gathered,
    taken: Taken | None,
) -> None:
    """Put a file of records among those that are counted together; the records are not kept one by one."""
    digest = taken.digest if taken else sha256(found.path) or ""
    received = dated or registered.get((found.name, digest), today)
    if not dated:
        gathered.remarks.append(_undated(found, received))
    if taken and taken.remark:
        gathered.remarks.append({"file": found.name, "remark_sv": taken.remark})
    if as_of and received > as_of:
        gathered.deliveries.append(_delivery(found, digest, received, dated, "later", 0))
        return
    gathered.records.append(_Records(found, digest, received, dated, taken))


def _count_records(reading: Reader, gathered: _Gathered) -> None:
    """Count the files of records, the same content once."""
    first: dict[str, _Records] = {}
    for file in gathered.records:
        first.setdefault(file.same, file)
    here = {same: (file.found.path, file.found.name) for same, file in first.items() if not file.elsewhere}
    counts = dict(zip(here, reading.read_all_records(list(here.values())), strict=True))
    for file in gathered.records:
        found, twin = file.found, first[file.same].found
        counted = file.elsewhere.counts if file.elsewhere else counts[file.same]
        if found is not twin and isinstance(counted, Rejection) and not file.elsewhere:
            counted = reading.read_records(found.path, found.name)
        if isinstance(counted, Rejection):
            gathered.rejected.append(_rejected(counted, OPERATIONER))
            gathered.deliveries.append(_delivery(found, file.digest, file.received, file.dated, "refused", 0))
            continue
        if found is not twin:
            text = f"{found.name}: samma innehåll som {twin.name}; posterna räknas en gång."
            gathered.remarks.append({"file": found.name, "remark_sv": text})
            gathered.deliveries.append(_delivery(found, file.digest, file.received, file.dated, "read", 0))
            continue
        gathered.recorded.append(as_rows(found, counted, file.received))
        gathered.rejected += bad_record_rows(found, counted)
        gathered.remarks.append({"file": found.name, "remark_sv": record_remark(found, counted)})
        row_count = counted.record_count
        gathered.deliveries.append(_delivery(found, file.digest, file.received, file.dated, "read", row_count))


def _to_come(found: FoundFile, dated: date) -> dict[str, object]:
    text = (
        f"{found.name}: filnamnet börjar med en dag som inte har varit än, {day(dated)}. Filen räknas, och går före "
        "dem som kommer in dessförinnan. Rätta dagen i namnet om den är fel."
    )
    return {"file": found.name, "remark_sv": text}


def _undated(found: FoundFile, received: date) -> dict[str, object]:
    text = (
        f"{found.name}: filnamnet börjar inte med ett datum, så filen räknas som inkommen den dag då den först "
        f"registreras, {day(received)}."
    )
    return {"file": found.name, "remark_sv": text}


def _refused_rows(refusals: list[Rejection]) -> list[ReadRow]:
    """The data rows that were refused already while the file was read; a header row that was refused is none."""
    return [
        ReadRow(refusal.sheet, refusal.row, Outcome.REJECTED if refusal.code.is_error else Outcome.SUMMARY)
        for refusal in refusals
        if refusal.row is not None and refusal.code is not Code.SAKNAD_KOLUMN
    ]


def _delivery(
    found: FoundFile, sha256: str, received: date, dated: date | None, status: str, row_count: int
) -> dict[str, Any]:
    return {
        "file": found.name,
        "sha256": sha256,
        "kind": found.kind_id or "",
        "received": received,
        "is_dated": dated is not None,
        "status": status,
        "row_count": row_count,
    }


def _rejected(rejection: Rejection, kind: Kind | None) -> dict[str, object]:
    return {
        "file": rejection.file,
        "sheet": rejection.sheet,
        "cell": rejection.cell,
        "column_name": rejection.column_name,
        "value": rejection.value,
        "code": rejection.code.value,
        "message_sv": rejection.message_sv,
        "row": rejection.row,
        "kind": kind.id if kind else "",
    }


def _finding(finding: Finding, kind: Kind) -> dict[str, object]:
    return {"kind": kind.id, "code": finding.code.value, "file": finding.file, "message_sv": finding.message_sv}


def _corrected(gathered: _Gathered) -> list[dict[str, object]]:
    """What was rejected, with the delivery that put it right."""
    deliveries = gathered.deliveries + [row for kept in gathered.kept for row in kept.deliveries.to_dicts()]
    days = {str(row["file"]): row["received"] for row in deliveries}
    corrections = {
        kind.id: Corrections(
            kind,
            {
                str(row["file"]): row["received"]
                for row in deliveries
                if row["kind"] == kind.id and row["status"] == "read"
            },
            gathered.valid[kind.id],
        )
        for kind in KINDS
    }
    return corrected(gathered.rejected, gathered.keys, days, corrections)


def _text_rows(content: FileContent) -> list[dict[str, object]]:
    return [
        {
            "file": content.file,
            "sha256": content.sha256,
            "sheet": sheet.sheet,
            "row": row.number,
            "columns": " ".join(f"{name}={letter}" for name, letter in sheet.columns.items()),
            "summed_from": row.summed_from,
            **row.texts,
        }
        for sheet in content.sheets
        for row in sheet.rows
    ]


OUTCOMES = {
    Outcome.VALID: "counts",
    Outcome.REPEATED: "repeated",
    Outcome.REJECTED: "rejected",
    Outcome.SUMMARY: "summary",
    Outcome.PASSED: "passed",
}


def _outcome(file: str, kind: Kind, row: ReadRow) -> dict[str, object]:
    return {
        "file": file,
        "sheet": row.sheet,
        "row": row.row,
        "kind": kind.id,
        "outcome": OUTCOMES[row.outcome],
        "replaced_by": "",
    }


def _tables(gathered: _Gathered) -> Intake:
    core, replaced, raw = {}, {}, {}
    outcomes = pl.concat([frame(RowOutcome, gathered.outcomes), *(kept.outcomes for kept in gathered.kept)])
    reported = gathered.valid[OPERATIONER.id]
    operations = choose(reported, gathered.recorded)
    overlap = overlap_remark(gathered.recorded)
    told = [*([overlap] if overlap else []), *operations.remarks]
    gathered.remarks += [{"file": OPERATIONER.id, "remark_sv": remark} for remark in told]
    for kind in KINDS:
        parts = [empty(kind.model), *gathered.valid[kind.id]]
        order = column_names(kind.model)
        chosen = operations if kind is OPERATIONER else replace([part.select(order) for part in parts], kind.key)
        core[kind.id] = chosen.current
        valid = pl.concat(part.select(order) for part in parts)
        outdone = valid.join(chosen.replaced, on=["received", "file", "sheet", "row"], how="semi")
        replaced[kind.id] = outdone.sort("file", "sheet", "row")
        outcomes = _with_replaced(outcomes, chosen.replaced)
        letters = {
            (content.file, sheet.sheet): sheet.columns
            for content, _ in gathered.contents[kind.id]
            for sheet in content.sheets
        } | {place: columns for kept in gathered.kept for place, columns in kept.letters.items()}
        noticed = [
            *contradictions(kind, core[kind.id]),
            *account_gaps(kind, core[kind.id], letters),
            *rate_gaps(kind, core[kind.id], letters),
            *report_gaps(kind, core[kind.id]),
            *withdrawals(kind, core[kind.id], replaced[kind.id]),
            *unread_months(kind, core[kind.id], replaced[kind.id]),
            *counts_out_of_line(kind, core[kind.id]),
        ]
        gathered.findings += [_finding(finding, kind) for finding in noticed]
        types = {name: pl.Int64() if name == "row" else pl.String() for name in raw_columns(kind)}
        raw[kind.id] = pl.DataFrame(gathered.raw[kind.id], schema=types)
    read = frame(Delivery, gathered.deliveries)
    return Intake(
        deliveries=pl.concat([read, *(kept.deliveries for kept in gathered.kept)]),
        read=read,
        remarks=frame(Remark, gathered.remarks),
        rejected=frame(Rejected, _corrected(gathered)),
        row_outcomes=outcomes.sort("file", "sheet", "row"),
        findings=frame(FindingRow, gathered.findings),
        raw=raw,
        core=core,
        replaced=replaced,
        operation_differences=operations.differences,
    )


def _with_replaced(outcomes: pl.DataFrame, replaced: pl.DataFrame) -> pl.DataFrame:
    """The outcomes, where rows that a later delivery replaced say so and by what."""
    newer = replaced.select(
        "file",
        "sheet",
        "row",
        newer=pl.format("{}, blad {}, rad {}", "by_file", "by_sheet", "by_row"),
    ).unique(["file", "sheet", "row"])
    joined = outcomes.join(newer, on=["file", "sheet", "row"], how="left")
    return joined.with_columns(
        outcome=pl.when(pl.col("newer").is_null()).then("outcome").otherwise(pl.lit("replaced")),
        replaced_by=pl.coalesce("newer", "replaced_by"),
    ).drop("newer")
