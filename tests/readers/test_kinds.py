from collections.abc import Callable
from pathlib import Path

import pytest

from readers.kinds import detect_kind
from readers.rejections import Code, Rejection
from schemas.deliveries import KINDS, Kind

Write = Callable[..., Path]


def refused(path: Path) -> Code:
    found = detect_kind(path)
    assert isinstance(found, Rejection)
    return found.code


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_file_is_of_the_kind_whose_headings_it_has(text: Write, book: Write, kind: Kind) -> None:
    headings = [column.header for column in kind.columns if column.is_required]
    assert detect_kind(text("Titel\n" + ";".join(headings) + "\n")) is kind
    assert detect_kind(book(Info=[["Titel"]], Data=[["Titel"], headings])) is kind


def test_the_nearest_folder_that_is_a_kind_decides_unread(tmp_path: Path) -> None:
    found = detect_kind(tmp_path / "vardplatser" / "bup" / "2024" / "whatever.csv")
    assert isinstance(found, Kind)
    assert found.id == "bup"


@pytest.mark.parametrize(
    ("first_line", "kind_id"),
    [
        ("region,ålder,kön,Folkmängd 1 november 2023", "befolkning"),
        ("hemregion,operationsdatum,kva_kod,utforarregion,driftsform", "operationer"),
    ],
)
def test_exports_and_records_are_known_too(text: Write, first_line: str, kind_id: str) -> None:
    found = detect_kind(text(first_line + "\n"))
    assert isinstance(found, Kind)
    assert found.id == kind_id


def test_headings_of_no_kind_or_of_two_are_refused(text: Write, book: Write) -> None:
    assert refused(text("a;b\n1;2\n")) is Code.OKANT_SLAG
    two = [[[column.header for column in kind.columns]] for kind in KINDS[:2]]
    assert refused(book(Ett=two[0], Två=two[1])) is Code.OKANT_SLAG


def test_a_file_that_cannot_be_read_is_refused_for_that(tmp_path: Path, text: Write) -> None:
    assert refused(tmp_path / "gone.csv") is Code.OLASBAR
    assert refused(text("x", name="a.xls")) is Code.FEL_FORMAT
    assert refused(text("x", name="a.xlsx")) is Code.FEL_FORMAT
