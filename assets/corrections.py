"""Which later delivery put right what could not be taken of an earlier one.

An error is put right by the first later delivery that has a valid row with the same key. Where the key cannot be read,
or a whole file was refused, only the names of files tell: the next delivery of the same kind that is read and whose
name, without its date, is the same or begins with it, as `skane` and `skane_rattelse`, within four weeks; later than
that it may be the report of the next month.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath

import polars as pl

from readers.validation import Key
from schemas.deliveries import Kind

LONGEST_CORRECTION = timedelta(days=27)
"""The shortest time between two monthly reports is four weeks."""

Turn = tuple[date, str, str]
"""The order in which deliveries count: day received, file name, path."""

_DATE_FIRST = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{4,6})?[ _-]*")


def turn(received: date, file: str) -> Turn:
    """The turn of a delivery."""
    return received, PurePosixPath(file).name, file


class Corrections:
    """What the deliveries of one kind have that is valid: `received` of the files that were read, and their rows."""

    def __init__(self, kind: Kind, received: Mapping[str, date], valid: Sequence[pl.DataFrame]) -> None:
        self._read = sorted(turn(day, file) for file, day in received.items())
        self._rows: dict[Key, list[tuple[Turn, int]]] = defaultdict(list)
        self._kind = kind
        self._valid = valid

    def of_row(self, file: str, received: date, row: int | None, key: Key) -> str | None:
        """The file whose later valid row has the key."""
        if not self._rows:
            for frame in self._valid:
                for *values, day, name, at in frame.select(*self._kind.key, "received", "file", "row").iter_rows():
                    self._rows[tuple(values)].append((turn(day, name), at))
            for found in self._rows.values():
                found.sort()
        found = self._rows.get(key, [])
        place = bisect_right(found, (turn(received, file), row or 0))
        return found[place][0][2] if place < len(found) else None

    def of_file(self, file: str, received: date) -> str | None:
        """The next delivery under the same name."""
        own = turn(received, file)
        stem = _stem(file)
        for later in self._read[bisect_right(self._read, own) :]:
            if later[0] - received > LONGEST_CORRECTION:
                return None
            if stem and re.match(rf"{re.escape(stem)}(?![^\W_])", _stem(later[2])):
                return later[2]
        return None


def corrected(
    rejected: Iterable[dict[str, object]],
    keys: Mapping[tuple[str, str, int | None], Key],
    days: Mapping[str, date],
    corrections: Mapping[str, Corrections],
) -> list[dict[str, object]]:
    """The rows of `raw.rejected` with `corrected_by`, null while an error is open.

    `keys` are those of rejected rows by file, sheet and row, `days` when each file was received.
    """
    return [row | {"corrected_by": _correction(row, keys, days, corrections.get(str(row["kind"])))} for row in rejected]


def _correction(
    row: Mapping[str, object],
    keys: Mapping[tuple[str, str, int | None], Key],
    days: Mapping[str, date],
    corrections: Corrections | None,
) -> str | None:
    file = str(row["file"])
    if corrections is None or file not in days:
        return None
    number = row["row"] if isinstance(row["row"], int) else None
    key = keys.get((file, str(row["sheet"]), number))
    if key is not None and number is not None:
        return corrections.of_row(file, days[file], number, key)
    return corrections.of_file(file, days[file])


def _stem(file: str) -> str:
    return _DATE_FIRST.sub("", PurePosixPath(file).stem).casefold()
