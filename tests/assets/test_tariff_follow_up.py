from datetime import date
from decimal import Decimal
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets.decisions import Decisions
from assets.programmes import GRANT_BY_ID
from assets.tariff_follow_up import tariff_follow_up
from assets.warehouse import Warehouse
from rules.decrees.vardkoer_2025 import MEASURED, OPERATIONS
from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.regions import CODES
from schemas import follow_up
from schemas.deliveries import Befolkning, Operationer
from schemas.tables import frame

NONE_DECIDED = Decisions(Path("no folder"))

FOLLOW_UP = tariff_follow_up(GRANT_BY_ID["vardkoer_2025"], OPERATIONS)
FEBRUARY, SEPTEMBER, OCTOBER = MEASURED[0], MEASURED[-2], MEASURED[-1]
TABLES = (
    follow_up.MonthStatus,
    follow_up.OperationDevelopment,
    follow_up.TariffLine,
    follow_up.CapLine,
    follow_up.RemainingLine,
    follow_up.RegionReason,
)
Stored = dict[str, pl.DataFrame]


def address(row: int) -> dict[str, object]:
    return {"mark": "exempel", "received": date(2025, 3, 1), "file": "f.xlsx", "sheet": "s", "row": row}


def operations(month: date, count: int, silent: tuple[str, ...] = ()) -> list[dict[str, object]]:
    """The same number of each kind for each region, half of it done by the region itself."""
    return [
        {"region_code": code, "month": month, "operation": kind, "performer": who, "operation_count": number}
        | address(1 + place)
        for place, code in enumerate(CODES)
        if code not in silent
        for kind in OPERATIONS.ids
        for who, number in (("egen_region", count - count // 2), ("privat", count // 2))
    ]


def followed_up(place: Path, reports: list[dict[str, object]], *, has_population: bool = True) -> Stored:
    warehouse = Warehouse(place / "w.duckdb")
    population = [
        {
            "region_code": code,
            "reference_date": date(2024, 11, 1),
            "age_group": "totalt",
            "population_count": 100_000 + 1000 * place,
        }
        | address(1 + place)
        for place, code in enumerate(CODES)
    ]
    with warehouse.writing() as connection:
        connection.replace(Operationer, frame(Operationer, reports))
        if has_population:
            connection.replace(Befolkning, frame(Befolkning, population))
    result = dg.materialize(
        [FOLLOW_UP],
        resources={"warehouse": warehouse, "decisions": NONE_DECIDED},
        instance=dg.DagsterInstance.ephemeral(str(warehouse.path.parent)),
    )
    assert next(check for check in result.get_asset_check_evaluations() if check.check_name == "shape").passed
    with warehouse.reading() as connection:
        return {model.__name__: connection.read(model) for model in TABLES}


@pytest.fixture(scope="module")
def september(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """Everything but October; Gotland has reported only this year, and not September."""
    months = [month for month in MEASURED if month != OCTOBER]
    reports = [row for month in months for row in operations(month, 10, ("09",) if month == SEPTEMBER else ())]
    reports += [row for month in months for row in operations(month.replace(year=2024), 8, ("09",))]
    return followed_up(tmp_path_factory.mktemp("september"), reports)


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    return followed_up(tmp_path_factory.mktemp("october"), [row for month in MEASURED for row in operations(month, 10)])


def test_each_line_is_stored_for_every_region(september: Stored):
    stockholm = september["TariffLine"].row(
        by_predicate=(pl.col("region_code") == "01") & (pl.col("operation") == "framfall"), named=True
    )
    assert (stockholm["operation_count"], stockholm["gross_kr"]) == (80, 80 * 39_000)
    assert {name: september[name].height for name in ("TariffLine", "CapLine", "RemainingLine", "RegionReason")} == {
        "TariffLine": 63,
        "CapLine": 21,
        "RemainingLine": 63,
        "RegionReason": 21,
    }


def test_the_used_part_of_a_cap_is_cut_and_the_month_it_was_reached_stands_beside(september: Stored):
    caps = {row["region_code"]: row for row in september["CapLine"].iter_rows(named=True)}
    gross = 80 * (108_000 + 39_000 + 19_000)
    stockholm = caps["01"]
    assert (stockholm["gross_kr"], stockholm["month_reached"]) == (gross, None)
    assert 0 <= Decimal(gross * 100) / CAPS_KR["01"] - stockholm["cap_used_percent"] < Decimal("0.01")
    assert (caps["09"]["cap_used_percent"], caps["09"]["month_reached"]) == (100, date(2025, 3, 1))


def test_operations_are_told_by_performer_beside_the_year_before(september: Stored):
    rows = september["OperationDevelopment"].filter(
        (pl.col("month") == SEPTEMBER) & (pl.col("operation") == "gra_starr") & pl.col("region_code").is_null()
    )
    nation = {row["performer"]: row for row in rows.iter_rows(named=True)}
    assert (nation[None]["month_count"], nation[None]["year_before_month_count"]) == (200, 160)
    assert nation[None]["so_far_count"] == 10 * (21 * 8 - 1)
    assert (nation["privat"]["month_count"], nation["annan_region"]["month_count"]) == (100, None)
    assert not nation[None]["is_comparable"]
    assert set(september["OperationDevelopment"]["month"]) == set(MEASURED) - {OCTOBER}


def test_months_say_who_is_missing(september: Stored):
    status = {row["month"]: row for row in september["MonthStatus"].iter_rows(named=True)}
    assert list(status) == list(MEASURED)
    assert status[FEBRUARY]["is_complete"]
    assert status[SEPTEMBER]["missing_regions"] == "Region Gotland"
    assert status[OCTOBER]["reported_count"] == 0


@pytest.mark.parametrize(
    ("reports", "has_population"),
    [([], True), (operations(FEBRUARY, 10), False)],
    ids=["no month is in", "no population is in"],
)
def test_block_2_is_empty_while_it_cannot_be_computed(
    tmp_path: Path, reports: list[dict[str, object]], has_population: bool
):
    stored = followed_up(tmp_path, reports, has_population=has_population)
    assert all(stored[name].is_empty() for name in ("CapLine", "RemainingLine", "RegionReason"))
    assert stored["MonthStatus"].height == len(MEASURED)


def test_results_carry_the_mark_of_what_they_rest_on(september: Stored):
    assert all(set(rows["mark"]) == {"exempel"} for name, rows in september.items() if name != "MonthStatus")
