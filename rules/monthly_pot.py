"""The mechanism that performance grants share: monthly pots, routes to earn them, and a bonus pot.

Each requirement reserves a pot per region and month; what nobody earned goes to one bonus pot. Amounts
pass the stages reserved -> earned -> paid -> bonus. Which routes there are and what they ask belongs to
the decree's own module.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from rules.apportionment import Method, NoProportionError, apportion
from rules.money import Exact, whole_kronor
from rules.readings import AS_DECIDED, Readings
from rules.swedish import about, day, number


class Route(StrEnum):
    """How a region came to what it earned of a monthly pot."""

    IMPROVEMENT = "improvement"
    TOP_FIVE = "top_five"
    THRESHOLD = "threshold"
    NONE = "none"
    NOT_REPORTED = "not_reported"
    """The month is closed without a valid report from the region."""
    AWAITED = "awaited"
    """The month is open and the region has not reported yet (T24)."""


UNREPORTED = frozenset({Route.NOT_REPORTED, Route.AWAITED})
"""The routes of those without a valid report."""


@dataclass(frozen=True, eq=False)
class Assessment:
    """One route tested for one region: the part of the pot it gives (0 to 1) and why.

    `words` say why, or make the words: putting them together takes most of the time, and what is computed to be
    compared, such as another reading, is never told.
    """

    route: Route
    part: Fraction
    words: str | Callable[[], str] = field(repr=False)

    @cached_property
    def because(self) -> str:
        """The first half of a Swedish sentence: value, comparison, limit and rank."""
        return self.words if isinstance(self.words, str) else self.words()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assessment):
            return NotImplemented
        return (self.route, self.part, self.because) == (other.route, other.part, other.because)

    def __hash__(self) -> int:
        return hash((self.route, self.part))


@dataclass(frozen=True)
class Outcome:
    """What one requirement gave one region for one month; exactly one exists for each.

    `open_until` is the last report day of a month that is not closed, until which the outcome is preliminary (T24).
    """

    requirement: str
    month: date
    region_code: str
    reserved_kr: Exact
    assessment: Assessment
    open_until: date | None = None

    @cached_property
    def earned_kr(self) -> Fraction:
        """Exact kronor earned, before the rounding of the payment (T02)."""
        return Fraction(self.reserved_kr) * self.assessment.part

    @property
    def forfeited_kr(self) -> Fraction:
        """Exact kronor of the reserved pot that go to the bonus pot (T04); none before the month is closed (T24)."""
        return Fraction(0) if self.open_until else self.reserved_kr - self.earned_kr

    @property
    def reason(self) -> str:
        """The outcome as one Swedish sentence that can be sent to the region."""
        reserved, part = f"{about(self.reserved_kr, 2)} kronor", self.assessment.part
        until = day(self.open_until) if self.open_until else ""
        gets, goes = ("får som det ser ut nu", "går som det ser ut nu") if until else ("får därför", "går därför")
        if part == 1:
            award = f"regionen {gets} hela sin reserverade månadspott, {reserved}"
        elif part:
            award = (
                f"regionen {gets} {number(part * 100)} procent av sin reserverade månadspott på {reserved}, "
                f"det vill säga {about(self.earned_kr, 2)} kronor"
            )
        elif self.assessment.route is Route.AWAITED:
            return (
                f"{self.assessment.because}; den kan lämnas till och med den {until}, och till dess står regionens "
                f"reserverade månadspott, {reserved}, kvar."
            )
        elif self.assessment.route is Route.NOT_REPORTED:
            award = f"månaden är stängd och regionens reserverade månadspott, {reserved}, {goes} till bonuspotten"
        else:
            award = f"regionens reserverade månadspott, {reserved}, {goes} till bonuspotten"
        ending = f"; utfallet är preliminärt till och med den {until}" if until else ""
        return f"{self.assessment.because}; {award}{ending}."


def best(assessments: Iterable[Assessment]) -> Assessment:
    """The assessment that gives most; at equal parts the one named first (T22).

    Give them in the decree's order, improvement first.
    """
    return max(assessments, key=lambda assessment: assessment.part)


def reserved_pots(
    requirement_kr: int, months: int, population: Mapping[str, int], readings: Readings = AS_DECIDED
) -> dict[str, Exact]:
    """The pot reserved for each region in one month of one requirement, kronor by region code (T01)."""
    nation = sum(population.values())
    exact = {code: Fraction(requirement_kr * count, months * nation) for code, count in population.items()}
    if readings.t01 == "exact":
        return dict(exact)
    return {code: whole_kronor(share, reading="T01") for code, share in exact.items()}


def paid_kr(outcomes: Iterable[Outcome], readings: Readings = AS_DECIDED) -> dict[str, int]:
    """Whole kronor per region for what it earned in one payment, rounded once (T02)."""
    # Numerators by denominator: the sums are exact, and one fraction per region is made and not one per outcome.
    earned: dict[str, dict[int, int]] = {}
    for outcome in outcomes:
        of_region = earned.setdefault(outcome.region_code, {})
        if not outcome.assessment.part:
            continue
        exact = outcome.earned_kr
        if readings.t02 == "per_month":
            of_region[1] = of_region.get(1, 0) + whole_kronor(exact, reading="T02")
        else:
            of_region[exact.denominator] = of_region.get(exact.denominator, 0) + exact.numerator
    sums = {code: sum(Fraction(part, whole) for whole, part in parts.items()) for code, parts in earned.items()}
    return {code: whole_kronor(sum_kr, reading="T02") for code, sum_kr in sums.items()}


def bonus_kr(
    set_aside_kr: int, paid: Mapping[str, int], population: Mapping[str, int], method: Method
) -> tuple[dict[str, int], int]:
    """The bonus pot by region, and what of it stays undistributed (T04).

    The pot is what was set aside minus all whole kronor paid and never below zero, shared in proportion to the kronor
    each region was paid. When nobody was paid anything there is no proportion: every region gets 0 and the whole pot
    is the second value.
    """
    pot = max(set_aside_kr - sum(paid.values()), 0)
    try:
        return apportion(pot, paid, method=method, population=population), 0
    except NoProportionError:
        return dict.fromkeys(paid, 0), pot


def without_excess(
    set_aside_kr: int,
    earned: Mapping[str, Mapping[str, int]],
    paid_before_kr: int,
    population: Mapping[str, int],
    method: Method,
) -> dict[str, dict[str, int]]:
    """What the payment that settles the pot pays for met requirements, by component and region (T04).

    When (nearly) all is earned, pots rounded up (T01) can make the kronor earned a few more than were set aside; the
    excess is taken from `earned` in proportion to its amounts (T03), so that never more than what was set aside is
    paid. `paid_before_kr` is what earlier payments paid of it. Raises `ValueError` when they alone paid more.

    >>> without_excess(9, {"a": {"01": 6, "03": 4}}, 0, {"01": 2, "03": 1}, Method.LARGEST_REMAINDER)
    {'a': {'01': 5, '03': 4}}
    """
    excess = paid_before_kr + sum(sum(amounts.values()) for amounts in earned.values()) - set_aside_kr
    if excess <= 0:
        return {component: dict(amounts) for component, amounts in earned.items()}
    if paid_before_kr > set_aside_kr:
        raise ValueError("earlier payments alone paid more than was set aside")
    # One key per amount, which sorts as ties go: by region code, then in the order of the components.
    keys = {
        (component, code): f"{code} {place}" for place, component in enumerate(earned) for code in earned[component]
    }
    weights = {key: earned[component][code] for (component, code), key in keys.items()}
    inhabitants = {key: population[code] for (_, code), key in keys.items()}
    taken = apportion(excess, weights, method=method, population=inhabitants)
    return {
        component: {code: kr - taken[keys[component, code]] for code, kr in amounts.items()}
        for component, amounts in earned.items()
    }


def forfeited_by_month(outcomes: Iterable[Outcome]) -> dict[tuple[str, date], Fraction]:
    """Exact kronor that each requirement and month put into the bonus pot, by (requirement, month)."""
    pot: dict[tuple[str, date], Fraction] = {}
    for outcome in outcomes:
        key = (outcome.requirement, outcome.month)
        pot[key] = pot.get(key, Fraction(0)) + outcome.forfeited_kr
    return pot
