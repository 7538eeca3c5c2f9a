"""A small warehouse with made-up basis for the beds decree and the queues decree, for commands that only read."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from assets.warehouse import Warehouse
from rules.decrees import vardkoer_2025, vardplatser_2024
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.months import year_before
from rules.regions import CODES
from schemas.deliveries import Befolkning, Operationer, Vardplatser
from schemas.tables import frame

ADDRESS = {"received": date(2025, 12, 1), "file": "fil.xlsx", "sheet": "Blad", "row": 2}


@pytest.fixture(scope="session")
def small_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Populations of both years, marked beds of 2023 and 2024, operations of 2025 and nothing of the agreement."""
    draw = Random(7)
    population = [
        {
            "region_code": code,
            "reference_date": date(year, 11, 1),
            "age_group": "totalt",
            "population_count": TABLE[code].population,
            "mark": None,
            **ADDRESS,
        }
        for year in (2023, 2024)
        for code in CODES
    ]
    beds = [
        {
            "region_code": code,
            "month": at,
            "beds": Decimal(100),
            "overbelaggningar_per_100": Decimal(draw.randint(200, 700)) / 100,
            "utlokaliseringar_per_100": Decimal(draw.randint(0, 300)) / 100,
            "occupancy_percent": Decimal(95),
            "mark": "exempel",
            **ADDRESS,
        }
        for code in CODES
        for month in vardplatser_2024.MEASURED
        for at in (month, year_before(month))
    ]
    operations = [
        {
            "region_code": code,
            "month": month,
            "operation": operation,
            "performer": "egen_region",
            "operation_count": TABLE[code].population * draw.randint(2, 12) // 100_000,
            "mark": None,
            **ADDRESS,
        }
        for code in CODES
        for month in vardkoer_2025.MEASURED
        for operation in vardkoer_2025.OPERATIONS.ids
    ]
    warehouse = Warehouse(tmp_path_factory.mktemp("small") / "w.duckdb")
    with warehouse.writing() as connection:
        connection.replace(Befolkning, frame(Befolkning, population))
        connection.replace(Vardplatser, frame(Vardplatser, beds))
        connection.replace(Operationer, frame(Operationer, operations))
    return warehouse
