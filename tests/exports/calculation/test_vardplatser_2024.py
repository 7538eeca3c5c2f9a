from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.months import year_before
from rules.numbers import Values
from rules.regions import CODES
from tests.rules.decrees.beds import MEASURED, BedsReport, beds_case

COMPONENTS = ["overbelaggningar", "utlokaliseringar", "bonuspott"]
POPULATION = {code: row.population for code, row in TABLE.items()}
SHEET = "Kvalificering överbeläggningar"
RANK = {code: place for place, code in enumerate(CODES)}

Rates = dict[tuple[str, date], str | None]


def rates(now: Rates, before: Rates) -> dict[tuple[str, date], BedsReport]:
    """Both rates; where nothing is said regions are worse by their rank than the year before, and none improves."""
    reports = {}
    for month in MEASURED:
        for code in CODES:
            for at, told, standard in ((month, now, 9 + RANK[code]), (year_before(month), before, 8)):
                text = told.get((code, month), str(standard))
                value = None if text is None else Decimal(text)
                reports[code, at] = BedsReport(overbelaggningar_per_100=value, utlokaliseringar_per_100=value)
    return reports


@pytest.fixture
def write_year(settled: Any, write: Any, tmp_path: Path) -> Callable[[Rates, Rates], Any]:
    """Writes `slut.xlsx` from both years' rates; what it was made from."""

    def write_it(now: Rates, before: Rates) -> Any:
        inputs = settled(beds_case(rates(now, before), POPULATION))
        write(inputs, "slut", tmp_path / "slut.xlsx")
        return inputs

    return write_it


MONTH = MEASURED[0]


PAIRS = {
    "over the limit": ("4.00", "3.97", "förbättring"),
    "exactly half a per cent": ("4.00", "3.98", "förbättring"),
    "just under the limit": ("4.00", "3.981", "ej uppfyllt"),
    "exactly, in digits that binary numbers do not hold": ("8.20", "8.159", "förbättring"),
    "under by the eighth decimal": ("8.20", "8.15900001", "ej uppfyllt"),
    "a small rate exactly at the limit": ("0.2", "0.199", "förbättring"),
    "a large rate exactly at the limit": ("999.8", "994.801", "förbättring"),
    "a large rate under by the eighth decimal": ("999.8", "994.80100001", "ej uppfyllt"),
    "zero to zero": ("0", "0", "ej uppfyllt"),
    "from zero": ("0", "0.1", "ej uppfyllt"),
    "down to zero": ("4.0", "0", "förbättring"),
    "nothing to compare with": (None, "3.0", "ej uppfyllt"),
    "no report": ("4.0", None, "ingen rapport"),
}
"""Last year's rate, this year's and the way, for a region that is not among the five best."""


@pytest.fixture(scope="module")
def paired(settled: Any, write: Any, recalculated: Callable[..., Any], paid: Any, tmp_path_factory: Any) -> list[str]:
    """The ways that the regions take with one of `PAIRS` each, when there are no five best."""
    path = tmp_path_factory.mktemp("pairs") / "slut.xlsx"
    pairs = list(zip(CODES, PAIRS.values(), strict=False))
    reports = rates({(code, MONTH): pair[1] for code, pair in pairs}, {(code, MONTH): pair[0] for code, pair in pairs})
    write(settled(beds_case(reports, POPULATION)), "slut", path)
    book = recalculated(path, {"Antal_platser_topp": 0})
    without_places = settled(beds_case(reports, POPULATION, {"top_places": 0}))
    assert book.payouts(COMPONENTS) == paid(without_places, "slut")
    ways: list[str] = book.column(SHEET, "Väg")
    return ways


@pytest.mark.parametrize("case", PAIRS)
def test_improvement_is_decided_exactly(case: str, paired: list[str]) -> None:
    assert paired[list(PAIRS).index(case)] == PAIRS[case][2]


def test_all_that_tie_with_the_fifth_are_inside_and_the_next_is_not(
    write_year: Any, recalculated: Callable[..., Any], paid: Any, tmp_path: Path
) -> None:
    now: Rates = {(code, MONTH): "9.10" if RANK[code] in (4, 5, 6) else f"9.0{RANK[code]}" for code in CODES[:7]}
    now["13", MONTH] = None
    inputs = write_year(now, {})
    book = recalculated(tmp_path / "slut.xlsx")
    month = slice(0, len(CODES))
    assert book.column(SHEET, "Plats")[month][:8] == [1, 2, 3, 4, 5, 5, 5, 8]
    assert book.column(SHEET, "Topp fem ger, procent")[month] == [100] * 7 + [0] * 14
    assert book.payouts(COMPONENTS) == paid(inputs, "slut")


@pytest.mark.parametrize(
    ("cell", "changed"),
    [
        pytest.param("Forbattring_procent", {"improvement_percent": Decimal(1)}, id="one per cent"),
        pytest.param("Forbattring_procent", {"improvement_percent": Decimal("0.25")}, id="a quarter of a per cent"),
        pytest.param("Forbattring_procent", {"improvement_percent": Decimal(-1000)}, id="all improve: pot below zero"),
        pytest.param("Antal_platser_topp", {"top_places": 3}, id="three places"),
        pytest.param("Belopp_utlokaliseringar", {"utlokaliseringar_kr": 600_000_001}, id="another amount"),
    ],
)
def test_a_changed_cell_gives_what_the_rules_give_with_that_parameter(
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
    book = recalculated(written["vardplatser_2024", "slut"], {cell: value})
    expected = paid(settled(replace(year["vardplatser_2024"], values=Values(changed))), "slut")
    assert book.payouts(COMPONENTS) == expected
    assert expected != paid(inputs["vardplatser_2024"], "slut")
    assert book.named("Skillnad_mot_motorn") > 0


def test_a_bonus_pot_that_nobody_can_get_stays_and_is_shown(
    write_year: Any, recalculated: Callable[..., Any], tmp_path: Path
) -> None:
    write_year({}, {})
    book = recalculated(tmp_path / "slut.xlsx", {"Antal_platser_topp": 0})
    assert set(book.payouts(COMPONENTS).values()) == {0}
    assert book.named("Bonuspott_kronor") == 1_240_000_000
    assert book.labelled("Utbetalning", "Bonuspott som ingen kan få, kronor") == 1_240_000_000


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_any_year_is_paid_as_by_the_rules(
    write_year: Any, recalculated: Callable[..., Any], paid: Any, tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    rates = [None, "0", "0.5", "0.995", "1.99", "2", "3.98", "4.00", "4.01", "7.125"]
    keys = [(code, month) for month in MEASURED for code in CODES]
    now, before = ({key: random.choice(rates) for key in keys} for _ in range(2))
    now |= {("01", month): "4" for month in MEASURED}  # without any report the payment is withheld
    inputs = write_year(now, before)
    assert recalculated(tmp_path / "slut.xlsx").payouts(COMPONENTS) == paid(inputs, "slut")
