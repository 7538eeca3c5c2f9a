from copy import deepcopy
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.comparison import compared
from rules.numbers import Values
from rules.readings import Readings
from rules.regions import CODES
from rules.what_if import UNCHANGED, ReportChange, Scenario, ScenarioError, Shake, Spread, simulate, spreads, under
from tests.rules.decrees.operations import OPERATIONS

MARCH = date(2024, 3, 1)
PROGRAMMES = ["beds", "agreement", "queues"]


@pytest.fixture(params=PROGRAMMES)
def case(request):
    return request.getfixturevalue(request.param)


def simulated(case, **changes):
    (found,) = simulate(case, [Scenario("prov", **changes)])
    return found.comparison


def test_a_scenario_without_changes_moves_nothing(case) -> None:
    assert simulated(case).moved_kr == 0


def test_a_parameter_is_followed_and_the_others_stay(beds) -> None:
    changed = under(beds, Scenario("prov", parameters={"improvement_percent": Decimal(20)}))
    assert changed.values == Values({"improvement_percent": Decimal(20)})
    _, before = beds.computed()
    _, after = changed.computed()
    comparison = simulated(beds, parameters={"improvement_percent": Decimal(20)})
    assert comparison == compared(before, after)
    assert comparison.moved_kr > 0


def test_a_reading_is_followed(queues) -> None:
    assert simulated(queues, readings={"t14": "apportioned"}).moved_kr == 16
    assert under(queues, Scenario("prov", readings={"t14": "apportioned"})).readings == Readings(t14="apportioned")


def test_other_reported_values_are_followed(beds) -> None:
    change = ReportChange("vardplatser", ("12", MARCH, ""), {"overbelaggningar_per_100": Decimal(0)})
    comparison = simulated(beds, reports=(change,))
    assert comparison.differences_kr["12"] > 0
    assert sum(comparison.differences_kr.values()) == 0


def test_only_the_named_value_of_a_report_changes(beds) -> None:
    key = ("12", MARCH, "")
    change = ReportChange("vardplatser", key, {"overbelaggningar_per_100": Decimal(0)})
    changed = under(beds, Scenario("prov", reports=(change,))).given.reports["vardplatser"]
    before = beds.given.reports["vardplatser"]
    assert changed[key] == {**before[key], "overbelaggningar_per_100": Decimal(0)}
    assert {k: report for k, report in changed.items() if k != key} == {
        k: report for k, report in before.items() if k != key
    }


def test_a_report_that_was_missing_can_be_added(agreement) -> None:
    key = ("09", MARCH, "besök")
    values = {"completed_count": 10, "completed_within_count": 10, "waiting_count": 0, "waiting_within_count": 0}
    assert key not in agreement.given.reports["bup"]
    changed = under(agreement, Scenario("prov", reports=(ReportChange("bup", key, values),)))
    assert changed.given.reports["bup"][key] == values


def test_a_value_can_be_taken_away(queues) -> None:
    key = ("09", date(2025, 2, 1), "framfall")
    changed = under(queues, Scenario("prov", reports=(ReportChange("operationer", key, {"operation_count": None}),)))
    assert changed.given.value("operationer", "09", date(2025, 2, 1), "operation_count", "framfall") is None
    assert OPERATIONS.not_reported(changed) == OPERATIONS.not_reported(queues)
    assert OPERATIONS.done(changed, "09")["framfall"] < OPERATIONS.done(queues, "09")["framfall"]


def test_the_case_itself_is_never_changed(case) -> None:
    reports = deepcopy(case.given.reports)
    simulated(case, shake=Shake("1", Decimal(50)))
    assert case.given.reports == reports


def test_the_same_seed_shakes_the_same_way_and_another_does_not(case) -> None:
    def shaken(seed):
        return under(case, Scenario("prov", shake=Shake(seed, Decimal(10)))).given

    assert shaken("1") == shaken("1") != shaken("2")


def test_shaken_values_stay_within_the_spread_and_only_measured_months_are_shaken(beds) -> None:
    shaken = under(beds, Scenario("prov", shake=Shake("1", Decimal("2.5")))).given.reports["vardplatser"]
    for key, report in beds.given.reports["vardplatser"].items():
        before, after = (of["overbelaggningar_per_100"] for of in (report, shaken[key]))
        if key[1].year == 2023:
            assert after == before
        else:
            assert abs(after - before) <= before * Decimal("0.025")
    assert shaken != beds.given.reports["vardplatser"]


def test_a_shaken_rate_is_exact_to_its_last_decimal(beds) -> None:
    key, shake = ("01", date(2024, 2, 1), ""), Shake("1", Decimal(10))
    change = ReportChange("vardplatser", key, {"overbelaggningar_per_100": Decimal("999999.12345678901234567891")})
    given = under(beds, Scenario("prov", reports=(change,), shake=shake)).given
    shaken = given.reports["vardplatser"][key]["overbelaggningar_per_100"]
    first = next(shake.factors())
    assert Fraction(shaken) == Fraction("999999.12345678901234567891") * first / UNCHANGED
    assert first != UNCHANGED


def test_shaken_counts_are_whole_and_never_more_than_all(agreement) -> None:
    shaken = under(agreement, Scenario("prov", shake=Shake("1", Decimal(100)))).given.reports["bup"]
    for report in shaken.values():
        assert 0 <= report["completed_within_count"] <= report["completed_count"]
        assert 0 <= report["waiting_within_count"] <= report["waiting_count"]


def test_an_impossible_scenario_is_refused_by_name(queues) -> None:
    with pytest.raises(ScenarioError, match="prov"):
        simulated(queues, parameters={"block2_kr": 1_000_000})


@pytest.mark.parametrize("within", ["completed_within_count", "waiting_within_count"])
def test_more_within_30_days_than_there_are_is_refused(agreement, within) -> None:
    change = ReportChange("bup", ("12", MARCH, "besök"), {within: 10_000})
    with pytest.raises(ScenarioError, match="prov"):
        simulated(agreement, reports=(change,))


def test_scenarios_come_one_at_a_time_and_in_order(queues) -> None:
    names = iter(simulate(queues, (Scenario(str(number)) for number in range(10**9))))
    assert [next(names).scenario.name for _ in range(3)] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([5], (5, 5, 5)), ([3, 1, 2], (1, 2, 3)), ([4, 1, 3, 2], (1, 2, 4))],
    ids=["one", "odd: the middle", "even: the lower of the two in the middle"],
)
def test_the_spread_of_a_region_over_scenarios(amounts, expected) -> None:
    rows = spreads({code: [0] * len(amounts) for code in CODES} | {"25": amounts})
    assert rows[-1] == Spread("25", *expected)
    assert rows[0] == Spread("01", 0, 0, 0)
