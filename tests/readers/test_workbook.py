import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import NamedStyle

from readers.rejections import Code, Refused
from readers.workbook import sheets

Write = Callable[..., Path]
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def content(path: Path) -> dict[str, list[tuple[int, dict[int, str]]]]:
    return {sheet.name: list(sheet.rows) for sheet in sheets(path.read_bytes())}


def test_sheets_come_in_the_order_of_their_tabs_and_hidden_ones_say_so(book: Write) -> None:
    path = book(Z=[["a"]], A=[["b"]], M=[["c"]])
    workbook = openpyxl.load_workbook(path)
    workbook["A"].sheet_state = "hidden"
    workbook["M"].sheet_state = "veryHidden"
    workbook.save(path)
    found = [(sheet.name, sheet.is_hidden, list(sheet.rows)) for sheet in sheets(path.read_bytes())]
    assert found == [("Z", False, [(1, {1: "a"})]), ("A", True, [(1, {1: "b"})]), ("M", True, [(1, {1: "c"})])]


def test_number_formats_decide_between_number_date_and_per_cent(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row, (value, shown_as) in enumerate(
        [
            (3.98, "General"),
            (date(2024, 3, 1), "yyyy-mm-dd"),
            (0.915, "0.0%"),
            (0.5, "0%"),
            (0.25, '0.00" av "%'),
            (91.5, '0.0"%"'),
            (91.5, r"0.0\%"),
        ],
        start=1,
    ):
        sheet.cell(row, 1, value).number_format = shown_as
    workbook.save(tmp_path / "a.xlsx")
    texts = [cells[1] for _, cells in content(tmp_path / "a.xlsx")["Sheet"]]
    assert texts == ["3.98", "2024-03-01", "91.5 %", "50 %", "25 %", "91.5", "91.5"]


def test_dates_of_the_macintosh_calendar_are_the_same_days(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active.append([date(2024, 3, 1)])
    workbook.save(tmp_path / "a.xlsx")
    assert content(tmp_path / "a.xlsx")["Sheet"] == [(1, {1: "2024-03-01"})]


def test_charts_are_no_sheets(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.create_chartsheet("Diagram")
    workbook.active.append(["a"])
    workbook.save(tmp_path / "a.xlsx")
    assert list(content(tmp_path / "a.xlsx")) == ["Sheet"]


def test_a_lying_size_hides_no_rows(book: Write, exchanged: Write) -> None:
    path = book([["a"], ["b"], ["c", "d"]])
    for claimed in (b'<dimension ref="A1"/>', b'<dimension ref="A1:XFD1048576"/>', b'<dimension ref="?"/>', b""):
        exchanged(path, {SHEET: lambda xml, claimed=claimed: xml.replace(b'<dimension ref="A1:B3" />', claimed)})
        assert content(path)["Data"] == [(1, {1: "a"}), (2, {1: "b"}), (3, {1: "c", 2: "d"})]
        path = book([["a"], ["b"], ["c", "d"]])


def test_authors_and_themes_are_not_looked_at(book: Write, exchanged: Write) -> None:
    path = exchanged(book([["a"]]), {"docProps/core.xml": b"<broken", "xl/theme/theme1.xml": b"<broken"})
    assert content(path)["Data"] == [(1, {1: "a"})]


def test_unusual_styles_give_no_warnings(book: Write) -> None:
    path = book([["a"]])
    workbook = openpyxl.load_workbook(path)
    workbook.add_named_style(NamedStyle("Egen"))
    workbook["Data"]["A1"].style = "Egen"
    workbook.save(path)
    assert content(path)["Data"] == [(1, {1: "a"})]


@pytest.fixture
def shared_book(tmp_path: Path) -> Path:
    """A workbook with shared texts, as Excel writes them."""
    path = tmp_path / "shared.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Data").write_row(0, 0, ["text", 7])
    return path


def laughing(root: bytes) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        start = xml.index(b"<" + root)
        return ENTITIES + xml[start:].replace(b">", b">&b;", 1)

    return change


@pytest.mark.parametrize(
    ("part", "change"),
    [
        pytest.param(SHEET, laughing(b"worksheet"), id="entities in the sheet"),
        pytest.param("xl/sharedStrings.xml", laughing(b"sst"), id="entities in the shared texts"),
        pytest.param("xl/workbook.xml", laughing(b"workbook"), id="entities in the workbook"),
        pytest.param("xl/styles.xml", laughing(b"styleSheet"), id="entities in the styles"),
        pytest.param("[Content_Types].xml", laughing(b"Types"), id="entities in the list of parts"),
        pytest.param(SHEET, lambda xml: xml[: len(xml) // 2], id="sheet cut off"),
        pytest.param(SHEET, lambda xml: xml.replace(b"<v>0</v>", b"<v>999</v>"), id="text that is not there"),
        pytest.param(SHEET, None, id="sheet missing"),
        pytest.param("xl/styles.xml", b"<a", id="styles cut off"),
        pytest.param("[Content_Types].xml", b"<Types/>", id="list of parts empty"),
        pytest.param("xl/_rels/workbook.xml.rels", None, id="relations missing"),
    ],
)
def test_a_damaged_or_hostile_part_refuses_the_file(
    shared_book: Path, exchanged: Write, part: str, change: bytes | Callable[[bytes], bytes] | None
) -> None:
    assert content(shared_book)["Data"] == [(1, {1: "text", 2: "7"})]
    path = exchanged(shared_book, {part: change})
    with pytest.raises(Refused) as refused:
        content(path)
    assert refused.value.code is Code.TRASIG_FIL


def test_a_workbook_without_sheets_is_refused(shared_book: Path, exchanged: Write) -> None:
    path = exchanged(shared_book, {"xl/workbook.xml": lambda xml: re.sub(b"<sheets>.*</sheets>", b"<sheets/>", xml)})
    with pytest.raises(Refused) as refused:
        content(path)
    assert refused.value.code is Code.INGA_RADER


def test_nothing_is_opened_without_protection_against_entities(book: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)
    with pytest.raises(RuntimeError, match="defusedxml"):
        content(book([["a"]]))


def test_a_fault_of_our_own_is_not_taken_for_a_broken_file(book: Write) -> None:
    with pytest.raises(ZeroDivisionError):
        for sheet in sheets(book([["a"]]).read_bytes()):
            for _ in sheet.rows:
                raise ZeroDivisionError
