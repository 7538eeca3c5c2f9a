"""What documents outside the folder of seals say that the chain is: payment orders and packages of evidence.

They lie where the folder's own changes do not reach, so a chain that was cut or rewritten is unlike them. How a chain
is compared with them belongs to `rules.seals`; what is no such document, or cannot be read, attests nothing.
"""

import csv
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from exports.evidence.verify import SEALS
from rules.seals import Attested, from_text
from schemas.payment_order import SEAL_HASH, SEAL_NUMBER


def attested_in(places: Iterable[Path]) -> list[Attested]:
    """The seals that documents attest, in files and in folders with all below them."""
    return [seen for place in places for path in _files(place) for seen in _READERS[path.suffix](path)]


def _files(place: Path) -> list[Path]:
    found = sorted(place.rglob("*")) if place.is_dir() else [place]
    return [path for path in found if path.suffix in _READERS and path.is_file()]


def _of_order(path: Path) -> Iterator[Attested]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter=";")
            if not {SEAL_NUMBER, SEAL_HASH} <= set(rows.fieldnames or ()):
                return
            found = {(row[SEAL_NUMBER] or "", row[SEAL_HASH] or "") for row in rows}
    except (OSError, ValueError, csv.Error):
        return
    for number, written in found:
        if number.isdecimal() and written:
            yield Attested(f"Betalningsunderlaget {path}", int(number), written)


def _of_package(path: Path) -> Iterator[Attested]:
    try:
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.startswith(SEALS)]
            kept = [from_text(package.read(name).decode()) for name in names]
    except (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return
    for seal, written in kept:
        yield Attested(f"Bevispaketet {path}", seal.number, written)


_READERS = {".csv": _of_order, ".zip": _of_package}
"""How a document is read, by the end of its name."""
