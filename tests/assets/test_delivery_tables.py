"""What stands beside what has been read anew is what reading all of it gives."""

import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assets.delivery_tables import BOOKKEEPING, Tables, combined, registered, with_removed
from assets.fingerprints import delivered_files, part_of
from assets.intake import take_in
from assets.records_elsewhere import RecordsElsewhere
from readers.files import find_deliveries
from readers.spark_records import SparkCluster
from schemas.received import Delivery
from schemas.tables import empty, frame

TODAY = date(2026, 1, 1)
EARLIER = date(2025, 12, 1)
RECORDS = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform\n"
IN_MARCH, IN_APRIL = (f"{RECORDS}12;2025-{month}-04;NFB20;{at};offentlig\n" for month, at in [("03", 12), ("04", 13)])
POPULATION = "Region;Referensdatum;Åldersgrupp;Antal\nSkåne;2023-11-01;totalt;1\nGotland;2023-11-01;totalt;många\n"
FIRST, SECOND = "operationer/2025-05-01_a.csv", "operationer/2025-05-02_b.csv"
FILES = {
    FIRST: [IN_MARCH],
    SECOND: [IN_MARCH, IN_APRIL],
    "befolkning/2023-12-01_a.csv": [POPULATION, "skräp"],
    "befolkning/odaterad.csv": [POPULATION],
    "malvarden/2023-01-20_a.pdf": ["skräp"],
    "anteckning.txt": ["x"],
}
Folder = dict[str, str]
FOLDERS = st.lists(
    st.fixed_dictionaries({}, optional={name: st.sampled_from(contents) for name, contents in FILES.items()}),
    min_size=2,
    max_size=3,
)


def fill(place: Path, files: Folder) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, content in files.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(content, encoding="utf-8")


def nothing() -> Tables:
    return {key: empty(model) for key, model in BOOKKEEPING.items()}


def read(place: Path, before: Tables, unchanged: set[str]) -> Tables:
    """The tables after one reading of the parts that are not unchanged."""
    files = [file for file in find_deliveries(place) if part_of(file.name) not in unchanged]
    return combined(before, take_in(files, registered(before["raw/delivery"]), TODAY), unchanged)


def without_removed(tables: Tables) -> Tables:
    return tables | {"raw/delivery": tables["raw/delivery"].filter(pl.col("status") != "removed")}


@settings(max_examples=5, deadline=None)
@given(FOLDERS)
@example([{FIRST: IN_MARCH, SECOND: IN_MARCH}, {FIRST: IN_MARCH, SECOND: IN_MARCH, "anteckning.txt": "x"}])
@example([{FIRST: IN_MARCH, SECOND: IN_MARCH + IN_APRIL}, {FIRST: IN_MARCH}])
def test_reading_the_changed_parts_alone_gives_the_tables_of_reading_all(folders: list[Folder]) -> None:
    tables, lay = nothing(), dict[str, str]()
    with TemporaryDirectory() as place:
        for files in folders:
            fill(Path(place) / "raw", files)
            behind = RecordsElsewhere(SparkCluster(), "").content
            lies = delivered_files(find_deliveries(Path(place) / "raw"), None, behind)
            tables = read(Path(place) / "raw", tables, {part for part in lies if lies[part] == lay.get(part)})
            lay = lies
            anew = read(Path(place) / "raw", nothing(), set())
            assert all(rows.equals(anew[key]) for key, rows in without_removed(tables).items())


def register(*rows: tuple[str, str, str, bool]) -> pl.DataFrame:
    return frame(
        Delivery,
        [
            {"file": file, "sha256": sha256, "kind": "bup", "received": EARLIER, "is_dated": is_dated,
             "status": status, "row_count": 0}
            for file, sha256, status, is_dated in rows
        ],
    )  # fmt: skip


def test_what_is_no_longer_there_or_has_other_content_stays_as_removed() -> None:
    before = register(("bup/a.csv", "1", "read", True), ("bup/b.csv", "2", "refused", True))
    now = register(("bup/a.csv", "3", "read", True))
    states = with_removed(now, before).select("file", "sha256", "status").rows()
    assert states == [("bup/a.csv", "3", "read"), ("bup/a.csv", "1", "removed"), ("bup/b.csv", "2", "removed")]


def test_what_an_as_of_day_held_back_is_not_called_removed_when_it_is_read() -> None:
    before = register(("bup/a.csv", "", "later", True))
    now = register(("bup/a.csv", "1", "read", True))
    assert with_removed(now, before).equals(now)


def test_an_undated_delivery_keeps_its_day_while_it_is_held_back_or_away() -> None:
    before = register(("bup/a.csv", "1", "later", False))
    kept = with_removed(register(), before)
    assert registered(kept) == {("bup/a.csv", "1"): EARLIER}
