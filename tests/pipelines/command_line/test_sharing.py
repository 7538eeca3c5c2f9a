"""What `bonuspott share` says beside its table: marks of the population, and what the other method would change."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from assets.warehouse import Warehouse
from rules.apportionment import Method

PROJECT = Path(__file__).resolve().parents[3]
CHILDREN = ("--population", "2023-11-01", "--age", "0-18")
DIFFERENCE = "Med residual_on_largest (T03) blir beloppet ett annat för 2 regioner, och 1 krona byter region."


@pytest.fixture(scope="module")
def said(
    bonuspott: Callable[..., Result],
    tmp_path_factory: pytest.TempPathFactory,
    read_folder: Callable[[Path], Warehouse],
) -> Callable[..., str]:
    raw = tmp_path_factory.mktemp("sharing") / "raw"
    shutil.copytree(PROJECT / "raw" / "befolkning", raw / "befolkning")
    warehouse = read_folder(raw)

    def say(*arguments: object) -> str:
        result = bonuspott("share", *arguments, "--warehouse", warehouse.path)
        assert result.exit_code == 0, result.output
        return result.output.replace("\N{NO-BREAK SPACE}", " ")

    return say


def test_the_marks_of_the_population_are_shown(said: Callable[..., str]) -> None:
    assert "Befolkning 0–18 år 1 november 2023 vilar på uppgifter märkta rekonstruerad." in said(40_000_000, *CHILDREN)


def test_equal_parts_rest_on_no_population_and_have_no_marks(said: Callable[..., str]) -> None:
    assert "märkta" not in said(40_000_000, "--equal")


def test_without_a_method_the_regions_that_the_methods_part_are_shown_with_both_amounts(
    said: Callable[..., str],
) -> None:
    shown = said(40_000_000, *CHILDREN)
    assert DIFFERENCE in " ".join(shown.split())
    lines = [re.split("  +", line) for line in shown.splitlines()]
    assert lines[-2:] == [
        ["Stockholm", "9 540 487", "9 540 486", "−1"],
        ["Halland", "1 350 590", "1 350 591", "+1"],
    ]


@pytest.mark.parametrize(("amount", "is_same"), [(20, False), (21, True), (22, True), (23, False)])
def test_methods_that_agree_say_so(said: Callable[..., str], amount: int, is_same: bool) -> None:
    shown = said(amount, "--equal")
    assert ("Båda metoderna i T03 ger samma belopp." in shown) is is_same
    assert ("Skillnad" in shown) is not is_same


@pytest.mark.parametrize("method", list(Method))
def test_a_chosen_method_stands_alone(said: Callable[..., str], method: str) -> None:
    shown = said(40_000_000, *CHILDREN, "--method", method)
    assert "Skillnad" not in shown and "T03" not in shown and "märkta rekonstruerad" in shown


def test_csv_holds_nothing_but_the_amounts_of_the_default_method(said: Callable[..., str]) -> None:
    lines = said(40_000_000, *CHILDREN, "--csv").splitlines()
    assert lines[:2] == ["region_code,region,amount_kr", "01,Stockholm,9540487"]
    assert len(lines) == 22
    assert sum(int(line.split(",")[2]) for line in lines[1:]) == 40_000_000
