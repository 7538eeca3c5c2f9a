"""Counts far beyond what the same region has reported of other months. They are worth a look and decide nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from rules.parameters import parameter


@dataclass(frozen=True)
class CountLimits:
    """When a count is out of line; all limits are inclusive and our own choice, none is law."""

    factor: int = parameter(
        10,
        unit="gånger",
        section="eget val",
        meaning="Så många gånger större än det största i regionens andra månader är ett antal anmärkningsvärt",
    )
    other_months: int = parameter(
        3, unit="månader", section="eget val", meaning="Så många andra månader behövs för att jämföra ett antal med dem"
    )
    least_count: int = parameter(
        100,
        unit="antal",
        section="eget val",
        meaning="Mindre antal än så skiljer sig mellan månader också när inget är fel",
    )


LIMITS = CountLimits()


def is_out_of_line(count: int, others: Collection[int], limits: CountLimits = LIMITS) -> bool:
    """Whether a count is far beyond those of the region's other months; never with too few of them to compare with."""
    if len(others) < limits.other_months or count < limits.least_count:
        return False
    return count >= limits.factor * max(others)
