from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assets.delivery_overview import overview
from assets.warehouse import Warehouse
from schemas.delivery_overview import Counting, DeliveryState, Overview

PEOPLE = "Region;Referensdatum;Åldersgrupp;Antal\n"
RECORDS = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform\n"
ACCOUNT = "Region;Statsbidrag;Inkom;Godkänd\n"

Read = Callable[[Path], Warehouse]


@pytest.fixture
def found(tmp_path: Path, read_folder: Read) -> Callable[..., Overview]:
    """The overview of deliveries given as contents by name."""

    def look(**files: str) -> Overview:
        for name, content in files.items():
            path = tmp_path / "raw" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        with read_folder(tmp_path / "raw").reading() as connection:
            return overview(connection)

    return look


def by_file(found: Overview) -> dict[str, DeliveryState]:
    return {state.file: state for state in found.deliveries}


OLD, NEW = "befolkning/2024-01-01_a.csv", "befolkning/2024-02-01_b.csv"


def test_a_replaced_row_is_told_with_the_file_that_counts_instead(found: Callable[..., Overview]) -> None:
    seen = found(**{
        OLD: f"{PEOPLE}Skåne;2023-11-01;totalt;1\nGotland;2023-11-01;totalt;2\n",
        NEW: f"{PEOPLE}Skåne;2023-11-01;totalt;3\n",
    })  # fmt: skip
    old, new = by_file(seen)[OLD], by_file(seen)[NEW]
    assert (old.row_count, old.counting, old.replaced_by, old.regions) == (2, 1, ((NEW, 1),), {"09", "12"})
    assert (new.row_count, new.counting, new.replaced_by, new.received) == (1, 1, (), date(2024, 2, 1))
    day = date(2023, 11, 1)
    assert seen.counting == (Counting("befolkning", OLD, "09", day), Counting("befolkning", NEW, "12", day))


def test_open_errors_are_counted_until_a_later_file_puts_them_right(found: Callable[..., Overview]) -> None:
    faulty = f"{PEOPLE}Skåne;2023-11-01;totalt;x\nGotland;2023-11-01;totalt;y\n"
    assert by_file(found(**{OLD: faulty}))[OLD].open_errors == 2
    seen = by_file(found(**{OLD: faulty, NEW: f"{PEOPLE}Skåne;2023-11-01;totalt;3\n"}))
    assert (seen[OLD].open_errors, seen[OLD].counting, seen[NEW].open_errors) == (1, 0, 0)


def test_a_file_with_only_rejected_rows_still_has_their_regions(found: Callable[..., Overview]) -> None:
    assert by_file(found(**{OLD: f"{PEOPLE}Skåne;2023-11-01;totalt;x\n"}))[OLD].regions == {"12"}


def test_a_sum_row_is_no_error_and_no_region(found: Callable[..., Overview]) -> None:
    state = by_file(found(**{OLD: f"{PEOPLE}Skåne;2023-11-01;totalt;1\nRiket;2023-11-01;totalt;1\n"}))[OLD]
    assert (state.open_errors, state.counting, state.row_count, state.regions) == (0, 1, 2, {"12"})


def test_a_refused_file_counts_for_nobody_and_has_an_error(found: Callable[..., Overview]) -> None:
    state = by_file(found(**{OLD: "en;annan;tabell\n1;2;3\n", "2024-01-01_b.csv": "x"}))[OLD]
    assert (state.status, state.counting, state.open_errors, state.regions) == ("refused", 0, 1, frozenset())


def test_a_file_in_no_kinds_folder_comes_last(found: Callable[..., Overview]) -> None:
    seen = found(**{"okant/2020-01-01_a.csv": "x", OLD: f"{PEOPLE}Skåne;2023-11-01;totalt;1\n"})
    assert [(state.kind, state.status) for state in seen.deliveries] == [("befolkning", "read"), ("", "refused")]


def test_a_file_that_is_gone_is_told_without_errors(tmp_path: Path, read_folder: Read) -> None:
    path = tmp_path / "raw" / OLD
    path.parent.mkdir(parents=True)
    path.write_text(f"{PEOPLE}Skåne;2023-11-01;totalt;x\n", encoding="utf-8")
    warehouse = read_folder(tmp_path / "raw")
    with warehouse.writing() as connection:
        connection.duck.execute("UPDATE raw.delivery SET status = 'removed'")
    with warehouse.reading() as connection:
        (state,) = overview(connection).deliveries
    assert (state.status, state.open_errors, state.counting) == ("removed", 0, 0)


def test_records_are_not_counted_row_by_row(found: Callable[..., Overview]) -> None:
    file = "operationer/2025-06-01_x.csv"
    state = by_file(found(**{file: f"{RECORDS}12;2025-05-01;NFB49;12;offentlig\n"}))[file]
    assert (state.status, state.row_count, state.counting) == ("read", 1, None)


def test_what_has_no_month_counts_for_its_grant(found: Callable[..., Overview]) -> None:
    file = "redovisning/2024-10-01_x.csv"
    seen = found(**{file: f"{ACCOUNT}Skåne;tillganglighet_2024;2024-09-30;ja\n"})
    assert seen.counting == (Counting("redovisning", file, "12", "tillganglighet_2024"),)


def test_an_empty_warehouse_has_no_deliveries(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "w.duckdb").reading() as connection:
        assert overview(connection) == Overview()
