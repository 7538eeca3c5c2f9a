"""The mechanism that performance grants share: monthly pots, routes to earn them, and a bonus pot.

Each requirement reserves a pot per region and month; what nobody earned goes to one bonus pot. Amounts
pass the stages reserved -> earned -> paid -> bonus. Which routes there are and what they ask belongs to
the decree's own module.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from rules.apportionment import Method, NoProportionError, apportion
from rules.money import Exact, whole_kronor
from rules.readings import AS_DECIDED, Readings
from rules.swedish import about, number


class Route(StrEnum):
    """How a region came to what it earned of a monthly pot."""

    IMPROVEMENT = "improvement"
    TOP_FIVE = "top_five"
    THRESHOLD = "threshold"
    NONE = "none"
    NOT_REPORTED = "not_reported"


@dataclass(frozen=True)
class Assessment:
    """One route tested for one region: the part of the pot it gives (0 to 1) and why.

    `because` is the first half of a Swedish sentence: value, comparison, limit and rank.
    """

    route: Route
    part: Fraction
    because: str


@dataclass(frozen=True)
class Outcome:
    """What one requirement gave one region for one month; exactly one exists for each."""

    requirement: str
    month: date
    region_code: str
    reserved_kr: Exact
    assessment: Assessment

    @property
    def earned_kr(self) -> Fraction:
        """Exact kronor earned, before the rounding of the payment (T02)."""
        return Fraction(self.reserved_kr) * self.assessment.part

    @property
    def forfeited_kr(self) -> Fraction:
        """Exact kronor of the reserved pot that go to the bonus pot (T04)."""
        return self.reserved_kr - self.earned_kr

    @property
    def reason(self) -> str:
        """The outcome as one Swedish sentence that can be sent to the region."""
        reserved, part = f"{about(self.reserved_kr, 2)} kronor", self.assessment.part
        if part == 1:
            award = f"regionen får därför hela sin reserverade månadspott, {reserved}"
        elif part:
            award = (
                f"regionen får därför {number(part * 100)} procent av sin reserverade månadspott på {reserved}, "
                f"det vill säga {about(self.earned_kr, 2)} kronor"
            )
        elif self.assessment.route is Route.NOT_REPORTED:  # may still come in
            award = f"utan en sådan går regionens reserverade månadspott, {reserved}, till bonuspotten"
        else:
            award = f"regionens reserverade månadspott, {reserved}, går därför till bonuspotten"
        return f"{self.assessment.because}; {award}."


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
    earned: dict[str, Fraction] = {}
    for outcome in outcomes:
        if not outcome.assessment.part:
            earned.setdefault(outcome.region_code, Fraction(0))
            continue
        exact = outcome.earned_kr
        if readings.t02 == "per_month":
            exact = Fraction(whole_kronor(exact, reading="T02"))
        earned[outcome.region_code] = earned.get(outcome.region_code, Fraction(0)) + exact
    return {code: whole_kronor(sum_kr, reading="T02") for code, sum_kr in earned.items()}


def bonus_kr(
    set_aside_kr: int, paid: Mapping[str, int], population: Mapping[str, int], method: Method
) -> tuple[dict[str, int], int]:
    """The bonus pot by region, and what of it stays undistributed (T04).

    The pot is what was set aside minus all whole kronor paid, shared in proportion to the kronor each
    region was paid. When nobody was paid anything there is no proportion: every region gets 0 and the
    whole pot is the second value.

    When (nearly) all is earned, pots rounded up (T01) can make the kronor paid a few more than were set
    aside. The pot is then below zero and its shares are deducted the same way, so that never more than
    what was set aside is paid.
    """
    pot = set_aside_kr - sum(paid.values())
    sign = -1 if pot < 0 else 1
    try:
        shares = apportion(abs(pot), paid, method=method, population=population)
    except NoProportionError:
        return dict.fromkeys(paid, 0), pot
    return {code: sign * share for code, share in shares.items()}, 0


def forfeited_by_month(outcomes: Iterable[Outcome]) -> dict[tuple[str, date], Fraction]:
    """Exact kronor that each requirement and month put into the bonus pot, by (requirement, month)."""
    pot: dict[tuple[str, date], Fraction] = {}
    for outcome in outcomes:
        key = (outcome.requirement, outcome.month)
        pot[key] = pot.get(key, Fraction(0)) + outcome.forfeited_kr
    return pot
