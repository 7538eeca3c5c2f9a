"""Operations delivered record by record (one row is one operation) to counts per region, month, kind and performer.

The records go through DuckDB straight from the file and are never kept: what leaves this module is counts, and a few
faulty values for the protocol. How the file is opened belongs in `readers.record_sources`.
"""

import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from readers.archive import DELIVER_AGAIN
from readers.dates import FIRST_YEAR, LAST_YEAR
from readers.headings import normal
from readers.record_sources import MOST_REJECTS, Lines, literal, looks_like_records, open_records
from readers.region_names import region_code
from readers.rejections import SHOWN_LENGTH, Code, Refused, Rejection, Unreadable, place, refusal, shown
from rules.regions import BY_CODE, CODES
from rules.swedish import counted, month_name, number
from rules.tariffs import kind_words
from rules.tariffs import procedure_codes as declared_codes

__all__ = ["BadRecords", "RecordCounts", "compare", "looks_like_records", "read_records"]

PERFORMERS = ("annan_region", "egen_region", "privat")
FORMS = ("offentlig", "privat")
OTHER_PROCEDURE = "annan_atgard"
"""The operation of a record whose procedure code is a code but counts as none of the kinds."""

KEY = ("region_code", "month", "operation", "performer")
COUNTS = pl.Schema(
    {"region_code": pl.String, "month": pl.Date, "operation": pl.String, "performer": pl.String}
    | {"operation_count": pl.Int64}
)

MOST_SPELLINGS = 100_000
"""Different texts in one column. There are about ten thousand procedure codes; more texts are something else."""
MOST_EXAMPLES = 3

BROKEN_LINE = "trasig_rad"
_CAUSES = {
    "okand_hemregion": ("hemregion", "inte har någon känd region", "Skriv regionens namn eller länskod"),
    "ogiltigt_datum": ("operationsdatum", "inte har något möjligt datum", "Skriv datumet som 2025-03-14"),
    "ogiltig_kod": ("kva_kod", "inte har någon åtgärdskod (KVÅ)", "Skriv koden med fem tecken (till exempel NFB49)"),
    "okand_utforarregion": ("utforarregion", "inte har någon känd region", "Skriv regionens namn eller länskod"),
    "okand_driftsform": ("driftsform", "varken är offentlig eller privat", "Skriv offentlig eller privat"),
}
"""Why a record is not counted, in the order in which a record with several faults is judged: column, fact, remedy."""

_TYPES = {"hemregion": "region", "kva_kod": "operation", "utforarregion": "region", "driftsform": "form"}
"""What the texts of a column are read to."""

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

_SPELLINGS = """
    SELECT hemregion, kva_kod, utforarregion, driftsform FROM records
    GROUP BY GROUPING SETS ((hemregion), (kva_kod), (utforarregion), (driftsform))
    HAVING length(coalesce(hemregion, kva_kod, utforarregion, driftsform)) <= 100
"""

_JUDGED = f"""
    SELECT
        home.value AS region_code,
        CASE WHEN operated BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{LAST_YEAR}-12-31'
             THEN CAST(date_trunc('month', operated) AS DATE) END AS possible_month,
        code.value AS operation,
        CASE WHEN form.value = 'privat' THEN performer 'privat'
             WHEN performing.value = home.value THEN performer 'egen_region'
             ELSE performer 'annan_region' END AS performer,
        CASE WHEN home.value IS NULL THEN cause 'okand_hemregion'
             WHEN possible_month IS NULL THEN cause 'ogiltigt_datum'
             WHEN code.value IS NULL THEN cause 'ogiltig_kod'
             -- A private performer is known without a region, so it may be empty; a wrong one is a fault all the same.
             WHEN performing.value IS NULL AND (form.value = 'privat' AND trim(coalesce(utforarregion, '')) = '')
                 IS NOT TRUE THEN cause 'okand_utforarregion'
             WHEN form.value IS NULL THEN cause 'okand_driftsform' END AS cause
        {{more}}
    FROM {{records}}
    LEFT JOIN spelled_hemregion home ON hemregion = home.text
    LEFT JOIN spelled_kva_kod code ON kva_kod = code.text
    LEFT JOIN spelled_utforarregion performing ON utforarregion = performing.text
    LEFT JOIN spelled_driftsform form ON driftsform = form.text
"""

_FAULTY_VALUE = " ".join(f"WHEN '{cause}' THEN CAST({column} AS VARCHAR)" for cause, (column, *_) in _CAUSES.items())
_GROUPED = f"""
    CREATE OR REPLACE TEMP TABLE groups AS
    SELECT
        region_code, possible_month, operation, performer, cause,
        left(CASE cause {_FAULTY_VALUE} END, {4 * SHOWN_LENGTH}) AS value,
        count(*) AS times,
        min(CASE WHEN cause IS NOT NULL THEN number END) AS first
    FROM ({
    _JUDGED.format(
        records="{records}", more=", {number} AS number, hemregion, operationsdatum, kva_kod, utforarregion, driftsform"
    )
})
    GROUP BY ALL
"""
_COUNTED = """
    SELECT region_code, possible_month, operation, performer, cause, CAST(sum(times) AS BIGINT)
    FROM groups GROUP BY ALL
"""
_EXAMPLES = f"""
    SELECT cause, value, min(first) FROM groups
    WHERE cause IS NOT NULL
    GROUP BY cause, value
    QUALIFY row_number() OVER (PARTITION BY cause ORDER BY sum(times) DESC, min(first), value) <= {MOST_EXAMPLES}
    ORDER BY cause, sum(times) DESC, min(first), value
"""

_REJECTED_LINES = "SELECT line FROM reject_errors WHERE scan_id = (SELECT max(scan_id) FROM reject_errors)"


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


def read_records(
    path: Path,
    name: str,
    *,
    memory_limit: str = "1GiB",
    procedure_codes: tuple[tuple[str, str], ...] | None = None,
) -> RecordCounts | Rejection:
    """Count the records of a Parquet or text file, or say why the file cannot be taken.

    `name` is the path below the folder of deliveries, as messages give it; `memory_limit` is DuckDB's, what
    goes beyond it is laid in a folder that is removed; `procedure_codes` are beginnings of procedure codes
    with the kind each counts as, those that decrees declare when not told. Months that no decree measures are
    counted too. Never raises for what the file is or holds.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="bonuspott-") as folder:
            return _counted(path, name, Path(folder), memory_limit, procedure_codes or declared_codes())
    except Refused as refused:
        return refusal(name, refused.code, refused.message)
    except duckdb.OutOfMemoryException:
        return refusal(
            name,
            Code.FOR_STOR,
            f"filen kan inte läsas inom minnesgränsen {memory_limit}. Dela upp uppgifterna på flera filer.",
        )
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException):
        raise  # a fault of the queries here, not of the file
    except duckdb.Error:
        return refusal(name, Code.TRASIG_FIL, f"filen är skadad eller ofullständig och kan inte läsas. {DELIVER_AGAIN}")


def compare(records: pl.DataFrame, counts: pl.DataFrame, covered: Collection[date]) -> pl.DataFrame:
    """Where reported counts differ from those of the records, which win in the `covered` months.

    Both have the columns of `COUNTS`. Nothing reported where the records have 0 is no difference. Of covered months
    only regions that have reported are compared; of other months everything the records have is told, since it is
    used nowhere else.
    """
    reported_months = counts.select("region_code", "month").unique().with_columns(is_reported=True)
    differing = (
        records.select(*KEY, pl.col("operation_count").alias("record_count"))
        .join(reported_months, on=["region_code", "month"], how="left")
        .with_columns(is_covered=pl.col("month").is_in(list(covered)))
        .filter(~pl.col("is_covered") | pl.col("is_reported"))
        .join(counts.select(*KEY, pl.col("operation_count").alias("reported_count")), on=KEY, how="left")
        .filter(pl.col("record_count") != pl.col("reported_count").fill_null(0))
        .select(*KEY, "record_count", "reported_count", "is_covered")
        .sort(KEY)
    )
    messages = [_difference(row) for row in differing.iter_rows(named=True)]
    return differing.with_columns(pl.Series("message_sv", messages, dtype=pl.String))


def _difference(row: dict[str, Any]) -> str:
    reported = row["reported_count"]
    said = "inget antal har rapporterats" if reported is None else f"rapporterat antal är {number(reported)}"
    if row["is_covered"]:
        used = "Patientregistrets antal används."
    else:
        used = "Posterna omfattar inte alla hemregioner den månaden och används inte."
    return (
        f"{BY_CODE[row['region_code']].official_name}, {month_name(row['month'])}, "
        f"{kind_words().get(row['operation'], row['operation'])}, {row['performer'].replace('_', ' ')}: "
        f"patientregistret har {counted(row['record_count'], 'operation', 'operationer')} och {said}. {used}"
    )


# --- From the file to counts


def _counted(
    path: Path, name: str, folder: Path, memory_limit: str, procedure_codes: tuple[tuple[str, str], ...]
) -> RecordCounts:
    with duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    ) as connection:
        connection.execute("SET TimeZone = 'Europe/Stockholm'")
        connection.execute("SET enable_progress_bar = false")
        lines = open_records(connection, path, folder)
        _create_types(connection, procedure_codes)
        _spell(connection, procedure_codes)
        # The places of Parquet's records cost nothing; those of lines are looked for only when something is wrong.
        _group(connection, is_numbered=lines is None)
        by_group = connection.execute(_COUNTED).fetchall()
        read = sum(count for *_, count in by_group)
        broken = _broken_lines(connection, name, lines, read)
        if not read and not broken:
            raise Refused(Code.INGA_RADER, "det finns inga poster. Fyll i uppgifterna och lämna filen på nytt.")

        causes: Counter[str] = Counter()
        found: Counter[tuple[str, date, str, str]] = Counter()
        covered: set[tuple[str, date]] = set()
        for region, month, operation, performer, cause, count in by_group:
            if cause:
                causes[cause] += count
            else:
                covered.add((region, month))
                found[region, month, operation, performer] += count
        others = sum(count for (_, _, operation, _), count in found.items() if operation == OTHER_PROCEDURE)
        if causes and lines:
            _group(connection, is_numbered=True)
        examples = _examples(connection, is_numbered=not broken) if causes else {}

    bad = [_bad(name, cause, causes[cause], tuple(examples[cause])) for cause in _CAUSES if causes[cause]]
    rows = [
        (*region_month, kind, performer, found[(*region_month, kind, performer)])
        for region_month, kind, performer in product(sorted(covered), _kinds(procedure_codes), PERFORMERS)
    ]
    return RecordCounts(
        pl.DataFrame(rows, schema=COUNTS, orient="row"),
        record_count=read + sum(line.count for line in broken),
        counted=found.total() - others,
        other_procedures=others,
        bad=(*broken, *bad),
    )


def _group(connection: duckdb.DuckDBPyConnection, *, is_numbered: bool) -> None:
    """Count the records by all that is told of them, faulty values with the place of the first one, into `groups`."""
    source = ("numbered_records", "number") if is_numbered else ("records", "NULL")
    connection.execute(_GROUPED.format(records=source[0], number=source[1]))


def _create_types(connection: duckdb.DuckDBPyConnection, procedure_codes: tuple[tuple[str, str], ...]) -> None:
    """What records are grouped by, as types of a byte: groups of texts take half as long again to count."""
    types = {
        "region": CODES,
        "operation": [*_kinds(procedure_codes), OTHER_PROCEDURE],
        "form": FORMS,
        "performer": PERFORMERS,
        "cause": tuple(_CAUSES),
    }
    for name, values in types.items():
        connection.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(map(literal, values))})")


def _kinds(procedure_codes: tuple[tuple[str, str], ...]) -> list[str]:
    return sorted({operation for _, operation in procedure_codes})


def _spell(connection: duckdb.DuckDBPyConnection, procedure_codes: tuple[tuple[str, str], ...]) -> None:
    """Read every text of the text columns once, however many records have it, into a table `spelled_<column>`."""
    longest_first = sorted(procedure_codes, key=lambda pair: -len(pair[0]))
    readers: dict[str, Callable[[str], str | None]] = {
        "hemregion": _region,
        "kva_kod": partial(_operation, longest_first),
        "utforarregion": _region,
        "driftsform": lambda text: normal(text) if normal(text) in FORMS else None,
    }
    texts = Counter[str]()
    values: defaultdict[str, dict[str, str]] = defaultdict(dict)
    spelled = connection.execute(_SPELLINGS)
    while rows := spelled.fetchmany(1000):
        for row in rows:
            column, text = next(pair for pair in zip(readers, row, strict=True) if pair[1] is not None)
            texts[column] += 1
            if texts[column] > MOST_SPELLINGS:
                raise Refused(
                    Code.FEL_FORMAT,
                    f"kolumnen {column} har fler än {number(MOST_SPELLINGS)} olika värden och innehåller därför något "
                    "annat än den ska. Kontrollera att kolumnerna inte är förväxlade och lämna filen på nytt.",
                )
            value = readers[column](text)
            if value is not None:
                values[column][text] = value
    for column in readers:
        connection.execute(f"CREATE TEMP TABLE spelled_{column} (text VARCHAR, value {_TYPES[column]})")
        connection.execute(
            f"INSERT INTO spelled_{column} SELECT unnest($1::VARCHAR[]), unnest($2::{_TYPES[column]}[])",
            [list(values[column]), list(values[column].values())],
        )


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


def _broken_lines(
    connection: duckdb.DuckDBPyConnection, name: str, lines: Lines | None, read: int
) -> tuple[BadRecords, ...]:
    """Lines that are no records: whatever of the file's lines was not read."""
    missed = lines.count - read if lines else 0
    if lines is None or not missed:
        return ()
    rejected = [line for (line,) in connection.execute(_REJECTED_LINES).fetchall()]
    distinct = sorted(set(rejected))
    if lines.may_span_lines and len(rejected) < MOST_REJECTS and len(distinct) < missed:
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


def _examples(connection: duckdb.DuckDBPyConnection, *, is_numbered: bool) -> dict[str, list[str]]:
    """The commonest faulty values by cause; where lines are missing the records' numbers are not their places."""
    examples: defaultdict[str, list[str]] = defaultdict(list)
    for cause, value, first in connection.execute(_EXAMPLES).fetchall():
        text = _without_identity(value or "")
        seen = f"”{text}”" if text else "tomt värde"
        examples[cause].append(f"{seen} (post {number(first)})" if is_numbered and first is not None else seen)
    return examples


def _bad(name: str, cause: str, count: int, examples: tuple[str, ...]) -> BadRecords:
    column, fact, remedy = _CAUSES[cause]
    message = (
        f"{place(name, '')}: {_records(count)} räknas inte eftersom kolumnen {column} {fact}{_such_as(examples)}. "
        f"{remedy} och lämna filen på nytt."
    )
    return BadRecords(cause, count, column, examples, message)


def _records(count: int) -> str:
    return counted(count, "post", "poster")


def _such_as(examples: tuple[str, ...]) -> str:
    return f", till exempel {', '.join(examples)}" if examples else ""


def _without_identity(value: str) -> str:
    """A value on one line, without anything that could be a personal identity number, shortened."""
    return shown(_IDENTITY_NUMBER.sub(_MASK, shown(value, 4 * SHOWN_LENGTH)), SHOWN_LENGTH // 2)
