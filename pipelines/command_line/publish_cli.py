"""The command that publishes open data."""

import sys
from pathlib import Path

import click

from pipelines.command_line.conversation import WAREHOUSE, complain, say, settings_of


@click.command()
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Mappen som filerna skrivs i, i stället för oppna_data bland arbetsböckerna.",
)
@click.option(
    "--threshold",
    type=click.IntRange(min=3),
    metavar="ANTAL",
    default=5,
    show_default=True,
    help="Antal under detta döljs (T19).",
)
@WAREHOUSE
def publish(folder: Path | None, threshold: int, warehouse: Path | None) -> None:
    """Skriv öppna data: CSV-filer med dataordlista, där små tal är dolda.

    Filer från en tidigare publicering skrivs över. Den som har dem kvar kan jämföra: läs loggen över dolda tal innan
    rättade tal publiceras på nytt.

    Slutar med kod 1 när det inte går att publicera.
    """
    from assets.publication import PublicationError
    from pipelines.command_line.publish_command import published, told

    try:
        made = published(settings_of(warehouse=warehouse), folder, threshold)
    except PublicationError as error:
        complain(str(error))
        sys.exit(1)
    for line in told(made):
        say(line)


COMMANDS = (publish,)
