"""What `bonuspott status` tells, on the example year and on nothing at all."""

import shutil
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from uuid import uuid4

import dagster as dg
import duckdb
import pytest
from click.testing import Result

from assets.done_deadlines import Done, tick_off
from assets.warehouse import Warehouse
from pipelines.command_line.month_rows import ReportRow, payment_rows, report_rows, skr_rows, what_is_due
from pipelines.command_line.picture import Picture, picture_of
from pipelines.command_line.status_command import run_lines, say_status, shown_report
from pipelines.runs.history import history
from pipelines.settings import Settings
from rules.calendar import deadlines
from rules.regions import CODES
from schemas.received import OperationDifference
from schemas.tables import column_names, frame

MARCH = "vardplatser_2024-03"
PROGRAMMES = ("tillganglighet_2024", "vardplatser_2024", "vardkoer_2025")


def test_a_month_that_everyone_reported_has_21_and_nobody_missing(year) -> None:
    with Warehouse(year.warehouse).reading() as connection:
        rows = report_rows(connection, ["tillganglighet_2024"])
    row = next(row for row in rows if row.what == "Barn- och ungdomspsykiatri, augusti 2024")
    assert (row.received, row.missing, row.is_computed) == (21, (), True)
    assert row.last_day == date(2024, 9, 21)


def test_a_region_that_has_not_reported_is_named_by_its_code(year) -> None:
    with Warehouse(year.warehouse).reading() as connection:
        rows = report_rows(connection, ["vardplatser_2024"])
    row = next(row for row in rows if row.what == "Vårdplatser, april 2024")
    assert (row.received, row.missing) == (20, ("07",))


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2024, 3, 20), "inväntas: Gotland"),
        (date(2024, 3, 21), "inväntas: Gotland"),
        (date(2024, 3, 22), "Gotland"),
    ],
    ids=["the day before", "the last day", "the day after"],
)
def test_a_region_is_missing_when_the_last_day_has_passed_and_awaited_before(today, missing) -> None:
    row = ReportRow("bidrag", "Rapport", date(2024, 3, 21), 20, ("09",), is_computed=True)
    assert shown_report(row, today, 14)[3] == missing


def test_nobody_is_missing_for_what_somebody_has_ticked_off() -> None:
    row = ReportRow("bidrag", "Rapport", date(2024, 3, 21), 20, ("09",), is_computed=True, is_done=True)
    assert shown_report(row, date(2030, 1, 1), 14)[1:4] == ("21 mars 2024", "20 av 21", "avbockad")


def test_a_report_that_is_ticked_off_is_neither_missing_nor_next(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    (own,) = [each for each in deadlines() if each.id == MARCH]
    assert own.day

    def picture(today: date) -> Picture:
        with warehouse.reading() as connection:
            return picture_of(connection, [own.programme], today)

    assert picture(own.day).next_up == own
    with warehouse.writing() as connection:
        tick_off(
            connection, Done(own.programme, own.id, own.day, "Anna Ek", "Dnr 1"), datetime.combine(own.day, time())
        )
    assert picture(own.day).next_up != own
    assert [row.what for row in picture(date(2030, 1, 1)).reports if row.is_done] == [what_is_due(own)]


def test_without_a_last_day_nobody_is_missing() -> None:
    row = ReportRow("bidrag", "Rekvisition", None, 20, ("09",), is_computed=None)
    assert shown_report(row, date(2030, 1, 1), 14)[1:4] == ("ingen dag", "20 av 21", "inväntas: Gotland")


def test_every_payment_is_computed_in_the_example_year(year) -> None:
    with Warehouse(year.warehouse).reading() as connection:
        rows = payment_rows(connection, PROGRAMMES)
    assert [row.amount_kr for row in rows if row.title == "Utbetalningen i augusti"] == [141_759_535]
    assert all(row.amount_kr and not row.is_decided and not row.reason for row in rows)


def test_without_a_warehouse_everything_is_missing_and_nothing_computed(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "w.duckdb").reading() as connection:
        reports, payments = report_rows(connection, PROGRAMMES), payment_rows(connection, PROGRAMMES)
    assert all(row.received == 0 and row.missing in (CODES, ("skr",)) and not row.is_computed for row in reports)
    assert all(row.amount_kr is None and row.reason == "" for row in payments)


def test_skrs_money_is_followed_from_the_agreement_to_the_repayment(year) -> None:
    with Warehouse(year.warehouse).reading() as connection:
        ((programme, title, state),) = skr_rows(connection, PROGRAMMES)
    assert (programme, title) == ("tillganglighet_2024", "Medel till SKR")
    assert state.replace("\N{NO-BREAK SPACE}", " ") == "12 000 000 kronor, beslutad, återbetald"


def test_a_report_of_skr_is_named_by_what_it_is(year) -> None:
    with Warehouse(year.warehouse).reading() as connection:
        rows = report_rows(connection, ["tillganglighet_2024"])
    (row,) = [row for row in rows if row.what == "SKR: verksamhetsrapport till Regeringskansliet"]
    assert (row.last_day, row.received, row.missing) == (date(2025, 3, 31), 1, ())


def test_a_payment_that_is_held_back_says_why(august) -> None:
    with Warehouse(august.warehouse).reading() as connection:
        row = next(row for row in payment_rows(connection, ["tillganglighet_2024"]) if "december" in row.title)
    assert row.amount_kr is None and "november" in row.reason


def test_the_command_shows_it_all_with_the_latest_run(bonuspott: Callable[..., Result], year) -> None:
    result = bonuspott("status", "--warehouse", year.warehouse, history=year.warehouse.parent / "history")
    assert result.exit_code == 0, result.output
    said = result.output.replace("\N{NO-BREAK SPACE}", " ")
    said_as_one = " ".join(said.split())
    for words in ("Vårdplatser, april 2024 (Kronoberg)", "141 759 535  klar", "Betalas inte som läget är"):
        assert words in said
    assert "startad från kommandoraden" in said_as_one and "Senaste körning: " in said


@pytest.mark.parametrize(
    ("today", "said"),
    [
        pytest.param(date(2024, 3, 6), "21 mars 2024 ", id="before the warning"),
        pytest.param(date(2024, 3, 7), "21 mars 2024 (om 14 dagar)", id="the first day of warning"),
        pytest.param(date(2024, 3, 20), "21 mars 2024 (i morgon)", id="the day before"),
        pytest.param(date(2024, 3, 21), "21 mars 2024 (i dag)", id="the day itself"),
        pytest.param(date(2024, 3, 22), "21 mars 2024 (har passerat)", id="the day after"),
    ],
)
def test_what_is_missing_says_how_near_its_day_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, today: date, said: str
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    settings = Settings(warehouse=tmp_path / "w.duckdb", history=tmp_path / "history")
    say_status(settings, ["tillganglighet_2024"], today, is_table=True)
    shown = capsys.readouterr().out
    (line,) = (line for line in shown.splitlines() if line.startswith("Barn- och ungdomspsykiatri, februari 2024"))
    assert said in line and "0 av 21" in line and "alla" in line
    assert "inte framräknad" in shown and "Obs" not in shown
    assert "Senaste körning: ingen" in shown


@pytest.fixture
def changed(year, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What is said of the example year after changes in its warehouse."""

    def say(*changes: str) -> str:
        settings = Settings(warehouse=tmp_path / "w.duckdb", history=tmp_path / "history")
        shutil.copy(year.warehouse, settings.warehouse)
        with duckdb.connect(str(settings.warehouse)) as connection:
            for change in changes:
                connection.execute(change)
        say_status(settings, PROGRAMMES, date(2025, 1, 1))
        return " ".join(capsys.readouterr().out.split())

    return say


def test_a_payment_says_the_marks_of_what_it_rests_on(changed: Callable[..., str]) -> None:
    assert "Märkning: 5 utbetalningar vilar på uppgifter märkta exempel och rekonstruerad." in changed()


def test_results_that_are_older_than_the_deliveries_are_told(changed: Callable[..., str]) -> None:
    said = changed("UPDATE raw.delivery SET sha256 = 'another' WHERE file LIKE 'bup/2024-06-20%'")
    assert "Obs: Utbetalningen i augusti är äldre än leveranserna. Nytt eller ändrat: bup/2024-06-20" in said
    assert "Obs" not in changed()


def test_a_ledger_whose_amounts_are_no_longer_those_computed_is_told_with_the_payment_and_what_to_do(
    changed: Callable[..., str],
) -> None:
    said = changed("DELETE FROM out.payout WHERE programme = 'vardplatser_2024' AND payment = 'slut'")
    stale = "pengarnas väg och betalningsunderlaget är äldre än resultat och beslut, för Prestationer och bonuspott."
    assert f"Obs: Vårdplatser 2024: {stale} Betala inget på dem. Kör bonuspott run;" in said
    assert said.count("är äldre än resultat och beslut") == 1


def test_an_account_that_the_ledger_does_not_know_is_told(changed: Callable[..., str]) -> None:
    said = changed("UPDATE core.ekonomisk_redovisning SET cost_kr = cost_kr - 1 WHERE programme = 'vardplatser_2024'")
    assert "Vårdplatser 2024: redovisningarna i pengarnas väg är äldre än leveranserna. Kör bonuspott run;" in said


def test_a_decided_payment_that_would_come_out_otherwise_says_so(changed: Callable[..., str]) -> None:
    payment = "programme = 'tillganglighet_2024' AND payment = 'forsta'"
    said = changed(
        "INSERT INTO out.decision SELECT programme, payment, component, region_code, amount_kr, 'S2024/1', "
        f"DATE '2024-02-01', 'seal', 1, 'Anna Ek, Bo Alm', true, mark FROM out.payout WHERE {payment}",
        "INSERT INTO out.adjustment SELECT programme, payment, component, region_code, amount_kr, amount_kr + 1, 1, "
        f"'x' FROM out.payout WHERE {payment} LIMIT 1",
    )
    assert "1 237 500 000 beslutad, avviker" in said
    assert "Gör nu: det som sägs efter Obs nedan, innan något beslutas." in said


def test_what_could_not_be_taken_and_was_put_right_later_is_told_no_more(changed: Callable[..., str]) -> None:
    assert "Avvisad" not in changed()


def test_what_could_not_be_taken_and_is_still_open_is_told_with_its_place(changed: Callable[..., str]) -> None:
    said = changed("UPDATE raw.rejected SET corrected_by = NULL")
    assert "Avvisad: vardplatser/2024-11-20_gavleborg.xlsx, blad Rapport, cell D25" in said


def test_differences_between_records_and_reports_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(warehouse=tmp_path / "w.duckdb", history=tmp_path / "history")
    row = ("12", date(2025, 3, 1), "framfall", "privat", 9, 7, True, "Region Skåne har 9 och inte 7.")
    with Warehouse(settings.warehouse).writing() as connection:
        names = column_names(OperationDifference)
        connection.replace(OperationDifference, frame(OperationDifference, [dict(zip(names, row, strict=True))]))
    say_status(settings, PROGRAMMES, date(2025, 1, 1), is_table=True)
    said = " ".join(capsys.readouterr().out.split())
    assert "Patientregistret och rapporterade antal skiljer sig i 1 fall: i 1 räknas registret" in said
    assert "Skillnad: Region Skåne har 9 och inte 7." in said


def test_a_job_whose_latest_run_failed_is_told_also_when_another_ended_well(tmp_path: Path) -> None:
    settings = Settings(history=tmp_path / "history")
    with history(settings) as instance:
        for job, status in [
            ("berakna_vardkoer_2025", dg.DagsterRunStatus.FAILURE),
            ("bevaka_datum", dg.DagsterRunStatus.FAILURE),
            ("bevaka_datum", dg.DagsterRunStatus.SUCCESS),
        ]:
            instance.add_run(dg.DagsterRun(job_name=job, run_id=str(uuid4()), status=status))
    latest, failed = run_lines(settings)
    assert latest.startswith("Senaste körning: bevaka_datum") and "klar" in latest
    assert failed.startswith("Gick inte klart: berakna_vardkoer_2025") and "misslyckades" in failed


def test_a_warehouse_that_is_none_is_told(bonuspott: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "w.duckdb").write_text("no database", encoding="utf-8")
    result = bonuspott("status", "--warehouse", tmp_path / "w.duckdb")
    assert result.exit_code == 1
    assert "kan inte öppnas" in result.output
