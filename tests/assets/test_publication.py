from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets.publication import PublicationError, open_data, publish
from assets.warehouse import Warehouse
from rules.regions import CODES
from schemas.deliveries import Bup
from schemas.results import Payout
from schemas.tables import frame


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """The August payment of the agreement, and visits in February, of which one number is small."""
    counts = {"completed_count": 60, "completed_within_count": 30, "waiting_count": 60, "waiting_within_count": 30}
    address = {"received": date(2024, 3, 1), "file": "f.xlsx", "sheet": "B", "row": 2}
    reports = [
        {"region_code": code, "month": date(2024, 2, 1), "measure": "besök", "response_rate_percent": None}
        | counts
        | ({"waiting_within_count": 4} if code == "09" else {})
        | {"mark": "exempel", **address}
        for code in CODES
    ]
    amounts = [
        {
            "programme": "tillganglighet_2024",
            "payment": "augusti",
            "component": "bup",
            "region_code": code,
            "amount_kr": 1,
            "mark": "exempel",
        }
        for code in CODES
    ]
    made = Warehouse(tmp_path / "data" / "w.duckdb")
    with made.writing() as connection:
        connection.replace(Bup, frame(Bup, reports))
        connection.replace(Payout, frame(Payout, amounts))
    return made


def test_what_was_published_is_told_and_the_log_lies_beside_the_warehouse(warehouse: Warehouse, tmp_path: Path) -> None:
    log = tmp_path / "data" / "log.csv"
    with warehouse.reading() as connection:
        made = publish(connection, tmp_path / "open", log)
    assert made.logged == {"litet tal": 1, "skyddar ett litet tal": 7}
    assert made.marks == ("exempel",)
    assert {path.parent for path in made.files} == {tmp_path / "open"}
    assert log.exists()
    assert "dolt" not in log.read_text(encoding="utf-8-sig")


def test_nothing_is_published_before_anything_is_computed(tmp_path: Path) -> None:
    with (
        Warehouse(tmp_path / "w.duckdb").reading() as connection,
        pytest.raises(PublicationError, match="bonuspott run"),
    ):
        publish(connection, tmp_path / "open", tmp_path / "log.csv")
    assert not (tmp_path / "open").exists()


@pytest.mark.parametrize("folder", ["data", "data/log"])
def test_the_log_is_never_among_the_published_files(warehouse: Warehouse, tmp_path: Path, folder: str) -> None:
    with warehouse.reading() as connection, pytest.raises(PublicationError, match="annan mapp"):
        publish(connection, tmp_path / folder, tmp_path / "data" / "log" / "log.csv")


def test_nothing_is_published_when_the_log_cannot_be_written(warehouse: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("en fil, inte en mapp")
    with warehouse.reading() as connection, pytest.raises(OSError):
        publish(connection, tmp_path / "open", tmp_path / "log" / "log.csv")
    assert not (tmp_path / "open").exists()


def test_the_asset_publishes_below_the_folder_of_documents(warehouse: Warehouse, tmp_path: Path) -> None:
    resources = {"warehouse": warehouse, "exports_folder": tmp_path / "results"}
    with dg.DagsterInstance.ephemeral() as instance:
        run = dg.materialize([open_data], resources=resources, instance=instance)
    (event,) = run.asset_materializations_for_node("open_data")
    assert event.metadata["litet tal"].value == 1
    assert (tmp_path / "results" / "oppna_data" / "bup.csv").exists()
    assert (tmp_path / "data" / "publicering" / "dolda_tal.csv").exists()
