from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.regions import REGIONS

TARIFF_KR = {"höftledsprotes": 108_000, "framfall": 39_000, "grå starr": 19_000}
CODE_BY_NAME = {region.official_name: region.code for region in REGIONS}
ROWS_A_MONTH = 21 * 3 * 3


@pytest.fixture(scope="module")
def delivered(written: Path, rows: Callable[[str], list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {path.name: rows(f"operationer/{path.name}") for path in (written / "operationer").iterdir()}


@pytest.fixture(scope="module")
def of_cap(delivered: dict[str, list[dict[str, Any]]]) -> dict[str, int]:
    """Kronor left to the cap by region code; below zero when the operations are worth more."""
    left = dict(CAPS_KR)
    for row in (row for rows in delivered.values() for row in rows if row["Månad"].startswith("2025")):
        left[CODE_BY_NAME[row["Hemregion"]]] -= row["Antal"] * TARIFF_KR[row["Insats"]]
    return left


def test_every_month_has_every_region_kind_and_performer_marked(delivered: dict[str, list[dict[str, Any]]]) -> None:
    months = Counter(row["Månad"] for rows in delivered.values() for row in rows)
    expected = [f"2024-{month:02}" for month in range(1, 13)] + [f"2025-{month:02}" for month in range(2, 11)]
    assert months == dict.fromkeys(expected, ROWS_A_MONTH)
    assert {row["Märkning"] for rows in delivered.values() for row in rows} == {"exempel"}


def test_a_month_of_2025_is_received_on_the_twentieth_of_the_next(delivered: dict[str, list[dict[str, Any]]]) -> None:
    assert {row["Månad"] for row in delivered["2025-11-20_operationer_2025-10.xlsx"]} == {"2025-10"}


def test_five_regions_pass_their_cap_and_the_others_stay_above_half_of_it(of_cap: dict[str, int]) -> None:
    assert len([code for code, left in of_cap.items() if left < 0]) == 5
    assert all(left < CAPS_KR[code] / 2 for code, left in of_cap.items())


def test_one_region_comes_as_near_its_cap_as_whole_operations_allow(of_cap: dict[str, int]) -> None:
    assert [(code, left) for code, left in of_cap.items() if 0 <= left < 1000] == [("12", CAPS_KR["12"] % 1000)]
