from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rules.parameters import describe
from rules.signals import LIMITS, Replacement, changed_after_rules
from rules.signals import signals as of_given
from rules.swedish import NO_BREAK_SPACE
from tests.rules.decrees.beds import REPORTING, BedsReport, given

OUTCOME_MONTHS = REPORTING.outcome_months

RATE = "overbelaggningar_per_100"


def in_skane(value_name, values, first=0):
    """Reports of Skåne for months in a row; None leaves the value out."""
    return {
        ("12", month): BedsReport(**{value_name: None if value is None else Decimal(value)})
        for month, value in zip(OUTCOME_MONTHS[first:], values, strict=False)
    }


def signals(reports, limits=LIMITS):
    return of_given(given(reports), OUTCOME_MONTHS, limits)


def codes(reports, limits=LIMITS):
    return [(signal.code, signal.month) for signal in signals(reports, limits)]


@pytest.mark.parametrize(
    ("before", "value", "noticed"),
    [
        pytest.param("0.3", "2.99", False, id="just under ten times"),
        pytest.param("0.3", "3.0", True, id="exactly ten times, no binary fraction"),
        pytest.param("0.3", "3.01", True, id="over ten times"),
        pytest.param("3.0", "0.301", False, id="just over a tenth"),
        pytest.param("3.0", "0.3", True, id="exactly a tenth"),
        pytest.param("3.0", "0.299", True, id="under a tenth"),
        pytest.param("3.0", "0", True, id="down to zero"),
        pytest.param("0", "3.0", False, id="up from zero"),
        pytest.param(None, "3.0", False, id="nothing the month before"),
        pytest.param("3.0", None, False, id="nothing this month"),
    ],
)
def test_a_value_ten_times_or_a_tenth_of_last_month_is_noticed(before, value, noticed):
    expected = [("jump", OUTCOME_MONTHS[1])] if noticed else []
    assert codes(in_skane(RATE, [before, value])) == expected


def test_a_jump_over_the_turn_of_the_year_is_noticed():
    reports = in_skane(RATE, ["0.4", "4"], first=11)
    assert codes(reports) == [("jump", date(2024, 1, 1))]


@pytest.mark.parametrize(
    ("values", "noticed"),
    [
        pytest.param(["4.1"] * 3, [], id="three months"),
        pytest.param(["4.1"] * 4, [("same_value", OUTCOME_MONTHS[3])], id="four months"),
        pytest.param(["4.1", "4.10", "4.100", "4.1"], [("same_value", OUTCOME_MONTHS[3])], id="written differently"),
        pytest.param(["4.1"] * 6, [("same_value", OUTCOME_MONTHS[5])], id="six months are one run"),
        pytest.param(["4.1", "4.1", None, "4.1", "4.1"], [], id="broken by a missing month"),
        pytest.param(["4.1", "4.1", "4.2", "4.1", "4.1"], [], id="broken by another value"),
        pytest.param(["0"] * 6, [], id="zeros"),
        pytest.param([None] * 6, [], id="missing values"),
    ],
)
def test_the_same_value_four_months_in_a_row_is_noticed(values, noticed):
    assert codes(in_skane(RATE, values)) == noticed


@pytest.mark.parametrize(
    ("beds", "occupancy", "noticed"),
    [
        pytest.param(["200", "209.99"], ["92.5", "92.5"], False, id="just under five per cent"),
        pytest.param(["200", "210"], ["92.5", "92.5"], True, id="exactly five per cent more"),
        pytest.param(["200", "190"], ["92.5", "92.50"], True, id="exactly five per cent fewer"),
        pytest.param(["200", "230"], ["92.5", "92.5"], True, id="over five per cent"),
        pytest.param(["200", "230"], ["92.5", "92.6"], False, id="occupancy changed too"),
        pytest.param(["200", "230"], [None, None], False, id="occupancy missing"),
        pytest.param([None, "230"], ["92.5", "92.5"], False, id="beds missing the month before"),
        pytest.param(["200", None], ["92.5", "92.5"], False, id="beds missing this month"),
    ],
)
def test_beds_that_change_while_the_occupancy_stands_still_are_noticed(beds, occupancy, noticed):
    with_beds, with_occupancy = in_skane("beds", beds), in_skane("occupancy_percent", occupancy)
    reports = {
        key: replace(report, occupancy_percent=with_occupancy[key].occupancy_percent)
        for key, report in with_beds.items()
    }
    assert codes(reports) == ([("beds_without_occupancy", OUTCOME_MONTHS[1])] if noticed else [])


def test_plans_and_targets_for_2025_are_not_looked_at():
    reports = {
        ("12", date(2025, month, 1)): BedsReport(beds=Decimal(200), occupancy_percent=Decimal(90))
        for month in range(1, 13)
    }
    assert signals(reports) == ()


def test_the_limits_are_settings():
    reports = in_skane(RATE, ["1", "2", "2"])
    assert codes(reports, replace(LIMITS, jump_factor=2, same_value_months=2)) == [
        ("jump", OUTCOME_MONTHS[1]),
        ("same_value", OUTCOME_MONTHS[2]),
    ]
    assert {described.section for described in describe(LIMITS)} == {"eget val"}


def changed(**what):
    row = Replacement(
        "12",
        date(2023, 3, 1),
        RATE,
        old=Decimal("3.9"),
        old_received=date(2023, 12, 1),
        new=Decimal("4.1"),
        new_received=date(2024, 1, 1),
    )
    return changed_after_rules([replace(row, **what)])


@pytest.mark.parametrize(
    "what",
    [
        pytest.param({}, id="on the day the rules were known"),
        pytest.param({"new_received": date(2024, 5, 2)}, id="after it"),
        pytest.param({"month": date(2023, 12, 1)}, id="last month of the compared year"),
        pytest.param({"new": None}, id="withdrawn"),
        pytest.param({"new": Decimal("3.8")}, id="to a lower value"),
        pytest.param({"old": Decimal(0)}, id="from zero, which is a value"),
    ],
)
def test_a_2023_value_changed_after_the_rules_were_known_is_noticed(what):
    assert [signal.code for signal in changed(**what)] == ["changed_after_rules"]


@pytest.mark.parametrize(
    "what",
    [
        pytest.param({"new_received": date(2023, 12, 31)}, id="the day before the rules were known"),
        pytest.param({"month": date(2024, 1, 1)}, id="a month of the measured year"),
        pytest.param({"month": date(2022, 12, 1)}, id="a month of the year before"),
        pytest.param({"new": Decimal("3.90")}, id="the same value again"),
        pytest.param({"old": None}, id="no value before"),
    ],
)
def test_other_replacements_are_not_noticed(what):
    assert changed(**what) == ()


def test_messages_say_the_fact_the_reason_and_that_no_money_changes():
    jump, same = (signals(in_skane(RATE, values))[0].message for values in (["3.98", "39.8"], ["4.1"] * 5))
    assert jump == (
        "Region Skåne: överbeläggningar per 100 vårdplatser gick från 3,98 i januari 2023 till 39,8 i februari 2023. "
        "Ett värde som är minst 10 gånger större eller mindre än månaden före kan bero på ett skrivfel, till exempel "
        "ett flyttat decimaltecken. Iakttagelsen påverkar inga belopp; kontrollera värdet med regionen."
    )
    assert "var 4,1 alla 5 månader januari–maj 2023. Samma värde minst 4 månader i rad" in same
    beds = {
        ("12", OUTCOME_MONTHS[0]): BedsReport(beds=Decimal(2000), occupancy_percent=Decimal(95)),
        ("12", OUTCOME_MONTHS[1]): BedsReport(beds=Decimal(1800), occupancy_percent=Decimal(95)),
    }
    assert (
        "gick från 2 000 i januari 2023 till 1 800 i februari 2023, en ändring med 10 procent, medan beläggningsgraden "
        "båda månaderna var 95 procent."
    ) in signals(beds)[0].message.replace(NO_BREAK_SPACE, " ")
    assert "i mars 2023 var 3,9 i leveransen den 1 december 2023 och är 4,1 i leveransen den 1 januari 2024." in (
        changed()[0].message
    )
    assert "saknas i leveransen den 1 januari 2024." in changed(new=None)[0].message
