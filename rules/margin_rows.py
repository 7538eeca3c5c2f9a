"""One margin as the row that is stored and listed, with the sentence that tells it to the region.

How near the other outcome was and what it is worth is computed in `rules.margins`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from rules.margins import Flip, Margin
from rules.money import two_decimals
from rules.swedish import kronor, month_name, number


class Change(StrEnum):
    """What the other outcome of a margin would have given: more of the pot, less, or there is no other."""

    BETTER = "better"
    WORSE = "worse"
    NONE = "none"


@dataclass(frozen=True)
class MarginRow:
    """One margin in plain values.

    `value` and `part` are as reported and earned, `flip_value` and `flip_part` as they would have been; None without
    a report and without another outcome. `earned_difference_kr_exact` is of the region's own pot before bonus.
    `worth_kr` of the region and `others_kr` of all others together count bonus and all payments; `differences_kr`
    has the others one by one. They are None and empty when nothing changes or a payment is withheld.
    """

    requirement: str
    month: date
    region_code: str
    value_name: str
    change: Change
    value: Decimal | None
    part: Decimal
    distance: str
    flip_value: Decimal | None
    flip_part: Decimal | None
    earned_difference_kr_exact: Decimal
    worth_kr: int | None
    others_kr: int | None
    sentence_sv: str
    differences_kr: Mapping[str, int]


def margin_row(margin: Margin) -> MarginRow:
    """The row of a margin of a case as decided; its kronor of a monthly pot have two decimals at most (T01)."""
    outcome, flip, others = margin.outcome, margin.flip, margin.others_kr
    return MarginRow(
        outcome.requirement,
        outcome.month,
        outcome.region_code,
        margin.value_name,
        _change(margin),
        None if margin.value is None else Decimal(margin.value),
        two_decimals(outcome.assessment.part),
        margin.distance,
        None if flip is None else Decimal(flip.value),
        None if flip is None else two_decimals(flip.part),
        two_decimals(margin.earned_kr),
        margin.worth_kr,
        None if margin.worth_kr is None else sum(others.values()),
        sentence(margin),
        others,
    )


def _change(margin: Margin) -> Change:
    if margin.flip is None:
        return Change.NONE
    return Change.BETTER if margin.flip.part > margin.outcome.assessment.part else Change.WORSE


def sentence(margin: Margin) -> str:
    """How near another outcome was and what it is worth, as one Swedish sentence that can be sent to the region."""
    month = month_name(margin.outcome.month)
    if margin.value is None and margin.outcome.open_until:
        return f"Rapporten för {month} har inte kommit in än; hur nära ett annat utfall är går inte att säga före den."
    if margin.value is None:
        return f"Utan rapport för {month} går det inte att säga hur nära ett annat utfall var."
    if margin.flip is None:
        return f"Inget annat värde i rapporten för {month} hade ensamt gett ett annat utfall."
    got, gets = (_words(part) for part in (margin.outcome.assessment.part, margin.flip.part))
    if not margin.flip.part:
        gives = "inte gett något av månadspotten"
    else:
        gives = "gett hela månadspotten" if gets == "hela" else f"gett {gets} av månadspotten"
    return f"{_step(margin)} i {month} hade {gives} i stället för {got}, {_worth(margin, margin.flip)}."


def _words(part: Fraction) -> str:
    """`hela`, `ingenting` or `75 procent`."""
    if part == 1:
        return "hela"
    return f"{number(part * 100)} procent" if part else "ingenting"


def _step(margin: Margin) -> str:
    """The distance in words that hold for one as well as for many patients: `1 fler inom 30 dagar av de ...`."""
    return f"{margin.steps} {margin.step_words}" if margin.step_words else margin.distance


def _worth(margin: Margin, flip: Flip) -> str:
    exact, bonus = (margin.earned_kr, "före") if margin.worth_kr is None else (margin.worth_kr, "med")
    if flip.part > margin.outcome.assessment.part:
        return f"värt {kronor(exact)} {bonus} bonus"
    return f"en förlust på {kronor(-exact)} {bonus} bonus"
