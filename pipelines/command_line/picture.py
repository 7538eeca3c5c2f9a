"""The month on one screen: what `bonuspott run` ends with, and `bonuspott status` shows at any time.

All is read from the warehouse as the last run left it and from the decrees' days.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from assets.day import as_of, instructions_of
from assets.deadlines import Received, received_of
from assets.done_deadlines import done_deadlines
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Connection
from pipelines.command_line.changes_command import signed
from pipelines.command_line.decided_adjustments import adjusted_sentences
from pipelines.command_line.decision_view import stopped_lines
from pipelines.command_line.month_rows import MOST_NAMES, PaymentRow, ReportRow, payment_rows, report_rows, skr_rows
from pipelines.command_line.screen import table_lines, wrapped
from pipelines.runs.jobs import PROGRAMME_OF
from pipelines.settings import Settings
from rules.calendar import deadlines
from rules.deadlines import Deadline
from rules.recipients import RECIPIENTS
from rules.regions import CODES
from rules.swedish import counted, day, kronor, listing, number
from schemas.changes import AMOUNT, KeptChange
from schemas.decisions import DecidedAdjustment
from schemas.deliveries import KINDS
from schemas.follow_up import Signal
from schemas.ledger import Ledger
from schemas.received import Delivery, Finding, OperationDifference, Rejected
from schemas.run_log import RunLog

HEADINGS = ("Kronor", "Läge", "Ändring")
"""After the payments, which stand under the day; the last is there when an amount has moved since the run before."""
MOST_LATE = 1
"""Missing reports that are told one by one; more are counted."""
MOST_NEW = 2
"""New files that are named; more are counted."""
MOST_STOPPED = 3
"""Payments whose kronor are not paid that are told one by one, those of most kronor; more are counted."""
MOST_ERRORS = 1
PRINTED = "tryckt_befolkning"
"""A finding that contradicts printed amounts, and is always told whole."""


@dataclass(frozen=True)
class Picture:
    """How things stand for some programmes on `today`; `is_back` says that it is looked back at from then.

    `moved` are kronor by programme and payment that the latest computation moved, 0 where only between regions, None
    for a programme that was computed for the first time. `of_skr` is programme, title and state of the money for SKR.
    `value_count` are delivered values that count now. `stopped` are the rows of the ledger that have money due and are
    not paid. `later` are sentences on what has come in for payments after their decisions, `adjusted` on what has been
    decided on top of them.
    """

    today: date
    is_back: bool
    programmes: tuple[str, ...]
    payments: tuple[PaymentRow, ...]
    moved: dict[str, dict[str, int] | None]
    reports: tuple[ReportRow, ...]
    of_skr: tuple[tuple[str, str, str], ...]
    stopped: pl.DataFrame
    later: tuple[str, ...]
    adjusted: tuple[str, ...]
    deliveries: pl.DataFrame
    value_count: int
    errors: tuple[str, ...]
    printed: tuple[str, ...]
    noted_count: int
    next_up: Deadline | None


def picture_of(
    connection: Connection, programmes: Collection[str], present: date, of_runs: Collection[str] | None = None
) -> Picture:
    """The picture as the warehouse has it; with `of_runs` only these runs have moved anything."""
    back = as_of(connection)
    today = back or present
    received = received_of(connection)
    findings = connection.read(Finding)
    rejected = connection.read(Rejected, "code <> 'summarad' AND corrected_by IS NULL").sort("file", "sheet", "row")
    signals = connection.read(Signal).filter(pl.col("programme").is_in(list(programmes)))
    printed = findings.filter(code=PRINTED).sort("file", "message_sv")["message_sv"].to_list()
    noted = findings.height - len(printed) + signals.height + connection.read(OperationDifference).height
    ledger = connection.read(Ledger).filter(pl.col("programme").is_in(list(programmes)))
    return Picture(
        today,
        back is not None,
        tuple(programmes),
        tuple(payment_rows(connection, programmes)),
        {programme: _moved(connection, programme, of_runs) for programme in programmes},
        tuple(report_rows(connection, programmes, received)),
        tuple(skr_rows(connection, programmes)),
        stopped_lines(ledger),
        tuple(_later_words(ledger)),
        tuple(adjusted_sentences(connection.read(DecidedAdjustment), programmes)),
        connection.read(Delivery, "status IN ('read', 'refused')"),
        sum(_value_count(connection, kind.id) for kind in KINDS),
        tuple(rejected["message_sv"]),
        tuple(printed),
        noted,
        _next_up(connection, programmes, today, received),
    )


def _later_words(ledger: pl.DataFrame) -> Iterator[str]:
    """What has come in for decided payments after their decisions."""
    for row in ledger.filter(pl.col("later") != "").iter_rows(named=True):
        programme = GRANT_BY_ID[row["programme"]].programme
        yield f"Obs: {programme.short_title}, {programme.payment(row['payment']).title}: {row['later']}"


def _moved(connection: Connection, programme: str, of_runs: Collection[str] | None) -> dict[str, int] | None:
    """What the latest computation of a programme moved, by payment."""
    jobs = [job for job, id_ in PROGRAMME_OF.items() if id_ == programme]
    runs = connection.read(RunLog).filter(pl.col("job").is_in(jobs)).sort("started_at")
    if of_runs is not None and not runs.is_empty() and runs["run_id"][-1] not in of_runs:
        return {}
    if runs.height < 2:
        return None
    rows = connection.read(KeptChange, "programme = ? AND run_id = ?", [programme, runs["run_id"][-1]])
    sums = rows.filter(what=AMOUNT).group_by("payment").agg(pl.col("difference_kr").sum())
    return {payment: int(kr) for payment, kr in sums.iter_rows()}


def _value_count(connection: Connection, kind_id: str) -> int:
    """The delivered values of a kind that count now: filled cells besides those that say what a row is about."""
    kind = next(kind for kind in KINDS if kind.id == kind_id)
    values = [each.name for each in kind.columns if each.name not in (*kind.key, "mark")]
    return connection.filled(kind.model, values)


def _next_up(connection: Connection, programmes: Collection[str], today: date, received: Received) -> Deadline | None:
    """The first deadline from today on that neither a delivery nor a person says is met."""
    done = done_deadlines(connection)
    return next(
        (
            deadline
            for deadline in deadlines(instructions_of(connection))
            if deadline.programme in programmes
            and deadline.day
            and deadline.day >= today
            and (deadline.programme, deadline.id) not in done
            and not (deadline.delivery_kind and all(received(deadline, code) for code in deadline.by))
        ),
        None,
    )


def picture_lines(
    picture: Picture,
    settings: Settings,
    width: int,
    *,
    moved: Sequence[str] = (),
    came: Sequence[str] | None = None,
    is_outdated: bool = False,
) -> list[str]:
    """The picture within `width`; `moved` are the sentences of a run on what it moved, `came` the files new in it.

    `is_outdated` says that remarks follow on why what is kept cannot be relied on: they go before any decision.
    """
    lines = _payment_lines(picture, width)
    told = [*_held(picture), *_of_skr(picture), *_received(picture, came), *_missing(picture), *_faults(picture)]
    told += [
        *_stopped(picture),
        *picture.later,
        *picture.adjusted,
        *(moved or _unmoved(picture)),
        *_marks(picture),
        _next_words(picture),
    ]
    if is_outdated:
        told.append("Gör nu: det som sägs efter Obs nedan, innan något beslutas.")
    elif picture.is_back:
        told.append("Se mer: lägg till --warehouse och databasen nedan till bonuspott payout, explain eller margins.")
    else:
        told += _to_do(picture)
    told.append(files_line(settings))
    return [*lines, "", *(line for text in told for line in wrapped(text, width))]


def unchanged_lines(settings: Settings, width: int) -> list[str]:
    """What a run says that found nothing new, and where to look."""
    told = ("Inget nytt sedan förra körningen: allt står kvar. Läget: bonuspott status", files_line(settings))
    return [line for text in told for line in wrapped(text, width)]


def files_line(settings: Settings) -> str:
    """Where the documents and the warehouse are."""
    return f"Filer: {_near(settings.exports)}, databas: {settings.lake or _near(settings.warehouse)}"


def _near(place: Path) -> Path:
    """A place as one would type it from here."""
    return place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place


def _payment_lines(picture: Picture, width: int) -> list[str]:
    """The payments, one a line where it fits; how much they moved is a column of its own when any did."""
    title = f"Läget den {day(picture.today)}{', så som det var då' if picture.is_back else ''}"
    if not picture.payments:
        return wrapped(title, width)
    rows = [_payment_cells(picture, row) for row in picture.payments]
    is_moved = any(moved for *_, moved in rows) and not all(moved is None for moved in picture.moved.values())
    shown = 4 if is_moved else 3
    return table_lines((title, *HEADINGS)[:shown], [row[:shown] for row in rows], width)


def _short_name(picture: Picture, row: PaymentRow) -> str:
    """The grant, and the payment by what its title begins with where no other payment's begins so."""
    beginning = row.title.partition(":")[0]
    alike = [
        each
        for each in picture.payments
        if (each.programme, each.title.partition(":")[0]) == (row.programme, beginning)
    ]
    return f"{GRANT_BY_ID[row.programme].programme.short_title}: {beginning if len(alike) == 1 else row.title}"


def _unmoved(picture: Picture) -> Iterator[str]:
    """That no amount moved, when there was one before."""
    if picture.moved and not any(moved is None or moved for moved in picture.moved.values()):
        yield "Inget belopp har flyttats sedan förra körningen."


def _held(picture: Picture) -> Iterator[str]:
    for row in picture.payments:
        if row.reason:
            yield f"{row.title} hålls inne. {row.reason}"


def _of_skr(picture: Picture) -> Iterator[str]:
    for _, title, state in picture.of_skr:
        yield f"{title}: {state}."


def _marks(picture: Picture) -> Iterator[str]:
    marks = sorted({mark for row in picture.payments for mark in row.marks})
    if marks:
        count = sum(bool(row.marks) for row in picture.payments)
        payments = counted(count, "utbetalning", "utbetalningar")
        yield f"Märkning: {payments} vilar på uppgifter märkta {listing(marks)}."


def _payment_cells(picture: Picture, row: PaymentRow) -> tuple[str, str, str, str]:
    moved = picture.moved[row.programme]
    change = ""
    if row.shown_kr is not None and moved is None:
        change = "ny"
    elif row.shown_kr is not None and moved and row.payment in moved:
        change = signed(moved[row.payment]) if moved[row.payment] else "omfördelad"
    amount = "" if row.shown_kr is None else number(row.shown_kr)
    return (_short_name(picture, row), amount, row.state, change)


def _received(picture: Picture, came: Sequence[str] | None) -> Iterator[str]:
    read = picture.deliveries.filter(status="read")
    refused = picture.deliveries.filter(status="refused")["file"].sort().to_list()
    new = ""
    if came is not None and len(came) > MOST_NEW:
        new = f" Nytt: {number(len(came))} filer."
    elif came is not None:
        new = f" Nytt: {listing(came)}." if came else " Inga nya filer i den här körningen."
    files, values = counted(read.height, "fil", "filer"), counted(picture.value_count, "värde", "värden")
    faultless = "" if picture.errors else ", inga öppna fel"
    yield f"Kommit in: {files}, {values} räknas nu{faultless}.{new}"
    if refused:
        yield f"Avvisade filer: {listing(refused)}."


def _missing(picture: Picture) -> Iterator[str]:
    """Reports whose day has passed without them; what nobody owes yet is not missing."""
    due = [
        row for row in picture.reports
        if row.missing and not row.is_done and row.last_day and row.last_day < picture.today
    ]  # fmt: skip
    if not due:
        yield "Saknas: inget som skulle ha kommit in."
        return
    due.sort(key=lambda row: (not row.is_computed, len(row.missing)))
    told = [f"{row.what} ({missing_names(row.missing)})" for row in due[:MOST_LATE]]
    more = f"; {number(len(due) - MOST_LATE)} till (bonuspott status --table)" if len(due) > MOST_LATE else ""
    yield f"Saknas: {'; '.join(told)}{more}."


def missing_names(codes: Sequence[str]) -> str:
    """Those who have not handed something in, a few by name."""
    names = [RECIPIENTS[code].name for code in codes]
    if len(names) == len(CODES):
        return "alla"
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:MOST_NAMES])} och {len(names) - MOST_NAMES} till"
    return listing(names)


def _faults(picture: Picture) -> Iterator[str]:
    for message in picture.printed:
        yield f"Obs: {message}"
    if picture.errors:
        more = " (alla: bonuspott status --table)" if len(picture.errors) > MOST_ERRORS else ""
        yield f"Öppna fel i leveranserna: {number(len(picture.errors))}{more}."
    for message in picture.errors[:MOST_ERRORS]:
        yield f"Avvisad: {message}"
    if picture.noted_count:
        noted = counted(picture.noted_count, "iakttagelse", "iakttagelser")
        yield f"Värt att se på: {noted} (bonuspott status --table)."


def _stopped(picture: Picture) -> Iterator[str]:
    """Kronor that are due and not paid as it is, by payment."""
    if picture.stopped.is_empty():
        return
    yield f"Betalas inte som läget är: {kronor(int(picture.stopped['left_kr'].sum()))}, varav"
    of_payments = picture.stopped.group_by("programme", "payment", "status", maintain_order=True).agg(
        pl.col("left_kr").sum(), "recipient"
    )
    largest = of_payments.sort("left_kr", descending=True, maintain_order=True)
    for row in largest.head(MOST_STOPPED).iter_rows(named=True):
        title = f"{GRANT_BY_ID[row['programme']].programme.short_title} {row['payment']}"
        names = missing_names(row["recipient"])
        yield f"  {number(row['left_kr'])} {row['status']}: {title} ({names})"
    if rest := largest[MOST_STOPPED:]["left_kr"].to_list():
        yield f"  {number(sum(rest))} i {number(len(rest))} fall till (bonuspott payout STATSBIDRAG)"


def _next_words(picture: Picture) -> str:
    if picture.next_up is None:
        return "Nästa frist: ingen; alla dagar i besluten har passerat eller är uppfyllda."
    return f"Nästa frist: {picture.next_up.sentence}"


def _to_do(picture: Picture) -> Iterator[str]:
    """The next steps, as commands."""
    if picture.deliveries.is_empty():
        yield "Gör nu: lägg filer i mappen med leveranser och kör bonuspott run."
        return
    steps = ["rätta filerna (bonuspott check FIL --annotate MAPP)"] if picture.errors else []
    if any(row.is_adjusted for row in picture.payments):
        steps.append("se vad som hade blivit ett annat i dag (bonuspott adjustments)")
    stopped = set(picture.stopped.select("programme", "payment").iter_rows())
    for row in picture.payments:
        if (row.programme, row.payment) in stopped and not row.is_decided:
            steps.append(f"se vad som inte betalas (bonuspott payout {row.programme} {row.payment})")
            break
    ready = next((row for row in picture.payments if row.amount_kr is not None and not row.is_decided), None)
    if ready:
        steps.append(f"besluta (bonuspott decide {ready.programme} {ready.payment} --dry-run)")
    yield f"Gör nu: {listing(steps)}." if steps else "Gör nu: skriv rapporten (bonuspott report)."
