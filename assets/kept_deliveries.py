"""Deliveries that lie as they were read: what is stored of them is taken in again, so that one delivery costs one.

What becomes of a row within its file does not depend on other files; which of the valid rows counts does, and is
decided anew among all of them by `assets.intake`. A file with anything that could not be taken is read anew, since what
puts it right is told from keys that are not stored. Whether what is stored can be relied on belongs to
`assets.delivery_tables`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from assets.cells import letters
from assets.findings import Letters
from assets.record_intake import OPERATIONER, is_of_records
from assets.warehouse import Connection
from readers.files import FoundFile, sha256
from readers.findings import FindingCode
from schemas.deliveries import KIND_BY_ID
from schemas.replaced import REPLACED

KEPT_KINDS = frozenset(REPLACED)
"""The kinds whose valid rows are all stored: those that count and those that a later delivery replaced."""
_OF_ONE_FILE = [FindingCode.OVANLIGT_VARDE.value, FindingCode.SUMMA.value]
"""What is noticed in a file alone; the rest is noticed anew in the rows that count."""


@dataclass(frozen=True)
class Kept:
    """What is stored of some files of a kind, in the columns of the tables that it is stored in.

    `valid` are the rows that could be taken, `outcomes` what became of every row within its own file, `letters` which
    column each heading stood in, by file and sheet.
    """

    deliveries: pl.DataFrame
    remarks: pl.DataFrame
    findings: pl.DataFrame
    outcomes: pl.DataFrame
    valid: pl.DataFrame
    letters: Letters

    @property
    def files(self) -> frozenset[str]:
        """The names of the files."""
        return frozenset(self.deliveries["file"])


def kept_deliveries(
    connection: Connection, before: Mapping[str, pl.DataFrame], found: Iterable[FoundFile], kinds: Collection[str]
) -> dict[str, Kept]:
    """What is kept of the files of `kinds` by kind; `before` has the tables about files as they are stored.

    The kinds are ones whose stored rows were read by this program for this day and are as they were stored.
    """
    of_kind: dict[str, list[FoundFile]] = {kind_id: [] for kind_id in kinds if kind_id in KEPT_KINDS}
    for file in found:
        if file.kind_id in of_kind and not (file.problem or file.skipped or file.is_records):
            of_kind[file.kind_id].append(file)
    faulty = set(before["raw/rejected"]["file"])
    read = dict(before["raw/delivery"].filter(status="read")["file", "sha256"].iter_rows())
    kept = {}
    for kind_id, files in of_kind.items():
        names = [file.name for file in files if file.name not in faulty and read.get(file.name) == sha256(file.path)]
        if names:
            kept[kind_id] = _stored(connection, before, kind_id, names)
    return kept


def _stored(connection: Connection, before: Mapping[str, pl.DataFrame], kind_id: str, names: list[str]) -> Kept:
    own = pl.col("file").is_in(names)
    counts = connection.read(KIND_BY_ID[kind_id].model)
    if kind_id == OPERATIONER.id:
        counts = counts.filter(~is_of_records())
    valid = pl.concat([counts, connection.read(REPLACED[kind_id]).select(counts.columns)])
    headed = connection.read_text(f"raw.{kind_id}", ["file", "sheet", "columns"], are_different=True).filter(own)
    was_replaced = pl.col("outcome") == "replaced"
    return Kept(
        deliveries=before["raw/delivery"].filter(own, status="read"),
        remarks=before["raw/remark"].filter(own),
        findings=before["core/finding"].filter(own, pl.col("code").is_in(_OF_ONE_FILE)),
        outcomes=before["core/row_outcome"]
        .filter(own)
        .with_columns(
            outcome=pl.when(was_replaced).then(pl.lit("counts")).otherwise("outcome"), replaced_by=pl.lit("")
        ),
        valid=valid.filter(own),
        letters={(file, sheet): letters(columns or "") for file, sheet, columns in headed.rows()},
    )
