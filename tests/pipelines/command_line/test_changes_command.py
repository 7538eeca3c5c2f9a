"""What a run moved: kept settlements are read back whole and recomputed, and the difference is told by its cause."""

from datetime import date, datetime

import polars as pl
import pytest

from assets.changes import case_on, change_rows, is_other, keep_changes, keep_settled, last_settled, settled_now
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Connection, Warehouse
from pipelines.command_line.changes_command import Known, UnknownRunError, changes, known, told
from rules.changes import results_of
from schemas.changes import KeptChange
from schemas.deliveries import Vardplatser
from schemas.received import Delivery
from schemas.tables import frame

GRANT = GRANT_BY_ID["vardplatser_2024"]
CORRECTION = "vardplatser/2025-12-24_x.xlsx"
AT = datetime(2026, 1, 2, 3, 4, 5)


def settled(connection: Connection):
    basis = GRANT.load(connection)
    case = GRANT.case(basis)
    outcomes, settlement = case.computed()
    return settled_now(connection, GRANT, basis, {}, (settlement, outcomes))


def corrected(small_warehouse: Warehouse, place) -> Warehouse:
    """A copy in which Gotland reports none of what is measured in any month, in a file of its own."""
    place.write_bytes(small_warehouse.path.read_bytes())
    warehouse = Warehouse(place)
    with warehouse.writing() as connection:
        where = "region_code = '09' AND month >= '2024-01-01'"
        rows = connection.read(Vardplatser, where).with_columns(
            pl.lit(0).cast(pl.Decimal(38, 20)).alias("overbelaggningar_per_100"), pl.lit(CORRECTION).alias("file")
        )
        connection.replace(Vardplatser, rows, where)
        delivery: dict[str, object] = {"file": CORRECTION, "sha256": "y", "kind": "vardplatser", "is_dated": True}
        delivery |= {"received": date(2025, 12, 24), "status": "read", "row_count": 1}
        connection.replace(Delivery, frame(Delivery, [delivery]))
    return warehouse


def test_a_kept_settlement_is_read_back_and_computed_to_what_it_was(small_warehouse: Warehouse, tmp_path) -> None:
    with small_warehouse.reading() as connection:
        now = settled(connection)
    assert now.results.amounts and now.results.outcomes
    kept = Warehouse(tmp_path / "w.duckdb")
    with kept.writing() as connection:
        assert last_settled(connection, GRANT.programme.id) is None
        keep_settled(connection, GRANT.programme.id, now)
        before = last_settled(connection, GRANT.programme.id)
    assert before == now and not is_other(before, now)
    assert results_of(case_on(GRANT, before.ground)) == now.results


def test_the_first_settlement_has_moved_nothing(small_warehouse: Warehouse) -> None:
    with small_warehouse.reading() as connection:
        assert change_rows(GRANT, None, settled(connection), "run", AT).is_empty()


def test_a_correction_is_the_one_cause_and_its_kronor_sum_to_the_difference(
    small_warehouse: Warehouse, tmp_path
) -> None:
    with small_warehouse.reading() as connection:
        before = settled(connection)
    warehouse = corrected(small_warehouse, tmp_path / "w.duckdb")
    with warehouse.writing() as connection:
        after = settled(connection)
        rows = change_rows(GRANT, before, after, "run", AT)
        keep_changes(connection, rows)
        keep_changes(connection, rows)
        assert connection.read(KeptChange).height == rows.height > 0
        keep_settled(connection, GRANT.programme.id, after)
    assert is_other(before, after)
    assert set(rows["file"]) == {CORRECTION}
    moved = rows.filter(what="belopp").group_by("payment", "item", "region_code").agg(pl.col("difference_kr").sum())
    assert {tuple(key): kr for *key, kr in moved.iter_rows()} == {
        key: after.results.amounts[key] - kr
        for key, kr in before.results.amounts.items()
        if after.results.amounts[key] != kr
    }
    assert "09" in set(rows.filter(what="utfall")["region_code"])


@pytest.fixture(scope="module")
def moved_once(small_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    with small_warehouse.reading() as connection:
        before = settled(connection)
    warehouse = corrected(small_warehouse, tmp_path_factory.mktemp("moved") / "w.duckdb")
    with warehouse.writing() as connection:
        after = settled(connection)
        keep_changes(connection, change_rows(GRANT, before, after, "run-1", AT))
        keep_settled(connection, GRANT.programme.id, after)
    return warehouse


def test_the_end_of_a_run_says_what_moved_and_because_of_which_delivery(moved_once: Warehouse) -> None:
    own = [GRANT.programme.id]
    lines = told(moved_once, Known(frozenset(), frozenset(own)), own)
    assert CORRECTION in lines[0] and "mer till" in lines[0] and "mindre till" in lines[0]
    assert "utfall är andra" in lines[-1]


def test_kronor_that_only_changed_part_are_told_too(moved_once: Warehouse, tmp_path) -> None:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    warehouse.path.write_bytes(moved_once.path.read_bytes())
    with warehouse.writing() as connection:
        rows = connection.read(KeptChange).filter(what="belopp").sort("region_code").head(2)
        one, other = rows.to_dicts()
        other |= {"region_code": one["region_code"], "cause": one["cause"], "file": one["file"]}
        other |= {"difference_kr": -one["difference_kr"], "item": "another"}
        connection.replace(KeptChange, frame(KeptChange, [one, other]))
    (line,) = told(warehouse, Known(frozenset(), frozenset([one["programme"]])), [one["programme"]])
    assert "kronor har bytt del, men summan är densamma för" in line and one["file"] in line


def test_a_run_that_moved_nothing_says_so_and_a_first_run_says_nothing(moved_once: Warehouse) -> None:
    own = [GRANT.programme.id]
    assert told(moved_once, known(moved_once), own) == [
        "Inget belopp och inget utfall har flyttats sedan förra körningen."
    ]
    assert told(moved_once, Known(frozenset(), frozenset()), own) == []


@pytest.mark.parametrize(("since", "is_seen"), [("2026-01-02", True), ("2026-01-03", False), ("run-", True)])
def test_changes_are_looked_at_from_a_day_or_a_run(moved_once: Warehouse, since: str, is_seen: bool) -> None:
    assert changes(moved_once, since).is_empty() is not is_seen


def test_a_run_that_there_is_not_is_told(moved_once: Warehouse) -> None:
    with pytest.raises(UnknownRunError, match="Ingen körning 9f har flyttat"):
        changes(moved_once, "9f")


def test_the_command_shows_one_region_and_its_sum(moved_once: Warehouse, bonuspott) -> None:
    result = bonuspott("changes", "--region", "Gotland", "--warehouse", moved_once.path)
    assert result.exit_code == 0, result.output
    assert "Gotland" in result.output and "Halland" not in result.output
    assert "Summa av skillnaderna: " in result.output
