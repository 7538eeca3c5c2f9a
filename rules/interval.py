"""Before the year is over: what of the performance money each region has for sure, and can at least and at most get.

Bounds and no forecast: whatever is still to be reported, the amounts end up between them. That what has been
reported stands is taken for granted; a value that is missing may still come in, also for a month that has
passed. Money that is shared by population or equally does not depend on what is reported and is not in here.
What the bounds of a payment are is for its mechanisms to say; what is decided is what it was decided to, with what has
been decided on top of it, whatever comes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from rules.regions import CODES

if TYPE_CHECKING:
    from rules.case import Case


@dataclass(frozen=True)
class Bounds:
    """Whole kronor that are sure, and the least and the most with bonus or remaining funds."""

    sure_kr: int
    least_kr: int
    most_kr: int


@dataclass(frozen=True)
class Interval:
    """One region's performance money in whole kronor.

    `sure_kr` is what it has earned whatever is reported from now on, without bonus or remaining funds.
    `least_kr` and `most_kr` are with them: least if it earns nothing more and all others earn everything, most if
    it is the other way about.
    """

    region_code: str
    sure_kr: int
    least_kr: int
    most_kr: int


class NoIntervalError(ValueError):
    """The interval cannot be computed; the message is Swedish and says what is missing."""


@runtime_checkable
class Bounded(Protocol):
    """A part whose kronor depend on what is reported."""

    @property
    def covers(self) -> tuple[object, ...]:
        """The parts whose rest it shares, which its bounds have with it."""

    def bounds(self, case: "Case") -> dict[str, Bounds]:
        """The bounds by region code."""


def interval(case: "Case", adjusted: Mapping[tuple[str, str, str], int] | None = None) -> tuple[Interval, ...]:
    """One interval per region, in the order of the decrees' tables; least is most when nothing is open any more.

    What `case.given.decided` has is sure, with what was decided on top of it: `adjusted` are kronor by payment,
    component and region code, below 0 a claim. Other payments count a decided one as it was first decided.

    Raises `NoIntervalError` while the population that monthly pots rest on cannot be used.
    """
    parts = [part for _, part in case.decree.parts if isinstance(part, Bounded)]
    covered = [own for part in parts for own in part.covers]
    found = [
        _with_adjusted(case, part, _decided(case, part) or part.bounds(case), adjusted or {})
        for part in parts
        if part not in covered
    ]
    return tuple(
        Interval(
            code,
            sum(bounds[code].sure_kr for bounds in found),
            sum(bounds[code].least_kr for bounds in found),
            sum(bounds[code].most_kr for bounds in found),
        )
        for code in CODES
    )


def _decided(case: "Case", part: Bounded) -> dict[str, Bounds] | None:
    """What a part was decided to, with what it is bounded together with; None while any of it is not decided."""
    amounts: list[Mapping[str, int]] = []
    for payment, component in _bounded_together(case, part):
        decided = case.given.decided.get(payment)
        if decided is None:
            return None
        amounts += [decided[component]] if component in decided else []
    sums = {code: sum(of_component.get(code, 0) for of_component in amounts) for code in CODES}
    return {code: Bounds(kr, kr, kr) for code, kr in sums.items()}


def _with_adjusted(
    case: "Case", part: Bounded, bounds: Mapping[str, Bounds], adjusted: Mapping[tuple[str, str, str], int]
) -> dict[str, Bounds]:
    """The bounds with what was decided on top of the payments among them that are decided."""
    together = [
        (payment, component) for payment, component in _bounded_together(case, part) if payment in case.given.decided
    ]
    on_top = {code: sum(adjusted.get((*paid, code), 0) for paid in together) for code in CODES}
    return {
        code: Bounds(own.sure_kr + on_top[code], own.least_kr + on_top[code], own.most_kr + on_top[code])
        for code, own in bounds.items()
    }


def _bounded_together(case: "Case", part: Bounded) -> list[tuple[str, str]]:
    """Payment and component of a part, and of the parts that are bounded with it."""
    together: tuple[object, ...] = (part, *part.covers)
    return [
        (payment.id, component.id)
        for payment, own in case.decree.parts
        if own in together
        for component in own.components
    ]
