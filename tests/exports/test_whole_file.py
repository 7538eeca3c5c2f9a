"""A file is written whole or not at all, and what goes wrong is told of the file that was asked for."""

import errno
from pathlib import Path

import pytest

from exports.whole_file import whole_file


def test_the_file_is_there_when_all_of_it_is(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    with whole_file(path) as unfinished:
        unfinished.write_text("a")
        assert not path.exists()
    assert path.read_text() == "a"
    assert list(path.parent.iterdir()) == [path]


def test_a_writer_that_fails_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")
    with pytest.raises(ValueError, match="no"), whole_file(path) as unfinished:
        unfinished.write_text("half")
        raise ValueError("no")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("named", [pytest.param(True, id="of the unfinished file"), pytest.param(False, id="unnamed")])
def test_an_error_of_the_system_names_the_file_asked_for(tmp_path: Path, named: bool) -> None:
    path = tmp_path / "a.txt"
    with pytest.raises(OSError, match="full") as caught, whole_file(path) as unfinished:
        raise OSError(errno.ENOSPC, "full", str(unfinished) if named else None)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))


def test_an_error_about_another_file_keeps_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, whole_file(tmp_path / "a.txt"):
        (tmp_path / "original").read_bytes()
    assert caught.value.filename == str(tmp_path / "original")


def test_a_folder_in_the_place_of_the_file_is_an_error_about_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(IsADirectoryError) as caught, whole_file(tmp_path / "a.txt") as unfinished:
        unfinished.write_text("a")
    assert caught.value.filename == str(tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == [tmp_path / "a.txt"]
