"""Ticking off deadlines: what is kept, what is refused, and that the calendar's checks turn green."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from assets.calendar import CalendarConfig, build_calendar, check_name
from assets.day import keep_day
from assets.decisions import Decisions
from assets.done_deadlines import Done, NotDoneError, done_deadlines, take_ticks, tick_off
from assets.warehouse import Warehouse
from rules.calendar import deadlines
from schemas.deadlines import DoneDeadline
from tests.step_runs import checks_of

DAY_AFTER = date(2022, 10, 1)
FIRST = next(each for each in deadlines() if each.day and each.day < DAY_AFTER)
DONE = Done(FIRST.programme, FIRST.id, DAY_AFTER, "Anna Ek", "Dnr 1/2022")


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "w.duckdb")


def is_green(warehouse: Warehouse, programme: str, today: date) -> bool:
    folder = warehouse.path.parent
    found = checks_of(
        build_calendar(lambda: today),
        config=CalendarConfig(),
        warehouse=warehouse,
        decisions=Decisions(folder / "decisions"),
        raw_folder=folder / "raw",
    )
    return bool(found[check_name(programme)].passed)


def tick(warehouse: Warehouse, done: Done, today: date = DAY_AFTER) -> None:
    with warehouse.writing() as connection:
        tick_off(connection, done, datetime.combine(today, time(9)))


def test_a_deadline_that_is_ticked_off_turns_green_and_stays_so(warehouse: Warehouse) -> None:
    assert not is_green(warehouse, FIRST.programme, DAY_AFTER)
    tick(warehouse, DONE)
    assert is_green(warehouse, FIRST.programme, DAY_AFTER)
    assert is_green(warehouse, FIRST.programme, DAY_AFTER)


def test_what_no_region_ever_delivered_turns_green_when_all_of_it_is_ticked_off(warehouse: Warehouse) -> None:
    delivered = next(each for each in deadlines() if each.delivery_kind and each.day)
    today = date(2100, 1, 1)
    own = [each for each in deadlines() if each.programme == delivered.programme]
    assert not is_green(warehouse, delivered.programme, today)
    for each in own:
        tick(warehouse, replace(DONE, programme=each.programme, deadline=each.id), today)
    assert is_green(warehouse, delivered.programme, today)


UNDONE = replace(DONE, done_on=date(2022, 10, 5), done_by="Bo Alm", reference="Dnr 2/2022", is_undone=True)


def ticked(warehouse: Warehouse) -> bool:
    with warehouse.reading() as connection:
        assert done_deadlines(connection) <= {(FIRST.programme, FIRST.id)}
        return bool(done_deadlines(connection))


def test_a_tick_can_be_taken_back_and_made_again_and_all_that_was_said_is_kept(warehouse: Warehouse) -> None:
    tick(warehouse, DONE)
    tick(warehouse, UNDONE, UNDONE.done_on)
    assert not ticked(warehouse) and not is_green(warehouse, FIRST.programme, UNDONE.done_on)
    tick(warehouse, replace(DONE, done_on=date(2022, 10, 7), reference="Dnr 3"), date(2022, 10, 7))
    assert ticked(warehouse) and is_green(warehouse, FIRST.programme, date(2022, 10, 7))
    with warehouse.reading() as connection:
        rows = connection.read(DoneDeadline).sort("link")["link", "is_undone", "done_by", "reference", "told_at"]
    assert rows.rows() == [
        (1, False, "Anna Ek", "Dnr 1/2022", "2022-10-01 09:00:00"),
        (2, True, "Bo Alm", "Dnr 2/2022", "2022-10-05 09:00:00"),
        (3, False, "Anna Ek", "Dnr 3", "2022-10-07 09:00:00"),
    ]


def test_what_is_not_ticked_off_cannot_be_taken_back(warehouse: Warehouse) -> None:
    with pytest.raises(NotDoneError, match="är inte avbockad"):
        tick(warehouse, UNDONE, UNDONE.done_on)
    tick(warehouse, DONE)
    tick(warehouse, UNDONE, UNDONE.done_on)
    with pytest.raises(NotDoneError, match="är inte avbockad"):
        tick(warehouse, UNDONE, UNDONE.done_on)


@pytest.mark.parametrize(
    ("day", "is_ticked"),
    [
        (date(2022, 9, 30), False),
        (date(2022, 10, 1), True),
        (date(2022, 10, 4), True),
        (date(2022, 10, 5), False),
        (None, False),
    ],
    ids=["before the tick", "its day", "before it is taken back", "that day", "the present"],
)
def test_looking_back_heeds_what_was_so_that_day(warehouse: Warehouse, day: date | None, is_ticked: bool) -> None:
    tick(warehouse, DONE)
    tick(warehouse, UNDONE, UNDONE.done_on)
    beside = Warehouse(warehouse.path.with_name("back.duckdb"))
    with warehouse.reading() as present, beside.writing() as connection:
        take_ticks(connection, present)
        take_ticks(connection, present)
        keep_day(connection, day)
    assert ticked(beside) is is_ticked


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"deadline": "okand"}, "ingen frist"),
        ({"programme": "okand"}, "ingen frist"),
        ({"done_by": " "}, "Ange vem"),
        ({"reference": ""}, "Ange vem"),
        ({"done_on": date(2022, 10, 2)}, "har inte varit än"),
    ],
)
def test_what_cannot_be_so_is_refused_and_nothing_kept(warehouse: Warehouse, told: dict[str, str], said: str) -> None:
    with pytest.raises(NotDoneError, match=said):
        tick(warehouse, replace(DONE, **told))  # type: ignore[arg-type]
    with warehouse.reading() as connection:
        assert not done_deadlines(connection)
