"""How the kronor of a payout are laid on what decided them, so that every krona is counted exactly once.

Only the sharing out. Which delivered values a payout rests on is told by the mechanisms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from rules.apportionment import Method, apportion
from rules.money import Exact

DEFINITION = (
    "Varje krona räknas en gång, på det som avgjorde den. Det ett månadsutfall gav räknas på regionens egna uppgifter "
    "för månaden, lika på varje cell som prövades. Bonuspotten räknas på regionens egna utfall i proportion till vad "
    "de gav. Kronor efter befolkning räknas på regionens egen befolkningsuppgift och kronor per operation på antalen "
    "i proportion till dem. Det som jämfördes med, befolkningen som en pott reserverades efter och villkor som skulle "
    "vara uppfyllda nämns men räknas till 0 kronor. Avrundningen följer med i proportion, i hela ören."
)
"""The attribution in words, for everyone who is shown kronor of a cell."""


class Role(StrEnum):
    """What a delivered value was for a payout. Only the first, and the two without a cell, carry kronor."""

    VALUE = "value"
    """The region's own value that the payout was decided by."""
    COMPARISON = "comparison"
    """What the value was compared with: the same month the year before."""
    WEIGHT = "weight"
    """The population that a pot was reserved by, or that operations were counted per."""
    CONDITION = "condition"
    """A condition of the whole amount, such as an approved account."""
    PRINTED = "printed"
    """No cell: the amount follows from the decree alone."""
    DECIDED = "decided"
    """No cell: a decided amount that what is delivered today gives nothing to lay on."""


@dataclass(frozen=True)
class Cell:
    """Where delivered values stand: the kind of delivery, the region, and the month and item of a report.

    The item of a population is its age group.
    """

    kind: str
    region_code: str
    month: date | None = None
    item: str = ""


@dataclass(frozen=True)
class Ground:
    """Some columns of what was delivered, and what they were for a payout.

    `cell` is None where the payout rests on no delivery. `weight` says how much of the payout is laid here; with
    `is_each` it is for each unit of the value, however many rows have it.
    """

    role: Role
    cell: Cell | None
    columns: tuple[str, ...] = ()
    requirement: str | None = None
    month: date | None = None
    weight: Exact = 0
    is_each: bool = False


PRINTED = (Ground(Role.PRINTED, None, weight=1),)
"""The grounds of an amount that follows from the decree alone."""


def attributed(amount_kr: int, weights: Sequence[Exact]) -> list[Fraction]:
    """Kronor with two decimals for each of `weights`, in proportion to them and summing exactly to `amount_kr`.

    Öre that proportional parts leave over go by largest remainder (T03), ties to the larger weight and then to the
    one named first. An amount of 0 needs no weights; a bonus pot below zero (T04) is laid the same way. Raises
    `NoProportionError` for kronor without any weight above zero.

    >>> attributed(1, [1, 1, 1])
    [Fraction(17, 50), Fraction(33, 100), Fraction(33, 100)]
    """
    if not amount_kr:
        return [Fraction(0)] * len(weights)
    by_place = {f"{place:09d}": weight for place, weight in enumerate(weights)}
    parts = apportion(abs(amount_kr) * 100, by_place, method=Method.LARGEST_REMAINDER)
    return [Fraction(part if amount_kr > 0 else -part, 100) for part in parts.values()]


def split_equally(kronor: Fraction, count: int) -> list[Fraction]:
    """An amount of two decimals in `count` parts of two decimals, an öre that is over to the first ones."""
    ore = kronor * 100
    sign = -1 if ore < 0 else 1
    whole, over = divmod(abs(ore.numerator), count)
    return [Fraction(sign * (whole + (place < over)), 100) for place in range(count)]
