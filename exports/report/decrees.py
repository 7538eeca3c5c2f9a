"""What the pages need to know of each grant beside its tables: its numbers, and which payment pays which month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from rules.decrees import tillganglighet_2024, vardkoer_2025, vardplatser_2024
from rules.explanation_terms import component_terms, route_terms
from rules.monthly_pot import Route
from rules.programme import Component, Payment, Programme


@dataclass(frozen=True)
class Decree:
    """A grant that pays the regions.

    `parameters` are the decree's numbers, `paid_months` the measured months that a payment pays for and `bands` the
    parts of a monthly pot that improvement can give.
    """

    programme: Programme
    parameters: Any
    paid_months: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    bands: tuple[Fraction, ...] = (Fraction(1),)

    def component_terms(self, payment: Payment, component: Component) -> tuple[str, ...]:
        """The decree's numbers behind a component, each with value, unit and section."""
        return tuple(component_terms(self.programme.id, payment.id, component.id, self.parameters))

    def requirement_terms(self) -> tuple[str, ...]:
        """The limits of all routes to a monthly pot, each once, in the decree's order."""
        routes = [(Route.IMPROVEMENT, part) for part in self.bands]
        routes += [(route, Fraction(1)) for route in (Route.TOP_FIVE, Route.THRESHOLD)]
        said = (route_terms(self.programme.id, route, part, self.parameters) for route, part in routes)
        return tuple(dict.fromkeys(term for terms in said for term in terms))


DECREES = (
    Decree(
        tillganglighet_2024.PROGRAMME,
        tillganglighet_2024.PARAMETERS,
        tillganglighet_2024.PAYMENT_MONTHS,
        tuple(part for _, part in tillganglighet_2024.PARAMETERS.bands),
    ),
    Decree(vardplatser_2024.PROGRAMME, vardplatser_2024.PARAMETERS, {"slut": vardplatser_2024.MEASURED_MONTHS}),
    Decree(vardkoer_2025.PROGRAMME, vardkoer_2025.PARAMETERS),
)
"""In the order of the payouts on the screen."""
