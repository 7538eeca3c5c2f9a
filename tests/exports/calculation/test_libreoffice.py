"""The same workbooks, recalculated by LibreOffice."""

import subprocess
from collections.abc import Callable
from itertools import product
from math import gcd
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from xlsxwriter import Workbook

from exports.calculation.apportionment import Apportionment
from exports.calculation.book import CalculationBook
from exports.calculation.sheet import CalculationSheet
from rules.apportionment import Method
from rules.found_decrees import decrees

pytestmark = pytest.mark.system
PAYMENTS = [(each.id, payment.id) for each in decrees() for payment in each.payments]
PATIENCE_SECONDS = 240


@pytest.fixture(scope="module")
def hardest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shares that lack one part of the divisor to a whole krona, with nearly the largest numbers that are exact.

    LibreOffice rounds to 15 digits before INT, as Excel does, so that one digit more would make them wrong.
    """
    path = tmp_path_factory.mktemp("shares") / "hardest.xlsx"
    with Workbook(str(path)) as written:
        book = CalculationBook(written, "", ())
        for number, method in product(range(20), Method):
            total, amount_kr = 1_499_999_999 - 2 * number, 1_499_999_998 - number
            weight = (total - 1) * pow(amount_kr, -1, total) % total if gcd(amount_kr, total) == 1 else 1
            sheet = CalculationSheet(book, f"{method.value} {number}", "Delar")
            split = Apportionment(sheet, sheet.single("Belopp", str(amount_kr), amount_kr), method)
            with sheet.table(2) as table:
                split.columns(table, table.plain("Vikt", [weight, total - weight]), None, (1, 2))
    return path


@pytest.fixture(scope="module")
def converted(
    written: Any, hardest: Path, bare: Callable[[Path], bytes], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The workbooks without stored values (LibreOffice would trust them), opened and saved by LibreOffice."""
    place = tmp_path_factory.mktemp("libreoffice")
    for path in (*written.values(), hardest):
        (place / path.name).write_bytes(bare(path))
    command = ["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(place / "out")]
    files = [str(file) for file in sorted(place.glob("*.xlsx"))]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    return place / "out"


@pytest.mark.parametrize(("programme", "payment"), PAYMENTS, ids=["-".join(pair) for pair in PAYMENTS])
def test_libreoffice_computes_the_stored_value_of_every_formula(
    programme: str, payment: str, written: Any, converted: Path, recalculated: Callable[..., Any]
) -> None:
    path = written[programme, payment]
    computed = openpyxl.load_workbook(converted / path.name, data_only=True)
    cells = recalculated(path).formula_cells()
    assert len(cells) > 60
    assert [cell for cell in cells if not cell.is_stored(computed[cell.sheet][cell.cell].value)] == []


def test_libreoffice_shares_without_a_wrong_krona_at_the_limit_of_15_digits(
    hardest: Path, converted: Path, recalculated: Callable[..., Any]
) -> None:
    computed = openpyxl.load_workbook(converted / hardest.name, data_only=True)
    cells = recalculated(hardest).formula_cells()
    assert max(cell.stored for cell in cells if cell.formula.startswith("MOD")) > 1_499_999_000
    assert [cell for cell in cells if not cell.is_stored(computed[cell.sheet][cell.cell].value)] == []
