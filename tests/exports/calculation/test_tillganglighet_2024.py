from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from rules.decrees.tillganglighet_2024_facit import POPULATION_0_18
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.months import year_before
from rules.numbers import Values
from rules.regions import CODES
from tests.rules.decrees.bup import (
    DECREE,
    MEASURES,
    UNTIL_JUNE,
    Account,
    BupReport,
    Inputs,
    bup_case,
    measured_months,
)

POPULATION = {code: row.population for code, row in TABLE.items()}
IN_TIME = {code: Account(date(2024, 9, 30), True) for code in CODES}
DECEMBER = [component.id for component in DECREE.payment("december").components]
MONTH = UNTIL_JUNE[0]

Report = tuple[int | None, int | None, int | None, int | None]

CASES: dict[str, tuple[Report, Report, int, str]] = {
    "4,9 points": ((1000, 549, 50, 0), (1000, 500, 50, 0), 50, "förbättring"),
    "4,94 points": ((10_000, 5494, 50, 0), (10_000, 5000, 50, 0), 50, "förbättring"),
    "4,95 points are rounded up to 5,0": ((10_000, 5495, 50, 0), (10_000, 5000, 50, 0), 75, "förbättring"),
    "5,0 points": ((100, 55, 50, 0), (100, 50, 50, 0), 75, "förbättring"),
    "9,94 points": ((10_000, 5994, 50, 0), (10_000, 5000, 50, 0), 75, "förbättring"),
    "9,95 points are rounded up to 10,0": ((10_000, 5995, 50, 0), (10_000, 5000, 50, 0), 100, "förbättring"),
    "0,94 points": ((10_000, 5094, 50, 0), (10_000, 5000, 50, 0), 0, "ej uppfyllt"),
    "0,95 points are rounded up to 1,0": ((10_000, 5095, 50, 0), (10_000, 5000, 50, 0), 50, "förbättring"),
    "a change for the worse": ((300, 100, 50, 0), (300, 200, 50, 0), 0, "ej uppfyllt"),
    "thirds": ((3, 2, 50, 0), (7, 4, 50, 0), 75, "förbättring"),
    "75 per cent, few waiting": ((100, 75, 20, 0), (100, 80, 50, 0), 100, "75 procent"),
    "75 per cent, 21 waiting too long": ((100, 75, 21, 15), (100, 80, 50, 0), 0, "ej uppfyllt"),
    "75 per cent of both": ((100, 75, 40, 30), (100, 80, 50, 0), 100, "75 procent"),
    "74 per cent": ((100, 74, 0, 0), (100, 80, 50, 0), 0, "ej uppfyllt"),
    "waiting not reported": ((100, 90, None, None), (100, 95, 50, 0), 0, "ej uppfyllt"),
    "waiting within not reported": ((100, 90, 30, None), (100, 95, 50, 0), 0, "ej uppfyllt"),
    "both ways to the whole": ((100, 90, 30, 30), (100, 50, 50, 0), 100, "förbättring"),
    "none completed": ((0, 0, 0, 0), (100, 50, 50, 0), 0, "ej uppfyllt"),
    "none completed the year before": ((100, 60, 50, 0), (0, 0, 0, 0), 0, "ej uppfyllt"),
    "nothing the year before": ((100, 60, 50, 0), (None, None, None, None), 0, "ej uppfyllt"),
    "no report": ((100, None, 50, 0), (100, 50, 50, 0), 0, "ingen rapport"),
}
"""This year's report, last year's, and what follows: per cent of the pot and the way. One case per region."""


@pytest.fixture(scope="module")
def computed(settled: Any, write: Any, recalculated: Callable[..., Any], paid: Any, tmp_path_factory: Any) -> Any:
    """The workbook of August where each region has one of `CASES` in every month and measure."""
    reports = {
        (code, at, measure): BupReport(*report)
        for (code, (now, before, _, _)), month, measure in product(
            zip(CODES, CASES.values(), strict=True), measured_months(), MEASURES.values()
        )
        for at, report in ((month, now), (year_before(month), before))
    }
    inputs = settled(bup_case(reports, Inputs(POPULATION, POPULATION_0_18, IN_TIME)))
    path = tmp_path_factory.mktemp("cases") / "augusti.xlsx"
    write(inputs, "augusti", path)
    book = recalculated(path)
    assert book.payouts(["bup"]) == paid(inputs, "augusti")
    return book


@pytest.mark.parametrize("case", CASES)
def test_a_month_is_decided_exactly(case: str, computed: Any) -> None:
    region = list(CASES).index(case)
    assert computed.column("Kvalificering besök", "Del av potten, procent")[region] == CASES[case][2]
    assert computed.column("Kvalificering besök", "Väg")[region] == CASES[case][3]


@pytest.mark.parametrize(
    ("payment", "cell", "changed"),
    [
        pytest.param("forsta", "Belopp_0_18", {"first_0_18_kr": 41_234_567}, id="another amount"),
        pytest.param("augusti", "Lagsta_steget_procent", {"lowest_band_percent": 33}, id="a third for the lowest step"),
        pytest.param("augusti", "Mellersta_steget_procentenheter", {"middle_band_points": 6}, id="six points"),
        pytest.param("december", "Hog_andel_procent", {"threshold_percent": 80}, id="80 per cent"),
        pytest.param("december", "Vantande_utan_krav", {"untested_waiting": 10}, id="10 waiting"),
        pytest.param("december", "Belopp_per_matt", {"measure_kr": 100_000_001}, id="a smaller pot"),
        pytest.param(
            "december", "Sista_dag_redovisning", {"last_account_day": date(2024, 9, 10)}, id="an earlier last day"
        ),
    ],
)
def test_a_changed_cell_gives_what_the_rules_give_with_that_parameter(
    payment: str,
    cell: str,
    changed: dict[str, Any],
    inputs: Any,
    year: Any,
    written: Any,
    settled: Any,
    recalculated: Callable[..., Any],
    paid: Any,
) -> None:
    (value,) = changed.values()
    expected = paid(settled(replace(year["tillganglighet_2024"], values=Values(changed))), payment)
    components = [component.id for component in DECREE.payment(payment).components]
    assert recalculated(written["tillganglighet_2024", payment], {cell: value}).payouts(components) == expected
    assert expected != paid(inputs["tillganglighet_2024"], payment)


@pytest.mark.parametrize(
    "accounts",
    [
        pytest.param(
            IN_TIME
            | {
                "01": Account(date(2024, 10, 1), True),
                "12": Account(date(2024, 9, 30), False),
                "13": Account(None, True),
                "14": Account(date(2024, 10, 1), None),
            },
            id="late, refused, without day, late and not assessed",
        ),
        pytest.param({"09": Account(date(2024, 9, 30), True)}, id="one region only"),
        pytest.param({code: Account(date(2024, 10, 1), True) for code in CODES}, id="none in time"),
    ],
)
def test_the_money_of_regions_without_an_approved_account_goes_on(
    accounts: dict[str, Account],
    year: Any,
    settled: Any,
    write: Any,
    recalculated: Callable[..., Any],
    paid: Any,
    tmp_path: Any,
) -> None:
    case = year["tillganglighet_2024"]
    changed = settled(replace(case, given=replace(case.given, accounts=accounts)))
    write(changed, "december", tmp_path / "december.xlsx")
    book = recalculated(tmp_path / "december.xlsx")
    expected = paid(changed, "december")
    assert book.payouts(DECEMBER) == expected
    left = 1_237_500_000 if all(account.received == date(2024, 10, 1) for account in accounts.values()) else 0
    assert book.labelled("Utbetalning", "Kvarstående medel som ingen kan få, kronor") == left


def test_what_was_decided_in_august_leaves_the_rest_to_the_bonus_pot(
    inputs: Any, settled: Any, write: Any, recalculated: Callable[..., Any], paid: Any, tmp_path: Any
) -> None:
    example = inputs["tillganglighet_2024"]
    august = {code: kr + 1000 * int(code) for (_, code), kr in paid(example, "augusti").items()}
    decided = {"augusti": {"bup": august}}
    changed = settled(replace(example.case, given=replace(example.case.given, decided=decided)))
    write(changed, "december", tmp_path / "december.xlsx")
    book = recalculated(tmp_path / "december.xlsx")
    assert book.payouts(DECEMBER) == paid(changed, "december") != paid(example, "december")
