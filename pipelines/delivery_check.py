"""Telling about a delivery without storing anything."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from readers.kinds import detect_kind
from readers.rejections import Rejection
from readers.table import read_file
from readers.validation import Outcome, validate
from rules.swedish import number


@dataclass(frozen=True)
class Verdict:
    """What is said of one file: a Swedish sentence per error and remark, and one that sums up."""

    errors: tuple[str, ...]
    remarks: tuple[str, ...]
    summary: str
    rejections: tuple[Rejection, ...] = ()


def check_file(path: Path) -> Verdict:
    """Read and validate a file as a run would."""
    kind = detect_kind(path)
    if isinstance(kind, Rejection):
        return Verdict((kind.message_sv,), (), f"{path.name}: kan inte läsas.", (kind,))
    content = read_file(path, path.name, kind)
    validated = validate(content, kind, date.today())
    rejections = [*content.refusals, *validated.rejections]
    errors = tuple(rejection.message_sv for rejection in rejections if rejection.code.is_error)
    remarks = (*content.remarks, *(item.message_sv for item in rejections if not item.code.is_error))
    valid = sum(row.outcome is Outcome.VALID for row in validated.rows)
    verdict = f"{len(errors)} fel" if errors else "inga fel"
    summary = f"{path.name} ({kind.title}): {number(len(validated.rows))} rader, {number(valid)} giltiga, {verdict}."
    return Verdict(errors, remarks, summary, tuple(rejections))
