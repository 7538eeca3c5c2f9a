"""What `bonuspott template` says of regions and months, and what it fills in for one month."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from exports.template.instructions import REPORT_SHEET

FIRST_ROW = 6


@pytest.mark.parametrize("written", ["2024-03", "mars 2024"])
@pytest.mark.parametrize("region", ["12", "Skåne"])
def test_one_month_gives_the_rows_of_that_month_alone(
    bonuspott: Callable[..., Result], tmp_path: Path, written: str, region: str
) -> None:
    target = tmp_path / "mall.xlsx"
    result = bonuspott("template", "bup", "--region", region, "--month", written, "--out", target)
    assert result.exit_code == 0, result.output
    sheet = openpyxl.load_workbook(target)[REPORT_SHEET]
    rows = [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + 3)]
    month = datetime(2024, 3, 1)
    assert rows == [
        ["Region Skåne", month, "besök"],
        ["Region Skåne", month, "utredning"],
        ["Region Skåne", month, "behandling"],
        [None, None, None],
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bup", "--month", "2024-12"], "Välj en månad bland januari–november 2023 och januari–november 2024."),
        (["bup", "--month", "mars"], "är en månad utan år"),
        (["redovisning", "--month", "2024-03"], "Ta bort --month."),
        (["bup", "--region", "99"], "Det finns ingen region '99'."),
        (["bup", "--region", "Riket"], "Det finns ingen region 'Riket'."),
    ],
    ids=["a month that nobody asks for", "no month", "a kind without months", "no region", "the country"],
)
def test_what_cannot_be_filled_in_ends_with_2_and_writes_nothing(
    bonuspott: Callable[..., Result], tmp_path: Path, arguments: list[str], said: str
) -> None:
    result = bonuspott("template", *arguments, "--out", tmp_path / "mall.xlsx")
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert not list(tmp_path.iterdir())
