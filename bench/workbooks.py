"""Delivered workbooks read to rows with addresses, and checked, against openpyxl that only reads every cell."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl

from bench.measuring import in_turn, work
from bench.results import Line
from examples.workbooks import delivery_workbook
from pipelines.command_line.delivery_check import check_file
from readers.reading_process import Reader
from readers.table import read_file
from rules.months import months
from rules.regions import REGIONS
from schemas.deliveries import KIND_BY_ID

SMALL_ROUNDS, LARGE_ROUNDS = 9, 3
LARGE_ROWS = 200_000
REPORTED = tuple(month for year in range(2023, 2028) for month in months(year, 1, 12))
"""60 months, one row each."""


def results(place: Path) -> Iterator[Line]:
    small = place / "small" / "vardplatser"
    write_small(small)
    ours, theirs = in_turn(SMALL_ROUNDS, lambda: work(read_with_addresses, small), lambda: work(openpyxl_reads, small))
    what = f"{len(REGIONS)} workbooks of {len(REPORTED)} rows read with addresses"
    yield Line(what, "openpyxl, read-only, every cell", ours, theirs, 1.2)

    large = place / "large" / "malvarden"
    write_large(large / "2025-01-01_large.xlsx", LARGE_ROWS)
    ours, theirs = in_turn(LARGE_ROUNDS, lambda: work(check, large), lambda: work(openpyxl_reads, large))
    what = f"a workbook of {LARGE_ROWS:,} rows read and checked, with addresses"
    yield Line(what, "openpyxl, read-only, every cell", ours, theirs, 1.2)


def read_with_addresses(folder: str) -> None:
    for path in Path(folder).iterdir():
        content = read_file(path, path.name, KIND_BY_ID["vardplatser"])
        assert len(content.sheets[0].rows) == len(REPORTED)


def check(folder: str) -> None:
    """What `bonuspott check` does."""
    for path in Path(folder).iterdir():
        with Reader() as reader:
            assert not check_file(path, reader).errors


def openpyxl_reads(folder: str) -> None:
    for path in Path(folder).iterdir():
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.value is None or cell.value != ""
        workbook.close()


def write_small(folder: Path) -> None:
    for region in REGIONS:
        draw = Random(region.code)
        delivery_workbook(
            folder / f"2025-01-01_{region.code}.xlsx",
            "vardplatser",
            ("Vårdplatser",),
            [
                {
                    "region_code": region.official_name,
                    "month": month,
                    "beds": Decimal(draw.randint(1_000, 9_999)).scaleb(-1),
                    "overbelaggningar_per_100": Decimal(draw.randint(100, 999)).scaleb(-2),
                    "utlokaliseringar_per_100": Decimal(draw.randint(100, 999)).scaleb(-2),
                    "occupancy_percent": Decimal(draw.randint(800, 999)).scaleb(-1),
                    "mark": "exempel",
                }
                for month in REPORTED
            ],
        )


def write_large(path: Path, rows: int) -> None:
    draw = Random(rows)
    delivery_workbook(
        path,
        "malvarden",
        ("Målvärden",),
        (
            {
                "region_code": REGIONS[number % len(REGIONS)].official_name,
                "unit": f"Enhet {number // len(REGIONS)}",
                "metric": "vårdplatser",
                "target_value": Decimal(draw.randint(1_000, 99_999)).scaleb(-2),
                "valid_from": date(2024, 1, 1),
                "mark": "exempel",
            }
            for number in range(rows)
        ),
    )
