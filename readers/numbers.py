"""Delivered texts that are numbers. Every number is exact; what a column allows is checked later, save its decimals."""

import re
from decimal import Decimal

from readers.characters import visible
from readers.rejections import Code, Unreadable
from schemas.columns import RATE_DECIMALS

NO_VALUE = frozenset({"", "..", "-", ".", "saknas"})
"""Texts that say that there is no value."""

MOST_DIGITS = 18
"""Digits before the comma that fit the tables; no count, amount or rate comes near."""

_NUMBER = re.compile(r"([-−+]?)([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]+))?")
_PERCENT = re.compile(r" ?%$")


def whole(text: str) -> int | None:
    """A whole number, None for no value: `12`, `12,0`, `1 234`, `−3`. Raises `Unreadable`.

    `1.000` is refused: it may be one or a thousand.
    """
    parts = _parts(text)
    if parts is None:
        return None
    sign, digits, decimals = parts
    if len(decimals) == 3 and not decimals.strip("0"):
        raise Unreadable(
            Code.INTE_HELTAL,
            "kan betyda både tusental och tre decimaler. Skriv heltal utan punkt eller komma, till exempel 1000.",
        )
    if decimals.strip("0"):
        raise Unreadable(Code.INTE_HELTAL, "är inte ett heltal. Skriv hela antalet eller beloppet utan decimaler.")
    return int(sign + digits)


def rate(text: str, *, percent: bool = False) -> Decimal | None:
    """An exact decimal, None for no value: `3,98`, `1 234.5`. Raises `Unreadable`.

    With `percent`, a sign for per cent may follow: `91,5 %` is 91.5.
    """
    parts = _parts(_PERCENT.sub("", visible(text)) if percent else text)
    if parts is None:
        return None
    sign, digits, decimals = parts
    if len(decimals.rstrip("0")) > RATE_DECIMALS:
        raise Unreadable(
            Code.FOR_MANGA_DECIMALER, f"har fler än {RATE_DECIMALS} decimaler. Skriv talet med färre decimaler."
        )
    return Decimal(f"{sign}{digits}.{decimals.rstrip('0')}")


def _parts(text: str) -> tuple[str, str, str] | None:
    """Sign, digits before the comma and digits after it."""
    text = visible(text)
    if text.casefold() in NO_VALUE:
        return None
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise Unreadable(
            Code.INTE_TAL, "är inte ett tal. Skriv det med siffror, eller lämna cellen tom om värdet saknas."
        )
    digits = match[2].replace(" ", "").lstrip("0") or "0"
    if len(digits) > MOST_DIGITS:
        raise Unreadable(Code.UTANFOR_GRANS, f"har fler än {MOST_DIGITS} siffror. Rätta talet.")
    return "-" if match[1] in ("-", "−") else "", digits, match[3] or ""
