from collections import Counter
from collections.abc import Callable
from typing import Any


def test_two_regions_have_paid_back_all_and_one_only_some(rows: Callable[[str], list[dict[str, Any]]]) -> None:
    repaid: Counter[str] = Counter()
    for row in rows("aterbetalning/2025-04-01_vardplatser_2024.xlsx"):
        repaid[row["Region"]] += row["Belopp"]
    assert repaid == {"Region Jönköpings län": 400_000, "Region Skåne": 1_500_000, "Region Värmland": 500_000}
