"""The commands that explain and ask what if; they change nothing that counts."""

import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from pipelines.command_line.conversation import (
    AS_CSV,
    MONTHS,
    PROGRAMME,
    REGIONS,
    WAREHOUSE,
    Month,
    ProgrammeId,
    Progress,
    RegionCode,
    complain,
    monthly_grant_ids,
    opened,
    say,
    settings_of,
    write_csv,
)


@click.command()
@click.argument("programme", required=False, type=ProgrammeId(), metavar="STATSBIDRAG")
@click.argument("region", required=False, type=RegionCode(), metavar="REGION")
@click.option("--month", type=Month(), help="Bara det som avgjordes för denna månad, till exempel 2024-03.")
@click.option("--payment", metavar="UTBETALNING", help="Bara denna utbetalning, till exempel augusti.")
@click.option("--cell", "address", metavar="FIL!BLAD!CELL", help="Vad en levererad cell flyttade, och för vem.")
@click.option("--json", "as_json", is_flag=True, help="Skriv JSON i stället för text.")
@WAREHOUSE
def explain(
    programme: str | None,
    region: str | None,
    month: date | None,
    payment: str | None,
    address: str | None,
    as_json: bool,
    warehouse: Path | None,
) -> None:
    """Förklara kronorna: från en regions utbetalningar ned till fil, blad och cell, eller från en cell till kronor.

    Till exempel: bonuspott explain STATSBIDRAG Skåne --month 2024-03
    """
    if address and (programme or region or month or payment):
        raise click.UsageError("Ange antingen STATSBIDRAG och REGION eller --cell.")
    if not address and not (programme and region):
        raise click.UsageError("Ange STATSBIDRAG och REGION, eller --cell FIL!BLAD!CELL.")

    from pipelines.command_line.explain_command import explain_cell, explain_region, say_tree, tree_as_json
    from pipelines.command_line.explained_results import ExplainError

    settings = settings_of(warehouse=warehouse)
    try:
        if address:
            tree = explain_cell(settings, address)
        else:
            tree = explain_region(settings, programme or "", region or "", month, payment)
    except ExplainError as error:
        complain(str(error))
        sys.exit(1)
    if as_json:
        click.echo(tree_as_json(tree))
    else:
        say_tree(tree)


@click.command()
@PROGRAMME
@click.option("--out", "target", type=click.Path(path_type=Path, dir_okay=False), help="Skriv en arbetsbok (.xlsx).")
@AS_CSV
@WAREHOUSE
def readings(programme: str, target: Path | None, as_csv: bool, warehouse: Path | None) -> None:
    """Visa vad varje annan läsning av en öppen punkt i beslutet skulle flytta, i kronor."""
    from pipelines.command_line import readings_command as command
    from pipelines.command_line.summary import say_table, say_text

    prices = command.priced(opened(warehouse), programme)
    rows = command.reading_rows(prices)
    if target:
        command.write_workbook(target, prices)
        say(f"Arbetsbok skriven: {target}")
    elif as_csv:
        write_csv(command.CSV_HEADINGS, [command.flat(row) for row in rows])
    else:
        say_table("", command.HEADINGS, [command.shown(row) for row in rows])
        for row in rows:
            if row.no_price:
                say_text(f"{row.reading}, {row.text} Kan inte räknas: {row.no_price}")


@click.command()
@click.argument("programme", type=ProgrammeId(monthly_grant_ids), metavar="STATSBIDRAG")
@REGIONS
@MONTHS
@AS_CSV
@WAREHOUSE
def margins(
    programme: str, regions: tuple[str, ...], months: tuple[date, ...], as_csv: bool, warehouse: Path | None
) -> None:
    """Visa hur långt varje region var från ett annat utfall, och vad det hade varit värt."""
    from pipelines.command_line import margins_command as command
    from pipelines.command_line.summary import say_table, say_text
    from rules.regions import CODES

    wanted = months or None
    rows, basis = command.margins_told(opened(warehouse), programme, regions or CODES, wanted)
    if as_csv:
        write_csv(command.CSV_HEADINGS, [command.flat(row) for row in rows])
        return
    for table in command.tables(rows):
        say_table(*table)
        say("")
    if not rows:
        say("Inga marginaler finns för urvalet. Kör bonuspott run först, eller välj en annan region eller månad.")
    for sentence in basis:
        say_text(sentence)


@click.command()
@PROGRAMME
@AS_CSV
@WAREHOUSE
def interval(programme: str, as_csv: bool, warehouse: Path | None) -> None:
    """Visa vad varje region har säkert av prestationsmedlen, och kan få minst och högst."""
    from pipelines.command_line.interval_command import HEADINGS, IntervalRow, interval_rows, total
    from pipelines.command_line.summary import say_table
    from rules.interval import NoIntervalError

    try:
        rows = interval_rows(opened(warehouse), programme)
    except NoIntervalError as error:
        _give_up(str(error))
    if as_csv:
        write_csv(IntervalRow._fields, rows)
    else:
        say_table("", HEADINGS, [*rows, total(rows)], has_sum=True, keys=2)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FIL.toml")
@click.option("--out", "target", type=click.Path(path_type=Path, dir_okay=False), help="Skriv allt (.csv eller .xlsx).")
@WAREHOUSE
def simulate(file: Path, target: Path | None, warehouse: Path | None) -> None:
    """Räkna om med andra villkor, läsningar eller rapporterade värden, jämfört med nuläget."""
    from pipelines.command_line.scenario_file import ScenarioFileError, read_scenarios
    from pipelines.command_line.simulate_command import (
        HEADINGS,
        MOST_SHOWN,
        SPREAD_HEADINGS,
        OutputError,
        beside,
        run_simulation,
        shown,
        spread_rows,
    )
    from pipelines.command_line.summary import say_table, say_text
    from rules.what_if import ScenarioError

    try:
        scenarios = read_scenarios(file)
        with Progress() as tell:
            report = run_simulation(
                opened(warehouse),
                scenarios,
                target,
                lambda done, of: tell(f"Räknar scenario {done} av {of}") if done == of or done % 100 == 1 else None,
            )
    except (ScenarioFileError, ScenarioError, OutputError) as error:
        _give_up(str(error))
    for sentence in report.basis:
        say_text(sentence)
    for held in report.withheld:
        say(f"Hålls inne och räknas inte med: {held.payment}. {held.reason}")
    if report.count == 1:
        say_table(report.first[0].scenario, HEADINGS[1:], [shown(row)[1:] for row in report.first], keys=2)
    elif report.first:
        headings, told = beside(report.first)
        say_table("Skillnad mot nu i varje scenario, kronor", headings, told, has_sum=True)
        if report.count > MOST_SHOWN:
            say(f"De {MOST_SHOWN} första av {report.count} scenarier visas; alla skrivs med --out.")
    if report.count > 1:
        say_table(
            f"Spridning över {report.count} scenarier, kronor", SPREAD_HEADINGS, spread_rows(report.spread), keys=2
        )
    if target:
        say(f"Allt finns i {target}")


def _give_up(text: str) -> NoReturn:
    complain(text)
    sys.exit(1)


COMMANDS = (explain, readings, margins, interval, simulate)
