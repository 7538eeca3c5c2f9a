"""The characters of a delivered text that a person sees: what copying from web pages and documents leaves behind goes.

What a text means belongs to the modules that read values and headings.
"""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=20_000)
def visible(text: str) -> str:
    """A text without invisible characters, every blank an ordinary one, letters composed, none at the ends.

    Zero-width characters, soft hyphens and byte-order marks are dropped; no-break and other blanks become blanks.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    composed = unicodedata.normalize("NFC", text)
    kept = (_shown(character) for character in composed if unicodedata.category(character) != "Cf")
    return "".join(kept).strip()


def _shown(character: str) -> str:
    return " " if unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cc") else character
