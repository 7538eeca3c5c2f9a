"""Rounding of exact amounts: the only place in the project where a number is rounded.

Every call names the reading (T-number) that says so, because who gets half a krona is a question of
law and not of arithmetic. Amounts before rounding are `int` or `Fraction`; a float is refused.
"""

import re
from decimal import Decimal
from fractions import Fraction
from math import floor

Exact = int | Fraction
"""An exact number: kronor before rounding, a share, a percentage."""

_T_NUMBER = re.compile(r"T\d\d")


def round_half_up(exact: Exact, *, reading: str, decimals: int = 0) -> Fraction:
    """Round to `decimals` decimals, an exact half upwards: 0.5 -> 1, 2.5 -> 3, 0.05 -> 0.1 (one decimal).

    Raises `TypeError` for a float and `ValueError` when `reading` is not a T-number.
    """
    _require_exact(exact, reading)
    scale = 10**decimals
    return Fraction(_half_up(exact, scale), scale)


def whole_kronor(exact: Exact, *, reading: str) -> int:
    """Whole kronor, half up: `whole_kronor(Fraction(5, 2), reading="T02") == 3`."""
    _require_exact(exact, reading)
    return _half_up(exact, 1)


def whole_kronor_down(exact: Exact, *, reading: str) -> int:
    """The whole kronor in an exact amount; the rest is left to the caller to account for."""
    _require_exact(exact, reading)
    return floor(exact)


def two_decimals(exact: Exact) -> Decimal:
    """An exact number of at most two decimals as `Decimal`, for storing; nothing is rounded.

    Raises `ValueError` when two decimals do not hold it: `two_decimals(Fraction(1, 8))`.
    """
    hundredths = Fraction(exact) * 100
    if hundredths.denominator != 1:
        raise ValueError(f"{exact} has more than two decimals")
    return Decimal(hundredths.numerator).scaleb(-2)


def cut(exact: Exact, decimals: int) -> Decimal:
    """An exact number cut towards zero, for what is shown and stored to be read; nothing is paid on it.

    A cut share never claims that a limit was reached which was not: 99.999 -> 99.99 (two decimals).
    """
    return Decimal(f"{int(exact * 10**decimals)}E-{decimals}")


def _half_up(exact: Exact, scale: int) -> int:
    """`floor(exact * scale + 1/2)` in whole numbers alone, since fractions are slow and this is done most of all."""
    return (2 * exact.numerator * scale + exact.denominator) // (2 * exact.denominator)


def _require_exact(exact: Exact, reading: str) -> None:
    if isinstance(exact, bool) or not isinstance(exact, int | Fraction):
        raise TypeError(f"an exact number is needed, not {type(exact).__name__}")
    if not _T_NUMBER.fullmatch(reading):
        raise ValueError(f"rounding must cite a reading such as T02, not {reading!r}")
