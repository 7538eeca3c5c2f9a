"""All outcomes of a case together: what they give is added up once, and again only for those that are changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from rules.monthly_pot import Outcome, paid_kr
from rules.readings import Readings
from rules.regions import CODES

Place = tuple[str, date, str]
"""Requirement, month and region code of an outcome."""


class Outcomes(tuple[Outcome, ...]):
    """Outcomes in their order, at most one for each place."""

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> "Outcomes":
        """The outcomes, with what is already added up of them."""
        return outcomes if isinstance(outcomes, cls) else cls(outcomes)

    def paid_kr(self, requirements: frozenset[str], months: frozenset[date], readings: Readings) -> Mapping[str, int]:
        """Whole kronor by region code for what some requirements gave in some months, rounded once (T02)."""
        key = (requirements, months, readings)
        if key not in self._paid:
            self._paid[key] = dict.fromkeys(CODES, 0) | paid_kr(_among(self, requirements, months), readings)
        return self._paid[key]

    def otherwise(self, parts: Mapping[Place, Fraction]) -> "Outcomes":
        """The outcomes with other parts of the pot at some places."""
        rows = list(self)
        for place, part in parts.items():
            at = self._at[place]
            rows[at] = replace(rows[at], assessment=replace(rows[at].assessment, part=part))
        other = Outcomes(rows)
        for (requirements, months, readings), paid in self._paid.items():
            changed = {code for requirement, month, code in parts if requirement in requirements and month in months}
            own = [rows[at] for (_, _, code), at in self._at.items() if code in changed] if changed else []
            other._paid[requirements, months, readings] = {
                **paid,
                **paid_kr(_among(own, requirements, months), readings),
            }
        return other

    @cached_property
    def _paid(self) -> dict[tuple[frozenset[str], frozenset[date], Readings], dict[str, int]]:
        return {}

    @cached_property
    def _at(self) -> dict[Place, int]:
        return {(row.requirement, row.month, row.region_code): at for at, row in enumerate(self)}


def _among(outcomes: Iterable[Outcome], requirements: frozenset[str], months: frozenset[date]) -> list[Outcome]:
    return [row for row in outcomes if row.requirement in requirements and row.month in months]
