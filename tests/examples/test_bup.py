import csv
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rules.decrees.tillganglighet_2024_facit import PARTS_EARNED
from rules.regions import REGIONS

CODE_BY_NAME = {region.official_name: region.code for region in REGIONS}
COUNTS = ("Genomförda", "Genomförda inom 30 dagar", "Väntande", "Väntande inom 30 dagar")
Report = tuple[int, int, int, int]


@pytest.fixture(scope="module")
def reports(written: Path, rows: Callable[[str], list[dict[str, Any]]]) -> dict[tuple[str, str, str], Report]:
    delivered = []
    with (written / "bup/2024-01-22_skr_bup_2023.csv").open(encoding="utf-8-sig", newline="") as file:
        delivered += list(csv.DictReader(file, delimiter=";"))
    for path in sorted((written / "bup").glob("*.xlsx")):
        delivered += [row | {"Månad": f"{row['Månad']:%Y-%m}"} for row in rows(f"bup/{path.name}")]
    assert {row["Märkning"] for row in delivered} == {"rekonstruerad"}
    assert all(90 <= float(str(row["Svarsfrekvens"]).replace(",", ".")) <= 100 for row in delivered)
    return {
        (CODE_BY_NAME[row["Region"]], row["Månad"], row["Insats"]): tuple(int(row[name]) for name in COUNTS)
        for row in delivered
    }


def gain(before: Report, now: Report) -> Fraction:
    return 100 * (Fraction(now[1], now[0]) - Fraction(before[1], before[0]))


def is_threshold_met(now: Report) -> bool:
    return 4 * now[1] >= 3 * now[0] and (now[2] <= 20 or 4 * now[3] >= 3 * now[2])


def quarters(before: Report, now: Report) -> int:
    tenths = (20 * gain(before, now) + 1) // 2
    by_gain = 4 if tenths >= 100 else 3 if tenths >= 50 else 2 if tenths >= 10 else 0
    return max(by_gain, 4 if is_threshold_met(now) else 0)


@pytest.fixture(scope="module")
def pairs(reports: dict[tuple[str, str, str], Report]) -> dict[tuple[str, int, str], tuple[Report, Report]]:
    return {
        (code, int(month[5:]), measure): (reports[code, f"2023-{month[5:]}", measure], now)
        for (code, month, measure), now in reports.items()
        if month.startswith("2024")
    }


def test_there_is_a_report_for_every_region_month_and_measure(reports: dict[tuple[str, str, str], Report]) -> None:
    assert len(reports) == 21 * 23 * 3


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.name)
def test_the_counts_give_just_the_parts_that_the_decision_rests_on(
    region: Any, pairs: dict[tuple[str, int, str], tuple[Report, Report]]
) -> None:
    earned = [0, 0]
    for (code, month, _), (before, now) in pairs.items():
        if code == region.code:
            earned[month > 6] += quarters(before, now)
    assert tuple(earned) == PARTS_EARNED[region.code]


def test_some_months_stand_exactly_at_the_limits(
    pairs: dict[tuple[str, int, str], tuple[Report, Report]],
) -> None:
    at = Counter(gain(*pair) for pair in pairs.values())
    assert all(at[limit] for limit in (1, 5, 10))
    assert any(4 * now[1] == 3 * now[0] and is_threshold_met(now) for _, now in pairs.values())


def test_some_months_reach_a_band_only_by_rounding(
    pairs: dict[tuple[str, int, str], tuple[Report, Report]],
) -> None:
    gains = [gain(*pair) for pair in pairs.values()]
    assert any(Fraction(95, 100) <= value < 1 for value in gains)
    assert any(Fraction(495, 100) <= value < 5 for value in gains)


def test_twenty_waiting_helps_and_more_block(pairs: dict[tuple[str, int, str], tuple[Report, Report]]) -> None:
    too_few_in_time = [
        (now[2], quarters(before, now))
        for before, now in pairs.values()
        if 4 * now[1] >= 3 * now[0] and 4 * now[3] < 3 * now[2] and gain(before, now) < Fraction(95, 100)
    ]
    assert any(waiting <= 20 and part == 4 for waiting, part in too_few_in_time)
    assert any(waiting > 20 and part == 0 for waiting, part in too_few_in_time)
    assert {part for waiting, part in too_few_in_time if waiting <= 20} == {4}
