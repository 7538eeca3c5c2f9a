from fractions import Fraction
from typing import Any

import pytest

from rules.decrees import tillganglighet_2024, vardkoer_2025, vardplatser_2024
from rules.explanation_terms import COMPONENT_PARAMETERS, PRINTED_IN, component_terms, route_terms
from rules.monthly_pot import Route
from rules.swedish import NO_BREAK_SPACE

DECREES = [tillganglighet_2024, vardplatser_2024, vardkoer_2025]


@pytest.mark.parametrize("decree", DECREES, ids=lambda decree: decree.PROGRAMME.id)
def test_every_component_names_numbers_of_its_decree_with_section(decree: Any) -> None:
    for payment in decree.PROGRAMME.payments:
        for component in payment.components:
            terms = component_terms(decree.PROGRAMME.id, payment.id, component.id, decree.PARAMETERS)
            assert terms
            assert all(term.endswith(")") for term in terms)


def test_no_component_is_named_that_does_not_exist() -> None:
    known = {
        (decree.PROGRAMME.id, payment.id, component.id)
        for decree in DECREES
        for payment in decree.PROGRAMME.payments
        for component in payment.components
    }
    assert set(COMPONENT_PARAMETERS) == known
    assert set(PRINTED_IN) <= {key[:2] for key in known}


@pytest.mark.parametrize(
    ("part", "points", "percent"),
    [
        (Fraction(1, 2), "1 procentenhet", 50),
        (Fraction(3, 4), "5 procentenheter", 75),
        (Fraction(1), "10 procentenheter", 100),
    ],
    ids=["lowest", "middle", "highest"],
)
def test_an_improvement_names_the_band_that_it_reached(part: Fraction, points: str, percent: int) -> None:
    terms = route_terms("tillganglighet_2024", Route.IMPROVEMENT, part, tillganglighet_2024.PARAMETERS)
    assert [f": {points} (avsnitt 3.7)" in terms[0], f" {percent} procent av" in terms[1]] == [True] * 2


def test_amounts_and_days_are_written_out() -> None:
    terms = component_terms("tillganglighet_2024", "december", "befolkning_0_18", tillganglighet_2024.PARAMETERS)
    assert "40 000 000 kronor (avsnitt 6)" in terms[0].replace(NO_BREAK_SPACE, " ")
    assert "30 september 2024 (avsnitt 5)" in terms[1]


def test_what_was_not_reported_is_held_to_no_limit() -> None:
    assert route_terms("vardplatser_2024", Route.NOT_REPORTED, Fraction(0), vardplatser_2024.PARAMETERS) == []
