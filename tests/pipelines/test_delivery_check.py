"""What is said of one delivery, by how many rows it has."""

from pathlib import Path

import pytest

from pipelines.delivery_check import Verdict, check_file
from readers.reading_process import Reader

HEADINGS = "Region;Statsbidrag;Inkom;Godkänd"


def said_of(tmp_path: Path, *rows: str) -> Verdict:
    path = tmp_path / "redovisning" / "2024-10-01_x.csv"
    path.parent.mkdir()
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    with Reader() as reader:
        return check_file(path, reader)


SKANE = "Region Skåne;tillganglighet_2024;2024-09-30;ja"
DALARNA = "Region Dalarna;tillganglighet_2024;2024-09-30;ja"


@pytest.mark.parametrize(
    ("rows", "ends"),
    [
        pytest.param([SKANE], ": 1 rad, 1 giltig, inga fel.", id="one"),
        pytest.param([SKANE, DALARNA], ": 2 rader, 2 giltiga, inga fel.", id="several"),
        pytest.param([SKANE, "Skåne;x;2024-09-30;ja"], ": 2 rader, 1 giltig, 1 fel.", id="one of them faulty"),
    ],
)
def test_rows_are_counted_and_inflected(tmp_path: Path, rows: list[str], ends: str) -> None:
    assert said_of(tmp_path, *rows).summary.endswith(ends)


def test_one_row_without_values_is_remarked_on(tmp_path: Path) -> None:
    (remark,) = said_of(tmp_path, SKANE, "Region Dalarna;tillganglighet_2024;;").remarks
    assert "1 rad saknar värden. Lämnas filen så räknas" in remark


def test_records_of_operations_are_checked_as_records(tmp_path: Path) -> None:
    path = tmp_path / "operationer" / "2025-06-01_x.csv"
    path.parent.mkdir()
    record = "12;2025-05-01;NFB49;12;offentlig"
    headings = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform"
    path.write_text("\n".join([headings, record, record.replace("NFB", "AAA"), record.replace("12;", "99;", 1), ""]))
    with Reader() as reader:
        verdict = check_file(path, reader)
    assert verdict.summary.endswith(": 3 poster, 1 räknas, 1 av andra åtgärder, 1 fel.")
    (error,) = verdict.errors
    assert "1 post räknas inte eftersom kolumnen hemregion inte har någon känd region" in error
