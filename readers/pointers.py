"""A pointer: a small text file, handed in for records that stay in a cluster, with the path where they lie there.

Also what is kept of such a delivery (a receipt), which stands for its content wherever a file's bytes would. How the
cluster is asked belongs in `readers.spark_records`.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import polars as pl

from readers.record_counting import COUNTS, BadRecords, RecordCounts
from readers.rejections import Code, Refused

SUFFIX = ".spark"
_MOST_BYTES = 4096
_PATH = re.compile(r"(?:/[\w=@+][\w.,=@+ -]*)+")
"""Folders and a file below another: without what an engine could take for a pattern, a variable or a way upwards."""

Lying = tuple[tuple[str, int, int], ...]
"""The files behind a pointer in the order of their paths, each with its size in bytes and its time of change in µs."""


@dataclass(frozen=True)
class Receipt:
    """What was counted behind a pointer: its path, the files that lay there, and the counts."""

    path: str
    lying: Lying
    counts: RecordCounts

    @property
    def text(self) -> str:
        """The receipt as it is kept: the same counts of the same files give the same bytes."""
        counts = asdict(self.counts) | {"counts": [[*map(str, row[:-1]), row[-1]] for row in self.counts.counts.rows()]}
        return json.dumps({"path": self.path, "lying": self.lying} | counts, ensure_ascii=False, indent=0) + "\n"

    @property
    def sha256(self) -> str:
        """The identity of the delivery, sealed where a payment rests on it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @classmethod
    def of(cls, text: str) -> "Receipt":
        """The receipt that `text` is."""
        kept = json.loads(text)
        rows = [(region, date.fromisoformat(month), *rest) for region, month, *rest in kept["counts"]]
        bad = tuple(BadRecords(**each | {"examples": tuple(each["examples"])}) for each in kept["bad"])
        record_count, counted, others = (kept[name] for name in ("record_count", "counted", "other_procedures"))
        counts = RecordCounts(pl.DataFrame(rows, schema=COUNTS, orient="row"), record_count, counted, others, bad)
        return cls(kept["path"], tuple((path, size, changed) for path, size, changed in kept["lying"]), counts)


def is_pointer(path: Path) -> bool:
    """Whether a file is a pointer by its name."""
    return path.suffix.lower() == SUFFIX


def pointed(pointer: Path, folder: str) -> str:
    """The path in the cluster that a pointer names, below `folder`. Raises `Refused`."""
    try:
        with pointer.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text or "\n" in text:
        raise Refused(
            Code.FEL_FORMAT,
            "filen ska ha en enda rad: sökvägen i klustret till registrets poster. Skriv den och lämna filen på nytt.",
        )
    below = text.removeprefix(folder.rstrip("/"))
    if below == text or not _PATH.fullmatch(below.rstrip("/")):
        raise Refused(
            Code.LANK,
            f"sökvägen leder inte till en mapp eller fil under {folder}, som är den enda mapp i klustret som läses, "
            "eller har tecken som den inte får ha. Rätta sökvägen och lämna filen på nytt.",
        )
    return text.rstrip("/")
