"""What `bonuspott deliveries` shows, on deliveries that replace one another and have errors."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from assets.warehouse import Warehouse

HEADINGS = "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad\n"
OLD, NEW = "vardplatser/2024-11-20_vast.csv", "vardplatser/2024-11-28_vast_rattelse.csv"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, read_folder: Callable[[Path], Warehouse]) -> Warehouse:
    raw = tmp_path_factory.mktemp("deliveries") / "raw"
    for name, rows in {
        OLD: "Västra Götaland;2024-02;900;3,1;1;91\nVästra Götaland;2024-03;900;3,2;1;91\nHalland;2024-02;500;x;1;90\n",
        NEW: "Västra Götaland;2024-03;900;3,0;1;91\n",
        "befolkning/2024-01-01_x.csv": "något annat;än en tabell\n1;2\n",
    }.items():
        path = raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(("" if name.startswith("bef") else HEADINGS) + rows, encoding="utf-8")
    return read_folder(raw)


@pytest.fixture
def said(bonuspott: Callable[..., Result], warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    def say(*arguments: object, columns: int = 80) -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        result = bonuspott("deliveries", "--warehouse", warehouse.path, *arguments)
        assert result.exit_code == 0, result.output
        return result.output

    return say


def test_each_delivery_says_when_it_came_what_counts_what_came_instead_and_its_errors(said: Callable[..., str]) -> None:
    lines = [line.strip() for line in said().splitlines()]
    at = lines.index(OLD)
    assert lines[at + 1] == "inkom 20 november 2024; läst, 1 av 3 rader räknas; 1 öppet fel"
    assert lines[at + 2] == f"1 rad ersatt av {NEW}"
    assert lines[lines.index("befolkning/2024-01-01_x.csv") + 1] == "inkom 1 januari 2024; avvisad; 1 öppet fel"


def test_which_file_counts_is_told_by_region_and_month(said: Callable[..., str]) -> None:
    lines = [line.strip() for line in said().splitlines()]
    assert lines[lines.index("Västra Götaland: februari 2024") + 1] == OLD
    assert lines[lines.index("Västra Götaland: mars 2024") + 1] == NEW


def test_open_errors_come_with_what_to_do(said: Callable[..., str]) -> None:
    assert "bonuspott check FIL" in said()


def test_only_the_kind_that_is_asked_for_is_shown(said: Callable[..., str]) -> None:
    shown = said("--kind", "befolkning")
    assert "Befolkning: 1 leverans" in shown and "Vårdplatser" not in shown


def test_only_the_region_that_is_asked_for_is_shown_and_unread_files_are_counted(said: Callable[..., str]) -> None:
    shown = said("--region", "västra götaland")
    assert f"  {OLD}\n" in shown and f"  {NEW}\n" in shown and "2024-01-01_x" not in shown
    assert "Dessutom finns 1 fil där det inte går att se vilken region" in shown
    assert f"  {NEW}\n" not in said("--region", "13")


def test_a_choice_without_deliveries_says_so(said: Callable[..., str]) -> None:
    assert "Inga leveranser finns för urvalet." in said("--region", "01")


@pytest.mark.parametrize("columns", [40, 80])
def test_lines_fit_the_screen_and_names_stay_whole(said: Callable[..., str], columns: int) -> None:
    shown = said(columns=columns)
    names = (OLD, NEW, "befolkning/2024-01-01_x.csv")
    assert all(len(line) <= columns or any(name in line for name in names) for line in shown.splitlines())
    assert "Västra Götaland" in shown and OLD in shown


def test_nothing_read_yet_is_told_with_what_to_do(bonuspott: Callable[..., Result], tmp_path: Path) -> None:
    result = bonuspott("deliveries", "--warehouse", tmp_path / "w.duckdb")
    assert result.exit_code == 0
    assert "kör bonuspott run" in result.output


@pytest.mark.parametrize(("option", "value"), [("--region", "99"), ("--kind", "okant")])
def test_an_unknown_choice_ends_with_2(bonuspott: Callable[..., Result], option: str, value: str) -> None:
    result = bonuspott("deliveries", option, value)
    assert result.exit_code == 2 and value in result.output
