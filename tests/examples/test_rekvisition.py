from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from examples.rekvisition import bankgiro
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.identity_numbers import is_bankgiro
from rules.regions import BY_CODE, CODES

Rows = list[dict[str, Any]]
FIRST = (
    "rekvisition/2024-02-15_tillganglighet_forsta.xlsx",
    "rekvisition/2024-12-01_tillganglighet_forsta.xlsx",
    "rekvisition/2024-12-02_tillganglighet_forsta.xlsx",
)
BASIC = "rekvisition/2024-11-15_vardplatser_grundkrav.xlsx"


@pytest.fixture
def first(rows: Callable[[str], Rows]) -> dict[str, dict[str, Any]]:
    return {row["Region"]: row for name in FIRST for row in rows(name)}


def test_all_regions_ask_for_the_first_payment_and_two_not_for_the_basic_requirement(
    first: dict[str, dict[str, Any]], rows: Callable[[str], Rows]
) -> None:
    assert len(first) == 21
    lacking = {region.official_name for region in BY_CODE.values()} - {row["Region"] for row in rows(BASIC)}
    assert lacking == {"Region Blekinge", "Region Norrbotten"}


def test_one_comes_on_the_last_day_and_one_the_day_after(first: dict[str, dict[str, Any]]) -> None:
    late = {name: row["Inkom"] for name, row in first.items() if row["Inkom"] >= datetime(2024, 12, 1)}
    assert late == {"Region Gotland": datetime(2024, 12, 1), "Region Västernorrland": datetime(2024, 12, 2)}


def test_the_amounts_are_one_krona_above_the_appropriation_because_of_one_region(
    first: dict[str, dict[str, Any]],
) -> None:
    assert sum(row["Belopp"] for row in first.values()) == 1_237_500_001
    assert first["Region Örebro län"]["Belopp"] == 34_981_596 + 1_165_305 + 1


def test_one_region_asks_for_less_than_appendix_2_gives_it(rows: Callable[[str], Rows]) -> None:
    asked = {row["Region"]: row["Belopp"] for row in rows(BASIC)}
    less = {
        code: TABLE[code].amount_kr - asked.get(BY_CODE[code].official_name, TABLE[code].amount_kr) for code in CODES
    }
    assert {code: kr for code, kr in less.items() if kr} == {"13": 1_000_000}


def test_one_bankgiro_is_wrong_and_right_in_the_later_requisition(
    first: dict[str, dict[str, Any]], rows: Callable[[str], Rows]
) -> None:
    assert [name for name, row in first.items() if not is_bankgiro(row["Bankgiro"])] == ["Region Kalmar län"]
    assert all(is_bankgiro(row["Bankgiro"]) for row in rows(BASIC))


def test_every_region_has_a_bankgiro_of_its_own_that_is_visibly_invented() -> None:
    numbers = [bankgiro(code) for code in CODES]
    assert len(set(numbers)) == 21
    assert all(number.startswith("9999-0") for number in numbers)
