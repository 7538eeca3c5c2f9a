from datetime import date
from itertools import product

import polars as pl
import pytest

from exports.publication.counts import PUBLIC
from exports.publication.operations import operation_counts
from rules.counted_development import PERFORMERS
from rules.decrees.vardkoer_2025 import MEASURED as MONTHS
from rules.decrees.vardkoer_2025 import OPERATIONS
from rules.months import year_before
from rules.regions import CODES
from schemas.deliveries import Operationer
from schemas.open_data import OpenOperations
from schemas.tables import frame

PERIOD = "2025-02/2025-10"
Key = tuple[str, date, str]
"""Region code, month and performer."""


def reports(changed: dict[Key, int | None]) -> pl.DataFrame:
    """Prolapse operations of all regions, 10 by each performer in each month where nothing else is said."""
    rows = [
        {
            "region_code": code,
            "month": at,
            "operation": "framfall",
            "performer": who,
            "operation_count": changed.get((code, at, who), 10),
            "mark": None,
            "received": date(2025, 11, 1),
            "file": "f.xlsx",
            "sheet": "B",
            "row": 2,
        }
        for code, month, who in product(CODES, MONTHS, PERFORMERS)
        for at in (year_before(month), month)
    ]
    return frame(Operationer, rows)


def published(changed: dict[Key, int | None], paid=MONTHS) -> dict[tuple[str, str, str], object]:
    rows = operation_counts(reports(changed), paid, OPERATIONS.ids).rows
    OpenOperations.validate(rows)
    return {
        (row["region_code"], row["period"], row["performer"]): row["status"]
        if row["operation_count"] is None
        else row["operation_count"]
        for row in rows.filter(pl.col("operation") == "framfall").iter_rows(named=True)
    }


def done(code: str, numbers: tuple[int, ...], who: str = "egen_region") -> dict[Key, int | None]:
    """One region's months of 2025 as told, all by one performer."""
    own: dict[Key, int | None] = {(code, at, performer): 0 for at in MONTHS for performer in PERFORMERS}
    return own | {(code, at, who): number for at, number in zip(MONTHS, numbers, strict=True)}


def test_sums_for_the_nation_all_performers_and_the_period() -> None:
    rows = published({})
    assert rows["12", "2025-02", "alla"] == 30
    assert rows["12", PERIOD, "privat"] == 90
    assert rows["00", "2024-02/2024-10", "alla"] == 21 * 9 * 30


def test_nothing_is_published_before_block_2_is_computed() -> None:
    assert published({}, paid=()) == {}


def test_performers_are_not_told_by_month() -> None:
    assert {performer for _, period, performer in published({}) if "/" not in period} == {"alla"}


@pytest.mark.parametrize(("small", "expected"), [(4, "dolt"), (5, 5)])
def test_a_small_month_is_hidden_with_another_month_and_another_region(small: int, expected: object) -> None:
    rows = published(done("12", (small, 30, 30, 30, 30, 30, 30, 30, 30), "privat") | done("13", (30,) * 9, "privat"))
    assert rows["12", "2025-02", "alla"] == expected
    by_month = [key for key, value in rows.items() if value == "dolt" and key[2] == "alla" and key[0] == "12"]
    assert len(by_month) == (2 if expected == "dolt" else 0)


def test_what_follows_from_the_payment_is_shown_however_small_and_logged() -> None:
    changed = done("12", (1, 0, 0, 2, 0, 0, 0, 0, 0))
    rows = published(changed)
    assert rows["12", PERIOD, "alla"] == 3
    assert rows["12", "2025-02", "alla"] == "dolt"
    noted = [line for line in operation_counts(reports(changed), MONTHS, OPERATIONS.ids).log if line.reason == PUBLIC]
    assert [(line.region_code, line.period, line.performer) for line in noted] == [("12", PERIOD, "alla")]


def test_the_same_sum_of_the_year_before_is_hidden() -> None:
    changed = {(code, year_before(at), who): number for (code, at, who), number in done("12", (1,) + (0,) * 8).items()}
    assert published(changed)["12", "2024-02/2024-10", "alla"] == "dolt"


def test_a_performer_that_is_not_reported_is_missing_in_every_sum_with_it() -> None:
    rows = published({("12", MONTHS[0], "privat"): None})
    missing = {key for key, value in rows.items() if value == "saknas"}
    assert missing == {
        (code, *where) for code in ("12", "00") for where in (("2025-02", "alla"), (PERIOD, "privat"), (PERIOD, "alla"))
    }
