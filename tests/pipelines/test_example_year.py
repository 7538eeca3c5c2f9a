"""The deliveries in raw/ carried all the way; the state's printed amounts are the judge."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from rules.decrees.tillganglighet_2024_facit import COLUMNS, TABLE_1
from rules.decrees.vardplatser_2024_appendix import TABLE


def test_the_run_succeeds_and_says_where_everything_is(year) -> None:
    assert year.result.exit_code == 0, year.result.output
    assert "141 759 535" in year.result.output.replace("\N{NO-BREAK SPACE}", " ")
    assert str(year.warehouse) in year.result.output.replace("\n", "")


def test_every_amount_of_the_decision_of_2024_12_16_comes_out(year) -> None:
    paid = {
        (code, component): amount
        for code, component, amount in year.rows(
            "SELECT region_code, component, amount_kr FROM out.payout WHERE payment = 'december'"
        )
    }
    published = {
        (code, column): amount
        for code, row in TABLE_1.items()
        for column, amount in zip(COLUMNS, row[: len(COLUMNS)], strict=True)
    }
    assert {key: paid[key] for key in published} == published
    totals = {code: sum(amount for (at, _), amount in paid.items() if at == code) for code in TABLE_1}
    assert totals == {code: row[-1] for code, row in TABLE_1.items()}
    assert len(published) + len(totals) == 105


def test_august_paid_141_759_535_kronor(year) -> None:
    assert year.rows("SELECT sum(amount_kr) FROM out.payout WHERE payment = 'augusti'") == [(141_759_535,)]


def test_the_basic_requirement_pays_the_printed_table(year) -> None:
    paid = dict(year.rows("SELECT region_code, amount_kr FROM out.payout WHERE payment = 'grundkrav'"))
    assert paid == {code: row.amount_kr for code, row in TABLE.items()}


@pytest.mark.parametrize(
    ("programme", "appropriation"),
    [("tillganglighet_2024", 2_925_000_000), ("vardplatser_2024", 1_990_000_000), ("vardkoer_2025", 497_000_000)],
)
def test_every_krona_is_paid_or_named_as_undistributed(year, programme: str, appropriation: int) -> None:
    query = (
        "SELECT sum(amount_kr) FROM (SELECT programme, amount_kr FROM out.payout "
        f"UNION ALL SELECT programme, amount_kr FROM out.undistributed) WHERE programme = '{programme}'"
    )
    assert year.rows(query) == [(appropriation,)]


@pytest.mark.parametrize(
    ("programme", "outcomes"), [("tillganglighet_2024", 21 * 3 * 11), ("vardplatser_2024", 21 * 2 * 9)]
)
def test_there_is_exactly_one_outcome_per_region_month_and_requirement(year, programme: str, outcomes: int) -> None:
    query = (
        "SELECT count(*), count(DISTINCT (requirement, month, region_code)) "
        f"FROM out.qualification WHERE programme = '{programme}'"
    )
    assert year.rows(query) == [(outcomes, outcomes)]


def test_every_delivered_row_is_accounted_for(year) -> None:
    delivered = year.rows("SELECT sum(row_count) FROM raw.delivery")
    assert year.rows("SELECT count(*) FROM core.row_outcome") == delivered
    counted = {
        kind: year.rows(f"SELECT count(*) FROM core.{kind}")[0][0]
        for kind in ("befolkning", "bup", "vardplatser", "operationer", "redovisning")
    }
    by_outcome = dict(year.rows("SELECT kind, count(*) FROM core.row_outcome WHERE outcome = 'counts' GROUP BY 1"))
    assert {kind: by_outcome[kind] for kind in counted} == counted


def test_what_was_rejected_says_file_sheet_cell_and_value(year) -> None:
    rejected = year.rows("SELECT file, sheet, cell, value, code FROM raw.rejected")
    assert rejected == [("vardplatser/2024-11-20_gavleborg.xlsx", "Rapport", "D25", "ca 3", "inte_tal")]


def test_marks_travel_with_what_rests_on_them(year) -> None:
    marks = dict(
        year.rows("SELECT DISTINCT payment || '/' || component, mark FROM out.payout WHERE payment <> 'block1'")
    )
    assert marks["december/bup"] == "rekonstruerad"
    assert marks["forsta/befolkning"] == ""
    assert marks["slut/bonuspott"] == "exempel"
    assert marks["block2/kvarstaende"] == "exempel"


def test_each_payment_names_its_sources_by_content(year) -> None:
    sources = year.rows("SELECT DISTINCT payment, file, sha256 FROM out.source WHERE payment = 'augusti'")
    assert ("augusti", "bup/2024-12-10_skr_bup_2024-11.xlsx") not in {row[:2] for row in sources}
    assert all(len(str(sha256)) == 64 for _, _, sha256 in sources)


@pytest.mark.parametrize(
    "has_report",
    [pytest.param(False, id="results"), pytest.param(True, id="and the report", marks=pytest.mark.system)],
)
def test_running_again_gives_the_same_tables_and_the_same_bytes(
    year, run: Callable, bonuspott: Callable, tmp_path: Path, has_report: bool
) -> None:
    shutil.copy(year.warehouse, tmp_path / "w.duckdb")
    again = run(year.raw, tmp_path, "--again")
    if has_report:
        report = bonuspott("report", "--warehouse", again.warehouse, "--exports", again.exports)
        assert report.exit_code == 0, report.output
    tables = (
        "SELECT table_schema || '.' || table_name FROM information_schema.tables "
        "WHERE table_schema <> 'log' AND table_name NOT IN ('standing', 'standing_file')"
    )  # those tell which parts were made, and the report was not made again
    with duckdb.connect() as connection:
        for name, made in (("one", year), ("other", again)):
            connection.execute(f"ATTACH '{made.warehouse}' AS {name} (READ_ONLY)")
        for (table,) in year.rows(tables):
            for one, other in (("one", "other"), ("other", "one")):
                query = f"SELECT * FROM {one}.{table} EXCEPT ALL SELECT * FROM {other}.{table}"
                assert connection.execute(query).fetchall() == [], table
    documents = sorted(path.relative_to(again.exports) for path in again.exports.rglob("*") if path.is_file())
    assert documents
    assert all((year.exports / name).read_bytes() == (again.exports / name).read_bytes() for name in documents)


def test_as_of_august_pays_august_and_holds_december_back(august) -> None:
    assert august.result.exit_code == 0, august.result.output
    assert august.rows("SELECT sum(amount_kr) FROM out.payout WHERE payment = 'augusti'") == [(141_759_535,)]
    assert august.rows("SELECT count(*) FROM out.payout WHERE payment = 'december'") == [(0,)]
    ((cause, reason),) = august.rows("SELECT cause, reason FROM out.withheld WHERE payment = 'december'")
    assert cause == "awaiting"
    assert "augusti" in str(reason) and "november" in str(reason)
    assert august.rows("SELECT max(received) FROM raw.delivery WHERE status = 'read'") <= [(date(2024, 8, 31),)]


def test_a_population_of_which_no_row_could_be_taken_has_to_be_corrected_and_not_waited_for(
    run: Callable, tmp_path: Path
) -> None:
    folder = tmp_path / "raw" / "befolkning"
    folder.mkdir(parents=True)
    (folder / "2024-01-01_a.csv").write_text("Region;Referensdatum;Åldersgrupp;Antal\nSkåne;2023-11-01;totalt;många\n")
    faulty = run(tmp_path / "raw", tmp_path, "--programme", "vardplatser_2024")
    assert faulty.result.exit_code == 1
    assert faulty.rows("SELECT payment, cause FROM out.withheld") == [("slut", "faulty")]
    assert faulty.rows("SELECT sum(amount_kr) FROM out.payout") == [(750_000_000,)]
