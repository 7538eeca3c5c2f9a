import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readers.rejections import Code
from readers.rows import FileContent
from readers.table import TEMPLATE_SHEETS, read_file
from schemas.deliveries import KIND_BY_ID

Write = Callable[..., Path]
BUP = KIND_BY_ID["bup"]
HEADER = ["Region", "Månad", "Insats", "Genomförda", "Genomförda inom 30 dagar", "Väntande", "Väntande inom 30 dagar"]
ROW: list[Any] = ["Skåne", "2024-02", "besök", 100, 80, 50, 40]
TEXTS = {
    "region_code": "Skåne",
    "month": "2024-02",
    "measure": "besök",
    "completed_count": "100",
    "completed_within_count": "80",
    "waiting_count": "50",
    "waiting_within_count": "40",
}
LINE = ";".join(map(str, ROW))
CSV = ";".join(HEADER) + "\n" + LINE + "\n"


def read(path: Path, kind_id: str = "bup") -> FileContent:
    return read_file(path, f"{kind_id}/{path.name}", KIND_BY_ID[kind_id])


def refused(path: Path) -> Code:
    content = read(path)
    (only,) = content.refusals
    assert content.sheets == []
    assert only.message_sv.startswith(f"bup/{path.name}")
    assert (only.cell, only.row) == ("", None)
    return only.code


def test_a_workbook_becomes_rows_of_text_with_their_address(book: Write) -> None:
    path = book([["Rapport för februari"], [], [None, *HEADER], [None, *ROW], [], [None, *ROW]])
    content = read(path)
    (sheet,) = content.sheets
    assert (content.file, content.sha256) == (f"bup/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest())
    assert (content.refusals, content.remarks) == ([], [])
    assert (sheet.sheet, sheet.header_row) == ("Data", 3)
    assert sheet.columns == dict(zip(TEXTS, "BCDEFGH", strict=True))
    assert [(row.number, row.texts, row.summed_from) for row in sheet.rows] == [(4, TEXTS, ""), (6, TEXTS, "")]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_text_file_becomes_the_same_rows(text: Write, delimiter: str, encoding: str) -> None:
    content = read(text(f"Titel\n\n{CSV}".replace(";", delimiter), encoding=encoding))
    (sheet,) = content.sheets
    assert (sheet.sheet, sheet.header_row, sheet.columns["region_code"]) == ("", 3, "A")
    assert [(row.number, row.texts) for row in sheet.rows] == [(4, TEXTS)]


@pytest.mark.parametrize(
    "spelled",
    [
        [heading.upper() for heading in HEADER],
        [heading.replace(" ", "_") for heading in HEADER],
        [f"  {heading} ".replace(" ", "\n") for heading in HEADER],
        HEADER[::-1],
    ],
    ids=["upper case", "underscores", "line breaks", "other order"],
)
def test_headings_are_found_however_they_are_spelled_and_ordered(book: Write, spelled: list[str]) -> None:
    (sheet,) = read(book([spelled, ROW])).sheets
    assert set(sheet.columns) == set(TEXTS)


def test_an_optional_column_is_read_when_it_is_there(book: Write) -> None:
    content = read(book([[*HEADER, "Svarsfrekvens", "MÄRKNING"], [*ROW, 97.5, "exempel"]]))
    assert content.sheets[0].rows[0].texts == TEXTS | {"response_rate_percent": "97.5", "mark": "exempel"}
    assert content.remarks == []


def test_an_unknown_column_is_left_out_with_a_remark(book: Write) -> None:
    content = read(book([[*HEADER, "Kommentar"], [*ROW, "se bilaga"], [None] * 7 + ["bara en kommentar"]]))
    assert content.sheets[0].rows[0].texts == TEXTS
    assert len(content.sheets[0].rows) == 1
    assert content.remarks == [f"{content.file}, blad Data: en okänd kolumn läses inte: Kommentar."]


@pytest.mark.parametrize(
    ("unknown", "ends"),
    [
        pytest.param(20, "18, 19 och 20.", id="as many as are named"),
        pytest.param(21, "19, 20 och 1 till.", id="one more"),
    ],
)
def test_a_remark_names_no_more_than_twenty_unknown_columns(book: Write, unknown: int, ends: str) -> None:
    content = read(book([[*HEADER, *map(str, range(1, unknown + 1))], ROW]))
    assert content.remarks[0].endswith(ends)


@pytest.mark.parametrize("missing", HEADER)
def test_a_missing_column_refuses_the_file_and_is_named(book: Write, missing: str) -> None:
    path = book([["Titel"], [heading for heading in HEADER if heading != missing], ROW])
    assert refused(path) is Code.SAKNAD_KOLUMN
    assert f"rubriken {missing} saknas på rad 2 på bladet Data" in read(path).refusals[0].message_sv


def test_a_file_without_any_heading_is_told_all_of_them(text: Write) -> None:
    path = text("a;b\n1;2\n")
    assert refused(path) is Code.SAKNAD_KOLUMN
    assert all(heading in read(path).refusals[0].message_sv for heading in HEADER)


BEDS_HEADER = [column.header for column in KIND_BY_ID["vardplatser"].columns if column.is_required]


def test_a_file_with_all_headings_of_another_kind_is_told_the_folder_of_that_kind(book: Write) -> None:
    path = book(Info=[["Titel"]], Data=[["Titel"], BEDS_HEADER])
    assert refused(path) is Code.FEL_MAPP
    said = read(path).refusals[0].message_sv
    assert "ser ut att vara av slaget Vårdplatser" in said and said.endswith("Lägg den i mappen vardplatser.")


def test_a_file_with_as_many_headings_of_its_own_kind_is_told_what_lacks(book: Write) -> None:
    path = book([[*HEADER[:-1], *BEDS_HEADER[2:]], ROW])
    assert refused(path) is Code.SAKNAD_KOLUMN


def test_a_heading_twice_refuses_the_file(book: Write) -> None:
    path = book([[*HEADER, "väntande"], [*ROW, 51]])
    assert refused(path) is Code.DUBBEL_RUBRIK
    assert "kolumn F och H" in read(path).refusals[0].message_sv


def test_every_sheet_with_headings_is_read_also_hidden_ones(book: Write) -> None:
    path = book(Info=[["Så fyller du i"]], Januari=[HEADER, ROW], Februari=[["Titel"], HEADER, ROW])
    workbook = openpyxl.load_workbook(path)
    workbook["Februari"].sheet_state = "hidden"
    workbook.save(path)
    content = read(path)
    assert [(sheet.sheet, sheet.header_row) for sheet in content.sheets] == [("Januari", 1), ("Februari", 2)]
    assert content.refusals == []
    assert content.remarks == [
        f"{content.file}, blad Februari: bladet är dolt men har lästs.",
        f"{content.file}, blad Info: bladet har ingen rubrikrad och läses inte.",
    ]


def test_a_sheet_with_most_of_the_headings_is_refused_while_the_others_are_read(book: Write) -> None:
    content = read(book(Januari=[HEADER, ROW], Februari=[HEADER[:-1], ROW[:-1]]))
    assert [sheet.sheet for sheet in content.sheets] == ["Januari"]
    assert [(item.code, item.sheet) for item in content.refusals] == [(Code.SAKNAD_KOLUMN, "Februari")]


@pytest.mark.parametrize("name", sorted(TEMPLATE_SHEETS))
def test_a_sheet_of_the_templates_needs_no_remark_but_rows_on_it_are_never_passed_over(book: Write, name: str) -> None:
    content = read(book(**{"Januari": [HEADER, ROW], name: [["Kontaktperson", "Anna"]]}))
    assert (content.refusals, content.remarks) == ([], [])
    content = read(book(**{"Januari": [HEADER, ROW], name: [HEADER[:-1], ROW[:-1]]}))
    assert [(item.code, item.sheet) for item in content.refusals] == [(Code.SAKNAD_KOLUMN, name)]
    assert [sheet.sheet for sheet in read(book(**{name: [HEADER, ROW]})).sheets] == [name]


def test_merged_cells_have_their_text_in_the_first_only(book: Write) -> None:
    path = book([HEADER, ROW, [None, *ROW[1:]]])
    workbook = openpyxl.load_workbook(path)
    workbook["Data"].merge_cells("A2:A3")
    workbook.save(path)
    assert [row.texts["region_code"] for row in read(path).sheets[0].rows] == ["Skåne", None]


def test_a_text_row_with_more_values_than_headings_is_refused(text: Write) -> None:
    line = LINE.replace(";", ",")
    content = read(text(CSV.replace(";", ",") + line.replace("80", "80,5") + "\n" + line + ",,\n"))
    assert [(item.code, item.row) for item in content.refusals] == [(Code.FOR_MANGA_FALT, 3)]
    assert [row.number for row in content.sheets[0].rows] == [2, 4]


def test_notes_beside_the_table_of_a_workbook_harm_nothing(book: Write) -> None:
    content = read(book([HEADER, [*ROW, None, "obs"]]))
    assert content.sheets[0].rows[0].texts == TEXTS


def test_formulas_keep_their_text_when_they_were_never_calculated(book: Write) -> None:
    assert read(book([HEADER, [*ROW[:3], "=50+50", *ROW[4:]]])).sheets[0].rows[0].texts["completed_count"] == "=50+50"


def test_headings_without_rows_are_a_fault(book: Write, text: Write) -> None:
    assert refused(book([HEADER])) is Code.INGA_RADER
    assert refused(text(";".join(HEADER))) is Code.INGA_RADER


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("a.csv", b"", Code.TOM_FIL, id="empty text"),
        pytest.param("a.xlsx", b"", Code.TOM_FIL, id="empty workbook"),
        pytest.param("a.xlsx", CSV.encode(), Code.FEL_FORMAT, id="text renamed"),
        pytest.param("a.xls", b"x", Code.FEL_FORMAT, id="old format"),
        pytest.param("a.csv", (CSV + LINE[:-4]).encode(), Code.TRASIG_FIL, id="text cut off"),
        pytest.param("a.csv", CSV.encode("utf-16"), Code.FEL_FORMAT, id="UTF-16"),
        pytest.param("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Code.FEL_FORMAT, id="OLE"),
    ],
)
def test_a_file_that_is_something_else_is_refused(text: Write, name: str, content: bytes, code: Code) -> None:
    assert refused(text(content, name=name)) is code


def test_a_workbook_cut_off_or_renamed_is_refused(book: Write) -> None:
    path = book([HEADER, ROW])
    whole = path.read_bytes()
    renamed = path.with_suffix(".csv")
    renamed.write_bytes(whole)
    assert refused(renamed) is Code.FEL_FORMAT
    for length in (4, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert refused(path) is Code.TRASIG_FIL


def test_a_fault_found_after_some_rows_refuses_the_whole_file(text: Write) -> None:
    assert refused(text(CSV + LINE + '\n"open;' + LINE + "\n")) is Code.TRASIG_FIL


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    content = read(tmp_path / "gone.csv")
    assert [item.code for item in content.refusals] == [Code.OLASBAR]
    assert content.sha256 == ""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=200),
    start=st.sampled_from([b"", CSV.encode(), b"PK\x03\x04"]),
    kind=st.sampled_from(["bup", "befolkning"]),
)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_no_bytes_make_reading_fail(tmp_path: Path, name: str, data: bytes, start: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(start + data)
    content = read(path, kind)
    assert content.sheets or content.refusals


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1), noise=st.binary(min_size=1, max_size=4))
def test_no_damage_to_a_workbook_makes_reading_fail(book: Write, where: float, noise: bytes) -> None:
    path = book([HEADER, ROW])
    whole = path.read_bytes()
    at = int(where * (len(whole) - len(noise)))
    path.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
    content = read(path)
    assert content.sheets or content.refusals


def test_a_row_with_fewer_fields_than_the_header_row_is_refused_and_the_others_read(tmp_path):
    path = tmp_path / "bup.csv"
    path.write_text(
        "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar\n"
        "Kalmar;2024-01;besök;100;99\n"
        "Skåne;2024-01;besök;100;99;;\n",
        encoding="utf-8",
    )
    content = read_file(path, "bup/bup.csv", KIND_BY_ID["bup"])
    assert [row.number for row in content.sheets[0].rows] == [3]
    (refused,) = content.refusals
    assert (refused.row, refused.code) == (2, Code.FOR_FA_FALT)
    assert "5 av 7 fält" in refused.message_sv


def test_hidden_rows_are_read_with_a_remark(book: Write) -> None:
    path = book([HEADER, ROW, ["Halland", *ROW[1:]], ["Gotland", *ROW[1:]]])
    workbook = openpyxl.load_workbook(path)
    workbook["Data"].row_dimensions[3].hidden = True
    workbook.save(path)
    content = read(path)
    assert [row.number for row in content.sheets[0].rows] == [2, 3, 4]
    assert content.remarks == [f"{content.file}, blad Data: en dold rad har lästs, den första är rad 3."]


@pytest.mark.parametrize(
    ("hidden", "said"),
    [
        pytest.param("E", ["en dold kolumn har lästs: E."], id="one"),
        pytest.param("BE", ["2 dolda kolumner har lästs: B och E."], id="several"),
        pytest.param("H", [], id="one that is not read anyway"),
        pytest.param("", [], id="none"),
    ],
)
def test_hidden_columns_are_read_with_a_remark(book: Write, hidden: str, said: list[str]) -> None:
    path = book([[*HEADER, "Kommentar"], [*ROW, "bra"]])
    workbook = openpyxl.load_workbook(path)
    for letter in hidden:
        workbook["Data"].column_dimensions[letter].hidden = True
    workbook.save(path)
    content = read(path)
    assert None not in content.sheets[0].rows[0].texts.values()
    told = [remark.removeprefix(f"{content.file}, blad Data: ") for remark in content.remarks]
    assert told == ["en okänd kolumn läses inte: Kommentar.", *said]


def test_an_export_of_the_statistics_office_with_something_hidden_has_the_same_remarks(book: Write) -> None:
    title, header = "Folkmängd den 1 november 2023 efter region", ["region", "Folkmängd 1 november 2023"]
    path = book([[title], [], header, ["12 Skåne län", 1422288], ["09 Gotlands län", 61093]])
    workbook = openpyxl.load_workbook(path)
    workbook["Data"].column_dimensions["B"].hidden = True
    workbook["Data"].row_dimensions[5].hidden = True
    workbook.create_sheet("Synligt")
    workbook["Data"].sheet_state = "hidden"
    workbook.save(path)
    content = read_file(path, path.name, KIND_BY_ID["befolkning"])
    where = f"{content.file}, blad Data: "
    assert [row.number for row in content.sheets[0].rows] == [4, 5]
    for said in (
        "bladet är dolt men har lästs.",
        "en dold rad har lästs, den första är rad 5.",
        "en dold kolumn har lästs: B.",
    ):
        assert f"{where}{said}" in content.remarks


def test_a_personal_number_in_any_cell_is_masked_and_told(book: Write) -> None:
    content = read(book([[*HEADER, "Kommentar"], ["19121212-1212", *ROW[1:]], [*ROW, "ringt 121212-1212"]]))
    assert content.sheets[0].rows[0].texts["region_code"] == "[personnummer]"
    assert "2 celler ser ut att innehålla personnummer. De har inte sparats." in content.remarks[-1]
    assert "1212" not in repr(content)


def test_a_short_line_of_notes_in_a_text_file_is_a_remark(text: Write) -> None:
    content = read(text(CSV + "\nVäntande;antal som väntar vid månadens slut\nKälla: SKR\n"))
    assert content.refusals == []
    assert content.remarks == [f"{content.file}: rad 4 läses som noter till tabellen."]
