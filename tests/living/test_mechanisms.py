"""Every mechanism that there is answers every question that is asked of mechanisms."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pkgutil import iter_modules

import pytest

from exports.calculation.workbook import FORMULAS
from rules import mechanisms
from rules.case import Case, Given
from rules.declaration import Part
from rules.interval import Bounded
from rules.mechanisms.condition import OnCondition
from rules.mechanisms.requirement import Requirement
from rules.regions import CODES
from rules.register_of_readings import BY_ID
from tests.living.decree_2031 import CROWDING, DECREE, WAITS

QUESTIONS = sorted(name for name in vars(Part) if not name.startswith("_"))
PARTS = {type(part).__name__: part for _, part in DECREE.parts}


def classes() -> Iterator[type]:
    for module in iter_modules(mechanisms.__path__):
        found = import_module(f"{mechanisms.__name__}.{module.name}")
        yield from (each for each in vars(found).values() if getattr(each, "__module__", "") == found.__name__)


def test_the_living_decree_has_every_mechanism() -> None:
    pays = {each for each in classes() if callable(getattr(each, "pay", None))}
    routes = {each for each in classes() if hasattr(each, "tested") and hasattr(each, "route")}
    measures = {each for each in classes() if hasattr(each, "levers") and hasattr(each, "lever_words")}
    requirements = (CROWDING, WAITS)
    protocols = {each for each in classes() if getattr(each, "_is_protocol", False)}
    within = {type(part.share) for _, part in DECREE.parts if isinstance(part, OnCondition)}
    assert {type(part) for _, part in DECREE.parts} | within == pays - protocols
    assert {type(route) for each in requirements for route in each.routes} == routes - protocols
    assert {type(each.measure) for each in requirements} == measures - protocols


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_part_answers_every_question(name: str, question: str) -> None:
    assert hasattr(PARTS[name], question)


@pytest.mark.parametrize("name", PARTS)
def test_every_part_has_formulas_cites_readings_and_says_what_it_rests_on(name: str) -> None:
    part = PARTS[name]
    assert type(part) in FORMULAS
    assert set(part.readings) <= set(BY_ID)
    for component in part.components:
        assert part.terms(component.id)
        assert part.printed_in or part.rests_on(component.id)


@pytest.mark.parametrize("name", PARTS)
def test_what_a_part_pays_or_waits_for_when_nothing_has_come_in_is_told(name: str) -> None:
    part, case = PARTS[name], Case(DECREE, Given())
    faults = part.faults(case, ())
    assert faults or set(part.pay(case, ()).amounts) == {component.id for component in part.components}
    assert all(fault.reason.endswith(".") for fault in faults)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_rests_on_what_was_performed_has_bounds(name: str) -> None:
    performed = bool(PARTS[name].pays_for() or PARTS[name].measured())
    assert not performed or isinstance(PARTS[name], Bounded)


@pytest.mark.parametrize("requirement", [CROWDING, WAITS], ids=["trangsel", "vantan"])
def test_a_requirement_answers_for_every_region_also_when_nothing_was_reported(requirement: Requirement) -> None:
    people = dict.fromkeys(CODES, 1000)
    case = Case(DECREE, Given({"totalt": people, "0-18": people}))
    outcomes = requirement.qualify(case, date(2031, 5, 1))
    assert [outcome.region_code for outcome in outcomes] == list(CODES)
    assert all(outcome.assessment.part == 0 and outcome.reason.endswith(".") for outcome in outcomes)
