"""Which of a decree's numbers each component and route rests on, and where the decree says so. Only wording."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from rules.declaration import Decree
from rules.monthly_pot import Route
from rules.numbers import Number, Values
from rules.swedish import day, number


def component_terms(decree: Decree, payment: str, component: str, values: Values) -> list[str]:
    """The decree's numbers behind a component, as `Meaning: value unit (section)`."""
    return _said(values.among(decree.payment(payment).part(component).terms(component)))


def requirement_terms(decree: Decree, values: Values) -> list[str]:
    """The limits of all routes to a monthly pot, each once, in the decree's order."""
    numbers = (number for requirement in decree.requirements for number in requirement.limits(values))
    return list(dict.fromkeys(_said(numbers)))


def route_terms(decree: Decree, requirement: str, route: Route, part: Fraction, values: Values) -> list[str]:
    """The limits that an outcome was held to, in the same form."""
    return _said(decree.requirement(requirement).terms(route, part, values))


def _said(numbers: Iterable[Number[Any]]) -> list[str]:
    return [_sentence(item) for item in numbers]


def _sentence(item: Number[Any]) -> str:
    if isinstance(item.value, date):
        value = day(item.value)
    else:
        unit = "procentenhet" if item.value == 1 and item.unit == "procentenheter" else item.unit
        value = f"{number(item.value)} {unit}"
    return f"{item.meaning}: {value} ({item.section})"
