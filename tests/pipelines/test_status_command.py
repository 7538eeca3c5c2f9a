"""What `bonuspott status` tells, on the example year and on nothing at all."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from assets.warehouse import Warehouse
from pipelines.status_command import payment_rows, report_rows
from rules.regions import CODES

pytestmark = pytest.mark.xdist_group("year")
PROGRAMMES = ("tillganglighet_2024", "vardplatser_2024", "vardkoer_2025")


def test_a_month_that_everyone_reported_has_21_and_nobody_missing(year) -> None:
    with Warehouse(year.warehouse).reading() as connection:
        rows = report_rows(connection, ["tillganglighet_2024"])
    row = next(row for row in rows if row.what == "augusti 2024")
    assert (row.received, row.missing, row.is_computed) == (21, (), True)
    assert row.last_day == date(2024, 9, 21)


def test_a_region_that_has_not_reported_is_named_by_its_code(year) -> None:
    with Warehouse(year.warehouse).reading() as connection:
        rows = report_rows(connection, ["vardplatser_2024"])
    row = next(row for row in rows if row.what == "april 2024")
    assert (row.received, row.missing) == (20, ("07",))


def test_every_payment_is_computed_in_the_example_year(year) -> None:
    with Warehouse(year.warehouse).reading() as connection:
        rows = payment_rows(connection, PROGRAMMES)
    assert [row.amount_kr for row in rows if row.title == "Utbetalningen i augusti"] == [141_759_535]
    assert all(row.amount_kr and not row.is_decided and not row.reason for row in rows)


def test_without_a_warehouse_everything_is_missing_and_nothing_computed(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "w.duckdb").reading() as connection:
        reports, payments = report_rows(connection, PROGRAMMES), payment_rows(connection, PROGRAMMES)
    assert all(row.received == 0 and row.missing == CODES and not row.is_computed for row in reports)
    assert all(row.amount_kr is None and row.reason == "" for row in payments)


def test_a_payment_that_is_held_back_says_why(year, run: Callable, tmp_path: Path) -> None:
    then = run(year.raw, tmp_path, "--as-of", "2024-08-31", "--programme", "tillganglighet_2024")
    with Warehouse(then.warehouse).reading() as connection:
        row = next(row for row in payment_rows(connection, ["tillganglighet_2024"]) if "december" in row.title)
    assert row.amount_kr is None and "november" in row.reason


def test_the_command_shows_it_all_with_the_latest_run(bonuspott: Callable[..., Result], year) -> None:
    result = bonuspott("status", "--warehouse", year.warehouse)
    assert result.exit_code == 0, result.output
    said = result.output.replace("\N{NO-BREAK SPACE}", " ")
    for words in ("augusti 2024", "20 av 21", "Kronoberg", "141 759 535 kronor, framräknad, inte beslutad"):
        assert words in said
    assert "startad från kommandoraden" in said and "Senaste körning: " in said


def test_a_warehouse_that_is_none_is_told(bonuspott: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "w.duckdb").write_text("no database", encoding="utf-8")
    result = bonuspott("status", "--warehouse", tmp_path / "w.duckdb")
    assert result.exit_code == 1
    assert "kan inte öppnas" in result.output
