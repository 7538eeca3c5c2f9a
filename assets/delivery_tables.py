"""The tables of deliveries: which there are, which parts of them stand, and what stands beside what has been read anew.

How files are read belongs to `assets.intake`, what is stored when to `assets.deliveries`.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from assets.fingerprints import PARTS, joined, part_of, reading
from assets.warehouse import Connection
from schemas.deliveries import KIND_BY_ID
from schemas.received import Delivery, Finding, OperationDifference, Rejected, Remark, RowOutcome
from schemas.replaced import REPLACED
from schemas.standing import ELSEWHERE, ROWS_OF, Standing
from schemas.tables import TableModel, frame, table_name

if TYPE_CHECKING:
    from assets.intake import Intake, Registered

Tables = dict[str, pl.DataFrame]
"""Rows by schema and name of their table, as `raw/delivery`."""
Where = tuple[str, list[object]]
"""Which rows of a table: a condition in SQL, and its parameters."""

BOOKKEEPING: dict[str, TableModel] = {
    "raw/delivery": Delivery,
    "raw/remark": Remark,
    "raw/rejected": Rejected,
    "core/row_outcome": RowOutcome,
    "core/finding": Finding,
}
"""Tables about the files of all kinds."""
OF_ONE_KIND: dict[str, tuple[str, TableModel]] = {
    "core/operation_difference": ("operationer", OperationDifference),
    **{f"core/replaced_{kind}": (kind, model) for kind, model in REPLACED.items()},
}
"""Further tables of one kind, with the kind."""
MODELS = BOOKKEEPING | {key: model for key, (_, model) in OF_ONE_KIND.items()}


def unchanged_parts(connection: Connection, lying: Mapping[str, str]) -> set[str]:
    """The parts of the folder that lie as they were last read, and whose rows are as they were stored then.

    `lying` has the fingerprint of what lies in each part.
    """
    then, contents = _kept(connection), _contents(connection)
    return {part for part, fingerprint in lying.items() if then.get(part) == (fingerprint, contents[part])}


def file_rows(connection: Connection, unchanged: Collection[str]) -> dict[str, Where]:
    """Of the table that has a row for every delivered row: its rows of the parts that have changed.

    With many deliveries it is far larger than the others, so that the rest of it is left where it is.
    """
    files = [file for (file,) in connection.different(RowOutcome, ["file"]).iter_rows()]
    changed: list[object] = [[file for file in files if part_of(file) not in unchanged]]
    return {"core/row_outcome": ("file IN (SELECT unnest(?))", changed)}


def kinds_read_alike(connection: Connection, as_of: date | None) -> set[str]:
    """The kinds whose stored rows were read by this program for this day, and are as they were stored.

    What is stored of a file of theirs is what reading it again would give, whatever other files have come or gone.
    """
    then, by = _kept(connection), reading(as_of)
    return {part for part, content in _contents(connection).items() if then.get(part + ROWS_OF) == (by, content)}


def rows_stand(connection: Connection, kinds: Collection[str]) -> bool:
    """Whether the rows of these kinds are as they were stored when their deliveries were last read."""
    then, contents = _kept(connection), _contents(connection, kinds)
    return all(kind in then and then[kind][1] == contents[kind] for kind in kinds)


def keep_parts(connection: Connection, lying: Mapping[str, str], faulty: Collection[str], as_of: date | None) -> None:
    """Store that what lies in the folder has been read, the faulty parts excepted, and for which day."""
    contents = _contents(connection)
    by = reading(as_of)
    good: list[dict[str, object]] = [
        {"part": name, "fingerprint": fingerprint, "content": contents[part]}
        for part, lies in lying.items()
        if part not in faulty
        for name, fingerprint in ((part, lies), (part + ROWS_OF, by))
    ]
    own = [name for part in lying for name in (part, part + ROWS_OF)]
    connection.replace(Standing, frame(Standing, good), "part IN (SELECT unnest(?))", [own])


def _kept(connection: Connection) -> dict[str, tuple[str, str]]:
    """The fingerprints of what each part rested on and of its rows, as they were stored."""
    kept = connection.remembered(Standing)["part", "fingerprint", "content"]
    return {part: (fingerprint, content) for part, fingerprint, content in kept.iter_rows()}


def _contents(connection: Connection, parts: Collection[str] = PARTS) -> dict[str, str]:
    """A fingerprint of the stored rows of each part, and with them of the tables about all files."""
    about_all = connection.content(map(table_name, BOOKKEEPING.values()))
    return {part: joined(connection.content(_tables_of(part)), about_all) for part in parts}


def _tables_of(part: str) -> list[str]:
    further = [table_name(model) for kind, model in OF_ONE_KIND.values() if kind == part]
    return [f"raw.{part}", f"core.{part}", *further]


def registered(deliveries: pl.DataFrame) -> "Registered":
    """The days on which the undated files of the register were first seen."""
    undated = deliveries.filter(~pl.col("is_dated"))
    return {(file, sha256): received for file, sha256, received in undated["file", "sha256", "received"].iter_rows()}


def combined(before: Tables, taken: "Intake", unchanged: Collection[str]) -> Tables:
    """The rows of `BOOKKEEPING`: of the unchanged parts those that `before` has, of the others those that were read."""
    folder = pl.col("file").str.split("/").list.first()
    part = pl.when(folder.is_in(list(KIND_BY_ID))).then(folder).otherwise(pl.lit(ELSEWHERE))  # as `part_of`
    is_unchanged = part.is_in(list(unchanged))
    anew = {
        "raw/delivery": with_removed(taken.deliveries, before["raw/delivery"].filter(~is_unchanged)),
        "raw/remark": taken.remarks,
        "raw/rejected": taken.rejected,
        "core/row_outcome": taken.row_outcomes,
        "core/finding": taken.findings,
    }
    return {key: pl.concat([before[key].filter(is_unchanged), anew[key]]).sort(pl.all()) for key in BOOKKEEPING}


def with_removed(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The register of deliveries, where those no longer in the folder, or with other content then, stay as removed.

    What an as-of day held back by the date of its name was never looked into, and leaves no trace.
    """
    was_seen = before.filter((pl.col("status") != "later") | ~pl.col("is_dated"))
    gone = was_seen.join(now, on=["file", "sha256"], how="anti").with_columns(status=pl.lit("removed"))
    return pl.concat([now, gone])


def of_one_kind(taken: "Intake", unchanged: Collection[str]) -> Tables:
    """The rows of `OF_ONE_KIND`, of the kinds that were read."""
    rows = {f"core/replaced_{kind}": replaced for kind, replaced in taken.replaced.items()}
    rows["core/operation_difference"] = taken.operation_differences
    return {key: rows[key] for key, (kind, _) in OF_ONE_KIND.items() if kind not in unchanged}
