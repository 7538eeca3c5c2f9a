"""What is shown at 80 and 100 columns: lines within them, numbers whole, and the region beside every amount."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from pipelines.command_line.screen import table_lines, wrapped
from rules.regions import BY_CODE, CODES
from rules.swedish import NO_BREAK_SPACE, number

SCENARIOS = """\
programme = "vardplatser_2024"

[[scenario]]
name = "1 procent"
parameters = { improvement_percent = "1" }

[[scenario]]
name = "ingen vid delad femte plats"
readings = { T11 = "none_tied" }
"""
COMMANDS = (
    ("status",),
    ("status", "--table"),
    ("calendar",),
    ("calendar", "--all"),
    ("deliveries", "--region", "Skåne", "--region", "09"),
    ("payout", "tillganglighet_2024"),
    ("payout", "vardplatser_2024", "grundkrav"),
    ("payout", "vardkoer_2025", "block2", "--region", "Västra Götaland"),
    ("margins", "vardplatser_2024", "--region", "Skåne", "--region", "09", "--month", "2024-03"),
    ("interval", "vardkoer_2025"),
    ("readings", "tillganglighet_2024"),
    ("simulate", "SCENARIOS"),
    ("share", "40000000", "--population", "2023-11-01", "--age", "0-18"),
    ("explain", "vardplatser_2024", "Skåne", "--month", "2024-03"),
    ("explain", "vardkoer_2025", "Västra Götaland"),
    ("decide", "vardplatser_2024", "grundkrav", "--by", "Anna Ek", "--by", "Bo Alm", "--dry-run"),
    ("changes",),
    ("adjustments",),
    ("law-map",),
)
CUT_NUMBER = re.compile(r"\d[\d\N{NO-BREAK SPACE}]*…|…\d|\d\N{NO-BREAK SPACE}$|^\s*\N{NO-BREAK SPACE}\d")
POINT = re.compile(r"(?<![\w.-])\d+\.\d+ (?:procent|kronor)")


def faults(text: str, width: int) -> list[str]:
    """Lines that are wider than the screen, beside those of a single word such as a file, or have a broken number."""
    return [
        line
        for line in text.splitlines()
        if (len(line) > width and " " in line.strip()) or CUT_NUMBER.search(line) or POINT.search(line)
    ]


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_keeps_within_the_screen_and_breaks_no_number(
    year, bonuspott: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command, width: int
) -> None:
    (tmp_path / "s.toml").write_text(SCENARIOS, encoding="utf-8")
    words = [str(tmp_path / "s.toml") if word == "SCENARIOS" else word for word in command]
    places = () if command[0] == "law-map" else ("--warehouse", year.warehouse)
    monkeypatch.setenv("COLUMNS", str(width))
    result = bonuspott(*words, *places)
    assert result.exit_code == 0, result.output
    assert faults(result.stdout, width) == []


def test_a_run_ends_in_some_twenty_lines_with_what_is_stopped(year) -> None:
    said = year.result.output.replace(NO_BREAK_SPACE, " ")
    lines = said[said.index("Läget den ") :].splitlines()
    assert len(lines) <= 32
    assert "Betalas inte som läget är: 122 318 216 kronor, varav" in lines
    assert any("Prestationer och bonuspott" in line and "1 240 000 000  klar" in line for line in lines)


def test_faults_are_found() -> None:
    assert faults(f"1{NO_BREAK_SPACE}2…", 80) and faults("a " * 50, 80) and faults("5.5 procent", 80)
    assert faults(f"1{NO_BREAK_SPACE}234 kronor", 80) == []


ROWS = [[BY_CODE[code].name, *(10**9 + place for place in range(8))] for code in CODES]
HEADINGS = ["Region", *(f"Del {place}" for place in range(8))]


@pytest.mark.parametrize("width", [40, 80, 100, 140])
def test_a_table_too_wide_is_shown_in_parts_that_all_name_the_region(width: int) -> None:
    lines = table_lines(HEADINGS, ROWS, width)
    assert max(map(len, lines)) <= width
    amounts = [line for line in lines if NO_BREAK_SPACE in line]
    assert all(line.startswith(tuple(region.name for region in BY_CODE.values())) for line in amounts)
    assert all(number(10**9 + place) in "\n".join(lines) for place in range(8))


def test_the_sum_is_set_off_and_numbers_stand_to_the_right() -> None:
    assert table_lines(["Region", "Kronor"], [["Gotland", 5], ["Riket", 1234]], 80, has_sum=True) == [
        "Region   Kronor",
        "───────  ──────",
        "Gotland       5",
        "───────  ──────",
        f"Riket     1{NO_BREAK_SPACE}234",
    ]


def test_a_cell_goes_on_as_far_in_as_it_begins() -> None:
    assert table_lines(["Utbetalning"], [["  Block 1: garantin"]], 12)[2:] == ["  Block 1:", "  garantin"]


def test_text_is_wrapped_at_words_and_the_names_of_regions_stay_whole() -> None:
    assert wrapped("Till Västra Götaland", 16) == ["Till", "  Västra Götaland"]
    assert wrapped("vardplatser/2024-11-20_gavleborg.xlsx", 10) == ["vardplatser/2024-11-20_gavleborg.xlsx"]
