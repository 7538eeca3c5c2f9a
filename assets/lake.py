"""The warehouse in DuckLake: its catalogue in PostgreSQL, its rows in files of a folder that all computers share.

Experimental. `assets.warehouse` reads and writes it as it does the DuckDB file, in the same words of SQL; only how it
is opened, copied and spoken of is here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

NAME = "lake"
_FILE = "file"
_EXTENSIONS = ("postgres_scanner", "ducklake")
_NOT_MADE = "creating a new DuckLake is explicitly disabled"
_OTHER_FOLDER = "DATA_PATH"


class LakeError(Exception):
    """The lake cannot be opened; the message is Swedish and says what to do."""


@dataclass(frozen=True)
class Lake:
    """The lake whose catalogue is in the database `catalogue` (`dbname=… host=…`, as libpq wants it).

    Passwords are not in it: libpq has places of its own for them.
    """

    catalogue: str = field(repr=False)
    folder: Path

    def __str__(self) -> str:
        return f"DuckLake ({self.catalogue}; {self.folder})"

    def opened(self, config: dict[str, Any], *, read_only: bool) -> duckdb.DuckDBPyConnection | None:
        """A connection to it; None when it is only to be read and nobody has made it yet. Raises `LakeError`."""
        # What is too large for memory goes beside it, as with a DuckDB file; nothing is ever fetched from a network.
        beside = {"temp_directory": f"{self.folder}.tmp", "autoinstall_known_extensions": False}
        duck = duckdb.connect(config=config | beside)
        try:
            self._attach(duck, read_only=read_only)
            use(duck)
        except duckdb.InvalidInputException as error:
            duck.close()
            if _NOT_MADE in str(error):
                return None
            raise LakeError(self.unusable(error)) from error
        except duckdb.Error as error:
            duck.close()
            if _OTHER_FOLDER in str(error):
                raise LakeError(
                    f"{self} kan inte öppnas: katalogen hör ihop med en annan mapp ({_one_line(error)}). Inställningen "
                    "warehouse ska vara samma sökväg på alla datorer; ange den, eller en annan katalog."
                ) from error
            raise LakeError(self.unusable(error)) from error
        except LakeError:
            duck.close()
            raise
        return duck

    def unusable(self, error: Exception) -> str:
        """What to say and do when it cannot be opened, read or written."""
        if isinstance(error, duckdb.TransactionException) and "conflict" in str(error).lower():
            return (
                f"{self} ändrades av ett annat program medan något skrevs, och inget av det sparades. Kör igen; kör "
                "inget annat än Bonuspott som skriver där."
            )
        return (
            f"{self} kan inte öppnas, läsas eller skrivas ({_one_line(error)}). Kontrollera att PostgreSQL är igång, "
            "att catalogue är rätt och lösenordet finns i PGPASSWORD eller ~/.pgpass, att mappen finns på den här "
            "datorn, att det finns plats på disken och att du får skriva där."
        )

    def _attach(self, duck: duckdb.DuckDBPyConnection, *, read_only: bool) -> None:
        _load_extensions(duck)
        options = [f"DATA_PATH {_quoted(f'{self.folder}/')}", *(["READ_ONLY"] if read_only else [])]
        duck.execute(f"ATTACH {_quoted(f'ducklake:postgres:{self.catalogue}')} AS {NAME} ({', '.join(options)})")


def use(duck: duckdb.DuckDBPyConnection) -> None:
    """Let names of tables mean those of the lake; cursors have to be told anew."""
    duck.execute(f"USE {NAME}")


def take_in(duck: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Copy all of a DuckDB file into an opened lake that is empty, whole or not at all."""
    with _attached(duck, file, "READ_ONLY"):
        _copy(duck, _FILE, NAME)


def copy_out(duck: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Copy all of an opened lake into a new DuckDB file."""
    with _attached(duck, file, "READ_WRITE"):
        _copy(duck, NAME, _FILE)


@contextmanager
def _attached(duck: duckdb.DuckDBPyConnection, file: Path, mode: str) -> Iterator[None]:
    duck.execute(f"ATTACH {_quoted(str(file))} AS {_FILE} ({mode})")
    try:
        yield
    finally:
        duck.execute(f"DETACH {_FILE}")


def _copy(duck: duckdb.DuckDBPyConnection, source: str, target: str) -> None:
    """All tables with rows and what they say they mean, which DuckDB itself leaves behind."""
    theirs = "WHERE database_name = ? AND comment <> ''"
    tables = f"SELECT schema_name, table_name, comment FROM duckdb_tables() {theirs}"
    columns = f"SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() {theirs}"
    duck.execute("BEGIN")
    try:
        duck.execute(f"COPY FROM DATABASE {source} TO {target}")
        for schema, table, text in duck.execute(tables, [source]).fetchall():
            duck.execute(f"COMMENT ON TABLE {target}.{schema}.{table} IS {_quoted(text)}")
        for schema, table, column, text in duck.execute(columns, [source]).fetchall():
            duck.execute(f'COMMENT ON COLUMN {target}.{schema}.{table}."{column}" IS {_quoted(text)}')
        duck.execute("COMMIT")
    except BaseException:
        duck.execute("ROLLBACK")
        raise


def _load_extensions(duck: duckdb.DuckDBPyConnection) -> None:
    for name in _EXTENSIONS:
        try:
            duck.execute(f"LOAD {_quoted(_packaged(name))}")
        except duckdb.Error as error:
            raise LakeError(
                f"DuckLake behöver DuckDB:s tillägg {name} för DuckDB {duckdb.__version__}, och det går inte att ladda "
                f"({_one_line(error)}). Kör make setup-ducklake och använd .venv-ducklake/bin/bonuspott, eller ta bort "
                "inställningen catalogue; då är databasen en DuckDB-fil."
            ) from error


def _packaged(name: str) -> str:
    """The extension's file where it is installed as a package, else its name, for one that DuckDB itself installed."""
    found = find_spec(f"duckdb_extension_{name}")
    if not found or not found.origin:
        return name
    file = f"{name}.duckdb_extension"
    return str(Path(found.origin).parent / "extensions" / f"v{duckdb.__version__}" / file)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _one_line(error: Exception) -> str:
    said, _, _ = str(error).partition("LINE ")  # then comes a statement of DuckLake's own
    return " ".join(said.split())
