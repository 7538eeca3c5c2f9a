"""What `bonuspott status` shows: the picture of the month, how the latest runs went and, when asked, every report.

All is read from the warehouse as the last run left it, from the decrees' days and from Dagster's history. Results are
computed anew only to tell whether those that are kept are too old.
"""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

import click
import polars as pl

from assets.day import as_of
from assets.decisions import Decisions
from assets.freshness import outdated, outdated_ledger
from assets.programmes import GRANT_BY_ID
from assets.seal_memory import lost
from assets.warehouse import Connection
from pipelines.command_line.month_rows import ReportRow
from pipelines.command_line.picture import missing_names, picture_lines, picture_of, unchanged_lines
from pipelines.command_line.screen import columns
from pipelines.command_line.summary import say_differences, say_findings, say_table, say_text
from pipelines.decisions.decided import decisions_of
from pipelines.open_warehouse import open_to
from pipelines.runs.history import HistoryError
from pipelines.runs.jobs import REASON, STARTED_BY, STARTED_FROM
from pipelines.runs.latest_runs import FAILURE, SUCCESS, PastRun, latest_runs
from pipelines.runs.parts import part_of_programme
from pipelines.runs.run_lock import RunLockError, holder
from pipelines.runs.standing import results_stand
from pipelines.settings import Settings
from rules.swedish import day
from schemas.follow_up import Signal
from schemas.received import Finding, OperationDifference

if TYPE_CHECKING:
    from pipelines.runs.execution import Report

REPORT_HEADINGS = ("Rapport", "Senast", "Inkommet", "Saknas", "Framräknat")
MOST_ERRORS = 5
MOST_RUNS = 50
"""How many runs back a job that failed is looked for."""


def remarks(connection: Connection, decisions: Decisions, programme: str) -> list[str]:
    """Why the results that are kept of a programme cannot be relied on, as Swedish sentences."""
    if broken := decisions.faults() or lost(connection, decisions):
        return broken
    if results_stand(connection, part_of_programme(programme), decisions):
        return []  # which is told sooner than by computing them once more
    return outdated(connection, GRANT_BY_ID[programme], decisions)


def say_status(settings: Settings, programmes: Collection[str], today: date, *, is_table: bool = False) -> None:
    """Print how things stand: the picture of the month, and the latest run; every report too when asked."""
    with open_to(settings).reading() as connection:
        picture = picture_of(connection, programmes, today)
        decisions = decisions_of(settings, as_of(connection))
        observed = [text for id_ in programmes for text in remarks(connection, decisions, id_)]
        stale_orders = outdated_ledger(connection, programmes)
        findings, differences = connection.read(Finding), connection.read(OperationDifference)
        signals = connection.read(Signal).filter(pl.col("programme").is_in(list(programmes)))
    is_computed = any(row.amount_kr is not None or row.reason for row in picture.payments)
    noted = [*(observed if is_computed else ()), *stale_orders]
    click.echo("\n".join(picture_lines(picture, settings, columns(), is_outdated=bool(noted))))
    for text in noted:
        say_text(f"Obs: {text}")
    for line in run_lines(settings):
        say_text(line)
    try:
        if running := holder(settings.warehouse, settings.history, settings.catalogue):
            say_text(f"En körning pågår: {running}")
    except RunLockError as error:
        say_text(str(error))
    if is_table:
        for programme in (GRANT_BY_ID[id_].programme for id_ in programmes):
            own = [row for row in picture.reports if row.programme == programme.id]
            say_text(f"\n{programme.title}")
            say_table("", REPORT_HEADINGS, [shown_report(row, picture.today, settings.warn_days) for row in own])
        say_differences(differences, MOST_ERRORS)
        say_findings(findings, MOST_ERRORS)
        for message in [*signals["message_sv"], *picture.errors]:
            say_text(f"- {message}")


def say_picture(settings: Settings, programmes: Collection[str], today: date, report: "Report") -> None:
    """Print what a run ends with: the picture as it is now, with what it brought and moved; a line when all stands."""
    if report.is_unchanged:
        click.echo("\n".join(unchanged_lines(settings, columns())))
        return
    with open_to(settings).reading() as connection:
        picture = picture_of(connection, programmes, today, report.run_ids)
    click.echo("\n".join(picture_lines(picture, settings, columns(), moved=report.moved, came=report.came)))


def run_lines(settings: Settings) -> list[str]:
    """The latest run in words, and the jobs whose own latest run failed."""
    if not settings.history.is_dir():
        return ["Senaste körning: ingen"]
    try:
        runs = latest_runs(settings, MOST_RUNS)
    except HistoryError as error:
        return [str(error)]
    if not runs:
        return ["Senaste körning: ingen"]
    latest = {run.job: run for run in reversed(runs)}
    failed = [run for run in latest.values() if run.status == FAILURE]
    return [
        f"Senaste körning: {_in_words(runs[0])}",
        *(f"Gick inte klart: {_in_words(run)}" for run in failed if run is not runs[0]),
    ]


def _in_words(run: PastRun) -> str:
    """Which job, when, how it ended, from where it was started, by whom and why."""
    ended = {SUCCESS: "klar", FAILURE: "misslyckades"}
    parts = [
        f"{run.job} {run.began:%Y-%m-%d %H:%M}, {ended.get(run.status, 'inte klar')}",
        f"startad från {run.tags.get(STARTED_FROM, 'användargränssnittet')}",
        *(f"av {run.tags[tag]}" for tag in [STARTED_BY] if tag in run.tags),
        *(f"skäl: {run.tags[tag]}" for tag in [REASON] if tag in run.tags),
    ]
    return ", ".join(parts)


def shown_report(row: ReportRow, today: date, warn_days: int) -> tuple[str, ...]:
    """A row under the headings of the table: who is awaited until the last day has passed, and who is missing then."""
    names, missing = row.missing, missing_names(row.missing)
    if row.is_done:
        missing = "avbockad"
    elif names and (row.last_day is None or today <= row.last_day):
        missing = f"inväntas: {missing}"  # nobody has failed to hand in what is not due
    return (
        row.what,
        f"{day(row.last_day)}{_when(row.last_day, today, warn_days) if names and not row.is_done else ''}"
        if row.last_day
        else "ingen dag",
        f"{row.received} av {row.received + len(names)}",
        missing,
        {True: "ja", False: "nej", None: "–"}[row.is_computed],
    )


def _when(last_day: date, today: date, warn_days: int) -> str:
    """What is said of a day that something is still missing for."""
    days_left = (last_day - today).days
    if days_left < 0:
        return " (har passerat)"
    if days_left > warn_days:
        return ""
    return {0: " (i dag)", 1: " (i morgon)"}.get(days_left, f" (om {days_left} dagar)")
