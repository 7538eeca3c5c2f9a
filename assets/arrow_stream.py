"""Rows on their way from DuckDB to Polars: Arrow's stream of one, which the other reads as it is."""

from typing import Any


class Stream:
    """The rows of a relation of DuckDB, and nothing else of it.

    Polars remembers the types of all that it has ever read. A type of DuckDB's own keeps its library loaded to the very
    end, of which it then complains on the screen; this one, in a module without it, does not.
    """

    def __init__(self, relation: Any) -> None:
        self._relation = relation

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows, once."""
        stream: object = self._relation.__arrow_c_stream__(requested_schema)
        return stream
