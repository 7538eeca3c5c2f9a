"""The beds decree 2024: what holds whatever the year was like."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.months import year_before
from rules.numbers import Values
from rules.readings import Readings
from rules.regions import CODES
from tests.rules.decrees.beds import DECREE, BedsReport, qualify_month, settle
from tests.rules.decrees.reported_beds import MARCH, MEASURED_MONTHS, POPULATION, both

POTS = [each.pot(Values()) for each in DECREE.set_aside]
VALUES = [None, *map(Decimal, ("0", "0.199", "0.2", "1", "1.99", "2", "3.98", "4", "4.1", "5.5"))]
ALTERNATIVES = st.builds(
    Readings,
    t01=st.sampled_from(["rounded", "exact"]),
    t02=st.sampled_from(["per_payment", "per_month"]),
    t03=st.sampled_from(["as_published", "residual_on_largest"]),
    t04=st.sampled_from(["shared", "per_requirement"]),
    t09=st.sampled_from(["relative", "percentage_points"]),
    t10=st.sampled_from(["closed", "zero_kept"]),
    t11=st.sampled_from(["all_tied", "none_tied"]),
)


def random_report(random):
    return BedsReport(overbelaggningar_per_100=random.choice(VALUES), utlokaliseringar_per_100=random.choice(VALUES))


def random_reports(random, during):
    """Reports of any kind, missing ones too, in which Gotland has reported, so that every month has a report."""
    reports = {(code, when): random_report(random) for code in CODES for m in during for when in (m, year_before(m))}
    return reports | {("09", month): both("2") for month in during}


def random_population(random):
    return {code: random.randint(1, 3_000_000) for code in CODES}


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False), ALTERNATIVES)
def test_in_any_year_each_krona_is_paid_or_named_and_each_region_has_one_outcome(random, readings):
    reports, population = random_reports(random, MEASURED_MONTHS), random_population(random)
    outcomes = [o for m in MEASURED_MONTHS for o in qualify_month(m, reports, population, readings=readings)]
    assert len({(o.requirement, o.month, o.region_code) for o in outcomes}) == len(outcomes) == 2 * 9 * 21
    settlement = settle(population, outcomes, readings=readings)
    assert len(settlement.payouts) == 21 + 3 * 21
    assert [settlement.accounted_kr(pot) for pot in POTS] == [750_000_000, 1_240_000_000]

    random.shuffle(outcomes)
    shuffled = dict(random.sample(list(population.items()), len(population)))
    assert settle(shuffled, outcomes, readings=readings) == settlement


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), ALTERNATIVES)
def test_the_order_of_reports_and_regions_changes_nothing(random, readings):
    reports, population = random_reports(random, [MARCH]), random_population(random)
    turned, shuffled = (dict(random.sample(list(m.items()), len(m))) for m in (reports, population))
    assert qualify_month(MARCH, turned, shuffled, readings=readings) == qualify_month(
        MARCH, reports, population, readings=readings
    )


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), ALTERNATIVES, st.sampled_from(CODES))
def test_a_lower_value_never_gives_the_region_less(random, readings, code):
    reports = random_reports(random, [MARCH])
    high, low = sorted(random.sample(VALUES[1:], 2), reverse=True)

    def earned(value):
        changed = {**reports, (code, MARCH): both(value)}
        outcomes = qualify_month(MARCH, changed, POPULATION, readings=readings)
        return [o.earned_kr for o in outcomes if o.region_code == code]

    assert all(at_low >= at_high for at_low, at_high in zip(earned(low), earned(high), strict=True))
