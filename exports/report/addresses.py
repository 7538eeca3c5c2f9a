"""Where the pages lie, and addresses of rows inside one another: what an element says of its rows is not said at each.

An address is a table and a key, `out.payout?programme=…&region_code=…`. One without `?` goes on from the element around
it: `&month=…` is the same table and key with more to it, `out.margin&month=…` the same key and more in another table.
"""

from collections.abc import Iterable
from functools import lru_cache

FOLDER = "rapport"
"""The folder of the pages, below the folder of documents."""


def shared(rows: Iterable[str]) -> str:
    """What addresses have in common, no table when they differ in it; empty when they share no part of the key."""
    parts = [_parts(row) for row in dict.fromkeys(rows)]
    keys = [key for _, key in parts]
    tables = {table for table, _ in parts}
    common = set(keys[0]).intersection(*keys) if keys else set()
    table = tables.pop() if len(tables) == 1 else ""
    return f"{table}?{'&'.join(part for part in keys[0] if part in common)}" if common else ""


def inside(row: str, around: str) -> str:
    """An address as it is written in an element that says `around`; as it is when that says something else."""
    table, key = _parts(row)
    table_around, key_around = _parts(around)
    if not key_around or not set(key_around) <= set(key):
        return row
    return "&".join(["" if table == table_around else table, *(part for part in key if part not in key_around)])


@lru_cache(maxsize=256)  # one is asked of several times while its table is written
def _parts(row: str) -> tuple[str, tuple[str, ...]]:
    table, _, key = row.partition("?")
    return table, tuple(key.split("&")) if key else ()
