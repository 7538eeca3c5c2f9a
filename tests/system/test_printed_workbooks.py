"""Payment workbooks as LibreOffice prints them, without the fonts of Excel."""

import re
import subprocess
from pathlib import Path

import openpyxl
import pytest

from rules.regions import CODES

pytestmark = pytest.mark.system
PAYMENTS = ("tillganglighet_2024_augusti", "tillganglighet_2024_december", "vardplatser_2024_slut")
PATIENCE_SECONDS = 240


@pytest.fixture(scope="module")
def printed(year, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbooks of payments with monthly requirements, printed to PDF."""
    place = tmp_path_factory.mktemp("printed")
    command = ["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to", "pdf"]
    files = [str(year.exports / f"{payment}.xlsx") for payment in PAYMENTS]
    subprocess.run(
        [*command, "--outdir", str(place), *files], check=True, capture_output=True, timeout=PATIENCE_SECONDS
    )
    return place


@pytest.mark.parametrize("payment", PAYMENTS)
def test_the_reasons_are_a_page_for_each_region_and_the_other_sheets_one_each(
    year, printed: Path, payment: str
) -> None:
    sheets = openpyxl.load_workbook(year.exports / f"{payment}.xlsx", read_only=True).sheetnames
    pages = re.findall(rb"/Type\s*/Page\b", (printed / f"{payment}.pdf").read_bytes())
    assert len(pages) == len(sheets) - 1 + len(CODES)
