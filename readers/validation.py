"""Rows of text to typed valid rows and rejections: every cell is read, then the table's own schema decides.

A row with any cell that cannot be taken is rejected whole. Which delivery counts when several have the
same key belongs in `readers.replacement`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from typing import Any, NamedTuple

import polars as pl

from readers.characters import visible
from readers.findings import Finding, FindingCode
from readers.rejections import MOST_KEPT, Code, Rejection, Unreadable, cell_rejection, counts_of, place, shown
from readers.rows import FileContent, SheetRows
from readers.statements import statement_of
from readers.values import Value, value_of
from rules.plans import planned_months
from rules.reports import KINDS as REPORT_KINDS
from rules.swedish import listing, number
from schemas.columns import DeliveredColumn, ValueKind
from schemas.deliveries import Kind
from schemas.tables import polars_schema

MOST_UNUSUAL = 10
"""Values of unusual size that are told one by one, of each column of a file."""
MOST_ROWS_NAMED = 5

_REGION = "region_code"


Key = tuple[Value | None, ...]
"""The values of a kind's key, in its order."""


class Outcome(StrEnum):
    """What became of one delivered row within its own file; later deliveries may replace a valid one."""

    VALID = "valid"
    REPEATED = "repeated"
    REJECTED = "rejected"
    SUMMARY = "summary"
    PASSED = "passed"


class RowOutcome(NamedTuple):
    """A delivered row by its address, and what became of it."""

    sheet: str
    row: int
    outcome: Outcome


@dataclass(frozen=True)
class Validated:
    """The valid rows of one delivery in the columns of its table, what was rejected, and every row's outcome.

    `rejections` are those of the rows here; what was refused already when reading is in `FileContent`.
    `rows` has one entry per row of the content's sheets, in their order. `remarks` are Swedish sentences about rows
    that were passed over, `findings` what is worth a look in those that count, and `keys` the keys of rejected rows by
    sheet and row, where they can be read.
    """

    frame: pl.DataFrame
    rejections: list[Rejection]
    rows: list[RowOutcome]
    remarks: list[str]
    findings: list[Finding]
    keys: dict[tuple[str, int], Key]


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
    batch.notice(frame)
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
        self.remarks: list[list[str]] = [[] for _ in deliveries]
        self.findings: list[list[Finding]] = [[] for _ in deliveries]
        self.values: dict[str, list[Value | None]] = {}
        self._parts: dict[tuple[Any, ...], list[int]] | None = None

    def typed_frame(self) -> pl.DataFrame:
        """The rows all of whose cells can be read, with their index; rows without any value are passed over."""
        self._pass_over()
        self.values = {column.name: self._read(column) for column in self.kind.columns}
        self._tell_plans()
        data: dict[str, Any] = dict(self.values)
        data["received"] = [self.deliveries[row.delivery][1] for row in self.rows]
        data["file"] = [self.deliveries[row.delivery][0].file for row in self.rows]
        data["sheet"] = [row.sheet.sheet for row in self.rows]
        data["row"] = [row.number for row in self.rows]
        types = polars_schema(self.kind.model)
        return self._left(pl.DataFrame({name: data[name] for name in types}, schema=types).with_row_index(_INDEX))

    def reject_failures(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that keep the table's limits and rules."""
        from pandera.errors import SchemaErrors

        try:
            self.kind.model.validate(frame.drop(_INDEX), lazy=True)
        except SchemaErrors as errors:
            indices = frame[_INDEX].to_list()
            places = {rule.check: place for place, rule in enumerate(self.kind.row_rules)}
            failures = errors.failure_cases.iter_rows(named=True)
            for failure in sorted(failures, key=lambda failure: places.get(failure["check"], -1)):
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

    def notice(self, frame: pl.DataFrame) -> None:
        """What is worth a look: values of another size than usual, and sum rows that are not the sum."""
        for column in self.kind.columns:
            if column.usual:
                self._notice_unusual(frame, column, *column.usual)
        for index, outcome in self.outcomes.items():
            if outcome is Outcome.SUMMARY:
                self._check_sum(index)

    def _notice_unusual(self, frame: pl.DataFrame, column: DeliveredColumn, least: Decimal, most: Decimal) -> None:
        value = pl.col(column.name)
        unusual = frame.filter((value != 0) & ((value < least) | (value > most)))
        told: Counter[int] = Counter()
        for index, found in unusual.select(_INDEX, value).iter_rows():
            delivery, sheet, row, texts = self.rows[index]
            told[delivery] += 1
            if told[delivery] > MOST_UNUSUAL:
                continue
            size = "litet" if found < least else "stort"
            self._find(
                delivery,
                FindingCode.OVANLIGT_VARDE,
                f"{place(self._file(delivery), sheet.sheet, cell=f'{sheet.columns[column.name]}{row}')}: värdet "
                f"”{shown(texts[column.name] or '')}” i kolumnen {column.header} är ovanligt {size}; vanligen är det "
                f"{number(least)} till {number(most)}. Det kan vara en andel i stället för procent eller per 100, "
                "eller ett flyttat decimaltecken. Det räknas som det står; kontrollera det med regionen.",
            )
        for delivery, count in told.items():
            if count > MOST_UNUSUAL:
                where = place(self._file(delivery), "")
                message = f"{where}: {count - MOST_UNUSUAL} till i kolumnen {column.header} har ovanlig storlek."
                self._find(delivery, FindingCode.OVANLIGT_VARDE, message)

    def _check_sum(self, index: int) -> None:
        """Compare the counts of a sum row with the rows of its sheet that have the rest of its key."""
        delivery, sheet, row, texts = self.rows[index]
        rest = [name for name in self.kind.key if name != _REGION]
        counts = [item for item in self.kind.columns if item.kind in (ValueKind.COUNT, ValueKind.KRONOR)]
        key = [self.values[name][index] for name in rest]
        parts = self._parts_of_sums(tuple(rest)).get((delivery, sheet.sheet, *key), [])
        for column in counts:
            try:
                told = value_of(texts.get(column.name), column)
            except Unreadable:
                continue
            values = [value for part in parts if isinstance(value := self.values[column.name][part], int)]
            if told is None or not values or told == sum(values):
                continue
            cell = f"{sheet.columns[column.name]}{row}"
            self._find(
                delivery,
                FindingCode.SUMMA,
                f"{place(self._file(delivery), sheet.sheet, cell=cell)}: summaraden anger {number(int(str(told)))} i "
                f"kolumnen {column.header}, men raderna som räknas ger {number(sum(values))}. "
                "Kontrollera att ingen rad saknas.",
            )

    def _parts_of_sums(self, rest: tuple[str, ...]) -> dict[tuple[Any, ...], list[int]]:
        """The rows that count, by delivery, sheet and the key without the region."""
        if self._parts is None:
            self._parts = defaultdict(list)
            for index, item in enumerate(self.rows):
                if self.outcomes.get(index) is None:
                    key = (item.delivery, item.sheet.sheet, *(self.values[name][index] for name in rest))
                    self._parts[key].append(index)
        return self._parts

    def _find(self, delivery: int, code: FindingCode, message: str) -> None:
        self.findings[delivery].append(Finding(code, self._file(delivery), message))

    def _file(self, delivery: int) -> str:
        return self.deliveries[delivery][0].file

    def _pass_over(self) -> None:
        """Rows whose value cells are all empty: rows that nobody filled in, and lines of notes. They change nothing."""
        values = [item.name for item in self.kind.columns if item.name not in (*self.kind.key, "mark")]
        empty: dict[tuple[int, str], list[int]] = defaultdict(list)
        notes: dict[tuple[int, str], list[int]] = defaultdict(list)
        for index, (delivery, sheet, row, texts) in enumerate(self.rows):
            if any(visible(texts.get(name) or "") for name in values):
                continue
            self.outcomes[index] = Outcome.PASSED
            (notes if self._is_note(texts) else empty)[delivery, sheet.sheet].append(row)
        for (delivery, sheet_name), rows in empty.items():
            is_all = sum(item.delivery == delivery for item in self.rows) == len(rows)
            what = "mallen är inte ifylld" if is_all else f"{_row_list(rows)} saknar värden"
            self.remarks[delivery].append(
                f"{place(self._file(delivery), sheet_name)}: {what}. Tomma rader läses inte och ändrar inget som har "
                "lämnats tidigare; den som vill ta tillbaka en rad skriver saknas i dess celler."
            )
        for (delivery, sheet_name), rows in notes.items():
            where = place(self._file(delivery), sheet_name)
            self.remarks[delivery].append(f"{where}: {_row_list(rows)} läses som noter till tabellen.")

    def _is_note(self, texts: Mapping[str, str | None]) -> bool:
        """Whether no part of the key of a row can be read."""
        return not any(_is_readable(texts.get(name), self.columns[name]) for name in self.kind.key if texts.get(name))

    def _tell_plans(self) -> None:
        """Rows that do not say whether they are plans are told what they are, so that each has its key."""
        if self.kind.statement is None:
            return
        told, planned = self.values[self.kind.statement], planned_months(REPORT_KINDS[self.kind.id])
        for index, row in enumerate(self.rows):
            if not visible(row.texts.get(self.kind.statement) or ""):
                told[index] = statement_of(self.kind, self.values["month"][index], row.texts, planned)

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
        keys: list[dict[tuple[str, int], Key]] = [{} for _ in self.deliveries]
        for index, outcome in self.outcomes.items():
            key = tuple(self.values[name][index] for name in self.kind.key)
            is_whole = all(
                value is not None or (self.columns[name].may_be_empty and name != self.kind.statement)
                for value, name in zip(key, self.kind.key, strict=True)
            )
            if outcome is Outcome.REJECTED and is_whole:
                row = self.rows[index]
                keys[row.delivery][row.sheet.sheet, row.number] = key
        told = zip(frames, rejections, outcomes, self.remarks, self.findings, keys, strict=True)
        return [Validated(*parts) for parts in told]

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
                if text in faults and self.outcomes.get(index) not in (Outcome.SUMMARY, Outcome.PASSED):
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
        delivery, sheet, row, texts = self.rows[index]
        self.outcomes[index] = Outcome.REJECTED if code.is_error else Outcome.SUMMARY
        if len(self.rejections[delivery]) >= MOST_KEPT:
            self.further[delivery][code] += 1
            return
        self.rejections[delivery].append(
            cell_rejection(
                self._file(delivery),
                sheet.sheet,
                sheet.columns[column.name],
                row,
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


def _is_readable(text: str | None, column: DeliveredColumn) -> bool:
    try:
        value_of(text, column)
    except Unreadable as fault:
        return fault.code is Code.SUMMARAD
    return True


def _row_list(rows: Sequence[int]) -> str:
    """`rad 3`, `raderna 3, 4 och 5`; of many rows the first and how many more."""
    if len(rows) == 1:
        return f"rad {rows[0]}"
    named = [str(row) for row in rows[:MOST_ROWS_NAMED]]
    if len(rows) > MOST_ROWS_NAMED:
        named.append(f"{number(len(rows) - MOST_ROWS_NAMED)} till")
    return f"raderna {listing(named)}"
