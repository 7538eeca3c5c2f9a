"""Deliveries as senders make them: workbooks by openpyxl, text files, and workbooks with a part exchanged."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

BUP_HEADER = [
    "Region",
    "Månad",
    "Insats",
    "Genomförda",
    "Genomförda inom 30 dagar",
    "Väntande",
    "Väntande inom 30 dagar",
]
BUP_ROW = ["Skåne", "2024-02", "besök", 100, 80, 50, 40]


@pytest.fixture
def bup_header() -> list[Any]:
    return list(BUP_HEADER)


@pytest.fixture
def bup_row() -> list[Any]:
    return list(BUP_ROW)


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook with one sheet per keyword, or the sheet `Data` of the rows given."""

    def write(rows: list[list[Any]] | None = None, name: str = "2024-03-18_skane.xlsx", **sheets: Any) -> Path:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, lines in ({"Data": rows} if rows is not None else sheets).items():
            sheet = workbook.create_sheet(title)
            for line in lines:
                sheet.append(line)
        path = tmp_path / name
        workbook.save(path)
        return path

    return write


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., Path]:
    """Writes a text file."""

    def write(content: str | bytes, name: str = "2024-03-18_skane.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def exchanged() -> Callable[..., Path]:
    """Exchanges, adds or (None) removes parts of a workbook in place."""

    def exchange(path: Path, parts: dict[str, bytes | Callable[[bytes], bytes] | None]) -> Path:
        with zipfile.ZipFile(BytesIO(path.read_bytes())) as archive:
            contents = {name: archive.read(name) for name in archive.namelist()}
        for name, part in parts.items():
            if part is None:
                del contents[name]
            else:
                contents[name] = part(contents[name]) if callable(part) else part
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return path

    return exchange
