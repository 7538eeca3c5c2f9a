from fractions import Fraction

import pytest

from rules.declaration import Decree
from rules.explanation_terms import component_terms, route_terms
from rules.found_decrees import decree, grants
from rules.monthly_pot import Route
from rules.numbers import Values
from rules.swedish import NO_BREAK_SPACE

AGREEMENT = decree("tillganglighet_2024")


@pytest.mark.parametrize("grant", grants(), ids=lambda grant: grant.id)
def test_every_component_names_numbers_of_its_decree_with_section(grant: Decree) -> None:
    for payment in grant.payments:
        for component in payment.components:
            terms = component_terms(grant, payment.id, component.id, Values())
            assert terms
            assert all(term.endswith(")") for term in terms)


def test_an_amount_that_a_scenario_changes_is_told_as_changed() -> None:
    (term,) = component_terms(AGREEMENT, "forsta", "befolkning", Values({"first_population_kr": 1_000}))
    assert "1 000 kronor" in term.replace(NO_BREAK_SPACE, " ")


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
    terms = route_terms(AGREEMENT, "bup_besok", Route.IMPROVEMENT, part, Values())
    assert [f": {points} (avsnitt 3.7)" in terms[0], f" {percent} procent av" in terms[1]] == [True] * 2


def test_amounts_and_days_are_written_out() -> None:
    terms = component_terms(AGREEMENT, "december", "befolkning_0_18", Values())
    assert "40 000 000 kronor (avsnitt 6)" in terms[0].replace(NO_BREAK_SPACE, " ")
    assert "30 september 2024 (avsnitt 5)" in terms[1]


def test_what_was_not_reported_is_held_to_no_limit() -> None:
    assert route_terms(AGREEMENT, "bup_besok", Route.NOT_REPORTED, Fraction(0), Values()) == []
