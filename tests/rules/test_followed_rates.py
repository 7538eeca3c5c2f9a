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
    assert of_march(rates) == RateOfMonth("12", MARCH, Decimal(lowest), level)


def test_a_month_without_the_rate_of_every_item_is_not_told_but_one_below_is_enough_to_be_below() -> None:
    first, *_ = FOLLOWED.items
    assert of_march({first: ENOUGH}).level is Level.NOT_TOLD
    assert of_march({first: ENOUGH - 1}).level is Level.BELOW


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
