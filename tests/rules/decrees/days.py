"""A case looked at from a day, with what the agency has set and what came in late."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from rules.case import Case
from rules.instructions import NONE, Instructions
from rules.reports import Key

DAY = timedelta(days=1)


def seen_on(case: Case, on: date, instructions: Instructions = NONE) -> Case:
    """The case as it stands on a day (T24), with the days that the agency has set (T23)."""
    return replace(case, given=replace(case.given, on=on, instructions=instructions))


def with_late(case: Case, kind: str, keys: Collection[Key]) -> Case:
    """The case where some reports of a kind came in after their last day (T25)."""
    return replace(case, given=replace(case.given, late={kind: frozenset(keys)}))
