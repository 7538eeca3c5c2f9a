from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from rules.decrees.tillganglighet_2024_facit import TABLE_1
from rules.regions import CODES


@pytest.mark.parametrize("command", [["--help"], ["run", "--help"], ["check", "--help"], ["share", "--help"]])
def test_every_command_has_help(bonuspott: Callable[..., Result], command: list[str]) -> None:
    result = bonuspott(*command)
    assert result.exit_code == 0
    assert len(result.output) > 100


@pytest.mark.parametrize(
    "command",
    [
        ["run", "--raw", "/nowhere/at/all"],
        ["run", "--programme", "okand_2024"],
        ["run", "--as-of", "31 augusti"],
        ["share", "tolv", "--population", "2023-11-01"],
        ["share", "100"],
        ["check"],
        ["okant"],
    ],
    ids=" ".join,
)
def test_a_command_that_is_wrong_ends_with_2(bonuspott: Callable[..., Result], command: list[str]) -> None:
    assert bonuspott(*command).exit_code == 2


def test_share_distributes_by_the_stored_population(bonuspott: Callable[..., Result], year) -> None:
    result = bonuspott(
        "share", 40_000_000, "--population", "2023-11-01", "--age", "0-18", "--method", "residual_on_largest",
        "--csv", "--warehouse", year.warehouse,
    )  # fmt: skip
    lines = result.output.splitlines()
    assert lines[0] == "region_code,region,amount_kr"
    assert {line.split(",")[0]: int(line.split(",")[2]) for line in lines[1:]} == {
        code: row[0] for code, row in TABLE_1.items()
    }


def test_share_takes_blanks_between_thousands_and_shows_a_sum(bonuspott: Callable[..., Result], year) -> None:
    result = bonuspott("share", "1 000 000", "--population", "2023-11-01", "--warehouse", year.warehouse)
    assert "1 000 000" in result.output.replace("\N{NO-BREAK SPACE}", " ")


def test_equal_shares_differ_by_a_krona_at_most(bonuspott: Callable[..., Result]) -> None:
    result = bonuspott("share", 100_000_000, "--equal", "--csv")
    amounts = [int(line.split(",")[2]) for line in result.output.splitlines()[1:]]
    assert len(amounts) == len(CODES)
    assert sum(amounts) == 100_000_000
    assert max(amounts) - min(amounts) == 1


def test_a_population_that_is_not_stored_is_told_with_a_remedy(
    bonuspott: Callable[..., Result], tmp_path: Path
) -> None:
    result = bonuspott("share", 1, "--population", "2020-11-01", "--warehouse", tmp_path / "w.duckdb")
    assert result.exit_code == 1
    assert "raw/befolkning" in result.output


def test_check_tells_about_a_faulty_file_and_ends_with_1(bonuspott: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text(
        "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar\n"
        "Skåne;2024-02;besök;10;12;5;5\n"
        "Atlantis;2024-02;besök;10;9;5;5\n",
        encoding="utf-8",
    )
    result = bonuspott("check", file)
    assert result.exit_code == 1
    assert "cell E2" in result.output and "Atlantis" in result.output


def test_check_of_a_clean_file_ends_with_0_and_stores_nothing(bonuspott: Callable[..., Result], year) -> None:
    result = bonuspott("check", year.raw / "bup" / "2024-02-20_skr_bup_2024-01.xlsx")
    assert result.exit_code == 0, result.output
    assert "inga fel" in result.output


@pytest.mark.parametrize(
    "command",
    [["share", "100", "--population", "2023-11-01"], ["readings", "vardplatser_2024"], ["interval", "vardkoer_2025"]],
    ids=lambda command: command[0],
)
def test_a_warehouse_that_is_no_database_is_told_without_a_traceback(
    bonuspott: Callable[..., Result], tmp_path: Path, command: list[str]
) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_text("not a database " * 1000)
    result = bonuspott(*command, "--warehouse", broken)
    assert result.exit_code == 1
    assert "Kontrollera" in result.output
    assert isinstance(result.exception, SystemExit)
