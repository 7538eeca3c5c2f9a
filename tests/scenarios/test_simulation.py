"""Scenarios in arrays against the same scenarios by the rules, one by one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count, islice
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case import Case
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.months import year_before
from rules.readings import Readings
from rules.regions import CODES
from rules.what_if import ReportChange, Scenario, ScenarioError, Shake, under
from rules.what_if import simulate as one_by_one
from scenarios import simulation
from scenarios.rate_year import MOST_REQUIREMENT_KR
from scenarios.simulation import simulate
from tests.rules.decrees.beds import MEASURED, BedsReport, beds_case, with_beds
from tests.rules.decrees.operations import KINDS, MONTHS, queues_case

POPULATION = {code: row.population for code, row in TABLE.items()}
MARCH = date(2024, 3, 1)
OVER, OUTLYING = "overbelaggningar_per_100", "utlokaliseringar_per_100"
ALL_MONTHS = [at for month in MEASURED for at in (month, year_before(month))]


def made_up_reports() -> dict:
    """Rates of one decimal, so that there are ties; Gotland has not reported March, Skåne not March 2023."""
    draw = Random(1)
    reports = {
        (code, at): BedsReport(
            overbelaggningar_per_100=Decimal(draw.randint(20, 70)) / 10,
            utlokaliseringar_per_100=Decimal(draw.randint(0, 30)) / 10,
        )
        for code in CODES
        for at in ALL_MONTHS
    }
    del reports["09", MARCH]
    del reports["12", date(2023, 3, 1)]
    return reports


REPORTS = made_up_reports()
BEDS = beds_case(REPORTS, POPULATION)


def with_reports(reports) -> Case:
    return with_beds(BEDS, reports)


def change(code: str, at: date, name: str, rate: str | None) -> ReportChange:
    return ReportChange("vardplatser", (code, at, ""), {name: None if rate is None else Decimal(rate)})


def nothing_for(month: date) -> Scenario:
    return Scenario(
        "tom månad",
        reports=tuple(ReportChange("vardplatser", (code, month, ""), {OVER: None, OUTLYING: None}) for code in CODES),
    )


IN_ARRAYS = {
    "unchanged": Scenario("a"),
    "shaken": Scenario("b", shake=Shake("1", Decimal(10))),
    "shaken as much as can be": Scenario("c", shake=Shake("2", Decimal(100))),
    "another limit": Scenario("d", {"improvement_percent": Decimal("12.345")}),
    "a limit that nobody reaches": Scenario("e", {"improvement_percent": Decimal(10) ** 17}),
    "no places": Scenario("f", {"top_places": 0}),
    "more places than regions": Scenario("g", {"top_places": 10**20}),
    "another amount": Scenario("h", {"overbelaggningar_kr": 1, "utlokaliseringar_kr": MOST_REQUIREMENT_KR}),
    "a parameter that no amount depends on": Scenario("i", {"basic_kr": 1, "report_weeks": 9}),
    "other rates, shaken": Scenario(
        "j",
        reports=(
            change("12", MARCH, OVER, "9"),
            change("12", MARCH, OVER, "0.12345678901234567"),
            change("12", date(2023, 3, 1), OVER, "3.98"),
            change("09", MARCH, OUTLYING, "0"),
            change("01", MARCH, OUTLYING, None),
        ),
        shake=Shake("3", Decimal("3.33")),
    ),
    "just short of the limit, by more decimals than in any other report": Scenario(
        "k", reports=(change("01", date(2023, 3, 1), OVER, "6"), change("01", MARCH, OVER, "5.9701"))
    ),
    "rates beyond 64 bits, shaken": Scenario(
        "l",
        reports=(change("01", MARCH, OVER, "999999.12345678901234567891"),),
        shake=Shake("5", Decimal(1)),
    ),
    "a report that nothing depends on": Scenario("l", reports=(change("01", date(2024, 12, 1), OVER, "1"),)),
    "a month without any report": nothing_for(MARCH),
}
BY_THE_RULES = {
    "another reading": Scenario("m", readings={"t11": "none_tied"}),
    "an amount that does not fit": Scenario("n", {"overbelaggningar_kr": MOST_REQUIREMENT_KR + 1}),
    "a rate below zero": Scenario("o", reports=(change("01", MARCH, OVER, "-1"),)),
    "shaken below zero": Scenario("p", shake=Shake("4", Decimal(300))),
    "a limit below zero": Scenario("q", {"improvement_percent": Decimal(-5)}),
}


@pytest.fixture
def asked(monkeypatch) -> list[Scenario]:
    """The scenarios that the rules were asked for."""
    found = []

    def spy(case, scenarios):
        for simulated in one_by_one(case, scenarios):
            found.append(simulated.scenario)
            yield simulated

    monkeypatch.setattr(simulation, "one_by_one", spy)
    return found


@pytest.mark.parametrize("scenario", IN_ARRAYS.values(), ids=IN_ARRAYS)
def test_what_arrays_can_hold_comes_out_as_by_the_rules_and_without_them(scenario, asked) -> None:
    assert list(simulate(BEDS, [scenario])) == list(one_by_one(BEDS, [scenario]))
    assert not asked


@pytest.mark.parametrize("scenario", BY_THE_RULES.values(), ids=BY_THE_RULES)
def test_what_arrays_cannot_hold_is_left_to_the_rules(scenario, asked) -> None:
    assert list(simulate(BEDS, [scenario])) == list(one_by_one(BEDS, [scenario]))
    assert asked == [scenario]


def test_all_kinds_together_come_in_order_whatever_fits_at_a_time(monkeypatch) -> None:
    scenarios = [*IN_ARRAYS.values(), BY_THE_RULES["another reading"], *IN_ARRAYS.values()]
    expected = list(one_by_one(BEDS, scenarios))
    for at_once in (1, 3, 1000):
        monkeypatch.setattr(simulation, "AT_ONCE", at_once)
        assert list(simulate(BEDS, scenarios)) == expected


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.builds(
            Scenario,
            st.text(),
            st.fixed_dictionaries(
                {},
                optional={
                    "improvement_percent": st.decimals(0, 101, places=3),
                    "top_places": st.integers(0, 22),
                    "overbelaggningar_kr": st.integers(0, MOST_REQUIREMENT_KR),
                },
            ),
            reports=st.lists(
                st.builds(
                    change,
                    st.sampled_from(CODES),
                    st.sampled_from(ALL_MONTHS),
                    st.sampled_from([OVER, OUTLYING]),
                    st.none() | st.decimals(0, 8, places=1).map(str),
                ),
                max_size=8,
            ).map(tuple),
            shake=st.none() | st.builds(Shake, st.text(), st.decimals("0.01", 100, places=2)),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_scenarios_come_out_as_by_the_rules(scenarios) -> None:
    assert list(simulate(BEDS, scenarios)) == list(one_by_one(BEDS, scenarios))


@pytest.mark.parametrize(
    "case",
    [
        queues_case({}, POPULATION),
        replace(BEDS, readings=Readings(t01="exact")),
        beds_case(REPORTS, None),
        beds_case(REPORTS, POPULATION | {"09": 0}),
        with_reports(REPORTS | {("01", MARCH): BedsReport(overbelaggningar_per_100=Decimal(-1))}),
    ],
    ids=["another programme", "another reading", "no population", "a population with a gap", "a rate below zero"],
)
def test_a_case_that_arrays_cannot_hold_is_left_to_the_rules(case, asked) -> None:
    scenario = Scenario("oförändrat", shake=Shake("1", Decimal(10)))
    assert list(simulate(case, [scenario])) == list(one_by_one(case, [scenario]))
    assert asked == [scenario]


def test_a_closed_month_that_nobody_reported_is_held_by_arrays(asked) -> None:
    case = under(BEDS, nothing_for(MARCH))
    scenarios = [Scenario("oförändrat"), Scenario("rapporterat", reports=(change("01", MARCH, OVER, "1"),))]
    expected = list(one_by_one(case, scenarios))
    assert list(simulate(case, scenarios)) == expected
    assert {simulated.comparison.left_out for simulated in expected} == {()}
    assert not asked


def test_a_case_with_open_months_is_left_to_the_rules(asked) -> None:
    case = under(BEDS, nothing_for(MARCH))
    case = replace(case, given=replace(case.given, on=date(2024, 4, 21)))
    scenarios = [Scenario("oförändrat")]
    expected = list(one_by_one(case, scenarios))
    asked.clear()
    assert list(simulate(case, scenarios)) == expected
    assert {simulated.comparison.left_out for simulated in expected} == {("slut",)}
    assert asked == scenarios


def test_a_case_without_any_report_can_be_shaken() -> None:
    case, scenarios = with_reports({}), [Scenario("skakat", shake=Shake("1", Decimal(10)))]
    assert list(simulate(case, scenarios)) == list(one_by_one(case, scenarios))


def test_the_parameters_of_the_case_itself_are_followed() -> None:
    case = beds_case(REPORTS, POPULATION, {"top_places": 2})
    scenarios = [Scenario("tre procent", {"improvement_percent": Decimal(3)})]
    assert list(simulate(case, scenarios)) == list(one_by_one(case, scenarios))


def test_what_cannot_be_computed_is_refused_by_name_after_what_came_before_it() -> None:
    counts = {(code, month, kind): 100 for code in CODES for month in MONTHS for kind in KINDS}
    case = queues_case(counts, POPULATION)
    found = simulate(case, [Scenario("går bra"), Scenario("för litet", {"block2_kr": 1})])
    assert next(found).scenario.name == "går bra"
    with pytest.raises(ScenarioError, match="för litet"):
        next(found)


def test_scenarios_without_end_are_taken_some_at_a_time(monkeypatch) -> None:
    monkeypatch.setattr(simulation, "AT_ONCE", 2)
    found = simulate(BEDS, (Scenario(str(number)) for number in count()))
    assert [simulated.scenario.name for simulated in islice(found, 5)] == ["0", "1", "2", "3", "4"]
