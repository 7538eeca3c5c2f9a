"""The agreement 2024: what holds for any reports."""

from dataclasses import replace
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.decrees.tillganglighet_2024_facit import POPULATION, POPULATION_0_18
from rules.months import year_before
from rules.regions import CODES
from tests.rules.decrees.bup import DECREE, MEASURES, Account, Inputs, measured_months, qualify_month, settle
from tests.rules.decrees.reported_bup import (
    ALL_APPROVED,
    INPUTS,
    LAST_DAY,
    POTS,
    amounts,
    judged,
    qualified,
    report,
    settled,
)


def drawn_reports(seed):
    """Any reports, with gaps, no completed and few or many waiting among them."""
    rng = Random(seed)
    reports = {}
    for month, code, measure in product(measured_months(), CODES, MEASURES.values()):
        for at in (year_before(month), month):
            completed, waiting = rng.choice((0, 1, 7, 100, 997)), rng.choice((0, 20, 21, 300))
            drawn = report(rng.randint(0, completed), completed, waiting, rng.randint(0, waiting))
            if rng.random() < 0.1:
                drawn = replace(drawn, **{rng.choice(("completed", "completed_within", "waiting")): None})
            if rng.random() < 0.9:
                reports[code, at, measure] = drawn
    return reports


SEEDS = st.integers(0, 10**9)
FEW = settings(max_examples=8, deadline=None)


@FEW
@given(SEEDS, st.sets(st.sampled_from(CODES)))
def test_every_krona_is_paid_or_told_and_every_component_has_all_regions(seed, approved):
    accounts = {code: Account(LAST_DAY, code in approved) for code in CODES}
    settlement = settled(drawn_reports(seed), replace(INPUTS, accounts=accounts))
    assert [settlement.accounted_kr(pot) for pot in POTS] == [pot.amount_kr for pot in POTS]
    for payment in DECREE.payments:
        for component in payment.components:
            assert tuple(amounts(settlement, payment.id, component.id)) == CODES


@FEW
@given(SEEDS)
def test_each_region_month_and_measure_has_exactly_one_outcome_with_a_reason(seed):
    outcomes = qualified(drawn_reports(seed))
    keys = [(o.requirement, o.month, o.region_code) for o in outcomes]
    assert sorted(keys) == sorted(product(MEASURES, measured_months(), CODES))
    assert all(o.reason[0].isupper() and o.reason.endswith(".") for o in outcomes)


@FEW
@given(SEEDS, st.permutations(CODES))
def test_the_order_of_regions_changes_nothing(seed, order):
    reports = drawn_reports(seed)
    shuffled = {key: reports[key] for key in sorted(reports, key=lambda key: order.index(key[0]))}
    outcomes = [
        outcome
        for month in measured_months()
        for outcome in qualify_month(month, shuffled, {code: POPULATION_0_18[code] for code in order})
    ]
    inputs = Inputs(*({code: values[code] for code in order} for values in (POPULATION, POPULATION_0_18, ALL_APPROVED)))
    assert settle(inputs, reversed(outcomes)) == settled(reports)


counts = st.integers(0, 60)


@settings(max_examples=150, deadline=None)
@given(st.data(), counts, counts, counts)
def test_more_within_30_days_never_gives_a_smaller_part(data, completed, waiting, completed_before):
    fewer, more = sorted(data.draw(st.lists(st.integers(0, completed), min_size=2, max_size=2)))
    waiting_within = data.draw(st.integers(0, waiting))
    last_year = report(data.draw(st.integers(0, completed_before)), completed_before)
    parts = [judged(report(n, completed, waiting, waiting_within), last_year)[1] for n in (fewer, more)]
    assert parts[0] <= parts[1]
