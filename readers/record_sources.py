"""A file of operation records opened as DuckDB views, whatever its format: which columns, which text, which lines.

Parquet and CSV become the two views of `readers.record_query.Records`. What the values mean and how records are
counted belongs in `readers.record_counting`.
"""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from typing import Any

import duckdb

from readers.archive import DELIVER_AGAIN, check_content
from readers.headings import LONGEST_HEADING, normal
from readers.rejections import Code, Refused
from readers.textfile import DELIMITERS, LINES_TRIED
from rules.swedish import listing

COLUMNS = ("hemregion", "operationsdatum", "kva_kod", "utforarregion", "driftsform")
"""The only columns that are read; everything else in a file of records stays unread."""

MOST_REJECTS = 1_000
"""Faults of lines that DuckDB keeps; lines beyond them are counted but not looked at."""

_REJECTED_LINES = "SELECT line FROM reject_errors WHERE scan_id = (SELECT max(scan_id) FROM reject_errors)"

_PARQUET = b"PAR1"
_ENCRYPTED_PARQUET = b"PARE"
_HEAD_BYTES = 2**16
_CHUNK_BYTES = 2**20
_LINE_MARKS = bytes(ord("\n") if byte in b"\r\n" else ord("x") for byte in range(256))
_C1 = bytes(range(0x80, 0xA0))
_LATIN_1, _UTF_8 = "latin-1", "utf-8"


@dataclass(frozen=True)
class Lines:
    """The data lines of a text file; `may_span_lines` when quotation marks could join several into one record."""

    count: int
    may_span_lines: bool
    connection: duckdb.DuckDBPyConnection

    def rejected(self) -> tuple[list[int], bool]:
        """The numbers of lines that DuckDB rejected at its last reading, and whether it kept all of them."""
        lines = [line for (line,) in self.connection.execute(_REJECTED_LINES).fetchall()]
        return lines, len(lines) < MOST_REJECTS


@dataclass(frozen=True)
class DuckdbRecords:
    """The records of one file; `lines` only of a text file."""

    connection: duckdb.DuckDBPyConnection
    lines: Lines | None

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """What a query gives, fetched a part at a time."""
        found = self.connection.execute(query)
        while rows := found.fetchmany(1000):
            yield from rows

    def spell(self, column: str, pairs: Sequence[tuple[str, int]]) -> None:
        """Keep what the texts of a column mean as a table."""
        self.connection.execute(f"CREATE TEMP TABLE spelled_{column} (text VARCHAR, value TINYINT)")
        self.connection.execute(
            f"INSERT INTO spelled_{column} SELECT unnest($1::VARCHAR[]), unnest($2::TINYINT[])",
            [[text for text, _ in pairs], [value for _, value in pairs]],
        )


@dataclass(frozen=True)
class _Header:
    """The record that has most of the five columns; `line` is the physical line it ends on."""

    delimiter: str
    names: tuple[str, ...]
    line: int
    lines_with_text: int


@dataclass
class _Text:
    """What a text file is like from end to end."""

    is_utf8: bool = True
    has_c1: bool = False
    has_quotes: bool = False
    has_mixed_line_ends: bool = False
    lines_with_text: int = 0


def looks_like_records(path: Path) -> bool:
    """Whether a file is records rather than counts: Parquet, or a text file with headings for all five columns."""
    try:
        head = _head(path)
    except (OSError, ValueError):
        return False
    return _is_parquet(path, head) or not _missing(_header(head).names)


def open_records(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> DuckdbRecords:
    """Create the views `records` and `numbered_records` of a file.

    The connection can read nothing but this file afterwards. `folder` is private and removed by the caller: DuckDB
    gets a link in it instead of the delivered name, since it would expand `[`, `*` and `?` in a name to other files.
    Raises `Refused`.
    """
    try:
        if not path.is_file():
            raise Refused(Code.OLASBAR, "filen finns inte eller är inte en vanlig fil. Kontrollera sökvägen.")
        head = _head(path)
        if not head:
            raise Refused(Code.TOM_FIL, f"filen är tom. {DELIVER_AGAIN}")
        if _is_parquet(path, head):
            _check_parquet(path, head)
            link = _link(path, folder / "records.parquet")
            _shut(connection, link)
            _view_parquet(connection, link)
            return DuckdbRecords(connection, None)
        return DuckdbRecords(connection, _open_text(connection, path, head, folder))
    except OSError as error:
        raise Refused(
            Code.OLASBAR, "filen går inte att läsa. Kontrollera att den finns kvar och att rättigheterna räcker."
        ) from error


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _link(path: Path, link: Path) -> Path:
    link.symlink_to(path.resolve())
    return link


def _shut(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    connection.execute("SET allowed_paths = ?", [[str(file)]])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


# --- Parquet


def _is_parquet(path: Path, head: bytes) -> bool:
    return path.suffix.lower() == ".parquet" or head.startswith((_PARQUET, _ENCRYPTED_PARQUET))


def _check_parquet(path: Path, head: bytes) -> None:
    if head.startswith(_ENCRYPTED_PARQUET):
        raise Refused(Code.LOSENORD, "filen är krypterad. Lämna den på nytt utan kryptering.")
    if not head.startswith(_PARQUET):
        raise Refused(
            Code.FEL_FORMAT,
            "filen heter .parquet men innehållet är inte Parquet. Skapa filen på nytt som Parquet eller CSV.",
        )
    with path.open("rb") as file:
        file.seek(-min(len(_PARQUET), len(head)), 2)
        if file.read() != _PARQUET or len(head) < 3 * len(_PARQUET):
            raise Refused(Code.TRASIG_FIL, f"filen är avklippt: slutet saknas. {DELIVER_AGAIN}")


def _view_parquet(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    # hive_partitioning would make columns out of folders called `hemregion=01`.
    table = f"read_parquet({literal(str(file))}, binary_as_string = true, hive_partitioning = false)"
    described = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    columns = {name: type_ for name, type_, *_ in described}
    written = chosen_columns(list(columns))
    if any(name.lower() == f"{column.lower()}_1" for column in written.values() for name in columns):
        raise _doubled()  # DuckDB's name for the second of two columns that differ in case only
    day = written["operationsdatum"]
    is_day = columns[day].startswith(("DATE", "TIMESTAMP"))
    number = "NULL" if "file_row_number" in map(str.lower, columns) else "file_row_number + 1"
    _create_views(connection, table, table, written, number, _quoted(day) if is_day else None)


# --- Text


def _open_text(connection: duckdb.DuckDBPyConnection, path: Path, head: bytes, folder: Path) -> Lines:
    check_content(head, ".csv")
    header = _header(head)
    places = _written(header.names, [f"c{place}" for place in range(len(header.names))])
    text = _scanned(path)
    # DuckDB reads no line ends of two kinds, and of Windows-1252 only what Latin-1 has too.
    if text.has_mixed_line_ends or (text.has_c1 and not text.is_utf8):
        file, encoding = _plain_copy(path, folder / "records.csv", text), _UTF_8
    else:
        file, encoding = _link(path, folder / "records.csv"), _UTF_8 if text.is_utf8 else _LATIN_1
    _shut(connection, file)

    quote = "'\"'" if text.has_quotes else "''"
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(header.names)))
    options = (
        f"{literal(str(file))}, auto_detect = false, compression = 'none', hive_partitioning = false, "
        f"encoding = '{encoding}', delim = {literal(header.delimiter)}, quote = {quote}, escape = {quote}, "
        f"header = false, skip = {header.line}, columns = {{{columns}}}, store_rejects = true, "
        f"rejects_limit = {MOST_REJECTS}, rejects_line_size_limit = 1"
    )
    _create_views(
        connection,
        f"read_csv({options})",
        f"read_csv({options}, parallel = false)",
        places,
        "row_number() OVER ()",
        None,
    )
    return Lines(text.lines_with_text - header.lines_with_text, text.has_quotes, connection)


def _header(head: bytes) -> _Header:
    """Headings are ASCII, so that any encoding finds them."""
    text = head.decode("utf-8-sig", errors="replace")
    best = _Header(DELIMITERS[0], (), 0, 0)
    for delimiter in DELIMITERS:
        for names, line in _heads(text, delimiter):
            if len(_missing(names)) < len(_missing(best.names)):
                above = re.split(r"\r\n|\r|\n", text, maxsplit=line)[:line]
                best = _Header(delimiter, names, line, sum(1 for row in above if row))
    return best


def _heads(text: str, delimiter: str) -> Iterator[tuple[tuple[str, ...], int]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for record in islice(reader, LINES_TRIED):
            yield tuple(normal(field[:LONGEST_HEADING]) for field in record), reader.line_num
    except csv.Error:
        return  # not a table with this delimiter


def _scanned(path: Path) -> _Text:
    """Read the whole text once, in pieces: lines that are lost when it is read as a table must be missed."""
    text = _Text()
    decoder = codecs.getincrementaldecoder(_UTF_8)()
    before, ends = b"\n", {b"\r\n": 0, b"\n": 0, b"\r": 0}
    with path.open("rb") as file:
        for chunk in iter(partial(file.read, _CHUNK_BYTES), b""):
            text.is_utf8 = text.is_utf8 and _decodes(decoder, chunk)
            text.has_c1 = text.has_c1 or len(chunk.translate(None, _C1)) < len(chunk)
            text.has_quotes = text.has_quotes or b'"' in chunk
            joined = before + chunk
            text.lines_with_text += joined.translate(_LINE_MARKS).count(b"\nx")
            ends[b"\r\n"] += joined.count(b"\r\n")
            ends[b"\n"] += chunk.count(b"\n")
            ends[b"\r"] += chunk.count(b"\r")
            before = chunk[-1:]
    text.is_utf8 = text.is_utf8 and _decodes(decoder, b"", final=True)
    both = ends[b"\r\n"]
    text.has_mixed_line_ends = sum(1 for count in (both, ends[b"\n"] - both, ends[b"\r"] - both) if count) > 1
    return text


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _plain_copy(path: Path, copy: Path, text: _Text) -> Path:
    with (
        path.open(encoding="utf-8-sig" if text.is_utf8 else "cp1252", errors="replace") as source,
        copy.open("w", encoding=_UTF_8, newline="\n") as target,
    ):
        copyfileobj(source, target, _CHUNK_BYTES)
    return copy


# --- Both


def _missing(names: tuple[str, ...] | list[str]) -> list[str]:
    return [column for column in COLUMNS if normal(column) not in names]


def chosen_columns(columns: list[str]) -> dict[str, str]:
    """What each of the five columns is called among those of a table. Raises `Refused`."""
    return _written([normal(name) for name in columns], columns)


def _written(names: tuple[str, ...] | list[str], identifiers: list[str]) -> dict[str, str]:
    """What each of the five columns is called in the file's table."""
    if missing := _missing(names):
        which = f"kolumnen {missing[0]}" if len(missing) == 1 else f"kolumnerna {listing(missing)}"
        raise Refused(
            Code.SAKNAD_KOLUMN,
            f"{which} saknas. En fil med operationer post för post ska ha kolumnerna {listing(COLUMNS)}.",
        )
    found = {column: [i for i, name in enumerate(names) if name == normal(column)] for column in COLUMNS}
    if any(len(places) > 1 for places in found.values()):
        raise _doubled()
    return {column: identifiers[place] for column, (place,) in found.items()}


def _doubled() -> Refused:
    return Refused(
        Code.DUBBEL_RUBRIK,
        f"någon av kolumnerna {listing(COLUMNS)} finns två gånger. Ta bort den ena och lämna filen på nytt.",
    )


def _create_views(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    ordered_table: str,
    written: dict[str, str],
    number: str,
    day: str | None,
) -> None:
    texts = {column: f"CAST({_quoted(name)} AS VARCHAR)" for column, name in written.items()}
    # A point in time that knows its offset falls on the day it was in Sweden; the connection's time zone sees to that.
    operated = _day_of(texts["operationsdatum"]) if day is None else f"TRY_CAST({day} AS DATE)"
    columns = ", ".join(f"{text} AS {column}" for column, text in texts.items()) + f", {operated} AS operated"
    connection.execute(f"CREATE TEMP VIEW records AS SELECT {columns} FROM {table}")
    connection.execute(
        f"CREATE TEMP VIEW numbered_records AS SELECT {columns}, {number} AS number FROM {ordered_table}"
    )


def _day_of(text: str) -> str:
    """`2025-03-14`, with or without a time of day, and `20250314`; NULL for what is no day."""
    trimmed = f"trim({text})"
    digits = f"concat_ws('-', left({trimmed}, 4), substr({trimmed}, 5, 2), right({trimmed}, 2))"
    return (
        f"CASE WHEN regexp_full_match({trimmed}, '[0-9]{{8}}') THEN TRY_CAST({digits} AS DATE) "
        f"WHEN length({trimmed}) > 10 THEN CAST(TRY_CAST({trimmed} AS TIMESTAMPTZ) AS DATE) "
        f"ELSE TRY_CAST({trimmed} AS DATE) END"
    )


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as it stands in a query; for what cannot be a parameter: names of files in views, values of types."""
    return "'" + text.replace("'", "''") + "'"
