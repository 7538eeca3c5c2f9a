"""A copy of a delivery holds what was delivered, and no file makes opening it dangerous."""

import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula
from xlsxwriter import Workbook

from exports.delivery import copied as delivered_copy
from exports.delivery.copied import CannotCopyError, as_bytes, open_copy, storable, write_text

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def stored_cells(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Formula and text of every cell that has any, read from the XML; the result of a formula is left out."""
    with zipfile.ZipFile(path) as archive:
        strings = []
        if "xl/sharedStrings.xml" in archive.namelist():
            for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml")):
                strings.append("".join(text.text or "" for text in item.iter(f"{NS}t")))
        names = [
            sheet.get("name") for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{NS}sheet")
        ]
        cells = {}
        for number, name in enumerate(names, start=1):
            for cell in ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{NS}c"):
                formula, value = cell.findtext(f"{NS}f"), cell.findtext(f"{NS}v") or ""
                if cell.get("t") == "s":
                    value = strings[int(value)]
                elif cell.get("t") == "inlineStr":
                    value = "".join(text.text or "" for text in cell.iter(f"{NS}t"))
                if formula is not None:
                    cells[name, cell.get("r")] = (formula, "")
                elif value:
                    cells[name, cell.get("r")] = ("", value)
    return cells


def copied(original: Path) -> Path:
    target = original.with_name("copy.xlsx")
    target.write_bytes(as_bytes(open_copy(original, [])))
    return target


def rezipped(original: Path, part: str, change) -> Path:
    target = original.with_name("changed.xlsx")
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            data = source.read(name)
            out.writestr(name, change(data) if name == part else data)
    return target


@pytest.fixture
def original(tmp_path) -> Path:
    path = tmp_path / "delivered.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        elapsed = book.add_format({"num_format": "[h]:mm:ss"})
        sheet.write_string("A1", "=inte en formel")
        sheet.write_number("A2", 3.98)
        sheet.write_number("A3", 0.1 + 0.2)
        sheet.write_number("A4", 45292.123456789, moment)
        sheet.write_number("A5", -5, day)
        sheet.write_number("A6", 1.0000001, elapsed)
        sheet.write_datetime("A7", date(2024, 2, 1), day)
        sheet.write_boolean("A8", True)
        sheet.write_formula("A9", "=SUM(A2:A3)", None, 4.28)
        sheet.write_formula("A10", "=A2/0", None, "#DIV/0!")
        sheet.write_array_formula("B1:B2", "{=A2:A3*2}", None, 7.96)
        sheet.write_rich_string("A11", "fet ", book.add_format({"bold": True}), "text")
        sheet.merge_range("C1:D2", "sammanfogat")
        sheet.write_string("A12", "<tecken> & å\nny rad  ")
        book.add_worksheet("Tomt")
    return path


def test_every_value_and_formula_is_the_same_to_the_last_digit(original):
    before = stored_cells(original)
    assert len(before) > 12
    assert stored_cells(copied(original)) == before


def test_a_formula_that_was_never_calculated_is_kept_and_will_be_calculated(tmp_path):
    path = tmp_path / "delivered.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = 2, "=A1*2"
    book.active["A3"] = ArrayFormula("A3:A4", "=A1:A2*2")
    book.save(path)
    target = copied(path)
    assert stored_cells(target) == stored_cells(path)
    assert openpyxl.load_workbook(target).calculation.fullCalcOnLoad


def test_looks_comments_widths_and_protection_are_kept(tmp_path):
    path = tmp_path / "delivered.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"] = 1
    sheet["B2"].font = Font(bold=True)
    sheet["B2"].number_format = "0.0000"
    sheet.column_dimensions["B"].width = 33
    sheet.protection.enable()
    sheet.sheet_state = "visible"
    book.create_sheet("Dolt").sheet_state = "hidden"
    book.save(path)
    copy = openpyxl.load_workbook(copied(path))
    cell = copy.worksheets[0]["B2"]
    assert (cell.font.bold, cell.number_format, copy.worksheets[0].column_dimensions["B"].width) == (True, "0.0000", 33)
    assert copy.worksheets[0].protection.sheet
    assert copy["Dolt"].sheet_state == "hidden"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"], ids=["semicolon", "comma", "tab"])
def test_a_text_file_becomes_a_sheet_of_texts_on_the_rows_they_stood(delimiter, encoding, tmp_path):
    path = tmp_path / "delivered.csv"
    rows = [["Rapport"], [], ["Region", "Antal"], ["Skåne", "007"], ["=1+1", "@x"]]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    sheet = open_copy(path, [(5, 2, "@x")]).sheets[""]
    assert {
        cell.coordinate: (cell.value, cell.data_type) for row in sheet.iter_rows() for cell in row if cell.value
    } == {
        "A1": ("Rapport", "s"),
        "A3": ("Region", "s"),
        "B3": ("Antal", "s"),
        "A4": ("Skåne", "s"),
        "B4": ("007", "s"),
        "A5": ("=1+1", "s"),
        "B5": ("@x", "s"),
    }


def test_the_delimiter_is_the_one_by_which_what_was_read_stands_in_place(tmp_path):
    path = tmp_path / "delivered.csv"
    path.write_text("Region;Antal\nSkåne;1,5\nUppsala;2,5\n", encoding="utf-8")
    assert open_copy(path, [(2, 2, "1,5")]).sheets[""]["B2"].value == "1,5"
    assert open_copy(path, [(2, 2, "5")]).sheets[""]["B2"].value == "5"
    assert open_copy(path, []).sheets[""]["B2"].value == "1,5"


def hostile(tmp_path: Path, name: str) -> Path:
    plain = tmp_path / "plain.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.save(plain)
    sheet = "xl/worksheets/sheet1.xml"
    match name:
        case "merged":
            return rezipped(
                plain,
                sheet,
                lambda xml: xml.replace(
                    b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
                ),
            )
        case "linked":
            return rezipped(
                plain,
                sheet,
                lambda xml: xml.replace(
                    b"</sheetData>",
                    b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>',
                ),
            )
        case "entities":
            return rezipped(plain, sheet, lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + xml)
        case "bomb":
            return rezipped(plain, sheet, lambda xml: xml + b" " * (delivered_copy.MOST_BYTES))
        case "cut off":
            plain.write_bytes(plain.read_bytes()[:-300])
            return plain
        case "other suffix":
            return plain.rename(plain.with_suffix(".xlsm"))
        case "binary text":
            text = tmp_path / "x.csv"
            text.write_bytes(b"a;b\n\x00;1")
            return text
        case "unclosed field":
            text = tmp_path / "x.csv"
            text.write_text('a;"' + "x" * 200_000)
            return text
        case "wide text":
            text = tmp_path / "x.csv"
            text.write_text(";" * delivered_copy.MOST_COLUMNS)
            return text
        case _:
            return tmp_path / "not there.xlsx"


@pytest.mark.parametrize(
    "name",
    [
        *["merged", "linked", "entities", "bomb", "cut off", "other suffix", "binary text", "unclosed field"],
        *["wide text", "missing"],
    ],
)
def test_what_cannot_be_opened_safely_is_not_opened(name, tmp_path):
    with pytest.raises(CannotCopyError):
        open_copy(hostile(tmp_path, name), [])


def test_merged_areas_up_to_the_limit_are_opened(tmp_path, monkeypatch):
    path = tmp_path / "delivered.xlsx"
    book = openpyxl.Workbook()
    book.active.merge_cells("A1:B5")
    book.save(path)
    monkeypatch.setattr(delivered_copy, "MOST_SPREAD_CELLS", 10)
    assert open_copy(path, []).sheets
    monkeypatch.setattr(delivered_copy, "MOST_SPREAD_CELLS", 9)
    with pytest.raises(CannotCopyError):
        open_copy(path, [])


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_can_be_stored_and_stays_a_text(text):
    cell = openpyxl.Workbook().active["A1"]
    write_text(cell, text)
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", storable(text), True)
    assert len(storable(text)) == len(text)
    storable(text).encode("utf-8")
