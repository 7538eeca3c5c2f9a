"""A file that lies as it was read is not read again, and the tables are those of reading all of them."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from assets.deliveries import delivery_assets
from assets.warehouse import Warehouse
from readers.limits import Limits
from readers.reading_process import Reader
from tests.conftest import PROJECT

BEDS = "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad;Uppgift"
OPERATIONS = "Hemregion;Månad;Insats;Utförare;Antal"
RECORDS = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform"


def text(heading: str, *lines: str) -> str:
    return "\n".join([heading, *lines, ""])


def beds(*values: str, month: str = "2024-05", region: str = "Gotland") -> str:
    return text(BEDS, *(f"{region};{month};120;{value};0,1;88;utfall" for value in values))


def records(*regions: int) -> str:
    return text(RECORDS, *(f"{code:02};2025-03-04;NFB20;{code:02};offentlig" for code in regions))


ALL_REGIONS = (1, *range(3, 11), 12, 13, 14, *range(17, 26))
A, B, C = (f"vardplatser/2024-0{number}-20_gotland.csv" for number in (6, 7, 8))
UNDATED, FAULTY = "vardplatser/gotland.csv", "vardplatser/2024-06-21_skane.csv"
REPORTED, REPORTED_LATER = "operationer/2025-04-20_skane.csv", "operationer/2025-05-20_skane.csv"
REGISTER = "operationer/2025-06-01_register.csv"
SUM = text("Region;Månad;Insats;Utförare;Antal", "Skåne;2025-03;Gråstarr;privat;5", "Riket;2025-03;Gråstarr;privat;7")

HISTORIES = {
    "one more": [{A: beds("1,1")}, {B: beds("2,2")}],
    "one more, earlier than the others": [{C: beds("1,1")}, {A: beds("2,2")}],
    "two replace in turn": [{A: beds("1,1")}, {B: beds("2,2")}, {C: beds("")}],
    "the one that counts is taken away": [{A: beds("1,1"), B: beds("2,2"), C: beds("3")}, {B: None}, {C: None}],
    "one is changed": [{A: beds("1,1"), B: beds("2,2")}, {A: beds("9"), C: beds("3")}],
    "a fault is put right": [{FAULTY: beds("många", region="Skåne"), A: beds("1")}, {B: beds("3", region="Skåne")}],
    "a fault comes": [{A: beds("1")}, {FAULTY: beds("många", region="Skåne")}, {B: beds("2")}],
    "what is unusual stays noticed": [{A: beds("0,0398")}, {B: beds("2", month="2024-06")}],
    "a withdrawal and its opposite": [{A: beds("1")}, {B: beds("")}, {C: beds("2")}],
    "the same row twice in a file": [{A: beds("1", "1")}, {B: beds("2", "3")}, {C: beds("4")}],
    "a file without a date": [{UNDATED: beds("1")}, {A: beds("2")}, {B: beds("3")}],
    "a sum row": [{REPORTED: SUM}, {REPORTED_LATER: SUM.replace("5", "6")}],
    "records come and go": [
        {REPORTED: SUM},
        {REGISTER: records(*ALL_REGIONS)},
        {REPORTED_LATER: SUM},
        {REGISTER: None},
    ],
    "records of few regions": [{REPORTED: SUM, REGISTER: records(12)}, {REPORTED_LATER: SUM}],
    "an empty template": [{A: beds("1")}, {B: text(BEDS, "Gotland;2024-06;;;;;")}, {C: beds("2")}],
    "a file that cannot be read": [{A: beds("1")}, {B: "skräp"}, {C: beds("2")}],
}


class Place:
    """A folder of deliveries and the warehouse that it is read into."""

    def __init__(self, place: Path, instance: dg.DagsterInstance) -> None:
        self.raw, self.warehouse, self.instance = place / "raw", Warehouse(place / "w.duckdb"), instance
        self.raw.mkdir(parents=True, exist_ok=True)

    def lay(self, files: dict[str, str | None]) -> None:
        for name, content in files.items():
            (self.raw / name).parent.mkdir(exist_ok=True)
            if content is None:
                (self.raw / name).unlink()
            else:
                (self.raw / name).write_text(content, encoding="utf-8")

    def take_in(self, as_of: str | None = None) -> dict[str, list[tuple[Any, ...]]]:
        """The tables, apart from what only a longer history has: what was removed."""
        resources = {"warehouse": self.warehouse, "raw_folder": self.raw, "reading_limits": Limits()}
        config = {"ops": {"deliveries": {"config": {"as_of": as_of}}}}
        made = dg.materialize(delivery_assets, resources=resources, instance=self.instance, run_config=config)
        assert made.success
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
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


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


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
def test_every_history_ends_with_the_tables_of_one_reading(
    history: list[dict[str, str | None]], tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    stepped, fresh = Place(tmp_path / "stepped", instance), Place(tmp_path / "fresh", instance)
    for files in history:
        stepped.lay(files)
        tables = stepped.take_in()
    shutil.copytree(stepped.raw, fresh.raw, dirs_exist_ok=True)
    anew = fresh.take_in()
    assert [name for name in anew if tables[name] != anew[name]] == []


def test_one_delivery_of_the_example_year_is_read_alone_and_gives_the_same_tables(
    tmp_path: Path, instance: dg.DagsterInstance, read: list[str]
) -> None:
    place, fresh = Place(tmp_path / "house", instance), Place(tmp_path / "fresh", instance)
    for kind in ("bup", "vardplatser"):
        shutil.copytree(PROJECT / "raw" / kind, place.raw / kind)
    place.take_in()
    (faulty,) = (PROJECT / "raw" / "vardplatser").glob("*_gavleborg.xlsx")
    read.clear()
    place.lay({"vardplatser/2025-03-01_gotland.csv": beds("0,5")})
    tables = place.take_in()
    # What is wrong in the file of Gävleborg may be put right by any file that comes.
    assert read == [f"vardplatser/{faulty.name}", "vardplatser/2025-03-01_gotland.csv"]
    shutil.copytree(place.raw, fresh.raw, dirs_exist_ok=True)
    anew = fresh.take_in()
    assert [name for name in anew if tables[name] != anew[name]] == []


def test_another_day_or_a_row_that_was_changed_makes_all_of_the_kind_be_read(
    tmp_path: Path, instance: dg.DagsterInstance, read: list[str]
) -> None:
    place = Place(tmp_path, instance)
    place.lay({A: beds("1"), B: beds("2")})
    place.take_in()
    for before, changed in (("2", "3"), ("3", "4")):
        assert (place.raw / B).read_text(encoding="utf-8") == beds(before)
        read.clear()
        place.lay({B: beds(changed)})
        place.take_in("2025-01-01")
        assert read == ([A, B] if changed == "3" else [B])
    with duckdb.connect(str(place.warehouse.path)) as duck:
        duck.execute("UPDATE core.replaced_vardplatser SET beds = 1")
    read.clear()
    place.lay({C: beds("5")})
    place.take_in("2025-01-01")
    assert read == [A, B, C]
