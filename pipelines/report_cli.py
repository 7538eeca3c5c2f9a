"""The command that writes the report as pages."""

from pathlib import Path

import click

from pipelines.conversation import WAREHOUSE, settings_of


@click.command()
@click.option(
    "--out", "folder", type=click.Path(path_type=Path, file_okay=False), help="Mappen för sidorna; annars i exporterna."
)
@WAREHOUSE
def report(folder: Path | None, warehouse: Path | None) -> None:
    """Skriv rapporten som webbsidor: för departementet, för varje region och för den som granskar."""
    from pipelines.report_command import written_report

    click.echo(f"Rapport skriven: {written_report(settings_of(warehouse=warehouse), folder)}")


COMMANDS = (report,)
