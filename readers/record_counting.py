"""Operation records in some engine to counts per region, month, kind and performer, and what was wrong with the others.

Texts are read here, once per spelling; what an engine is asked is `readers.record_query`. The records are never kept:
what leaves this module is counts, and a few faulty values for the protocol.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product
from typing import NamedTuple, Protocol

import polars as pl

from readers.headings import normal
from readers.record_query import CAUSES, FORMS, MOST_EXAMPLES, PERFORMERS, REGIONS, Records, counting, spellings
from readers.region_names import region_code
from readers.rejections import SHOWN_LENGTH, Code, Refused, Unreadable, place, shown
from rules.swedish import counted, number
from rules.tariffs import procedure_codes as declared_codes

OTHER_PROCEDURE = "annan_atgard"
"""The operation of a record whose procedure code is a code but counts as none of the kinds."""

KEY = ("region_code", "month", "operation", "performer")
COUNTS = pl.Schema(
    {"region_code": pl.String, "month": pl.Date, "operation": pl.String, "performer": pl.String}
    | {"operation_count": pl.Int64}
)

MOST_SPELLINGS = 100_000
"""Different texts in one column. There are about ten thousand procedure codes; more texts are something else."""

BROKEN_LINE = "trasig_rad"
_CAUSES = {
    "okand_hemregion": ("hemregion", "inte har någon känd region", "Skriv regionens namn eller länskod"),
    "ogiltigt_datum": ("operationsdatum", "inte har något möjligt datum", "Skriv datumet som 2025-03-14"),
    "ogiltig_kod": ("kva_kod", "inte har någon åtgärdskod (KVÅ)", "Skriv koden med fem tecken (till exempel NFB49)"),
    "okand_utforarregion": ("utforarregion", "inte har någon känd region", "Skriv regionens namn eller länskod"),
    "okand_driftsform": ("driftsform", "varken är offentlig eller privat", "Skriv offentlig eller privat"),
}
"""What is said of each cause: column, fact, remedy."""

_PROCEDURE_CODE = re.compile(r"[A-ZÅÄÖ]{2}[A-ZÅÄÖ0-9][0-9]{2}")
"""Surgical codes are three letters and two digits, other codes two letters and three digits."""

_BETWEEN_CODES = re.compile(r"[,;|/+]")

_MUNICIPALITY = re.compile(r"[0-9]{3,6}")
"""Four digits are a municipality, six a parish in it; the first two are the county."""

_IDENTITY_NUMBER = re.compile(
    r"(?!\d{4}-\d\d-\d\d[ T]\d\d:)\d(?:[ .+–−-]?\d){9,}"  # a date with a time of day is none
    r"|\d{6,8}[ +–−-]*[A-Z]\d{3}",
    re.IGNORECASE,
)
"""Ten digits or more, however they are divided, and the numbers with a letter that are given for the time being."""
_MASK = "(nummer)"


class TextLines(Protocol):
    """The data lines of a text file, of which an engine makes records."""

    @property
    def count(self) -> int:
        """Lines with text."""

    @property
    def may_span_lines(self) -> bool:
        """Whether quotation marks could join several lines into one record."""

    def rejected(self) -> tuple[list[int], bool]:
        """The numbers of lines that could not be read, one for each fault, and whether those are all."""


@dataclass(frozen=True)
class BadRecords:
    """Records that were not counted for one cause.

    `examples` are the commonest faulty values, shortened, with the record's place in the file where it is
    known, and for broken lines their numbers; nothing else of a record is kept. `message_sv` says what is
    wrong and what to do.
    """

    cause: str
    count: int
    column_name: str
    examples: tuple[str, ...]
    message_sv: str


@dataclass(frozen=True)
class RecordCounts:
    """The counts of one file: `record_count == counted + other_procedures +` the counts of `bad`.

    `counts` has the columns of `COUNTS`, sorted by its key. A register extract is complete for what it
    covers: for each region and month with any good record, also of other procedures, every kind and
    performer has a row, with 0 where there was no operation. A month in which a region has no good record
    at all is missing, not zero.
    """

    counts: pl.DataFrame
    record_count: int
    counted: int
    other_procedures: int
    bad: tuple[BadRecords, ...]


# --- From the engine to counts


def count_records(
    records: Records,
    name: str,
    procedure_codes: tuple[tuple[str, str], ...] | None = None,
    lines: TextLines | None = None,
) -> RecordCounts:
    """Count the records of an engine; `lines` are those of a text file, None for Parquet.

    `name` is the delivery's path as messages give it, `procedure_codes` are beginnings of procedure codes with the kind
    each counts as, those that decrees declare when not told. Raises `Refused`, and what the engine raises.
    """
    procedure_codes = procedure_codes or declared_codes()
    kinds = sorted({operation for _, operation in procedure_codes})
    _spell(records, kinds, procedure_codes)
    # The places of Parquet's records cost nothing; those of lines are looked for only when something is wrong.
    found = _groups(records, is_numbered=lines is None)
    read = sum(group.times for group in found)
    broken = _broken_lines(name, lines, read) if lines else ()
    if not read and not broken:
        raise Refused(Code.INGA_RADER, "det finns inga poster. Fyll i uppgifterna och lämna filen på nytt.")
    if lines and any(group.cause is not None for group in found):
        found = _groups(records, is_numbered=True)

    good: Counter[tuple[str, date, str, str]] = Counter()
    for group in found:
        if group.cause is None:
            operation = kinds[group.operation] if group.operation < len(kinds) else OTHER_PROCEDURE
            good[REGIONS[group.region], group.month, operation, PERFORMERS[group.performer]] += group.times
    covered = sorted({(region, month) for region, month, _, _ in good})
    others = sum(count for (_, _, operation, _), count in good.items() if operation == OTHER_PROCEDURE)
    rows = [
        (*region_month, kind, performer, good[(*region_month, kind, performer)])
        for region_month, kind, performer in product(covered, kinds, PERFORMERS)
    ]
    return RecordCounts(
        pl.DataFrame(rows, schema=COUNTS, orient="row"),
        record_count=read + sum(line.count for line in broken),
        counted=good.total() - others,
        other_procedures=others,
        # Where lines are missing the records' numbers are not their places.
        bad=(*broken, *_bad(name, found, is_numbered=not broken)),
    )


class _Group(NamedTuple):
    """One row of `record_query.counting`."""

    region: int
    month: date
    operation: int
    performer: int
    cause: int | None
    place: int | None
    value: str | None
    first_number: int | None
    times: int


def _groups(records: Records, *, is_numbered: bool) -> list[_Group]:
    return [_Group(*row) for row in records.rows(counting(is_numbered=is_numbered))]


def _spell(records: Records, kinds: Sequence[str], procedure_codes: tuple[tuple[str, str], ...]) -> None:
    """Read every text of the text columns once, however many records have it, and give the engine what it means."""
    longest_first = sorted(procedure_codes, key=lambda pair: -len(pair[0]))
    operations = [*kinds, OTHER_PROCEDURE]
    readers: dict[str, tuple[Callable[[str], str | None], Sequence[str]]] = {
        "hemregion": (_region, REGIONS),
        "kva_kod": (partial(_operation, longest_first), operations),
        "utforarregion": (_region, REGIONS),
        "driftsform": (lambda text: normal(text), FORMS),
    }
    texts = Counter[str]()
    pairs: dict[str, list[tuple[str, int]]] = {column: [] for column in readers}
    for row in records.rows(spellings(MOST_SPELLINGS)):
        column, text = next(pair for pair in zip(readers, row, strict=True) if pair[1] is not None)
        texts[column] += 1
        if texts[column] > MOST_SPELLINGS:
            raise Refused(
                Code.FEL_FORMAT,
                f"kolumnen {column} har fler än {number(MOST_SPELLINGS)} olika värden och innehåller därför något "
                "annat än den ska. Kontrollera att kolumnerna inte är förväxlade och lämna filen på nytt.",
            )
        read, values = readers[column]
        if (value := read(text)) in values:
            pairs[column].append((text, values.index(value)))
    for column, spelled in pairs.items():
        records.spell(column, spelled)


def _region(text: str) -> str | None:
    """The region of its name or code, or of the code of one of its municipalities or parishes."""
    if _MUNICIPALITY.fullmatch(text.strip()):
        # A number has lost the zero that Stockholm's to Gotland's codes begin with.
        text = text.strip().zfill(4 if len(text.strip()) <= 4 else 6)[:2]
    try:
        return region_code(text)
    except Unreadable:
        return None


def _operation(prefixes: list[tuple[str, str]], text: str) -> str | None:
    """The kind of the first code that counts as one; a record of several procedures has all their codes in the cell."""
    codes = _procedure_codes(text)
    kinds = (operation for code in codes for prefix, operation in prefixes if code.startswith(prefix))
    return next(kinds, OTHER_PROCEDURE) if codes else None


def _procedure_codes(text: str) -> list[str]:
    """All codes of a cell, none when anything in it is no code; a single code may have blanks in it."""
    parts = [part for part in _BETWEEN_CODES.split(text.upper()) if part.strip()]
    codes: list[str] = []
    for part in parts:
        joined = "".join(part.split())
        codes += [joined] if _PROCEDURE_CODE.fullmatch(joined) else part.split()
    return codes if all(map(_PROCEDURE_CODE.fullmatch, codes)) else []


# --- What was not counted


def _broken_lines(name: str, lines: TextLines, read: int) -> tuple[BadRecords, ...]:
    """Lines that are no records: whatever of the file's lines was not read."""
    missed = lines.count - read
    if not missed:
        return ()
    rejected, are_all = lines.rejected()
    distinct = sorted(set(rejected))
    if lines.may_span_lines and are_all and len(distinct) < missed:
        raise Refused(
            Code.TRASIG_FIL,
            "ett värde inom citattecken går över flera rader, eller ett citattecken saknar sin motsvarighet, så att "
            "poster kan ha gått förlorade. Lämna filen på nytt med bara de fem kolumnerna och utan citattecken.",
        )
    examples = tuple(f"rad {number(line)}" for line in distinct[:MOST_EXAMPLES])
    message = (
        f"{place(name, '')}: {_records(missed)} räknas inte eftersom raden inte har lika många fält som rubrikraden "
        f"eller inte kan delas i fält{_such_as(examples)}. Rätta raderna och lämna filen på nytt."
    )
    return (BadRecords(BROKEN_LINE, missed, "", examples, message),)


def _bad(name: str, found: Sequence[_Group], *, is_numbered: bool) -> Iterator[BadRecords]:
    for judged_as, cause in enumerate(CAUSES):
        groups = [group for group in found if group.cause == judged_as]
        if not groups:
            continue
        column, fact, remedy = _CAUSES[cause]
        count = sum(group.times for group in groups)
        commonest = sorted((group.place, group) for group in groups if group.place is not None)
        examples = tuple(_example(group, is_numbered=is_numbered) for _, group in commonest)
        message = (
            f"{place(name, '')}: {_records(count)} räknas inte eftersom kolumnen {column} {fact}{_such_as(examples)}. "
            f"{remedy} och lämna filen på nytt."
        )
        yield BadRecords(cause, count, column, examples, message)


def _example(group: _Group, *, is_numbered: bool) -> str:
    text = _without_identity(group.value or "")
    seen = f"”{text}”" if text else "tomt värde"
    return f"{seen} (post {number(group.first_number)})" if is_numbered and group.first_number is not None else seen


def _records(count: int) -> str:
    return counted(count, "post", "poster")


def _such_as(examples: tuple[str, ...]) -> str:
    return f", till exempel {', '.join(examples)}" if examples else ""


def _without_identity(value: str) -> str:
    """A value on one line, without anything that could be a personal identity number, shortened."""
    return shown(_IDENTITY_NUMBER.sub(_MASK, shown(value, 4 * SHOWN_LENGTH)), SHOWN_LENGTH // 2)
