"""One contract for records in every engine: what DuckDB counts in a file is what Spark counts in a cluster."""

import random
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from bench.spark_server import TWO_WORKERS, running
from examples.operation_records import write
from readers.operation_records import read_records
from readers.record_counting import RecordCounts
from readers.rejections import Code, Refused
from readers.spark_records import NoAnswer, SparkCluster
from rules.regions import CODES

pytestmark = pytest.mark.system
GOOD = {
    "hemregion": "12",
    "operationsdatum": date(2025, 3, 14),
    "kva_kod": "NFB49",
    "utforarregion": "12",
    "driftsform": "offentlig",
}


@pytest.fixture(scope="module", autouse=True)
def main_module_of_a_file() -> Iterator[None]:
    """A worker of xdist is started without a file, and pyspark takes that for tests of its own documentation."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
        yield


@pytest.fixture(scope="module", params=["local[2]", TWO_WORKERS])
def cluster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkCluster]:
    """Spark Connect before an engine in one process, and before a master with two workers."""
    with running(tmp_path_factory.mktemp("spark"), request.param) as address:
        yield SparkCluster(address, "/", 300)


def told(counts: Any) -> tuple[Any, ...]:
    assert isinstance(counts, RecordCounts), counts
    return counts.counts.rows(), counts.record_count, counts.counted, counts.other_procedures, counts.bad


def random_records(seed: int, count: int) -> pl.DataFrame:
    draw = random.Random(seed)
    values = {
        "hemregion": ("01", "Skåne", " skåne län", "12", "99", "Atlantis", None, "", "1280", "x" * 101, "121212-1212"),
        "operationsdatum": (date(2025, 3, 1), date(2025, 3, 31), date(2024, 2, 29), date(1999, 1, 1), date(2100, 1, 1)),
        "kva_kod": ("NFB49", "LEF10", "cje20", "JKA21", "NFB", None, "", "NFB49 ZXA00", "å" * 70, "å" * 300),
        "utforarregion": ("01", "Skåne", None, "", " ", "99", "Utlandet"),
        "driftsform": ("offentlig", "privat", " PRIVAT", "ideell", None, ""),
    }
    rows = [
        GOOD | {column: draw.choice(of) for column, of in values.items() if draw.random() < 0.3} for _ in range(count)
    ]
    return pl.DataFrame(rows, schema={column: pl.Date if "datum" in column else pl.String for column in GOOD})


def test_records_come_out_equal_on_all_engines(cluster: SparkCluster, tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    write(path, 20_000, faulty_every=7)
    assert told(cluster.count(str(path), "r")) == told(read_records(path, "r"))
    for records in (random_records(1, 1000), pl.DataFrame([GOOD | {"utforarregion": None, "driftsform": "privat"}])):
        records.with_columns(pl.col("utforarregion").cast(pl.String)).write_parquet(path)
        assert told(cluster.count(str(path), "r")) == told(read_records(path, "r"))


def test_other_types_of_the_columns_come_out_equal(cluster: SparkCluster, tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    for day in (datetime(2025, 3, 31, 23, 59), datetime(2025, 3, 31, 22, 0, tzinfo=UTC)):
        rows = [GOOD | {"operationsdatum": day, "hemregion": region, "utforarregion": 3} for region in (1, 180, 77)]
        frame = pl.DataFrame(rows).with_columns(pl.col("kva_kod").cast(pl.Binary))
        frame.write_parquet(path)
        assert told(cluster.count(str(path), "r")) == told(read_records(path, "r"))


def test_many_files_in_folders_are_the_records_of_all_of_them(cluster: SparkCluster, tmp_path: Path) -> None:
    whole, parts = tmp_path / "r.parquet", tmp_path / "parts"
    write(whole, 3_000, faulty_every=9)
    for place, part in enumerate(pl.read_parquet(whole).iter_slices(700)):
        folder = parts / f"nummer={place:02}"
        folder.mkdir(parents=True)
        part.write_parquet(folder / "del 1.parquet")
    counted, alone = cluster.count(str(parts), "r"), read_records(whole, "r")
    assert told(counted)[:4] == told(alone)[:4]
    assert [(bad.cause, bad.count) for bad in counted.bad] == [(bad.cause, bad.count) for bad in alone.bad]
    assert not re.search(r"post \d", str(counted.bad))  # a place in one of several files says nothing
    assert len(cluster.lying(str(parts))) == 5


def test_the_files_behind_a_path_are_told_with_size_and_time_of_change(cluster: SparkCluster, tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    random_records(1, 10).write_parquet(path)
    ((name, size, changed),) = cluster.lying(str(path))
    assert name.endswith(str(path))
    assert size == path.stat().st_size
    assert abs(changed - path.stat().st_mtime_ns // 1000) < 1000


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda frame: frame.drop("kva_kod"), Code.SAKNAD_KOLUMN, id="a column is missing"),
        pytest.param(lambda frame: frame.with_columns(HEMREGION=pl.lit("01")), Code.DUBBEL_RUBRIK, id="twice"),
        pytest.param(lambda frame: frame.clear(), Code.INGA_RADER, id="no records"),
        pytest.param(
            lambda frame: frame.with_columns(pl.col("operationsdatum").cast(pl.String)), Code.FEL_FORMAT, id="no date"
        ),
    ],
)
def test_what_is_no_records_is_refused(cluster: SparkCluster, tmp_path: Path, change: Callable, code: Code) -> None:
    path = tmp_path / "r.parquet"
    change(random_records(1, 10)).write_parquet(path)
    with pytest.raises(Refused) as refused:
        cluster.count(str(path), "r")
    assert refused.value.code is code
    assert not isinstance(refused.value, NoAnswer)


def test_a_path_without_parquet_is_refused_and_values_are_not_quoted(cluster: SparkCluster, tmp_path: Path) -> None:
    for content, code in ((None, Code.OLASBAR), (b"PAR1 191212121212 PAR1", Code.TRASIG_FIL)):
        path = tmp_path / "r.parquet"
        if content:
            path.write_bytes(content)
        with pytest.raises(Refused) as refused:
            cluster.count(str(path), "r")
        assert refused.value.code is code
        assert "1912" not in refused.value.message


def test_a_question_that_takes_too_long_is_given_up(cluster: SparkCluster, tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    random_records(1, 10).write_parquet(path)
    with pytest.raises(NoAnswer, match=r"svarade inte inom 0 sekunder \(spark_seconds\)"):
        SparkCluster(cluster.address, "/", 0).count(str(path), "r")


def test_nobody_who_listens_is_told_by_place() -> None:
    with pytest.raises(NoAnswer, match=r"klustret 127\.0\.0\.1:1 svarar inte"):
        SparkCluster("sc://127.0.0.1:1/;token=hemlig", "/").lying("/x")


def operations(warehouse: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(
            "SELECT region_code, month, operation, performer, operation_count FROM core.operationer ORDER BY ALL"
        ).fetchall()


def column(warehouse: Path, query: str) -> list[Any]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return [value for (value,) in connection.execute(query).fetchall()]


def test_a_user_moves_to_a_cluster_by_settings_alone(
    house: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same records give the same rows from a file and from a cluster, and stand when it falls silent."""
    register, files = tmp_path / "register", house("befolkning")
    register.mkdir()
    path = register / "2025.parquet"
    rows = [GOOD | {"hemregion": code, "operationsdatum": date(2025, m, 1)} for code in CODES for m in (2, 3)]
    pl.DataFrame(rows).write_parquet(path)
    (files.raw / "operationer").mkdir()
    shutil.copy(path, files.raw / "operationer" / "2025-11-01_register.parquet")
    pointed = house("befolkning")
    (pointed.raw / "operationer").mkdir()
    (pointed.raw / "operationer" / "2025-11-01_register.spark").write_text(f"{path}\n")

    def run(built: Any) -> str:
        process = built.bonuspott("run", "--programme", "vardkoer_2025")
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        assert "Traceback" not in said
        return said

    run(files)
    monkeypatch.setenv("BONUSPOTT_SPARK_FOLDER", str(register))
    with running(tmp_path) as address:
        monkeypatch.setenv("BONUSPOTT_SPARK", address)
        run(pointed)
        assert operations(pointed.warehouse) == operations(files.warehouse) != []
        pl.DataFrame([*rows, rows[0]]).write_parquet(path)
        run(pointed)
        changed = operations(pointed.warehouse)
        assert sum(row[-1] for row in changed) == len(rows) + 1
    run(pointed)
    assert operations(pointed.warehouse) == changed
    (remark,) = column(pointed.warehouse, "SELECT remark_sv FROM raw.remark WHERE remark_sv LIKE '%Tills vidare%'")
    assert "svarar inte" in remark
