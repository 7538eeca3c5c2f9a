"""Telling about a delivery without storing anything."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assets.findings import contradictions, signals_of
from exports.annotated import write_annotated
from readers.reading_process import Reader
from readers.records import is_records
from readers.rejections import Code, Rejection, few
from readers.validation import Outcome, validate
from rules.swedish import counted, number
from schemas.deliveries import Kind


@dataclass(frozen=True)
class Verdict:
    """What is said of one file: a Swedish sentence per error and remark, and one that sums up.

    `rejections` are what can be marked in a copy; records of persons are never copied, so they have none.
    """

    errors: tuple[str, ...]
    remarks: tuple[str, ...]
    summary: str
    rejections: tuple[Rejection, ...] = ()


def check_file(path: Path, reader: Reader) -> Verdict:
    """Read and validate a file as a run would."""
    kind = reader.detect_kind(path)
    if isinstance(kind, Rejection):
        return Verdict((kind.message_sv,), (), f"{path.name}: kan inte läsas.", (kind,))
    if is_records(path, kind):
        return _check_records(path, kind, reader)
    content = reader.read_file(path, path.name, kind)
    validated = validate(content, kind, date.today())
    rejections = [*few(content.refusals), *validated.rejections]
    errors = tuple(rejection.message_sv for rejection in rejections if rejection.code.is_error)
    remarks = (*content.remarks, *(item.message_sv for item in rejections if not item.code.is_error))
    found = [*validated.findings, *contradictions(kind, validated.frame)]
    remarks = (
        *remarks,
        *validated.remarks,
        *(finding.message_sv for finding in found),
        *signals_of(kind, validated.frame),
    )
    valid = sum(row.outcome is Outcome.VALID for row in validated.rows)
    said = (
        counted(sum(row.outcome is not Outcome.PASSED for row in validated.rows), "rad", "rader"),
        counted(valid, "giltig", "giltiga"),
        f"{number(len(errors))} fel" if errors else "inga fel",
    )
    summary = f"{path.name} ({kind.title}): {', '.join(said)}."
    # A file that took too much to read is not opened once more to be copied.
    is_too_large = any(rejection.code is Code.FOR_STOR for rejection in rejections)
    return Verdict(errors, remarks, summary, () if is_too_large else tuple(rejections))


def _check_records(path: Path, kind: Kind, reader: Reader) -> Verdict:
    found = reader.read_records(path, path.name)
    if isinstance(found, Rejection):
        return Verdict((found.message_sv,), (), f"{path.name}: kan inte läsas.")
    errors = tuple(bad.message_sv for bad in found.bad)
    said = (
        counted(found.record_count, "post", "poster"),
        f"{number(found.counted)} räknas",
        f"{number(found.other_procedures)} av andra åtgärder",
        f"{number(len(errors))} fel" if errors else "inga fel",
    )
    return Verdict(errors, (), f"{path.name} ({kind.title}): {', '.join(said)}.")


def annotated_copy(path: Path, verdict: Verdict, folder: Path) -> Path:
    """A copy of the delivery in `folder` with its faults marked; the delivery itself is left alone."""
    target = folder / f"{path.stem}_att_ratta.xlsx"
    write_annotated(path, [rejection for rejection in verdict.rejections if rejection.code.is_error], target)
    return target
