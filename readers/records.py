"""Operations delivered as records, one row per operation: how such a file is recognised, not how it is read."""

from pathlib import Path

from readers.pointers import is_pointer
from readers.record_sources import looks_like_records
from schemas.deliveries import Kind


def is_records(path: Path, kind: Kind) -> bool:
    """Whether a file of operations holds records: a `.parquet`, a pointer, or a text file with their header row."""
    if kind.id != "operationer":
        return False
    suffix = path.suffix.lower()
    return suffix == ".parquet" or is_pointer(path) or (suffix == ".csv" and looks_like_records(path))
