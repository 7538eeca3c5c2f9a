"""The day that results are looked at from, by which months are closed or awaited (T24), and what the agency has set.

A warehouse of an as-of run keeps its day; every other one lives in the present.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from assets.warehouse import Connection
from rules.calendar import deadlines
from rules.declaration import Decree
from rules.duties import REQUISITION
from rules.instructions import DECREE_NUMBER, NONE, Instruction, Instructions, decree_number
from schemas.deliveries import Anvisningar
from schemas.standing import Day
from schemas.tables import frame


def today() -> date:
    """The present day of this computer."""
    return date.today()


def basis_day(connection: Connection) -> date:
    """The day of the results in a warehouse."""
    return as_of(connection) or today()


def as_of(connection: Connection) -> date | None:
    """The day that a warehouse was made for, None where it lives in the present."""
    rows = connection.remembered(Day)
    return None if rows.is_empty() else rows["as_of"][0]


def keep_day(connection: Connection, day: date | None) -> None:
    """Store the day that a warehouse was read for, None for the present, and what had passed on it."""
    passed = passed_deadlines(connection, day or today())
    connection.replace(Day, frame(Day, [{"as_of": day, "passed": passed}]))


def day_stands(connection: Connection, day: date | None) -> bool:
    """Whether no deadline has passed since the warehouse was read for this day, None for the present."""
    rows = connection.remembered(Day)
    return rows.rows() == [(day, passed_deadlines(connection, day or today()))]


def passed_deadlines(connection: Connection, on: date) -> str:
    """A fingerprint of the deadlines that have passed on a day, under the instructions that are there."""
    passed = (
        f"{deadline.programme}/{deadline.id} {deadline.day}"
        for deadline in deadlines(instructions_of(connection))
        if deadline.day and deadline.day < on
    )
    return sha256("\n".join(passed).encode()).hexdigest()


def instructions_of(connection: Connection) -> Mapping[str, Instructions]:
    """What the agency has set, by programme; of two deliveries for one thing the later one counts."""
    return told_in(connection.read(Anvisningar).sort("received", "file", "sheet", "row").iter_rows(named=True))


def told_in(rows: Iterable[Mapping[str, Any]]) -> dict[str, Instructions]:
    """What rows of `core.anvisningar` set, by programme; of two for one thing the later one counts."""
    found: dict[tuple[str, str], Instruction] = {}
    for row in rows:
        told = Instruction(row["deadline"], row["day"], row["reference"] or "utan diarienummer", row["month"])
        needs_no_day = told.deadline == DECREE_NUMBER or told.deadline.startswith(REQUISITION)
        if told.day or (needs_no_day and row["reference"]):
            found[row["programme"], told.id] = told
    by_programme: dict[str, list[Instruction]] = {}
    for (programme, _), told in sorted(found.items(), key=lambda item: item[0]):
        by_programme.setdefault(programme, []).append(told)
    return {programme: tuple(own) for programme, own in by_programme.items()}


def numbered(connection: Connection, decree: Decree) -> Decree:
    """The decree with the Government Offices' number that the agency has told, where its copy prints none."""
    number = decree_number(instructions_of(connection).get(decree.id, NONE))
    return replace(decree, reference=number) if number and not decree.reference else decree
