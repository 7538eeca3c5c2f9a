"""Operations where records never count and where they always do (T27), held against what is delivered."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.intake import Intake, take_in
from assets.other_readings import counts_otherwise
from readers.files import find_deliveries
from rules.regions import CODES

MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
COVERING = [f"{code};2025-03-01;JKA21;{code};offentlig" for code in CODES]


@pytest.fixture
def delivered(tmp_path: Path) -> Intake:
    """Skåne reports 5, then 7 in March and 8 in April; records of March cover it and hold 1, of April 2."""
    folder = tmp_path / "operationer"
    folder.mkdir()
    header = "Hemregion;Månad;Insats;Utförare;Antal\n"
    (folder / "2025-05-01_antal.csv").write_text(f"{header}Skåne;2025-03;höftledsprotes;egen region;5\n")
    (folder / "2025-06-01_antal.csv").write_text(
        f"{header}Skåne;2025-03;höftledsprotes;egen region;7\nSkåne;2025-04;höftledsprotes;egen region;8\n"
    )
    records = [f"12;2025-{month}-04;NFB20;12;offentlig" for month in ("03", "04", "04")]
    header = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform"
    (folder / "2025-07-01_register.csv").write_text("\n".join([header, *records, *COVERING, ""]))
    return take_in(find_deliveries(tmp_path), {}, date(2026, 1, 1), None)


def counts(rows: pl.DataFrame) -> dict[tuple[str, date], int]:
    own = rows.filter(pl.col("operation_count") > 0)
    return {(row["region_code"], row["month"]): row["operation_count"] for row in own.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("alternative", "march", "april"),
    [
        pytest.param("never", 7, 8, id="the newest report of each month"),
        pytest.param("always", 1, 2, id="the records of each month"),
    ],
)
def test_records_count_in_no_month_or_in_every_one(delivered: Intake, alternative: str, march: int, april: int) -> None:
    assert counts(delivered.core["operationer"]) == {("12", MARCH): 1, ("12", APRIL): 8}
    otherwise = counts_otherwise(
        delivered.core["operationer"], delivered.replaced["operationer"], delivered.operation_differences
    )
    assert counts(otherwise[alternative]) == {("12", MARCH): march, ("12", APRIL): april}
