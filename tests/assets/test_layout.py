"""A warehouse of an older layout is brought up to date with nothing lost, and one of a newer is refused untouched."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from assets import layout
from assets.warehouse import Warehouse, WarehouseUnusableError
from schemas.changes import KeptChange, LastSettled
from schemas.deadlines import DoneDeadline
from schemas.decisions import Decision
from schemas.layout import SeenSeal
from schemas.received import Delivery
from schemas.run_log import RunLog
from schemas.tables import frame, polars_schema

DECIDED: dict[str, object] = {
    "programme": "p",
    "payment": "slut",
    "component": "c",
    "region_code": "01",
    "amount_kr": 1,
    "reference": "S2024/1",
    "decided_on": date(2024, 12, 16),
    "seal": "ab" * 32,
    "number": 1,
    "decided_by": "Anna Ek, Bo Alm",
    "has_kept_rows": True,
    "mark": "",
}
RUN: dict[str, object] = dict.fromkeys(RunLog.to_schema().columns, "x")


@pytest.fixture
def first(tmp_path: Path) -> Warehouse:
    """A warehouse of the first layout, which did not know its number, with a decision and a run."""
    warehouse = Warehouse(tmp_path / "w.duckdb")
    with warehouse.writing() as connection:
        connection.replace(Decision, frame(Decision, [DECIDED, DECIDED | {"region_code": "03"}]))
        connection.replace(RunLog, frame(RunLog, [RUN]))
    with duckdb.connect(str(warehouse.path)) as duck:
        duck.execute("DROP TABLE log.layout; DROP TABLE log.seal")
    return warehouse


def version(warehouse: Warehouse) -> int:
    with duckdb.connect(str(warehouse.path), read_only=True) as duck:
        return layout.version(duck)


def test_a_new_warehouse_has_the_layout_of_today(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    with warehouse.writing():
        pass
    assert version(warehouse) == layout.LAYOUT > 0


def test_the_first_layout_is_brought_up_with_its_decisions_and_its_runs(first: Warehouse) -> None:
    with first.writing():
        pass
    assert version(first) == layout.LAYOUT
    with first.reading() as connection:
        assert connection.read(SeenSeal).rows() == [("ab" * 32, "p", "slut")]
        assert connection.read(Decision).height == 2 and connection.read(RunLog).height == 1


def test_an_older_layout_that_is_only_read_is_left_as_it_is(first: Warehouse) -> None:
    with first.reading() as connection:
        assert connection.read(Decision).height == 2 and connection.read(SeenSeal).is_empty()
    assert version(first) == 0


def test_a_step_that_fails_leaves_the_older_layout(first: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(duck: duckdb.DuckDBPyConnection) -> None:
        duck.execute("DROP TABLE out.decision")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(layout, "STEPS", (fails,))
        with pytest.raises(OSError, match="No space"), first.writing():
            pass
    assert version(first) == 0
    with first.writing() as connection:
        assert connection.read(Decision).height == 2
    assert version(first) == layout.LAYOUT


@pytest.mark.parametrize("is_read_only", [True, False])
def test_a_newer_layout_is_refused_in_swedish_and_not_touched(first: Warehouse, is_read_only: bool) -> None:
    with duckdb.connect(str(first.path)) as duck:
        duck.execute(f"CREATE TABLE log.layout AS SELECT {layout.LAYOUT + 1}::BIGINT AS version")
    before = sha256(first.path.read_bytes()).digest()
    with (
        pytest.raises(WarehouseUnusableError, match=r"nyare version av Bonuspott.*bonuspott restore"),
        first.reading() if is_read_only else first.writing(),
    ):
        pytest.fail("a newer layout was opened")
    assert sha256(first.path.read_bytes()).digest() == before


def test_tables_that_no_run_can_make_again_have_the_columns_of_this_layout() -> None:
    """Whoever changes one of them writes a step in `assets.layout`, or older rows are dropped."""
    columns = {
        model.Config.name: " ".join(polars_schema(model))
        for model in (Delivery, DoneDeadline, KeptChange, LastSettled, RunLog, SeenSeal)
    }
    assert (layout.LAYOUT, columns) == (
        2,
        {
            "raw.delivery": "file sha256 kind received is_dated status row_count",
            "log.done_deadline": "programme deadline link is_undone done_on done_by reference told_at",
            "log.change": "programme run_id changed_at link what payment item month region_code before_kr after_kr "
            "difference_kr before_part after_part before_route after_route cause file",
            "log.last_settled": "programme settled",
            "log.run": "run_id job started_at started_from started_by reason",
            "log.seal": "seal programme payment",
        },
    )
