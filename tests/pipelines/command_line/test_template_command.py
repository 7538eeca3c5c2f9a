"""What `bonuspott template` says of regions and months, and what it fills in for one month."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from assets.warehouse import Warehouse
from exports.template.appendix_forms import FORMS
from exports.template.instructions import FORM_SHEET, INSTRUCTION_SHEET, REPORT_SHEET
from schemas.deliveries import Anvisningar
from schemas.tables import frame

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
        (["bup", "--region", "SKR"], "SKR lämnar inga leveranser av slaget bup."),
        (["bup", "--region", "99"], "Det finns ingen region '99'."),
        (["bup", "--region", "Riket"], "Det finns ingen region 'Riket'."),
    ],
    ids=["a month that nobody asks for", "no month", "a kind without months", "SKR", "no region", "the country"],
)
def test_what_cannot_be_filled_in_ends_with_2_and_writes_nothing(
    bonuspott: Callable[..., Result], tmp_path: Path, arguments: list[str], said: str
) -> None:
    result = bonuspott("template", *arguments, "--out", tmp_path / "mall.xlsx")
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert not list(tmp_path.iterdir())


NUMBER = "S2024/00001"


@pytest.mark.parametrize(
    ("programme", "told", "said"),
    [
        pytest.param("tillganglighet_2024", None, "(S2023/03331)", id="printed"),
        pytest.param("vardplatser_2024", NUMBER, f"({NUMBER})", id="told by the agency"),
        pytest.param("vardplatser_2024", None, "(Regeringskansliets diarienummer är inte angivet)", id="not told"),
    ],
)
@pytest.mark.parametrize("kind", ["rekvisition", "ekonomisk_redovisning", "aterbetalning", "redovisning"])
def test_the_number_of_the_decree_stands_on_what_refers_to_it(
    bonuspott: Callable[..., Result], tmp_path: Path, kind: str, programme: str, told: str | None, said: str
) -> None:
    target, warehouse = tmp_path / "mall.xlsx", Warehouse(tmp_path / "w.duckdb")
    if told:
        row = {"programme": programme, "deadline": "diarienummer", "month": None, "day": None, "reference": told}
        source = {"mark": None, "received": date(2024, 3, 1), "file": "f", "sheet": "", "row": 2}
        with warehouse.writing() as connection:
            connection.replace(Anvisningar, frame(Anvisningar, [row | source]))
    result = bonuspott("template", kind, "--programme", programme, "--warehouse", warehouse.path, "--out", target)
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(target)
    texts = [str(cell) for row in book[INSTRUCTION_SHEET].iter_rows(values_only=True) for cell in row if cell]
    assert any(text.endswith(f"{said}. Hänvisa till diarienumret.") for text in texts)
    if kind in FORMS and told:
        assert NUMBER in [cell for row in book[FORM_SHEET].iter_rows(values_only=True) for cell in row]


def test_skr_has_a_requisition_filled_in_with_its_name_and_number(
    bonuspott: Callable[..., Result], tmp_path: Path
) -> None:
    target = tmp_path / "mall.xlsx"
    asked = ("--region", "skr", "--programme", "tillganglighet_2024", "--payment", "skr")
    result = bonuspott("template", "rekvisition", *asked, "--out", target)
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(target)
    assert [cell.value for cell in book[REPORT_SHEET][FIRST_ROW][:3]] == [
        "Sveriges Kommuner och Regioner",
        "tillganglighet_2024",
        "skr",
    ]
    shown = [cell for row in book[FORM_SHEET].iter_rows(values_only=True) for cell in row]
    assert "222000-0315" in shown and "S2023/03331" in shown
