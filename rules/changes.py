"""What moved between two settlements of one programme, and because of what, in links that sum to the difference.

The earlier basis is taken to the later one step by step: the program, the day, then one delivered file after another
in order of receipt, then what was decided. Each step is computed; what it moved is laid on its cause. Where the two
settlements are kept belongs elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any

from rules.case import Case, Decided

AmountKey = tuple[str, str, str]
"""Payment, component, region code."""
OutcomeKey = tuple[str, date, str]
"""Requirement, month, region code."""
RowKey = tuple[str, tuple[str, ...]]
"""Kind of delivery, and the key of one of its rows as text."""
Row = Mapping[str, Any]
"""One delivered row that counts, as JSON has it; `file` is the delivery it is from."""


class CauseKind(StrEnum):
    """What an amount or an outcome moved because of."""

    PROGRAM = "program"
    """Other rules, conditions or readings, or a file that is read in another way."""
    DAY = "dag"
    """The day: what was awaited is closed (T24)."""
    DELIVERY = "leverans"
    """A file that came, was changed or was taken away."""
    DECISION = "beslut"
    """What was decided for another payment of the programme."""


@dataclass(frozen=True)
class Cause:
    """One cause; `file` is told for deliveries only."""

    kind: CauseKind
    file: str = ""


@dataclass(frozen=True)
class Outcome:
    """What one requirement gave one region for one month: the part of the pot, and how it was earned."""

    part: Fraction
    route: str


@dataclass(frozen=True)
class Results:
    """Whole kronor and outcomes of one programme; what is not computed or held back is left out."""

    amounts: Mapping[AmountKey, int] = field(default_factory=dict)
    outcomes: Mapping[OutcomeKey, Outcome] = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """One delivery: the day it came in and its content."""

    on: date
    sha256: str


@dataclass(frozen=True)
class Ground:
    """All that a settlement rests on; `program` is a fingerprint of rules, conditions and readings."""

    program: str
    on: date
    rows: Mapping[RowKey, Row]
    files: Mapping[str, Received]
    decided: Decided = field(default_factory=dict)


@dataclass(frozen=True)
class AmountMoved:
    """Kronor before and after one cause; 0 where there was or is no amount."""

    key: AmountKey
    before_kr: int
    after_kr: int
    cause: Cause


@dataclass(frozen=True)
class OutcomeMoved:
    """One outcome before and after one cause; None where there was or is none."""

    key: OutcomeKey
    before: Outcome | None
    after: Outcome | None
    cause: Cause


Compute = Callable[[Ground], Results]


def results_of(case: Case) -> Results:
    """What a case gives; a payment that is decided stands as decided."""
    outcomes, settled = case.computed()
    decided = case.given.decided
    amounts = {
        (row.payment, row.component, row.region_code): row.amount_kr
        for row in settled.payouts
        if row.payment not in decided
    }
    amounts |= {
        (payment, component, code): amount
        for payment, components in decided.items()
        for component, regions in components.items()
        for code, amount in regions.items()
    }
    return Results(
        amounts,
        {
            (each.requirement, each.month, each.region_code): Outcome(each.assessment.part, each.assessment.route.value)
            for each in outcomes
        },
    )


def moved(
    before: tuple[Ground, Results], after: tuple[Ground, Results], compute: Compute
) -> tuple[list[AmountMoved], list[OutcomeMoved]]:
    """What moved from `before` to `after`, in links: those of one amount start where the one before ended.

    The links of an amount sum to its whole difference, whatever `compute` gives in between; what the steps do not come
    to is laid on the program. Nothing is computed when the results are the same.
    """
    (old, at), (new, end) = before, after
    amounts: list[AmountMoved] = []
    outcomes: list[OutcomeMoved] = []
    if at == end:
        return amounts, outcomes
    steps = (*((cause, compute(ground)) for cause, ground in _steps(old, new)), (Cause(CauseKind.PROGRAM), end))
    for cause, then in steps:
        for key in sorted(at.amounts.keys() | then.amounts.keys()):
            if (was := at.amounts.get(key, 0)) != (becomes := then.amounts.get(key, 0)):
                amounts.append(AmountMoved(key, was, becomes, cause))
        for each in sorted(at.outcomes.keys() | then.outcomes.keys()):
            if at.outcomes.get(each) != then.outcomes.get(each):
                outcomes.append(OutcomeMoved(each, at.outcomes.get(each), then.outcomes.get(each), cause))
        at = then
    return amounts, outcomes


def _steps(old: Ground, new: Ground) -> Iterator[tuple[Cause, Ground]]:
    """The grounds between two, each with what led to it from the one before; the last is the new one.

    Decisions come first: a payment is decided on what was settled last, and what comes in afterwards moves it no more.
    """
    by_file: dict[str, list[RowKey]] = {}
    for key in old.rows.keys() | new.rows.keys():
        if old.rows.get(key) != new.rows.get(key):
            by_file.setdefault(_file_behind(key, old, new), []).append(key)
    at = old
    if old.decided != new.decided:
        at = replace(at, decided=new.decided)
        yield Cause(CauseKind.DECISION), at
    read_otherwise = by_file.pop("", [])
    if old.program != new.program or read_otherwise:
        at = replace(at, program=new.program, rows=_taken(at.rows, new.rows, read_otherwise))
        yield Cause(CauseKind.PROGRAM), at
    if old.on != new.on:
        at = replace(at, on=new.on)
        yield Cause(CauseKind.DAY), at
    for file in sorted(by_file, key=lambda file: _turn(file, old, new)):
        at = replace(at, rows=_taken(at.rows, new.rows, by_file[file]))
        yield Cause(CauseKind.DELIVERY, file), at


def _file_behind(key: RowKey, old: Ground, new: Ground) -> str:
    """The delivery because of which a row is another; empty where the same deliveries give other rows."""
    was, becomes = old.rows.get(key), new.rows.get(key)
    came = becomes["file"] if becomes else ""
    if came and _content(old, came) != _content(new, came):
        return str(came)
    went = was["file"] if was else ""
    return str(went) if went and _content(old, went) != _content(new, went) else ""


def _content(ground: Ground, file: str) -> str | None:
    received = ground.files.get(file)
    return received.sha256 if received else None


def _turn(file: str, old: Ground, new: Ground) -> tuple[date, str, str]:
    return (new.files.get(file) or old.files[file]).on, PurePosixPath(file).name, file


def _taken(rows: Mapping[RowKey, Row], goal: Mapping[RowKey, Row], keys: Sequence[RowKey]) -> dict[RowKey, Row]:
    """The rows with those of `keys` as in `goal`."""
    kept = dict(rows)
    for key in keys:
        if key in goal:
            kept[key] = goal[key]
        else:
            kept.pop(key, None)
    return kept
