import unicodedata

import pytest

from readers.headings import LONGEST_HEADING, closest, layouts, normal
from schemas.deliveries import KIND_BY_ID, KINDS, Kind


@pytest.mark.parametrize(
    "written",
    [
        "Genomförda inom 30 dagar",
        "GENOMFÖRDA INOM 30 DAGAR",
        "  genomförda   inom 30 dagar ",
        "Genomförda_inom_30_dagar",
        "Genomförda\ninom 30\r\ndagar",
        "Genomförda\u00a0inom\u200930 dagar",
        "Genom\u00adförda inom 30 dagar\u200b",
        unicodedata.normalize("NFD", "Genomförda inom 30 dagar"),
    ],
)
def test_spellings_of_a_heading_are_equal(written: str) -> None:
    assert normal(written) == normal("Genomförda inom 30 dagar")


@pytest.mark.parametrize("other", ["Genomförda", "Genomforda inom 30 dagar", "Genomförda inom 60 dagar", ""])
def test_other_headings_are_not(other: str) -> None:
    assert normal(other) != normal("Genomförda inom 30 dagar")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_required_heading_of_a_kind_is_needed_and_no_other(kind: Kind) -> None:
    headings = [column.header for column in kind.columns if column.is_required]
    layout, found = closest([*headings, "Kommentar"], layouts(kind))
    assert found == layout.required
    for missing in headings:
        layout, found = closest([heading for heading in headings if heading != missing], layouts(kind)[:1])
        assert [layout.titles[name] for name in layout.required - found] == [missing]


def test_endless_texts_are_no_headings() -> None:
    assert closest(["Region" + " " * LONGEST_HEADING], layouts(KIND_BY_ID["bup"]))[1] == frozenset()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_other_heading_of_a_column_stands_for_it_alone(kind: Kind) -> None:
    ordinary = layouts(kind)[0]
    headings = [heading for column in kind.columns for heading in (column.header, *column.also)]
    assert len(ordinary.names) == len({normal(heading) for heading in headings}) == len(headings)


def test_the_words_of_the_decree_are_headings_with_and_without_unit() -> None:
    written = [
        "Region",
        "Månad",
        "Antal disponibla vårdplatser",
        "Antal överbeläggningar per 100 disponibla vårdplatser",
        "Antal utlokaliseringar per 100 disponibla vårdplatser",
        "Genomsnittlig beläggningsgrad (%)",
    ]
    layout, found = closest(written, layouts(KIND_BY_ID["vardplatser"]))
    assert found == layout.required
