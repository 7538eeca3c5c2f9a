from dataclasses import replace

import pytest

from exports.report import law_map_page as module
from rules.law_map import by_document, law_map

PAGE = "lagkartan.html"


def test_every_row_of_the_map_is_on_the_page(nothing, read) -> None:
    words = read(nothing[PAGE]).words
    for row in law_map():
        assert row.document in words and row.place in words and row.reason.rstrip(".").replace("`", "") in words


def test_nothing_is_said_to_lack_while_every_duty_is_carried(nothing, read) -> None:
    assert ("Det som saknas" in read(nothing[PAGE]).words) is any(not row.is_carried for row in law_map())


def test_what_is_not_carried_stands_in_a_table_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    document, (first, *others) = next(iter(by_document().items()))
    monkeypatch.setattr(module, "by_document", lambda: {document: [replace(first, is_carried=False), *others]})
    table = module.law_map_page().not_carried
    assert table and table.rows == ((document, first.place, first.reason),)


def test_every_page_leads_to_it(some_pages, read) -> None:
    assert all(PAGE in read(text).hrefs for text in some_pages.values())
