"""The arrays against the rules: the decree's own functions for whole years, its mechanisms for many years at a time."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import Method
from rules.case import Case
from rules.decrees.vardplatser_2024 import DECREE, MEASURED
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.monthly_pot import bonus_kr, reserved_pots, without_excess
from rules.months import year_before
from rules.ranking import top_placed
from rules.regions import CODES
from scenarios.rate_year import MOST_REQUIREMENT_KR, NOT_REPORTED, improvement_limits, settle
from tests.rules.decrees.beds import BedsReport, beds_case

MONTHS = len(MEASURED)
REQUIREMENTS = DECREE.requirements
COMPONENTS = [component.id for component in DECREE.payment("slut").components]
PRINTED = {code: row.population for code, row in TABLE.items()}
POPULATIONS = {
    "printed": PRINTED,
    "all alike": dict.fromkeys(CODES, 1000),
    "one each": dict.fromkeys(CODES, 1),
    "nearly all in one": dict.fromkeys(CODES, 1) | {"12": 10_000_000},
    "two alike": PRINTED | {"09": 132_466},
    "every other twice as many": {code: 1000 * (1 + place % 2) for place, code in enumerate(CODES)},
}
DECREED_KR = np.array([[requirement.amount.value for requirement in REQUIREMENTS]])
HALF_A_PERCENT = Decimal("0.5")


@dataclass(frozen=True)
class Scenarios:
    """Rates are in hundredths; `before` is one year for all, `percents` and the rest are one for each."""

    now: np.ndarray
    before: np.ndarray
    percents: list[Decimal]
    requirement_kr: np.ndarray
    top_places: np.ndarray
    population: dict[str, int]

    def settled(self):
        limits = improvement_limits(self.before, self.percents).astype(np.int64)
        return settle(self.now, limits, self.requirement_kr, self.top_places, self.population)


def year_of(value: int) -> np.ndarray:
    return np.full((1, len(REQUIREMENTS), MONTHS, len(CODES)), value)


@st.composite
def made_up(draw, count: int) -> Scenarios:
    """From few values, with many ties and limits met exactly, to many; from all reported to nothing."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    highest = draw(st.sampled_from([0, 1, 3, 20, 400, 10**8]))
    missing_percent = draw(st.sampled_from([0, 0, 5, 60, 97]))
    shape = (count, len(REQUIREMENTS), MONTHS, len(CODES))

    def rates(*shape: int) -> np.ndarray:
        some = rng.integers(0, highest, shape, endpoint=True)
        return np.where(rng.integers(0, 100, shape) < missing_percent, NOT_REPORTED, some)

    now, before = rates(*shape), rates(1, *shape[1:])
    percents = draw(st.sampled_from([["0.5"], ["0", "0.5", "25", "100"], ["33.333", "100.5", "1000"]]))
    kr = draw(st.sampled_from([[620_000_000], [0, 1, 17, 620_000_000], [10**9, MOST_REQUIREMENT_KR]]))
    if draw(st.booleans()):  # whoever reports is just at the limit, or just above it
        limits = improvement_limits(before, [HALF_A_PERCENT]).astype(np.int64)
        at_limit = np.broadcast_to(limits, shape) + rng.integers(0, 1, shape, endpoint=True)
        now = np.where((now < 0) | (limits < 0), now, at_limit)
    return Scenarios(
        now,
        before,
        [Decimal(percents[place]) for place in rng.integers(0, len(percents), count)],
        rng.choice(kr, (count, len(REQUIREMENTS))),
        rng.choice(draw(st.sampled_from([[5], [0, 1, 4, 5, 6, 20, 21]])), count),
        POPULATIONS[draw(st.sampled_from(sorted(POPULATIONS)))],
    )


def case_of(scenarios: Scenarios, place: int) -> Case:
    """One of the scenarios as the rules have it."""
    reports = {
        (code, at): BedsReport(
            **{
                requirement.measure.column: None if rate < 0 else Decimal(int(rate)) / 100
                for requirement, rate in zip(REQUIREMENTS, rates[:, column, region], strict=True)
            }
        )
        for rates, year in ((scenarios.now[place], lambda month: month), (scenarios.before[0], year_before))
        for column, month in enumerate(MEASURED)
        for region, code in enumerate(CODES)
        for at in (year(month),)
    }
    over, outlying = (int(kr) for kr in scenarios.requirement_kr[place])
    numbers = {
        "improvement_percent": scenarios.percents[place],
        "top_places": int(scenarios.top_places[place]),
        "overbelaggningar_kr": over,
        "utlokaliseringar_kr": outlying,
    }
    return beds_case(reports, scenarios.population, numbers)


@settings(max_examples=6, deadline=None)
@given(made_up(count=8))
def test_every_krona_is_that_of_the_decrees_own_functions(scenarios: Scenarios) -> None:
    years = scenarios.settled()
    for place in range(len(scenarios.now)):
        _, settled = case_of(scenarios, place).computed()
        paid = {(row.component, row.region_code): row.amount_kr for row in settled.payouts if row.payment == "slut"}
        assert years.paid_kr[place].tolist() == [
            [paid.get((component, code), 0) for code in CODES] for component in COMPONENTS
        ]
        assert years.undistributed_kr[place] == sum(row.amount_kr for row in settled.undistributed)
        assert not settled.withheld


def by_the_mechanisms(scenarios: Scenarios, place: int) -> tuple[list[list[int]], int]:
    """Kronor by component and region, and what stays, by the functions that the decrees share."""
    paid = []
    for row, requirement_kr in enumerate(scenarios.requirement_kr[place]):
        months = dict.fromkeys(CODES, 0)
        for now, before in zip(scenarios.now[place, row], scenarios.before[0, row], strict=True):
            rates = {code: int(rate) for code, rate in zip(CODES, now, strict=True) if rate >= 0}
            top = top_placed(rates, fewest_first=True, places=int(scenarios.top_places[place]))
            for code, earlier in zip(CODES, before.tolist(), strict=True):
                has_improved = (
                    code in rates
                    and earlier > 0
                    and Fraction(earlier - rates[code], earlier) * 100 >= scenarios.percents[place]
                )
                months[code] += has_improved or code in top
        pots = reserved_pots(int(requirement_kr), MONTHS, scenarios.population)
        paid.append({code: months[code] * pots[code] for code in CODES})
    in_all = int(scenarios.requirement_kr[place].sum())
    earned = {str(row): amounts for row, amounts in enumerate(paid)}
    within = without_excess(in_all, earned, 0, scenarios.population, Method.LARGEST_REMAINDER).values()
    bonus, kept = bonus_kr(
        in_all,
        {code: sum(amounts[code] for amounts in within) for code in CODES},
        scenarios.population,
        Method.LARGEST_REMAINDER,
    )
    return [list(amounts.values()) for amounts in (*within, bonus)], kept


@settings(max_examples=8, deadline=None)
@given(made_up(count=200))
def test_hundreds_of_years_at_once_are_each_that_of_the_rules_mechanisms(scenarios: Scenarios) -> None:
    years = scenarios.settled()
    for place in range(len(scenarios.now)):
        paid, kept = by_the_mechanisms(scenarios, place)
        assert (years.paid_kr[place].tolist(), years.undistributed_kr[place]) == (paid, kept)
    total = years.paid_kr.sum(axis=(1, 2)) + years.undistributed_kr
    assert (total == scenarios.requirement_kr.sum(axis=1)).all()


@pytest.mark.parametrize(
    ("before", "percent", "highest"),
    [
        (400, "0.5", 398),
        (399, "0.5", 397),
        (1, "0.5", 0),
        (400, "0", 400),
        (400, "100", 0),
        (400, "100.5", NOT_REPORTED),
        (0, "0", NOT_REPORTED),
        (NOT_REPORTED, "0", NOT_REPORTED),
        (10**40, "0.5", 995 * 10**37),
    ],
    ids=[
        "exactly half a per cent",
        "between two rates the lower",
        "the least rate there is",
        "no decrease asked for",
        "everything",
        "more than everything",
        "zero cannot be improved (T10)",
        "nothing to compare with (T10)",
        "larger than 64 bits",
    ],
)
def test_the_highest_rate_that_is_an_improvement(before, percent, highest) -> None:
    limits = improvement_limits(np.array(before, dtype=object).reshape(1, 1, 1, 1), [Decimal(percent)])
    assert limits.tolist() == [[[[highest]]]]


def test_all_who_tie_with_the_fifth_are_among_the_best() -> None:
    now = year_of(100) + np.arange(len(CODES))
    now[..., 5] = now[..., 4]
    years = settle(now, year_of(NOT_REPORTED), DECREED_KR, np.array([5]), PRINTED)
    assert (years.paid_kr[0].any(axis=0)).tolist() == [True] * 6 + [False] * 15


def test_nothing_is_paid_twice_to_who_improves_and_is_among_the_best() -> None:
    years = settle(year_of(100), year_of(100), DECREED_KR, np.array([5]), PRINTED)
    pots = reserved_pots(620_000_000, MONTHS, PRINTED)
    assert years.paid_kr[0, 0].tolist() == [MONTHS * pots[code] for code in CODES]


@pytest.mark.parametrize(
    ("population", "requirement_kr", "taken_kr"),
    [("printed", 620_000_043, 6), ("all alike", 620_000_094, 84), ("all alike", 95, 188)],
)
def test_when_all_earn_everything_what_rounding_gave_too_much_is_taken_from_what_was_earned(
    population, requirement_kr, taken_kr
) -> None:
    kr = np.array([[requirement_kr] * 2])
    years = settle(year_of(1), year_of(1), kr, np.array([5]), POPULATIONS[population])
    pots = reserved_pots(requirement_kr, MONTHS, POPULATIONS[population])
    assert 2 * MONTHS * sum(pots.values()) - years.paid_kr[0, :-1].sum() == taken_kr
    assert not years.paid_kr[0, -1].any()
    assert years.paid_kr.sum() == 2 * requirement_kr


def test_a_krona_left_over_between_equal_kronor_paid_goes_to_the_larger_population() -> None:
    """Stockholm earns two of its pots and Uppsala, twice as large, one; what is left over is odd."""
    now = year_of(100)
    now[:, 0, :2, 0] = now[:, 0, 0, 1] = 1
    kr = np.array([[32 * MONTHS, 32 * MONTHS + 1]])
    years = settle(now, year_of(10), kr, np.array([0]), POPULATIONS["every other twice as many"])
    assert years.paid_kr[0, :, :2].tolist() == [[2, 2], [0, 0], [286, 287]]


def test_when_nobody_earns_anything_all_stays_undistributed() -> None:
    years = settle(year_of(100), year_of(99), DECREED_KR, np.array([0]), PRINTED)
    assert not years.paid_kr.any()
    assert years.undistributed_kr.tolist() == [1_240_000_000]


def test_a_closed_month_without_any_report_goes_to_the_bonus_pot() -> None:
    now = year_of(100)
    now[:, :, 3] = NOT_REPORTED
    years = settle(now, year_of(100), DECREED_KR, np.array([5]), PRINTED)
    pots = reserved_pots(620_000_000, MONTHS, PRINTED)
    earned = 2 * (MONTHS - 1) * sum(pots.values())
    assert years.paid_kr[0, -1].sum() == 1_240_000_000 - earned
    assert not years.undistributed_kr.any()


def test_the_largest_amounts_do_not_overflow() -> None:
    """Skåne earns nearly half of the largest amount alone, which makes pot times paid as large as it can be."""
    now = year_of(NOT_REPORTED)
    now[:, 0, :, CODES.index("12")] = 1
    now[:, 1, :, CODES.index("09")] = 1
    kr = np.array([[MOST_REQUIREMENT_KR, MOST_REQUIREMENT_KR]])
    population = POPULATIONS["nearly all in one"]
    scenarios = Scenarios(now, year_of(1), [HALF_A_PERCENT], kr, np.array([1]), population)
    paid, kept = by_the_mechanisms(scenarios, 0)
    years = scenarios.settled()
    assert (years.paid_kr[0].tolist(), years.undistributed_kr[0]) == (paid, kept)
    assert abs(years.paid_kr[0, 0].max() - MOST_REQUIREMENT_KR) < 10_000


@pytest.mark.parametrize("kr", [-1, MOST_REQUIREMENT_KR + 1])
def test_amounts_that_do_not_fit_are_refused(kr) -> None:
    with pytest.raises(ValueError, match="kronor"):
        settle(year_of(1), year_of(1), np.array([[620_000_000, kr]]), np.array([5]), PRINTED)


@settings(max_examples=10, deadline=None)
@given(made_up(count=20), st.integers(2, 10**30))
def test_rates_beyond_64_bits_give_the_same_kronor(scenarios: Scenarios, times: int) -> None:
    def larger(rates: np.ndarray) -> np.ndarray:
        return np.where(rates < 0, rates, rates.astype(object) * times)

    limits = improvement_limits(larger(scenarios.before), scenarios.percents)
    years = settle(larger(scenarios.now), limits, scenarios.requirement_kr, scenarios.top_places, scenarios.population)
    assert (years.paid_kr == scenarios.settled().paid_kr).all()
