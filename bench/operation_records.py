"""Fifty million operation records to monthly counts: time against the plain query that counts them, and memory.

Processor seconds say more than seconds when the machine has other work to do.

`python -m bench.operation_records [RECORDS] [RUNS]`. Every run is a process of its own, so that its peak memory is its
own too. The records are made up and removed afterwards.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

MEMORY_LIMIT = "2GiB"
RECORDS, RUNS = 50_000_000, 5
FAULTY_EVERY = 10_000
PLAIN_QUERY = """
    SELECT hemregion, date_trunc('month', operationsdatum), left(kva_kod, 3),
        CASE WHEN driftsform = 'privat' THEN 'privat' WHEN utforarregion = hemregion THEN 'egen' ELSE 'annan' END,
        count(*)
    FROM read_parquet(?) GROUP BY ALL
"""


def plain(path: Path) -> None:
    import duckdb

    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "preserve_insertion_order": False}) as connection:
        connection.execute(PLAIN_QUERY, [str(path)]).fetchall()


def reader(path: Path) -> None:
    from readers.operation_records import RecordCounts, read_records

    counted = read_records(path, path.name, memory_limit=MEMORY_LIMIT)
    assert isinstance(counted, RecordCounts)
    assert counted.record_count == counted.counted + counted.other_procedures + sum(bad.count for bad in counted.bad)


WAYS = {"plain": plain, "reader": reader}


@dataclass(frozen=True)
class Measure:
    seconds: float
    processor_seconds: float
    peak_mib: float


def measured(way: str, path: Path) -> Measure:
    out = subprocess.run(
        [sys.executable, "-m", "bench.operation_records", "--once", way, str(path)],
        check=True,
        capture_output=True,
        cwd=Path(__file__).resolve().parent.parent,
    ).stdout
    return Measure(*json.loads(out))


def once(way: str, path: Path) -> None:
    import duckdb  # noqa: F401 - what is measured is the work, not the imports

    import readers.operation_records  # noqa: F401

    start, processor_start = time.perf_counter(), time.process_time()
    WAYS[way](path)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([time.perf_counter() - start, time.process_time() - processor_start, peak_mib]))


def main(records: int, runs: int) -> None:
    from examples.operation_records import write

    print(f"{'records':<32}{'':<12}{'plain':>8}{'reader':>8}{'ratio':>7}")
    with tempfile.TemporaryDirectory(prefix="bonuspott-bench-") as folder:
        path = Path(folder) / "records.parquet"
        for title, faulty_every in (("all good", 0), (f"1 of {FAULTY_EVERY} faulty", FAULTY_EVERY)):
            write(path, records, faulty_every=faulty_every)
            # In turn, so that what else the machine does hits both alike.
            pairs = [(measured("plain", path), measured("reader", path)) for _ in range(runs)]
            for name, what in (("seconds", "seconds"), ("processor s", "processor_seconds"), ("peak MiB", "peak_mib")):
                plain_, reader_ = (median(getattr(pair[way], what) for pair in pairs) for way in (0, 1))
                print(
                    f"{f'{records:,}, {title}':<32}{name:<12}{plain_:>8.2f}{reader_:>8.2f}{reader_ / plain_:>7.2f}",
                    flush=True,
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        once(sys.argv[2], Path(sys.argv[3]))
    else:
        given = [int(argument) for argument in sys.argv[1:3]]
        main(*(given + [RECORDS, RUNS][len(given) :]))
