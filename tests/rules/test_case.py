from dataclasses import replace
from datetime import date

import pytest

from rules.found_decrees import decrees, grants
from rules.numbers import Values
from rules.readings import Readings
from rules.regions import CODES
from tests.rules.decrees.beds import beds_case
from tests.rules.decrees.bup import Inputs, bup_case


def test_every_decree_is_found_and_those_with_payments_are_grants() -> None:
    assert [decree.id for decree in decrees()] == [
        "kapacitet_2022",
        "tillganglighet_2024",
        "vardplatser_2024",
        "vardkoer_2025",
    ]
    assert grants() == decrees()[1:]


def test_a_month_that_is_not_measured_is_an_error(beds) -> None:
    with pytest.raises(ValueError, match="2024-01 is not a measured month"):
        beds.qualify(date(2024, 1, 1))


def test_queues_have_no_monthly_outcomes(queues) -> None:
    assert queues.outcomes() == ()


def test_what_august_was_decided_to_counts_in_the_bonus_pot(agreement) -> None:
    _, free = agreement.computed()
    decided = replace(agreement.given, decided={"augusti": {"bup": dict.fromkeys(CODES, 0)}})
    _, bound = replace(agreement, given=decided).computed()
    bonus = [sum(row.amount_kr for row in settled.payouts if row.component == "bonuspott") for settled in (free, bound)]
    august = sum(row.amount_kr for row in free.payouts if row.payment == "augusti")
    assert bonus[1] == bonus[0] + august


def test_parameters_and_readings_are_followed(queues) -> None:
    _, settled = replace(queues, values=Values({"block1_kr": 21})).computed()
    assert {row.amount_kr for row in settled.payouts if row.payment == "block1"} == {1}
    _, settled = replace(queues, readings=Readings(t14="apportioned")).computed()
    assert not settled.undistributed


@pytest.mark.parametrize(
    "case",
    [beds_case({}, None), bup_case({}, Inputs(None, None)), beds_case({}, {"01": 1})],
    ids=["beds without population", "agreement without population", "beds with one region's population"],
)
def test_without_a_usable_population_there_are_no_outcomes_and_payments_are_withheld(case) -> None:
    outcomes, settled = case.computed()
    assert outcomes == ()
    assert settled.withheld
