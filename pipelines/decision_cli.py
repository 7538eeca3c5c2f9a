"""The commands that decide a payment and pack the evidence for it."""

import sys
from datetime import date
from pathlib import Path

import click

from pipelines.conversation import PROGRAMME, WAREHOUSE, Day, complain, settings_of


@click.command()
@PROGRAMME
@click.argument("payment", metavar="UTBETALNING")
@click.option("--reference", required=True, help="Beslutets diarienummer.")
@click.option("--by", "decided_by", multiple=True, required=True, help="Den som beslutar; ange två olika personer.")
@click.option("--date", "decided_on", type=Day(), help="Beslutets dag; i dag om inget anges.")
@click.option("--allow-example", is_flag=True, help="Tillåt ett övningsbeslut på märkta uppgifter.")
@WAREHOUSE
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

    settings = settings_of(warehouse=warehouse)
    request = Request(programme, payment, reference, decided_by, decided_on or date.today(), allow_example)
    try:
        seal = seal_payment(settings, request)
    except NotDecidableError as error:
        complain(str(error))
        sys.exit(1)
    total = sum(amount.amount_kr for amount in seal.amounts)
    example = " ÖVNINGSBESLUT på märkta uppgifter." if seal.marks else ""
    click.echo(f"Beslutat: {kronor(total)}, sigill {seal.number} ({seal.hash[:12]}…).{example}")
    click.echo("Kör bonuspott run för att få arbetsböcker utan UTKAST.")


@click.command()
@PROGRAMME
@click.argument("payment", metavar="UTBETALNING")
@click.option("--reference", required=True, help="Beslutets diarienummer.")
@click.option("--by", "decided_by", multiple=True, required=True, help="Den som beslutar; ange två olika personer.")
@click.option("--date", "decided_on", type=Day(), help="Beslutets dag; i dag om inget anges.")
@click.option("--allow-example", is_flag=True, help="Tillåt ett övningsbeslut på märkta uppgifter.")
@WAREHOUSE
def adjust(
    programme: str,
    payment: str,
    reference: str,
    decided_by: tuple[str, ...],
    decided_on: date | None,
    allow_example: bool,
    warehouse: Path | None,
) -> None:
    """Besluta en utbetalnings justeringar: det som skiljer i dag betalas ytterligare eller krävs tillbaka.

    Det som beslutats förut ändras inte; justeringen får ett eget sigill. Se först: bonuspott adjustments
    """
    from pipelines.deciding import NotDecidableError, Request
    from pipelines.deciding import adjust as seal_adjustment
    from rules.swedish import kronor

    settings = settings_of(warehouse=warehouse)
    request = Request(programme, payment, reference, decided_by, decided_on or date.today(), allow_example)
    try:
        seal = seal_adjustment(settings, request)
    except NotDecidableError as error:
        complain(str(error))
        sys.exit(1)
    further = sum(amount.amount_kr for amount in seal.amounts if amount.amount_kr > 0)
    claimed = -sum(amount.amount_kr for amount in seal.amounts if amount.amount_kr < 0)
    example = " ÖVNINGSBESLUT på märkta uppgifter." if seal.marks else ""
    click.echo(
        f"Beslutat: {kronor(further)} betalas ytterligare och {kronor(claimed)} ska återbetalas, "
        f"sigill {seal.number} ({seal.hash[:12]}…).{example}"
    )
    click.echo("Kör bonuspott run för att få dem i betalningsunderlaget.")


@click.command()
@PROGRAMME
@click.argument("payment", metavar="UTBETALNING")
@click.option("--out", "target", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Paketet (.zip).")
@click.option("--raw", type=click.Path(path_type=Path), help="Mappen med leveranser.")
@WAREHOUSE
def evidence(programme: str, payment: str, target: Path, raw: Path | None, warehouse: Path | None) -> None:
    """Packa allt som en utbetalning vilar på, så att den kan räknas om utan Bonuspott.

    Kontrollera paketet med: python3 verify.py PAKET.zip (verify.py ligger i paketet).
    """
    from exports.evidence_package import checksum_file
    from pipelines.evidence_command import NoEvidenceError, write_evidence

    try:
        package = write_evidence(settings_of(raw=raw, warehouse=warehouse), programme, payment, target)
    except NoEvidenceError as error:
        complain(str(error))
        sys.exit(1)
    click.echo(f"Paket skrivet: {package}")
    click.echo(f"SHA-256: {checksum_file(package).read_text(encoding='utf-8').split()[0]}")


COMMANDS = (decide, adjust, evidence)
