"""More sheets, rows, columns or lines than any delivery has are refused: under, at and over each limit."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readers import archive
from readers.archive import check_content
from readers.rejections import Code, Refused, Rejection
from readers.rows import FileContent
from readers.table import read_file
from schemas.deliveries import KIND_BY_ID

BUP = KIND_BY_ID["bup"]
HEADER = "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar"
ROW = "Skåne;2024-02;besök;100;80;50;40"


def read(path: Path) -> FileContent:
    return read_file(path, f"bup/{path.name}", BUP)


def too_many(content: FileContent, what: str) -> bool:
    """Whether the file is refused as a whole for having too many of something."""
    if content.sheets:
        assert not content.refusals
        return False
    (fault,) = content.refusals
    assert isinstance(fault, Rejection) and fault.code is Code.FOR_STOR
    assert re.search(rf"filen har fler än [\d\xa0]+ {what}; så många har ingen leverans", fault.message_sv)
    return True


def listed(count: int) -> Callable[[bytes], bytes]:
    """Makes a list of tabs name its only sheet many times."""

    def repeat(workbook: bytes) -> bytes:
        tag = re.search(rb"<sheet [^>]*/>", workbook)
        assert tag
        tabs = (
            re.sub(rb'sheetId="\d+"', b'sheetId="%d"' % n, tag[0].replace(b'name="Data"', b'name="D%d"' % n))
            for n in range(1, count + 1)
        )
        return workbook.replace(tag[0], b"".join(tabs))

    return repeat


@pytest.mark.parametrize(("count", "is_refused"), [(199, False), (200, False), (201, True), (30_000, True)])
def test_sheets(
    book: Callable[..., Path],
    exchanged: Callable[..., Path],
    bup_header: list[Any],
    bup_row: list[Any],
    count: int,
    is_refused: bool,
) -> None:
    path = exchanged(book([bup_header, bup_row]), {"xl/workbook.xml": listed(count)})
    assert too_many(read(path), "blad") is is_refused


@pytest.mark.parametrize(("rows", "is_refused"), [(4, False), (5, False), (6, True)])
def test_rows_of_a_text_file(
    text: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, rows: int, is_refused: bool
) -> None:
    monkeypatch.setattr("readers.table.MOST_ROWS", 5)
    content = read(text("\n".join(["En titel", HEADER, *[ROW] * rows, ""])))
    assert too_many(content, "rader") is is_refused


@pytest.mark.parametrize(("rows", "is_refused"), [(2, False), (3, False), (4, True)])
def test_rows_of_all_sheets_together(
    book: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    bup_header: list[Any],
    bup_row: list[Any],
    rows: int,
    is_refused: bool,
) -> None:
    monkeypatch.setattr("readers.table.MOST_ROWS", 5)
    path = book(None, Ett=[bup_header, bup_row, bup_row], Två=[bup_header, *[bup_row] * rows])
    assert too_many(read(path), "rader") is is_refused


@pytest.mark.parametrize(("columns", "is_refused"), [(8, False), (9, False), (10, True)])
def test_columns_of_a_text_file(
    text: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, columns: int, is_refused: bool
) -> None:
    monkeypatch.setattr("readers.textfile.MOST_COLUMNS", 9)
    more = ";" * (columns - 7)
    assert too_many(read(text(f"{HEADER}{more}\n{ROW}{more}\n")), "kolumner") is is_refused


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("lines", "is_refused"), [(7, False), (8, False), (9, True)])
def test_lines_also_blank_ones(monkeypatch: pytest.MonkeyPatch, lines: int, is_refused: bool, end: str) -> None:
    monkeypatch.setattr(archive, "MOST_LINES", 8)
    data = f"{HEADER}{end}{ROW}{end}".encode() + end.encode() * (lines - 2)
    if is_refused:
        with pytest.raises(Refused, match="fler än 8 rader"):
            check_content(data, ".csv")
    else:
        check_content(data, ".csv")


@pytest.mark.parametrize(
    ("lengths", "is_refused"),
    [([99], False), ([100], False), ([101], True), ([40, 50, 99, 30], False), ([40, 101, 40], True), ([40, 101], True)],
)
def test_the_length_of_a_line(monkeypatch: pytest.MonkeyPatch, lengths: list[int], is_refused: bool) -> None:
    monkeypatch.setattr(archive, "MOST_LINE_BYTES", 100)
    data = "\n".join(";" * length for length in lengths).encode()
    if is_refused:
        with pytest.raises(Refused, match="en rad som är längre än") as refused:
            check_content(data, ".csv")
        assert refused.value.code is Code.FOR_STOR
    else:
        check_content(data, ".csv")
