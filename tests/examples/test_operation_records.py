import duckdb
import pytest

from examples.operation_records import FAULTS, write
from rules.regions import CODES


def rows(path):
    with duckdb.connect() as connection:
        return connection.read_parquet(str(path)).fetchall()


def test_the_same_seed_gives_the_same_records_and_another_seed_others(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write(tmp_path / f"{name}.parquet", 1000, seed=seed)
    assert rows(tmp_path / "a.parquet") == rows(tmp_path / "b.parquet")
    assert rows(tmp_path / "a.parquet") != rows(tmp_path / "c.parquet")


def test_every_region_has_records(tmp_path):
    write(tmp_path / "a.parquet", 10_000)
    assert {home for home, *_ in rows(tmp_path / "a.parquet")} == set(CODES)


@pytest.mark.parametrize(("every", "faulty"), [(0, 0), (1, 1000), (10, 100)])
def test_as_many_records_as_asked_for_are_faulty(tmp_path, every, faulty):
    write(tmp_path / "a.parquet", 1000, faulty_every=every)
    values = [{str(value) if value is not None else None for value in of_column} for of_column in FAULTS.values()]
    found = [
        sum((None if value is None else str(value)) in wrong for value, wrong in zip(row, values, strict=False))
        for row in rows(tmp_path / "a.parquet")
    ]
    assert len(found) == 1000
    assert sum(found) == faulty
    assert max(found) <= 1


def test_a_name_ending_in_csv_gives_text_with_headings(tmp_path):
    write(tmp_path / "a.csv", 3)
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "hemregion;operationsdatum;kva_kod;utforarregion;driftsform;personnummer"
    assert len(lines) == 4
