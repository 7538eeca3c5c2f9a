"""The readings that the rules compute with: one field per point that they can compute in more than one way.

The default is the chosen reading. A rule that meets an open point takes a `Readings` and cites the T-number; what the
points are and why each is read so is told in `rules.register_of_readings`.
"""

from dataclasses import dataclass

from rules.register_of_readings import BY_ID


@dataclass(frozen=True)
class Readings:
    """Which alternative of each computable point to use; field `t05` is reading T05.

    Values are the alternatives' ids in the register. `as_published` in `t03` leaves the choice of method to the
    programme.
    """

    t01: str = "rounded"
    t02: str = "per_payment"
    t03: str = "as_published"
    t04: str = "shared"
    t05: str = "eleven"
    t06: str = "difference_rounded"
    t07: str = "exact"
    t09: str = "relative"
    t10: str = "closed"
    t11: str = "all_tied"
    t13: str = "liable"
    t14: str = "remainder_kept"
    t24: str = "closed"
    t25: str = "counts"
    t26: str = "without_own_wish"

    def __post_init__(self) -> None:
        for name, chosen in vars(self).items():
            known = {alternative.id for alternative in BY_ID[name.upper()].alternatives}
            if chosen not in known:
                raise ValueError(f"{name.upper()} has no alternative {chosen!r}; known are {sorted(known)}")


AS_DECIDED = Readings()
"""The readings that results rest on."""
