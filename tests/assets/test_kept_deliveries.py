"""A file that lies as it was read is not read again, and the tables are those of reading all of them."""

import re
import shutil
from itertools import zip_longest
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from assets.deliveries import DeliveriesConfig, deliveries
from assets.warehouse import Warehouse
from readers.limits import Limits
from readers.reading_process import Reader
from readers.spark_records import SparkCluster
from rules.regions import CODES
from tests.conftest import PROJECT

BEDS = "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad;Uppgift"
OPERATIONS = "Hemregion;Månad;Insats;Utförare;Antal"
RECORDS = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform"
OWN = "REGION"
"""Stands for the code of a region of its own in the files of a history."""

Step = dict[str, str | None]
"""Files with their content, None for one that is taken away."""
Tables = dict[str, list[tuple[Any, ...]]]


def text(heading: str, *lines: str) -> str:
    return "\n".join([heading, *lines, ""])


def beds(*values: str, month: str = "2024-05") -> str:
    return text(BEDS, *(f"{OWN};{month};120;{value};0,1;88;utfall" for value in values))


def operations(count: int) -> str:
    return text(OPERATIONS, f"{OWN};2025-03;Gråstarr;privat;{count}", "Riket;2025-03;Gråstarr;privat;7")


def records(*regions: str) -> str:
    return text(RECORDS, *(f"{code};2025-03-04;NFB20;{code};offentlig" for code in regions))


A, B, C = (f"vardplatser/2024-0{number}-20_{OWN}.csv" for number in (6, 7, 8))
UNDATED, FAULTY = f"vardplatser/{OWN}.csv", f"vardplatser/2024-06-21_{OWN}.csv"
REPORTED, REPORTED_LATER = (f"operationer/2025-0{number}-20_{OWN}.csv" for number in (4, 5))
REGISTER = "operationer/2025-06-01_register.csv"

HISTORIES: dict[str, list[Step]] = {
    "one more": [{A: beds("1,1")}, {B: beds("2,2")}],
    "one more, earlier than the others": [{C: beds("1,1")}, {A: beds("2,2")}],
    "two replace in turn": [{A: beds("1,1")}, {B: beds("2,2")}, {C: beds("")}],
    "the one that counts is taken away": [{A: beds("1,1"), B: beds("2,2"), C: beds("3")}, {B: None}, {C: None}],
    "one is changed": [{A: beds("1,1"), B: beds("2,2")}, {A: beds("9"), C: beds("3")}],
    "a fault is put right": [{FAULTY: beds("många"), A: beds("1")}, {B: beds("3")}],
    "a fault comes": [{A: beds("1")}, {FAULTY: beds("många")}, {B: beds("2")}],
    "what is unusual stays noticed": [{A: beds("0,0398")}, {B: beds("2", month="2024-06")}],
    "a withdrawal and its opposite": [{A: beds("1")}, {B: beds("")}, {C: beds("2")}],
    "the same row twice in a file": [{A: beds("1", "1")}, {B: beds("2", "3")}, {C: beds("4")}],
    "a file without a date": [{UNDATED: beds("1")}, {A: beds("2")}, {B: beds("3")}],
    "a sum row": [{REPORTED: operations(5)}, {REPORTED_LATER: operations(6)}],
    "an empty template": [{A: beds("1")}, {B: text(BEDS, f"{OWN};2024-06;;;;;")}, {C: beds("2")}],
    "a file that cannot be read": [{A: beds("1")}, {B: "skräp"}, {C: beds("2")}],
}
REGION_OF = dict(zip(HISTORIES, CODES, strict=False))
RECORDS_COME_AND_GO: list[Step] = [
    {REPORTED: operations(5), REGISTER: records("12")},
    {REGISTER: records(*CODES)},
    {REPORTED_LATER: operations(5)},
    {REGISTER: None},
]


def of_region(step: Step, code: str) -> Step:
    return {name.replace(OWN, code): content and content.replace(OWN, code) for name, content in step.items()}


class Place:
    """A folder of deliveries and the warehouse that it is read into."""

    def __init__(self, place: Path) -> None:
        self.raw, self.warehouse = place / "raw", Warehouse(place / "w.duckdb")
        self.raw.mkdir(parents=True, exist_ok=True)

    def lay(self, files: Step) -> None:
        for name, content in files.items():
            (self.raw / name).parent.mkdir(exist_ok=True)
            if content is None:
                (self.raw / name).unlink()
            else:
                (self.raw / name).write_text(content, encoding="utf-8")

    def take_in(self, as_of: str | None = None) -> Tables:
        """The tables, apart from what only a longer history has: what was removed."""
        config, context = DeliveriesConfig(as_of=as_of), dg.build_asset_context()
        limits = {"reading_limits": Limits(), "cluster": SparkCluster()}
        for _ in deliveries(context, config, warehouse=self.warehouse, raw_folder=self.raw, **limits):  # type: ignore[attr-defined]
            pass
        with duckdb.connect(str(self.warehouse.path), read_only=True) as duck:
            query = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name IN ('raw', 'core')"
            names = [name for (name,) in duck.execute(query).fetchall()]
            lies = "(file, sha256) IN (SELECT (file, sha256) FROM raw.delivery WHERE status <> 'removed')"
            of_files = {
                name for name in names if name.startswith("raw.") and name not in ("raw.rejected", "raw.remark")
            }
            return {
                name: duck.execute(
                    f"SELECT * FROM {name} WHERE {lies if name in of_files else 'true'} ORDER BY ALL"
                ).fetchall()
                for name in names
            }


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read."""
    names: list[str] = []
    ask = Reader.read_file

    def read_file(self: Reader, path: Path, name: str, *rest: Any) -> Any:
        names.append(name)
        return ask(self, path, name, *rest)

    monkeypatch.setattr(Reader, "read_file", read_file)
    return names


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tables, Tables]:
    """The tables after all histories at once, each of a region of its own, and those of one reading at the end."""
    place = Place(tmp_path_factory.mktemp("stepped"))
    for steps in zip_longest(*HISTORIES.values(), fillvalue={}):
        for code, step in zip(REGION_OF.values(), steps, strict=True):
            place.lay(of_region(step, code))
        tables = place.take_in()
    return tables, read_at_once(place, tmp_path_factory.mktemp("fresh"))


def read_at_once(place: Place, elsewhere: Path) -> Tables:
    shutil.copytree(place.raw, elsewhere / "raw")
    return Place(elsewhere).take_in()


def of_files(tables: Tables, code: str) -> Tables:
    told = re.compile(rf"(_|/){code}\.csv")
    return {
        name: [row for row in rows if any(isinstance(value, str) and told.search(value) for value in row)]
        for name, rows in tables.items()
    }


@pytest.mark.parametrize(("history", "code"), REGION_OF.items(), ids=REGION_OF.keys())
def test_every_history_ends_with_the_tables_of_one_reading(
    ends: tuple[Tables, Tables], history: str, code: str
) -> None:
    stepped, anew = (of_files(tables, code) for tables in ends)
    assert stepped["raw.delivery"] and stepped == anew


def test_all_of_them_together_do(ends: tuple[Tables, Tables]) -> None:
    stepped, anew = ends
    assert [name for name in anew if stepped[name] != anew[name]] == []


def test_records_that_come_and_go_leave_the_tables_of_one_reading(tmp_path: Path) -> None:
    place = Place(tmp_path / "stepped")
    for number, step in enumerate(RECORDS_COME_AND_GO):
        place.lay(of_region(step, "12"))
        tables = place.take_in()
        anew = read_at_once(place, tmp_path / f"fresh{number}")
        assert [name for name in anew if tables[name] != anew[name]] == []


def test_one_delivery_of_the_example_year_is_read_alone_and_gives_the_same_tables(
    tmp_path: Path, read: list[str]
) -> None:
    place = Place(tmp_path / "house")
    for kind in ("bup", "vardplatser"):
        shutil.copytree(PROJECT / "raw" / kind, place.raw / kind)
    place.take_in()
    (faulty,) = (PROJECT / "raw" / "vardplatser").glob("*_gavleborg.xlsx")
    read.clear()
    place.lay(of_region({f"vardplatser/2025-03-01_{OWN}.csv": beds("0,5")}, "09"))
    tables = place.take_in()
    # What is wrong in the file of Gävleborg may be put right by any file that comes.
    assert read == [f"vardplatser/{faulty.name}", "vardplatser/2025-03-01_09.csv"]
    anew = read_at_once(place, tmp_path / "fresh")
    assert [name for name in anew if tables[name] != anew[name]] == []


def test_another_day_or_a_row_that_was_changed_makes_all_of_the_kind_be_read(tmp_path: Path, read: list[str]) -> None:
    def of_gotland(value: str) -> str:
        return beds(value).replace(OWN, "09")

    place = Place(tmp_path)
    first, second, third = (name.replace(OWN, "09") for name in (A, B, C))
    place.lay({first: of_gotland("1"), second: of_gotland("2")})
    place.take_in()
    for before, changed in (("2", "3"), ("3", "4")):
        assert (place.raw / second).read_text(encoding="utf-8") == of_gotland(before)
        read.clear()
        place.lay({second: of_gotland(changed)})
        place.take_in("2025-01-01")
        assert read == ([first, second] if changed == "3" else [second])
    with duckdb.connect(str(place.warehouse.path)) as duck:
        duck.execute("UPDATE core.replaced_vardplatser SET beds = 1")
    read.clear()
    place.lay({third: of_gotland("5")})
    place.take_in("2025-01-01")
    assert read == [first, second, third]
