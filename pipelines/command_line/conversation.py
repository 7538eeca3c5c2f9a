"""What the commands share: kinds of arguments, where things are, and how something is said."""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.command_line.screen import fitted
from pipelines.command_line.usage_words import speak_swedish
from pipelines.settings import Settings, SettingsError
from pipelines.system_errors import in_swedish
from rules.found_decrees import decrees, grants

if TYPE_CHECKING:
    from assets.warehouse import Warehouse
    from pipelines.runs.execution import Report

speak_swedish()


def grant_ids() -> tuple[str, ...]:
    """The programmes that pay regions."""
    return tuple(decree.id for decree in grants())


def programme_ids() -> tuple[str, ...]:
    """All programmes: those that pay regions, and then those by which none is paid."""
    return (*grant_ids(), *(decree.id for decree in decrees() if not decree.payments))


def monthly_grant_ids() -> tuple[str, ...]:
    """The programmes with monthly requirements."""
    return tuple(decree.id for decree in grants() if decree.requirements)


class ProgrammeId(click.Choice[str]):
    """The id of a programme among those that there are when the command is used."""

    def __init__(self, among: Callable[[], tuple[str, ...]] = grant_ids) -> None:
        self._among = among
        super().__init__(())

    @property
    def choices(self) -> tuple[str, ...]:
        """The ids to choose from."""
        return self._among()

    @choices.setter
    def choices(self, _: object) -> None:
        """They follow from the decrees."""


OPTIONS = "[VAL]"
"""How the options are named in a line of usage."""

WAREHOUSE = click.option("--warehouse", type=click.Path(path_type=Path), help="Databasfilen (DuckDB).")
PROGRAMME = click.argument("programme", type=ProgrammeId(), metavar="STATSBIDRAG")
AS_CSV = click.option("--csv", "as_csv", is_flag=True, help="Skriv CSV i stället för en tabell.")

AS_TABLE = click.option("--table", "is_table", is_flag=True, help="Visa också tabellerna, region för region.")


class Spoken(click.Group):
    """A group of commands that are shown in Swedish.

    They end with a message and code 1 when a file, the warehouse or a seal cannot be used.
    """

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.options_metavar, self.subcommand_metavar = OPTIONS, "KOMMANDO ..."

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, whose line of usage then is Swedish too."""
        cmd.options_metavar = OPTIONS
        super().add_command(cmd, name)

    def make_context(self, *args: Any, **attributes: Any) -> click.Context:
        """The context, or what is wrong with the words before the command."""
        with _usage_fitted():
            return super().make_context(*args, **attributes)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            with _usage_fitted():
                return super().invoke(ctx)
        except (BrokenPipeError, click.ClickException, click.exceptions.Exit, click.Abort):
            raise  # click knows what to do; a broken pipe is that whoever read has had enough, as `head`
        except OSError as error:
            complain(in_swedish(str(error)))
            sys.exit(1)
        except Exception as error:
            if not is_told(error):
                raise
            complain(str(error))
            sys.exit(1)


@contextmanager
def _usage_fitted() -> Iterator[None]:
    """What is wrong with a command is told within the screen, as all else is."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise  # which is a page of help
    except click.UsageError as error:
        told = fitted(f"{_FAULT}{error.format_message()}").removeprefix(_FAULT)
        raise click.UsageError(told, error.ctx) from error


_FAULT = "Fel: "
"""How click begins what it says of a fault."""


def is_told(error: Exception) -> bool:
    """Whether an error carries a Swedish message for people."""
    from assets.decisions import BrokenChainError
    from assets.warehouse import WarehouseBusyError, WarehouseUnusableError

    return isinstance(error, BrokenChainError | WarehouseBusyError | WarehouseUnusableError)


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


class Month(click.ParamType[date]):
    """A month as deliveries write it: `2024-03`, `mars 2024`."""

    name = "MÅNAD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Its first day, or a usage error that says what was expected."""
        from readers.dates import month
        from readers.rejections import Unreadable

        if isinstance(value, date):
            return value
        try:
            return month(str(value))
        except Unreadable as unreadable:
            self.fail(f"{value!r} {unreadable.message}", param, ctx)


class RegionCode(click.ParamType[str]):
    """A region by its county code or any of its names: `09`, `Gotland`."""

    name = "REGION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The county code, or a usage error that says what was expected."""
        from readers.region_names import region_code
        from readers.rejections import Unreadable

        try:
            return region_code(str(value))
        except Unreadable:
            self.fail(f"Det finns ingen region {value!r}. Skriv dess länskod, till exempel 09, eller namn.", param, ctx)


class RecipientCode(RegionCode):
    """The same, or SKR: `skr`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code, or a usage error that says what was expected."""
        from readers.region_names import recipient_code
        from readers.rejections import Unreadable

        try:
            return recipient_code(str(value))
        except Unreadable:
            return super().convert(value, param, ctx)


class Kronor(click.ParamType[int]):
    """Whole kronor, with or without blanks between thousands."""

    name = "BELOPP"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The amount, or a usage error that says what was expected."""
        digits = "".join(str(value).split())
        if not digits.isascii() or not digits.isdigit():
            self.fail(f"{value!r} är inte ett belopp i hela kronor. Skriv till exempel 40000000.", param, ctx)
        return int(digits)


REGIONS = click.option(
    "--region",
    "regions",
    multiple=True,
    type=RegionCode(),
    help="Bara denna region (länskod eller namn); kan upprepas.",
)
MONTHS = click.option(
    "--month", "months", multiple=True, type=Month(), help="Bara denna månad, till exempel 2024-03; kan upprepas."
)


def settings_of(**places: Path | None) -> Settings:
    """The settings with the places given; a usage error for settings that cannot be used."""
    try:
        return Settings.from_environment().placed(**places)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


def opened(warehouse: Path | None) -> "Warehouse":
    """The warehouse of the settings, or the one at the place given, to be opened as the settings say."""
    from pipelines.open_warehouse import open_to

    return open_to(settings_of(warehouse=warehouse))


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows to standard output."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    sys.stdout.flush()  # a full disk is then told by the command and not by the interpreter


def complain(text: str) -> None:
    """Say what went wrong, beside the results."""
    click.secho(fitted(text), fg="red", err=True)


def say(text: str, colour: str | None = None) -> None:
    """Say something in words, within the screen."""
    click.secho(fitted(text), fg=colour)


def complain_of(report: "Report") -> None:
    """Say what went wrong in the jobs of a command."""
    for failure in report.failed_checks:
        if failure.check == "basis_usable":
            continue  # told beside the payment that is held back
        complain(f"Kontrollen {failure.check} för {failure.asset} gick inte igenom:\n{failure.text}")
    for text in (*report.stopped, *report.untold):
        complain(text)


class Progress:
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
