"""How far the regions met the monthly requirements of a grant, which its decree asks to be followed up.

Only sums of what the decree's module decided month by month. Which regions a month rests on is in
`rules.month_status`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from rules.declaration import Decree
from rules.money import Exact
from rules.monthly_pot import UNREPORTED, Outcome, Route
from rules.regions import CODES


@dataclass(frozen=True)
class Fulfilment:
    """How far one region met one requirement over the months that are in.

    `months_by_route` counts months per route, with zero for those not taken and for those awaited. `parts` is the sum
    of the parts earned of each monthly pot; kronor are exact, before the rounding of the payment (T02).
    """

    requirement: str
    region_code: str
    months_by_route: Mapping[Route, int]
    parts: Fraction
    reserved_kr: Exact
    earned_kr: Fraction

    @property
    def months_measured(self) -> int:
        """Months with an outcome, also closed ones that the region did not report; none that it is awaited for."""
        return sum(self.months_by_route.values())

    @property
    def months_met(self) -> int:
        """Months that earned the reserved pot or a part of it."""
        failed = sum(self.months_by_route[route] for route in (Route.NONE, *UNREPORTED))
        return self.months_measured - failed

    @property
    def percent(self) -> Fraction:
        """Parts earned in per cent of the months measured: 4 whole pots and 3/4 in 10 months are 47.5."""
        return self.parts / self.months_measured * 100


def fulfilment(programme: Decree, outcomes: Collection[Outcome]) -> tuple[Fulfilment, ...]:
    """One row per requirement and region, in the decree's order; none before the region's first month is in.

    A month that the region is awaited for is left out, so that it has not failed it (T24).
    """
    own: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.assessment.route is not Route.AWAITED:
            own.setdefault((outcome.requirement, outcome.region_code), []).append(outcome)
    return tuple(
        _summed(requirement.id, code, own[requirement.id, code])
        for requirement in programme.requirements
        for code in CODES
        if (requirement.id, code) in own
    )


def _summed(requirement: str, code: str, outcomes: Collection[Outcome]) -> Fulfilment:
    routes = [outcome.assessment.route for outcome in outcomes]
    return Fulfilment(
        requirement,
        code,
        {route: routes.count(route) for route in Route},
        sum((outcome.assessment.part for outcome in outcomes), Fraction(0)),
        sum(outcome.reserved_kr for outcome in outcomes),
        sum((outcome.earned_kr for outcome in outcomes), Fraction(0)),
    )
