"""The commands that take a backup and restore it."""

import sys
from pathlib import Path

import click

from pipelines.command_line.conversation import WAREHOUSE, complain, say, settings_of

RAW = click.option("--raw", type=click.Path(path_type=Path), help="Mappen med leveranser.")
HISTORY = click.option("--history", type=click.Path(path_type=Path), help="Mappen med körningarnas historik.")


@click.command()
@click.option(
    "--out",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Filen som skrivs (.tar.gz).",
)
@RAW
@WAREHOUSE
@HISTORY
def backup(target: Path, raw: Path | None, warehouse: Path | None, history: Path | None) -> None:
    """Säkerhetskopiera databasen, besluten, leveranserna och körningarnas historik till en fil.

    Väntar på en körning som pågår, så att allt i kopian hör ihop. Inställningar och lösenord är inte med.
    """
    from pipelines.backup import BackupError, back_up
    from pipelines.runs.run_lock import RunLockError
    from rules.swedish import counted

    try:
        taken = back_up(settings_of(raw=raw, warehouse=warehouse, history=history), target.absolute())
    except (BackupError, RunLockError) as error:
        complain(str(error))
        sys.exit(1)
    for remark in taken.remarks:
        say(remark, "yellow")
    say(f"Säkerhetskopia skriven: {taken.path} ({counted(taken.file_count, 'fil', 'filer')})")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False), metavar="FIL")
@RAW
@WAREHOUSE
@HISTORY
def restore(source: Path, raw: Path | None, warehouse: Path | None, history: Path | None) -> None:
    """Återställ en säkerhetskopia till tomma platser, efter att allt i den har kontrollerats."""
    from pipelines.backup import BackupError
    from pipelines.backup import restore as put_back
    from pipelines.runs.run_lock import RunLockError
    from rules.swedish import counted

    settings = settings_of(raw=raw, warehouse=warehouse, history=history)
    try:
        taken = put_back(settings, source.absolute())
    except (BackupError, RunLockError) as error:
        complain(str(error))
        sys.exit(1)
    say(f"Återställt: {counted(taken.file_count, 'fil', 'filer')} till {settings.warehouse.parent}")
    say("Kör bonuspott run; beloppen ska bli desamma.")


COMMANDS = (backup, restore)
