"""Dagster's history in SQLite with its connections kept open: the same files and rows, a third of the time.

Dagster's own storage makes an engine and a connection for every event it writes. `dagster.yaml` names `KeptHistory`
instead. It overrides what Dagster does not promise to keep, so it does so only in the versions it is known to fit
(`FITS`); in any other it is Dagster's own storage.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import dagster
from dagster._core.storage.base_storage import DagsterStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import (
    DagsterSqliteStorage,
    _event_logs_directory,
    _runs_directory,
    _schedule_directory,
)
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

FITS = ("1.13.27",)
"""The versions of Dagster whose storage has the parts that are overridden here; before one is added, compare them."""
MOST_RUNS_OPEN = 2
"""How many runs, each with a file of its own, are kept open: an hour of the user interface looks at hundreds."""

TABLES = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"


class _Engines:
    """Engines by connection string, of which the `most` last used are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Engine] = OrderedDict()

    def at(self, conn_string: str) -> Engine:
        if conn_string not in self._kept:
            self._kept[conn_string] = _engine(conn_string)
        self._kept.move_to_end(conn_string)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)[1].dispose()
        return self._kept[conn_string]

    def dispose(self) -> None:
        while self._kept:
            self._kept.popitem()[1].dispose()


def _engine(conn_string: str) -> Engine:
    """One connection is kept; what more threads need at once is made and closed."""
    engine: Engine = create_engine(
        conn_string,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=-1,
        connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _do_not_wait_for_the_disk)
    return engine


def _do_not_wait_for_the_disk(connection: Any, _: object) -> None:
    # With the journal that Dagster sets (WAL), a power cut may lose the last events, but nothing is damaged by it.
    connection.execute("PRAGMA synchronous = NORMAL")


class KeptEvents(SqliteEventLogStorage):
    """The events, with the index of all runs and the last runs kept open."""

    def __init__(self, base_dir: str) -> None:
        self._index = _Engines(1)
        self._runs = _Engines(MOST_RUNS_OPEN)
        self._there: set[tuple[str, str]] = set()
        super().__init__(base_dir)

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table."""
        return self._is_there("table", table_name, super().has_table)

    def has_secondary_index(self, name: str) -> bool:
        """Whether a migration of the events has been done."""
        return self._is_there("migration", name, super().has_secondary_index)

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        return self._is_there("column", column_name, partial(super()._has_asset_key_col_on_connection, conn))

    def _is_there(self, what: str, name: str, looked: Callable[[str], bool]) -> bool:
        """Asked of nearly every event; what is there is not taken away but by `wipe`."""
        if (what, name) not in self._there and looked(name):
            self._there.add((what, name))
        return (what, name) in self._there

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engines = self._index if shard == INDEX_SHARD_NAME else self._runs
            engine = engines.at(self.conn_string_for_shard(shard))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _initdb(self, engine: Engine, for_index_shard: bool = False) -> None:
        """A new run's file gets the tables of the index, which are the same; Dagster's way looks at all versions."""
        if for_index_shard or not self._has_copied_tables(engine):
            super()._initdb(engine, for_index_shard)

    def _has_copied_tables(self, engine: Engine) -> bool:
        with self._index.at(self.conn_string_for_shard(INDEX_SHARD_NAME)).connect() as index:
            tables = index.exec_driver_sql(TABLES).scalars().all()
            version = index.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                for sql in tables:
                    connection.exec_driver_sql(sql)
                connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (version,))
                connection.commit()
        except DatabaseError:  # the tables are there already, or another process is making them
            return False
        return True

    def wipe(self) -> None:
        """Forget everything; the files of the runs are removed."""
        self._runs.dispose()
        super().wipe()
        self._there.clear()

    def dispose(self) -> None:
        """Let go of the files."""
        super().dispose()
        self._index.dispose()
        self._runs.dispose()


class KeptRuns(SqliteRunStorage):
    """The runs."""

    def __init__(self, conn_string: str, inst_data: Any = None) -> None:
        self._engines = _Engines(1)
        super().__init__(conn_string, inst_data)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A connection in a transaction."""
        with self._engines.at(self._conn_string).connect() as connection, connection.begin():
            yield connection

    def dispose(self) -> None:
        """Let go of the file."""
        self._engines.dispose()


class KeptSchedules(SqliteScheduleStorage):
    """What schedules and sensors did."""

    def __init__(self, conn_string: str, inst_data: Any = None) -> None:
        self._engines = _Engines(1)
        super().__init__(conn_string, inst_data)

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A connection in a transaction."""
        with self._engines.at(self._conn_string).connect() as connection, connection.begin():
            yield connection

    def dispose(self) -> None:
        """Let go of the file."""
        self._engines.dispose()


class KeptHistory(DagsterSqliteStorage):
    """Dagster's storage of runs, events and schedules below `base_dir`, where its own storage has them too."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        if dagster.__version__ not in FITS:
            super().__init__(base_dir, inst_data)
            return
        self.base_dir = base_dir
        self._run_storage = KeptRuns.from_local(_runs_directory(base_dir))
        self._event_log_storage = KeptEvents(_event_logs_directory(base_dir))
        self._schedule_storage = KeptSchedules.from_local(_schedule_directory(base_dir))
        self._inst_data = inst_data
        DagsterStorage.__init__(self)  # type: ignore[no-untyped-call,arg-type]  # it has none of its own to declare

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "KeptHistory":
        """What `dagster.yaml` asks for."""
        return cls.from_local(inst_data=inst_data, **config_value)
