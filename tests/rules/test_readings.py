from dataclasses import fields

import pytest

from rules.readings import AS_DECIDED, Readings
from rules.register_of_readings import BY_ID, REGISTER

COMPUTED = [field.name for field in fields(Readings)]


@pytest.mark.parametrize("name", COMPUTED)
def test_results_rest_on_the_reading_that_the_register_calls_chosen(name):
    assert getattr(AS_DECIDED, name) == BY_ID[name.upper()].chosen.id
    assert BY_ID[name.upper()].chosen.computable


@pytest.mark.parametrize("name", COMPUTED)
def test_every_alternative_of_the_register_can_be_asked_for(name):
    for alternative in BY_ID[name.upper()].alternatives:
        assert getattr(Readings(**{name: alternative.id}), name) == alternative.id


def test_an_unknown_alternative_is_refused_with_those_that_are_known():
    with pytest.raises(ValueError, match=r"T05 has no alternative 'twelve'; known are \['eleven', 'ten'\]"):
        Readings(t05="twelve")


def test_a_point_with_an_alternative_that_rules_can_follow_is_a_field():
    open_points = {
        reading.id.lower()
        for reading in REGISTER
        if any(alternative.computable for alternative in reading.alternatives[1:])
    }
    assert open_points <= set(COMPUTED)
