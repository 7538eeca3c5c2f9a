"""The five best of all regions, and who shares the fifth place (T11)."""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from rules.readings import AS_DECIDED, Readings


def ranks(values: Mapping[str, Fraction | int], *, fewest_first: bool) -> dict[str, int]:
    """The place of each region, 1 for the best; equal values share the better place (1, 2, 2, 4)."""
    # As whole numbers of one denominator, which are compared many times faster than fractions.
    whole = lcm(*(value.denominator for value in values.values()))
    parts = {code: value.numerator * (whole // value.denominator) for code, value in values.items()}
    place: dict[int, int] = {}
    for position, part in enumerate(sorted(parts.values(), reverse=not fewest_first), start=1):
        place.setdefault(part, position)
    return {code: place[part] for code, part in parts.items()}


def top_placed(
    values: Mapping[str, Fraction | int], *, fewest_first: bool, places: int, readings: Readings = AS_DECIDED
) -> set[str]:
    """The regions within the first `places` places; all that tie with the last of them qualify (T11).

    With the reading `none_tied`, a tie that would let in more than `places` lets in none of the tied.
    """
    place = ranks(values, fewest_first=fewest_first)
    inside = {code for code in values if place[code] <= places}
    if readings.t11 == "none_tied" and len(inside) > places:
        last = max(place[code] for code in inside)
        inside = {code for code in inside if place[code] < last}
    return inside
