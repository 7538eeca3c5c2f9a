"""Swedish organisation, giro and personal numbers: whether one can be right, by form and check digit (Luhn).

Whether a number belongs to who says so is not known here.
"""

import re
from datetime import date

_ORGANISATION_NUMBER = re.compile(r"[0-9]{6}-?[0-9]{4}")
_BANKGIRO = re.compile(r"[0-9]{3,4}-?[0-9]{4}")
_PLUSGIRO = re.compile(r"[0-9]{1,7}-?[0-9]")
_PERSONAL_NUMBER = re.compile(
    r"(?<![0-9.,])((?:18|19|20)?)([0-9]{2})([0-9]{2})([0-9]{2})( ?[-–−+] ?| ?)([0-9]{4})(?![0-9])"
)
_COORDINATION_DAYS = 60
"""What is added to the day in a coordination number."""

MASK = "[personnummer]"
"""What is kept of a personal number."""


def masked(text: str) -> str:
    """A text where everything that looks like a personal or coordination number is replaced by `MASK`.

    Twelve digits, or ten with a hyphen, that begin with a date count whatever their check digit, since a number with a
    slip of the pen still points to a person; ten digits in a row only with the right one.

    >>> masked("se 19121212-1212"), masked("232100-0016")
    ('se [personnummer]', '232100-0016')
    """
    return _PERSONAL_NUMBER.sub(lambda found: MASK if _is_of_a_person(found) else found[0], text)


def _is_of_a_person(found: re.Match[str]) -> bool:
    century, year, month, day, between, last = found.groups()
    try:
        # A leap year stands for a year whose century is not told.
        date(int((century or "20") + year) if century else 2000, int(month), int(day) % _COORDINATION_DAYS)
    except ValueError:
        return False
    is_written_out = bool(century) or between.strip() != ""
    return is_written_out or (not between and _has_check_digit(year + month + day + last))


def check_digit(digits: str) -> int:
    """The digit (Luhn) that `digits` are to be followed by: every second digit from the right counts double."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def is_organisation_number(text: str) -> bool:
    """Ten digits, with or without hyphen before the last four, of which the last is the check digit.

    >>> is_organisation_number("232100-0016"), is_organisation_number("232100-0017")
    (True, False)
    """
    return bool(_ORGANISATION_NUMBER.fullmatch(text)) and _has_check_digit(text)


def is_bankgiro(text: str) -> bool:
    """Seven or eight digits, with or without hyphen before the last four, of which the last is the check digit."""
    return bool(_BANKGIRO.fullmatch(text)) and _has_check_digit(text)


def is_plusgiro(text: str) -> bool:
    """Two to eight digits, with or without blanks and a hyphen before the last, which is the check digit.

    >>> is_plusgiro("28 65 43-4"), is_plusgiro("28 65 43-5")
    (True, False)
    """
    plain = "".join(text.split())
    return bool(_PLUSGIRO.fullmatch(plain)) and _has_check_digit(plain)


def written_plusgiro(text: str) -> str:
    """A plusgiro number as it is written, in pairs from the right: `2865434` gives `28 65 43-4`."""
    digits = "".join(text.split()).replace("-", "")
    number, last = digits[:-1], digits[-1]
    start = len(number) % 2
    pairs = [number[:start], *(number[place : place + 2] for place in range(start, len(number), 2))]
    return f"{' '.join(filter(None, pairs))}-{last}"


def written_bankgiro(text: str) -> str:
    """A bankgiro number as it is written: `50501055` and `5050-1055` both give `5050-1055`."""
    digits = text.replace("-", "")
    return f"{digits[:-4]}-{digits[-4:]}"


def _has_check_digit(text: str) -> bool:
    digits = text.replace("-", "")
    # Nothing but zeros has a right check digit, and stands for a number that was never filled in.
    return int(digits) > 0 and check_digit(digits[:-1]) == int(digits[-1])
