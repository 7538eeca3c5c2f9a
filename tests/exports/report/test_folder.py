import pytest

from exports.report.folder import copy_pages, write_pages
from exports.report.site import GENERATOR

PAGE = ("index.html", f"<html>{GENERATOR}</html>")


def test_pages_are_written_and_named_in_order(tmp_path) -> None:
    written = write_pages(tmp_path / "ny mapp", [PAGE, ("b.html", "b")])
    assert [path.name for path in written] == ["index.html", "b.html"]
    assert written[1].read_text(encoding="utf-8") == "b"
    assert sorted(path.name for path in (tmp_path / "ny mapp").iterdir()) == ["b.html", "index.html"]


def test_only_our_own_pages_of_an_earlier_report_are_removed(tmp_path) -> None:
    (tmp_path / "gammal.html").write_text(f"<html>{GENERATOR}</html>", encoding="utf-8")
    (tmp_path / "annans.html").write_text("<html></html>", encoding="utf-8")
    (tmp_path / "anteckning.txt").write_text(GENERATOR, encoding="utf-8")
    write_pages(tmp_path, [PAGE])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["annans.html", "anteckning.txt", "index.html"]


def test_a_page_that_cannot_be_written_leaves_the_others_whole(tmp_path) -> None:
    (tmp_path / "index.html").mkdir()
    with pytest.raises(OSError):
        write_pages(tmp_path, [PAGE])
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_pages_are_copied_as_they_are_and_nothing_else_is(tmp_path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    write_pages(own, [PAGE, ("å.html", f"{GENERATOR}å")])
    (own / "annans.html").write_text("<html></html>", encoding="utf-8")
    write_pages(other, [("gammal.html", GENERATOR)])
    copy_pages(own, other)
    assert {path.name: path.read_bytes() for path in other.iterdir()} == {
        name: (own / name).read_bytes() for name in ("index.html", "å.html")
    }
