from datetime import date

import polars as pl
import pytest

from exports.publication.bup import bup_counts
from rules.decrees.tillganglighet_2024 import DECREE
from rules.months import year_before
from rules.regions import CODES
from schemas.deliveries import Bup
from schemas.open_data import OpenBup
from schemas.tables import frame

MONTH = date(2024, 2, 1)
MEASURES = [requirement.measure.item for requirement in DECREE.requirements]
AUGUST, LATER = DECREE.paid_months["augusti"], DECREE.paid_months["december"]


def reports(changed: dict[tuple[str, date], tuple[int | None, int | None, int | None, int | None]]) -> pl.DataFrame:
    """Visits of all regions in February of both years, 100 of 200 within 30 days where nothing else is said."""
    rows = []
    for code in CODES:
        for at in (year_before(MONTH), MONTH):
            numbers = changed.get((code, at), (200, 100, 200, 100))
            names = ("completed_count", "completed_within_count", "waiting_count", "waiting_within_count")
            rows.append(
                {
                    "region_code": code,
                    "month": at,
                    "measure": "besök",
                    **dict(zip(names, numbers, strict=True)),
                    "response_rate_percent": None,
                    "mark": "exempel" if code == "09" else None,
                    "received": date(2024, 3, 1),
                    "file": "f.xlsx",
                    "sheet": "B",
                    "row": 2,
                }
            )
    return frame(Bup, rows)


def published(changed=None, months=AUGUST) -> pl.DataFrame:
    rows = bup_counts(reports(changed or {}), months, MEASURES).rows
    OpenBup.validate(rows)
    return rows.filter(pl.col("measure") == "besök", pl.col("month").is_in([year_before(MONTH), MONTH]))


def statuses(rows: pl.DataFrame, what: str) -> dict[tuple[str, date], str]:
    return {(row["region_code"], row["month"]): row[f"{what}_status"] for row in rows.iter_rows(named=True)}


def where(rows: pl.DataFrame, code: str, at: date = MONTH) -> dict[str, object]:
    return rows.row(by_predicate=(pl.col("region_code") == code) & (pl.col("month") == at), named=True)


def test_the_nation_is_the_sum_of_the_regions_with_their_marks() -> None:
    nation = where(published(), "00")
    assert (nation["completed_count"], nation["waiting_within_count"], nation["mark"]) == (4200, 2100, "exempel")


def test_months_are_published_when_their_payment_is_computed() -> None:
    assert published(months=LATER).is_empty()
    assert not published(months=AUGUST).is_empty()


@pytest.mark.parametrize(
    ("pair", "expected"),
    [((200, 196), "dolt"), ((200, 195), "redovisat"), ((200, 4), "dolt"), ((200, 5), "redovisat"), ((4, 2), "dolt")],
    ids=["four waited longer", "five waited longer", "four within", "five within", "four in all"],
)
def test_a_region_is_hidden_when_any_part_of_its_completed_is_small(pair: tuple[int, int], expected: str) -> None:
    rows = published({("12", MONTH): (*pair, 200, 100)})
    assert where(rows, "12")["completed_status"] == expected
    assert (where(rows, "12")["completed_count"] is None) is (expected == "dolt")


@pytest.mark.parametrize("numbers", [(200, 196, 200, 100), (200, 100, 3, 1)], ids=["completed", "waiting"])
def test_all_of_a_regions_month_is_hidden_in_both_years_and_that_of_another_region(numbers) -> None:
    rows = published({("12", year_before(MONTH)): numbers})
    of_completed, of_waiting = statuses(rows, "completed"), statuses(rows, "waiting")
    assert of_completed == of_waiting
    hidden = {key for key, status in of_completed.items() if status == "dolt"}
    assert len(hidden) == 4
    assert {at for code, at in hidden if code == "12"} == {year_before(MONTH), MONTH}
    assert len({code for code, _ in hidden}) == 2


@pytest.mark.parametrize("pair", [(None, None), (200, None), (None, 1)], ids=["neither", "not within", "not all"])
def test_half_a_pair_is_missing_and_so_is_the_nation(pair: tuple[int | None, int | None]) -> None:
    rows = published({("12", MONTH): (*pair, 200, 100)})
    for code in ("12", "00"):
        assert (where(rows, code)["completed_status"], where(rows, code)["completed_count"]) == ("saknas", None)
        assert where(rows, code)["waiting_status"] == "redovisat"


def test_the_log_names_each_hidden_number_and_why() -> None:
    log = bup_counts(reports({("12", MONTH): (200, 3, 200, 100)}), AUGUST, MEASURES).log
    own = {(line.column, line.period): line.reason for line in log if line.region_code == "12"}
    assert own["completed_within_count", "2024-02"] == "litet tal"
    assert own["completed_count", "2024-02"] == own["completed_within_count", "2023-02"] == "skyddar ett litet tal"
    assert len(log) == 8 * 2  # eight numbers of two regions
