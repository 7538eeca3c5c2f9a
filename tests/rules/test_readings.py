from dataclasses import fields

import pytest

from rules.readings import AS_DECIDED, BY_ID, REGISTER, Evidence, Readings

COMPUTED = [field.name for field in fields(Readings)]


def test_every_point_from_t01_to_t22_is_in_the_register_once():
    assert [reading.id for reading in REGISTER] == sorted(f"T{n:02}" for n in range(1, 23))


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


@pytest.mark.parametrize("reading", REGISTER, ids=lambda reading: reading.id)
def test_every_point_tells_people_what_it_is_and_what_supports_it(reading):
    assert reading.point and reading.support.endswith(".")
    assert all(alternative.text.endswith(".") for alternative in reading.alternatives)
    ids = [alternative.id for alternative in reading.alternatives]
    assert len(ids) == len(set(ids))


def test_a_point_with_an_alternative_that_rules_can_follow_is_a_field():
    open_points = {
        reading.id.lower()
        for reading in REGISTER
        if any(alternative.computable for alternative in reading.alternatives[1:])
    }
    assert open_points <= set(COMPUTED)


def test_a_reading_that_is_our_own_choice_says_that_nobody_has_decided_it() -> None:
    for reading in REGISTER:
        assert reading.decided_by.startswith("ingen ännu") == (reading.evidence is Evidence.CHOICE)
