"""The warehouse: opening it politely, making tables from their models, and replacing rows in one transaction.

It is a DuckDB file, or lies in DuckLake (`assets.lake`); the SQL here and in `assets.layout` is held to what both do.
DuckDB lets one process write its file and shuts all others out meanwhile, so it is opened late and closed at once. What
the rows mean belongs to `schemas` and the rules.
"""

import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from assets.arrow_stream import Stream
from assets.lake import Lake, LakeError, copy_out, take_in, use
from assets.layout import NewerLayoutError, adapt, tables
from rules.swedish import listing
from schemas.standing import Standing
from schemas.tables import TableModel, column_names, descriptions, empty, meaning, polars_schema, table_name

ROWS_AT_ONCE = 50_000
"""How many rows are handed to DuckDB at a time."""
MOVED = ".moved.duckdb"
"""How the file ends that was taken into a lake."""
Columns = dict[str, dict[str, str]]
"""The types of columns, by table and column; of a table that has not been asked for none, and without any no table."""


class WarehouseBusyError(Exception):
    """Another program holds the warehouse; the message is Swedish and says what to do."""


class WarehouseUnusableError(Exception):
    """The warehouse cannot be opened or written; the message is Swedish and says what to do."""


@dataclass
class Warehouse:
    """The warehouse at `path`, or in a `lake`.

    A file at `path` is taken into the lake when that is new, and set aside. `patience_seconds` is how long to wait for
    another program to let go of a file, `memory_limit` the most memory that DuckDB may use, as `4GB`; None leaves that
    to DuckDB.
    """

    path: Path
    patience_seconds: float = 120
    memory_limit: str | None = None
    lake: Lake | None = None
    _kept: "Connection | None" = field(default=None, init=False, repr=False, compare=False)

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """Open from beginning to end: for many steps in a row, each of which costs less than opening would.

        Nobody else gets in meanwhile, so it is not for steps that take long.
        """
        with self._connected(read_only=False) as self._kept:
            try:
                yield
            finally:
                self._kept = None

    @contextmanager
    def writing(self, part: str = "") -> Iterator["Connection"]:
        """A connection whose changes are kept together at the end, or not at all.

        `part` is the part of the work whose results are changed; from then on they stand no more
        (`schemas.standing`).
        """
        with self._connected(read_only=False) as connection:
            try:
                connection.duck.execute("BEGIN")
                if part:
                    connection.replace(Standing, empty(Standing), "part = ?", [part])
                yield connection
                connection.duck.execute("COMMIT")
            except BaseException:
                connection.columns.clear()  # what was made is gone again
                raise

    @contextmanager
    def reading(self) -> Iterator["Connection"]:
        """A connection that changes nothing; tables that are not there yet are read as empty."""
        if not self.exists:
            with duckdb.connect() as duck:
                yield Connection(duck)
            return
        with self._connected(read_only=True) as connection:
            if not self.lake:
                yield connection
                return
            # A file is shut to writers while it is read; of a lake all is read as it was at the first look.
            connection.duck.execute("BEGIN")
            try:
                yield connection
            finally:
                with suppress(duckdb.Error):
                    connection.duck.execute("ROLLBACK")

    def copy_to(self, file: Path) -> None:
        """Write all of it, as of today's layout, to a new DuckDB file."""
        with self._connected(read_only=False) as connection:
            if self.lake:
                copy_out(connection.duck, file)
                return
            connection.duck.execute("CHECKPOINT")  # what DuckDB keeps beside the file is brought into it
            # Still open: no other program writes while it is copied.
            shutil.copyfile(self.path, file)

    def has_lake_with_tables(self) -> bool:
        """Whether anything was ever written to its lake."""
        duck = self._attached(self.lake, read_only=True) if self.lake else None
        if duck is None:
            return False
        with duck:
            return bool(tables(duck))

    @property
    def exists(self) -> bool:
        """Whether it has been made; one in a lake is looked for when it is opened."""
        return self.lake is not None or self.path.exists()

    def __str__(self) -> str:
        return str(self.lake or self.path)

    @contextmanager
    def _connected(self, *, read_only: bool) -> Iterator["Connection"]:
        try:
            with self._any_connected(read_only) as connection:
                yield connection
        except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as error:
            raise self._unusable(error) from error

    @contextmanager
    def _any_connected(self, read_only: bool) -> Iterator["Connection"]:
        if self._kept:
            with self._kept.duck.cursor() as cursor:
                if self.lake:
                    use(cursor)
                yield Connection(cursor, self._kept.columns)
            return
        with self._opened_lake(self.lake, read_only) if self.lake else self._opened_file(read_only) as duck:
            try:
                adapt(duck, str(self), read_only=read_only)
            except NewerLayoutError as error:
                raise WarehouseUnusableError(str(error)) from error
            yield Connection(duck)

    def _opened_lake(self, lake: Lake, read_only: bool) -> duckdb.DuckDBPyConnection:
        duck = self._attached(lake, read_only=read_only)
        if duck is None:  # nobody has made it, so what there is is the file that it will take in
            return self._opened_file(read_only) if self.path.exists() else duckdb.connect()
        if not read_only and self.path.exists() and not tables(duck):
            try:
                take_in(duck, self.path)
                self.path.rename(self.path.with_suffix(MOVED))
            except (duckdb.Error, OSError) as error:
                duck.close()
                raise self._unusable(error) from error
        return duck

    def _attached(self, lake: Lake, *, read_only: bool) -> duckdb.DuckDBPyConnection | None:
        try:
            return lake.opened(self._config, read_only=read_only)
        except LakeError as error:
            raise WarehouseUnusableError(str(error)) from error

    def _opened_file(self, read_only: bool) -> duckdb.DuckDBPyConnection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error
        deadline = time.monotonic() + self.patience_seconds
        while True:
            try:
                return duckdb.connect(str(self.path), read_only=read_only, config=self._config)
            except duckdb.IOException as error:
                if "lock" not in str(error).lower():
                    raise self._unusable(error) from error
                if time.monotonic() > deadline:
                    raise WarehouseBusyError(
                        f"Databasen {self.path} används av ett annat program. Stäng det, eller vänta tills den andra "
                        "körningen är klar, och kör igen."
                    ) from error
                time.sleep(0.2)
            except duckdb.Error as error:
                raise self._unusable(error) from error

    @property
    def _config(self) -> dict[str, Any]:
        return {"memory_limit": self.memory_limit} if self.memory_limit else {}

    def _unusable(self, error: Exception) -> WarehouseUnusableError:
        if self.lake:
            return WarehouseUnusableError(self.lake.unusable(error))
        return WarehouseUnusableError(
            f"Databasen {self.path} kan inte öppnas eller skrivas ({error}). Kontrollera att mappen finns, att det "
            "finns plats på disken, att du får skriva där och att filen är en DuckDB-databas."
        )


@dataclass(frozen=True)
class Connection:
    """An open warehouse; reads frames by model and replaces rows by model.

    `columns` is shared by the connections to a warehouse that is kept open.
    """

    duck: duckdb.DuckDBPyConnection
    columns: Columns = field(default_factory=dict, repr=False)

    @property
    def tables(self) -> set[str]:
        """All tables that there are, by schema and name."""
        return set(self._known)

    def read(self, model: TableModel, where: str = "true", parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """The rows of a model's table that meet `where`, in the model's columns; empty when it does not exist.

        Raises `WarehouseUnusableError` for a table of an older version that lacks a column.
        """
        return self._read(model, column_names(model), where, parameters)

    def different(self, model: TableModel, columns: Sequence[str]) -> pl.DataFrame:
        """What stands in these columns of a model's table, each once, in no order; otherwise as `read`."""
        return self._read(model, columns, "true", (), "DISTINCT ")

    def _read(
        self, model: TableModel, columns: Sequence[str], where: str, parameters: Sequence[Any], which: str = ""
    ) -> pl.DataFrame:
        if table_name(model) not in self._known:
            return empty(model).select(columns)
        self._require(table_name(model), columns)
        query = f"SELECT {which}{', '.join(columns)} FROM {table_name(model)} WHERE {where}"
        types = polars_schema(model)
        return self._rows(query, parameters).cast({column: types[column] for column in columns})

    def count(self, model: TableModel) -> int:
        """How many rows a model's table has; none when it does not exist."""
        if table_name(model) not in self._known:
            return 0
        ((count,),) = self.duck.execute(f"SELECT count(*) FROM {table_name(model)}").fetchall()
        return int(count)

    def filled(self, model: TableModel, columns: Sequence[str]) -> int:
        """How many cells of these columns of a model's table have a value."""
        if table_name(model) not in self._known:
            return 0
        self._require(table_name(model), columns)
        counts = " + ".join(f"count({column})" for column in columns)
        ((count,),) = self.duck.execute(f"SELECT {counts} FROM {table_name(model)}").fetchall()
        return int(count)

    def remembered(self, model: TableModel, where: str = "true", parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """What `read` gives of a table that only spares work; empty when another version of the program made it."""
        return self.read(model, where, parameters) if self._is_as_told(model) else empty(model)

    def read_text(
        self,
        name: str,
        columns: Iterable[str],
        where: str = "true",
        parameters: Sequence[Any] = (),
        *,
        is_any_version: bool = False,
        are_different: bool = False,
    ) -> pl.DataFrame:
        """The rows of a `raw` table as delivered, of the files that are read now; empty when it does not exist.

        With `is_any_version` also those of files that were changed or taken away, as far as they were ever read. Rows
        that are equal in these columns are one when they are to be different.
        Raises `WarehouseUnusableError` as `read` does.
        """
        columns = list(columns)
        if name not in self._known:
            return pl.DataFrame(schema={column: pl.Int64 if column == "row" else pl.String for column in columns})
        self._require(name, columns)
        read_now = "(file, sha256) IN (SELECT (file, sha256) FROM raw.delivery WHERE status = 'read')"
        whose = "true" if is_any_version else read_now
        which = "DISTINCT " if are_different else ""
        query = f"SELECT {which}{', '.join(columns)} FROM {name} WHERE {whose} AND {where}"
        return self._rows(query, parameters)

    def _rows(self, query: str, parameters: Sequence[Any]) -> pl.DataFrame:
        # Straight from one to the other: DuckDB's own way loads pyarrow, which takes longer than most queries.
        return pl.DataFrame(Stream(self.duck.sql(query, params=list(parameters))))

    def _require(self, name: str, columns: Iterable[str]) -> None:
        if lacking := [column for column in columns if column not in self._columns(name)]:
            raise WarehouseUnusableError(
                f"Databasen är skriven av en äldre version av Bonuspott: tabellen {name} saknar {listing(lacking)}. "
                "Kör bonuspott run, så görs tabellen om."
            )

    def content(self, tables: Iterable[str], where: str = "true", parameters: Sequence[Any] = ()) -> str:
        """A fingerprint of the rows of some tables that meet `where`, in any order."""
        counted = []
        for name in sorted(set(tables) & self.tables):
            # A sum and not an exclusive or, in which two equal rows would cancel out.
            query = f"SELECT count(*), sum(hash(t)) FROM {name} t WHERE {where}"
            ((rows, digest),) = self.duck.execute(query, list(parameters)).fetchall()
            counted.append(f"{name}:{rows}:{digest}")
        return " ".join(counted)

    def prepare(self, model: TableModel) -> None:
        """Make the table as its model says; one made by an older version is made anew, without rows."""
        if self._is_as_told(model):
            return
        name = table_name(model)
        if name in self._known:
            self.duck.execute(f"DROP TABLE {name}")
        self._create(name, _duckdb_types(model), descriptions(model), meaning(model))

    def replace(
        self, model: TableModel, rows: pl.DataFrame, where: str = "true", parameters: Sequence[Any] = ()
    ) -> None:
        """Put `rows` in the place of those that meet `where`; makes the table when it is missing or outdated."""
        self.prepare(model)
        self.duck.execute(f"DELETE FROM {table_name(model)} WHERE {where}", list(parameters))
        self._insert(table_name(model), rows)

    def replace_text(self, name: str, columns: dict[str, str], rows: pl.DataFrame, files: pl.DataFrame) -> None:
        """Put delivered text rows of a `raw` table in the place of those with the same file and content.

        `columns` maps column to description; `files` has the columns file and sha256.
        """
        types = {column: "BIGINT" if column == "row" else "VARCHAR" for column in columns}
        if name not in self._known:
            self._create(name, types, columns, "Delivered rows as text.")
        for column in set(types) - self._columns(name).keys():
            self.duck.execute(f'ALTER TABLE {name} ADD COLUMN "{column}" {types[column]}')
            self._columns(name)[column] = types[column]
        self.duck.register("replaced_files", files.to_arrow())
        self.duck.execute(f"DELETE FROM {name} WHERE (file, sha256) IN (SELECT file, sha256 FROM replaced_files)")
        self.duck.unregister("replaced_files")
        self._insert(name, rows)

    def _insert(self, name: str, rows: pl.DataFrame) -> None:
        for some in rows.iter_slices(ROWS_AT_ONCE):  # what is handed over is a copy
            self.duck.register("incoming", some.to_arrow())
            self.duck.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
            self.duck.unregister("incoming")

    def _is_as_told(self, model: TableModel) -> bool:
        """Whether the table is there, with the columns and types of its model."""
        return self._columns(table_name(model)) == _duckdb_types(model)

    @property
    def _known(self) -> Columns:
        """Every table; asked once, since asking is slower than most writing."""
        if not self.columns:
            self.columns.update({f"{schema}.{table}": {} for schema, table in tables(self.duck)})
        return self.columns

    def _columns(self, name: str) -> dict[str, str]:
        """The types of a table's columns, none when there is no such table; asked of each table that is used."""
        types = self._known.get(name, {})
        if name in self._known and not types:
            told = self.duck.execute(f"PRAGMA table_info('{name}')").fetchall()
            types.update({column: dtype for _, column, dtype, *_ in told})
        return types

    def _create(self, name: str, types: dict[str, str], texts: dict[str, str], about: str) -> None:
        columns = ", ".join(f'"{column}" {dtype}' for column, dtype in types.items())
        statements = [
            f"CREATE SCHEMA IF NOT EXISTS {name.partition('.')[0]}",
            f"CREATE TABLE {name} ({columns})",
            f"COMMENT ON TABLE {name} IS {_quoted(about)}",
            *(f'COMMENT ON COLUMN {name}."{column}" IS {_quoted(text)}' for column, text in texts.items()),
        ]
        self.duck.execute("; ".join(statements))
        self._known[name] = dict(types)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _duckdb_types(model: TableModel) -> dict[str, str]:
    return {column: _duckdb_type(dtype) for column, dtype in polars_schema(model).items()}


def _duckdb_type(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision},{dtype.scale})"
    return {pl.String: "VARCHAR", pl.Int64: "BIGINT", pl.Date: "DATE", pl.Boolean: "BOOLEAN"}[type(dtype)]
