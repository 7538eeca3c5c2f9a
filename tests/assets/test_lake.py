"""A warehouse that is attached and not a file: what DuckDB alone shows of it. DuckLake itself: tests/system."""

import ast
import re
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from assets import lake as lakes
from assets import layout
from assets.lake import NAME, Lake
from assets.warehouse import Warehouse, WarehouseUnusableError
from schemas.results import Payout
from schemas.tables import empty, frame

PROJECT = Path(__file__).resolve().parent.parent.parent
ROW: dict[str, object] = {
    "programme": "a",
    "payment": "p",
    "component": "c",
    "region_code": "01",
    "amount_kr": 1,
    "mark": "",
}
FILES = pl.DataFrame({"file": ["x"], "sha256": ["1"]})


class Attached(Lake):
    """A database of DuckDB in the place of the lake; beside it lies another, as DuckLake has a catalogue beside it."""

    def _attach(self, duck: duckdb.DuckDBPyConnection, *, read_only: bool) -> None:
        file = self.folder / "lake.duckdb"
        if read_only and not file.exists():
            raise duckdb.InvalidInputException("does not exist - and creating a new DuckLake is explicitly disabled")
        self.folder.mkdir(exist_ok=True)
        duck.execute(f"ATTACH '{file}' AS {NAME} ({'READ_ONLY' if read_only else 'READ_WRITE'})")
        duck.execute("ATTACH ':memory:' AS beside; CREATE SCHEMA beside.out; CREATE TABLE beside.out.payout (x BIGINT)")


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "w.duckdb", lake=Attached("dbname=prov", tmp_path / "w.lake"))


def amounts(warehouse: Warehouse) -> list[int]:
    with warehouse.reading() as connection:
        return sorted(connection.read(Payout)["amount_kr"])


def write(warehouse: Warehouse, *amounts: int) -> None:
    with warehouse.writing() as connection:
        connection.replace(Payout, frame(Payout, [ROW | {"amount_kr": amount} for amount in amounts]))


def test_before_anything_is_written_it_reads_as_empty_and_is_not_made(warehouse: Warehouse) -> None:
    with warehouse.reading() as connection:
        assert connection.read(Payout).equals(empty(Payout)) and not connection.tables
    assert not warehouse.has_lake_with_tables()
    write(warehouse)
    assert warehouse.has_lake_with_tables()


def test_it_is_written_and_read_as_a_file_is_also_when_kept_open(warehouse: Warehouse) -> None:
    write(warehouse, 1, 2)
    with warehouse.kept_open():
        write(warehouse, 3)
        with pytest.raises(RuntimeError), warehouse.writing() as connection:
            connection.replace(Payout, empty(Payout))
            raise RuntimeError("killed in the middle")
        assert amounts(warehouse) == [3]
    for text in ("old", "new"):
        rows = FILES.with_columns(row=pl.lit(2), region=pl.lit(text))
        with warehouse.writing() as connection:
            connection.replace_text("raw.bup", dict.fromkeys(rows.columns, "text"), rows, FILES)
    with warehouse.reading() as connection:
        assert connection.duck.execute("SELECT region FROM raw.bup").fetchall() == [("new",)]
        assert layout.version(connection.duck) == layout.LAYOUT
        assert connection.tables == {"log.layout", "log.seal", "out.payout", "raw.bup"}
    assert not warehouse.path.exists()


def test_what_is_read_is_of_one_moment(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    write(warehouse, 1)
    said: list[str] = []

    class Heard:
        def __init__(self, duck: duckdb.DuckDBPyConnection) -> None:
            self.duck = duck

        def execute(self, statement: str, *values: Any) -> duckdb.DuckDBPyConnection:
            said.append(statement)
            return self.duck.execute(statement, *values)

        def __enter__(self) -> "Heard":
            return self

        def __exit__(self, *_: object) -> None:
            self.duck.close()

    attached = Warehouse._opened_lake
    monkeypatch.setattr(Warehouse, "_opened_lake", lambda self, *how: Heard(attached(self, *how)))
    with warehouse.reading() as connection:
        connection.content(["out.payout"])
        assert said.index("BEGIN") < next(at for at, text in enumerate(said) if "out.payout" in text)
        assert "ROLLBACK" not in said
    assert said[-1] == "ROLLBACK"


def test_a_file_is_taken_in_whole_when_the_lake_is_new_and_then_set_aside(tmp_path: Path) -> None:
    file = Warehouse(tmp_path / "w.duckdb")
    write(file, 1, 2)
    there = Warehouse(file.path, lake=Attached("dbname=prov", tmp_path / "w.lake"))
    assert amounts(there) == [1, 2] and file.path.exists()  # reading moves nothing
    with there.writing():
        pass
    assert amounts(there) == [1, 2] and not file.path.exists()
    assert amounts(Warehouse(tmp_path / "w.moved.duckdb")) == [1, 2]
    write(file, 4)
    write(there, 3)
    assert amounts(there) == [3] and amounts(file) == [4]  # one that is no longer new takes in nothing


def test_a_file_that_cannot_be_taken_in_stays_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = Warehouse(tmp_path / "w.duckdb")
    write(file, 1)
    there = Warehouse(file.path, lake=Attached("dbname=prov", tmp_path / "w.lake"))
    quoted = lakes._quoted
    with monkeypatch.context() as patched:  # the last of what is copied fails
        patched.setattr(lakes, "_quoted", lambda text: quoted(text) if "/" in text else "nonsense")
        with pytest.raises(WarehouseUnusableError), there.writing():
            pytest.fail("opened half taken in")
    assert amounts(file) == [1] and not there.has_lake_with_tables()
    with there.writing():
        pass
    assert amounts(there) == [1]


def test_a_copy_is_a_file_with_all_rows_and_what_columns_mean(warehouse: Warehouse, tmp_path: Path) -> None:
    write(warehouse, 1, 2)
    warehouse.copy_to(tmp_path / "copy.duckdb")
    copy = Warehouse(tmp_path / "copy.duckdb")
    assert amounts(copy) == [1, 2]
    with copy.reading() as connection:
        meant = "SELECT comment FROM duckdb_columns() WHERE table_name = 'payout' AND column_name = 'region_code'"
        assert connection.duck.execute(meant).fetchall() == [("County code of the region.",)]
        assert layout.version(connection.duck) == layout.LAYOUT


def test_without_its_extension_it_is_not_opened_and_the_remedy_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lakes, "_packaged", lambda name: str(tmp_path / name))
    there = Warehouse(tmp_path / "w.duckdb", lake=Lake("dbname=prov", tmp_path / "w.lake"))
    for way in (there.reading, there.writing):
        with pytest.raises(WarehouseUnusableError, match=r"tillägg postgres_scanner .*Kör make setup-ducklake"), way():
            pytest.fail("opened without it")


def test_a_conflict_says_that_nothing_was_kept_and_other_faults_what_to_look_at(tmp_path: Path) -> None:
    lake = Lake("dbname=prov host=db", tmp_path / "w.lake")
    conflict = duckdb.TransactionException("Failed to commit: Transaction conflict - attempting to insert")
    assert "inget av det sparades. Kör igen" in lake.unusable(conflict)
    assert f"DuckLake (dbname=prov host=db; {tmp_path}/w.lake) kan inte" in lake.unusable(duckdb.IOException("x"))


NOT_IN_BOTH = re.compile(
    r"\b(PRIMARY KEY|UNIQUE|FOREIGN KEY|REFERENCES|CREATE (UNIQUE )?INDEX|SEQUENCE|NEXTVAL|ENUM|ON CONFLICT|"
    r"INSERT OR|ROWID|GENERATED|CREATE TYPE|CREATE MACRO)\b",
    re.IGNORECASE,
)
STATEMENT = re.compile(r"\s*(SELECT|CREATE|INSERT|DELETE|UPDATE|ALTER|DROP)\b")


def test_the_words_of_sql_are_those_that_a_lake_has_too() -> None:
    """No table has a key of its own, in a file either: the models see every row before it is written."""
    modules = [*(PROJECT / "assets").glob("*.py"), PROJECT / "pipelines" / "backup.py"]
    said = [
        node.value
        for module in modules
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value)
    ]
    assert len(said) > 15 and any("CREATE TABLE" in text for text in said)
    assert [text for text in said if NOT_IN_BOTH.search(text)] == []
