"""What a run says when it is done: payouts per region, what is withheld, and how many rows were rejected."""

from collections.abc import Collection, Sequence
from datetime import date

import click
import polars as pl

from assets.programmes import GRANT_BY_ID
from pipelines.command_line.decided_adjustments import HEADING as ADJUSTED
from pipelines.command_line.decided_adjustments import adjusted_by_region
from pipelines.command_line.screen import columns, table_lines, wrapped
from pipelines.open_warehouse import open_to
from pipelines.settings import Settings
from rules.declaration import Payment
from rules.regions import BY_CODE, CODES
from rules.swedish import counted, day, kronor, number
from schemas.decisions import DecidedAdjustment
from schemas.follow_up import MonthStatus, Signal
from schemas.received import Delivery, Finding, OperationDifference, Rejected, Remark
from schemas.results import Payout, Undistributed, Withheld

SHOWN_REJECTIONS = 20
SHOWN_FINDINGS = 40
SHOWN_DIFFERENCES = 20


def say_results(settings: Settings, programmes: Sequence[str], as_of: date | None) -> None:
    """Print the results of the programmes as they stand in the warehouse."""
    with open_to(settings).reading() as connection:
        payouts = connection.read(Payout)
        adjusted = connection.read(DecidedAdjustment)
        withheld = connection.read(Withheld)
        undistributed = connection.read(Undistributed)
        deliveries = connection.read(Delivery, "status <> 'removed'")
        rejected = connection.read(Rejected)
        remarks = connection.read(Remark)
        findings = connection.read(Finding)
        differences = connection.read(OperationDifference)
        signals = connection.read(Signal).filter(pl.col("programme").is_in(list(programmes)))
        months = connection.read(MonthStatus)
    for programme in (GRANT_BY_ID[programme_id].programme for programme_id in programmes):
        say_text(programme.title)
        for payment in programme.payments:
            rows = payouts.filter(programme=programme.id, payment=payment.id)
            if not rows.is_empty():
                say_payment(payment, rows, adjusted=adjusted.filter(programme=programme.id, payment=payment.id))
            for row in withheld.filter(programme=programme.id, payment=payment.id).iter_rows(named=True):
                say_text(f"{payment.title} hålls inne. {row['reason']}")
            for row in undistributed.filter(programme=programme.id, payment=payment.id).iter_rows(named=True):
                say_text(f"{payment.title}: {kronor(row['amount_kr'])} är ofördelade. {row['reason']}")
        partly = months.filter(
            pl.col("programme") == programme.id, ~pl.col("is_complete"), pl.col("reported_count") > 0
        )
        for sentence in partly.sort("month")["sentence_sv"]:
            say_text(sentence)
    for row in remarks.sort("file").iter_rows(named=True):
        say_text(f"Obs: {row['remark_sv']}")
    say_differences(differences, SHOWN_DIFFERENCES)
    say_findings(findings, SHOWN_FINDINGS)
    told = signals["message_sv"].to_list()
    for message in told[:SHOWN_FINDINGS]:
        say_text(f"Iakttagelse: {message}")
    if len(told) > SHOWN_FINDINGS:
        say_text(f"… och {number(len(told) - SHOWN_FINDINGS)} iakttagelser till; alla finns i tabellen out.signal.")
    errors = rejected.filter(pl.col("code") != "summarad", pl.col("corrected_by").is_null())
    errors = errors.sort("file", "sheet", "row", "cell")
    for row in errors.head(SHOWN_REJECTIONS).iter_rows(named=True):
        say_text(f"Avvisad: {row['message_sv']}")
    if errors.height > SHOWN_REJECTIONS:
        say_text(f"… och {errors.height - SHOWN_REJECTIONS} till; alla finns i tabellen raw.rejected.")
    if as_of:
        say_text(f"Räknat på det som kommit in till och med den {day(as_of)}.")
    read = deliveries.filter(status="read")
    refused = deliveries.filter(status="refused").height
    say_text(
        f"Leveranser: {counted(read.height, 'läst', 'lästa')} med "
        f"{counted(int(read['row_count'].sum()), 'rad', 'rader')}, "
        f"{counted(refused, 'fil avvisad', 'filer avvisade')}, {number(errors.height)} fel."
    )
    say_text(f"Databas: {settings.lake or settings.warehouse}")
    say_text(f"Arbetsböcker: {settings.exports}")


def say_findings(findings: pl.DataFrame, most: int) -> None:
    """Print rows of `core.finding`: a population that contradicts a printed one first, and all of those."""
    printed = pl.col("code") == "tryckt_befolkning"
    for message in findings.filter(printed).sort("file", "message_sv")["message_sv"]:
        say_text(f"Obs: {message}")
    others = findings.filter(~printed).sort("file", "message_sv")["message_sv"]
    for message in others.head(most):
        say_text(f"Obs: {message}")
    if len(others) > most:
        say_text(f"… och {number(len(others) - most)} till; alla finns i tabellen core.finding.")


def say_differences(differences: pl.DataFrame, most: int) -> None:
    """Print rows of `core.operation_difference`, those that the records decide first; nothing when there is none."""
    if differences.is_empty():
        return
    counting = differences.filter("is_covered").height
    say_text(
        f"Patientregistret och rapporterade antal skiljer sig i {number(differences.height)} fall: i "
        f"{number(counting)} räknas registret, i {number(differences.height - counting)} det rapporterade."
    )
    ordered = differences.sort(
        "is_covered", "region_code", "month", "operation", "performer", descending=[True] + [False] * 4
    )
    for message in ordered["message_sv"].head(most):
        say_text(f"Skillnad: {message}")
    if differences.height > most:
        left = number(differences.height - most)
        say_text(f"… och {left} till; alla finns i tabellen core.operation_difference.")


def say_table(
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str | int]],
    *,
    has_sum: bool = False,
    keys: int = 1,
) -> None:
    """A table within the screen whose integers are shown as kronor; with `has_sum` the last row is set off.

    The first `keys` columns are repeated where the table has to be shown in parts.
    """
    lines = table_lines(headings, rows, columns(), has_sum=has_sum, keys=keys)
    if title:
        say_text(title)
    click.echo("\n".join(lines))


def say_payment(
    payment: Payment, rows: pl.DataFrame, regions: Collection[str] = CODES, adjusted: pl.DataFrame | None = None
) -> None:
    """Print what regions get, by component; `rows` are all of one payment in `out.payout`, the sum is the nation's.

    `adjusted` are those in `out.decided_adjustment`: a column of its own when there is any.
    """
    amounts = {(row["component"], row["region_code"]): row["amount_kr"] for row in rows.iter_rows(named=True)}
    shown = [component for component in payment.components if any(amounts[component.id, code] for code in CODES)]
    lines: dict[str, list[int]] = {}
    for code in CODES:
        parts = [amounts[component.id, code] for component in shown]
        lines[code] = [*parts, sum(parts)]
    total_kr = sum(parts[-1] for parts in lines.values())
    headings = ["Region", *(component.heading for component in shown), "Totalt"]
    if adjusted is not None and not adjusted.is_empty():
        on_top = adjusted_by_region(adjusted)
        headings.append(ADJUSTED)
        for code in CODES:
            lines[code].append(on_top.get(code, 0))
    totals = [sum(column) for column in zip(*lines.values(), strict=True)]
    marks = ", ".join(sorted({part for mark in rows["mark"] for part in mark.split(", ") if part}))
    of_regions: list[list[str | int]] = [[BY_CODE[code].name, *lines[code]] for code in CODES if code in regions]
    say_table(
        f"{payment.title} – {kronor(total_kr)}" + (f" (vilar på uppgifter märkta {marks})" if marks else ""),
        headings,
        [*of_regions, ["Riket", *totals]],
        has_sum=True,
    )


def say_text(text: str) -> None:
    """A text as it is, wrapped at words to the screen; what begins with blanks goes on as far in."""
    told = text.lstrip(" ")
    indent = " " * (len(text) - len(told))
    click.echo("\n".join(wrapped(told, columns(), indent)))
