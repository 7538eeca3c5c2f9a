import csv

import pytest

from readers.rejections import Code, Refused
from readers.textfile import LINES_TRIED, rows

HEADINGS = {"Region", "Månad", "Antal"}


def found(record: list[str]) -> int:
    return len(HEADINGS & set(record))


def read(text: str | bytes, encoding: str = "utf-8") -> list[tuple[int, list[str]]]:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return [(number, list(cells.values())) for number, cells in rows(data, found)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_delimiter_and_line_ends_are_found(encoding: str, delimiter: str, end: str) -> None:
    text = end.join([delimiter.join(["Region", "Månad", "Antal"]), delimiter.join(["Västerås–Ö", "2024-02", "3"]), ""])
    expected = [(1, ["Region", "Månad", "Antal"]), (2, ["Västerås–Ö", "2024-02", "3"])]
    if encoding == "latin-1":
        text, expected[1] = text.replace("–", "-"), (2, ["Västerås-Ö", "2024-02", "3"])
    assert read(text, encoding) == expected


def test_bytes_that_windows_does_not_know_are_read_as_latin_1() -> None:
    assert read(b"Region;Antal\nSk\xe5ne\x81;3\n")[1] == (2, ["Skåne\x81", "3"])


def test_decimal_commas_and_titles_with_commas_do_not_decide_the_delimiter() -> None:
    text = "Rapport, mars, Skåne, reviderad\nRegion;Månad;Antal\n1,5;2,5;3,5\n1,5;2,5;3,5\n"
    assert read(text)[2] == (3, ["1,5", "2,5", "3,5"])


def test_the_delimiter_is_found_below_many_titles() -> None:
    title = "a;b;c\n" * (LINES_TRIED - 1)
    assert read(title + "Region,Månad,Antal\n1,2,3\n")[-1] == (LINES_TRIED + 1, ["1", "2", "3"])


def test_quoted_fields_hold_delimiters_and_line_breaks_and_are_one_row() -> None:
    text = 'Region;Månad;Antal\n"a;b\nc";"d ""e""";3\nx;y;z\n'
    assert read(text) == [(1, ["Region", "Månad", "Antal"]), (2, ["a;b\nc", 'd "e"', "3"]), (3, ["x", "y", "z"])]


def test_blank_rows_are_left_out_but_counted() -> None:
    assert read("Region;Antal\n\n;;\n  ;\u00a0\na;b\n") == [(1, ["Region", "Antal"]), (5, ["a", "b"])]


def test_cells_keep_their_columns() -> None:
    assert list(rows(b"Region;;Antal\n", found)) == [(1, {1: "Region", 3: "Antal"})]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('Region;Antal\n"a;1\nb;2\n', id="quotation mark never closed"),
        pytest.param('Region;Antal\n"a"b;1\n', id="text after the quotation mark"),
        pytest.param(f"Region;Antal\n{'x' * (csv.field_size_limit() + 1)};1\n", id="endless field"),
    ],
)
def test_quotation_marks_that_would_swallow_rows_refuse_the_file(text: str) -> None:
    with pytest.raises(Refused, match="efter rad") as refused:
        read(text)
    assert refused.value.code is Code.TRASIG_FIL


def test_a_file_that_ends_in_the_middle_of_a_row_is_cut_off() -> None:
    with pytest.raises(Refused, match=r"avklippt: sista raden \(3\) slutar efter 2 av 3 fält") as refused:
        read("Region;Månad;Antal\na;b;1\nc;d")
    assert refused.value.code is Code.TRASIG_FIL


@pytest.mark.parametrize("ending", ["c;d;2", "c;d\n", "Källa: SCB", "c;d;2\n"])
def test_a_whole_last_row_a_closed_short_row_or_a_footnote_is_not_cut_off(ending: str) -> None:
    assert len(read(f"Region;Månad;Antal\na;b;1\n{ending}")) == 3
