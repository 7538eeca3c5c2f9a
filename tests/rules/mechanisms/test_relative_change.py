from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.mechanisms.relative_change import RelativeChange
from rules.numbers import Values
from rules.readings import Readings
from tests.rules.mechanisms.made_up import RATE, SHARE, month_of, number, seen

PERCENT = number(Decimal("0.5"), "percent")
CHANGE = RelativeChange(PERCENT)


def change(now: str, before: str | None, *, measure=RATE, readings: Readings | None = None, **numbers: Decimal):
    """From one rate to another."""
    earlier = {} if before is None else {"01": {RATE.column: Decimal(before)}}
    at = month_of(
        measure, {"01": {RATE.column: Decimal(now)}}, earlier, readings=readings or Readings(), numbers=numbers
    )
    return CHANGE.tested(at, "01")


@pytest.mark.parametrize(
    ("now", "before", "t09", "part"),
    [
        ("3.98", "4.00", "relative", 1),
        ("3.97", "4.00", "relative", 1),
        ("3.99", "4.00", "relative", 0),
        ("4.00", "4.00", "relative", 0),
        ("4.10", "4.00", "relative", 0),
        ("3.50", "4.00", "percentage_points", 1),
        ("3.51", "4.00", "percentage_points", 0),
        ("0", "0.01", "relative", 1),
        ("0", "0.01", "percentage_points", 0),
    ],
)
def test_fewer_by_the_limit_or_more_gives_the_pot(now, before, t09, part):
    assert change(now, before, readings=Readings(t09=t09)).part == part


def test_where_more_is_better_a_rise_is_the_improvement():
    more = replace(RATE, is_fewer_better=False)
    assert [change(now, "4.00", measure=more).part for now in ("4.02", "4.01", "3.90")] == [1, 0, 0]


def test_another_limit_is_held_against():
    assert change("3.99", "4.00", percent=Decimal("0.25")).part == 1
    assert change("3.98", "4.00", percent=Decimal("0.51")).part == 0


@pytest.mark.parametrize(
    ("now", "before", "t10", "part"),
    [
        ("0", "0", "closed", 0),
        ("0", "0", "zero_kept", 1),
        ("1", "0", "zero_kept", 0),
        ("0", None, "zero_kept", 0),
        ("0", None, "closed", 0),
    ],
)
def test_nothing_is_better_than_zero_unless_zero_counts_as_kept(now, before, t10, part):
    assert change(now, before, readings=Readings(t10=t10)).part == part


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("3.00", "4.00", " mot 4 i mars 2030, en minskning med 25 procent (minst 0,5 procent krävs)"),
        ("3.99", "4.00", " mot 4 i mars 2030, en minskning med 0,25 procent (minst 0,5 procent krävs)"),
        ("4.00", "4.00", " mot 4 i mars 2030, ingen förändring (en minskning med minst 0,5 procent krävs)"),
        (
            "5.00",
            "4.00",
            " mot 4 i mars 2030, en ökning med 25 procent (en minskning med minst 0,5 procent krävs)",
        ),
        ("2.00", "3.00", " mot 3 i mars 2030, en minskning med 33,33 procent (minst 0,5 procent krävs)"),
        (
            "100000.01",
            "100000",
            " mot 100 000 i mars 2030, en ökning med mindre än 0,01 procent (en minskning med minst 0,5 procent krävs)",
        ),
        ("1.00", "0", " mot 0 i mars 2030, ett värde som inte går att förbättra"),
        ("1.00", None, " utan värde för mars 2030 att jämföra med"),
    ],
)
def test_the_comparison_is_told(now, before, said):
    tested = change(now, before)
    assert tested.taken() == tested.failed()
    assert tested.failed().replace("\N{NO-BREAK SPACE}", " ") == said


def test_it_is_told_in_percentage_points_where_they_are_counted():
    told = change("3.00", "4.00", readings=Readings(t09="percentage_points")).failed()
    assert told == " mot 4 i mars 2030, en minskning med 1 procentenheter (minst 0,5 procentenheter krävs)"


def test_where_more_is_better_the_words_change_places():
    more = replace(RATE, is_fewer_better=False)
    assert change("5", "4", measure=more).failed() == (
        " mot 4 i mars 2030, en ökning med 25 procent (minst 0,5 procent krävs)"
    )
    assert change("3", "4", measure=more).failed() == (
        " mot 4 i mars 2030, en minskning med 25 procent (en ökning med minst 0,5 procent krävs)"
    )


def test_a_zero_that_is_kept_is_told():
    told = change("0", "0", readings=Readings(t10="zero_kept")).failed()
    assert told == " mot 0 i mars 2030, vilket räknas som en behållen förbättring"


def test_without_a_share_of_the_year_before_the_sentence_has_no_comma_first():
    told = CHANGE.tested(month_of(SHARE, {"01": seen(10, 5)}), "01").failed()
    nobody = CHANGE.tested(month_of(SHARE, {"01": seen(10, 5)}, {"01": seen(0, 0)}), "01").failed()
    assert nobody == " vilket inte kan jämföras med mars 2030 eftersom inga genomfördes då"
    assert told == " vilket inte kan jämföras med mars 2030 eftersom uppgift om genomförda första besök saknas"


def test_terms_limits_and_names():
    values, one = Values({"percent": Decimal(1)}), (replace(PERCENT, value=Decimal(1)),)
    assert CHANGE.terms(1, values) == CHANGE.terms(0, values) == CHANGE.limits(values) == one
    assert (CHANGE.words(values), CHANGE.short(values)) == ("förbättring", "förbättring")
    assert CHANGE.looks_at(month_of(RATE, {}), "01") == ()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 1000), st.sampled_from(["relative", "percentage_points"]))
def test_a_lower_rate_never_gives_less(now, before, t09):
    readings = Readings(t09=t09)
    higher, lower = (str(Decimal(rate).scaleb(-2)) for rate in (now + 1, now))
    assert change(lower, str(before), readings=readings).part >= change(higher, str(before), readings=readings).part
