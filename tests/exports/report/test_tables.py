from datetime import date
from decimal import Decimal

import pytest

from exports.report.tables import Figure, figure, total
from rules.swedish import NO_BREAK_SPACE
from schemas.capacity import OccupancyMonths
from schemas.follow_up import CapLine, RemainingLine
from schemas.ledger import Ledger
from schemas.results import BonusPot, Payout

PAYOUT = {"programme": "p", "payment": "b", "component": "å&=", "region_code": "01", "amount_kr": 1234567, "mark": ""}


def test_a_figure_says_which_cell_it_is() -> None:
    shown = figure(Payout, PAYOUT, "amount_kr")
    assert (shown.row, shown.column) == (
        "out.payout?programme=p&payment=b&component=%C3%A5%26%3D&region_code=01",
        "amount_kr",
    )
    assert (shown.text.replace(NO_BREAK_SPACE, " "), shown.value) == ("1 234 567", "1234567")


def test_a_sum_says_which_rows_it_is_of() -> None:
    shown = total(Payout, [PAYOUT, PAYOUT], "amount_kr", programme="p", payment="b")
    assert (shown.row, shown.value) == ("out.payout?programme=p&payment=b", "2469134")


@pytest.mark.parametrize(
    ("model", "column", "value", "text", "is_number"),
    [
        pytest.param(Payout, "amount_kr", 0, "0", True, id="zero is a number"),
        pytest.param(Ledger, "requested_kr", None, "–", False, id="missing is not zero"),
        pytest.param(CapLine, "cap_used_percent", Decimal("99.99"), "99,99", True, id="two decimals"),
        pytest.param(RemainingLine, "per_100_000", Decimal("19.999999"), "19,99", True, id="cut, never rounded up"),
        pytest.param(BonusPot, "forfeited_kr_exact", Decimal("1000.50"), "1 000,50", True, id="öre"),
        pytest.param(BonusPot, "forfeited_kr_exact", Decimal("1000.00"), "1 000", True, id="no öre"),
        pytest.param(RemainingLine, "is_qualified", False, "nej", False, id="no"),
        pytest.param(CapLine, "month_reached", date(2025, 10, 1), "oktober 2025", False, id="a month"),
        pytest.param(Ledger, "requested_on", date(2025, 10, 1), "1 oktober 2025", False, id="a day"),
        pytest.param(OccupancyMonths, "year", 2024, "2024", True, id="a year has no thousands"),
    ],
)
def test_a_value_is_written_as_what_it_is(model, column, value, text, is_number) -> None:
    row = dict.fromkeys(model.to_schema().columns) | {column: value}
    shown = figure(model, row, column)
    assert (shown.text.replace(NO_BREAK_SPACE, " "), shown.is_number) == (text, is_number)


@pytest.mark.parametrize(
    ("text", "value", "is_said"),
    [
        pytest.param("1 234,50", "1234.50", True, id="a number"),
        pytest.param("−1", "-1", True, id="below zero"),
        pytest.param("1,23", "1.234", False, id="cut decimals"),
        pytest.param("1,5", "1,5", False, id="a text that looks like another number"),
        pytest.param("januari 2024", "2024-01-01", False, id="a month"),
        pytest.param("a,b −", "a,b −", True, id="a text"),
        pytest.param("–", "", False, id="missing"),
    ],
)
def test_a_text_says_its_value_when_it_can_be_read_back(text, value, is_said) -> None:
    shown = Figure(text.replace(" ", NO_BREAK_SPACE) if is_said and text[0].isdigit() else text, value, "", "", False)
    assert shown.says_value == is_said


def test_rows_of_no_value_are_found_by_no_value(tables_of) -> None:
    ledger = dict.fromkeys(Ledger.to_schema().columns) | {"programme": "p", "payment": "b", "recipient": "01"}
    tables = tables_of({Ledger: [ledger, ledger | {"recipient": "03", "requested_kr": 1}]})
    assert [row["recipient"] for row in tables.rows(Ledger, requested_kr=None)] == ["01"]
    assert [row["recipient"] for row in tables.rows(Ledger, requested_kr=1)] == ["03"]
