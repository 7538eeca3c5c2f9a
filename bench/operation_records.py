"""Operation records to monthly counts: time against the plain query that counts them, and memory."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from bench.measuring import Measure, in_turn, work
from bench.results import Line
from examples.operation_records import write
from readers.operation_records import read_records
from readers.record_counting import RecordCounts

RECORDS, ROUNDS = 50_000_000, 3
MEMORY_LIMIT, MEMORY_LIMIT_MIB = "2GiB", 2_048
FAULTY_EVERY = 10_000
PLAIN_QUERY = """
    SELECT hemregion, date_trunc('month', operationsdatum), left(kva_kod, 3),
        CASE WHEN driftsform = 'privat' THEN 'privat' WHEN utforarregion = hemregion THEN 'egen' ELSE 'annan' END,
        count(*)
    FROM read_parquet(?) GROUP BY ALL
"""


def results(place: Path) -> Iterator[Line]:
    path = place / "records.parquet"
    peaks = []
    for title, faulty_every in (("all good", 0), (f"1 of {FAULTY_EVERY:,} faulty", FAULTY_EVERY)):
        write(path, RECORDS, faulty_every=faulty_every)
        ours, theirs = in_turn(ROUNDS, lambda: work(read, path), lambda: work(plain_query, path))
        yield Line(f"{RECORDS:,} records, {title}, to monthly counts", "the plain DuckDB query", ours, theirs, 1.2)
        peaks.append(ours)
    limit = Measure(peak_mib=MEMORY_LIMIT_MIB)
    yield Line("the same, most memory", "the limit", max(peaks, key=lambda ours: ours.peak_mib), limit, 1, "peak_mib")


def plain_query(path: str) -> None:
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "preserve_insertion_order": False}) as connection:
        connection.execute(PLAIN_QUERY, [path]).fetchall()


def read(path: str) -> None:
    counted = read_records(Path(path), path, memory_limit=MEMORY_LIMIT)
    assert isinstance(counted, RecordCounts)
    assert counted.record_count == counted.counted + counted.other_procedures + sum(bad.count for bad in counted.bad)
