"""What documents hold for, told on every sheet: the day of an as-of run, and the decision that they are made from."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from rules.swedish import day as day_text

_day: ContextVar[date | None] = ContextVar("holds_for", default=None)

_decided: ContextVar[tuple[str, ...]] = ContextVar("decided", default=())


@contextmanager
def holding_as_decided(*words: str) -> Iterator[None]:
    """Documents written within are made from what was decided, as `words` say; an empty text says nothing."""
    token = _decided.set(tuple(filter(None, words)))
    try:
        yield
    finally:
        _decided.reset(token)


def decided_words() -> tuple[str, ...]:
    """What a document says about the decisions that it is made from, a Swedish text for each."""
    return _decided.get()


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
