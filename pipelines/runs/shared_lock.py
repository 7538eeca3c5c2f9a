"""One run at a time across computers: a lock in the PostgreSQL that has the warehouse's catalogue, else the history.

The server lets go of it when the connection ends: at the holder's death, and within a minute when its computer has gone
silent. A run cannot lose it unnoticed for long, since its tables or its events are kept in the same server.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Self

DAGSTER_YAML = "dagster.yaml"
_SESSION = "-c idle_session_timeout=0 -c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=4"
_CONNECT_SECONDS = 10
_HISTORY = ("Körningarnas historik", "BONUSPOTT_PG_*")
# The last statement of a connection can be read by others who log in as the same user, so it says who we are.
_HOLDER = """
SELECT query FROM pg_stat_activity JOIN pg_locks USING (pid)
WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s AND objsubid = 2
"""
_SAYS = re.compile(r"SELECT '(.*)'", re.DOTALL)
_UNQUOTABLE = re.compile(r"['\\\s]+")


class SharedLockError(Exception):
    """The server cannot be asked; the message is Swedish and says what to do."""


class SharedLock:
    """The lock of one warehouse in one PostgreSQL server; all computers use the same path to the warehouse."""

    def __init__(self, warehouse: Path, connection: Any) -> None:
        digest = hashlib.sha256(str(warehouse).encode()).digest()
        self._key = [int.from_bytes(digest[at : at + 4], signed=True) for at in (0, 4)]
        self._connection = connection

    @classmethod
    def of(cls, warehouse: Path, history: Path | None, catalogue: str = "") -> Self | None:
        """The lock of `warehouse` where its `catalogue`, or the history in `history`, is in PostgreSQL, else None.

        Raises `SharedLockError` when the server cannot be reached.
        """
        server = {"dsn": catalogue} if catalogue else _server(history / DAGSTER_YAML) if history else None
        if server is None:
            return None
        what, told_by = ("Databasens katalog", "catalogue") if catalogue else _HISTORY
        try:
            import psycopg2  # an extra, and only asked for here

            connection = psycopg2.connect(**server, options=_SESSION, connect_timeout=_CONNECT_SECONDS)
        except ImportError as error:
            raise SharedLockError(f"{what} hålls i PostgreSQL men drivrutinen saknas. Kör make setup.") from error
        except psycopg2.Error as error:
            raise SharedLockError(
                f"{what} i PostgreSQL kan inte nås ({' '.join(str(error).split())}). Kontrollera att servern är "
                f"igång och att {told_by} är rätt, och kör igen. Inget är gjort."
            ) from error
        connection.autocommit = True
        return cls(warehouse, connection)

    def close(self) -> None:
        """Let go of the lock, if it is ours, and of the server."""
        self._connection.close()

    def is_taken(self, holder: str) -> bool:
        """Take the lock if nobody else has it, and say who we are; whether it is ours."""
        if not self._asked("SELECT pg_try_advisory_lock(%s, %s)", self._key)[0][0]:
            return False
        self._asked("SELECT %s", [_UNQUOTABLE.sub(" ", holder)])
        return True

    def holder(self) -> str:
        """Who has the lock in the words they gave, empty when nobody has it."""
        signed = [part % 2**32 for part in self._key]  # the view shows them without sign
        found = self._asked(_HOLDER, signed)
        if not found:
            return ""
        says = _SAYS.fullmatch(found[0][0] or "")
        return says[1] if says else "en körning som just startat"

    def _asked(self, statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
        import psycopg2

        try:
            with self._connection.cursor() as cursor:
                cursor.execute(statement, values)
                return list(cursor.fetchall())
        except psycopg2.Error as error:
            raise SharedLockError(
                f"PostgreSQL slutade svara ({' '.join(str(error).split())}). Kör igen när servern är igång."
            ) from error


def shared_holder(warehouse: Path, history: Path | None, catalogue: str = "") -> str:
    """Who holds the lock of `warehouse` on any computer; empty when nobody does or no server keeps it."""
    lock = SharedLock.of(warehouse, history, catalogue)
    if lock is None:
        return ""
    with closing(lock):
        return lock.holder()


def _server(dagster_yaml: Path) -> dict[str, Any] | None:
    """How to reach the server that keeps the history, as `psycopg2.connect` wants it; None when none does."""
    try:
        text = dagster_yaml.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None  # the history says what is wrong with it
    if "postgres" not in text:
        return None
    import yaml  # which Dagster brings to read the same file

    try:
        storage = (yaml.safe_load(text) or {}).get("storage") or {}
        config = storage.get("postgres")
    except (yaml.YAMLError, AttributeError):
        return None
    if not config:
        return None
    if url := config.get("postgres_url"):
        return {"dsn": re.sub(r"^postgresql\+\w+:", "postgresql:", _value(url))}
    database = config.get("postgres_db") or {}
    names = {"hostname": "host", "port": "port", "username": "user", "password": "password", "db_name": "dbname"}
    told = {names[key]: _value(value) for key, value in database.items() if key in names}
    return {**told, **database.get("params", {})}


def _value(told: Any) -> str:
    """A value as Dagster reads it: itself, or the environment variable that it names."""
    if not isinstance(told, Mapping):
        return str(told)
    name = str(told.get("env"))
    if name not in os.environ:
        raise SharedLockError(f"Miljövariabeln {name} saknas; dagster.yaml hämtar uppgifter om PostgreSQL ur den.")
    return os.environ[name]
