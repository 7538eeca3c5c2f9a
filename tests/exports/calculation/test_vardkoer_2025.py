from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.numbers import Values
from rules.regions import CODES
from tests.rules.decrees.operations import DECREE, KINDS, MONTHS, queues_case

COMPONENTS = [*KINDS, "kvarstaende"]
POPULATION = {code: row.population for code, row in TABLE.items()}

Counts = dict[tuple[str, Any, str], int]


@pytest.fixture
def computed(
    settled: Any, write: Any, recalculated: Callable[..., Any], paid: Any, tmp_path: Path
) -> Callable[..., Any]:
    """Writes block 2, recalculates it and compares every krona; the workbook."""

    def compute(counts: Counts, population: dict[str, int] = POPULATION) -> Any:
        every_month = {("01", month, "framfall"): 0 for month in MONTHS} | counts
        inputs = settled(queues_case(every_month, population))
        write(inputs, "block2", tmp_path / "block2.xlsx")
        book = recalculated(tmp_path / "block2.xlsx")
        assert book.payouts(COMPONENTS) == paid(inputs, "block2")
        return book

    return compute


def test_far_over_every_cap_the_cap_is_paid_and_nothing_remains(computed: Callable[..., Any]) -> None:
    counts = {
        (code, month, kind): POPULATION[code] // divisor
        for code in CODES
        for month in MONTHS
        for kind, divisor in zip(KINDS, (3000, 4001, 997), strict=True)
    }
    book = computed(counts)
    assert book.labelled("Kvarstående medel", "Kvarstående medel") == 397_000_000 - sum(
        book.column("Ersättning och tak", "Tak")
    )


def test_the_last_krona_of_a_cap_between_equal_kinds_goes_by_their_id(computed: Callable[..., Any]) -> None:
    """13 of one are worth as much as 36 of the other, in Gotland and Östergötland more than the cap."""
    counts = {
        ("09", MONTHS[0], "hoftledsprotes"): 13,
        ("09", MONTHS[0], "framfall"): 36,
        ("09", MONTHS[0], "gra_starr"): 2,
        ("05", MONTHS[0], "hoftledsprotes"): 91,
        ("05", MONTHS[0], "framfall"): 252,
    }
    paid = computed(counts).payouts(COMPONENTS)
    for code in ("05", "09"):
        assert paid["framfall", code] == paid["hoftledsprotes", code] + 1


def test_nothing_done_leaves_all_of_it(computed: Callable[..., Any]) -> None:
    book = computed({})
    left = [book.labelled("Utbetalning", f"Ofördelat, {name}, kronor") for name in ("höftledsprotes", "framfall")]
    assert left == [258_050_000, 91_310_000]


def test_regions_that_tie_at_the_fifth_place_are_all_among_the_best(computed: Callable[..., Any]) -> None:
    """The same rate from different numbers: 2 of 200 000 and 3 of 300 000."""
    population = {code: 100_000 * (1 + place % 3) for place, code in enumerate(CODES)}
    per_100_000 = {code: 9 - place if place < 4 else 3 if place < 8 else 1 for place, code in enumerate(CODES)}
    counts = {(code, MONTHS[0], "framfall"): per_100_000[code] * population[code] // 100_000 for code in CODES}
    book = computed(counts, population)
    assert book.column("De bästa framfall", "Plats i antal")[:9] == [1, 2, 3, 4, 5, 5, 5, 5, 9]
    assert book.column("De bästa framfall", "Kvalificerad") == [1] * 8 + [0] * 13


@pytest.mark.parametrize(
    ("payment", "cell", "changed"),
    [
        pytest.param("block1", "Belopp_block_1", {"block1_kr": 90_000_000}, id="a smaller block 1"),
        pytest.param("block2", "Ersattning_framfall", {"framfall_kr": 41_000}, id="another tariff"),
        pytest.param("block2", "Antal_basta", {"best_places": 3}, id="three best"),
        pytest.param("block2", "Belopp_block_2", {"block2_kr": 400_000_007}, id="a larger block 2"),
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
    expected = paid(settled(replace(year["vardkoer_2025"], values=Values(changed))), payment)
    components = [component.id for component in DECREE.payment(payment).components]
    assert recalculated(written["vardkoer_2025", payment], {cell: value}).payouts(components) == expected
    assert expected != paid(inputs["vardkoer_2025"], payment)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_any_operations_are_paid_as_by_the_rules(computed: Callable[..., Any], seed: int) -> None:
    random = Random(seed)
    counts = {
        (code, month, kind): random.choice([0, 1, 2, random.randrange(POPULATION[code] // 20_000)])
        for code in CODES
        for month in MONTHS
        for kind in KINDS
        if random.random() < 0.9
    }
    computed(counts)
