from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets.tillganglighet_2024 import GRANT as AGREEMENT
from assets.vardkoer_2025 import GRANT as QUEUES
from assets.vardplatser_2024 import GRANT as BEDS
from assets.warehouse import Warehouse
from assets.what_if_assets import what_if_assets
from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.regions import CODES
from schemas.deliveries import Operationer
from schemas.tables import descriptions, frame, table_name
from schemas.what_if import Interval


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """One marked report: Gotland has done more hip prostheses in February than its cap pays for."""
    own = Warehouse(tmp_path / "w.duckdb")
    row = {
        "region_code": "09",
        "month": date(2025, 2, 1),
        "operation": "hoftledsprotes",
        "performer": "egen_region",
        "operation_count": 100,
        "mark": "exempel",
        "received": date(2025, 3, 20),
        "file": "operationer/f.xlsx",
        "sheet": "Blad",
        "row": 2,
    }
    with own.writing() as connection:
        connection.replace(Operationer, frame(Operationer, [row]))
    return own


def stored(warehouse: Warehouse, grant) -> list[dict[str, object]]:
    result = dg.materialize(what_if_assets(grant), resources={"warehouse": warehouse})
    assert result.success
    assert all(evaluation.passed for evaluation in result.get_asset_check_evaluations())
    with warehouse.reading() as connection:
        rows = connection.read(Interval, "programme = ?", [grant.programme.id])
        return rows.sort("region_code").to_dicts()


def test_each_region_has_its_interval_and_the_marks_of_what_it_rests_on(warehouse) -> None:
    rows = stored(warehouse, QUEUES)
    assert [row["region_code"] for row in rows] == list(CODES)
    assert {row["mark"] for row in rows} == {"exempel"}
    gotland = next(row for row in rows if row["region_code"] == "09")
    assert gotland["sure_kr"] == gotland["least_kr"] == CAPS_KR["09"]
    assert all(row["sure_kr"] <= row["least_kr"] <= row["most_kr"] for row in rows)


@pytest.mark.parametrize("grant", [BEDS, AGREEMENT], ids=["beds", "agreement"])
def test_without_a_population_the_table_is_empty(warehouse, grant) -> None:
    assert stored(warehouse, grant) == []


def test_every_column_says_what_it_is() -> None:
    assert table_name(Interval) == "out.interval"
    assert all(descriptions(Interval).values())
