from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl

from examples.workbooks import delivery_csv, delivery_workbook, file_name

ROW = {
    "region_code": "Region Skåne",
    "month": date(2024, 2, 1),
    "beds": Decimal("1998.5"),
    "overbelaggningar_per_100": Decimal("3.98"),
    "mark": "exempel",
}


def test_a_workbook_has_title_remarks_an_empty_row_headings_and_rows(tmp_path: Path) -> None:
    path = tmp_path / "new" / "book.xlsx"
    delivery_workbook(path, "vardplatser", ("Titel", "Anmärkning"), [ROW])
    sheet = openpyxl.load_workbook(path)["Rapport"]
    assert [sheet.cell(row, 1).value for row in range(1, 6)] == ["Titel", "Anmärkning", None, "Region", "Region Skåne"]
    assert sheet["G4"].value == "Märkning"


def test_a_rate_is_stored_as_the_number_whose_shortest_decimal_it_is(tmp_path: Path) -> None:
    delivery_workbook(tmp_path / "book.xlsx", "vardplatser", ("Titel",), [ROW])
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["Rapport"]
    assert repr(sheet["D4"].value) == "3.98"
    assert sheet["E4"].value is None


def test_a_text_file_is_as_swedish_excel_writes_it(tmp_path: Path) -> None:
    delivery_csv(tmp_path / "file.csv", "vardplatser", [ROW])
    content = (tmp_path / "file.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfRegion;")
    assert content.decode("utf-8-sig").splitlines()[1] == "Region Skåne;2024-02;1998,5;3,98;;;exempel"
    assert content.count(b"\r\n") == content.count(b"\n") == 2


def test_a_file_name_has_neither_blanks_nor_swedish_letters() -> None:
    assert file_name("Västra Götaland") == "vastra_gotaland"
