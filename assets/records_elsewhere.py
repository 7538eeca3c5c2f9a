"""Operation records that stay in a cluster: which of them have to be counted there, and what is kept of the counts.

A pointer is delivered; its content is the receipt of what was counted behind it. How a cluster is asked belongs to
`readers.spark_records`, what a pointer and a receipt are to `readers.pointers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from assets.warehouse import Connection
from readers.files import FoundFile
from readers.files import sha256 as sha256_of
from readers.pointers import Lying, Receipt, pointed
from readers.record_counting import RecordCounts
from readers.rejections import Refused, Rejection, refusal
from readers.spark_records import NoAnswer, SparkCluster
from schemas.received import Delivery, RecordReceipt
from schemas.tables import frame


@dataclass(frozen=True)
class Taken:
    """What became of a pointer: its SHA-256 as a delivery, the counts, and a Swedish remark where there is one.

    `same` is equal for two pointers behind which the same files lie.
    """

    digest: str
    same: str
    counts: RecordCounts | Rejection
    remark: str = ""


@dataclass(frozen=True)
class Kept:
    """The receipt that counts for a pointer now, the SHA-256 of the pointer file, and the program that counted."""

    receipt: Receipt
    pointer: str
    program: str


@dataclass
class RecordsElsewhere:
    """The pointers of one reading of the folder; each is asked about once.

    `kept` has what counts now by name of the pointer. `fresh` gets what is to be kept, `unanswered` the names of the
    pointers that have to be asked about again.
    """

    cluster: SparkCluster
    program: str
    kept: Mapping[str, Kept] = field(default_factory=dict)
    fresh: dict[str, Kept] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)
    _lying: dict[str, tuple[str, Lying] | Refused] = field(default_factory=dict)

    def content(self, found: FoundFile) -> str:
        """A fingerprint of the pointer and of the files behind it, or of why they cannot be told."""
        behind = self._behind(found)
        told = behind.message if isinstance(behind, Refused) else repr(behind)
        return sha256(f"{sha256_of(found.path)}\n{told}".encode()).hexdigest()

    def taken(self, found: FoundFile) -> Taken:
        """The counts behind a pointer: those that are kept if the same files lie there, else counted anew."""
        pointer = sha256_of(found.path) or ""
        kept = self.kept.get(found.name)
        try:
            behind = self._behind(found)
            if isinstance(behind, Refused):
                raise behind
            path, lying = behind
            if kept and (kept.receipt.path, kept.receipt.lying, kept.program) == (path, lying, self.program):
                receipt = kept.receipt
            else:
                receipt = Receipt(path, lying, self.cluster.count(path, found.name))
        except NoAnswer as silent:
            self.unanswered.add(found.name)
            if kept and kept.pointer == pointer:
                remark = f"{found.name}: {silent.message} Tills vidare räknas det som räknades senast."
                return _taken(kept.receipt, remark)
            return Taken(pointer, pointer, refusal(found.name, silent.code, silent.message))
        except Refused as refused:
            return Taken(pointer, pointer, refusal(found.name, refused.code, refused.message))
        self.fresh[found.name] = Kept(receipt, pointer, self.program)
        return _taken(receipt)

    def _behind(self, found: FoundFile) -> tuple[str, Lying] | Refused:
        if found.name not in self._lying:
            try:
                self.cluster.require()
                path = pointed(found.path, self.cluster.folder)
                self._lying[found.name] = path, self.cluster.lying(path)
            except Refused as refused:
                self._lying[found.name] = refused
        return self._lying[found.name]


def from_receipt(found: FoundFile) -> Taken:
    """What a receipt says that lies in the place of its pointer, as in a package of evidence."""
    return _taken(Receipt.of(found.path.read_text(encoding="utf-8")))


def kept_receipts(connection: Connection) -> dict[str, Kept]:
    """The receipts that count now, by name of the pointer."""
    read = set(connection.read(Delivery, "status = 'read'").select("file", "sha256").iter_rows())
    rows = connection.remembered(RecordReceipt).iter_rows(named=True)
    return {
        row["file"]: Kept(Receipt.of(row["content"]), row["pointer_sha256"], row["program"])
        for row in rows
        if (row["file"], row["sha256"]) in read
    }


def keep_receipts(connection: Connection, fresh: Mapping[str, Kept]) -> None:
    """Store receipts; those of earlier contents stay, since payments may rest on them."""
    for file, kept in fresh.items():
        row: dict[str, object] = {
            "file": file,
            "sha256": kept.receipt.sha256,
            "pointer_sha256": kept.pointer,
            "program": kept.program,
            "content": kept.receipt.text,
        }
        own = "file = ? AND sha256 = ?", [file, kept.receipt.sha256]
        connection.replace(RecordReceipt, frame(RecordReceipt, [row]), *own)


def receipt_texts(connection: Connection) -> dict[tuple[str, str], bytes]:
    """Every receipt that was ever kept, by name of the pointer and SHA-256 as a delivery."""
    rows = connection.remembered(RecordReceipt)["file", "sha256", "content"].iter_rows()
    return {(file, digest): content.encode() for file, digest, content in rows}


def pointers_read(connection: Connection) -> set[tuple[str, str]]:
    """The pointers that have been read as they lie in the folder, as (file, SHA-256 of the pointer file)."""
    return {(file, kept.pointer) for file, kept in kept_receipts(connection).items()}


def _taken(receipt: Receipt, remark: str = "") -> Taken:
    same = sha256(repr((receipt.path, receipt.lying)).encode()).hexdigest()
    return Taken(receipt.sha256, same, receipt.counts, remark)
