import re
from datetime import date

from exports.report.places import region_grant_href, region_href
from exports.report.site import pages
from rules.found_decrees import grants
from rules.regions import BY_CODE

HOSTILE = "<script>alert('x')</script>"
GAVLEBORG = region_href("21")


def test_there_is_a_page_for_every_region_and_grant(some_pages) -> None:
    assert {
        "index.html",
        "leveranser.html",
        "underlag.html",
        "vardplatser_2024.html",
        "vardkoer_2025.html",
    } <= some_pages.keys()
    assert {region_href(code) for code in BY_CODE} <= some_pages.keys()
    assert {region_grant_href(decree.id, code) for code in BY_CODE for decree in grants()} <= some_pages.keys()


def test_every_link_leads_to_a_page_or_a_place_on_one(some_pages, read) -> None:
    found = {name: read(text) for name, text in some_pages.items()}
    for name, page in found.items():
        for href in page.hrefs:
            target, _, place = href.partition("#")
            assert (target or name) in found, f"{name}: {href}"
            assert not place or place in found[target or name].ids, f"{name}: {href}"


def test_ids_are_unique_and_headings_go_down_one_step_at_a_time(some_pages, read) -> None:
    for name, text in some_pages.items():
        page = read(text)
        assert len(page.ids) == len(set(page.ids)), name
        assert page.headings[0] == 1 and page.headings.count(1) == 1, name
        assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False)), name


def test_what_comes_from_outside_is_never_markup(unmet, read) -> None:
    for name, text in unmet.items():
        page = read(text)
        assert "script" not in page.tags, name
        assert not {attribute for attribute in page.attributes if attribute.startswith("on")}, name
    assert HOSTILE in read(unmet[GAVLEBORG]).words
    assert HOSTILE in read(unmet[region_grant_href("vardplatser_2024", "21")]).words
    assert HOSTILE in read(unmet["underlag.html"]).words


def test_a_page_needs_nothing_from_elsewhere(some_pages, read) -> None:
    for name, text in some_pages.items():
        assert not read(text).tags & {"link", "script", "img", "iframe", "object"}, name
        assert "@import" not in text and "url(" not in text, name
        assert "http" not in text.replace("http-equiv", "").replace("http://www.w3.org/", ""), name


def test_every_page_says_that_it_is_not_to_be_published(some_pages, read) -> None:
    for name, text in some_pages.items():
        words = read(text).words
        assert "För internt bruk." in words and "inte publiceras (T19)" in words, name
        assert '<meta name="robots" content="noindex">' in text, name


def test_every_page_says_the_day_that_it_was_written_when_that_is_told(tables_of, nothing, read) -> None:
    for name, text in pages(tables_of({}), "regler", date(2024, 12, 2)):
        assert "Skriven den 2 december 2024." in read(text).words, name
    assert not any("Skriven den" in read(text).words for text in nothing.values())


def test_every_reading_that_a_page_cites_is_explained(unmet, read) -> None:
    explained = read(unmet["underlag.html"]).words
    for text in unmet.values():
        assert all(number in explained for number in re.findall(r"\bT\d\d\b", read(text).words))


def test_marks_are_told_at_the_top_of_every_page(unmet, nothing, read) -> None:
    assert all("Inte skarpa uppgifter" in read(text).words for text in unmet.values())
    assert not any("Inte skarpa uppgifter" in read(text).words for text in nothing.values())


def test_an_empty_warehouse_is_told_in_plain_words(nothing, read) -> None:
    assert "Inga utbetalningar är framräknade." in read(nothing["index.html"]).words
    assert "Utbetalningen är inte framräknad." in read(nothing["vardkoer_2025.html"]).words
    assert "Utbetalningen är inte framräknad." in read(nothing[region_grant_href("vardkoer_2025", "21")]).words
    assert "Inget är framräknat för regionen ännu." in read(nothing[GAVLEBORG]).words
    assert "Allt som har lämnats har kunnat tas emot." in read(nothing["underlag.html"]).words


def test_the_same_tables_give_the_same_pages(tables_of, unmet) -> None:
    empty = dict(pages(tables_of({}), "regler"))
    assert empty == dict(pages(tables_of({}), "regler"))
    assert empty != unmet
