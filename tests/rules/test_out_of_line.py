"""When a count is far beyond what the same region has reported of other months."""

import pytest

from rules.out_of_line import CountLimits, is_out_of_line


@pytest.mark.parametrize(
    ("count", "is_told"), [(349, False), (350, True), (351, True), (50_000, True)], ids=["under", "at", "over", "far"]
)
def test_ten_times_the_largest_of_the_other_months_is_told(count: int, is_told: bool) -> None:
    assert is_out_of_line(count, [3, 35, 12]) is is_told


@pytest.mark.parametrize(("others", "is_told"), [([1, 1], False), ([1, 1, 1], True), ([], False)])
def test_with_too_few_other_months_nothing_is_told(others: list[int], is_told: bool) -> None:
    assert is_out_of_line(50_000, others) is is_told


@pytest.mark.parametrize(("count", "is_told"), [(99, False), (100, True), (101, True)])
def test_a_small_count_is_never_told(count: int, is_told: bool) -> None:
    assert is_out_of_line(count, [0, 0, 0]) is is_told


def test_the_factor_is_a_declared_number() -> None:
    assert is_out_of_line(500, [100] * 3, CountLimits(factor=5)) and not is_out_of_line(500, [100] * 3)
