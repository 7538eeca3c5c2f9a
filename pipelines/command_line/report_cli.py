"""The command that writes the report."""

import sys
from pathlib import Path

import click

from pipelines.command_line.conversation import WAREHOUSE, Progress, complain_of, say, settings_of


@click.command()
@click.option(
    "--out", "folder", type=click.Path(path_type=Path, file_okay=False), help="Skriv sidorna även i denna mapp."
)
@WAREHOUSE
@click.option("--exports", type=click.Path(path_type=Path), help="Mappen för arbetsböckerna och sidorna.")
def report(folder: Path | None, warehouse: Path | None, exports: Path | None) -> None:
    """Räkna fram marginaler och slutredovisning, och skriv rapporten som webbsidor.

    Sidorna är för departementet, för varje region och för den som granskar. De vilar på det som senast räknades fram
    med bonuspott run. De visar även små tal och får inte publiceras; det som får publiceras skrivs med bonuspott
    publish.

    Det som inget nytt har räknats fram till skrivs inte om.

    Slutar med kod 1 när en kontroll inte gått igenom.
    """
    from exports.report.addresses import FOLDER
    from pipelines.runs.execution import run_report

    settings = settings_of(warehouse=warehouse, exports=exports)
    with Progress() as tell:
        made = run_report(settings, tell)
    complain_of(made)
    if made.is_faulty:
        sys.exit(1)
    front = settings.exports / FOLDER / "index.html"
    if folder:
        from exports.report.folder import copy_pages

        copy_pages(front.parent, folder)
        front = folder / front.name
    say(f"Rapport skriven: {front}")
    say(f"Slutredovisningar skrivna i {settings.exports}")
    say("Sidorna visar även små tal och får inte publiceras (T19). En regions sida får lämnas till regionen.")


COMMANDS = (report,)
