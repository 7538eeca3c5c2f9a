"""What each other way to read an open point would move between the regions, in kronor.

The readings are in `rules.register_of_readings`; here each alternative is computed in place of the reading decided on,
one at a time, on the values at hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from rules.case import Case
from rules.comparison import Comparison, compared
from rules.open_points import Alternative, Reading
from rules.register_of_readings import BY_ID


@dataclass(frozen=True)
class PricedAlternative:
    """One alternative of one reading against the reading decided on.

    `comparison` is None where it cannot be computed (a lot, say).
    """

    reading: Reading
    alternative: Alternative
    comparison: Comparison | None

    @property
    def moved_kr(self) -> Fraction | None:
        """Kronor that would change hands, None where they cannot be computed."""
        return None if self.comparison is None else self.comparison.moved_kr

    @property
    def no_price(self) -> str:
        """Why there are no kronor, in Swedish; empty where there are."""
        return "" if self.comparison else self.alternative.no_price or NOT_DELIVERED


NOT_DELIVERED = "Inget är levererat som det skulle kunna räknas på."


def price_readings(
    case: Case, reading_ids: Iterable[str], elsewhere: Mapping[tuple[str, str], Comparison] = MappingProxyType({})
) -> tuple[PricedAlternative, ...]:
    """Every alternative of `reading_ids` (T-numbers), those that move most first and those without a price last.

    `elsewhere` has the prices of alternatives that no rule of the decree follows, by T-number and alternative.

    An alternative that moves nothing is there with 0; a reading without alternatives has no row. Raises
    `KeyError` for a T-number that does not exist.
    """
    _, as_decided = case.computed()
    priced = []
    for reading in (BY_ID[reading_id] for reading_id in reading_ids):
        for alternative in reading.alternatives:
            if not alternative.computable:
                other = elsewhere.get((reading.id, alternative.id))
                priced.append(PricedAlternative(reading, alternative, other))
            elif alternative.id != getattr(case.readings, reading.id.lower(), alternative.id):
                _, otherwise = switched(case, reading, alternative).computed()
                priced.append(PricedAlternative(reading, alternative, compared(as_decided, otherwise)))
    return tuple(sorted(priced, key=lambda row: (row.moved_kr is None, -(row.moved_kr or 0), row.reading.id)))


def switched(case: Case, reading: Reading, alternative: Alternative) -> Case:
    """The case with one reading put in the place of the one it has."""
    return replace(case, readings=replace(case.readings, **{reading.id.lower(): alternative.id}))
