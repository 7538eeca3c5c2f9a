"""The day of a warehouse, what has passed on it, and what the agency has set."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from assets import day
from assets.warehouse import Warehouse
from rules.duties import terms
from rules.found_decrees import decree
from schemas.deliveries import Anvisningar
from schemas.tables import frame

MARCH_21 = date(2024, 3, 21)
"""The last report day of February 2024 by default."""


def told(
    deadline: str, on: date | None, month: date | None = None, received: date = date(2024, 1, 2), **also: Any
) -> Any:
    return {
        "programme": "vardplatser_2024",
        "deadline": deadline,
        "month": month,
        "day": on,
        "reference": f"4.1-{received.day}/2024",
        "mark": None,
        "received": received,
        "file": f"anvisningar/{received}_x.csv",
        "sheet": "",
        "row": 2,
        **also,
    }


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "w.duckdb")


def deliver(warehouse: Warehouse, *rows: Any) -> None:
    with warehouse.writing() as connection:
        connection.replace(Anvisningar, frame(Anvisningar, list(rows)))


def test_a_warehouse_lives_in_the_present_until_it_is_read_for_another_day(warehouse: Warehouse) -> None:
    with warehouse.reading() as connection:
        assert (day.as_of(connection), day.basis_day(connection)) == (None, date.today())
    with warehouse.writing() as connection:
        day.keep_day(connection, MARCH_21)
        assert day.basis_day(connection) == MARCH_21
        day.keep_day(connection, None)
        assert day.basis_day(connection) == date.today()


def test_a_deadline_has_passed_the_day_after_its_last_day(warehouse: Warehouse) -> None:
    with warehouse.reading() as connection:
        before, on, after = (day.passed_deadlines(connection, MARCH_21 + timedelta(days=days)) for days in (-1, 0, 1))
    assert before == on != after


def test_the_day_stands_until_a_deadline_passes(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "today", lambda: MARCH_21)
    with warehouse.writing() as connection:
        assert not day.day_stands(connection, None)
        day.keep_day(connection, None)
        assert day.day_stands(connection, None)
        assert not day.day_stands(connection, MARCH_21)  # the day of an as-of run is another matter
        monkeypatch.setattr(day, "today", lambda: MARCH_21 + timedelta(days=1))
        assert not day.day_stands(connection, None)


def test_a_day_that_the_agency_sets_passes_instead_of_the_default(warehouse: Warehouse) -> None:
    deliver(warehouse, told("vardplatser_2024-02", MARCH_21 + timedelta(days=4)))
    with warehouse.reading() as connection:
        passed = [day.passed_deadlines(connection, MARCH_21 + timedelta(days=days)) for days in (0, 1, 4, 5)]
    assert passed[0] != passed[1]  # the other grants' reports on February keep their day
    assert passed[2] != passed[3]


def test_the_later_of_two_instructions_for_one_thing_counts_however_its_month_is_told(warehouse: Warehouse) -> None:
    first = told("vardplatser_2024-02", date(2024, 3, 25))
    second = told("vardplatser", date(2024, 3, 27), month=date(2024, 2, 1), received=date(2024, 2, 5))
    for rows in ([first, second], [second, first]):
        deliver(warehouse, *rows)
        with warehouse.reading() as connection:
            (only,) = day.instructions_of(connection)["vardplatser_2024"]
        assert (only.id, only.day, only.reference) == ("vardplatser_2024-02", date(2024, 3, 27), "4.1-5/2024")


def test_a_day_that_was_taken_back_sets_nothing(warehouse: Warehouse) -> None:
    deliver(warehouse, told("vardplatser_2024-02", None))
    with warehouse.reading() as connection:
        assert day.instructions_of(connection) == {}


def test_a_decree_without_a_printed_number_gets_the_one_that_is_told(warehouse: Warehouse) -> None:
    beds, agreement = decree("vardplatser_2024"), decree("tillganglighet_2024")
    with warehouse.reading() as connection:
        assert day.numbered(connection, beds) is beds
    deliver(
        warehouse,
        told("diarienummer", None, reference="S2023/03245"),
        told("diarienummer", None, programme=agreement.id, reference="S2023/1"),
    )
    with warehouse.reading() as connection:
        assert day.numbered(connection, beds).reference == "S2023/03245"
        assert day.numbered(connection, agreement).reference == agreement.reference  # printed, and so not the agency's


def test_a_payment_may_be_asked_for_without_a_last_day_and_is_not_when_that_is_taken_back(warehouse: Warehouse) -> None:
    deliver(warehouse, told("region_rekvisition_slut", None))
    with warehouse.reading() as connection:
        (only,) = day.instructions_of(connection)["vardplatser_2024"]
    asked = terms(decree("vardplatser_2024").payment("slut"), (only,))
    assert (asked.is_asked_for, asked.last_day) == (True, None)
    deliver(warehouse, told("region_rekvisition_slut", None, reference=None))
    with warehouse.reading() as connection:
        assert day.instructions_of(connection) == {}
