from pathlib import Path

import pytest

from exports.workbook_file import workbook_at


def write(path: Path, text: str) -> None:
    with workbook_at(path, title="t", subject="s") as book:
        book.add_worksheet("Blad").write_string(0, 0, text)


def test_the_same_content_gives_the_same_bytes(tmp_path):
    write(tmp_path / "a.xlsx", "x")
    write(tmp_path / "b.xlsx", "x")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_failure_while_writing_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.xlsx"
    write(path, "x")
    before = path.read_bytes()
    with pytest.raises(RuntimeError), workbook_at(path, title="t", subject="s") as book:
        book.add_worksheet("Blad")
        raise RuntimeError("killed in the middle")
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["a.xlsx"]
