from collections.abc import Callable
from pathlib import Path
from typing import Any

import formualizer
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from exports.calculation.apportionment import Apportionment, Dividend, half_up, quotient
from exports.calculation.book import CalculationBook
from exports.calculation.cells import Single
from exports.calculation.sheet import CalculationSheet
from rules.apportionment import Method, NoProportionError, apportion
from rules.monthly_pot import reserved_pots

MOST = 1_499_999_999
"""The largest amount and sum of weights that the formulas are exact for."""

Share = Callable[[int, list[int], list[int], Method], tuple[list[int], int]]


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Share:
    """Shares an amount by formulas only, computed by another engine."""
    path, bare = (tmp_path_factory.mktemp("shares") / name for name in ("written.xlsx", "bare.xlsx"))

    def computed(amount: int, weights: list[int], population: list[int], method: Method) -> tuple[list[int], int]:
        with Workbook(str(path)) as book:
            sheet = CalculationSheet(CalculationBook(book, "", ()), "Delar", "Delar")
            total = sheet.single("Belopp", str(amount), amount)
            split = Apportionment(sheet, total, method)
            with sheet.table(len(weights)) as table:
                weight = table.plain("Vikt", weights)
                people = table.plain("Befolkning", population)
                kronor, unshared = split.columns(table, weight, people, range(1, len(weights) + 1))
        openpyxl.load_workbook(path).save(bare)
        engine = formualizer.load_workbook(str(bare))
        engine.evaluate_all()
        page = openpyxl.load_workbook(bare)["Delar"]
        left = page[unshared.address.split("!")[1].replace("$", "")]
        shown = [
            engine.get_value("Delar", kronor.first_row + 1 + row, kronor.column + 1) for row in range(len(weights))
        ]
        assert shown == list(kronor.values)
        return shown, engine.get_value("Delar", left.row, left.column)

    return computed


def expected(amount: int, weights: list[int], population: list[int], method: Method) -> tuple[list[int], int]:
    keys = [f"{place:02d}" for place in range(len(weights))]
    try:
        parts = apportion(
            amount,
            dict(zip(keys, weights, strict=True)),
            method=method,
            population=dict(zip(keys, population, strict=True)),
        )
    except NoProportionError:
        return [0] * len(weights), amount
    return list(parts.values()), 0


LARGEST, RESIDUAL = Method.LARGEST_REMAINDER, Method.RESIDUAL_ON_LARGEST


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(
    ("amount", "weights", "population"),
    [
        pytest.param(10, [1, 1, 1], [5, 5, 5], id="all tie: the lowest code"),
        pytest.param(10, [1, 1, 1], [5, 6, 5], id="equal weights: the larger population"),
        pytest.param(7, [3, 1, 2, 2], [1, 9, 1, 2], id="equal rests: the larger weight"),
        pytest.param(0, [3, 1], [1, 1], id="nothing to share"),
        pytest.param(5, [0, 0], [1, 1], id="nobody has weight"),
        pytest.param(5, [0, 4, 0], [1, 1, 1], id="one has weight"),
        pytest.param(1, [2, 2], [1, 1], id="an exact half"),
        pytest.param(MOST, [MOST - 2, 1, 1], [1, 2, 3], id="the largest amount and weights"),
        pytest.param(MOST, [500_000_001, 499_999_999, 499_999_999], [1, 2, 3], id="rests a krona from a whole one"),
        pytest.param(MOST, [MOST - 2 - 374_999_999, 374_999_999], [1, 1], id="far from a whole krona"),
        pytest.param(1_000_000_000, [999_999_999, 999_999_998], [1, 1], id="a rest of nearly the whole divisor"),
    ],
)
def test_the_formulas_share_as_the_rules_do(
    share: Share, amount: int, weights: list[int], population: list[int], method: Method
) -> None:
    assert share(amount, weights, population, method) == expected(amount, weights, population, method)


@settings(max_examples=20, deadline=None)
@given(
    amount=st.integers(0, MOST),
    weights=st.lists(st.one_of(st.integers(0, 3), st.integers(0, MOST // 6)), min_size=2, max_size=6),
    method=st.sampled_from(Method),
    data=st.data(),
)
def test_any_amount_and_weights_share_as_the_rules_do(
    share: Share, amount: int, weights: list[int], method: Method, data: Any
) -> None:
    population = data.draw(st.lists(st.integers(1, 3), min_size=len(weights), max_size=len(weights)))
    assert share(amount, weights, population, method) == expected(amount, weights, population, method)


@pytest.mark.parametrize(
    ("amount", "months", "population"),
    [
        pytest.param(1, 1, [1, 1], id="an exact half goes up"),
        pytest.param(3, 2, [1, 1, 2], id="under, and at, a half"),
        pytest.param(620_000_000, 9, [2_455_914, 1_767_641, 61_093], id="the largest region"),
    ],
)
def test_a_reserved_pot_is_rounded_half_up(amount: int, months: int, population: list[int], tmp_path: Path) -> None:
    path = tmp_path / "pots.xlsx"
    with Workbook(str(path)) as book:
        sheet = CalculationSheet(CalculationBook(book, "", ()), "Potter", "Potter")
        high, low = (
            sheet.single("hög", str(amount // 100_000), amount // 100_000),
            Single(str(amount % 100_000), amount % 100_000),
        )
        divisor = Single(str(months * sum(population)), months * sum(population))
        with sheet.table(len(population)) as table:
            weight = table.plain("Befolkning", population)
            pots = half_up(table, quotient(table, Dividend(high, low, divisor), weight), divisor, "Pott")
    openpyxl.load_workbook(path).save(path)
    engine = formualizer.load_workbook(str(path))
    engine.evaluate_all()
    shown = [engine.get_value("Potter", pots.first_row + 1 + row, pots.column + 1) for row in range(len(population))]
    rules = reserved_pots(amount, months, {f"{row:02d}": count for row, count in enumerate(population)})
    assert shown == list(pots.values) == list(rules.values())
