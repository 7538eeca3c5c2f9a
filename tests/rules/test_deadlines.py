"""A deadline on a given day, and what is said of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.deadlines import Deadline, DeadlineStatus, Who, in_time, last_day, notice, status, weeks_after
from rules.regions import CODES

DAY = date(2024, 9, 30)
ACCOUNT = Deadline("tillganglighet_2024", "redovisning", "lämna redovisning", Who.REGION, DAY, "avsnitt 5")
WARN_DAYS = 14


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        pytest.param(15, DeadlineStatus.UPCOMING, id="a day before the warning begins"),
        pytest.param(14, DeadlineStatus.SOON, id="the day the warning begins"),
        pytest.param(13, DeadlineStatus.SOON, id="a day after the warning begins"),
        pytest.param(1, DeadlineStatus.SOON, id="the day before"),
        pytest.param(0, DeadlineStatus.DUE_TODAY, id="the day itself"),
        pytest.param(-1, DeadlineStatus.PASSED, id="the day after"),
    ],
)
@pytest.mark.parametrize("fulfilled", [False, None], ids=["not done", "cannot be told"])
def test_what_is_not_done_stands_by_the_days_that_are_left(
    days_before: int, expected: DeadlineStatus, fulfilled: bool | None
) -> None:
    assert status(ACCOUNT, DAY - timedelta(days=days_before), fulfilled, WARN_DAYS) is expected


@pytest.mark.parametrize("days_before", [15, 0, -1])
def test_what_is_done_in_time_is_met_whatever_the_day(days_before: int) -> None:
    assert status(ACCOUNT, DAY - timedelta(days=days_before), True, WARN_DAYS) is DeadlineStatus.MET


def test_without_days_of_warning_the_day_before_is_still_upcoming() -> None:
    assert status(ACCOUNT, DAY - timedelta(days=1), False, 0) is DeadlineStatus.UPCOMING
    assert status(ACCOUNT, DAY, False, 0) is DeadlineStatus.DUE_TODAY


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        pytest.param(DAY - timedelta(days=1), True, id="the day before"),
        pytest.param(DAY, True, id="on the day"),
        pytest.param(DAY + timedelta(days=1), False, id="the day after"),
        pytest.param(None, False, id="not at all"),
    ],
)
def test_the_day_itself_is_in_time(received: date | None, expected: bool) -> None:
    assert in_time(ACCOUNT, received) is expected


@pytest.mark.parametrize(
    ("month", "weeks", "expected"),
    [
        pytest.param(date(2024, 2, 1), 3, date(2024, 3, 21), id="leap February"),
        pytest.param(date(2024, 12, 1), 3, date(2025, 1, 21), id="into the next year"),
        pytest.param(date(2024, 1, 1), 0, date(2024, 1, 31), id="no weeks is the last day"),
    ],
)
def test_weeks_are_counted_from_the_last_day_of_the_month(month: date, weeks: int, expected: date) -> None:
    assert weeks_after(month, weeks) == expected


@settings(max_examples=50, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_day_after_the_last_of_a_month_is_the_first_of_the_next(day: date) -> None:
    month = day.replace(day=1)
    assert last_day(month) >= day
    assert (last_day(month) + timedelta(days=1)).day == 1


def test_a_monthly_report_is_about_its_month_and_a_report_on_a_year_about_none() -> None:
    february, march = date(2024, 2, 1), date(2024, 3, 1)
    assert replace(ACCOUNT, months=(february,)).month == february
    assert replace(ACCOUNT, months=(february, march)).month is None
    assert ACCOUNT.month is None


def test_the_sentence_says_who_what_when_and_where() -> None:
    assert ACCOUNT.sentence == "Regionen ska lämna redovisning senast den 30 september 2024 (avsnitt 5)."


def test_a_day_that_the_agency_has_yet_to_set_is_called_a_default() -> None:
    left_to_the_agency = replace(ACCOUNT, is_agencys=True)
    assert left_to_the_agency.is_default_day
    assert left_to_the_agency.sentence == (
        "Regionen ska lämna redovisning senast den 30 september 2024 (avsnitt 5); dagen är ett förval tills "
        "myndigheten anger ett datum."
    )


def test_a_day_that_the_agency_has_set_names_its_decision() -> None:
    told = replace(ACCOUNT, is_agencys=True, reference="4.1-1/2024")
    assert not told.is_default_day
    assert told.sentence == (
        "Regionen ska lämna redovisning senast den 30 september 2024 (avsnitt 5); dagen enligt myndighetens beslut "
        "4.1-1/2024."
    )


UNDATED = replace(ACCOUNT, day=None, is_agencys=True)


@pytest.mark.parametrize("today", [date.min, DAY, date.max], ids=["the first day", "any day", "the last day"])
def test_without_a_day_nothing_can_be_late_and_what_is_done_is_met(today: date) -> None:
    assert status(UNDATED, today, False, WARN_DAYS) is DeadlineStatus.NO_DAY
    assert status(UNDATED, today, None, WARN_DAYS) is DeadlineStatus.NO_DAY
    assert status(UNDATED, today, True, WARN_DAYS) is DeadlineStatus.MET


def test_without_a_day_whatever_has_come_in_is_in_time() -> None:
    assert in_time(UNDATED, date.max)
    assert not in_time(UNDATED, None)


def test_without_a_day_the_notice_says_so_and_counts_no_days() -> None:
    sentence = "Regionen ska lämna redovisning (avsnitt 5); myndigheten har inte angett någon sista dag."
    assert UNDATED.sentence == notice(UNDATED, DAY) == sentence


@pytest.mark.parametrize(
    ("days_before", "said"),
    [
        pytest.param(2, "Det är 2 dagar kvar.", id="two days left"),
        pytest.param(1, "Dagen är i morgon.", id="tomorrow"),
        pytest.param(0, "Dagen är i dag.", id="today"),
        pytest.param(-1, "Dagen har passerat.", id="passed"),
    ],
)
def test_a_notice_says_how_long_is_left_and_who_is_missing(days_before: int, said: str) -> None:
    text = notice(ACCOUNT, DAY - timedelta(days=days_before), missing=["09", "12"])
    assert text == f"{ACCOUNT.sentence} {said} Har inte kommit in från Region Gotland och Region Skåne."


def test_a_notice_tells_the_late_from_the_missing() -> None:
    text = notice(ACCOUNT, DAY + timedelta(days=1), missing=["09"], late=["12"])
    assert text.endswith("Har inte kommit in från Region Gotland. Kom in för sent från Region Skåne.")


@pytest.mark.parametrize(
    ("missing", "late", "said"),
    [
        pytest.param(CODES, (), "Har inte kommit in från någon region.", id="all missing"),
        pytest.param((), CODES, "Kom in för sent från alla regioner.", id="all late"),
    ],
)
def test_when_it_is_about_every_region_they_are_not_listed(
    missing: tuple[str, ...], late: tuple[str, ...], said: str
) -> None:
    assert notice(ACCOUNT, DAY + timedelta(days=1), missing, late).endswith(said)


def test_a_passed_day_that_nothing_tells_about_accuses_nobody() -> None:
    report = replace(ACCOUNT, who=Who.AGENCY, what="lämna slutredovisning")
    assert notice(report, DAY + timedelta(days=1)) == (
        "Socialstyrelsen ska lämna slutredovisning senast den 30 september 2024 (avsnitt 5). Dagen har passerat. "
        "Om det är gjort går inte att se här."
    )
