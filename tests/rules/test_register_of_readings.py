import re
from dataclasses import fields

import pytest

from rules.found_decrees import decrees
from rules.open_points import Evidence, filled
from rules.readings import Readings
from rules.register_of_readings import BY_ID, REGISTER
from rules.swedish import MONTH_NAMES, number

COMPUTED = [field.name for field in fields(Readings)]


def test_every_point_from_t01_to_t28_is_in_the_register_once_and_in_order():
    assert [reading.id for reading in REGISTER] == [f"T{n:02}" for n in range(1, 29)]


@pytest.mark.parametrize(
    ("reading", "alternatives"),
    [
        ("T13", {"liable", "redistributed"}),
        ("T24", {"closed", "held_back"}),
        ("T25", {"counts", "in_time"}),
        ("T26", {"without_own_wish", "all_completed"}),
    ],
)
def test_both_ways_to_read_these_can_be_computed_and_priced(reading, alternatives):
    assert {alternative.id for alternative in BY_ID[reading].alternatives if alternative.computable} == alternatives
    assert reading.lower() in COMPUTED


@pytest.mark.parametrize(
    ("reading", "evidence", "is_choice"),
    [
        pytest.param("T05", Evidence.DECISION, False, id="the decision alone"),
        pytest.param("T04", Evidence.DECISION, True, id="the decision, and a choice for the rest"),
        pytest.param("T24", Evidence.TEXT, False, id="the text alone"),
        pytest.param("T18", Evidence.TEXT, True, id="the text, and a choice for the rest"),
        pytest.param("T13", Evidence.CHOICE, True, id="a choice alone"),
    ],
)
def test_the_strongest_support_is_told_first_and_a_choice_in_part_is_one(reading, evidence, is_choice):
    found = BY_ID[reading]
    assert (found.evidence, found.is_choice) == (evidence, is_choice)
    assert ("bekräfta valet" in found.decided_by) is is_choice


def test_several_supports_are_told_apart_by_kind():
    assert (BY_ID["T18"].told_by, BY_ID["T14"].told_by) == ("texten och eget val", "eget val")
    assert BY_ID["T04"].told_by == "beslutet och eget val"
    assert BY_ID["T18"].support == (
        "Texten: Vilka som ska rekvireras, och att SKR:s medel förfaller (avsnitt 6). Eget val: Att också regionernas "
        "medel förfaller."
    )
    assert BY_ID["T14"].support == "Texten är öppen."


@pytest.mark.parametrize("reading", REGISTER, ids=lambda reading: reading.id)
def test_supports_are_given_from_the_strongest_and_each_kind_once(reading):
    kinds = [support.evidence for support in reading.supports]
    assert kinds == [each for each in Evidence if each in kinds]
    assert kinds


@pytest.mark.parametrize("reading", REGISTER, ids=lambda reading: reading.id)
def test_every_point_tells_people_what_it_is_and_what_supports_it(reading):
    assert reading.point and reading.support.endswith(".")
    assert all(alternative.text.endswith(".") for alternative in reading.alternatives)
    ids = [alternative.id for alternative in reading.alternatives]
    assert len(ids) == len(set(ids))


def test_a_reading_that_is_our_own_choice_says_that_nobody_has_decided_it() -> None:
    for reading in REGISTER:
        assert reading.decided_by.startswith("ingen ännu") == (reading.evidence is Evidence.CHOICE)


TEXTS = [
    pytest.param(words, id=f"{reading.id} {place}")
    for reading in REGISTER
    for place, words in (
        ("asked", reading.asked),
        *((alternative.id, f"{alternative.words} {alternative.no_price}") for alternative in reading.alternatives),
        *((support.evidence.value, support.words) for support in reading.supports),
    )
]
NO_NUMBER_OF_A_DECREE = re.compile(
    r"T\d\d|(?:avsnitt|bilaga|block) \d(?:\.\d)?|\b20\d\d\b|\{\w+\}",
    re.IGNORECASE,
)
"""T-numbers, places in the texts, the years by which documents are called, and the names of numbers to fill in."""
A_MONTH = re.compile(rf"(?:{'|'.join(MONTH_NAMES)}) \d|\d (?:{'|'.join(MONTH_NAMES)})")


@pytest.mark.parametrize("words", TEXTS)
def test_no_number_of_a_decree_stands_in_the_words_of_a_reading(words: str) -> None:
    assert not re.search(r"\d", NO_NUMBER_OF_A_DECREE.sub("", words)), words
    assert not A_MONTH.search(words), words


def test_numbers_are_filled_in_as_the_decree_declares_them() -> None:
    (percent,) = (n.value for decree in decrees() for n in decree.numbers if n.name == "improvement_percent")
    assert f"minst {number(percent)} procent" in BY_ID["T09"].point
    assert all("{" not in reading.point + reading.support for reading in REGISTER)
    assert all("{" not in alternative.text for reading in REGISTER for alternative in reading.alternatives)


def test_a_number_that_readings_name_means_the_same_in_all_decrees() -> None:
    named = {name for words in TEXTS for name in re.findall(r"\{(\w+)\}", str(words.values[0]))}
    assert named
    for name in named:
        assert len({n.value for decree in decrees() for n in decree.numbers if n.name == name}) == 1, name


def test_a_name_that_no_decree_declares_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("{finns_inte} kronor")


def test_an_alternative_is_computed_or_priced_elsewhere_or_says_why_it_has_no_price() -> None:
    elsewhere = {("T18", "late_paid"), ("T27", "never"), ("T27", "always")}
    for reading in REGISTER:
        for alternative in reading.alternatives[1:]:
            ways = (alternative.computable, (reading.id, alternative.id) in elsewhere, bool(alternative.no_price))
            assert sum(ways) == 1, (reading.id, alternative.id)
