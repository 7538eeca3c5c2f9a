"""The rows that the pages are made from, and figures: a value as it is shown together with the cell that it is.

A figure is one cell, or the sum of one column over all rows that share a key. It says which, so that a reader, or
a test, can look it up. What is shown where belongs to the pages.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

import polars as pl

from rules.swedish import NO_BREAK_SPACE, about, amount_text, day, month_name, number
from schemas.capacity import Capacity, CapacityGap, OccupancyMonths, PlannedCapacity, Target
from schemas.deadlines import Deadline
from schemas.decisions import Adjustment, DecidedAdjustment, Decision
from schemas.declared import unique
from schemas.deliveries import Redovisning
from schemas.delivery_overview import Overview
from schemas.final_report import FinalAccount, FinalDevelopment
from schemas.follow_up import (
    CapLine,
    Fulfilment,
    MonthStatus,
    OperationDevelopment,
    RegionReason,
    RemainingLine,
    RepaymentLiability,
    ReportedRate,
    TariffLine,
)
from schemas.ledger import Appropriation, Ledger
from schemas.lineage import Lineage
from schemas.received import Delivery, Rejected, Remark
from schemas.results import BonusPot, Payout, Qualification, Source, Undistributed, Withheld
from schemas.tables import TableModel, table_name
from schemas.what_if import Interval, Margin

Row = Mapping[str, Any]
SHOWN_DECIMALS = 2
MISSING = "–"
_SWEDISH = re.compile(f"−?[0-9{NO_BREAK_SPACE}]+(,[0-9]+)?")
_PLAIN = str.maketrans({NO_BREAK_SPACE: "", ",": ".", "−": "-"})

MODELS: tuple[TableModel, ...] = (
    Adjustment,
    Appropriation,
    BonusPot,
    CapLine,
    Capacity,
    CapacityGap,
    Deadline,
    DecidedAdjustment,
    Decision,
    Delivery,
    FinalAccount,
    FinalDevelopment,
    Fulfilment,
    Interval,
    Ledger,
    Lineage,
    Margin,
    MonthStatus,
    OccupancyMonths,
    OperationDevelopment,
    Payout,
    PlannedCapacity,
    Qualification,
    Redovisning,
    RegionReason,
    Rejected,
    RemainingLine,
    Remark,
    RepaymentLiability,
    ReportedRate,
    Source,
    Target,
    TariffLine,
    Undistributed,
    Withheld,
)
"""Every table that the pages are made from."""

_KEYS: dict[TableModel, tuple[str, ...]] = {
    Delivery: ("file", "sha256"),
    Lineage: tuple("programme payment component region_code requirement month role file sheet row column_name".split()),
    Source: ("programme", "payment", "input", "file"),
    Undistributed: ("programme", "payment", "component", "reason"),
}
"""What tells a row from every other, where the model does not say so itself."""


@dataclass(frozen=True)
class Figure:
    """A value of a table as it is shown.

    `text` is how it is written in Swedish, `value` all of it for machines. `row` and `column` say which cell it is, the
    row as `out.payout?programme=…&payment=…`. Where several rows share that key it is the sum of their column; an empty
    part of the key stands for no value. `is_number` says whether it belongs to the right in a table.
    """

    text: str
    value: str
    row: str
    column: str
    is_number: bool

    @property
    def says_value(self) -> bool:
        """Whether the text says all of the value: as it is, or as the number that it is in Swedish."""
        plain = self.text.translate(_PLAIN) if _SWEDISH.fullmatch(self.text) else self.text
        return plain == self.value

    def written(self, text: str) -> "Figure":
        """The same figure as another text."""
        return self if text == self.text else replace(self, text=text)


@dataclass(frozen=True)
class Tables:
    """The rows of `MODELS`, for each rejected row the region that it names, and the deliveries as they stand together.

    `region_of_rejected` is by file, sheet and row, as far as it can be told.
    """

    frames: Mapping[TableModel, pl.DataFrame]
    region_of_rejected: Mapping[tuple[str, str, int], str]
    overview: Overview = field(default_factory=Overview)
    _rows: dict[TableModel, list[dict[str, Any]]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _found: dict[tuple[TableModel, tuple[str, ...]], dict[tuple[object, ...], list[dict[str, Any]]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def rows(self, model: TableModel, **key: object) -> list[dict[str, Any]]:
        """The rows with this key, in the order of the table's own key."""
        return list(self._by(model, tuple(key)).get(tuple(key.values()), ()))

    def has(self, model: TableModel, **key: object) -> bool:
        """Whether there is a row with this key."""
        return tuple(key.values()) in self._by(model, tuple(key))

    def _by(self, model: TableModel, names: tuple[str, ...]) -> dict[tuple[object, ...], list[dict[str, Any]]]:
        """All rows of a table by their values in some columns, put together when first asked for."""
        if (model, names) not in self._found:
            found = self._found[model, names] = {}
            for row in self._ordered(model):
                found.setdefault(tuple(row[name] for name in names), []).append(row)
        return self._found[model, names]

    def _ordered(self, model: TableModel) -> list[dict[str, Any]]:
        if model not in self._rows:
            frame = self.frames[model]
            self._rows[model] = frame.sort(*(_key(model) or frame.columns), maintain_order=True).to_dicts()
        return self._rows[model]

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The marks of anything in the report, sorted."""
        joined = (mark for rows in self.frames.values() if "mark" in rows.columns for mark in rows["mark"].unique())
        return tuple(sorted({mark for marks in joined if marks for mark in marks.split(", ") if mark}))


def figure(model: TableModel, row: Row, column: str) -> Figure:
    """One cell of a row."""
    names = _key(model)
    return _figure(model, row[column], column, names, tuple([row[name] for name in names]))


def total(model: TableModel, rows: Iterable[Row], column: str, **key: object) -> Figure:
    """The sum of a column over `rows`, which must be all rows of the table with this key."""
    return _figure(model, sum(row[column] for row in rows), column, tuple(key), tuple(key.values()))


def around(**key: object) -> str:
    """What the addresses of all rows with this key have in common, in whatever table they are."""
    return f"?{'&'.join(_part(name, part) for name, part in key.items())}"


@lru_cache(maxsize=4096, typed=True)  # most parts are the same few programmes, payments, regions and months
def _part(name: str, part: object) -> str:
    return urlencode({name: _exact(part)})


def _figure(model: TableModel, value: object, column: str, names: tuple[str, ...], key: tuple[object, ...]) -> Figure:
    row = _address(table_name(model), names, key)
    return Figure(_shown(column, value), _exact(value), row, column, _is_number(value))


@lru_cache(maxsize=64)  # the figures of a row are made one after another
def _address(table: str, names: tuple[str, ...], key: tuple[object, ...]) -> str:
    return f"{table}{around(**dict(zip(names, key, strict=True)))}"


def _key(model: TableModel) -> tuple[str, ...]:
    return _KEYS.get(model) or unique(model)


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _exact(value: object) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _shown(column: str, value: object) -> str:
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if column == "year":
        return str(value)
    if isinstance(value, int):
        return number(value)
    if isinstance(value, Decimal):
        return amount_text(value) if "_kr" in column else about(value, SHOWN_DECIMALS)
    if isinstance(value, date):
        return month_name(value) if column.startswith("month") else day(value)
    return str(value)
