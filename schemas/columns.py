"""Makers of columns: a column's meaning, unit and limits, and how a delivered text becomes its value.

What is said here about a column is used three times: to validate, to describe the table in the user
interface, and to tell the sender of a delivery what was expected.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import polars as pl

from schemas.declared import Field

Rate = Annotated[pl.Decimal, 38, 20]
"""A reported decimal, kept with all its decimals: at most 18 digits before the comma and 20 after it."""

RATE_DECIMALS = 20
MOST_COUNT = 10**9
MOST_KRONOR = 10**13


class ValueKind(StrEnum):
    """How a delivered text is read."""

    REGION = "region"
    RECIPIENT = "recipient"
    REGION_OR_NATION = "region_or_nation"
    MONTH = "month"
    DATE = "date"
    COUNT = "count"
    KRONOR = "kronor"
    RATE = "rate"
    CHOICE = "choice"
    YES_NO = "yes_no"
    TEXT = "text"


@dataclass(frozen=True)
class DeliveredColumn:
    """One column of a delivery as its sender knows it.

    `name` is the column in `core`, `header` the Swedish heading, `meaning` a Swedish explanation for
    the sender. `is_required` says that the heading must be there, `may_be_empty` that a cell may lack a
    value. `least` and `most` are inclusive limits; `choices` maps accepted texts to stored values. `also` are
    other headings that mean the column. `usual` are the smallest and the largest value that are not worth a remark,
    our own choice; zero never is.
    """

    name: str
    header: str
    kind: ValueKind
    meaning: str
    unit: str
    is_required: bool
    may_be_empty: bool
    least: int | None
    most: int | None
    choices: dict[str, str]
    also: tuple[str, ...] = ()
    usual: tuple[Decimal, Decimal] | None = None


def delivered(
    header: str,
    kind: ValueKind,
    *,
    meaning: str,
    description: str,
    unit: str = "",
    required: bool = True,
    empty: bool = False,
    least: int | None = None,
    most: int | None = None,
    choices: dict[str, str] | None = None,
    also: tuple[str, ...] = (),
    usual: tuple[str, str] | None = None,
) -> Any:
    """A column that senders fill in; see `DeliveredColumn` for the arguments."""
    limits: dict[str, Any] = {}
    if least is not None:
        limits["ge"] = least
    if most is not None:
        limits["le"] = most
    if choices:
        limits["isin"] = sorted(set(choices.values()))
    metadata = {
        "header": header,
        "kind": kind,
        "meaning": meaning,
        "unit": unit,
        "required": required,
        "least": least,
        "most": most,
        "choices": choices or {},
        "also": also,
        "usual": (Decimal(usual[0]), Decimal(usual[1])) if usual else None,
    }
    return Field(title=header, description=description, nullable=empty, metadata=metadata, limits=limits)


def region(header: str = "Region", *, description: str = "County code of the region.") -> Any:
    """A region: stored as two-digit county code."""
    meaning = "Regionens namn eller länskod."
    return delivered(header, ValueKind.REGION, meaning=meaning, description=description)


def region_or_nation(header: str = "Region") -> Any:
    """A region or the nation: stored as two-digit county code, `00` for the nation."""
    return delivered(
        header,
        ValueKind.REGION_OR_NATION,
        meaning="Regionens namn eller länskod; Riket för det som gäller hela landet.",
        description="County code of the region, `00` for the nation.",
    )


def recipient(header: str = "Region") -> Any:
    """A region or SKR: stored as two-digit county code, or `skr`."""
    return delivered(
        header,
        ValueKind.RECIPIENT,
        meaning="Regionens namn eller länskod; SKR för medel till Sveriges Kommuner och Regioner.",
        description="County code of the region, or `skr`.",
    )


def month(header: str = "Månad") -> Any:
    """A measured month: stored as its first day."""
    return delivered(
        header, ValueKind.MONTH, meaning="Månaden, till exempel 2024-02.", description="First day of the month."
    )


def date_(header: str, *, meaning: str, description: str, empty: bool = False) -> Any:
    """A calendar day."""
    return delivered(header, ValueKind.DATE, meaning=meaning, description=description, empty=empty)


def count(
    header: str,
    *,
    meaning: str,
    description: str,
    unit: str,
    least: int = 0,
    required: bool = True,
    also: tuple[str, ...] = (),
) -> Any:
    """A whole number of `least` or more; a cell that says `saknas` withdraws the value."""
    return delivered(
        header,
        ValueKind.COUNT,
        meaning=meaning,
        description=description,
        unit=unit,
        empty=True,
        least=least,
        most=MOST_COUNT,
        required=required,
        also=also,
    )


def kronor(header: str, *, meaning: str, description: str, required: bool = True) -> Any:
    """An amount in whole kronor of zero or more; a cell that says `saknas` withdraws the value."""
    return delivered(
        header,
        ValueKind.KRONOR,
        meaning=meaning,
        description=description,
        unit="kronor",
        empty=True,
        required=required,
        least=0,
        most=MOST_KRONOR,
    )


def rate(
    header: str,
    *,
    meaning: str,
    description: str,
    unit: str,
    most: int = 1_000_000,
    required: bool = True,
    also: tuple[str, ...] = (),
    usual: tuple[str, str] | None = None,
) -> Any:
    """An exact decimal of zero or more; a cell that says `saknas` withdraws the value."""
    return delivered(
        header,
        ValueKind.RATE,
        meaning=meaning,
        description=description,
        unit=unit,
        empty=True,
        least=0,
        most=most,
        required=required,
        also=also,
        usual=usual,
    )


def choice(header: str, choices: dict[str, str], *, meaning: str, description: str) -> Any:
    """One of a few texts; `choices` maps what senders write to what is stored."""
    return delivered(header, ValueKind.CHOICE, meaning=meaning, description=description, choices=choices)


def yes_no(header: str, *, meaning: str, description: str, required: bool = True) -> Any:
    """Yes, no, or not told."""
    return delivered(header, ValueKind.YES_NO, meaning=meaning, description=description, empty=True, required=required)


def text(header: str, *, meaning: str, description: str, required: bool = True) -> Any:
    """Free text, stored as delivered; never a formula in any document."""
    return delivered(header, ValueKind.TEXT, meaning=meaning, description=description, empty=True, required=required)


def column(description: str, *, unit: str = "", nullable: bool = False, **limits: Any) -> Any:
    """A column of a table that the project itself computes."""
    return Field(description=description, nullable=nullable, metadata={"unit": unit}, limits=limits)
