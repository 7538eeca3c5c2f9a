from datetime import date

from exports.report.site import pages
from exports.report.tables import Tables
from schemas.delivery_overview import Counting, DeliveryState, Overview
from schemas.received import Delivery

HOSTILE = "<script>alert('x')</script>"


def states(file: str) -> Overview:
    state = DeliveryState(
        file, "a" * 64, "vardplatser", date(2024, 11, 20), "read", 1, 0, (("b.xlsx", 1),), 2, frozenset({"21"})
    )
    return Overview((state,), (Counting("vardplatser", file, "21", date(2024, 3, 1)),))


def test_every_file_is_told_with_what_came_instead_and_its_open_errors(tables_of, unmet_rows, read) -> None:
    tables = tables_of(unmet_rows)
    (row,) = tables.rows(Delivery)
    page = read(dict(pages(Tables(tables.frames, {}, states(row["file"])), "regler"))["leveranser.html"])
    assert HOSTILE in page.words and "script" not in page.tags
    for words in ("läst", "ersatt av b.xlsx", "20 november 2024", "a" * 64):
        assert words in page.words
    assert "Vårdplatser: vilken fil som räknas nu" in page.words
    assert "mars 2024" in page.words and "Gävleborg" in page.words


def test_without_deliveries_the_page_says_so(nothing, read) -> None:
    words = read(nothing["leveranser.html"]).words
    assert "Inga leveranser är registrerade." in words and "Inget räknas ännu." in words


def test_every_page_leads_to_it(some_pages, read) -> None:
    assert all("leveranser.html" in read(text).hrefs for text in some_pages.values())
