"""The last lines of a run: how much was read and what could not be taken, in plain Swedish."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.warehouse import Warehouse
from pipelines.settings import Settings
from pipelines.summary import say_findings, say_results
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


@pytest.mark.parametrize(("others", "said"), [(2, 0), (3, 1)], ids=["as many as are shown", "one more"])
def test_a_population_unlike_the_printed_one_is_always_told_first(
    capsys: pytest.CaptureFixture[str], others: int, said: int
) -> None:
    rows = [
        ("tryckt_befolkning", "z", "befolkningen"),
        *(("ovanligt_varde", "a", f"värdet {n}") for n in range(others)),
    ]
    findings = pl.DataFrame(rows, schema=["code", "file", "message_sv"], orient="row")
    say_findings(findings, 2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["Obs: befolkningen", "Obs: värdet 0", "Obs: värdet 1"]
    assert len(lines) == 3 + said
    assert all("1 till; alla finns i tabellen core.finding" in line for line in lines[3:])
