import shutil
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.publication import Publication
from assets.warehouse import Warehouse
from exports.publication.counts import PUBLIC
from pipelines.command_line.publish_cli import publish
from pipelines.command_line.publish_command import told
from rules.decrees import vardkoer_2025
from rules.regions import CODES
from schemas.results import Payout
from schemas.tables import frame


@pytest.fixture
def warehouse(small_warehouse: Warehouse, tmp_path: Path) -> Path:
    """Block 2 as paid, 7 kronor for each kind of operation."""
    path = tmp_path / "w.duckdb"
    shutil.copy(small_warehouse.path, path)
    rows = [
        {"programme": "vardkoer_2025", "payment": "block2", "component": kind, "region_code": code, "mark": "exempel"}
        for kind in vardkoer_2025.OPERATIONS.ids
        for code in CODES
    ]
    with Warehouse(path).writing() as connection:
        connection.replace(Payout, frame(Payout, [row | {"amount_kr": 7} for row in rows]))
    return path


def test_it_tells_where_the_files_are_how_much_is_hidden_and_where_the_log_is(warehouse: Path, tmp_path: Path) -> None:
    said = CliRunner().invoke(publish, ["--warehouse", str(warehouse), "--out", str(tmp_path / "open")])
    assert said.exit_code == 0, said.output
    assert f"16 filer skrivna i {tmp_path / 'open'}" in said.output
    assert "Dolda tal: 0 små och 0 som små tal annars kan räknas fram ur." in said.output
    assert f"står i {tmp_path / 'publicering' / 'dolda_tal.csv'}. Den filen får inte publiceras." in said.output
    assert "märkta exempel" in said.output


def test_a_higher_threshold_hides_more(warehouse: Path, tmp_path: Path) -> None:
    places = ["--warehouse", str(warehouse), "--out", str(tmp_path / "open")]
    at_five, at_hundred = (CliRunner().invoke(publish, [*places, "--threshold", t]).output for t in ("5", "100"))
    assert "Dolda tal: 0 små" in at_five
    assert "Dolda tal: 0 små" not in at_hundred


def test_small_numbers_that_are_public_anyway_are_told_of() -> None:
    logged = Counter({"litet tal": 3, PUBLIC: 2})
    lines = told(Publication((Path("open/bup.csv"),), Path("log.csv"), logged, marks=()))
    assert "Små tal som visas eftersom de följer av utbetalda belopp: 2." in lines


def test_a_threshold_that_protects_nobody_is_refused(warehouse: Path) -> None:
    assert CliRunner().invoke(publish, ["--warehouse", str(warehouse), "--threshold", "2"]).exit_code == 2


def test_without_results_it_says_what_to_do(tmp_path: Path) -> None:
    said = CliRunner().invoke(publish, ["--warehouse", str(tmp_path / "w.duckdb"), "--out", str(tmp_path / "open")])
    assert said.exit_code == 1
    assert "Kör bonuspott run" in said.output
