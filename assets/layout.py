"""The versions of the warehouse's layout: an older one is brought up to date when it is opened, a newer one refused.

Tables that are made anew by every run need no step here (`assets.warehouse` makes them as their model says). A step is
for what cannot be made again: the register of deliveries, delivered rows as text, and everything in `log`.
"""

from collections.abc import Callable

import duckdb

Step = Callable[[duckdb.DuckDBPyConnection], None]


class NewerLayoutError(Exception):
    """The warehouse was written by a newer program; the message is Swedish and says what to do."""


def _remember_decisions(duck: duckdb.DuckDBPyConnection) -> None:
    """1: the decisions that the warehouse knows are remembered, so that a seal that is lost can be noticed."""
    duck.execute("CREATE TABLE log.seal (seal VARCHAR, programme VARCHAR, payment VARCHAR)")
    if _exists(duck, "out", "decision"):
        duck.execute("INSERT INTO log.seal SELECT DISTINCT seal, programme, payment FROM out.decision")


def _keep_every_tick(duck: duckdb.DuckDBPyConnection) -> None:
    """2: everything said of a deadline is kept, where before only the last was."""
    if _exists(duck, "log", "done_deadline"):
        duck.execute(
            "CREATE OR REPLACE TABLE log.done_deadline AS SELECT programme, deadline, 1::BIGINT AS link, "
            "false AS is_undone, done_on, done_by, reference, '' AS told_at FROM log.done_deadline"
        )


STEPS: tuple[Step, ...] = (_remember_decisions, _keep_every_tick)
"""Step n makes layout n + 1 of layout n; the first layout, 0, did not know its number."""
LAYOUT = len(STEPS)


def adapt(duck: duckdb.DuckDBPyConnection, name: str, *, read_only: bool) -> None:
    """Bring an open warehouse, which people are told of by `name`, to this layout, whole or not at all.

    An older one that is only read is left as it is: tables that are missing are read as empty. Raises
    `NewerLayoutError`.
    """
    found = version(duck)
    if found > LAYOUT:
        raise NewerLayoutError(
            f"Databasen {name} är skriven av en nyare version av Bonuspott (den har layout {found}, den här versionen "
            f"kan {LAYOUT}) och har inte rörts. Installera den nyare versionen, eller återställ säkerhetskopian från "
            "före uppgraderingen med bonuspott restore."
        )
    if read_only or found == LAYOUT:
        return
    duck.execute("BEGIN")
    try:
        duck.execute("CREATE SCHEMA IF NOT EXISTS log")
        for step in STEPS[found:]:
            step(duck)
        duck.execute("CREATE OR REPLACE TABLE log.layout (version BIGINT)")
        duck.execute("INSERT INTO log.layout VALUES (?)", [LAYOUT])
        duck.execute("COMMIT")
    except BaseException:
        duck.execute("ROLLBACK")
        raise


def version(duck: duckdb.DuckDBPyConnection) -> int:
    """The number of an open warehouse's layout."""
    try:
        ((found,),) = duck.execute("SELECT max(version) FROM log.layout").fetchall()
    except duckdb.CatalogException:
        return 0
    return int(found or 0)


def tables(duck: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The schema and name of every table of an open warehouse."""
    query = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()"
    return duck.execute(query).fetchall()


def _exists(duck: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    return (schema, table) in tables(duck)
