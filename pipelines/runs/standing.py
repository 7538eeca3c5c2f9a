"""What of the work need not be done again: parts whose results stand on the same deliveries, decisions and program.

A part stands when its last run went well, nothing it rests on has changed since, and its rows and documents are as they
were stored. How the fingerprints are made belongs to `assets.fingerprints`, whether the deliveries stand to
`assets.delivery_tables`.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from assets import fingerprints
from assets.day import day_stands
from assets.decisions import Decisions
from assets.delivery_tables import rows_stand, unchanged_parts
from assets.records_elsewhere import RecordsElsewhere
from assets.warehouse import Connection
from pipelines.runs.parts import Part, part_of_report
from readers.files import find_deliveries, sha256
from readers.spark_records import SparkCluster
from schemas.standing import QualifiedMonth, Standing, StandingFile
from schemas.tables import empty, frame


def deliveries_stand(connection: Connection, raw: Path, as_of: date | None, cluster: SparkCluster) -> bool:
    """Whether the folder of deliveries is as it was when it was last read, what was read as it was stored, and the day.

    Without a new delivery a month is closed when its last report day has passed (T24).
    """
    elsewhere = RecordsElsewhere(cluster, fingerprints.program())
    lying = fingerprints.delivered_files(find_deliveries(raw), as_of, elsewhere.content)
    return unchanged_parts(connection, lying) == lying.keys() and day_stands(connection, as_of)


def fingerprint_of(connection: Connection, part: Part, decisions: Decisions) -> str:
    """What the results of a part would rest on now; empty, which never stands, while it is made from what does not."""
    if part.is_from_all:
        return fingerprints.warehouse(connection, part.tables)
    made_from = [_kept(connection, other) for other in part.made_from]
    return fingerprints.results(connection, part.kinds, decisions, made_from) if all(made_from) else ""


def stands(connection: Connection, part: Part, fingerprint: str, exports: Path) -> bool:
    """Whether the results of a part stand on what `fingerprint` tells, and are in tables and `exports` as they were."""
    if not fingerprint or _kept(connection, part) != fingerprint:
        return False
    files = connection.remembered(StandingFile, "part = ?", [part.id])["file", "sha256"]
    return all((sha256(exports / file) or "") == digest for file, digest in files.iter_rows())


def results_stand(connection: Connection, part: Part, decisions: Decisions) -> bool:
    """Whether the results of a part are those that what the warehouse holds now gives; its documents may be gone."""
    fingerprint = fingerprint_of(connection, part, decisions)
    return bool(fingerprint) and _kept(connection, part) == fingerprint and rows_stand(connection, part.kinds)


def report_stands(connection: Connection) -> bool:
    """Whether the tables that the report keeps are those that what the warehouse holds now gives."""
    part = part_of_report()
    return _kept(connection, part) == fingerprints.warehouse(connection, part.tables)


def keep(connection: Connection, part: Part, fingerprint: str, exports: Path, documents: Iterable[Path]) -> None:
    """Store that the results of a part stand, what its tables hold, and its documents in `exports` as they are."""
    content = connection.content(part.tables, *part.rows)
    files: list[dict[str, object]] = [
        {"part": part.id, "file": path.relative_to(exports).as_posix(), "sha256": sha256(path) or ""}
        for path in sorted(set(documents))
    ]
    own = "part = ?", [part.id]
    standing: dict[str, object] = {"part": part.id, "fingerprint": fingerprint, "content": content}
    connection.replace(Standing, frame(Standing, [standing]), *own)
    connection.replace(StandingFile, frame(StandingFile, files), *own)


def forget_all(connection: Connection) -> None:
    """Let nothing stand, so that all of the work is done anew."""
    for model in (Standing, QualifiedMonth):
        connection.replace(model, empty(model))


def _kept(connection: Connection, part: Part) -> str:
    """What the results of a part rested on when they were kept; empty when its tables are no longer as they were."""
    kept = connection.remembered(Standing, "part = ?", [part.id])
    by_content: dict[str, str] = dict(kept["content", "fingerprint"].iter_rows())
    return by_content.get(connection.content(part.tables, *part.rows), "")
