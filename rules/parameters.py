"""The numbers of a decree as named values that carry unit and section.

A decree's module declares one frozen dataclass of parameters. Its defaults are the decree; a
what-if is `dataclasses.replace(...)` of it. No number of a decree stands anywhere else.
"""

from dataclasses import dataclass, field, fields
from typing import Any


def parameter(value: Any, *, unit: str, section: str, meaning: str) -> Any:
    """A dataclass field for one number of a decree.

    `meaning` is Swedish, since case officers and auditors read it; `section` names the place in the
    decree where the number is printed.
    """
    return field(default=value, metadata={"unit": unit, "section": section, "meaning": meaning})


@dataclass(frozen=True)
class Described:
    """One parameter as shown to people: name in code, Swedish meaning, value, unit and section."""

    name: str
    meaning: str
    value: Any
    unit: str
    section: str


def describe(parameters: Any) -> tuple[Described, ...]:
    """All parameters of a decree in the order they are declared."""
    return tuple(
        Described(f.name, f.metadata["meaning"], getattr(parameters, f.name), f.metadata["unit"], f.metadata["section"])
        for f in fields(parameters)
    )
