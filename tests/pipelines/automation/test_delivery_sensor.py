"""The sensor of the folder of deliveries, look by look."""

import json
import os
from pathlib import Path

import dagster as dg
import pytest

from assets.warehouse import Warehouse
from pipelines.automation.delivery_sensor import Memory, Seen, delivery_sensor, look, memory_file, registered_in
from pipelines.settings import Settings
from readers.files import sha256
from schemas.received import Delivery
from schemas.tables import frame

BUP = "bup/2024-03-18_skane.csv"
BEDS = "vardplatser/2024-03-18_skane.csv"


class Folder:
    """A folder of deliveries, the sensor that looks at it, and what it remembers."""

    def __init__(self, place: Path) -> None:
        self.settings = Settings(raw=place / "raw", warehouse=place / "w.duckdb")
        self.settings.raw.mkdir()
        self.sensor = delivery_sensor(self.settings)
        self.cursor: str | None = None

    def put(self, name: str, content: str = "Region;Månad\n") -> Path:
        path = self.settings.raw / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    def look(self) -> dg.RunRequest | str:
        """What one look leads to: a run, or why not."""
        with dg.build_sensor_context(cursor=self.cursor) as context:
            answer = self.sensor(context)
            self.cursor = context.cursor
        if isinstance(answer, dg.RunRequest):
            return answer
        assert isinstance(answer, dg.SkipReason)
        return answer.skip_message or ""

    def read(self, status: str = "read") -> None:
        """Register what lies in the folder, as a run does."""
        rows = [
            {
                "file": str(path.relative_to(self.settings.raw)),
                "sha256": sha256(path) if status == "read" else "",
                "kind": path.parent.name,
                "received": None,
                "is_dated": True,
                "status": status,
                "row_count": 0,
            }
            for path in sorted(self.settings.raw.glob("*/*"))
        ]
        with Warehouse(self.settings.warehouse).writing() as connection:
            connection.replace(Delivery, frame(Delivery, rows))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def started(answer: dg.RunRequest | str) -> dg.RunRequest:
    assert isinstance(answer, dg.RunRequest), answer
    return answer


def test_a_new_delivery_starts_a_run_at_the_second_look(folder: Folder) -> None:
    folder.put(BUP)
    assert BUP in str(folder.look())
    assert started(folder.look()).tags["bonuspott/reason"] == f"Nytt, ändrat eller borttaget: {BUP}"


def test_a_delivery_that_grows_is_waited_for(folder: Folder) -> None:
    path = folder.put(BUP)
    folder.look()
    path.write_text("Region;Månad\nSkåne;2024-02\n", encoding="utf-8")
    assert "oförändrade mellan två tillfällen" in str(folder.look())
    started(folder.look())


def test_a_delivery_written_over_with_as_many_bytes_is_waited_for(folder: Folder) -> None:
    path = folder.put(BUP)
    folder.look()
    path.write_text("Region;MÅNAD\n", encoding="utf-8")
    os.utime(path, ns=(0, 1))
    assert "oförändrade mellan två tillfällen" in str(folder.look())


@pytest.mark.parametrize("lock", ["~$2024-03-18_skane.csv", "~$24-03-18_skane.csv", ".~lock.2024-03-18_skane.csv#"])
def test_a_delivery_open_in_a_spreadsheet_is_waited_for(folder: Folder, lock: str) -> None:
    folder.put(BUP)
    beside = folder.put(f"bup/{lock}", "")
    folder.look()
    assert folder.look() == f"{BUP} är öppen i ett annat program. Stäng den; är den redan stängd, ta bort {lock}."
    beside.unlink()
    started(folder.look())


def test_the_same_folder_starts_one_run_however_often_it_is_looked_at(folder: Folder) -> None:
    folder.put(BUP)
    folder.look()
    started(folder.look())
    assert "redan startats" in str(folder.look())
    assert "redan startats" in str(folder.look())


def test_what_has_been_read_starts_nothing(folder: Folder) -> None:
    folder.put(BUP)
    folder.read()
    folder.look()
    assert folder.look() == "Allt i mappen är inläst."


def test_a_file_that_was_refused_unread_starts_nothing_again(folder: Folder) -> None:
    folder.put("bup/2024-03-18_skane.pdf")
    folder.read(status="refused")
    folder.look()
    assert folder.look() == "Allt i mappen är inläst."


def test_a_refused_delivery_that_is_corrected_under_the_same_name_starts_a_run(folder: Folder) -> None:
    folder.put(BUP, "skräp")
    folder.read()
    folder.put(BUP)
    folder.look()
    assert BUP in started(folder.look()).tags["bonuspott/reason"]


def test_a_delivery_that_could_not_be_read_starts_a_run_when_it_can(folder: Folder, tmp_path: Path) -> None:
    path = folder.put(BUP)
    path.rename(tmp_path / "elsewhere.csv")
    path.symlink_to(tmp_path / "elsewhere.csv")
    folder.read(status="refused")
    folder.look()
    assert folder.look() == "Allt i mappen är inläst."
    path.unlink()
    folder.put(BUP)
    folder.look()
    assert BUP in started(folder.look()).tags["bonuspott/reason"]


def test_a_delivery_held_back_by_an_as_of_day_is_not_read_yet(folder: Folder) -> None:
    folder.put(BUP)
    folder.read(status="later")
    folder.look()
    started(folder.look())


def test_a_changed_delivery_starts_another_run(folder: Folder) -> None:
    folder.put(BUP)
    folder.look()
    first = started(folder.look())
    folder.read()
    folder.put(BUP, "Region;Månad;Insats\n")
    folder.look()
    assert started(folder.look()).run_key != first.run_key


def test_a_delivery_taken_away_starts_a_run(folder: Folder) -> None:
    path = folder.put(BUP)
    folder.read()
    path.unlink()
    assert BUP in started(folder.look()).tags["bonuspott/reason"]


def test_a_folder_that_is_again_as_it_once_was_starts_a_run_of_its_own(folder: Folder) -> None:
    keys = []
    for content in ("a\n", "bb\n", "a\n"):
        folder.put(BUP, content)
        folder.look()
        keys.append(started(folder.look()).run_key)
        folder.read()
    assert len(set(keys)) == 3


def test_a_run_that_was_started_but_not_remembered_has_the_same_key_again(folder: Folder) -> None:
    folder.put(BUP)
    folder.look()
    remembered = folder.cursor
    first = started(folder.look())
    folder.cursor = remembered
    folder.look()
    assert started(folder.look()).run_key == first.run_key


@pytest.mark.parametrize(
    ("name", "jobs"),
    [
        (BUP, "berakna_tillganglighet_2024 folj_pengarnas_vag skriv_rapport bevaka_datum"),
        (BEDS, "berakna_vardplatser_2024 folj_upp_kapacitet_2022 folj_pengarnas_vag skriv_rapport bevaka_datum"),
        ("rekvisition/2024-11-01_skane.csv", "folj_pengarnas_vag skriv_rapport bevaka_datum"),
        (
            "befolkning/2023-12-20_scb.csv",
            "berakna_tillganglighet_2024 berakna_vardplatser_2024 berakna_vardkoer_2025 folj_upp_kapacitet_2022 "
            "folj_pengarnas_vag skriv_rapport bevaka_datum",
        ),
    ],
)
def test_only_what_the_delivery_may_change_is_computed(folder: Folder, name: str, jobs: str) -> None:
    folder.put(name)
    folder.look()
    assert started(folder.look()).tags["bonuspott/then"] == jobs


def test_files_left_behind_and_the_readme_are_no_deliveries(folder: Folder) -> None:
    folder.put("bup/.DS_Store")
    (folder.settings.raw / "README.md").write_text("", encoding="utf-8")
    assert folder.look() == "Allt i mappen är inläst."


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.settings.raw.rmdir()
    assert folder.look() == f"Mappen med leveranser finns inte: {folder.settings.raw}."


def test_a_warehouse_that_cannot_be_opened_is_told(folder: Folder) -> None:
    folder.settings.warehouse.write_text("no database", encoding="utf-8")
    assert "kan inte öppnas eller skrivas" in str(folder.look())


def test_a_file_is_opened_only_when_it_has_not_changed(folder: Folder) -> None:
    path = folder.put(BUP)
    first = look(folder.settings.raw, {})
    assert first[BUP].sha256 is None
    assert look(folder.settings.raw, first)[BUP].sha256 == sha256(path)


def test_memory_is_kept_beside_the_warehouse_and_its_cursor_does_not_grow_with_the_folder(tmp_path: Path) -> None:
    beside = memory_file(tmp_path / "w.duckdb")
    few, many = (Memory({f"bup/{n}.csv": Seen(1, 2, "x", "") for n in range(count)}, "x", 3) for count in (1, 3000))
    cursors = []
    for memory in (few, many):
        cursors.append(memory.keep(beside))
        assert Memory.kept(cursors[-1], beside) == memory
    assert len(cursors[0]) == len(cursors[1]) < 300
    assert Memory.kept(None, beside) == Memory({})


@pytest.mark.parametrize("content", [None, "", "{", '{"bup/a.csv": [1, 2, "x", ""]}', b"\xff"])
def test_a_memory_that_is_lost_or_was_changed_costs_one_more_look(folder: Folder, content: str | bytes | None) -> None:
    folder.put(BUP)
    folder.look()
    beside = memory_file(folder.settings.warehouse)
    if content is None:
        beside.unlink()
    else:
        beside.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert "oförändrade mellan två tillfällen" in str(folder.look())
    started(folder.look())


def test_the_cursor_of_an_earlier_version_costs_one_more_look(folder: Folder) -> None:
    folder.put(BUP)
    folder.cursor = json.dumps({"folder": {BUP: [1, 2, None, ""]}, "started": "x", "runs": 3})
    assert "oförändrade mellan två tillfällen" in str(folder.look())
    assert str(started(folder.look()).run_key).startswith("3-")


def test_a_memory_that_cannot_be_kept_is_told(folder: Folder) -> None:
    folder.put(BUP)
    memory_file(folder.settings.warehouse).mkdir()
    assert "kan inte läsas eller skrivas" in str(folder.look())


def test_what_is_registered_is_found_by_file_and_content(folder: Folder) -> None:
    path = folder.put(BUP)
    folder.read()
    assert registered_in(Warehouse(folder.settings.warehouse)) == {(BUP, sha256(path))}
