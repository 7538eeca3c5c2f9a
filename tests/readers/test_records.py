from collections.abc import Callable
from pathlib import Path

import pytest

from readers.records import is_records
from schemas.deliveries import KIND_BY_ID

OPERATIONS = KIND_BY_ID["operationer"]
HEADER = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform"


@pytest.mark.parametrize(
    ("first_line", "expected"),
    [
        pytest.param(HEADER, True, id="records"),
        pytest.param(HEADER.upper().replace(";", ","), True, id="other case and delimiter"),
        pytest.param("\ufeff" + HEADER, True, id="byte-order mark"),
        pytest.param("Uttag ur patientregistret;;;;\n\n" + HEADER, True, id="titles above"),
        pytest.param("Hemregion;Månad;Insats;Utförare;Antal", False, id="table"),
        pytest.param("", False, id="empty"),
    ],
)
def test_records_are_told_by_their_headings_wherever_these_stand(
    text: Callable[..., Path], first_line: str, expected: bool
) -> None:
    assert is_records(text(first_line + "\n12;2025-02-01;NFB49;12;offentlig\n"), OPERATIONS) is expected


def test_parquet_is_always_records_and_a_workbook_or_another_kind_never(tmp_path: Path) -> None:
    assert is_records(tmp_path / "a.parquet", OPERATIONS)
    assert not is_records(tmp_path / "a.xlsx", OPERATIONS)
    assert not is_records(tmp_path / "a.parquet", KIND_BY_ID["bup"])


def test_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert not is_records(tmp_path / "gone.csv", OPERATIONS)
