"""Headings as senders write them: when two texts are the same heading, and which row of a table is its header."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from schemas.deliveries import Kind

LONGEST_HEADING = 200
"""Longer texts are no headings; they are not looked at closer."""

AGE, SEX, VALUE = "age", "sex", "value"
"""Columns of the statistics office's export that no delivered table has."""

_IGNORED = re.compile(r"[\s_]+")


@dataclass(frozen=True)
class Layout:
    """One way a kind of delivery may look.

    `names` leads from the normal form of a heading to the column it fills, `required` are the normal
    forms that must be there, `titles` how each is written to senders.
    """

    names: dict[str, str]
    required: frozenset[str]
    titles: dict[str, str]
    is_pxweb: bool = False


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """The form in which two spellings of a heading or a choice are equal.

    Case, blanks, underscores, line breaks and invisible characters do not count; composed and decomposed
    letters are the same.
    """
    visible = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return _IGNORED.sub("", visible).casefold()


@cache  # one per kind
def layouts(kind: Kind) -> tuple[Layout, ...]:
    """The layouts of a kind; the population may also come as the statistics office's own export (PxWeb)."""
    ordinary = Layout(
        names={normal(column.header): column.name for column in kind.columns},
        required=frozenset(normal(column.header) for column in kind.columns if column.is_required),
        titles={normal(column.header): column.header for column in kind.columns},
    )
    if kind.id != "befolkning":
        return (ordinary,)
    pxweb = Layout(
        names={"region": "region_code", "ålder": AGE, "kön": SEX, "märkning": "mark"},
        required=frozenset({"region", "ålder"}),
        titles={"region": "region", "ålder": "ålder"},
        is_pxweb=True,
    )
    return (ordinary, pxweb)


def closest(texts: Iterable[str], candidates: Collection[Layout]) -> tuple[Layout, frozenset[str]]:
    """The layout of which these texts have the largest part of the required headings, and which they have."""
    present = frozenset(normal(text) for text in texts if len(text) <= LONGEST_HEADING)
    best = max(candidates, key=lambda layout: len(layout.required & present) / len(layout.required))
    return best, best.required & present
