"""Deadlines that a person has ticked off: kept in the warehouse's log with who, when and the reference."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assets.day import instructions_of
from assets.warehouse import Connection
from rules.calendar import deadlines
from rules.deadlines import Deadline
from schemas.deadlines import DoneDeadline
from schemas.tables import frame


class NotDoneError(Exception):
    """A deadline cannot be ticked off as it was told; the message is Swedish and says what to do."""


@dataclass(frozen=True)
class Done:
    """What a person says of one deadline: it was done (or settled) on a day, by the agency's reference."""

    programme: str
    deadline: str
    done_on: date
    done_by: str
    reference: str


def tick_off(connection: Connection, done: Done, today: date) -> Deadline:
    """Keep that a deadline is done, in the place of what was said of it before. Raises `NotDoneError`."""
    of_programme = {
        each.id: each for each in deadlines(instructions_of(connection)) if each.programme == done.programme
    }
    if done.deadline not in of_programme:
        raise NotDoneError(
            f"{done.programme}/{done.deadline} är ingen frist. Fristernas beteckningar visas av bonuspott calendar."
        )
    if not done.done_by.strip() or not done.reference.strip():
        raise NotDoneError("Ange vem som bockar av fristen och diarienumret eller en annan hänvisning.")
    if done.done_on > today:
        raise NotDoneError(f"{done.done_on} har inte varit än. Ange dagen då det blev gjort.")
    own = "programme = ? AND deadline = ?", [done.programme, done.deadline]
    connection.replace(DoneDeadline, frame(DoneDeadline, [dict(vars(done))]), *own)
    return of_programme[done.deadline]


def done_deadlines(connection: Connection) -> frozenset[tuple[str, str]]:
    """The deadlines that are ticked off, as (programme, deadline)."""
    rows = connection.remembered(DoneDeadline)
    return frozenset(rows["programme", "deadline"].iter_rows())


def ids_of(done: Iterable[tuple[str, str]], programme: str) -> frozenset[str]:
    """The ids of one programme's among ticked off deadlines."""
    return frozenset(deadline for own, deadline in done if own == programme)
