"""What is said of one delivery, by how many rows it has."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.warehouse import Warehouse
from pipelines.command_line.delivery_check import Verdict, check_file
from readers.reading_process import Reader
from rules.months import months
from schemas.deliveries import Operationer
from schemas.tables import frame

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
        pytest.param(
            [SKANE, "Skåne;x;2024-09-30;ja"], ": 2 rader, 1 giltig, 1 avvisad, 1 fel.", id="one of them faulty"
        ),
        pytest.param([SKANE, SKANE], ": 2 rader, 1 giltig, 1 upprepad, inga fel.", id="one of them twice"),
    ],
)
def test_rows_are_counted_and_inflected(tmp_path: Path, rows: list[str], ends: str) -> None:
    assert said_of(tmp_path, *rows).summary.endswith(ends)


def test_one_row_without_values_is_remarked_on(tmp_path: Path) -> None:
    (remark,) = said_of(tmp_path, SKANE, "Region Dalarna;tillganglighet_2024;;").remarks
    assert "rad 3 saknar värden. Tomma rader läses inte och ändrar inget" in remark


BEDS = "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad"
WAITS = "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar"


def remarks_of(tmp_path: Path, kind: str, *lines: str) -> list[str]:
    path = tmp_path / kind / "2024-12-03_x.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with Reader() as reader:
        verdict = check_file(path, reader)
    assert not verdict.errors
    return list(verdict.remarks)


def test_a_row_that_lacks_values_of_a_whole_report_is_remarked_on_with_their_names(tmp_path: Path) -> None:
    (remark,) = remarks_of(tmp_path, "vardplatser", BEDS, "Uppsala;2024-09;;;;93", "Skåne;2024-09;900;3;1;93")
    assert "rad 2: Region Uppsala, september 2024, utfall: " in remark
    assert "Överbeläggningar per 100, Utlokaliseringar per 100 och Disponibla vårdplatser saknas" in remark
    (remark,) = remarks_of(tmp_path, "bup", WAITS, "Skåne;2024-03;besök;9;8;;")
    assert "Väntande och Väntande inom 30 dagar saknas" in remark


def test_a_plan_lacks_nothing_that_only_outcomes_have(tmp_path: Path) -> None:
    assert remarks_of(tmp_path, "vardplatser", BEDS, "Uppsala;2025-09;600;;;93") == []


def test_a_file_in_a_folder_that_is_no_kind_is_refused_as_a_run_does(tmp_path: Path) -> None:
    path = tmp_path / "nytt_slag" / "2024-12-03_x.csv"
    path.parent.mkdir()
    path.write_text(f"{BEDS}\nUppsala;2024-09;571;3;1;93\n", encoding="utf-8")
    with Reader() as reader:
        assert not check_file(path, reader).errors
        (error,) = check_file(path, reader, raw=tmp_path).errors
    assert "mappen nytt_slag är inget slag av leverans" in error


OPERATIONS = "Hemregion;Månad;Insats;Utförare;Antal"


@pytest.fixture
def counting(tmp_path: Path) -> Warehouse:
    """A warehouse in which Skåne has reported 30 operations a month from February to September."""
    warehouse = Warehouse(tmp_path / "w.duckdb")
    same = {"region_code": "12", "operation": "gra_starr", "performer": "privat", "operation_count": 30}
    origin = {"mark": None, "received": date(2025, 10, 1), "file": "operationer/a.csv", "sheet": "", "row": 2}
    with warehouse.writing() as connection:
        rows = [same | origin | {"month": month} for month in months(2025, 2, 9)]
        connection.replace(Operationer, frame(Operationer, rows))
    return warehouse


@pytest.mark.parametrize(("count", "remarks"), [(50_000, 1), (31, 0)])
def test_a_lone_month_is_held_against_the_months_that_count(
    tmp_path: Path, counting: Warehouse, count: int, remarks: int
) -> None:
    path = tmp_path / "operationer" / "2025-12-01_x.csv"
    path.parent.mkdir()
    path.write_text(f"{OPERATIONS}\nSkåne;2025-10;grå starr;privat;{count}\n", encoding="utf-8")
    with Reader() as reader:
        assert not check_file(path, reader).remarks
        verdict = check_file(path, reader, warehouse=counting)
    assert verdict.codes == ("avvikande_antal",) * remarks
    assert [text.count("i regionens andra månader högst 30") for text in verdict.remarks] == [1] * remarks


def test_a_count_is_told_of_also_when_a_run_has_taken_it(tmp_path: Path, counting: Warehouse) -> None:
    with counting.writing() as connection:
        rows = connection.read(Operationer)
        is_september = pl.col("month") == date(2025, 9, 1)
        count = pl.when(is_september).then(50_000).otherwise("operation_count")
        connection.replace(Operationer, rows.with_columns(operation_count=count))
    path = tmp_path / "operationer" / "2025-12-01_x.csv"
    path.parent.mkdir()
    path.write_text(f"{OPERATIONS}\nSkåne;2025-09;grå starr;privat;50000\n", encoding="utf-8")
    with Reader() as reader:
        assert check_file(path, reader, warehouse=counting).codes == ("avvikande_antal",)


def test_a_warehouse_that_cannot_be_opened_stops_no_check(tmp_path: Path) -> None:
    (tmp_path / "w.duckdb").write_text("inget lager")
    path = tmp_path / "operationer" / "2025-12-01_x.csv"
    path.parent.mkdir()
    path.write_text(f"{OPERATIONS}\nSkåne;2025-10;grå starr;privat;5\n", encoding="utf-8")
    with Reader() as reader:
        verdict = check_file(path, reader, warehouse=Warehouse(tmp_path / "w.duckdb", patience_seconds=0))
    assert verdict.summary.endswith("1 giltig, inga fel.")


def test_records_of_operations_are_checked_as_records(tmp_path: Path) -> None:
    path = tmp_path / "operationer" / "2025-06-01_x.csv"
    path.parent.mkdir()
    record = "12;2025-05-01;NFB49;12;offentlig"
    headings = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform"
    path.write_text("\n".join([headings, record, record.replace("NFB", "AAA"), record.replace("12;", "99;", 1), ""]))
    with Reader() as reader:
        verdict = check_file(path, reader)
    assert verdict.summary.endswith(": 3 poster, 1 fel.")
    assert "3 poster lästa, 1 av åtgärder som ger ersättning, 1 av andra åtgärder." in verdict.remarks[0]
    assert "posterna är lästa men ändrar inget" in verdict.remarks[1]
    (error,) = verdict.errors
    assert "1 post räknas inte eftersom kolumnen hemregion inte har någon känd region" in error


def test_values_of_another_size_and_a_population_unlike_the_printed_one_are_told(tmp_path: Path) -> None:
    beds = tmp_path / "vardplatser" / "2024-12-05_x.csv"
    beds.parent.mkdir()
    beds.write_text(
        "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad\n"
        "Skåne;2024-03;1,234;0,0398;0,012;0,915\nUppsala;2024-03;500;3,98;1,2;91,5\n",
        encoding="utf-8",
    )
    with Reader() as reader:
        verdict = check_file(beds, reader)
    assert (verdict.errors, [line.split("cell ")[1][:2] for line in verdict.remarks]) == ((), ["C2", "D2", "E2", "F2"])
    people = tmp_path / "befolkning" / "2024-01-01_x.csv"
    people.parent.mkdir()
    people.write_text(
        "Region;Referensdatum;Åldersgrupp;Antal\nGotland;2023-11-01;totalt;610930\nSkåne;2023-11-01;totalt;1422288\n",
        encoding="utf-8",
    )
    with Reader() as reader:
        (remark,) = check_file(people, reader).remarks
    assert "610 930 i leveransen men 61 093" in remark.replace(chr(0xA0), " ")
