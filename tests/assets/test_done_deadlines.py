"""Ticking off deadlines: what is kept, what is refused, and that the calendar's checks turn green."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets.calendar import build_calendar, check_name
from assets.decisions import Decisions
from assets.done_deadlines import Done, NotDoneError, done_deadlines, tick_off
from assets.warehouse import Warehouse
from rules.calendar import deadlines

DAY_AFTER = date(2022, 10, 1)
FIRST = next(each for each in deadlines() if each.day and each.day < DAY_AFTER)
DONE = Done(FIRST.programme, FIRST.id, DAY_AFTER, "Anna Ek", "Dnr 1/2022")


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "w.duckdb")


def is_green(warehouse: Warehouse, programme: str, today: date) -> bool:
    folder = warehouse.path.parent
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [build_calendar(lambda: today)],
            resources={
                "warehouse": warehouse,
                "decisions": Decisions(folder / "decisions"),
                "raw_folder": folder / "raw",
            },
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            instance=instance,
        )
    found = {evaluation.check_name: evaluation.passed for evaluation in result.get_asset_check_evaluations()}
    return found[check_name(programme)]


def tick(warehouse: Warehouse, done: Done, today: date = DAY_AFTER) -> None:
    with warehouse.writing() as connection:
        tick_off(connection, done, today)


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


def test_what_was_said_last_of_a_deadline_is_kept_once(warehouse: Warehouse) -> None:
    for reference in ("Dnr 1", "Dnr 2"):
        tick(warehouse, replace(DONE, reference=reference))
    with warehouse.reading() as connection:
        assert done_deadlines(connection) == {(FIRST.programme, FIRST.id)}


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
