from datetime import datetime
from io import BytesIO

import pytest

from readers.rows import GridRow
from readers.sheet_cells import CellStyles, Hidden, column_number, grid, plain_number, plain_text

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = CellStyles(frozenset({1, 2}), frozenset({2}), frozenset({3}), datetime(1899, 12, 30))


def rows(sheet_data: str, strings: tuple[str, ...] = ()) -> list[GridRow]:
    xml = f'<worksheet xmlns="{NS}"><dimension ref="A1"/><sheetData>{sheet_data}</sheetData></worksheet>'
    return list(grid(BytesIO(xml.encode()), list(strings), STYLES))


def cell(attributes: str, content: str, strings: tuple[str, ...] = ()) -> str | None:
    found = rows(f'<row r="1"><c r="A1" {attributes}>{content}</c></row>', strings)
    return found[0][1][1] if found else None


@pytest.mark.parametrize(
    ("attributes", "content", "expected"),
    [
        pytest.param("", "<v>12</v>", "12", id="whole number"),
        pytest.param("", "<v>3.9799999999999995</v>", "3.98", id="Excel's 15 digits"),
        pytest.param("", "<v>0.30000000000000004</v>", "0.3", id="a computed number"),
        pytest.param("", "<v>3.97999999999999</v>", "3.97999999999999", id="15 digits are all kept"),
        pytest.param("", "<v>3.979999999999994</v>", "3.97999999999999", id="the sixteenth is not"),
        pytest.param("", "<v>12345678901234567</v>", "12345678901234600", id="a whole number too"),
        pytest.param("", "<v>9.9999999999999995E-2</v>", "0.1", id="with an exponent"),
        pytest.param('s="3"', "<v>0.91500000000000004</v>", "91.5 %", id="a computed per cent"),
        pytest.param("", "<v>3.98</v>", "3.98", id="shortest decimal"),
        pytest.param("", "<v>3.9800000000000000</v>", "3.98", id="zeros at the end"),
        pytest.param("", "<v>12.0</v>", "12", id="whole as decimal"),
        pytest.param("", "<v>1.5E-7</v>", "0.00000015", id="exponent"),
        pytest.param("", "<v>-5</v>", "-5", id="negative"),
        pytest.param('s="1"', "<v>45352</v>", "2024-03-01", id="date"),
        pytest.param('s="1"', "<v>45352.5</v>", "2024-03-01 12:00:00", id="date and time"),
        pytest.param('s="1"', "<v>0.5</v>", "12:00:00", id="time"),
        pytest.param('s="2"', "<v>1.5</v>", "1 day, 12:00:00", id="duration"),
        pytest.param('s="1"', "<v>99999999</v>", "99999999", id="no such date"),
        pytest.param('s="1"', "<v>-1E300</v>", "-1E300", id="impossible date"),
        pytest.param('s="3"', "<v>0.915</v>", "91.5 %", id="per cent is written as shown"),
        pytest.param('s="3"', "<v>1</v>", "100 %", id="whole per cent"),
        pytest.param('t="b"', "<v>1</v>", "SANT", id="true"),
        pytest.param('t="b"', "<v>0</v>", "FALSKT", id="false"),
        pytest.param('t="e"', "<v>#DIV/0!</v>", "#DIV/0!", id="error"),
        pytest.param('t="d"', "<v>2024-03-01</v>", "2024-03-01", id="ISO date"),
        pytest.param('t="str"', "<v>text</v>", "text", id="calculated text"),
        pytest.param('t="inlineStr"', "<is><t>in</t></is>", "in", id="inline"),
        pytest.param('t="inlineStr"', "<is><r><t>Ska</t></r><r><t>ne</t></r></is>", "Skane", id="rich inline"),
        pytest.param('t="inlineStr"', "<is><t>a</t><rPh><t>b</t></rPh></is>", "a", id="without reading aid"),
        pytest.param('t="inlineStr"', "<is><t>a_x000D_b</t></is>", "a b", id="coded line break"),
        pytest.param("", "<f>A2+1</f>", "=A2+1", id="formula without value"),
        pytest.param("", "<f>A2+1</f><v></v>", "=A2+1", id="formula with empty value"),
        pytest.param("", "<f>A2+1</f><v/>", "=A2+1", id="formula with empty element"),
        pytest.param("", '<f t="shared" si="0"/>', "=", id="shared formula without value"),
        pytest.param("", "<f>A2+1</f><v>7</v>", "7", id="formula with value"),
        pytest.param('t="str"', '<f>IF(A2,"","x")</f><v></v>', None, id="formula that gives an empty text"),
        pytest.param("", "", None, id="blank"),
        pytest.param('t="inlineStr"', "<is><t> \u00a0\n </t></is>", None, id="only blanks"),
    ],
)
def test_a_cell_is_read_as_text(attributes: str, content: str, expected: str | None) -> None:
    assert cell(attributes, content) == expected


def test_a_shared_text_is_looked_up() -> None:
    assert cell('t="s"', "<v>1</v>", ("a", "b")) == "b"


def test_rows_keep_their_numbers_and_cells_their_columns_whatever_the_sheet_claims_as_its_size() -> None:
    assert rows(
        '<row r="3"><c r="C3"><v>1</v></c><c r="AB3"><v>2</v></c></row><row r="900000"><c r="A900000"/></row>'
    ) == [(3, {3: "1", 28: "2"})]


def test_rows_and_cells_without_address_follow_on() -> None:
    assert rows('<row r="3"><c><v>1</v></c><c><v>2</v></c></row><row><c r="B4"><v>3</v></c><c><v>4</v></c></row>') == [
        (3, {1: "1", 2: "2"}),
        (4, {2: "3", 3: "4"}),
    ]


@pytest.mark.parametrize(
    "sheet_data",
    [
        pytest.param('<row r="2"/><row r="1"/>', id="rows out of order"),
        pytest.param('<row r="2"/><row r="2"/>', id="row twice"),
        pytest.param('<row r="1"><c r="B1"/><c r="A1"/></row>', id="cells out of order"),
        pytest.param('<row r="1"><c r="A1"/><c r="A1"/></row>', id="cell twice"),
        pytest.param('<row r="1"><c r="1"/></row>', id="address without column"),
        pytest.param('<row r="1"><c r="AAAA1"/></row>', id="no such column"),
        pytest.param('<row r="x"/>', id="row number that is none"),
        pytest.param('<row r="1048577"/>', id="row below the last there is"),
        pytest.param('<row r="1"><c r="A1"><v>abc</v></c></row>', id="number that is none"),
    ],
)
def test_a_sheet_in_disorder_is_an_error_and_never_a_loss(sheet_data: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        rows(sheet_data)


def test_the_last_row_there_is_is_read() -> None:
    assert rows('<row r="1048576"><c r="A1048576"><v>1</v></c></row>') == [(1_048_576, {1: "1"})]


def test_a_text_longer_than_what_is_read_at_a_time_is_whole() -> None:
    long = "Ängelholm " * 20_000
    assert cell('t="inlineStr"', f"<is><t>{long}</t><r><t>och {long}</t></r></is>") == f"{long}och {long}"
    assert cell('t="str"', f"<f>A2</f><v>{long}</v>") == long


def test_line_breaks_between_the_elements_are_no_part_of_a_text() -> None:
    assert rows(
        '\n<row r="1">\n <c r="A1">\n  <v>1</v>\n </c>\n <c r="B1" t="inlineStr">\n<is>\n<t>b</t>\n</is></c></row>'
    ) == [(1, {1: "1", 2: "b"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(encoding: str) -> None:
    sheet = f'<worksheet xmlns="{NS}"><sheetData><row r="1"><c r="A1"><f>&b;</f></c></row></sheetData></worksheet>'
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE worksheet [<!ENTITY b "c">]>{sheet}'
    with pytest.raises(ValueError, match="document type"):
        list(grid(BytesIO(bomb.encode(encoding)), [], STYLES))


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_columns_are_counted_from_a(letters: str, number: int) -> None:
    assert column_number(letters) == number


@pytest.mark.parametrize(
    ("stored", "written"), [("007", "7"), ("0", "0"), ("0.1", "0.1"), ("1e5", "100000"), ("1e22", "1" + "0" * 22)]
)
def test_numbers_are_written_plainly(stored: str, written: str) -> None:
    assert plain_number(stored) == written


def test_other_codes_in_texts_stay_as_they_are() -> None:
    assert plain_text("_x0041__x000A_") == "_x0041_ "


@pytest.mark.parametrize(
    ("columns", "hidden"),
    [
        pytest.param('<col min="2" max="4" hidden="1"/>', [2, 3, 4], id="some"),
        pytest.param(
            '<col min="1" max="1" hidden="true"/><col min="5" max="16384" hidden="1"/>', [1, 5], id="to the end"
        ),
        pytest.param('<col min="1" max="5"/><col min="1" max="5" hidden="0"/>', [], id="none"),
        pytest.param('<col min="x" max="2" hidden="1"/><col hidden="1"/>', [], id="nothing that can be understood"),
    ],
)
def test_hidden_columns_and_rows_are_noted_while_the_rows_are_read(columns: str, hidden: list[int]) -> None:
    data = '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/><row r="3"><c><v>2</v></c></row>'
    xml = f'<worksheet xmlns="{NS}"><cols>{columns}</cols><sheetData>{data}</sheetData></worksheet>'
    found = Hidden()
    assert list(grid(BytesIO(xml.encode()), [], STYLES, found)) == [(1, {1: "1"}), (3, {1: "2"})]
    assert found.rows == [1]
    assert [column for column in range(1, 6) if found.has_column(column)] == hidden
