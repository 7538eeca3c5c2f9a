"""Delivered texts that are days or months. A month is the `date` of its first day."""

import re
from datetime import date

from readers.rejections import Code, Unreadable
from rules.swedish import MONTH_NAMES

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Years outside these are slips of the pen: 0204, 1900 (an empty date in Excel), 3024."""

MONTH_NUMBERS = {name: number for number, name in enumerate(MONTH_NAMES, start=1)}
_MONTH_BY_WORD = MONTH_NUMBERS | {name[:3]: number for name, number in MONTH_NUMBERS.items()} | {"sept": 9}
_CLOCK = r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?"
_DAY = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){_CLOCK}")
_MONTH = re.compile(r"([0-9]{4})(?:-|[Mm])?([0-9]{2})")
_WORD_MONTH = re.compile(r"([a-zåäö]+)\.?\s+([0-9]{4})", re.IGNORECASE)


def day(text: str) -> date:
    """`2024-09-30`, with or without a time of day. Raises `Unreadable`."""
    found = _iso_day(text.strip())
    if found is None:
        raise Unreadable(Code.INTE_DATUM, "är inte ett datum. Skriv det som 2024-09-30.")
    return found


def month(text: str) -> date:
    """The first day of `2024-02`, `202402`, `2024M02`, `februari 2024`, `feb 2024` or any day in it.

    Raises `Unreadable`.
    """
    text = text.strip()
    found = _iso_day(text)
    if found is not None:
        return found.replace(day=1)
    year, number = 0, 0
    if match := _MONTH.fullmatch(text.removesuffix(".0")):
        year, number = int(match[1]), int(match[2])
    elif match := _WORD_MONTH.fullmatch(text):
        year, number = int(match[2]), _MONTH_BY_WORD.get(match[1].lower(), 0)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        raise Unreadable(Code.OKAND_MANAD, "är ingen månad. Skriv den som 2024-02 eller februari 2024.")
    return date(year, number, 1)


def _iso_day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    hour, minute, second = (int(part or 0) for part in match.group(4, 5, 6))
    if hour > 23 or minute > 59 or second > 59:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
