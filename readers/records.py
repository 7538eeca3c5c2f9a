"""Operations delivered as records, one row per operation: how such a file is recognised, not how it is read."""

from pathlib import Path

from readers.headings import normal
from schemas.deliveries import Kind

RECORD_HEADINGS = ("hemregion", "operationsdatum", "kva_kod", "utforarregion", "driftsform")
FIRST_BYTES = 4_096


def is_records(path: Path, kind: Kind) -> bool:
    """Whether a file of operations holds records: every `.parquet`, and a text file whose first line says so."""
    if kind.id != "operationer":
        return False
    if path.suffix.lower() == ".parquet":
        return True
    if path.suffix.lower() != ".csv":
        return False
    try:
        with path.open("rb") as file:
            first_line = file.read(FIRST_BYTES).decode("latin-1").split("\n")[0]
    except (OSError, ValueError):
        return False
    return all(normal(heading) in normal(first_line) for heading in RECORD_HEADINGS)
