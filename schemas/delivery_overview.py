"""What is told of deliveries as they stand together: no tables, but made from `raw` and `core` when asked.

How it is made belongs to `assets.delivery_overview`, how it is said to `exports.delivery.words`.
"""

from datetime import date
from typing import NamedTuple


class DeliveryState(NamedTuple):
    """One delivered file and what has become of it.

    `kind` is empty for a file in no kind's folder; `status` as in `raw.delivery`. `counting` is how many of its
    `row_count` rows count now, None for records of operations, which count together and not row by row. `replaced_by`
    has the later files that count instead, each with the number of rows; `open_errors` are those that nothing has put
    right; `regions` the county codes that it has rows of, as far as they can be read.
    """

    file: str
    sha256: str
    kind: str
    received: date
    status: str
    row_count: int
    counting: int | None
    replaced_by: tuple[tuple[str, int], ...]
    open_errors: int
    regions: frozenset[str]


class Counting(NamedTuple):
    """That what a file says of a region counts now, for one month, day or grant: `about`, whichever its kind has."""

    kind: str
    file: str
    region_code: str
    about: date | str


class Overview(NamedTuple):
    """All deliveries, and what of them counts."""

    deliveries: tuple[DeliveryState, ...] = ()
    counting: tuple[Counting, ...] = ()
