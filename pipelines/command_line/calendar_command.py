"""What `bonuspott calendar` shows: the deadlines of the decrees, as rows for a table and for CSV."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from rules.calendar import deadlines
from rules.duties import of_decree, settable
from rules.found_decrees import decree
from rules.instructions import Instructions
from rules.swedish import day, listing

HEADINGS = ("Senast", "Frist", "Vem", "Ska", "Avsnitt")
"""Headings of `shown`."""


class CalendarRow(NamedTuple):
    """One deadline in the columns of the CSV; `month` is the month that a monthly report is about.

    `day` is None while the agency has set none.
    """

    day: date | None
    programme: str
    deadline: str
    who: str
    what: str
    section: str
    payment: str | None
    month: date | None
    is_default_day: bool


def calendar_rows(
    programmes: Collection[str] = (),
    first: date | None = None,
    last: date | None = None,
    instructions: Mapping[str, Instructions] | None = None,
) -> list[CalendarRow]:
    """The deadlines of `programmes`, all when none is told, from `first` to `last`, both included, by day.

    Those without a day are among them when no `last` is told.
    """
    return [
        CalendarRow(
            deadline.day,
            deadline.programme,
            deadline.id,
            deadline.who.value,
            deadline.what,
            deadline.section,
            deadline.payment,
            deadline.month,
            deadline.is_default_day,
        )
        for deadline in deadlines(instructions)
        if (not programmes or deadline.programme in programmes)
        and (first is None or deadline.day is None or deadline.day >= first)
        and (last is None or (deadline.day is not None and deadline.day <= last))
    ]


def shown(row: CalendarRow, done: Collection[tuple[str, str]] = ()) -> tuple[str, ...]:
    """A row as text under `HEADINGS`, by the ids that an instruction names; a default day and what is `done` say so."""
    by_day = day(row.day) if row.day else "ingen dag satt"
    if row.day and row.is_default_day:
        by_day += " (förval)"
    if (row.programme, row.deadline) in done:
        by_day += ", avbockad"
    return (by_day, row.deadline, row.who, row.what, row.section)


def settable_besides(programme: str, instructions: Mapping[str, Instructions]) -> str:
    """What the agency can set of a programme that is no deadline yet, as a Swedish sentence; empty when nothing is."""
    own = decree(programme)
    there = {deadline.id for deadline in of_decree(own, instructions.get(programme, ()))}
    further = [id_ for id_ in settable(own) if id_ not in there]
    return f"Myndigheten kan också ange (leverans av slaget anvisningar): {listing(further)}." if further else ""
