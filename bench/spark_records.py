"""The same operation records counted by Spark on this computer and by DuckDB: what it costs that records stay."""

from collections.abc import Iterator
from pathlib import Path

from bench import operation_records
from bench.measuring import in_turn, work
from bench.operation_records import FAULTY_EVERY, read
from bench.results import Line
from bench.spark_server import running
from examples.operation_records import write
from readers.spark_records import SparkCluster

RECORDS, ROUNDS = 5_000_000, operation_records.ROUNDS
AT_MOST = 50
"""Spark counts in the time of its own overhead; this says when something has gone wrong, and is no aim."""


def results(place: Path) -> Iterator[Line]:
    path = place / "records.parquet"
    write(path, RECORDS, faulty_every=FAULTY_EVERY)
    with running(place) as address:
        count(str(path), address)  # the server is warm
        there, here = in_turn(ROUNDS, lambda: work(count, path, address), lambda: work(read, path))
    yield Line(f"{RECORDS:,} records counted by Spark, warm", "by DuckDB", there, here, AT_MOST, "seconds")


def count(path: str, address: str) -> None:
    SparkCluster(address, "/").count(path, path)
