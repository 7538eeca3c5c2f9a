from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.numbers import MOST_DIGITS, rate, whole
from readers.rejections import Code, Unreadable
from schemas.columns import RATE_DECIMALS


def code(read: Callable[[str], object], text: str) -> Code:
    with pytest.raises(Unreadable) as error:
        read(text)
    return error.value.code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("0", 0),
        ("007", 7),
        ("12.0", 12),
        ("12,00", 12),
        ("-3", -3),
        ("−3", -3),
        ("+3", 3),
        (" 12 ", 12),
        ("1 234", 1234),
        ("1\u00a0234\u00a0567", 1234567),
        ("12\u2009345", 12345),
        ("12\u202f345,0", 12345),
        ("9" * MOST_DIGITS, int("9" * MOST_DIGITS)),
    ],
)
def test_a_whole_number_may_be_written_in_many_ways(text: str, value: int) -> None:
    assert whole(text) == value


@pytest.mark.parametrize("text", ["", " ", "..", "-", ".", "saknas", "Saknas", "SAKNAS "])
def test_signs_for_no_value_are_none_and_never_zero(text: str) -> None:
    assert whole(text) is None
    assert rate(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "12a",
        "ca 12",
        "12 st",
        "1 23",
        "1234 567",
        "12 3456",
        "1  234",
        "1_000",
        "1.234.567",
        "1,5,5",
        ",5",
        "5,",
        "--5",
        "- 5",
        "1e3",
        "nan",
        "inf",
        "１２",
        "٣",
        "50 %",
        "0x10",
        "…",
        "SANT",
        "2024-02-01",
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert code(whole, text) is Code.INTE_TAL
    assert code(rate, text) is Code.INTE_TAL


@pytest.mark.parametrize("text", ["12.5", "1,234", "0.1", "12.000000000000002"])
def test_a_count_with_decimals_is_refused(text: str) -> None:
    assert code(whole, text) is Code.INTE_HELTAL


@pytest.mark.parametrize("text", ["1.000", "1,000", "12.000"])
def test_a_count_that_may_be_one_or_a_thousand_is_refused(text: str) -> None:
    assert code(whole, text) is Code.INTE_HELTAL


def test_a_number_too_long_for_the_tables_is_refused() -> None:
    assert code(whole, "1" + "0" * MOST_DIGITS) is Code.UTANFOR_GRANS
    assert code(rate, "1" + "0" * MOST_DIGITS) is Code.UTANFOR_GRANS
    assert code(whole, "9" * 10_000) is Code.UTANFOR_GRANS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.98", "3.98"),
        ("3,98", "3.98"),
        ("1 234,5", "1234.5"),
        ("3.980000", "3.98"),
        ("-0.5", "-0.5"),
        ("1.234", "1.234"),
        ("0." + "1" * RATE_DECIMALS, "0." + "1" * RATE_DECIMALS),
        ("0." + "1" * RATE_DECIMALS + "0", "0." + "1" * RATE_DECIMALS),
    ],
)
def test_a_rate_is_exactly_what_is_written(text: str, value: str) -> None:
    assert rate(text) == Decimal(value)


def test_a_rate_with_more_decimals_than_are_kept_is_refused() -> None:
    assert code(rate, "0." + "1" * (RATE_DECIMALS + 1)) is Code.FOR_MANGA_DECIMALER


@pytest.mark.parametrize("text", ["91,5 %", "91.5%", "91,5\u00a0%", "91,5"])
def test_a_per_cent_may_have_its_sign(text: str) -> None:
    assert rate(text, percent=True) == Decimal("91.5")


@settings(max_examples=100, deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_a_number_survives_swedish_writing(value: int) -> None:
    written = f"{value:,}"
    assert whole(written.replace(",", " ")) == whole(written.replace(",", "\u00a0")) == whole(str(value)) == value


@settings(max_examples=100, deadline=None)
@given(st.decimals(0, 10**6, places=6))
def test_a_rate_survives_comma_and_point(value: Decimal) -> None:
    assert rate(f"{value:f}") == rate(f"{value:f}".replace(".", ",")) == value
