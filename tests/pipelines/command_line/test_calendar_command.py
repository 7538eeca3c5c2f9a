"""The rows of `bonuspott calendar`."""

from datetime import date

import pytest

from pipelines.command_line.calendar_command import HEADINGS, CalendarRow, calendar_rows, shown
from pipelines.command_line.conversation import programme_ids
from rules.calendar import deadlines

ACCOUNT_DAY = date(2024, 9, 30)


def is_account(row: CalendarRow) -> bool:
    return (row.programme, row.deadline) == ("tillganglighet_2024", "redovisning")


def test_without_a_choice_every_deadline_has_its_row() -> None:
    assert [(row.programme, row.deadline) for row in calendar_rows()] == [(d.programme, d.id) for d in deadlines()]


def test_the_programmes_to_choose_from_are_those_of_the_calendar() -> None:
    assert {row.programme for row in calendar_rows()} == set(programme_ids())


def test_only_the_programmes_asked_for_are_shown() -> None:
    rows = calendar_rows(["kapacitet_2022"])
    assert [row.day.isoformat() for row in rows] == [
        "2022-09-30",
        "2022-12-01",
        "2023-03-31",
        "2023-03-31",
        "2023-05-31",
        "2024-03-31",
        "2025-03-31",
    ]


@pytest.mark.parametrize(
    ("first", "last", "is_shown"),
    [
        pytest.param(date(2024, 9, 29), None, True, id="from the day before"),
        pytest.param(date(2024, 9, 30), None, True, id="from the day"),
        pytest.param(date(2024, 10, 1), None, False, id="from the day after"),
        pytest.param(None, date(2024, 9, 29), False, id="to the day before"),
        pytest.param(None, date(2024, 9, 30), True, id="to the day"),
        pytest.param(None, date(2024, 10, 1), True, id="to the day after"),
        pytest.param(ACCOUNT_DAY, ACCOUNT_DAY, True, id="that day only"),
    ],
)
def test_both_ends_of_the_span_are_included(first: date | None, last: date | None, is_shown: bool) -> None:
    assert any(map(is_account, calendar_rows(first=first, last=last))) is is_shown


def test_the_columns_of_the_csv_are_named() -> None:
    assert CalendarRow._fields == (
        "day",
        "programme",
        "deadline",
        "who",
        "what",
        "section",
        "payment",
        "month",
        "is_default_day",
    )


def test_a_row_is_shown_in_swedish_under_its_headings() -> None:
    row = next(filter(is_account, calendar_rows()))
    assert dict(zip(HEADINGS, shown(row), strict=True)) == {
        "Senast": "30 september 2024",
        "Frist": "redovisning",
        "Vem": "region",
        "Ska": "lämna redovisning av hur medlen har använts och av handlingsplanen till Regeringskansliet",
        "Avsnitt": "avsnitt 5",
    }


def test_a_default_day_is_shown_as_one() -> None:
    row = next(row for row in calendar_rows() if row.deadline == "operationer_2025-02")
    assert shown(row)[0] == "21 mars 2025 (förval)"
