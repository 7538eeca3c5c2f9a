"""The folder of deliveries: which files lie in it, of which kind each is, and which are no deliveries.

Nothing is opened here but what tells operations by record from a table; contents belong in `readers.table`.
"""

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from readers.archive import check_suffix
from readers.pointers import is_pointer
from readers.records import is_records
from readers.rejections import Code, Refused, Rejection, place, refusal
from schemas.deliveries import KIND_BY_ID, Kind

_STARTS_WITH_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])")
_LEFT_BEHIND = "en tillfällig eller dold fil; den läses inte."
_LEFT_BEHIND_NAMES = frozenset({"thumbs.db", "desktop.ini"})
_LEFT_BEHIND_STARTS = (".", "~$")
_LEFT_BEHIND_ENDS = (".tmp", ".part", ".crdownload", "~")


@dataclass(frozen=True)
class FoundFile:
    """One file in the folder of deliveries.

    `name` is its path below the folder with `/` between the parts; `kind_id` the kind it is a delivery of,
    None when it is none. At most one of `problem` (refused unread) and `skipped` (a Swedish remark: no
    delivery) is given; without either it is to be read. `is_records` marks operations delivered one by one.
    """

    path: Path
    name: str
    kind_id: str | None = None
    problem: Rejection | None = None
    skipped: str | None = None
    is_records: bool = False

    @property
    def is_pointer(self) -> bool:
        """Whether it points to records that lie elsewhere."""
        return self.is_records and is_pointer(self.path)


def find_deliveries(raw: Path) -> list[FoundFile]:
    """Every file below `raw` in the order of their names, README files directly in it excepted.

    Links to folders are not followed. A folder that cannot be read is itself listed as refused.
    """
    root = raw.absolute()
    found: list[FoundFile] = []

    def unreadable(error: OSError) -> None:
        folder = Path(error.filename)
        found.append(
            _refused(folder, _name(folder, root), Code.OLASBAR, "mappen går inte att läsa. Kontrollera rättigheterna.")
        )

    for folder, subfolders, files in os.walk(root, onerror=unreadable):
        for name in list(subfolders):
            path = Path(folder, name)
            if path.is_symlink() or _is_left_behind(name):
                subfolders.remove(name)
                files.append(name)
        found.extend(_looked_at(Path(folder), files, root))
    return sorted(found, key=lambda file: file.name)


def lone_file(path: Path, kind: Kind) -> FoundFile:
    """A file that is looked at on its own, as it would be found in the folder of its kind; `name` is its own name."""
    name = _name(path, path.parent)
    try:
        _check_name(path, name)
        return _readable(path, name, kind.id)
    except Refused as refused:
        return FoundFile(path, name, kind.id, problem=refusal(name, refused.code, refused.message))


def kind_below(raw: Path, path: Path) -> Kind | Rejection | None:
    """The kind that a file in the folder of deliveries is of, or why it is of none; None for a file elsewhere."""
    root, here = raw.resolve(), path.parent.resolve() / path.name
    if not here.is_relative_to(root):
        return None
    name = _name(here, root)
    try:
        return KIND_BY_ID[_kind_of(name)]
    except Refused as refused:
        return refusal(name, refused.code, refused.message)


def left_behind(path: Path) -> str | None:
    """The remark on a file that programs leave behind and that is no delivery; None for others."""
    return _LEFT_BEHIND if _is_left_behind(path.name) else None


def received_date(name: str) -> date | None:
    """The ISO date that the last part of a name starts with, None without one or for a day that does not exist.

    >>> received_date("bup/2024-03-18T0930_skane.xlsx")
    datetime.date(2024, 3, 18)
    """
    match = _STARTS_WITH_DATE.match(PurePosixPath(name).name)
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def sha256(path: Path) -> str | None:
    """The SHA-256 of a file's bytes in hexadecimal, None when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _looked_at(folder: Path, files: list[str], root: Path) -> Iterator[FoundFile]:
    for file in files:
        path = folder / file
        if folder == root and file.upper().startswith("README"):
            continue
        name = _name(path, root)
        try:
            yield _found(path, name, root)
        except Refused as refused:
            yield _refused(path, name, refused.code, refused.message)


def _found(path: Path, name: str, root: Path) -> FoundFile:
    if _is_left_behind(path.name):
        return _skipped(path, name, _LEFT_BEHIND)
    _check_name(path, name)
    mode = _mode(path, root)
    if stat.S_ISDIR(mode):
        return _skipped(path, name, "en länk till en mapp; dess filer läses där de ligger.")
    if not stat.S_ISREG(mode) or not os.access(path, os.R_OK):
        raise Refused(Code.OLASBAR, "filen går inte att läsa eller är inte en vanlig fil. Kontrollera rättigheterna.")
    return _readable(path, name, _kind_of(name))


def _readable(path: Path, name: str, kind_id: str) -> FoundFile:
    """A file of a kind that is to be read. Raises `Refused` for one whose name says that it cannot be."""
    check_suffix(name, (".xlsx", ".csv", ".parquet", ".spark") if kind_id == "operationer" else (".xlsx", ".csv"))
    return FoundFile(path, name, kind_id, is_records=is_records(path, KIND_BY_ID[kind_id]))


def _kind_of(name: str) -> str:
    parts = PurePosixPath(name).parts
    folders = ", ".join(KIND_BY_ID)
    if len(parts) == 1:
        raise Refused(
            Code.OKAND_MAPP, f"filen ligger inte i en mapp för sitt slag. Flytta den till någon av {folders}."
        )
    if parts[0] not in KIND_BY_ID:
        raise Refused(
            Code.OKAND_MAPP, f"mappen {parts[0]} är inget slag av leverans. Flytta filen till någon av {folders}."
        )
    return parts[0]


def _check_name(path: Path, name: str) -> None:
    is_text = name.encode() == os.fsencode(path)[-len(name.encode()) :]
    if not is_text or any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
        raise Refused(Code.FILNAMN, "filnamnet har tecken som inte kan visas. Döp om filen.")


def _mode(path: Path, root: Path) -> int:
    """What sort of file it is. A link is followed only to what lies in the folder of deliveries."""
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(root.resolve()):
            raise Refused(
                Code.LANK, "filen är en länk ut ur mappen för leveranser och läses inte. Lägg själva filen i mappen."
            )
        return path.stat().st_mode
    except (OSError, RuntimeError) as error:
        raise Refused(Code.OLASBAR, "filen går inte att läsa eller finns inte längre. Lämna den på nytt.") from error


def _is_left_behind(file: str) -> bool:
    """Files that programs leave behind, such as the lock files of Excel and LibreOffice, and hidden ones."""
    name = file.lower()
    return name in _LEFT_BEHIND_NAMES or name.startswith(_LEFT_BEHIND_STARTS) or name.endswith(_LEFT_BEHIND_ENDS)


def _name(path: Path, root: Path) -> str:
    # A file name that is not UTF-8 could be neither stored nor printed.
    return os.fsencode(path.relative_to(root)).decode("utf-8", "backslashreplace")


def _skipped(path: Path, name: str, why: str) -> FoundFile:
    return FoundFile(path, name, skipped=f"{place(name, '')}: {why}")


def _refused(path: Path, name: str, code: Code, message: str) -> FoundFile:
    parts = PurePosixPath(name).parts
    kind_id = parts[0] if len(parts) > 1 and parts[0] in KIND_BY_ID else None
    return FoundFile(path, name, kind_id, problem=refusal(name, code, message))
