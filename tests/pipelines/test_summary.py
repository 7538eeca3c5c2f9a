"""The last lines of a run: how much was read and what could not be taken, in plain Swedish."""

from datetime import date
from pathlib import Path

import pytest

from assets.warehouse import Warehouse
from pipelines.settings import Settings
from pipelines.summary import say_results
from schemas.received import Delivery, Rejected
from schemas.tables import frame


def delivery(number: int, status: str, row_count: int) -> dict[str, object]:
    return {
        "file": f"bup/{number}.xlsx",
        "sha256": str(number),
        "kind": "bup",
        "received": date(2024, 3, 18),
        "is_dated": False,
        "status": status,
        "row_count": row_count,
    }


REJECTED = {
    "file": "bup/1.xlsx", "sheet": "Blad1", "cell": "", "column_name": "", "value": "", "code": "okand_region",
    "message_sv": "Fel.", "row": 2, "kind": "bup",
}  # fmt: skip


@pytest.mark.parametrize(
    ("count", "said"),
    [
        pytest.param(0, "Leveranser: 0 lästa med 0 rader, 0 filer avvisade, 0 fel.", id="none"),
        pytest.param(1, "Leveranser: 1 läst med 1 rad, 1 fil avvisad, 1 fel.", id="one"),
        pytest.param(2, "Leveranser: 2 lästa med 2 rader, 2 filer avvisade, 2 fel.", id="several"),
    ],
)
def test_what_was_read_is_counted_and_inflected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], count: int, said: str
) -> None:
    settings = Settings(warehouse=tmp_path / "w.duckdb")
    read = [delivery(number, "read", 1) for number in range(count)]
    refused = [delivery(number + 10, "refused", 0) for number in range(count)]
    with Warehouse(settings.warehouse).writing() as connection:
        connection.replace(Delivery, frame(Delivery, [*read, *refused]))
        connection.replace(Rejected, frame(Rejected, [REJECTED] * count))
    say_results(settings, [], None)
    assert said in capsys.readouterr().out
