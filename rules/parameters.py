"""Limits of our own as named values that carry unit and section, told to people in the form of a decree's numbers.

What is written in a decree is a `rules.numbers.Number`; here are signals and comparisons that decide nothing.
"""

from dataclasses import field, fields
from typing import Any

from rules.numbers import Number


def parameter(value: Any, *, unit: str, section: str, meaning: str) -> Any:
    """A dataclass field for one limit; `meaning` is Swedish, `section` says whose choice it is."""
    return field(default=value, metadata={"unit": unit, "section": section, "meaning": meaning})


def describe(parameters: Any) -> tuple[Number[Any], ...]:
    """All limits in the order they are declared."""
    return tuple(
        Number(getattr(parameters, f.name), f.metadata["unit"], f.metadata["section"], f.metadata["meaning"], f.name)
        for f in fields(parameters)
    )
