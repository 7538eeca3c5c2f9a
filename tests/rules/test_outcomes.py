from dataclasses import replace
from fractions import Fraction

import pytest

from rules import outcomes as outcomes_module
from rules.monthly_pot import paid_kr
from rules.outcomes import Outcomes
from rules.readings import AS_DECIDED, Readings
from rules.regions import CODES

EARNED = ("overbelaggningar",)


@pytest.fixture(scope="module")
def outcomes(beds) -> Outcomes:
    return beds.outcomes()


def paid(outcomes: Outcomes, months, readings=AS_DECIDED):
    return outcomes.paid_kr(frozenset(EARNED), frozenset(months), readings)


def of_march(outcomes: Outcomes):
    return [row for row in outcomes if row.requirement in EARNED and row.month.month == 3]


def other_part(row) -> Fraction:
    return Fraction(1, 3) if row.assessment.part else Fraction(1)


@pytest.mark.parametrize("t02", ["per_payment", "per_month"])
def test_what_is_paid_is_of_the_requirements_and_months_asked_for(outcomes, t02) -> None:
    readings = Readings(t02=t02)
    march = of_march(outcomes)
    assert paid(outcomes, {march[0].month}, readings) == paid_kr(march, readings)
    assert paid(outcomes, (), readings) == dict.fromkeys(CODES, 0)


@pytest.mark.parametrize("t02", ["per_payment", "per_month"])
@pytest.mark.parametrize("is_asked_before", [True, False], ids=["added up before", "not yet"])
def test_some_other_parts_give_what_all_outcomes_anew_would(outcomes, t02, is_asked_before) -> None:
    readings = Readings(t02=t02)
    months = {row.month for row in outcomes}
    first = Outcomes(outcomes)
    if is_asked_before:
        paid(first, months, readings), paid(first, (), readings)
    changed = of_march(outcomes)[:3]
    other = first.otherwise({(row.requirement, row.month, row.region_code): other_part(row) for row in changed})
    anew = [
        replace(row, assessment=replace(row.assessment, part=other_part(row))) if row in changed else row
        for row in outcomes
    ]
    assert [row.assessment.part for row in other] == [row.assessment.part for row in anew]
    assert paid(other, months, readings) == paid(Outcomes(anew), months, readings) != paid(first, months, readings)
    assert paid(other, (), readings) == dict.fromkeys(CODES, 0)
    assert paid(first, months, readings) == paid(outcomes, months, readings), "the first are as they were"


def test_nothing_is_added_up_twice(outcomes, monkeypatch) -> None:
    added: list[int] = []

    def counted(rows, readings):
        added.append(len(rows))
        return paid_kr(rows, readings)

    monkeypatch.setattr(outcomes_module, "paid_kr", counted)
    first, row = Outcomes(outcomes), of_march(outcomes)[0]
    paid(first, {row.month}), paid(Outcomes.of(first), {row.month})
    assert added == [len(CODES)]
    other = first.otherwise({(row.requirement, row.month, row.region_code): other_part(row)})
    paid(other, {row.month})
    assert added == [len(CODES), 1]
