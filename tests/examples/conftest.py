from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from examples.__main__ import write_all

Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    write_all(folder)
    return folder


@pytest.fixture(scope="session")
def rows(written: Path) -> Callable[[str], Rows]:
    """Rows by heading of one workbook, found by the first heading of every kind."""

    def read(name: str) -> Rows:
        book = openpyxl.load_workbook(written / name)
        lines = [list(line) for line in book["Rapport"].iter_rows(values_only=True)]
        top = next(i for i, line in enumerate(lines) if line[0] in ("Region", "region", "Hemregion"))
        return [dict(zip(lines[top], line, strict=True)) for line in lines[top + 1 :]]

    return read
