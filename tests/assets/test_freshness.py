"""When results are too old: what is said after the deliveries, the rules or the reporting days have moved on."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.deadlines import deadline_rows
from assets.decisions import Decisions
from assets.freshness import AGAIN, not_read, nothing_newer, outdated
from assets.programmes import GRANT_BY_ID, GRANTS
from assets.warehouse import Warehouse
from pipelines.definitions import build_definitions
from pipelines.runs.jobs import CALENDAR_JOB, DELIVERIES_JOB
from pipelines.settings import Settings
from rules.deadlines import Deadline as Duty
from schemas.deadlines import Deadline
from schemas.tables import frame

AGREEMENT, BEDS, QUEUES = (GRANT_BY_ID[id_] for id_ in ("tillganglighet_2024", "vardplatser_2024", "vardkoer_2025"))
NONE_DECIDED = Decisions(Path("no folder"))
MAY = "bup/2024-06-20_skr_bup_2024-05.xlsx"
CORRECTION = "bup/2024-06-25_skr_bup_2024-05_rattelse.xlsx"


@pytest.fixture
def warehouse(year, tmp_path: Path) -> Path:
    """A copy of the example year, to be changed."""
    return Path(shutil.copy(year.warehouse, tmp_path / "w.duckdb"))


def after(warehouse: Path, *changes: str, grant=AGREEMENT) -> list[str]:
    with duckdb.connect(str(warehouse)) as connection:
        for change in changes:
            connection.execute(change)
    with Warehouse(warehouse).reading() as connection:
        return outdated(connection, grant, NONE_DECIDED)


# Against the deliveries


@pytest.mark.parametrize("grant", GRANTS, ids=lambda grant: grant.programme.id)
def test_what_was_just_computed_is_fresh(warehouse: Path, grant) -> None:
    assert after(warehouse, grant=grant) == []


def test_a_file_whose_content_changed_is_named_with_every_payment_that_rests_on_it(warehouse: Path) -> None:
    said = after(warehouse, f"UPDATE raw.delivery SET sha256 = 'another' WHERE file = '{MAY}'")
    assert said == [
        f"Utbetalningen i {month} är äldre än leveranserna. Nytt eller ändrat: {MAY}. {AGAIN}"
        for month in ("augusti", "december")
    ]


def test_a_file_that_no_longer_counts_is_named(warehouse: Path) -> None:
    (text,) = after(warehouse, "INSERT INTO out.source SELECT * REPLACE ('x.xlsx' AS file) FROM out.source LIMIT 1")
    assert text == f"Första utbetalningen är äldre än leveranserna. Räknas inte längre: x.xlsx. {AGAIN}"


def test_a_month_whose_reports_were_taken_back_is_named_and_its_payments_are_too_old(warehouse: Path) -> None:
    outcomes, *payments = after(warehouse, f"DELETE FROM core.bup WHERE file = '{MAY}'")
    assert outcomes == f"Tillgänglighet 2024: utfallen för maj 2024 är äldre än leveranserna. {AGAIN}"
    assert len(payments) == 2 and all("Räknas inte längre: " in text and MAY in text for text in payments)


def test_a_month_that_was_never_decided_is_named(warehouse: Path) -> None:
    said = after(warehouse, "DELETE FROM out.qualification WHERE month = '2024-03-01'")
    assert said[0] == f"Tillgänglighet 2024: utfallen för mars 2024 är äldre än leveranserna. {AGAIN}"


def test_a_payment_that_was_held_back_and_now_can_be_paid_is_too_old(warehouse: Path) -> None:
    of_december = "programme = 'tillganglighet_2024' AND payment = 'december'"
    said = after(
        warehouse,
        f"DELETE FROM out.payout WHERE {of_december}",
        f"DELETE FROM out.source WHERE {of_december}",
        "INSERT INTO out.withheld VALUES ('tillganglighet_2024', 'december', 'awaiting', 'November saknas.')",
    )
    assert said == [
        f"Utbetalningen i december är äldre än leveranserna. Den hålls inne men kan nu räknas fram. {AGAIN}"
    ]


def test_other_amounts_on_the_same_files_are_laid_to_the_rules(warehouse: Path) -> None:
    change = "UPDATE out.payout SET amount_kr = amount_kr + 1 WHERE payment = 'block2' AND region_code = '09'"
    (text,) = after(warehouse, change, grant=QUEUES)
    assert text.endswith(f"är äldre än reglerna: samma leveranser ger nu ett annat resultat. {AGAIN}")


def test_a_programme_without_results_is_told_once(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "w.duckdb").reading() as connection:
        (text,) = outdated(connection, BEDS, NONE_DECIDED)
    assert text.startswith("Vårdplatser 2024: inget resultat finns.")


# Against the folder


def unread(warehouse: Path, raw: Path, grant=AGREEMENT) -> list[str]:
    with Warehouse(warehouse).reading() as connection:
        return not_read(connection, grant, raw)


@pytest.fixture
def raw(year, tmp_path: Path) -> Path:
    """A copy of the example year's deliveries, to be changed."""
    return Path(shutil.copytree(year.raw, tmp_path / "raw"))


def test_a_folder_that_is_as_it_was_read_is_fresh(warehouse: Path, raw: Path) -> None:
    (raw / MAY).touch()
    assert unread(warehouse, raw) == []


def test_new_changed_and_removed_files_are_named(warehouse: Path, raw: Path) -> None:
    shutil.copy(raw / MAY, raw / CORRECTION)
    (raw / MAY).write_bytes(b"changed")
    (raw / "bup" / "2024-07-20_skr_bup_2024-06.xlsx").unlink()
    assert unread(warehouse, raw) == [
        f"Tillgänglighet 2024: nytt eller ändrat i mappen och inte inläst: {MAY} och {CORRECTION}.",
        "Tillgänglighet 2024: räknas ännu, men är borttaget ur mappen: bup/2024-07-20_skr_bup_2024-06.xlsx.",
    ]


def test_what_is_of_no_kind_of_the_programme_does_not_make_it_old(warehouse: Path, raw: Path) -> None:
    (raw / MAY).unlink()
    (raw / "bup" / "~$open.xlsx").touch()
    assert unread(warehouse, raw, BEDS) == []


def test_a_file_that_is_refused_unread_is_no_news(run: Callable, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    (raw / "bup").mkdir(parents=True)
    (raw / "bup" / "2024-06-25_old.xls").write_bytes(b"an old format")
    made = run(raw, tmp_path, "--programme", "vardkoer_2025")
    assert made.rows("SELECT file FROM raw.rejected") == [("bup/2024-06-25_old.xls",)]
    assert unread(made.warehouse, raw) == []


# Against the reporting days

FEBRUARY_DAY = date(2024, 3, 21)
"""By which February, the second month that a payment hangs on, is to be reported."""


def received(until: str):
    """Every region has reported the months up to `until`."""

    def lookup(deadline: Duty, _: str) -> date | None:
        return deadline.day if deadline.months and str(deadline.months[-1]) <= until else None

    return frame(Deadline, deadline_rows(lookup))


@pytest.mark.parametrize(
    ("until", "told"),
    [
        pytest.param("2024-01-01", ["för februari 2024"], id="the month due is missing"),
        pytest.param("2024-02-01", [], id="the month due is there"),
    ],
)
def test_a_kind_is_too_old_when_nobody_has_handed_in_what_was_due_last(until: str, told: list[str]) -> None:
    said = nothing_newer(AGREEMENT, received(until), FEBRUARY_DAY + timedelta(days=1))
    assert len(said) == len(told) and all(month in text for month, text in zip(told, said, strict=True))
    assert nothing_newer(AGREEMENT, received(until), FEBRUARY_DAY) == []


def test_a_december_that_no_payment_rests_on_makes_nothing_old() -> None:
    (text,) = nothing_newer(AGREEMENT, received("2024-11-01"), date(2026, 1, 1))
    assert "redovisning av hur medlen har använts" in text


def test_one_region_is_enough_for_a_kind_to_be_new() -> None:
    rows = frame(Deadline, deadline_rows(lambda deadline, code: deadline.day if code == "09" else None))
    assert nothing_newer(BEDS, rows, date(2026, 1, 1)) == []


# Where it is looked at every day


def test_a_delivery_that_was_read_but_not_computed_turns_the_days_check_red(
    warehouse: Path, raw: Path, tmp_path: Path
) -> None:
    shutil.copy(raw / MAY, raw / CORRECTION)
    settings = Settings(raw=raw, warehouse=warehouse, exports=tmp_path / "results")
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    definitions = build_definitions(settings, Warehouse(warehouse))
    with dg.DagsterInstance.ephemeral() as instance:
        definitions.resolve_job_def(DELIVERIES_JOB).execute_in_process(run_config=quiet, instance=instance)
        job = definitions.resolve_job_def(CALENDAR_JOB)
        result = job.execute_in_process(run_config=quiet, instance=instance)
    found = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert result.success
    assert [found[f"{grant.programme.id}_fresh"].passed for grant in GRANTS] == [
        grant is not AGREEMENT for grant in GRANTS
    ]
    said = found["tillganglighet_2024_fresh"].description or ""
    assert f"Nytt eller ändrat: {CORRECTION}. Räknas inte längre: {MAY}." in said
