"""Which delivered row counts when several deliveries have the same key, and what it replaced."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

_ADDRESS = ("received", "file", "sheet", "row")
_WINNER = tuple(f"by_{name}" for name in _ADDRESS)


@dataclass(frozen=True)
class Replaced:
    """`current` has the one row per key that counts, in the columns of its table, ordered by key.

    `replaced` has the address of every other row (`received, file, sheet, row`) and of the row that
    counts instead (`by_received, by_file, by_sheet, by_row`).
    """

    current: pl.DataFrame
    replaced: pl.DataFrame


def replace(frames: Sequence[pl.DataFrame], key: Sequence[str]) -> Replaced:
    """Decide key by key among the valid rows of deliveries: at least one frame, in whatever order they come.

    The later received wins; on the same date the file name that sorts last (its last part, then its
    whole path). A missing part of the key, such as no unit, is a value of its own.
    """
    file_name = pl.col("file").str.split("/").list.last()
    rows = pl.concat(frames).sort("received", file_name, "file", "sheet", "row")
    winner = {by: pl.col(name).last().over(key) for name, by in zip(_ADDRESS, _WINNER, strict=True)}
    rows = rows.with_columns(**winner)
    counts = pl.all_horizontal(pl.col(name) == pl.col(by) for name, by in zip(_ADDRESS, _WINNER, strict=True))
    return Replaced(rows.filter(counts).drop(_WINNER).sort(key), rows.filter(~counts).select(*_ADDRESS, *_WINNER))
