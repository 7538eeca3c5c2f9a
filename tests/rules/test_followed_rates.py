"""Rates that are to be at a certain level every month: limits, items, and what has not been told yet."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.decrees.tillganglighet_2024 import DECREE
from rules.duties import report_days
from rules.followed_rates import Level, RateOfMonth, rates_by_month
from rules.regions import CODES

(FOLLOWED,) = DECREE.followed_rates
MARCH = date(2024, 3, 1)
LAST_DAYS = report_days(DECREE, FOLLOWED.kind.id)
ENOUGH = Decimal(95)


def of_march(rates: Mapping[str, Decimal | None], on: date = date.max) -> RateOfMonth:
    rows = rates_by_month(FOLLOWED, {("12", MARCH): rates} if rates else {}, LAST_DAYS, on)
    return next(row for row in rows if (row.region_code, row.month) == ("12", MARCH))


def test_every_region_has_a_row_for_every_month_of_the_year() -> None:
    rows = list(rates_by_month(FOLLOWED, {}, LAST_DAYS, date.max))
    assert [row.month.month for row in rows if row.region_code == "12"] == list(range(1, 13))
    assert len(rows) == 12 * len(CODES)


@pytest.mark.parametrize(
    ("lowest", "level"),
    [
        pytest.param("94.99", Level.BELOW, id="under"),
        pytest.param("95", Level.MET, id="at"),
        pytest.param("95.01", Level.MET, id="over"),
    ],
)
def test_the_lowest_rate_of_a_month_is_held_against_the_limit(lowest: str, level: Level) -> None:
    rates = dict.fromkeys(FOLLOWED.items, Decimal(99)) | {FOLLOWED.items[1]: Decimal(lowest)}
    row = of_march(rates)
    assert row == RateOfMonth("12", MARCH, Decimal(lowest), level, row.lacking)


def test_a_month_without_the_rate_of_every_item_is_not_told_but_one_below_is_enough_to_be_below() -> None:
    first, *_ = FOLLOWED.items
    assert of_march({first: ENOUGH}).level is Level.NOT_TOLD
    assert of_march({first: ENOUGH - 1}).level is Level.BELOW


@pytest.mark.parametrize(
    ("rate", "told", "lacking"),
    [
        pytest.param("94.99", {}, 2, id="under, nothing told"),
        pytest.param("94.99", {"unreported"}, 1, id="under, without a plan"),
        pytest.param("94.99", {"unreported", "unreported_plan"}, 0, id="under, explained"),
        pytest.param("95", {}, 0, id="at"),
        pytest.param(None, {}, 0, id="not told"),
    ],
)
def test_below_the_limit_a_region_is_to_tell_what_is_not_reported_and_the_plan(
    rate: str | None, told: set[str], lacking: int
) -> None:
    first, second, _ = FOLLOWED.items
    rates = {first: Decimal(rate) if rate else None, second: ENOUGH}
    rows = rates_by_month(FOLLOWED, {("12", MARCH): rates}, LAST_DAYS, date.max, {("12", MARCH): {first: told}})
    row = next(row for row in rows if (row.region_code, row.month) == ("12", MARCH))
    assert row.lacking == tuple(each.words for each in FOLLOWED.explained_by)[2 - lacking :]


def test_an_explanation_of_one_measure_is_none_of_another() -> None:
    first, second, _ = FOLLOWED.items
    told = {first: {"unreported", "unreported_plan"}}
    rows = rates_by_month(
        FOLLOWED,
        {("12", MARCH): dict.fromkeys((first, second), ENOUGH - 1)},
        LAST_DAYS,
        date.max,
        {("12", MARCH): told},
    )
    row = next(row for row in rows if (row.region_code, row.month) == ("12", MARCH))
    assert len(row.lacking) == 2


@pytest.mark.parametrize(
    ("days_after", "level"),
    [
        pytest.param(-1, Level.AWAITED, id="the day before"),
        pytest.param(0, Level.AWAITED, id="the last day"),
        pytest.param(1, Level.NOT_TOLD, id="the day after"),
    ],
)
def test_a_month_not_reported_is_awaited_to_the_last_report_day(days_after: int, level: Level) -> None:
    assert of_march({}, LAST_DAYS[MARCH] + timedelta(days=days_after)).level is level


def test_a_report_without_a_rate_is_not_awaited() -> None:
    row = of_march(dict.fromkeys(FOLLOWED.items), LAST_DAYS[MARCH])
    assert (row.level, row.lowest) == (Level.NOT_TOLD, None)
