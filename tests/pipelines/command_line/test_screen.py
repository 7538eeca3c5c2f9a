"""What is shown at 80 and 100 columns: lines within them, numbers whole, and the region beside every amount."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
import pytest
from click.testing import Result

from assets.warehouse import Warehouse
from pipelines.command_line.conversation import grant_ids
from pipelines.command_line.main import main
from pipelines.command_line.picture import picture_lines, picture_of
from pipelines.command_line.screen import table_lines, wrapped
from pipelines.settings import Settings
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
GRUNDKRAV = ("vardplatser_2024", "grundkrav")
BLOCK_1 = ("vardkoer_2025", "block1")
TICK = ("done", "vardplatser_2024", "vardplatser_2024-03", "--by", "Anna Ek", "--reference", "Dnr 1/2024")
PLAYED = (
    (0, "report", "--out", "OUT/pages"),
    (0, "template", "vardplatser", "--region", "09", "--out", "OUT/mall.xlsx"),
    (1, "check", "RAW/vardplatser/2024-11-20_gavleborg.xlsx", "--annotate", "OUT/annotated"),
    (0, "check", "RAW/bup/2024-03-20_skr_bup_2024-02.xlsx"),
    (0, *TICK),
    (0, *TICK, "--undo"),
    (2, *TICK, "--undo"),
    (0, "decide", *GRUNDKRAV, "--reference", "S2024/1", "--by", "Anna Ek", "--by", "Bo Alm", "--allow-example"),
    (0, "decide", *BLOCK_1, "--reference", "S2025/1", "--by", "Anna Ek", "--propose", "--allow-example"),
    (1, "approve", *BLOCK_1, "--by", "Bo Alm"),
    (0, "run", "--table"),
    (0, "run"),
    (0, "seals"),
    (0, "letter", *GRUNDKRAV),
    (0, "letter", *GRUNDKRAV, "--region", "12"),
    (0, "evidence", *GRUNDKRAV, "--out", "OUT/grundkrav.zip"),
    (1, "adjust", *GRUNDKRAV, "--dry-run"),
    (0, "publish", "--out", "OUT/open"),
    (0, "backup", "--out", "OUT/set.zip"),
)
"""Commands that write, in the order that one uses them, each with the code it ends with."""
RESTORE = ("restore", "OUT/set.zip", "--raw", "OUT/raw", "--warehouse", "OUT/back/w.duckdb", "--history", "OUT/history")
CUT_NUMBER = re.compile(
    r"(?<![0-9a-f\N{NO-BREAK SPACE}])\d[\d\N{NO-BREAK SPACE}]*…|…\d|\d\N{NO-BREAK SPACE}$|^\s*\N{NO-BREAK SPACE}\d"
)
"""A number with a piece missing; a shortened SHA-256 is no number."""
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


@pytest.mark.parametrize("width", [80, pytest.param(100, marks=pytest.mark.system)])
def test_a_month_as_it_is_worked_through_keeps_within_the_screen(
    year, bonuspott: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    house, out = tmp_path / "house", tmp_path / "out"
    out.mkdir()
    shutil.copytree(year.warehouse.parent, house, ignore=shutil.ignore_patterns("also", "*.pickle"))
    for name, place in (("RAW", year.raw), ("WAREHOUSE", house / "w.duckdb"), ("EXPORTS", house / "results")):
        monkeypatch.setenv(f"BONUSPOTT_{name}", str(place))
    monkeypatch.setenv("COLUMNS", str(width))

    def words(command: tuple[str, ...]) -> list[str]:
        return [word.replace("OUT/", f"{out}/").replace("RAW/", f"{year.raw}/") for word in command]

    for code, *command in (*PLAYED, (0, *RESTORE)):
        result = bonuspott(*words(command), history=house / "history", in_dagster=False)
        assert result.exit_code == code, (command, result.output)
        assert faults(result.output, width) == [], command


@pytest.mark.parametrize(
    "words",
    [
        ("run", "--as-of", "x"),
        ("explain", "vardplatser_2024", "Narnia"),
        ("template", "vardplatserna"),
        ("decide", "x"),
        ("--no-such-option-of-the-program-and-a-long-one-too-that-takes-much-room", "run"),
    ],
    ids=" ".join,
)
def test_what_is_wrong_with_a_command_keeps_within_the_screen(
    bonuspott: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = bonuspott(*words)
    assert result.exit_code == 2
    assert "\nFel: " in result.stderr
    assert faults(result.stderr, 80) == []


def test_every_command_is_looked_at_on_a_screen() -> None:
    looked_at = {command[0] for command in (*COMMANDS, *(words for _, *words in PLAYED), RESTORE)}
    assert looked_at == set(leaves(main))


def leaves(group: click.Group, before: str = "") -> Iterator[str]:
    """The names of all commands, those in groups of their own as well."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{before}{name} ")
        else:
            yield before + name


def picture_in(output: str) -> list[str]:
    """The lines of the picture, from its day to where the files are."""
    lines = output.replace(NO_BREAK_SPACE, " ").splitlines()
    (first,) = (at for at, line in enumerate(lines) if line.startswith("Läget den "))
    (last,) = (at for at, line in enumerate(lines) if line.startswith("Filer: "))
    return lines[first : last + 1]


def test_a_run_ends_in_some_twenty_lines_with_what_is_stopped(year) -> None:
    lines = picture_in(year.result.output)
    assert len(lines) <= 23
    assert "Betalas inte som läget är: 123 318 216 kronor, varav" in lines
    assert any("Prestationer och bonuspott" in line and "1 240 000 000  klar" in line for line in lines)
    assert not any("Ändring" in line or "flyttats" in line for line in lines)


def test_a_run_that_finds_nothing_new_says_so_in_a_line_and_where_to_look(year, run: Callable[..., object]) -> None:
    again = run(year.raw, year.warehouse.parent, history=year.warehouse.parent / "history")
    assert again.result.exit_code == 0
    told = [line for line in again.result.output.splitlines() if not line.endswith(" …")]
    assert told[0] == "Inget nytt sedan förra körningen: allt står kvar. Läget: bonuspott status"
    assert told[1].startswith("Filer: ") and "w.duckdb" in " ".join(told[1:])


def test_the_readme_shows_what_a_first_run_ends_with(year) -> None:
    text = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    shown = text[text.index("Läget den ") :].partition("\n```")[0].splitlines()
    programmes = list(grant_ids())
    with Warehouse(year.warehouse).reading() as connection:
        seen = picture_of(connection, programmes, date(2026, 11, 27))
    files = seen.deliveries["file"].to_list()
    lines = picture_lines(replace(seen, moved=dict.fromkeys(programmes)), Settings(), 80, came=files)
    assert [line.replace(NO_BREAK_SPACE, " ") for line in lines][:-1] == shown[:-1]
    assert shown[-1] == "Filer: results, databas: warehouse/bonuspott.duckdb"


def moved_picture(year, moved: dict[str, int]) -> str:
    with Warehouse(year.warehouse).reading() as connection:
        seen = picture_of(connection, ["tillganglighet_2024"], date(2026, 11, 26))
    shown = picture_lines(replace(seen, moved={"tillganglighet_2024": moved}), Settings(), 80)
    return "\n".join(shown).replace(NO_BREAK_SPACE, " ")


def test_how_much_a_payment_moved_stands_beside_it_and_what_moved_within_it_is_told(year) -> None:
    said = moved_picture(year, {"augusti": -1_000, "december": 0})
    assert "141 759 535  klar  −1 000\n" in said and "1 545 740 465  klar  omfördelad\n" in said
    assert "flyttats" not in said and faults(said, 80) == []
    assert "Inget belopp har flyttats sedan förra körningen." in moved_picture(year, {})


def test_what_is_decided_and_deviates_comes_before_what_is_to_be_decided(year) -> None:
    with Warehouse(year.warehouse).reading() as connection:
        seen = picture_of(connection, ["tillganglighet_2024"], date(2026, 11, 26))
    first, *others = seen.payments
    deviating = replace(seen, payments=(first._replace(is_decided=True, is_adjusted=True), *others))
    said = " ".join(" ".join(picture_lines(deviating, Settings(), 80)).split())
    assert "Gör nu: se vad som hade blivit ett annat i dag (bonuspott adjustments)" in said
    assert "bonuspott adjustments" not in " ".join(picture_lines(seen, Settings(), 80))
    outdated = " ".join(picture_lines(deviating, Settings(), 80, is_outdated=True))
    assert "Gör nu: det som sägs efter Obs nedan, innan något beslutas." in outdated
    assert "decide" not in outdated


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
