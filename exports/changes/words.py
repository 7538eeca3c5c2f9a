"""What a change rests on, in Swedish words."""

from collections.abc import Mapping
from decimal import Decimal

from rules.changes import CauseKind
from rules.swedish import number

_WORDS = {
    CauseKind.PROGRAM: "programmet eller dess villkor",
    CauseKind.DAY: "dagen: en månads sista rapportdag har passerat",
    CauseKind.DECISION: "ett beslut om en annan utbetalning",
}


def cause_words(row: Mapping[str, object]) -> str:
    """The cause of a row of `out.change`: the file, or what else it was."""
    return str(row["file"]) or _WORDS[CauseKind(str(row["cause"]))]


def part_words(part: Decimal | None) -> str:
    """A part of a pot: `75 %`."""
    return "inget utfall" if part is None else f"{number(part * 100)} %"
