from dataclasses import replace

import pytest

from rules.decrees import tillganglighet_2024, vardkoer_2025, vardplatser_2024
from rules.readings import Readings
from rules.regions import CODES
from rules.scenario import RULES, Case, Given


def test_every_programme_that_pays_has_rules() -> None:
    assert set(RULES) == {"tillganglighet_2024", "vardplatser_2024", "vardkoer_2025"}


def test_beds_come_out_as_the_decrees_own_functions_give_them(beds) -> None:
    population = beds.given.inputs.population
    outcomes = [
        outcome
        for month in vardplatser_2024.MEASURED_MONTHS
        for outcome in vardplatser_2024.qualify_month(month, beds.given.reports, population)
    ]
    expected = (tuple(outcomes), vardplatser_2024.settle(beds.given.inputs, outcomes))
    assert beds.computed() == expected


def test_the_agreement_comes_out_as_its_own_functions_give_it(agreement) -> None:
    outcomes = [
        outcome
        for month in tillganglighet_2024.measured_months()
        for outcome in tillganglighet_2024.qualify_month(
            month, agreement.given.reports, agreement.given.inputs.population_0_18
        )
    ]
    expected = (tuple(outcomes), tillganglighet_2024.settle(agreement.given.inputs, outcomes))
    assert agreement.computed() == expected


def test_queues_have_no_monthly_outcomes(queues) -> None:
    assert queues.computed() == ((), vardkoer_2025.settle(queues.given.inputs))


def test_what_august_was_decided_to_counts_in_the_bonus_pot(agreement) -> None:
    _, free = agreement.computed()
    decided = replace(agreement.given, august_decided_kr=dict.fromkeys(CODES, 0))
    _, bound = replace(agreement, given=decided).computed()
    bonus = [sum(row.amount_kr for row in settled.payouts if row.component == "bonuspott") for settled in (free, bound)]
    august = sum(row.amount_kr for row in free.payouts if row.payment == "augusti")
    assert bonus[1] == bonus[0] + august


def test_parameters_and_readings_are_followed(queues) -> None:
    parameters = replace(vardkoer_2025.PARAMETERS, block1_kr=21)
    _, settled = replace(queues, parameters=parameters).computed()
    assert {row.amount_kr for row in settled.payouts if row.payment == "block1"} == {1}
    _, settled = replace(queues, readings=Readings(t14="apportioned")).computed()
    assert not settled.undistributed


@pytest.mark.parametrize(
    ("programme", "inputs"),
    [
        ("vardplatser_2024", vardplatser_2024.Inputs(None)),
        ("tillganglighet_2024", tillganglighet_2024.Inputs(None, None, None)),
        ("vardplatser_2024", vardplatser_2024.Inputs({"01": 1})),
    ],
    ids=["beds without population", "agreement without population", "beds with one region's population"],
)
def test_without_a_usable_population_there_are_no_outcomes_and_payments_are_withheld(programme, inputs) -> None:
    outcomes, settled = Case(programme, Given(inputs)).computed()
    assert outcomes == ()
    assert settled.withheld
