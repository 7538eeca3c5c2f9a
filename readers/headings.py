"""Headings as senders write them: when two texts are the same heading, and which row of a table is its header."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from readers.characters import visible
from schemas.deliveries import Kind

LONGEST_HEADING = 200
"""Longer texts are no headings; they are not looked at closer."""

AGE, SEX, VALUE = "age", "sex", "value"
"""Columns of the statistics office's export that no delivered table has."""

_IGNORED = re.compile(r"[\s_]+")
_UNIT = re.compile(r"\s*(?:\((?:%|procent|antal|st|kr|kronor)\)|, procent|i procent|i %)$", re.IGNORECASE)
"""A unit after a heading, as in `Genomsnittlig beläggningsgrad (%)`."""


@dataclass(frozen=True)
class Layout:
    """One way a kind of delivery may look.

    `names` leads from the normal form of a heading to the column it fills, `required` are the columns that must be
    there, `titles` how the heading of each is written to senders.
    """

    names: dict[str, str]
    required: frozenset[str]
    titles: dict[str, str]
    is_pxweb: bool = False


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """The form in which two spellings of a heading or a choice are equal.

    Case, blanks, underscores, line breaks, invisible characters and a unit in parentheses do not count; composed and
    decomposed letters are the same.
    """
    return _IGNORED.sub("", _UNIT.sub("", visible(text))).casefold()


@cache  # one per kind
def layouts(kind: Kind) -> tuple[Layout, ...]:
    """The layouts of a kind; the population may also come as the statistics office's own export (PxWeb)."""
    ordinary = Layout(
        names={normal(heading): column.name for column in kind.columns for heading in (column.header, *column.also)},
        required=frozenset(column.name for column in kind.columns if column.is_required),
        titles={column.name: column.header for column in kind.columns},
    )
    if kind.id != "befolkning":
        return (ordinary,)
    pxweb = Layout(
        names={"region": "region_code"},
        required=frozenset({"region_code"}),
        titles={"region_code": "region"},
        is_pxweb=True,
    )
    return (ordinary, pxweb)


def closest(texts: Iterable[str], candidates: Collection[Layout]) -> tuple[Layout, frozenset[str]]:
    """The layout of which these texts have the largest part of the required columns, and which they have."""
    present = [normal(text) for text in texts if len(text) <= LONGEST_HEADING]
    found = [layout.required.intersection(map(layout.names.get, present)) for layout in candidates]
    return max(zip(candidates, found, strict=True), key=lambda pair: len(pair[1]) / len(pair[0].required))
