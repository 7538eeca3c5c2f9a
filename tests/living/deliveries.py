"""Made-up deliveries for the decree of 2031, drawn with a seed."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from examples.workbooks import Row, delivery_workbook
from rules.months import year_before
from rules.regions import CODES, REGIONS
from tests.living.decree_2031 import DECREE, MEASURED, OPERATIONS, SUMMER, N

LATE = "12"
"""Skåne's account comes in a day late."""


def write(raw: Path) -> None:
    """One workbook of each kind."""
    draw = Random(2031)
    rows: dict[str, list[Row]] = {
        "befolkning": [
            {
                "region_code": region.official_name,
                "reference_date": DECREE.population_date,
                "age_group": group,
                "population_count": draw.randint(least, 10 * least),
            }
            for group, least in (("totalt", 100_000), ("0-18", 20_000))
            for region in REGIONS
        ],
        "vardplatser": [
            {
                "region_code": code,
                "month": f"{month:%Y-%m}",
                "beds": Decimal(draw.randint(2000, 20_000)) / 10,
                "overbelaggningar_per_100": Decimal(draw.randint(200, 700)) / 100,
                "utlokaliseringar_per_100": Decimal(draw.randint(50, 200)) / 100,
                "occupancy_percent": Decimal(draw.randint(8000, 9900)) / 100,
            }
            for code in CODES
            for at in MEASURED
            for month in (at, year_before(at))
        ],
        "bup": [
            {"region_code": code, "month": f"{month:%Y-%m}", "measure": measure, **_waits(draw)}
            for code in CODES
            for at in SUMMER
            for month in (at, year_before(at))
            for measure in ("besök", "utredning", "behandling")
        ],
        "operationer": [
            {
                "region_code": code,
                "month": f"{month:%Y-%m}",
                "operation": kind.words,
                "performer": "egen region",
                "operation_count": draw.randint(0, 12),
            }
            for code in CODES
            for at in N.counted_months.value
            for month in (at, year_before(at))
            for kind in OPERATIONS.kinds
        ],
        "redovisning": [
            {
                "region_code": code,
                "programme": DECREE.id,
                "received_date": date(2031, 9, 1) if code == LATE else date(2031, 8, 31),
                "is_approved": "ja",
            }
            for code in CODES
        ],
    }
    for kind, delivered in rows.items():
        folder = raw / kind
        folder.mkdir(parents=True)
        delivery_workbook(folder / f"2031-10-01_{kind}.xlsx", kind, (f"Påhittade uppgifter: {kind}",), delivered)


def _waits(draw: Random) -> dict[str, int]:
    completed, waiting = draw.randint(20, 200), draw.randint(5, 80)
    return {
        "completed_count": completed,
        "completed_within_count": draw.randint(completed // 2, completed),
        "waiting_count": waiting,
        "waiting_within_count": draw.randint(waiting // 2, waiting),
    }
