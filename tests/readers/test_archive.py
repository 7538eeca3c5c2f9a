import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from readers import archive
from readers.archive import MOST_PARTS, check_content, check_suffix, load, refusing_broken
from readers.rejections import Code, Refused

Write = Callable[..., Path]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def code_of(data: bytes, suffix: str = ".xlsx") -> Code:
    with pytest.raises(Refused) as refused:
        check_content(data, suffix)
    assert refused.value.message.endswith(".")
    return refused.value.code


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return buffer.getvalue()


SMALL = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def test_a_proper_workbook_and_a_text_pass(book: Write, bup_header: list[str]) -> None:
    check_content(book([bup_header]).read_bytes(), ".xlsx")
    check_content("Region;Månad\n".encode("cp1252"), ".csv")


@pytest.mark.parametrize(
    ("data", "suffix", "code"),
    [
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), ".xlsx", Code.LOSENORD, id="password"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), ".csv", Code.LOSENORD, id="password, renamed"),
        pytest.param(OLE + "Workbook".encode("utf-16-le"), ".xlsx", Code.FEL_FORMAT, id="old .xls renamed"),
        pytest.param(b"Region;Antal\n", ".xlsx", Code.FEL_FORMAT, id="text renamed to workbook"),
        pytest.param(packed(SMALL), ".csv", Code.FEL_FORMAT, id="workbook renamed to text"),
        pytest.param(b"%PDF-1.7", ".xlsx", Code.FEL_FORMAT, id="PDF renamed"),
        pytest.param(b"a;b\x00c", ".csv", Code.FEL_FORMAT, id="binary renamed to text"),
        pytest.param("Region".encode("utf-16"), ".csv", Code.FEL_FORMAT, id="UTF-16"),
        pytest.param(packed({"word/document.xml": b"x"}), ".xlsx", Code.FEL_FORMAT, id="Word renamed"),
        pytest.param(packed({"mimetype": b"x", "content.xml": b"x"}), ".xlsx", Code.FEL_FORMAT, id="ods renamed"),
        pytest.param(packed(SMALL | {"xl/vbaProject.bin": b"x"}), ".xlsx", Code.FEL_FORMAT, id="macros renamed"),
        pytest.param(
            packed(SMALL | {"[Content_Types].xml": b"sheet.macroEnabled.main+xml"}),
            ".xlsx",
            Code.FEL_FORMAT,
            id="macro type renamed",
        ),
        pytest.param(
            packed(SMALL | {"xl/workbook.xml": b"http://purl.oclc.org/ooxml/spreadsheetml/main"}),
            ".xlsx",
            Code.FEL_FORMAT,
            id="strict variant",
        ),
        pytest.param(packed(SMALL)[:-30], ".xlsx", Code.TRASIG_FIL, id="cut off"),
        pytest.param(b"PK\x03\x04", ".xlsx", Code.TRASIG_FIL, id="only the first bytes"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(data: bytes, suffix: str, code: Code) -> None:
    assert code_of(data, suffix) is code


def test_an_encrypted_part_is_a_password() -> None:
    data = bytearray(packed(SMALL))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert code_of(bytes(data)) is Code.LOSENORD


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_the_same_name_are_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in (*SMALL.items(), ("xl/workbook.xml", b"<other/>")):
            target.writestr(name, content)
    assert code_of(buffer.getvalue()) is Code.TRASIG_FIL


def test_a_zip_bomb_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed(SMALL | {"xl/worksheets/sheet1.xml": b"0" * (3 * 2**20)})

    def opened(*_: object) -> bytes:
        raise AssertionError("a part was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    assert len(bomb) < 10_000
    assert code_of(bomb) is Code.FOR_STOR


def test_the_unpacked_size_is_limited_over_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = SMALL | {f"xl/{number}": os.urandom(1_000) for number in range(10)}
    size = sum(map(len, parts.values()))
    monkeypatch.setattr(archive, "MOST_UNPACKED_BYTES", size)
    check_content(packed(parts), ".xlsx")
    monkeypatch.setattr(archive, "MOST_UNPACKED_BYTES", size - 1)
    assert code_of(packed(parts)) is Code.FOR_STOR


def test_the_number_of_parts_is_limited() -> None:
    at_the_limit = SMALL | {f"xl/{number}": b"" for number in range(MOST_PARTS - len(SMALL))}
    check_content(packed(at_the_limit), ".xlsx")
    assert code_of(packed(at_the_limit | {"xl/one_more": b""})) is Code.FOR_STOR


def test_a_part_may_pack_well_as_long_as_it_is_small() -> None:
    check_content(packed(SMALL | {"xl/a.xml": b"0" * 2**20}), ".xlsx")


@pytest.mark.parametrize("name", ["a.xlsx", "a.XLSX", "b/c.csv", "..x.Csv"])
def test_deliveries_end_in_xlsx_or_csv(name: str) -> None:
    assert check_suffix(name) in (".xlsx", ".csv")


@pytest.mark.parametrize("name", ["a.xls", "a.xlsb", "a.xlsm", "a.xltx", "a.xltm", "a.ods", "a.pdf", "a.csv.gz", "a"])
def test_other_endings_are_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(Refused, match=r"\.xlsx") as refused:
        check_suffix(name)
    assert refused.value.code is Code.FEL_FORMAT


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b"\x00\x00"])
def test_a_file_without_anything_in_it_is_empty(text: Write, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        load(text(content))
    assert refused.value.code is Code.TOM_FIL


def test_a_file_may_be_as_large_as_the_limit(text: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILE_BYTES", 100)
    assert len(load(text(b"x" * 100))) == 100
    with pytest.raises(Refused) as refused:
        load(text(b"x" * 101))
    assert refused.value.code is Code.FOR_STOR


@pytest.mark.parametrize("name", ["gone.csv", "", "a\x00b.csv"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as refused:
        load(tmp_path / name)
    assert refused.value.code is Code.OLASBAR


def test_a_file_that_vanishes_while_opened_is_refused(text: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = text("x")

    def gone(*_: object) -> None:
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "open", gone)
    with pytest.raises(Refused) as refused:
        load(path)
    assert refused.value.code is Code.OLASBAR


@pytest.mark.parametrize("error", [KeyError("x"), IndexError(), RecursionError(), zipfile.BadZipFile(), EOFError()])
def test_whatever_a_library_stumbles_on_is_a_broken_file(error: Exception) -> None:
    with pytest.raises(Refused) as refused, refusing_broken():
        raise error
    assert refused.value.code is Code.TRASIG_FIL


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.csv"
    path.write_text("Region;Månad\n", encoding="utf-8")
    size = path.stat().st_size
    monkeypatch.setattr("readers.archive.os.fstat", lambda _: os.stat_result([0] * 6 + [size + 1] + [0] * 3))
    with pytest.raises(Refused, match="filen skrivs just nu"):
        load(path)
