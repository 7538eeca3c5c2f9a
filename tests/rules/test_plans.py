"""What a row of beds is that does not say so, at every limit."""

from datetime import date

import pytest

from rules.found_decrees import decree
from rules.plans import item_of, planned_months, unsaid
from rules.reports import BUP, OUTCOME, PLAN, VARDPLATSER

PLANNED = planned_months(VARDPLATSER)
FIRST, LAST = min(PLANNED), max(PLANNED)
BEFORE, AFTER = date(2024, 12, 1), date(2026, 1, 1)


def row(overcrowded: int | None = None, outlying: int | None = None, **said: str | None) -> dict[str, object]:
    return {"overbelaggningar_per_100": overcrowded, "utlokaliseringar_per_100": outlying, "beds": 90, **said}


def test_planned_months_are_those_that_decrees_declare() -> None:
    reporting, capacity = decree("vardplatser_2024").reporting, decree("kapacitet_2022").capacity
    assert reporting and capacity
    assert frozenset(reporting.planned_months) | frozenset(capacity.planned_months) == PLANNED
    assert (len(PLANNED), FIRST, LAST) == (12, date(2025, 1, 1), date(2025, 12, 1))


def test_a_kind_without_plans_has_no_planned_months() -> None:
    assert planned_months(BUP) == frozenset()


@pytest.mark.parametrize(
    ("month", "values", "said"),
    [
        pytest.param(FIRST, row(), PLAN, id="the first planned month, both rates empty"),
        pytest.param(LAST, row(), PLAN, id="the last planned month, both rates empty"),
        pytest.param(BEFORE, row(), OUTCOME, id="December of the year before"),
        pytest.param(AFTER, row(), OUTCOME, id="January of the year after"),
        pytest.param(FIRST, row(overcrowded=5), OUTCOME, id="only outlying patients empty"),
        pytest.param(FIRST, row(outlying=2), OUTCOME, id="only overcrowding empty"),
        pytest.param(FIRST, row(0, 0), OUTCOME, id="zero is a value"),
        pytest.param(FIRST, row(5, 2), OUTCOME, id="neither empty"),
        pytest.param(None, row(), OUTCOME, id="no month"),
    ],
)
def test_a_row_that_does_not_say_so_is_a_plan_only_in_a_planned_month_without_rates(
    month: date | None, values: dict[str, object], said: str
) -> None:
    assert unsaid(VARDPLATSER, month, values, PLANNED) == said


@pytest.mark.parametrize(
    ("month", "values", "item"),
    [
        pytest.param(FIRST, row(statement=OUTCOME), "", id="an outcome without rates"),
        pytest.param(FIRST, row(5, 2, statement=PLAN), PLAN, id="a plan with rates"),
        pytest.param(BEFORE, row(statement=PLAN), PLAN, id="a plan of another month"),
        pytest.param(FIRST, row(statement=None), PLAN, id="nothing said"),
        pytest.param(FIRST, row(), PLAN, id="a row kept before it could say so"),
        pytest.param(BEFORE, row(), "", id="an outcome kept before it could say so"),
    ],
)
def test_what_a_row_says_counts_and_where_it_says_nothing_its_values_do(
    month: date, values: dict[str, object], item: str
) -> None:
    assert item_of(VARDPLATSER, month, values, PLANNED) == item
