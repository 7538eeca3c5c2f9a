from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.swedish import (
    NO_BREAK_SPACE,
    about,
    counted,
    day,
    kronor,
    listing,
    month_abbreviation,
    month_name,
    month_span,
    month_spans,
    number,
)


def plain(text):
    return text.replace(NO_BREAK_SPACE, " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1 000"),
        (1_545_740_465, "1 545 740 465"),
        (Decimal("1234.50"), "1 234,5"),
        (Decimal("0.05"), "0,05"),
        (Fraction(-5, 2), "−2,5"),
    ],
)
def test_a_number_has_all_its_digits_decimal_comma_and_blanks_between_thousands(value, text):
    assert plain(number(value)) == text


def test_thousands_never_break_across_lines():
    assert number(1000) == f"1{NO_BREAK_SPACE}000"


def test_a_number_without_a_finite_decimal_form_is_refused_and_can_be_cut():
    with pytest.raises(ValueError, match="no finite decimal form"):
        number(Fraction(1, 3))
    assert about(Fraction(1, 3), 2) == "0,33"


@pytest.mark.parametrize(
    ("value", "text"),
    [("74.999", "74,99"), ("75", "75"), ("75.001", "75"), ("-0.999", "−0,99")],
    ids=["under", "at", "over", "negative"],
)
def test_a_cut_number_never_claims_a_limit_that_was_not_reached(value, text):
    assert about(Decimal(value), 2) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 filer"),
        (1, "1 fil"),
        (-1, "−1 fil"),
        (2, "2 filer"),
        (Fraction(3, 2), "1,5 filer"),
        (1001, "1 001 filer"),
    ],
)
def test_what_is_counted_is_inflected(count, text):
    assert plain(counted(count, "fil", "filer")) == text


def test_one_krona_is_one_krona():
    assert plain(kronor(1)) == "1 krona"


def test_kronor_are_named_and_keep_their_decimals():
    assert plain(kronor(Fraction(2001, 2))) == "1 000,50 kronor"


def test_days_and_months_are_written_out():
    assert day(date(2024, 12, 16)) == "16 december 2024"
    assert month_name(date(2024, 2, 1)) == "februari 2024"
    assert month_abbreviation(date(2024, 2, 1)) == "feb"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2024, 3, 1), date(2024, 3, 1), "mars 2024"),
        (date(2024, 3, 1), date(2024, 5, 1), "mars–maj 2024"),
        (date(2023, 11, 1), date(2024, 2, 1), "november 2023–februari 2024"),
    ],
    ids=["one month", "one year", "two years"],
)
def test_a_span_of_months_names_the_year_once_when_it_can(first, last, text):
    assert month_span(first, last) == text


def test_months_that_follow_on_one_another_are_written_together():
    months = [date(2024, 7, 1), date(2024, 5, 1), date(2024, 6, 1), date(2024, 3, 1)]
    assert month_spans(months) == "mars 2024 och maj–juli 2024"


@pytest.mark.parametrize(
    ("items", "text"),
    [((), ""), (("a",), "a"), (("a", "b"), "a och b"), (("a", "b", "c"), "a, b och c")],
    ids=["none", "one", "two", "three"],
)
def test_a_list_ends_with_och(items, text):
    assert listing(items) == text
