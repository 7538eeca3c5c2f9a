"""Rows of text to typed valid rows and rejections: every cell is read, then the table's own schema decides.

A row with any cell that cannot be taken is rejected whole. Which delivery counts when several have the
same key belongs in `readers.replacement`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pandera.polars as pa
import polars as pl

from readers.rejections import Code, Rejection, Unreadable, cell_rejection
from readers.rows import FileContent, SheetRows, TextRow
from readers.values import Value, value_of
from rules.swedish import number
from schemas.columns import DeliveredColumn
from schemas.deliveries import Kind
from schemas.tables import polars_schema


class Outcome(StrEnum):
    """What became of one delivered row within its own file; later deliveries may replace a valid one."""

    VALID = "valid"
    REPEATED = "repeated"
    REJECTED = "rejected"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """A delivered row by its address, and what became of it."""

    sheet: str
    row: int
    outcome: Outcome


@dataclass(frozen=True)
class Validated:
    """The valid rows of one delivery in the columns of its table, what was rejected, and every row's outcome.

    `rejections` are those of the rows here; what was refused already when reading is in `FileContent`.
    `rows` has one entry per row of the content's sheets, in their order.
    """

    frame: pl.DataFrame
    rejections: list[Rejection]
    rows: list[RowOutcome]


def validate(content: FileContent, kind: Kind, received: date) -> Validated:
    """Read and check all rows of a delivery.

    Raises `RuntimeError` when the schema objects to something that no sender can have caused.
    """
    delivery = _Delivery(content, kind)
    frame = delivery.typed_frame(received)
    frame = delivery.reject_failures(frame)
    frame = delivery.reject_conflicts(frame)
    rows = [
        RowOutcome(sheet.sheet, row.number, delivery.outcomes.get(index, Outcome.VALID))
        for index, (sheet, row) in enumerate(delivery.rows)
    ]
    return Validated(frame.drop(_INDEX), delivery.rejections, rows)


_INDEX = "delivered_index"


class _Delivery:
    """The rows of one file on their way to a valid frame; a row is known by its index among all the file's rows."""

    def __init__(self, content: FileContent, kind: Kind) -> None:
        self.file = content.file
        self.kind = kind
        self.rows: list[tuple[SheetRows, TextRow]] = [(sheet, row) for sheet in content.sheets for row in sheet.rows]
        self.outcomes: dict[int, Outcome] = {}
        self.rejections: list[Rejection] = []

    def typed_frame(self, received: date) -> pl.DataFrame:
        """The rows all of whose cells can be read, with their index."""
        values = {column.name: self._read(column) for column in self.kind.columns}
        taken = [index for index in range(len(self.rows)) if index not in self.outcomes]
        data: dict[str, Any] = {name: [read[index] for index in taken] for name, read in values.items()}
        data["received"] = [received] * len(taken)
        data["file"] = [self.file] * len(taken)
        data["sheet"] = [self.rows[index][0].sheet for index in taken]
        data["row"] = [self.rows[index][1].number for index in taken]
        types = polars_schema(self.kind.model)
        frame = pl.DataFrame({name: data[name] for name in types}, schema=types)
        return frame.with_columns(pl.Series(_INDEX, taken, dtype=pl.Int64))

    def reject_failures(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that keep the table's limits and rules."""
        try:
            self.kind.model.validate(frame.drop(_INDEX), lazy=True)
        except pa.errors.SchemaErrors as errors:
            for failure in errors.failure_cases.iter_rows(named=True):
                self._reject_failure(frame, failure)
        return self._left(frame)

    def reject_conflicts(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row per key: equal rows count once, rows that differ are all rejected."""
        values = pl.struct(column.name for column in self.kind.columns)
        index = pl.col(_INDEX)
        repeated = frame.filter(pl.len().over(self.kind.key) > 1).select(
            index,
            values.n_unique().over(self.kind.key).alias("versions"),
            index.first().over(self.kind.key).alias("first"),
            index.last().over(self.kind.key).alias("last"),
        )
        for row, versions, first, last in repeated.iter_rows():
            if versions > 1:
                self._reject_conflict(row, last if row == first else first)
            elif row != first:
                self.outcomes[row] = Outcome.REPEATED
        return self._left(frame)

    def _read(self, column: DeliveredColumn) -> list[Value | None]:
        # The same texts come again and again in a column; each is read once.
        known: dict[str | None, Value | Unreadable | None] = {}
        values: list[Value | None] = []
        for index, (_, row) in enumerate(self.rows):
            text = row.texts.get(column.name)
            if text not in known:
                known[text] = _value_or_fault(text, column)
            value = known[text]
            if isinstance(value, Unreadable):
                # The region is read first: what else stands in the row of the whole country is of no interest.
                if self.outcomes.get(index) is not Outcome.SUMMARY:
                    self._reject(index, column, value.code, value.message)
                value = None
            values.append(value)
        return values

    def _reject_failure(self, frame: pl.DataFrame, failure: Mapping[str, Any]) -> None:
        if failure["index"] is None:
            raise RuntimeError(f"the schema of {self.kind.id} objects to the file as a whole: {failure}")
        index = frame[_INDEX][failure["index"]]
        columns = {column.name: column for column in self.kind.columns}
        rules = {rule.check: rule for rule in self.kind.row_rules}
        if failure["check"] in rules:
            rule = rules[failure["check"]]
            self._reject(index, columns[rule.column], Code.MOTSAGELSE, rule.message)
        elif failure["column"] in columns and failure["check"].startswith(("less_than", "greater_than")):
            column = columns[failure["column"]]
            self._reject(index, column, Code.UTANFOR_GRANS, f"{_limits(column)} Rätta värdet eller lämna cellen tom.")
        else:
            raise RuntimeError(f"the schema of {self.kind.id} has a check no message is written for: {failure}")

    def _reject_conflict(self, index: int, other: int) -> None:
        column = next(column for column in self.kind.columns if column.name == self.kind.key[0])
        sheet, row = self.rows[other]
        where = f"cell {sheet.columns[column.name]}{row.number}"
        if sheet is not self.rows[index][0]:
            where += f" på bladet {sheet.sheet}"
        key = ", ".join(item.header for item in self.kind.columns if item.name in self.kind.key)
        message = f"gäller samma sak ({key}) som {where} men raderna skiljer sig. Ta bort den rad som är fel."
        self._reject(index, column, Code.DUBBEL_NYCKEL, message)

    def _reject(self, index: int, column: DeliveredColumn, code: Code, message: str) -> None:
        sheet, row = self.rows[index]
        self.outcomes[index] = Outcome.REJECTED if code.is_error else Outcome.SUMMARY
        self.rejections.append(
            cell_rejection(
                self.file,
                sheet.sheet,
                sheet.columns[column.name],
                row.number,
                column.header,
                row.texts.get(column.name),
                code,
                message,
            )
        )

    def _left(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(~pl.col(_INDEX).is_in(list(self.outcomes)))


def _value_or_fault(text: str | None, column: DeliveredColumn) -> Value | Unreadable | None:
    try:
        return value_of(text, column)
    except Unreadable as fault:
        return fault


def _limits(column: DeliveredColumn) -> str:
    if column.most is None:
        return f"är mindre än {number(column.least or 0)}."
    return f"ligger utanför gränserna {number(column.least or 0)} till {number(column.most)}."
