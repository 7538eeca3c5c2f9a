"""A year of monthly pots for rates in arrays: the kronor of its payment for thousands of scenarios at once.

The shape is that of requirements on a rate of which fewer is better, earned by a relative change or a top place.

Follows the readings decided on and no other: a region earns a whole monthly pot or nothing, and pots are whole
kronor (T01), so that nothing is left to round when they are paid (T02). Reasons and routes are not told here, and
how a scenario becomes arrays is in `scenarios.simulation`.

Axes come in the order scenario, requirement, month, region, as in the rules; a scenario axis of length 1
stands for all scenarios. Nothing is a float.

No overflow: rates are only compared. Of an amount S set aside, with T kronor paid, the largest number is the bonus
pot times what a region was paid, at most (S - T) x T <= S x S / 4. With S at most twice `MOST_REQUIREMENT_KR` that
is 9.0 x 10^18, and 64 bits hold 9.2 x 10^18. What is earned beyond S is less than 200 kronor: 18 pots of 21 regions,
each rounded up by at most half a krona.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.apportionment import Method
from rules.monthly_pot import reserved_pots, without_excess
from rules.regions import CODES

MOST_REQUIREMENT_KR = 3_000_000_000
NOT_REPORTED = -1
"""Stands, like every number below zero, where no rate was reported."""

Integers = NDArray[np.int64]
Rates = NDArray[Any]
"""Rates as whole numbers over one denominator: `int64`, or `object` with Python's own for those that are larger."""


@dataclass(frozen=True)
class Years:
    """What the payment gives in each scenario.

    `paid_kr` is by scenario, component (the requirements, then the bonus) and region, `undistributed_kr` by scenario.
    """

    paid_kr: Integers
    undistributed_kr: Integers


def improvement_limits(before: Rates, percents: Sequence[Decimal]) -> Rates:
    """The highest rate that is an improvement on each of `before` (T09), below zero where none is (T10).

    `before` is by scenario, requirement, month and region; `percents`, one or one for each scenario, are the least
    decrease. With 400 before and 0.5 per cent the limit is 398, with 399 it is 397 (of 397.005).
    """
    kept = [1 - Fraction(percent) / 100 for percent in percents]
    numerators, denominators = (
        np.array(part, dtype=object).reshape(-1, 1, 1, 1)
        for part in ([share.numerator for share in kept], [share.denominator for share in kept])
    )
    limits = before.astype(object) * numerators // denominators
    return np.where(before > 0, np.maximum(limits, NOT_REPORTED), NOT_REPORTED)


def settle(
    now: Rates, limits: Rates, requirement_kr: Integers, top_places: Integers, population: Mapping[str, int]
) -> Years:
    """The payment of each scenario, all of its months being closed (T24).

    `now` are the rates of the measured months and `limits` their `improvement_limits`, over the same denominator.
    `requirement_kr` is by scenario and requirement, `top_places` by scenario. `population` must be whole
    (`rules.population`). Raises `ValueError` for amounts below zero or above `MOST_REQUIREMENT_KR`.
    """
    if requirement_kr.min() < 0 or requirement_kr.max() > MOST_REQUIREMENT_KR:
        raise ValueError(f"a requirement has from 0 to {MOST_REQUIREMENT_KR} kronor")
    inhabitants = {code: population[code] for code in CODES}
    reported = now >= 0
    earned = reported & ((now <= limits) | _top_placed(now, reported, top_places))  # T12, T22
    paid = earned.sum(axis=2, dtype=np.int64) * _reserved(requirement_kr, now.shape[2], inhabitants)
    paid = _without_excess(requirement_kr.sum(axis=1), paid, inhabitants)
    bonus, kept = _bonus(requirement_kr.sum(axis=1), paid.sum(axis=1), inhabitants)
    return Years(np.concatenate([paid, bonus[:, np.newaxis]], axis=1), kept)


def _without_excess(set_aside_kr: Integers, paid: Integers, population: Mapping[str, int]) -> Integers:
    """What is paid of what was set aside (T04); few scenarios earn more than that, and those the rules settle."""
    set_aside_kr = np.broadcast_to(set_aside_kr, paid.shape[0])
    for scenario in np.flatnonzero(paid.sum(axis=(1, 2)) > set_aside_kr):
        earned = {
            str(place): dict(zip(CODES, of_requirement.tolist(), strict=True))
            for place, of_requirement in enumerate(paid[scenario])
        }
        settled = without_excess(int(set_aside_kr[scenario]), earned, 0, population, Method.LARGEST_REMAINDER)
        paid[scenario] = [list(of_requirement.values()) for of_requirement in settled.values()]
    return paid


def _top_placed(now: Rates, reported: NDArray[np.bool_], places: Integers) -> NDArray[np.bool_]:
    """Who has a rate no higher than the last of the best places, so that all who tie with it qualify (T11).

    With fewer reports than places it is no higher than the highest of all.
    """
    ordered = np.sort(np.where(reported, now, now.max()), axis=-1)
    at = places.reshape(-1, 1, 1, 1)
    last = np.take_along_axis(ordered, np.clip(at, 1, len(CODES)) - 1, axis=-1)
    return (now <= last) & (at > 0)


def _reserved(requirement_kr: Integers, months: int, population: Mapping[str, int]) -> Integers:
    """The pot of one month by scenario, requirement and region (T01)."""
    amounts, place = np.unique(requirement_kr, return_inverse=True)
    pots = [list(reserved_pots(int(kr), months, population).values()) for kr in amounts]
    return np.array(pots, dtype=np.int64)[place.reshape(requirement_kr.shape)]


def _bonus(set_aside_kr: Integers, paid: Integers, population: Mapping[str, int]) -> tuple[Integers, Integers]:
    """The bonus pot by scenario and region, and by scenario what of it stays undistributed (T04).

    Kronor that whole parts leave over go to the largest remainders; ties to the larger weight, then the larger
    population, then the lowest region code (T03).
    """
    total = paid.sum(axis=1)
    pot = set_aside_kr - total
    parts, remainders = np.divmod(pot[:, np.newaxis] * paid, np.maximum(total, 1)[:, np.newaxis])
    left = np.where(total > 0, pot - parts.sum(axis=1), 0)
    strongest = np.argsort([-count for count in population.values()], kind="stable")
    order = strongest[np.lexsort((-paid[:, strongest], -remainders[:, strongest]))]  # stable, by the last key first
    gets_one_more = np.empty(order.shape, dtype=np.bool_)
    np.put_along_axis(gets_one_more, order, np.arange(len(CODES)) < left[:, np.newaxis], axis=1)
    return parts + gets_one_more, np.where(total > 0, 0, pot)
