from rules.law_map import law_map

PAGE = "lagkartan.html"


def test_every_row_of_the_map_is_on_the_page(nothing, read) -> None:
    words = read(nothing[PAGE]).words
    for row in law_map():
        assert row.document in words and row.place in words and row.reason.rstrip(".").replace("`", "") in words


def test_what_is_not_carried_stands_first(nothing, read) -> None:
    words = read(nothing[PAGE]).words
    before = words[: words.index("Dokumenten")]
    assert "Det som saknas" in before
    assert all((row.place in before) for row in law_map() if not row.is_carried)


def test_every_page_leads_to_it(some_pages, read) -> None:
    assert all(PAGE in read(text).hrefs for text in some_pages.values())
