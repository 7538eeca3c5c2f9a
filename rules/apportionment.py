"""Distributing a whole number of kronor in proportion to weights, so that the parts sum to the amount (T03).

Two methods, because two published tables need one each. Which of them a grant uses is a setting of
the grant and not decided here.
"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from rules.money import Exact, whole_kronor, whole_kronor_down
from rules.readings import Readings


class Method(StrEnum):
    """How kronor that proportional shares leave over or take too much are settled (T03)."""

    LARGEST_REMAINDER = "largest_remainder"
    RESIDUAL_ON_LARGEST = "residual_on_largest"


class NoProportionError(ValueError):
    """No weight is above zero, so no proportion exists. The amount stays with whoever asked."""


def apportion(
    amount_kr: int,
    weights: Mapping[str, Exact],
    *,
    method: Method,
    population: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Whole kronor per key of `weights`, in the order of `weights`, summing to `amount_kr`.

    `weights` are population, kronor already paid or caps, by region code; `population` settles ties
    between equal weights. Ties go to the larger weight, then the larger population, then the lowest
    region code (T03).

    Raises `NoProportionError` when all weights are zero or there are none, `ValueError` for a negative
    amount or weight.

    >>> apportion(10, {"01": 1, "03": 1, "04": 1}, method=Method.LARGEST_REMAINDER)
    {'01': 4, '03': 3, '04': 3}
    """
    if amount_kr < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("amounts and weights cannot be negative")
    total = sum(weights.values())
    if not total:
        raise NoProportionError("no weight is above zero")

    exact = {key: Fraction(amount_kr * weight, total) for key, weight in weights.items()}

    def strongest_first(key: str) -> tuple[Exact, int, str]:
        return (-weights[key], -(population or {}).get(key, 0), key)

    if method is Method.LARGEST_REMAINDER:
        parts = {key: whole_kronor_down(share, reading="T03") for key, share in exact.items()}
        left = amount_kr - sum(parts.values())
        by_remainder = sorted(exact, key=lambda key: (parts[key] - exact[key], *strongest_first(key)))
        for key in by_remainder[:left]:
            parts[key] += 1
    else:
        parts = {key: whole_kronor(share, reading="T03") for key, share in exact.items()}
        largest = min(parts, key=lambda key: (-parts[key], *strongest_first(key)))
        parts[largest] += amount_kr - sum(parts.values())
    return parts


def method_in_use(own: Method, readings: Readings) -> Method:
    """The method a programme shares by: its own, or the one an alternative reading of T03 puts in its place."""
    return own if readings.t03 == "as_published" else Method(readings.t03)
