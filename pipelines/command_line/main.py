"""The command line `bonuspott`: what a case officer types, and what is said back, in Swedish.

Only talking is done here; heavy libraries are imported when a command needs them, so that `--help`
answers at once. Deciding and analysing have modules of their own, whose commands are added at the end.
"""

import gc
import sys
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import click

from pipelines.command_line.analysis_cli import COMMANDS as ANALYSIS_COMMANDS
from pipelines.command_line.backup_cli import COMMANDS as BACKUP_COMMANDS
from pipelines.command_line.changes_cli import COMMANDS as CHANGES_COMMANDS
from pipelines.command_line.conversation import (
    AS_CSV,
    AS_TABLE,
    PROGRAMME,
    REGIONS,
    WAREHOUSE,
    Day,
    Kronor,
    Month,
    ProgrammeId,
    Progress,
    RecipientCode,
    Spoken,
    complain,
    complain_of,
    grant_ids,
    opened,
    programme_ids,
    say,
    settings_of,
    write_csv,
)
from pipelines.command_line.decision_cli import COMMANDS as DECISION_COMMANDS
from pipelines.command_line.ending import ended_at_once
from pipelines.command_line.publish_cli import COMMANDS as PUBLISH_COMMANDS
from pipelines.command_line.report_cli import COMMANDS as REPORT_COMMANDS
from pipelines.private_files import keep_private
from pipelines.system_errors import in_swedish

KIND_IDS = (
    "befolkning",
    "vardplatser",
    "bup",
    "operationer",
    "redovisning",
    "rekvisition",
    "ekonomisk_redovisning",
    "aterbetalning",
    "malvarden",
    "rapporter",
    "anvisningar",
)
METHODS = ("largest_remainder", "residual_on_largest")
GARBAGE_AFTER = 200_000
"""How many objects are made before Python looks for garbage: most of ours live as long as the command."""


@click.group(cls=Spoken, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bonuspott", message="%(prog)s %(version)s")
def main() -> None:
    """Bonuspott räknar fram statsbidrag till regionerna: från rapporter till utbetalning, på kronan.

    Börja med: bonuspott run
    """
    keep_private()
    gc.set_threshold(GARBAGE_AFTER)


@main.command()
@click.option("--raw", type=click.Path(path_type=Path), help="Mappen med leveranser.")
@WAREHOUSE
@click.option("--exports", type=click.Path(path_type=Path), help="Mappen för arbetsböckerna.")
@click.option(
    "--programme", "programmes", multiple=True, type=ProgrammeId(programme_ids), help="Bara detta statsbidrag."
)
@click.option("--as-of", type=Day(), help="Räkna bara med det som kommit in till och med denna dag.")
@click.option("--reason", default="", help="Varför körningen görs; sparas med körningen.")
@click.option("--again", "is_anew", is_flag=True, help="Räkna om allt, även det som inget nytt har kommit in till.")
@AS_TABLE
def run(
    raw: Path | None,
    warehouse: Path | None,
    exports: Path | None,
    programmes: tuple[str, ...],
    as_of: date | None,
    reason: str,
    is_anew: bool,
    is_table: bool,
) -> None:
    """Läs leveranserna, räkna fram utbetalningarna och skriv arbetsböckerna.

    Det som inget nytt har kommit in till räknas inte om; resultatet står kvar.

    Slutar med kod 0 när körningen gått klart (även om rader avvisats), 1 när ett resultat hålls inne för att en
    kontroll inte gått igenom och 2 när kommandot är fel skrivet.
    """
    settings = settings_of(raw=raw, warehouse=warehouse, exports=exports)
    if not settings.raw.is_dir():
        raise click.UsageError(f"Mappen med leveranser finns inte: {settings.raw}. Ange den med --raw.")

    if as_of:
        settings = settings.looking_back(
            as_of, is_warehouse_told=warehouse is not None, is_exports_told=exports is not None
        )

    from pipelines.command_line.status_command import say_picture
    from pipelines.command_line.summary import say_results
    from pipelines.runs.execution import run_jobs

    with Progress() as tell:
        report = run_jobs(settings, programmes or programme_ids(), tell, reason=reason, is_anew=is_anew)
    if not report.stopped:
        shown = [id_ for id_ in grant_ids() if not programmes or id_ in programmes]
        if is_table:
            say_results(settings, shown, settings.as_of)
        say_picture(settings, shown, date.today(), report)
    complain_of(report)
    if report.is_faulty:
        sys.exit(1)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FIL...")
@click.option(
    "--annotate",
    type=click.Path(path_type=Path, file_okay=False),
    help="Skriv kopior med felen markerade i denna mapp.",
)
def check(files: tuple[Path, ...], annotate: Path | None) -> None:
    """Granska leveranser utan att spara något. Slutar med kod 0 utan fel och 1 med fel."""
    from pipelines.command_line.delivery_check import annotated_copy, check_file
    from pipelines.open_warehouse import open_to
    from readers.reading_process import Reader

    faulty = 0
    settings = settings_of()
    warehouse = open_to(settings, patience_seconds=0)  # a run that goes on is not waited for
    with Reader(settings.reading_limits) as reader:
        for file in files:
            verdict = check_file(file, reader, settings.cluster, settings.raw, warehouse)
            faulty += bool(verdict.errors)
            for line in verdict.errors:
                say(line, "red")
            for line in verdict.remarks:
                say(line, "yellow")
            say(verdict.summary)
            if annotate and verdict.errors and verdict.rejections:
                try:
                    say(f"Markerad kopia: {annotated_copy(file, verdict, annotate)}")
                except OSError as error:
                    complain(in_swedish(str(error)))
    if faulty:
        sys.exit(1)


@main.command()
@REGIONS
@click.option("--kind", type=click.Choice(KIND_IDS), metavar="SLAG", help="Bara detta slag: bup, vardplatser, ...")
@WAREHOUSE
def deliveries(regions: tuple[str, ...], kind: str | None, warehouse: Path | None) -> None:
    """Visa leveranserna: när de kom, om de är lästa, vad som ersatt dem, öppna fel och vilken fil som räknas nu."""
    from pipelines.command_line.deliveries_command import delivery_lines

    for line in delivery_lines(opened(warehouse), regions, kind):
        click.echo(line)


@main.command()
@click.argument("kind", type=click.Choice(KIND_IDS), metavar="SLAG")
@click.option(
    "--region", type=RecipientCode(), help="Länskod, till exempel 09, eller SKR; fyller i mottagaren i förväg."
)
@click.option("--programme", type=ProgrammeId(programme_ids), help="Statsbidrag, för slag som gäller ett sådant.")
@click.option("--payment", help="Utbetalning, för rekvisitioner.")
@click.option(
    "--month", type=Month(), help="Bara denna månad, till exempel 2024-03, i stället för alla som efterfrågas."
)
@click.option(
    "--out", "target", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Filen som skrivs."
)
@WAREHOUSE
def template(
    kind: str,
    region: str | None,
    programme: str | None,
    payment: str | None,
    month: date | None,
    target: Path,
    warehouse: Path | None,
) -> None:
    """Skriv en rapportmall för ett slag av leverans: befolkning, vardplatser, bup, ..."""
    from exports.template.workbook import asked_months, recipients_of, write_template
    from rules.recipients import RECIPIENTS
    from schemas.deliveries import KIND_BY_ID

    if month and month not in asked_months(kind):
        raise click.UsageError(_not_asked(kind, month))
    if region and region not in recipients_of(KIND_BY_ID[kind]):
        raise click.UsageError(f"{RECIPIENTS[region].name} lämnar inga leveranser av slaget {kind}.")
    if target.suffix.lower() != ".xlsx":
        raise click.UsageError("Mallen är en arbetsbok; låt filnamnet sluta på .xlsx.")
    try:
        months = [month] if month else ()
        write_template(
            KIND_BY_ID[kind],
            target,
            region_code=region,
            months=months,
            programme=programme,
            payment=payment,
            number=_told_number(programme, warehouse) if programme else None,
        )
    except ValueError as error:
        raise click.UsageError(f"Leveranser av slaget {kind} lämnas inte till {programme}.") from error
    say(f"Mall skriven: {target}")


def _told_number(programme: str, warehouse: Path | None) -> str | None:
    """The number of a decree whose copy prints none, as the agency has told it; None where it has not."""
    from assets.day import numbered
    from rules.found_decrees import decree

    own = decree(programme)
    if own.reference:
        return own.reference
    with opened(warehouse).reading() as connection:
        return numbered(connection, own).reference


def _not_asked(kind: str, month: date) -> str:
    """Why a kind has no template of a month, and what to do."""
    from exports.template.workbook import asked_months
    from rules.swedish import month_name, month_spans

    months = asked_months(kind)
    if not months:
        return f"Leveranser av slaget {kind} gäller inte en månad. Ta bort --month."
    return f"Inget statsbidrag frågar efter {kind} för {month_name(month)}. Välj en månad bland {month_spans(months)}."


@main.command()
@click.option(
    "--programme", "programmes", multiple=True, type=ProgrammeId(programme_ids), help="Bara detta statsbidrag."
)
@click.option("--from", "first", type=Day(), help="Från och med denna dag.")
@click.option("--to", "last", type=Day(), help="Till och med denna dag.")
@click.option("--all", "is_all", is_flag=True, help="Visa även dagar som har passerat; annars börjar den i dag.")
@AS_CSV
@WAREHOUSE
def calendar(
    programmes: tuple[str, ...],
    first: date | None,
    last: date | None,
    is_all: bool,
    as_csv: bool,
    warehouse: Path | None,
) -> None:
    """Visa beslutens datum: vem som ska göra vad och senast när.

    Dagar som myndigheten har angett (leveranser av slaget anvisningar) gäller; annars beslutens egna eller ett förval.
    """
    from assets.day import basis_day, instructions_of
    from assets.done_deadlines import done_deadlines
    from pipelines.command_line.calendar_command import HEADINGS, CalendarRow, calendar_rows, settable_besides, shown

    with opened(warehouse).reading() as connection:
        instructions = instructions_of(connection)
        ticked = done_deadlines(connection)
        if not (first or last or is_all):
            first = basis_day(connection)
    rows = calendar_rows(programmes or programme_ids(), first, last, instructions)
    if as_csv:
        write_csv(CalendarRow._fields, rows)
        return
    if not rows:
        say("Inga datum i den tiden. Dagar som har passerat visas med --all.")
        return
    from pipelines.command_line.summary import say_table, say_text
    from rules.found_decrees import decree

    for programme in programmes or programme_ids():
        if own := [shown(row, ticked) for row in rows if row.programme == programme]:
            say_table(decree(programme).title, HEADINGS, own)
            if line := settable_besides(programme, instructions):
                say_text(line)


@main.command()
@click.argument("programme", type=ProgrammeId(programme_ids), metavar="STATSBIDRAG")
@click.argument("deadline", metavar="FRIST")
@click.option("--by", "done_by", required=True, help="Vem som bockar av.")
@click.option("--reference", required=True, help="Diarienummer eller en annan hänvisning till det som är gjort.")
@click.option("--date", "done_on", type=Day(), help="Dagen då det blev gjort, eller gäller från; annars i dag.")
@click.option("--undo", "is_undone", is_flag=True, help="Ta tillbaka: fristen är inte gjord.")
@WAREHOUSE
def done(
    programme: str,
    deadline: str,
    done_by: str,
    reference: str,
    done_on: date | None,
    is_undone: bool,
    warehouse: Path | None,
) -> None:
    """Bocka av en frist: den är gjord eller utredd, och varnar inte mer. --undo tar tillbaka det.

    Fristernas beteckningar visas av bonuspott calendar. Det som är levererat ändras inte. Allt som sägs om en frist
    står kvar i tabellen log.done_deadline.
    """
    from assets.done_deadlines import Done, NotDoneError, tick_off
    from pipelines.command_line.summary import say_text

    told = Done(programme, deadline, done_on or date.today(), done_by, reference, is_undone)
    try:
        with opened(warehouse).writing() as connection:
            ticked = tick_off(connection, told, datetime.now())
    except NotDoneError as error:
        complain(str(error))
        sys.exit(2)
    say_text(f"{'Inte längre avbockad' if is_undone else 'Avbockad'}: {ticked.sentence} {done_by}, {reference}.")


@main.command("law-map")
@click.option("--markdown", is_flag=True, help="Skriv som docs/law-map.md.")
@AS_CSV
def law_map(markdown: bool, as_csv: bool) -> None:
    """Visa lagkartan: varje avsnitt i besluten och överenskommelsen, och vad det har blivit."""
    from pipelines.command_line.law_map_command import FIELDS, HEADINGS, as_markdown, flat, shown
    from rules.law_map import by_document

    if as_csv:
        write_csv(FIELDS, [flat(row) for rows in by_document().values() for row in rows])
        return
    if markdown:
        click.echo(as_markdown(), nl=False)
        return
    from pipelines.command_line.summary import say_table

    for document, rows in by_document().items():
        say_table(document, HEADINGS, [shown(row) for row in rows])


@main.command()
@click.argument("amount", type=Kronor(), metavar="BELOPP")
@click.option("--population", type=Day(), help="Referensdatum för befolkningen, till exempel 2023-11-01.")
@click.option("--age", type=click.Choice(["totalt", "0-18"]), default="totalt", help="Åldersgrupp.")
@click.option("--equal", is_flag=True, help="Dela lika i stället för efter befolkning.")
@click.option(
    "--method",
    type=click.Choice(METHODS),
    help=f"Hur restkronor delas (T03); {METHODS[0]} om inget anges, och då visas vad den andra hade ändrat.",
)
@AS_CSV
@WAREHOUSE
def share(
    amount: int,
    population: date | None,
    age: str,
    equal: bool,
    method: str | None,
    as_csv: bool,
    warehouse: Path | None,
) -> None:
    """Dela BELOPP kronor mellan de 21 regionerna efter den lagrade befolkningen."""
    if population is None and not equal:
        raise click.UsageError("Ange vilken befolkning som ska användas: --population DATUM, eller --equal.")

    from pipelines.command_line.sharing import DEFAULT, NoPopulationError, difference_words, mark_words, shared, signed
    from rules.apportionment import Method
    from rules.regions import BY_CODE

    try:
        found = shared(amount, opened(warehouse), population, age, equal=equal)
    except NoPopulationError as error:
        complain(str(error))
        sys.exit(1)
    amounts = found.amounts[Method(method) if method else DEFAULT]
    rows = [(code, BY_CODE[code].name, kr) for code, kr in amounts.items()]
    if as_csv:
        write_csv(["region_code", "region", "amount_kr"], rows)
        return
    from pipelines.command_line.summary import say_table, say_text

    say_table("", ["Länskod", "Region", "Belopp"], [*rows, ("", "Riket", sum(amounts.values()))], has_sum=True)
    for text in mark_words(found):
        say_text(text)
    if method is None:
        say_text(difference_words(found))
    if method is None and (differing := found.differing()):
        headings = ["Region", *METHODS, "Skillnad"]
        say_table("", headings, [(name, ours, other, signed(more)) for name, ours, other, more in differing])


@main.command()
@click.option("--programme", "programmes", multiple=True, type=ProgrammeId(), help="Bara detta bidrag.")
@AS_TABLE
@WAREHOUSE
def status(programmes: tuple[str, ...], is_table: bool, warehouse: Path | None) -> None:
    """Visa läget: utbetalningarna, vad som kommit in och saknas, vad som hålls inne och vad som är nästa steg."""
    from pipelines.command_line.status_command import say_status

    say_status(settings_of(warehouse=warehouse), programmes or grant_ids(), date.today(), is_table=is_table)


@main.command()
@PROGRAMME
@click.argument("payment", required=False, metavar="[UTBETALNING]")
@REGIONS
@AS_CSV
@WAREHOUSE
def payout(programme: str, payment: str | None, regions: tuple[str, ...], as_csv: bool, warehouse: Path | None) -> None:
    """Visa en utbetalnings belopp region för region, och vad som inte betalas och varför."""
    from pipelines.command_line import payout_command as command
    from rules.found_decrees import decree
    from rules.swedish import listing

    known = [each.id for each in decree(programme).payments]
    if payment and payment not in known:
        raise click.UsageError(f"{programme} har ingen utbetalning {payment!r}; det finns {listing(known)}.")
    payments = [payment] if payment else known
    if as_csv:
        write_csv(command.CSV_HEADINGS, command.payout_rows(opened(warehouse), programme, payments, regions))
    else:
        command.say_payouts(opened(warehouse), programme, payments, regions)


for command in (
    *BACKUP_COMMANDS,
    *DECISION_COMMANDS,
    *CHANGES_COMMANDS,
    *ANALYSIS_COMMANDS,
    *REPORT_COMMANDS,
    *PUBLISH_COMMANDS,
):
    main.add_command(command)


def start() -> NoReturn:
    """The program `bonuspott`."""
    ended_at_once(main)
