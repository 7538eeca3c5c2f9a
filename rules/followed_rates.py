"""Rates of the reports that a decree wants at a certain level every month, and how each region stands month by month.

Nothing is paid on them. The rates are in the reports; which of them are followed is declared by the decrees.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rules.numbers import Number
from rules.regions import CODES
from rules.reports import ReportKind

Told = Mapping[tuple[str, date], Mapping[str, Decimal | None]]
"""The rates that are told, by region code and month, for each item; None where a report does not say its rate."""
Explained = Mapping[tuple[str, date], Mapping[str, Collection[str]]]
"""The columns of `FollowedRate.explained_by` that are filled in, by region code and month, for each item."""


class Level(StrEnum):
    """How a region stands in one month; the values are the Swedish words shown to people."""

    MET = "nådd"
    BELOW = "under gränsen"
    NOT_TOLD = "inte uppgiven"
    """The last report day has passed, or the region has reported, without a rate of every item."""
    AWAITED = "inväntas"
    """Not reported, and the last report day has not passed (T24)."""


NOT_TOLD = frozenset({Level.NOT_TOLD, Level.AWAITED})
"""Where no rate tells how a region stands."""


@dataclass(frozen=True)
class Explanation:
    """What a region is to tell of a month below the limit: a delivered text column, and what it has, in Swedish."""

    column: str
    words: str


@dataclass(frozen=True, eq=False)
class FollowedRate:
    """A rate that is to be at least `least` in every one of `months`, for each of `items` of a kind of report.

    `column` is the delivered column and `title` its Swedish name in documents; `explained_by` is what a region is to
    tell where it is below.
    """

    title: str
    kind: ReportKind
    column: str
    items: tuple[str, ...]
    least: Number[Any]
    months: Number[tuple[date, ...]]
    section: str
    explained_by: tuple[Explanation, ...] = ()

    def lacking(self, rate: Decimal | None, told: Collection[str]) -> tuple[str, ...]:
        """What lacks of the explanation of one rate, in Swedish words; nothing where it is not below the limit."""
        if rate is None or rate >= self.least.value:
            return ()
        return tuple(each.words for each in self.explained_by if each.column not in told)


@dataclass(frozen=True)
class RateOfMonth:
    """One region's month: the lowest rate that it tells, in per cent, None without any, and where that stands.

    `lacking` is what it has not told of an item below the limit, in Swedish words.
    """

    region_code: str
    month: date
    lowest: Decimal | None
    level: Level
    lacking: tuple[str, ...] = ()


def rates_by_month(
    followed: FollowedRate, told: Told, last_days: Mapping[date, date], on: date, explained: Explained | None = None
) -> Iterator[RateOfMonth]:
    """One row per region and month, looked at from the day `on`.

    `last_days` are the last report days by month; the day itself is still in time. One item below the limit is enough
    to be below; to meet it takes all items.
    """
    for code in CODES:
        for month in followed.months.value:
            own = told.get((code, month), {})
            rates = [rate for item in followed.items if (rate := own.get(item)) is not None]
            lowest = min(rates, default=None)
            if lowest is not None and lowest < followed.least.value:
                level = Level.BELOW
            elif len(rates) == len(followed.items):
                level = Level.MET
            elif own or on > last_days[month]:
                level = Level.NOT_TOLD
            else:
                level = Level.AWAITED
            texts = (explained or {}).get((code, month), {})
            lacking = [words for item, rate in own.items() for words in followed.lacking(rate, texts.get(item, ()))]
            yield RateOfMonth(code, month, lowest, level, tuple(dict.fromkeys(lacking)))
