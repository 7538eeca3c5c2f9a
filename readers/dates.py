"""Delivered texts that are days or months. A month is the `date` of its first day."""

import re
from datetime import date

from readers.characters import visible
from readers.rejections import Code, Unreadable
from rules.swedish import MONTH_NAMES

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Years outside these are slips of the pen: 0204, 1900 (an empty date in Excel), 3024."""

MONTH_NUMBERS = {name: number for number, name in enumerate(MONTH_NAMES, start=1)}
_ENGLISH = "january february march april may june july august september october november december".split()
_MONTH_BY_WORD = (
    {
        word: number
        for names in (MONTH_NAMES, _ENGLISH)  # an English Excel makes `Oct-24` of the same month
        for number, name in enumerate(names, start=1)
        for word in (name, name[:3])
    }
    | {"sept": 9}
)
_CLOCK = r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?"
_DAY = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){_CLOCK}")
_MONTH = re.compile(r"([0-9]{4})(?:[-/ Mm]([0-9]{1,2})|([0-9]{2}))")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[-/ ]([0-9]{4})")
_WORD_MONTH = re.compile(r"([a-zåäö]+)\.?(?:\s+|\s*[-/]\s*)([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_MONTH_WORD = re.compile(r"([0-9]{4})(?:\s+|\s*[-/]\s*)([a-zåäö]+)\.?", re.IGNORECASE)
_CENTURY = 2000
_SERIAL = re.compile(r"[34][0-9]{4}")
"""How Excel counts the days of 1982 to 2036."""


def day(text: str) -> date:
    """`2024-09-30`, with or without a time of day. Raises `Unreadable`."""
    found = _iso_day(visible(text))
    if found is None:
        raise Unreadable(Code.INTE_DATUM, "är inte ett datum. Skriv det som 2024-09-30.")
    return found


def month(text: str) -> date:
    """The first day of `2024-02`, `202402`, `2024M02`, `02/2024`, `februari 2024`, `feb-24` or any day in it.

    `feb-24` is what a Swedish Excel makes of a month in a text file; `24-feb`, which it makes of a day, is none.
    Raises `Unreadable`.
    """
    text = visible(text)
    found = _iso_day(text)
    if found is not None:
        return found.replace(day=1)
    year, number = _year_and_month(text)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        raise Unreadable(Code.OKAND_MANAD, _no_month(text))
    return date(year, number, 1)


def _year_and_month(text: str) -> tuple[int, int]:
    """Year and number of the month, zeros for what is none."""
    if match := _MONTH.fullmatch(text.removesuffix(".0")):
        return int(match[1]), int(match[2] or match[3])
    if match := _MONTH_FIRST.fullmatch(text):
        return int(match[2]), int(match[1])
    if match := _WORD_MONTH.fullmatch(text):
        return int(match[2]) + (_CENTURY if len(match[2]) == 2 else 0), _MONTH_BY_WORD.get(match[1].lower(), 0)
    if match := _MONTH_WORD.fullmatch(text):
        return int(match[1]), _MONTH_BY_WORD.get(match[2].lower(), 0)
    return 0, 0


def _no_month(text: str) -> str:
    remedy = "Skriv den som 2024-02 eller februari 2024."
    if text.lower().removesuffix(".") in _MONTH_BY_WORD:
        return f"är en månad utan år. {remedy}"
    if _SERIAL.fullmatch(text):
        return (
            "är Excels löpnummer för ett datum och ingen månad. Formatera kolumnen som datum innan filen sparas, eller "
            f"skriv månaden som text. {remedy}"
        )
    return f"är ingen månad. {remedy}"


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
