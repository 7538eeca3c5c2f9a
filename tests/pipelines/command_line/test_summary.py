"""The last lines of a run: how much was read and what could not be taken, in plain Swedish."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.warehouse import Warehouse
from pipelines.command_line.summary import SHOWN_DIFFERENCES, say_differences, say_findings, say_results
from pipelines.settings import Settings
from schemas.received import Delivery, OperationDifference, Rejected
from schemas.tables import frame


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen on which no line has to be wrapped."""
    monkeypatch.setenv("COLUMNS", "160")


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


def difference(place: int, *, is_covered: bool) -> dict[str, object]:
    return {
        "region_code": f"{place:02}",
        "month": date(2025, 3, 1),
        "operation": "framfall",
        "performer": "privat",
        "record_count": 1,
        "reported_count": 2,
        "is_covered": is_covered,
        "message_sv": f"skillnaden {place}",
    }


@pytest.mark.parametrize(("count", "more"), [(2, 0), (3, 1)], ids=["as many as are shown", "one more"])
def test_differences_between_records_and_reports_are_told_those_that_count_first(
    capsys: pytest.CaptureFixture[str], count: int, more: int
) -> None:
    rows = [difference(place, is_covered=place > 1) for place in range(1, count + 1)]
    say_differences(frame(OperationDifference, rows), 2)
    head, first, *rest = capsys.readouterr().out.splitlines()
    assert head.endswith(f"i {count} fall: i {count - 1} räknas registret, i 1 det rapporterade.")
    assert first == "Skillnad: skillnaden 2"
    assert len(rest) == 1 + more
    assert all("1 till; alla finns i tabellen core.operation_difference" in line for line in rest[1:])


def test_without_differences_nothing_is_said_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    say_differences(frame(OperationDifference, []), 2)
    assert capsys.readouterr().out == ""


def test_a_run_tells_the_differences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(warehouse=tmp_path / "w.duckdb")
    rows = [difference(place, is_covered=True) for place in range(1, SHOWN_DIFFERENCES + 1)]
    with Warehouse(settings.warehouse).writing() as connection:
        connection.replace(OperationDifference, frame(OperationDifference, rows))
    say_results(settings, [], None)
    assert capsys.readouterr().out.count("Skillnad: ") == SHOWN_DIFFERENCES
