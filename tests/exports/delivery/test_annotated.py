"""What is sent back shows every fault where it is, and changes nothing the sender wrote."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from exports.delivery.annotated import FAULT_FILL, LIST_SHEET, write_annotated
from readers.rejections import Code, Rejection, cell_rejection, refusal
from readers.table import read_file
from schemas.deliveries import KIND_BY_ID

FILE = "bup/2024-03-18_skane.xlsx"
NUMBER = "är inte ett tal. Skriv det med siffror."
FIRST_ROW = 6


def fault(cell: str = "B3", sheet: str = "Data", value: str = "ca 3", message: str = NUMBER) -> Rejection:
    return cell_rejection(FILE, sheet, cell[0], int(cell[1:]), "Antal", value, Code.INTE_TAL, message)


def delivered(folder: Path, sheet: str = "Data") -> Path:
    path = folder / "2024-03-18_skane.xlsx"
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in (["Region", "Antal"], ["Skåne", 12], ["Uppsala", "ca 3"], ["Gotland", "=B2*2"]):
        book.active.append(row)
    book.create_sheet("Annat")["A1"] = "orörd"
    book.save(path)
    return path


def annotated(original: Path, *rejections: Rejection):
    target = original.with_name("annotated.xlsx")
    write_annotated(original, rejections, target)
    return openpyxl.load_workbook(target)


def values(book) -> dict:
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.data_type)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def is_marked(cell) -> bool:
    return cell.fill.fgColor.rgb.endswith(FAULT_FILL) and cell.fill.fill_type == "solid"


def listed(sheet) -> list[tuple]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(FIRST_ROW)]


def test_the_faulty_cell_and_no_other_is_coloured_and_says_what_is_wrong(tmp_path):
    sheet = annotated(delivered(tmp_path), fault())["Data"]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if is_marked(cell)] == ["B3"]
    assert sheet["B3"].comment.text == f"Värdet ”ca 3” i kolumnen Antal {NUMBER}"
    assert not sheet["B2"].comment


def test_what_the_sender_wrote_is_the_same_also_formulas(tmp_path):
    original = delivered(tmp_path)
    before, sent = values(openpyxl.load_workbook(original)), original.read_bytes()
    after = values(annotated(original, fault(), fault("B4"), fault("C9"), fault("A1")))
    assert {key: value for key, value in after.items() if key[0] != LIST_SHEET} == before
    assert before["Data", "B4"] == ("=B2*2", "f")
    assert original.read_bytes() == sent


def test_the_list_comes_first_and_names_file_sheet_cell_column_value_and_message(tmp_path):
    book = annotated(delivered(tmp_path), fault(), fault("B4", value="=B2*2"))
    sheet = book.worksheets[0]
    assert book.sheetnames == [LIST_SHEET, "Data", "Annat"]
    assert sheet["A2"].value.startswith("2 fel.")
    assert listed(sheet) == [
        (FILE, "Data", "B3", "Antal", "ca 3", f"Värdet ”ca 3” i kolumnen Antal {NUMBER}"),
        (FILE, "Data", "B4", "Antal", "=B2*2", f"Värdet ”=B2*2” i kolumnen Antal {NUMBER}"),
    ]


def test_only_the_list_is_selected_when_the_workbook_is_opened(tmp_path):
    book = annotated(delivered(tmp_path), fault())
    assert book.active.title == LIST_SHEET
    assert [sheet.sheet_view.tabSelected for sheet in book] == [True, False, False]


@pytest.mark.parametrize("name", ["Data", "Bo's 'blad' x", "A!B1", "=1+1", "#REF!A1", "B3", "å & <x>", '"'])
def test_links_lead_to_the_cell_whatever_the_sheet_is_called(name, tmp_path):
    sheet = annotated(delivered(tmp_path, name), fault(sheet=name))[LIST_SHEET]
    link = sheet.cell(FIRST_ROW, 3).hyperlink
    quoted, _, cell = link.location.rpartition("!")
    assert (quoted[0], quoted[-1], cell) == ("'", "'", "B3")
    inside = quoted[1:-1]
    assert inside.replace("''", "'") == name
    assert "'" not in inside.replace("''", "")
    assert link.target is None


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://exempel.se", "#N/A", "{=1}", "=cmd|' /C calc'!A0"]
)
def test_a_text_from_outside_becomes_no_formula_and_no_link(text, tmp_path):
    rejection = Rejection(text, "Data", "B3", text, text, Code.INTE_TAL, text, 3)
    target = tmp_path / "annotated.xlsx"
    write_annotated(delivered(tmp_path), [rejection], target)
    sheet = openpyxl.load_workbook(target)[LIST_SHEET]
    for column in (1, 4, 5, 6):
        cell = sheet.cell(FIRST_ROW, column)
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
        assert cell.hyperlink is None
    with zipfile.ZipFile(target) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"External" not in b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))


@pytest.mark.parametrize(
    ("names", "expected"),
    [([], "Att rätta"), (["ATT RÄTTA"], "Att rätta 2"), (["Att rätta", "att rätta 2"], "Att rätta 3")],
    ids=["free", "taken in other case", "twice"],
)
def test_a_name_that_is_taken_is_numbered(names, expected, tmp_path):
    original = delivered(tmp_path)
    book = openpyxl.load_workbook(original)
    for name in names:
        book.create_sheet(name)
    book.save(original)
    assert annotated(original, fault()).sheetnames == [expected, "Data", "Annat", *names]


def test_what_is_marked_is_not_taken_for_data_when_it_is_handed_in_again(tmp_path):
    original = tmp_path / "2024-03-18_skane.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Region", "Statsbidrag", "Belopp", "Datum"])
    book.active.append(["Skåne", "vardplatser_2024", 12, "2025-03-01"])
    book.save(original)
    kind = KIND_BY_ID["aterbetalning"]
    target = tmp_path / "2024-03-19_skane.xlsx"
    write_annotated(original, [fault("C2", sheet="Sheet")], target)
    before, after = read_file(original, "x.xlsx", kind), read_file(target, "x.xlsx", kind)
    assert [sheet.rows for sheet in after.sheets] == [sheet.rows for sheet in before.sheets]
    assert not after.refusals


def test_a_comment_that_is_there_is_kept_above_ours_under_its_author(tmp_path):
    original = delivered(tmp_path)
    book = openpyxl.load_workbook(original)
    book["Data"]["B3"].comment = Comment("Frågat Eva", "Bo")
    book["Data"]["A2"].comment = Comment("Orörd", "Bo")
    book.save(original)
    sheet = annotated(original, fault())["Data"]
    assert sheet["B3"].comment.text == f"Frågat Eva\n\nVärdet ”ca 3” i kolumnen Antal {NUMBER}"
    assert (sheet["B3"].comment.author, sheet["A2"].comment.text) == ("Bo", "Orörd")


def test_two_faults_in_one_cell_are_both_told(tmp_path):
    sheet = annotated(delivered(tmp_path), fault(message="är det ena."), fault(message="är det andra."))["Data"]
    assert "är det ena." in sheet["B3"].comment.text
    assert "är det andra." in sheet["B3"].comment.text


def test_a_fault_in_a_merged_cell_is_marked_where_it_is_seen(tmp_path):
    original = delivered(tmp_path)
    book = openpyxl.load_workbook(original)
    book["Data"].merge_cells("A3:A4")
    book.save(original)
    book = annotated(original, fault("A4"))
    assert is_marked(book["Data"]["A3"])
    assert book["Data"]["A3"].comment
    assert book[LIST_SHEET].cell(FIRST_ROW, 3).value == "A4"


def test_a_fault_in_a_whole_row_is_marked_in_its_first_cell(tmp_path):
    row = refusal(FILE, Code.DUBBEL_NYCKEL, "samma nyckel som på rad 2.", sheet="Data", row=4)
    book = annotated(delivered(tmp_path), row)
    assert is_marked(book["Data"]["A4"])
    assert listed(book[LIST_SHEET])[0][1:3] == ("Data", "rad 4")
    assert book[LIST_SHEET].cell(FIRST_ROW, 3).hyperlink.location == "'Data'!A4"


@pytest.mark.parametrize("cell", ["XFE1", "A1048577", "A0", "B3:B5", "å"])
@pytest.mark.parametrize("sheet", ["Data", "Finns inte"])
def test_a_fault_outside_every_sheet_is_listed_and_not_marked(cell, sheet, tmp_path):
    rejection = Rejection(FILE, sheet, cell, "Antal", "x", Code.INTE_TAL, "fel.", 3)
    book = annotated(delivered(tmp_path), rejection)
    assert listed(book[LIST_SHEET]) == [(FILE, sheet, cell, "Antal", "x", "fel.")]
    assert book[LIST_SHEET].cell(FIRST_ROW, 3).hyperlink is None
    assert not any(is_marked(cell) for row in book["Data"].iter_rows() for cell in row)


@pytest.mark.parametrize(("cell", "is_inside"), [("XFD1", True), ("A1048576", True), ("XFE1", False)])
def test_marks_reach_the_last_row_and_column_of_a_sheet(cell, is_inside, tmp_path):
    rejection = Rejection(FILE, "Data", cell, "Antal", "x", Code.INTE_TAL, "fel.", 3)
    link = annotated(delivered(tmp_path), rejection)[LIST_SHEET].cell(FIRST_ROW, 3).hyperlink
    assert bool(link) is is_inside


def test_a_refused_file_that_can_be_opened_has_the_refusal_in_its_list(tmp_path):
    message = "rubriken Region saknas på rad 5. Lägg till och lämna filen på nytt."
    book = annotated(delivered(tmp_path), refusal(FILE, Code.SAKNAD_KOLUMN, message))
    assert book.sheetnames == [LIST_SHEET, "Data", "Annat"]
    assert listed(book[LIST_SHEET])[0][5] == f"{FILE}: {message}"


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.xls", b"\xd0\xcf\x11\xe0"), ("x.xlsx", b"PK\x03\x04"), ("x.csv", b"\x00"), ("x", b""), ("x.parquet", b"PAR1")],
    ids=["old Excel", "broken", "no text", "no suffix", "records"],
)
def test_of_a_file_that_cannot_be_opened_there_is_only_the_list(name, content, tmp_path):
    original = tmp_path / name
    original.write_bytes(content)
    book = annotated(original, refusal(FILE, Code.FEL_FORMAT, "kan inte läsas."))
    assert book.sheetnames == [LIST_SHEET]
    assert listed(book.active)[0][5] == f"{FILE}: kan inte läsas."
    assert "gick inte att öppna" in book.active["A3"].value


def test_a_text_file_is_marked_in_a_sheet_of_its_rows(tmp_path):
    original = tmp_path / "2024-03-18_skane.csv"
    original.write_bytes("Region;Antal\r\nSkåne;1,5\r\n=cmd;2\r\n".encode("cp1252"))
    book = annotated(original, fault("B2", "", "1,5"), fault("A3", "", "=cmd"))
    sheet = book["Leverans"]
    assert [is_marked(sheet[cell]) for cell in ("B2", "A3", "A2", "B3")] == [True, True, False, False]
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=cmd", "s")
    assert book[LIST_SHEET].cell(FIRST_ROW, 3).hyperlink.location == "'Leverans'!B2"


def test_characters_that_no_workbook_holds_are_replaced(tmp_path):
    rejection = Rejection(FILE, "Data", "B3", "Antal", "a\x00b\ud800", Code.INTE_TAL, "fel\x0b i \ufffe.", 3)
    book = annotated(delivered(tmp_path), rejection)
    assert listed(book[LIST_SHEET])[0][4:] == (
        "a\ufffdb\ufffd",
        "Fel\ufffd i \ufffd."[0].lower() + "el\ufffd i \ufffd.",
    )
    assert book["Data"]["B3"].comment.text == "fel\ufffd i \ufffd."


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_any_value_and_message_can_be_told(tmp_path_factory, value, message):
    original = delivered(tmp_path_factory.mktemp("any"))
    rejection = Rejection(FILE, "Data", "B3", value, value, Code.INTE_TAL, message, 3)
    book = annotated(original, rejection)
    assert book["Data"]["B3"].comment is not None
    assert not any(cell.data_type == "f" for row in book[LIST_SHEET].iter_rows() for cell in row)


def test_an_older_copy_is_replaced_and_nothing_else_is_left(tmp_path):
    original = delivered(tmp_path)
    annotated(original, fault(), fault("B4"))
    assert len(listed(annotated(original, fault())[LIST_SHEET])) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2024-03-18_skane.xlsx", "annotated.xlsx"]


def test_where_nothing_can_be_written_it_is_said_and_nothing_is_left(tmp_path):
    original = delivered(tmp_path)
    with pytest.raises(FileExistsError):
        write_annotated(original, [fault()], original / "annotated.xlsx")
    assert list(tmp_path.iterdir()) == [original]


PERSON = "19121212-1212"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(PERSON, id="text"),
        pytest.param(f"ringt {PERSON} i går", id="in a text"),
        pytest.param(191212121212, id="number"),
        pytest.param(191212121212.0, id="decimal number"),
        pytest.param(CellRichText("1912", TextBlock(InlineFont(b=True), "1212-1212")), id="text in two styles"),
        pytest.param(f'="{PERSON}"', id="formula"),
    ],
)
def test_what_looks_like_a_personal_number_is_masked_in_the_copy(tmp_path, value):
    path = delivered(tmp_path)
    book = openpyxl.load_workbook(path)
    book["Data"]["D2"] = value
    book["Data"]["A2"].comment = Comment(f"fråga {PERSON}", "avsändaren")
    book["Annat"]["B1"] = "121212-1212"
    book.save(path)
    sheet = annotated(path, fault())["Data"]
    assert "[personnummer]" in sheet["D2"].value and sheet["D2"].data_type == "s"
    assert sheet["A2"].comment.text == "fråga [personnummer]"
    assert is_marked(sheet["B3"])
    parts = zipfile.ZipFile(path.with_name("annotated.xlsx"))
    assert not [name for name in parts.namelist() if b"1212" in parts.read(name)]


def test_a_sheet_named_by_a_personal_number_is_marked_under_another_name(tmp_path):
    book = annotated(delivered(tmp_path, PERSON), fault(sheet="[personnummer]"))
    assert book.sheetnames == [LIST_SHEET, "personnummer", "Annat"]
    assert is_marked(book["personnummer"]["B3"])


def test_personal_numbers_of_a_text_file_are_masked_and_its_rows_still_told_apart(tmp_path):
    path = tmp_path / "2024-03-18_skane.csv"
    path.write_text(f"Region;Antal\nSkåne, {PERSON};ca 3\n", encoding="utf-8")
    sheet = annotated(path, fault("A2", "", "Skåne, [personnummer]"))["Leverans"]
    assert [cell.value for cell in sheet[2]] == ["Skåne, [personnummer]", "ca 3"]
    assert is_marked(sheet["A2"])


def test_other_long_numbers_stay_as_they_are(tmp_path):
    path = delivered(tmp_path)
    book = openpyxl.load_workbook(path)
    book["Data"]["D2"], book["Data"]["E2"] = "232100-0016", 123456789012
    book.save(path)
    sheet = annotated(path, fault())["Data"]
    assert (sheet["D2"].value, sheet["E2"].value) == ("232100-0016", 123456789012)
