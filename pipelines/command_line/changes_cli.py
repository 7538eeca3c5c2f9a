"""The commands that tell what moved since earlier runs, and since payments were decided."""

import sys
from pathlib import Path

import click

from pipelines.command_line.conversation import (
    AS_CSV,
    REGIONS,
    WAREHOUSE,
    ProgrammeId,
    complain,
    opened,
    say,
    write_csv,
)


@click.command()
@click.option("--since", default="", metavar="KÖRNING|DATUM", help="Bara från denna körning eller dag och framåt.")
@click.option("--programme", "programmes", multiple=True, type=ProgrammeId(), help="Bara detta bidrag.")
@REGIONS
@AS_CSV
@WAREHOUSE
def changes(
    since: str, programmes: tuple[str, ...], regions: tuple[str, ...], as_csv: bool, warehouse: Path | None
) -> None:
    """Visa vilka belopp och utfall som har flyttats mellan körningar: hur mycket, för vem och av vilken leverans."""
    from pipelines.command_line import changes_command as command
    from pipelines.command_line.summary import say_table
    from schemas.changes import AMOUNT, OUTCOME

    try:
        rows = command.changes(opened(warehouse), since, programmes, regions)
    except command.UnknownRunError as error:
        complain(str(error))
        sys.exit(1)
    if as_csv:
        write_csv(command.CSV_HEADINGS, rows.iter_rows())
        return
    if rows.is_empty():
        say("Inget belopp och inget utfall har flyttats mellan körningarna i urvalet.")
        return
    for title, of_run in command.runs(rows):
        amounts = [command.shown_amount(row) for row in of_run.filter(what=AMOUNT).iter_rows(named=True)]
        outcomes = [command.shown_outcome(row) for row in of_run.filter(what=OUTCOME).iter_rows(named=True)]
        if amounts:
            say_table(title, command.HEADINGS, amounts, keys=2)
            say(f"Summa av skillnaderna: {command.signed(int(of_run['difference_kr'].sum()))} kronor.")
        if outcomes:
            say_table("" if amounts else title, command.OUTCOME_HEADINGS, outcomes)


@click.command()
@click.option("--programme", "programmes", multiple=True, type=ProgrammeId(), help="Bara detta bidrag.")
@REGIONS
@AS_CSV
@WAREHOUSE
def adjustments(programmes: tuple[str, ...], regions: tuple[str, ...], as_csv: bool, warehouse: Path | None) -> None:
    """Visa vad beslutade belopp skulle vara i dag, skillnaden och vad den beror på. Beslutas med bonuspott adjust."""
    from pipelines.command_line import adjustments_command as command
    from pipelines.command_line.changes_command import signed
    from pipelines.command_line.summary import say_table

    rows = command.adjustment_rows(opened(warehouse), programmes, regions)
    if as_csv:
        write_csv(command.CSV_HEADINGS, rows.iter_rows())
    elif rows.is_empty():
        say("Inget beslutat belopp i urvalet skulle vara ett annat i dag.")
    else:
        say_table("", command.HEADINGS, [command.shown(row) for row in rows.iter_rows(named=True)], keys=2)
        say(f"Summa av skillnaderna: {signed(int(rows['difference_kr'].sum()))} kronor.")


COMMANDS = (changes, adjustments)
