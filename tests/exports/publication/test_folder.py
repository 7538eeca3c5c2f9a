import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from exports.publication.counts import LogLine
from exports.publication.folder import write_log, write_open_data
from exports.publication.tables import STORED, OpenTable
from rules.regions import CODES
from schemas.deliveries import Vardplatser
from schemas.follow_up import MonthStatus
from schemas.results import Payout
from schemas.tables import frame

TABLES = {table.name: table for table in STORED}
PAYOUTS = frame(
    Payout,
    [
        {"programme": "p", "payment": "u", "component": "c", "region_code": code, "amount_kr": -3, "mark": "=1+1"}
        for code in reversed(CODES)
    ],
)


def write(folder: Path, *tables: tuple[OpenTable, pl.DataFrame]) -> list[str]:
    return sorted(path.name for path in write_open_data(folder, tables or [(TABLES["utbetalningar"], PAYOUTS)], 5))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_are_sorted_by_their_key_under_the_names_of_columns(tmp_path: Path) -> None:
    write(tmp_path)
    rows = rows_of(tmp_path / "utbetalningar.csv")
    assert list(rows[0]) == list(TABLES["utbetalningar"].columns)
    assert [row["region_code"] for row in rows] == list(CODES)


def test_text_is_no_formula_to_a_spreadsheet_program_and_numbers_stay_numbers(tmp_path: Path) -> None:
    write(tmp_path)
    row = rows_of(tmp_path / "utbetalningar.csv")[0]
    assert (row["mark"], row["amount_kr"]) == ("'=1+1", "-3")


def test_decimals_days_truths_and_nothing_are_written_as_the_standards_want_them(tmp_path: Path) -> None:
    address = {"received": date(2024, 1, 1), "file": "f", "sheet": "", "row": 1, "mark": None}
    rates = {"overbelaggningar_per_100": Decimal("3.980"), "utlokaliseringar_per_100": None, "occupancy_percent": None}
    beds = frame(
        Vardplatser,
        [
            {"region_code": "09", "month": date(2024, 2, 1), "statement": "utfall"}
            | {"beds": Decimal(100), **rates, **address}
        ],
    )
    status = {"programme": "p", "month": date(2024, 2, 1), "reported_count": 21, "missing_regions": ""}
    months = frame(MonthStatus, [{**status, "is_complete": True, "sentence_sv": "Alla."}])
    write(tmp_path, (TABLES["vardplatser"], beds), (TABLES["manadslage"], months))
    values = list(rows_of(tmp_path / "vardplatser.csv")[0].values())
    assert values == ["09", "2024-02-01", "utfall", "100", "3.98", "", "", ""]
    assert rows_of(tmp_path / "manadslage.csv")[0]["is_complete"] == "true"


def test_writing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    names = write(tmp_path / "a")
    write(tmp_path / "b", (TABLES["utbetalningar"], PAYOUTS.reverse()))
    assert names == ["csv-metadata.json", "datapackage.json", "utbetalningar.csv"]
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)


def test_a_table_that_is_published_no_more_is_removed(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, (TABLES["bonuspott"], pl.DataFrame(schema=dict.fromkeys(TABLES["bonuspott"].columns, pl.String))))
    assert not (tmp_path / "utbetalningar.csv").exists()
    assert (tmp_path / "bonuspott.csv").exists()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("egen.csv", lambda package, path: path.write_text("min egen fil")),
        ("utbetalningar.csv", lambda package, path: path.write_text("ändrad av någon")),
        ("utbetalningar.csv", lambda package, path: package.update(name="annat")),
        ("utbetalningar.csv", lambda package, path: package.pop("resources")),
    ],
    ids=["not listed", "changed since", "package of someone else", "package not readable"],
)
def test_files_that_are_not_ours_are_left_alone(tmp_path: Path, name: str, change) -> None:
    write(tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    change(package, tmp_path / name)
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    write(tmp_path, (TABLES["bonuspott"], pl.DataFrame(schema=dict.fromkeys(TABLES["bonuspott"].columns, pl.String))))
    assert (tmp_path / name).exists()


def test_a_package_cannot_name_files_outside_its_folder(tmp_path: Path) -> None:
    folder, outside = tmp_path / "open", tmp_path / "utbetalningar.csv"
    write(folder)
    (folder / "utbetalningar.csv").rename(outside)
    package = (folder / "datapackage.json").read_text(encoding="utf-8")
    (folder / "datapackage.json").write_text(
        package.replace('"path": "utbetalningar.csv"', '"path": "../utbetalningar.csv"'), encoding="utf-8"
    )
    write(folder, (TABLES["bonuspott"], pl.DataFrame(schema=dict.fromkeys(TABLES["bonuspott"].columns, pl.String))))
    assert outside.exists()


def test_the_log_opens_in_a_spreadsheet_program(tmp_path: Path) -> None:
    path = tmp_path / "ny mapp" / "dolda_tal.csv"
    write_log(path, [LogLine("bup", "waiting_count", "09", "2024-02", "besök", "", "litet tal")])
    text = path.read_bytes().decode("utf-8-sig")
    assert text.splitlines()[1] == "bup;waiting_count;09;2024-02;besök;;litet tal"
