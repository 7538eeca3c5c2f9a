"""What of the work need not be done again: parts whose results stand on the same deliveries, decisions and program.

A part stands when its last run went well and nothing it rests on has changed since, and when the documents that it
wrote lie there as they were written. How the fingerprints are made belongs to `assets.fingerprints`.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from assets import fingerprints
from assets.decisions import Decisions
from assets.warehouse import Connection
from pipelines.parts import Part
from readers.files import find_deliveries, sha256
from schemas.standing import Standing, StandingFile
from schemas.tables import frame


def deliveries_stand(connection: Connection, raw: Path, as_of: date | None) -> bool:
    """Whether the folder of deliveries is as it was when it was last read."""
    stored = _stored(connection)
    lying = fingerprints.delivered_files(find_deliveries(raw), as_of)
    return all(stored.get(part) == fingerprint for part, fingerprint in lying.items())


def fingerprint_of(connection: Connection, part: Part, decisions: Decisions) -> str:
    """What the results of a part would rest on now; empty, which never stands, while it is made from what does not."""
    stored = _stored(connection)
    made_from = [stored.get(other, "") for other in part.made_from]
    return fingerprints.results(connection, part.kinds, decisions, made_from) if all(made_from) else ""


def stands(connection: Connection, part: Part, fingerprint: str, exports: Path) -> bool:
    """Whether the results of a part stand on what `fingerprint` tells, and are in tables and `exports` as they were."""
    if not fingerprint or _stored(connection).get(part.id) != fingerprint:
        return False
    own = "part = ?", [part.id]
    ((content,),) = connection.read(Standing, *own).select("content").iter_rows()
    files = connection.read(StandingFile, *own).select("file", "sha256")
    return content == connection.content(part.tables, part.programme) and all(
        sha256(exports / file) == digest for file, digest in files.iter_rows()
    )


def keep(connection: Connection, part: Part, fingerprint: str, exports: Path, documents: Iterable[Path]) -> None:
    """Store that the results of a part stand, what its tables hold, and the documents it wrote in `exports`."""
    content = connection.content(part.tables, part.programme)
    files: list[dict[str, object]] = [
        {"part": part.id, "file": path.relative_to(exports).as_posix(), "sha256": sha256(path) or ""}
        for path in sorted(documents)
    ]
    own = "part = ?", [part.id]
    standing: dict[str, object] = {"part": part.id, "fingerprint": fingerprint, "content": content}
    connection.replace(Standing, frame(Standing, [standing]), *own)
    connection.replace(StandingFile, frame(StandingFile, files), *own)


def forget_all(connection: Connection) -> None:
    """Let nothing stand, so that all of the work is done anew."""
    connection.replace(Standing, frame(Standing, []))


def _stored(connection: Connection) -> dict[str, str]:
    return dict(connection.read(Standing).select("part", "fingerprint").iter_rows())
