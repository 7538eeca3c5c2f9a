"""The command line `bonuspott`: what a case officer types, and what is said back, in Swedish.

Only talking is done here; heavy libraries are imported when a command needs them, so that `--help`
answers at once.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from pipelines.settings import Settings, SettingsError

PROGRAMME_IDS = ("tillganglighet_2024", "vardplatser_2024", "vardkoer_2025")
CALENDAR_IDS = (*PROGRAMME_IDS, "kapacitet_2022")
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
)
METHODS = ("largest_remainder", "residual_on_largest")


class Day(click.ParamType[date]):
    """A calendar day as `2024-08-31`."""

    name = "DATUM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that says what was expected."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} är inte ett datum. Skriv det som 2024-08-31.", param, ctx)


class Kronor(click.ParamType[int]):
    """Whole kronor, with or without blanks between thousands."""

    name = "BELOPP"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The amount, or a usage error that says what was expected."""
        digits = "".join(str(value).split())
        if not digits.isascii() or not digits.isdigit():
            self.fail(f"{value!r} är inte ett belopp i hela kronor. Skriv till exempel 40000000.", param, ctx)
        return int(digits)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bonuspott", message="%(prog)s %(version)s")
def main() -> None:
    """Bonuspott räknar fram statsbidrag till regionerna: från rapporter till utbetalning, på kronan.

    Börja med: bonuspott run
    """


@main.command()
@click.option("--raw", type=click.Path(path_type=Path), help="Mappen med leveranser.")
@click.option("--warehouse", type=click.Path(path_type=Path), help="Databasfilen (DuckDB).")
@click.option("--exports", type=click.Path(path_type=Path), help="Mappen för arbetsböckerna.")
@click.option(
    "--programme", "programmes", multiple=True, type=click.Choice(PROGRAMME_IDS), help="Bara detta statsbidrag."
)
@click.option("--as-of", type=Day(), help="Räkna bara med det som kommit in till och med denna dag.")
@click.option("--reason", default="", help="Varför körningen görs; sparas med körningen.")
def run(
    raw: Path | None,
    warehouse: Path | None,
    exports: Path | None,
    programmes: tuple[str, ...],
    as_of: date | None,
    reason: str,
) -> None:
    """Läs leveranserna, räkna fram utbetalningarna och skriv arbetsböckerna.

    Slutar med kod 0 när körningen gått klart (även om rader avvisats), 1 när ett resultat hålls inne för att en
    kontroll inte gått igenom och 2 när kommandot är fel skrivet.
    """
    settings = _settings(raw=raw, warehouse=warehouse, exports=exports)
    if not settings.raw.is_dir():
        raise click.UsageError(f"Mappen med leveranser finns inte: {settings.raw}. Ange den med --raw.")

    from pipelines.execution import run_jobs
    from pipelines.summary import say_results

    with _progress() as tell:
        report = run_jobs(settings, programmes or PROGRAMME_IDS, as_of, tell, reason=reason)
    if not report.stopped:
        say_results(settings, programmes or PROGRAMME_IDS, as_of)
    for failure in report.failed_checks:
        _complain(f"Kontrollen {failure.check} för {failure.asset} gick inte igenom:\n{failure.text}")
    for text in (*report.stopped, *report.untold):
        _complain(text)
    if report.failed_checks or report.stopped:
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
    from pipelines.delivery_check import annotated_copy, check_file

    faulty = 0
    for file in files:
        verdict = check_file(file)
        faulty += bool(verdict.errors)
        for line in verdict.errors:
            click.secho(line, fg="red")
        for line in verdict.remarks:
            click.secho(line, fg="yellow")
        click.echo(verdict.summary)
        if annotate and verdict.errors:
            try:
                click.echo(f"Markerad kopia: {annotated_copy(file, verdict, annotate)}")
            except OSError as error:
                _complain(
                    f"Kopian av {file.name} kunde inte skrivas i {annotate} ({error.strerror}). Välj en annan mapp."
                )
    if faulty:
        sys.exit(1)


@main.command()
@click.argument("kind", type=click.Choice(KIND_IDS), metavar="SLAG")
@click.option("--region", help="Länskod, till exempel 09; fyller i regionen i förväg.")
@click.option("--programme", type=click.Choice(CALENDAR_IDS), help="Statsbidrag, för slag som gäller ett sådant.")
@click.option("--payment", help="Utbetalning, för rekvisitioner.")
@click.option(
    "--out", "target", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Filen som skrivs."
)
def template(kind: str, region: str | None, programme: str | None, payment: str | None, target: Path) -> None:
    """Skriv en rapportmall för ett slag av leverans: befolkning, vardplatser, bup, ..."""
    from exports.template import write_template
    from rules.regions import BY_CODE
    from schemas.deliveries import KIND_BY_ID

    if region is not None and region not in BY_CODE:
        raise click.UsageError(f"Det finns ingen region med länskoden {region!r}. Skriv två siffror, till exempel 09.")
    if target.suffix.lower() != ".xlsx":
        raise click.UsageError("Mallen är en arbetsbok; låt filnamnet sluta på .xlsx.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_template(KIND_BY_ID[kind], target, region_code=region, programme=programme, payment=payment)
    except ValueError as error:
        raise click.UsageError(f"Mallen kan inte skrivas: {error}.") from error
    except OSError as error:
        _complain(f"Mallen kunde inte skrivas som {target} ({error.strerror}). Välj en annan plats.")
        sys.exit(1)
    click.echo(f"Mall skriven: {target}")


@main.command()
@click.option(
    "--programme", "programmes", multiple=True, type=click.Choice(CALENDAR_IDS), help="Bara detta statsbidrag."
)
@click.option("--from", "first", type=Day(), help="Från och med denna dag.")
@click.option("--to", "last", type=Day(), help="Till och med denna dag.")
@click.option("--csv", "as_csv", is_flag=True, help="Skriv CSV i stället för en tabell.")
def calendar(programmes: tuple[str, ...], first: date | None, last: date | None, as_csv: bool) -> None:
    """Visa beslutens datum: vem som ska göra vad och senast när."""
    from pipelines.calendar_command import HEADINGS, CalendarRow, calendar_rows, shown

    rows = calendar_rows(programmes or CALENDAR_IDS, first, last)
    if as_csv:
        _write_csv(CalendarRow._fields, rows)
        return
    if not rows:
        click.echo("Inga datum i den tiden.")
        return
    from pipelines.summary import say_table

    say_table("", HEADINGS, [shown(row) for row in rows])


@main.command()
@click.argument("programme", type=click.Choice(PROGRAMME_IDS), metavar="STATSBIDRAG")
@click.argument("payment", metavar="UTBETALNING")
@click.option("--out", "target", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Paketet (.zip).")
@click.option("--raw", type=click.Path(path_type=Path), help="Mappen med leveranser.")
@click.option("--warehouse", type=click.Path(path_type=Path), help="Databasfilen (DuckDB).")
def evidence(programme: str, payment: str, target: Path, raw: Path | None, warehouse: Path | None) -> None:
    """Packa allt som en utbetalning vilar på, så att den kan räknas om utan Bonuspott.

    Kontrollera paketet med: python3 verify.py PAKET.zip (verify.py ligger i paketet).
    """
    from exports.evidence_package import checksum_file
    from pipelines.evidence_command import NoEvidenceError, write_evidence

    try:
        package = write_evidence(_settings(raw=raw, warehouse=warehouse), programme, payment, target)
    except NoEvidenceError as error:
        _complain(str(error))
        sys.exit(1)
    click.echo(f"Paket skrivet: {package}")
    click.echo(f"SHA-256: {checksum_file(package).read_text(encoding='utf-8').split()[0]}")


@main.command()
@click.argument("amount", type=Kronor(), metavar="BELOPP")
@click.option("--population", type=Day(), help="Referensdatum för befolkningen, till exempel 2023-11-01.")
@click.option("--age", type=click.Choice(["totalt", "0-18"]), default="totalt", help="Åldersgrupp.")
@click.option("--equal", is_flag=True, help="Dela lika i stället för efter befolkning.")
@click.option(
    "--method", type=click.Choice(METHODS), default=METHODS[0], show_default=True, help="Hur restkronor delas (T03)."
)
@click.option("--csv", "as_csv", is_flag=True, help="Skriv CSV i stället för en tabell.")
@click.option("--warehouse", type=click.Path(path_type=Path), help="Databasfilen (DuckDB).")
def share(
    amount: int,
    population: date | None,
    age: str,
    equal: bool,
    method: str,
    as_csv: bool,
    warehouse: Path | None,
) -> None:
    """Dela BELOPP kronor mellan de 21 regionerna efter den lagrade befolkningen."""
    if population is None and not equal:
        raise click.UsageError("Ange vilken befolkning som ska användas: --population DATUM, eller --equal.")

    from pipelines.sharing import NoPopulationError, shared
    from rules.regions import BY_CODE

    settings = _settings(warehouse=warehouse)
    try:
        amounts = shared(amount, settings.warehouse, population, age, equal=equal, method=method)
    except NoPopulationError as error:
        _complain(str(error))
        sys.exit(1)
    rows = [(code, BY_CODE[code].name, kr) for code, kr in amounts.items()]
    if as_csv:
        _write_csv(["region_code", "region", "amount_kr"], rows)
        return
    from pipelines.summary import say_table

    say_table("", ["Länskod", "Region", "Belopp"], [*rows, ("", "Riket", sum(amounts.values()))], has_sum=True)


@main.command()
@click.argument("programme", type=click.Choice(PROGRAMME_IDS), metavar="STATSBIDRAG")
@click.argument("payment", metavar="UTBETALNING")
@click.option("--reference", required=True, help="Beslutets diarienummer.")
@click.option("--by", "decided_by", multiple=True, required=True, help="Den som beslutar; ange två olika personer.")
@click.option("--date", "decided_on", type=Day(), help="Beslutets dag; i dag om inget anges.")
@click.option("--allow-example", is_flag=True, help="Tillåt ett övningsbeslut på märkta uppgifter.")
@click.option("--warehouse", type=click.Path(path_type=Path), help="Databasfilen (DuckDB).")
def decide(
    programme: str,
    payment: str,
    reference: str,
    decided_by: tuple[str, ...],
    decided_on: date | None,
    allow_example: bool,
    warehouse: Path | None,
) -> None:
    """Besluta en utbetalning: två personer förseglar beloppen, som sedan aldrig ändras."""
    from pipelines.deciding import NotDecidableError, Request
    from pipelines.deciding import decide as seal_payment
    from rules.swedish import kronor

    settings = _settings(warehouse=warehouse)
    request = Request(programme, payment, reference, decided_by, decided_on or date.today(), allow_example)
    try:
        seal = seal_payment(settings, request)
    except NotDecidableError as error:
        _complain(str(error))
        sys.exit(1)
    total = sum(amount.amount_kr for amount in seal.amounts)
    example = " ÖVNINGSBESLUT på märkta uppgifter." if seal.marks else ""
    click.echo(f"Beslutat: {kronor(total)}, sigill {seal.number} ({seal.hash[:12]}…).{example}")
    click.echo("Kör bonuspott run för att få arbetsböcker utan UTKAST.")


@main.command()
@click.option("--programme", "programmes", multiple=True, type=click.Choice(PROGRAMME_IDS), help="Bara detta bidrag.")
@click.option("--warehouse", type=click.Path(path_type=Path), help="Databasfilen (DuckDB).")
def status(programmes: tuple[str, ...], warehouse: Path | None) -> None:
    """Visa läget: vad som kommit in och från vem, vad som är framräknat, vad som hålls inne och vad som väntar."""
    from assets.warehouse import WarehouseBusyError, WarehouseUnusableError
    from pipelines.status_command import say_status

    settings = _settings(warehouse=warehouse)
    try:
        say_status(settings, programmes or PROGRAMME_IDS, date.today())
    except (WarehouseBusyError, WarehouseUnusableError) as error:
        _complain(str(error))
        sys.exit(1)


@main.command()
@click.argument("programme", required=False, type=click.Choice(PROGRAMME_IDS), metavar="STATSBIDRAG")
@click.argument("region", required=False, metavar="REGION")
@click.option("--month", help="Bara det som avgjordes för denna månad, till exempel 2024-03.")
@click.option("--payment", help="Bara denna utbetalning, till exempel augusti.")
@click.option("--cell", "address", metavar="FIL!BLAD!CELL", help="Vad en levererad cell flyttade, och för vem.")
@click.option("--json", "as_json", is_flag=True, help="Skriv JSON i stället för text.")
@click.option("--warehouse", type=click.Path(path_type=Path), help="Databasfilen (DuckDB).")
def explain(
    programme: str | None,
    region: str | None,
    month: str | None,
    payment: str | None,
    address: str | None,
    as_json: bool,
    warehouse: Path | None,
) -> None:
    """Förklara kronorna: från en regions utbetalningar ned till fil, blad och cell, eller från en cell till kronor.

    Till exempel: bonuspott explain vardplatser_2024 Skåne --month 2024-03
    """
    if address and (programme or region or month or payment):
        raise click.UsageError("Ange antingen STATSBIDRAG och REGION eller --cell.")
    if not address and not (programme and region):
        raise click.UsageError("Ange STATSBIDRAG och REGION, eller --cell FIL!BLAD!CELL.")

    from assets.warehouse import WarehouseBusyError, WarehouseUnusableError
    from pipelines.explain_command import explain_cell, explain_region, say_tree, tree_as_json
    from pipelines.explained_results import ExplainError

    settings = _settings(warehouse=warehouse)
    try:
        if address:
            tree = explain_cell(settings, address)
        else:
            tree = explain_region(settings, programme or "", region or "", month, payment)
    except (ExplainError, WarehouseBusyError, WarehouseUnusableError) as error:
        _complain(str(error))
        sys.exit(1)
    if as_json:
        click.echo(tree_as_json(tree))
    else:
        say_tree(tree)


def _settings(**places: Path | None) -> Settings:
    try:
        return Settings.from_environment().placed(**places)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


def _write_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)


def _complain(text: str) -> None:
    click.secho(text, fg="red", err=True)


class _progress:  # noqa: N801 - used as a word in a with statement
    """Says each step once; on a terminal the step that is under way has a spinner."""

    def __enter__(self) -> Callable[[str], None]:
        self.status: Any = None
        return self._tell

    def _tell(self, step: str) -> None:
        if sys.stderr.isatty():
            from rich.console import Console

            if self.status is None:
                self.status = Console(stderr=True).status(step)
                self.status.start()
            self.status.update(f"{step} …")
        else:
            click.echo(f"{step} …", err=True)

    def __exit__(self, *_: object) -> None:
        if self.status is not None:
            self.status.stop()
