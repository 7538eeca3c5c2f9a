"""A delivered text to the value of its column. Limits and rules between cells are the tables' own, in `schemas`."""

import re
from datetime import date
from decimal import Decimal

from readers import dates, numbers
from readers.characters import visible
from readers.headings import normal
from readers.region_names import recipient_code, region_code, region_or_nation_code
from readers.rejections import Code, Unreadable
from rules.identity_numbers import MASK
from rules.swedish import listing
from schemas.columns import DeliveredColumn, ValueKind

Value = str | int | bool | date | Decimal

_ERROR_CELL = re.compile(
    r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!"
    r"|SKÄRNING!|DIVISION/0!|VÄRDEFEL!|REFERENS!|NAMN\?|OGILTIGT!|SAKNAS!?|SPILL!|BERÄKNA!|#+)"
)
"""What Excel shows in English and Swedish where a formula has failed, and where a column is too narrow."""


def value_of(text: str | None, column: DeliveredColumn) -> Value | None:
    """The value of a cell, None for no value.

    Raises `Unreadable` for a text that is none, and for no value where the column must have one.
    """
    stripped = visible(text or "")
    if not stripped:
        value = None
    elif MASK in stripped:
        raise Unreadable(
            Code.PERSONNUMMER,
            "ser ut som ett personnummer. Det har inte sparats. Personuppgifter ska inte lämnas: ta bort det ur filen "
            "och lämna den på nytt.",
        )
    elif stripped.startswith("="):
        raise Unreadable(
            Code.FORMEL_UTAN_VARDE,
            "är en formel utan uträknat värde. Öppna filen i Excel, spara den så att formlerna räknas, "
            "eller klistra in värdena, och lämna filen på nytt.",
        )
    elif _ERROR_CELL.fullmatch(stripped):
        raise Unreadable(Code.FELCELL, "är ett felvärde. Rätta formeln eller skriv värdet.")
    else:
        value = _read(stripped, column)
    if value is None and not column.may_be_empty:
        raise Unreadable(Code.TOM_CELL, "saknar värde. Fyll i den på varje rad, även där celler är sammanfogade.")
    return value


def _read(text: str, column: DeliveredColumn) -> Value | None:
    match column.kind:
        case ValueKind.REGION:
            return region_code(text)
        case ValueKind.REGION_OR_NATION:
            return region_or_nation_code(text)
        case ValueKind.RECIPIENT:
            return recipient_code(text)
        case ValueKind.MONTH:
            return dates.month(text)
        case ValueKind.DATE:
            return dates.day(text)
        case ValueKind.COUNT | ValueKind.KRONOR:
            return numbers.whole(text)
        case ValueKind.RATE:
            return numbers.rate(text, percent="per cent" in column.unit)
        case ValueKind.CHOICE:
            return _choice(column, text)
        case ValueKind.YES_NO:
            return _yes_no(text)
        case ValueKind.TEXT:
            return text


def _choice(column: DeliveredColumn, text: str) -> str:
    stored = {normal(written): value for written, value in column.choices.items()}.get(normal(text))
    if stored is None:
        first_spellings = {value: written for written, value in reversed(column.choices.items())}
        allowed = listing(
            [written for written in column.choices if first_spellings[column.choices[written]] == written]
        )
        raise Unreadable(Code.OKANT_VAL, f"är inte ett av de värden som kan anges: {allowed}. Rätta stavningen.")
    return stored


def _yes_no(text: str) -> bool:
    answer = {"ja": True, "nej": False}.get(normal(text))
    if answer is None:
        raise Unreadable(Code.OKANT_VAL, "är varken ja eller nej. Skriv ja eller nej.")
    return answer
