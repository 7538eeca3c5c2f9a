from dataclasses import replace

import pytest

from rules.case import Case
from rules.comparison import paid_by_region
from rules.price_readings import price_readings
from rules.readings import BY_ID, Readings

MATTERING = {
    "vardplatser_2024": ["T01", "T02", "T03", "T04", "T09", "T10", "T11", "T12", "T13"],
    "tillganglighet_2024": ["T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08"],
    "vardkoer_2025": ["T03", "T11", "T14", "T15"],
}


@pytest.fixture(scope="module", params=["beds", "agreement", "queues"])
def case(request) -> Case:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def priced(case):
    return price_readings(case, MATTERING[case.decree.id])


def test_every_alternative_but_the_chosen_is_there_once(case, priced) -> None:
    readings = [BY_ID[reading_id] for reading_id in MATTERING[case.decree.id]]
    expected = {(reading.id, other.id) for reading in readings for other in reading.alternatives[1:]}
    assert {(row.reading.id, row.alternative.id) for row in priced} == expected
    assert len(priced) == len(expected)


def test_switching_a_reading_really_gives_its_differences(case, priced) -> None:
    _, as_decided = case.computed()
    before = paid_by_region(as_decided)
    for row in priced:
        if row.comparison is None:
            continue
        readings = Readings(**{row.reading.id.lower(): row.alternative.id})
        _, settled = replace(case, readings=readings).computed()
        after = paid_by_region(settled)
        assert {code: after[code] - before[code] for code in after} == row.comparison.differences_kr, row.reading.id


def test_those_that_move_most_come_first_and_those_without_a_price_last(priced) -> None:
    moved = [row.moved_kr for row in priced]
    with_price = [kr for kr in moved if kr is not None]
    assert with_price == sorted(with_price, reverse=True)
    assert moved[len(with_price) :] == [None] * (len(moved) - len(with_price))


def test_what_cannot_be_computed_has_no_price(beds) -> None:
    priced = price_readings(beds, ["T11", "T13"])
    without = {(row.reading.id, row.alternative.id) for row in priced if row.moved_kr is None}
    assert without == {("T11", "lot"), ("T13", "redistributed")}


def test_an_alternative_that_moves_nothing_is_there_with_zero(queues) -> None:
    (row,) = [row for row in price_readings(queues, ["T03"]) if row.alternative.id == "largest_remainder"]
    assert row.moved_kr == 0


def test_sixteen_kronor_of_block_1_move_when_they_are_shared_too(queues) -> None:
    (row,) = price_readings(queues, ["T14"])
    assert row.moved_kr == 16


def test_the_case_own_readings_are_what_the_others_are_priced_against(queues) -> None:
    turned = replace(queues, readings=Readings(t14="apportioned"))
    (row,) = price_readings(turned, ["T14"])
    assert row.alternative is BY_ID["T14"].chosen
    assert row.moved_kr == 16


def test_a_reading_that_does_not_exist_is_refused(queues) -> None:
    with pytest.raises(KeyError):
        price_readings(queues, ["T99"])
