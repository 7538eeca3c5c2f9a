"""The day that documents hold for when it is not the present one: told on every sheet and page of an as-of run."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from rules.swedish import day as day_text

_day: ContextVar[date | None] = ContextVar("holds_for", default=None)


@contextmanager
def holding_for(day: date | None) -> Iterator[None]:
    """Documents written within hold for a day; None for the present, which needs no telling."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)


def holds_for() -> str:
    """What a document says about its day, one Swedish sentence; empty for the present."""
    day = _day.get()
    if day is None:
        return ""
    return (
        f"GÄLLER FÖR DEN {day_text(day).upper()} – räknat på det som hade kommit in och beslutats till och med den "
        "dagen. Inget får betalas ut på dessa belopp."
    )
