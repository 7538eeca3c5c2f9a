from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assets.intake import Intake, take_in
from readers.files import find_deliveries

TODAY = date(2025, 1, 15)
POPULATION = "Region;Referensdatum;Åldersgrupp;Antal\n"
Deliver = Callable[..., None]


@pytest.fixture
def deliver(tmp_path: Path) -> Deliver:
    def write(name: str, *lines: str, header: str = POPULATION) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")

    return write


def taken(folder: Path, as_of: date | None = None) -> Intake:
    return take_in(find_deliveries(folder), {}, TODAY, as_of)


def inhabitants(intake: Intake) -> dict[str, int | None]:
    return dict(intake.core["befolkning"].select("region_code", "population_count").iter_rows())


def outcomes(intake: Intake) -> dict[tuple[str, int], str]:
    return {(file, row): outcome for file, row, outcome in intake.row_outcomes.select("file", "row", "outcome").rows()}


def test_a_later_delivery_replaces_key_by_key_and_the_old_row_says_by_what(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1", "Gotland;2023-11-01;totalt;2")
    deliver("befolkning/2024-02-01_b.csv", "12;2023-11-01;totalt;3")
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"09": 2, "12": 3}
    assert outcomes(intake)["befolkning/2024-01-01_a.csv", 2] == "replaced"
    assert intake.row_outcomes.filter(outcome="replaced")["replaced_by"][0].startswith("befolkning/2024-02-01_b.csv")
    assert intake.replaced["befolkning"]["population_count"].to_list() == [1]


def test_on_the_same_day_the_file_name_that_sorts_last_wins(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/z/2024-01-01T0900_x.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/a/2024-01-01T1000_x.csv", "Skåne;2023-11-01;totalt;2")
    assert inhabitants(taken(tmp_path)) == {"12": 2}


def test_as_of_leaves_out_what_came_later_and_says_so(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/2024-02-01_b.csv", "Skåne;2023-11-01;totalt;2")
    assert inhabitants(taken(tmp_path, date(2024, 2, 1))) == {"12": 2}
    earlier = taken(tmp_path, date(2024, 1, 31))
    assert inhabitants(earlier) == {"12": 1}
    assert dict(earlier.deliveries.select("file", "status").rows())["befolkning/2024-02-01_b.csv"] == "later"


def test_a_file_without_a_date_counts_from_the_day_it_was_first_registered(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/a.csv", "Skåne;2023-11-01;totalt;1")
    first = taken(tmp_path)
    assert first.deliveries["received"].to_list() == [TODAY]
    assert "börjar inte med ett datum" in first.remarks["remark_sv"][0]
    registered = {("befolkning/a.csv", first.deliveries["sha256"][0]): TODAY}
    later = take_in(find_deliveries(tmp_path), registered, date(2026, 1, 1))
    assert later.deliveries["received"].to_list() == [TODAY]


def test_a_file_that_is_refused_is_registered_with_its_content_so_that_a_correction_is_another(
    tmp_path: Path, deliver: Deliver
) -> None:
    registered = set()
    for content in ("inte en arbetsbok", "inte heller"):
        deliver("befolkning/2024-01-01_a.xlsx", content)
        deliveries = taken(tmp_path).deliveries
        assert deliveries["status"].to_list() == ["refused"]
        registered |= set(deliveries["sha256"])
    assert len(registered) == 2 and "" not in registered


def test_a_rejected_row_never_replaces_an_earlier_valid_one(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/2024-02-01_b.csv", "Skåne;2023-11-01;totalt;många")
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"12": 1}
    assert intake.rejected["cell"].to_list() == ["D2"]


def test_an_empty_value_withdraws_the_earlier_one(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/2024-02-01_b.csv", "Skåne;2023-11-01;totalt;..")
    assert inhabitants(taken(tmp_path)) == {"12": None}


def test_the_same_key_twice_counts_once_when_equal_and_not_at_all_when_different(
    tmp_path: Path, deliver: Deliver
) -> None:
    deliver(
        "befolkning/2024-01-01_a.csv",
        "Skåne;2023-11-01;totalt;1",
        "12;2023-11-01;totalt;1",
        "Gotland;2023-11-01;totalt;2",
        "09;2023-11-01;totalt;3",
    )
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"12": 1}
    assert sorted(outcomes(intake).values()) == ["counts", "rejected", "rejected", "repeated"]


def test_one_bad_file_never_stops_the_others(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/2024-01-02_b.csv", header="nothing of the sort\n")
    (tmp_path / "befolkning" / "2024-01-03_c.xlsx").write_bytes(b"PK\x03\x04 half a workbook")
    (tmp_path / "befolkning" / "2024-01-04_d.xls").write_bytes(b"old")
    (tmp_path / "okand_mapp").mkdir()
    (tmp_path / "okand_mapp" / "x.csv").write_text("a;b\n")
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"12": 1}
    assert dict(intake.deliveries.group_by("status").len().rows()) == {"read": 1, "refused": 4}
    assert intake.rejected["file"].n_unique() == 4
    assert all(message.strip() for message in intake.rejected["message_sv"])


def test_the_same_file_twice_changes_nothing(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/2024-01-01_b.csv", "Skåne;2023-11-01;totalt;1")
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"12": 1}
    assert sorted(outcomes(intake).values()) == ["counts", "replaced"]


def test_raw_rows_keep_the_text_as_delivered_with_its_address(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "region SKÅNE ;2023-11-01; totalt;1 402")
    row = taken(tmp_path).raw["befolkning"].row(0, named=True)
    assert (row["file"], row["row"], row["population_count"]) == ("befolkning/2024-01-01_a.csv", 2, "1 402")
    assert "population_count=D" in row["columns"]
    assert len(row["sha256"]) == 64
