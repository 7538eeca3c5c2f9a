"""Rows of text to typed valid rows and rejections: every cell is read, then the table's own schema decides.

A row with any cell that cannot be taken is rejected whole. Which delivery counts when several have the
same key belongs in `readers.replacement`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate
from typing import Any, NamedTuple

import pandera.polars as pa
import polars as pl

from readers.rejections import MOST_KEPT, Code, Rejection, Unreadable, cell_rejection, counts_of
from readers.rows import FileContent, SheetRows
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


class RowOutcome(NamedTuple):
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
    return validate_all([(content, received)], kind)[0]


def validate_all(deliveries: Sequence[tuple[FileContent, date]], kind: Kind) -> list[Validated]:
    """What `validate` gives for each of several files and the days they were received; no two have the same name.

    A check takes as long for few rows as for thousands, so that files should be validated together. No file has a
    bearing on what becomes of another. Raises `RuntimeError` as above.
    """
    batch = _Batch(deliveries, kind)
    frame = batch.typed_frame()
    frame = batch.reject_failures(frame)
    frame = batch.reject_conflicts(frame)
    return batch.by_delivery(frame.drop(_INDEX))


_INDEX = "delivered_index"


class _Row(NamedTuple):
    delivery: int
    sheet: SheetRows
    number: int
    texts: Mapping[str, str | None]


class _Batch:
    """The rows of files on their way to a valid frame; a row is known by its index among all of them."""

    def __init__(self, deliveries: Sequence[tuple[FileContent, date]], kind: Kind) -> None:
        self.deliveries = deliveries
        self.kind = kind
        self.columns = {column.name: column for column in kind.columns}
        self.rows = [
            _Row(delivery, sheet, row.number, row.texts)
            for delivery, (content, _) in enumerate(deliveries)
            for sheet in content.sheets
            for row in sheet.rows
        ]
        self.outcomes: dict[int, Outcome] = {}
        self.rejections: list[list[Rejection]] = [[] for _ in deliveries]
        self.further: list[Counter[Code]] = [Counter() for _ in deliveries]

    def typed_frame(self) -> pl.DataFrame:
        """The rows all of whose cells can be read, with their index."""
        data: dict[str, Any] = {column.name: self._read(column) for column in self.kind.columns}
        data["received"] = [self.deliveries[row.delivery][1] for row in self.rows]
        data["file"] = [self.deliveries[row.delivery][0].file for row in self.rows]
        data["sheet"] = [row.sheet.sheet for row in self.rows]
        data["row"] = [row.number for row in self.rows]
        types = polars_schema(self.kind.model)
        return self._left(pl.DataFrame({name: data[name] for name in types}, schema=types).with_row_index(_INDEX))

    def reject_failures(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that keep the table's limits and rules."""
        try:
            self.kind.model.validate(frame.drop(_INDEX), lazy=True)
        except pa.errors.SchemaErrors as errors:
            indices = frame[_INDEX].to_list()
            for failure in errors.failure_cases.iter_rows(named=True):
                if failure["index"] is None:
                    raise RuntimeError(
                        f"the schema of {self.kind.id} objects to the files as a whole: {failure}"
                    ) from errors
                self._reject(indices[failure["index"]], *self._fault(failure))
        return self._left(frame)

    def reject_conflicts(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row per file and key: equal rows count once, rows that differ are all rejected."""
        key = ("file", *self.kind.key)
        values = pl.struct(column.name for column in self.kind.columns)
        index = pl.col(_INDEX)
        repeated = frame.filter(frame.select(key).is_duplicated()).select(
            index,
            values.n_unique().over(key).alias("versions"),
            index.first().over(key).alias("first"),
            index.last().over(key).alias("last"),
        )
        for row, versions, first, last in repeated.iter_rows():
            if versions > 1:
                self._reject_conflict(row, last if row == first else first)
            elif row != first:
                self.outcomes[row] = Outcome.REPEATED
        return self._left(frame)

    def by_delivery(self, frame: pl.DataFrame) -> list[Validated]:
        """The valid rows, rejections and outcomes of each file."""
        outcomes: list[list[RowOutcome]] = [[] for _ in self.deliveries]
        for index, row in enumerate(self.rows):
            outcome = self.outcomes.get(index, Outcome.VALID)
            outcomes[row.delivery].append(RowOutcome(row.sheet.sheet, row.number, outcome))
        valid = [sum(row.outcome is Outcome.VALID for row in rows) for rows in outcomes]
        frames = (frame.slice(end - height, height) for end, height in zip(accumulate(valid), valid, strict=True))
        rejections = [
            [*kept, *counts_of(content.file, further)]
            for (content, _), kept, further in zip(self.deliveries, self.rejections, self.further, strict=True)
        ]
        return [Validated(*parts) for parts in zip(frames, rejections, outcomes, strict=True)]

    def _read(self, column: DeliveredColumn) -> list[Value | None]:
        texts = [row.texts.get(column.name) for row in self.rows]
        # The same texts come again and again in a column; each is read once.
        values: dict[str | None, Value | None] = {}
        faults: dict[str | None, Unreadable] = {}
        for text in set(texts):
            try:
                values[text] = value_of(text, column)
            except Unreadable as fault:
                values[text], faults[text] = None, fault.with_traceback(None)  # its frames hold what was read
        if faults:
            for index, text in enumerate(texts):
                # The region is read first: what else stands in the row of the whole country is of no interest.
                if text in faults and self.outcomes.get(index) is not Outcome.SUMMARY:
                    self._reject(index, column, faults[text].code, faults[text].message)
        return [values[text] for text in texts]

    def _fault(self, failure: Mapping[str, Any]) -> tuple[DeliveredColumn, Code, str]:
        """The column, code and message of what the schema objects to."""
        for rule in self.kind.row_rules:
            if rule.check == failure["check"]:
                return self.columns[rule.column], Code.MOTSAGELSE, rule.message
        if failure["column"] in self.columns and failure["check"].startswith(("less_than", "greater_than")):
            column = self.columns[failure["column"]]
            return column, Code.UTANFOR_GRANS, f"{_limits(column)} Rätta värdet eller lämna cellen tom."
        raise RuntimeError(f"the schema of {self.kind.id} has a check no message is written for: {failure}")

    def _reject_conflict(self, index: int, other: int) -> None:
        column = self.columns[self.kind.key[0]]
        sheet = self.rows[other].sheet
        where = f"cell {sheet.columns[column.name]}{self.rows[other].number}"
        if sheet is not self.rows[index].sheet:
            where += f" på bladet {sheet.sheet}"
        key = ", ".join(item.header for item in self.kind.columns if item.name in self.kind.key)
        message = f"gäller samma sak ({key}) som {where} men raderna skiljer sig. Ta bort den rad som är fel."
        self._reject(index, column, Code.DUBBEL_NYCKEL, message)

    def _reject(self, index: int, column: DeliveredColumn, code: Code, message: str) -> None:
        delivery, sheet, number, texts = self.rows[index]
        self.outcomes[index] = Outcome.REJECTED if code.is_error else Outcome.SUMMARY
        if len(self.rejections[delivery]) >= MOST_KEPT:
            self.further[delivery][code] += 1
            return
        self.rejections[delivery].append(
            cell_rejection(
                self.deliveries[delivery][0].file,
                sheet.sheet,
                sheet.columns[column.name],
                number,
                column.header,
                texts.get(column.name),
                code,
                message,
            )
        )

    def _left(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(~pl.col(_INDEX).is_in(list(self.outcomes)))


def _limits(column: DeliveredColumn) -> str:
    if column.most is None:
        return f"är mindre än {number(column.least or 0)}."
    return f"ligger utanför gränserna {number(column.least or 0)} till {number(column.most)}."
