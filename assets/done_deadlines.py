"""Deadlines that a person has ticked off: each tick, and each that is taken back, is kept in the warehouse's log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from assets.day import as_of, instructions_of
from assets.warehouse import Connection
from rules.calendar import deadlines
from rules.deadlines import Deadline
from schemas.deadlines import DoneDeadline
from schemas.tables import frame


class NotDoneError(Exception):
    """A deadline cannot be ticked off, or back, as it was told; the message is Swedish and says what to do."""


@dataclass(frozen=True)
class Done:
    """What a person says of one deadline, by the agency's reference: it was done (or settled) on a day.

    With `is_undone` the opposite: from that day on it counts as not done.
    """

    programme: str
    deadline: str
    done_on: date
    done_by: str
    reference: str
    is_undone: bool = False


def tick_off(connection: Connection, done: Done, now: datetime) -> Deadline:
    """Keep what is said of a deadline, after what was said of it before. Raises `NotDoneError`."""
    of_programme = {
        each.id: each for each in deadlines(instructions_of(connection)) if each.programme == done.programme
    }
    if done.deadline not in of_programme:
        raise NotDoneError(
            f"{done.programme}/{done.deadline} är ingen frist. Fristernas beteckningar visas av bonuspott calendar."
        )
    if not done.done_by.strip() or not done.reference.strip():
        raise NotDoneError("Ange vem som bockar av fristen och diarienumret eller en annan hänvisning.")
    if done.done_on > now.date():
        raise NotDoneError(f"{done.done_on} har inte varit än. Ange dagen då det blev gjort.")
    said = connection.read(DoneDeadline, "programme = ? AND deadline = ?", [done.programme, done.deadline])
    if done.is_undone and (done.programme, done.deadline) not in _holding(said):
        raise NotDoneError(
            f"{done.programme}/{done.deadline} är inte avbockad. Det som är avbockat visas av bonuspott calendar --all."
        )
    row = {**vars(done), "link": said.height + 1, "told_at": f"{now:%Y-%m-%d %H:%M:%S}"}
    own = "programme = ? AND deadline = ?", [done.programme, done.deadline]
    connection.replace(DoneDeadline, pl.concat([said, frame(DoneDeadline, [row])]), *own)
    return of_programme[done.deadline]


def done_deadlines(connection: Connection) -> frozenset[tuple[str, str]]:
    """The deadlines that are ticked off, as (programme, deadline); looking back, those that were so on that day."""
    rows, day = connection.remembered(DoneDeadline), as_of(connection)
    return _holding(rows if day is None else rows.filter(pl.col("done_on") <= day))


def take_ticks(connection: Connection, present: Connection) -> None:
    """Keep in a warehouse that looks back what has been said of deadlines in the one that counts."""
    said = present.remembered(DoneDeadline).sort("programme", "deadline", "link")
    if not said.equals(connection.remembered(DoneDeadline).sort("programme", "deadline", "link")):
        connection.replace(DoneDeadline, said)


def _holding(rows: pl.DataFrame) -> frozenset[tuple[str, str]]:
    last = rows.sort("link").group_by("programme", "deadline").agg(pl.col("is_undone").last())
    return frozenset(last.filter(~pl.col("is_undone"))["programme", "deadline"].iter_rows())


def ids_of(done: Iterable[tuple[str, str]], programme: str) -> frozenset[str]:
    """The ids of one programme's among ticked off deadlines."""
    return frozenset(deadline for own, deadline in done if own == programme)
