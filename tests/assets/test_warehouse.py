import datetime as dt
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.warehouse import Warehouse, WarehouseBusyError, WarehouseUnusableError
from schemas.results import BonusPot, Payout
from schemas.tables import empty, frame


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "deep" / "w.duckdb", patience_seconds=0.3)


def payout(programme: str, amount: int) -> dict[str, object]:
    return {
        "programme": programme,
        "payment": "p",
        "component": "c",
        "region_code": "01",
        "amount_kr": amount,
        "mark": "",
    }


def test_a_table_that_is_not_there_yet_reads_as_empty(warehouse: Warehouse) -> None:
    with warehouse.reading() as connection:
        assert connection.read(Payout).equals(empty(Payout))


def test_replacing_rows_of_one_programme_leaves_the_others(warehouse: Warehouse) -> None:
    for programme, amount in (("a", 1), ("b", 2), ("a", 3)):
        with warehouse.writing() as connection:
            connection.replace(Payout, frame(Payout, [payout(programme, amount)]), "programme = ?", [programme])
    with warehouse.reading() as connection:
        rows = connection.read(Payout).sort("programme")
    assert rows["amount_kr"].to_list() == [3, 2]


def test_what_differs_in_some_columns_is_told_once_and_rows_are_counted(warehouse: Warehouse) -> None:
    with warehouse.reading() as connection:
        assert (connection.different(Payout, ["programme"]).height, connection.count(Payout)) == (0, 0)
    with warehouse.writing() as connection:
        connection.replace(Payout, frame(Payout, [payout(programme, 1) for programme in ("a", "b", "a")]))
    with warehouse.reading() as connection:
        assert sorted(connection.different(Payout, ["programme", "payment"]).rows()) == [("a", "p"), ("b", "p")]
        assert connection.count(Payout) == 3


def test_more_rows_than_are_handed_over_at_a_time_are_all_stored(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.warehouse.ROWS_AT_ONCE", 2)
    with warehouse.writing() as connection:
        connection.replace(Payout, frame(Payout, [payout("a", amount) for amount in range(5)]))
    with warehouse.reading() as connection:
        assert sorted(connection.read(Payout)["amount_kr"]) == [0, 1, 2, 3, 4]


def test_an_exact_decimal_comes_back_with_every_digit(warehouse: Warehouse) -> None:
    row = {
        "programme": "a",
        "requirement": "r",
        "month": dt.date(2024, 2, 1),
        "forfeited_kr_exact": Decimal("1234567890123456.25"),
        "mark": "",
    }
    with warehouse.writing() as connection:
        connection.replace(BonusPot, frame(BonusPot, [row]))
    with warehouse.reading() as connection:
        assert connection.read(BonusPot).row(0, named=True) == row


def test_a_failure_while_writing_leaves_what_was_there(warehouse: Warehouse) -> None:
    with warehouse.writing() as connection:
        connection.replace(Payout, frame(Payout, [payout("a", 1)]))
    with pytest.raises(RuntimeError), warehouse.writing() as connection:
        connection.replace(Payout, frame(Payout, [payout("a", 2)]))
        raise RuntimeError("killed in the middle")
    with warehouse.reading() as connection:
        assert connection.read(Payout)["amount_kr"].to_list() == [1]


def test_a_table_of_an_older_version_is_made_anew(warehouse: Warehouse) -> None:
    with warehouse.writing() as connection:
        connection.duck.execute("CREATE SCHEMA out; CREATE TABLE out.payout (programme VARCHAR, kronor DOUBLE)")
    with warehouse.writing() as connection:
        connection.replace(Payout, frame(Payout, [payout("a", 1)]))
    with warehouse.reading() as connection:
        assert connection.read(Payout).height == 1


def test_what_another_version_remembered_is_forgotten_and_what_it_received_is_not(warehouse: Warehouse) -> None:
    with warehouse.writing() as connection:
        connection.replace(Payout, frame(Payout, [payout("a", 1)]))
        assert connection.remembered(Payout).height == 1
    with warehouse.writing() as connection:
        connection.duck.execute("ALTER TABLE out.payout DROP COLUMN mark")
    with warehouse.reading() as connection:
        assert connection.remembered(Payout).is_empty()
        with pytest.raises(WarehouseUnusableError, match=r"out\.payout saknar mark\. Kör bonuspott run"):
            connection.read(Payout)


def test_content_tells_every_two_tables_apart_and_knows_no_order(warehouse: Warehouse) -> None:
    def content(*amounts: int) -> str:
        with warehouse.writing() as connection:
            connection.replace(Payout, frame(Payout, [payout("a", amount) for amount in amounts]))
            return connection.content(["out.payout"], "programme = ?", ["a"])

    assert content(1, 2) == content(2, 1)
    assert len({content(*amounts) for amounts in [(), (1,), (2,), (1, 1), (2, 2), (1, 2)]}) == 6


def test_content_is_of_the_rows_that_are_asked_for(warehouse: Warehouse) -> None:
    contents = set()
    for amount in (1, 2):
        with warehouse.writing() as connection:
            connection.replace(Payout, frame(Payout, [payout("a", 1), payout("b", amount)]))
            contents.add(connection.content(["out.payout"], "programme = ?", ["a"]))
    assert len(contents) == 1


def test_columns_carry_their_meaning_for_any_client(warehouse: Warehouse) -> None:
    with warehouse.writing() as connection:
        connection.replace(Payout, empty(Payout))
    with duckdb.connect(str(warehouse.path), read_only=True) as client:
        query = "SELECT comment FROM duckdb_columns() WHERE table_name = 'payout' AND column_name = 'region_code'"
        assert client.execute(query).fetchall() == [("County code of the region.",)]


def test_delivered_text_rows_are_replaced_by_file_and_content(warehouse: Warehouse) -> None:
    columns = {"file": "f", "sha256": "s", "row": "r", "region": "t"}
    files = pl.DataFrame({"file": ["x"], "sha256": ["1"]})
    for text in ("old", "new"):
        rows = pl.DataFrame({"file": ["x"], "sha256": ["1"], "row": [2], "region": [text]})
        with warehouse.writing() as connection:
            connection.replace_text("raw.bup", columns, rows, files)
    with warehouse.reading() as connection:
        assert connection.duck.execute("SELECT region FROM raw.bup").fetchall() == [("new",)]


def test_a_warehouse_held_by_another_program_gives_a_message_and_not_a_hang(warehouse: Warehouse) -> None:
    with warehouse.writing():
        pass
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb; c = duckdb.connect({str(warehouse.path)!r}); print('held', flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(WarehouseBusyError, match="används av ett annat program"), warehouse.writing():
            pass
    finally:
        holder.communicate("\n")


def test_one_kept_open_is_read_and_written_as_any_other_and_open_to_all_afterwards(warehouse: Warehouse) -> None:
    with warehouse.kept_open():
        with warehouse.writing() as connection:
            connection.replace(Payout, frame(Payout, [payout("a", 1)]))
        with pytest.raises(RuntimeError), warehouse.writing() as connection:
            connection.replace(Payout, frame(Payout, [payout("a", 2)]))
            raise RuntimeError("killed in the middle")
        with warehouse.reading() as connection:
            assert connection.read(Payout)["amount_kr"].to_list() == [1]
    with duckdb.connect(str(warehouse.path), read_only=True) as client:
        assert client.execute("SELECT amount_kr FROM out.payout").fetchall() == [(1,)]


def test_one_kept_open_makes_a_table_again_whose_making_was_undone(warehouse: Warehouse) -> None:
    with warehouse.kept_open():
        with pytest.raises(RuntimeError), warehouse.writing() as connection:
            connection.prepare(Payout)
            raise RuntimeError("killed in the middle")
        with warehouse.reading() as connection:
            assert connection.read(Payout).is_empty()
        with warehouse.writing() as connection:
            connection.replace(Payout, frame(Payout, [payout("a", 1)]))
        with warehouse.reading() as connection:
            assert connection.read(Payout).height == 1


def test_one_kept_open_that_fails_is_closed(warehouse: Warehouse) -> None:
    with pytest.raises(RuntimeError), warehouse.kept_open():
        raise RuntimeError("a step that nobody caught")
    with duckdb.connect(str(warehouse.path), read_only=True):
        pass
    with warehouse.writing():
        pass


def test_a_file_that_is_no_warehouse_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_text("not a database at all, but long enough to be looked at " * 100)
    with pytest.raises(WarehouseUnusableError, match="Kontrollera"), Warehouse(path).writing():
        pass
