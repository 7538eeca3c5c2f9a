"""The numbers of a decree as named values with unit and section, and what a case puts in their place.

Every number of a decree stands once, as an attribute of the class of numbers in its module. Nothing else in the
project repeats one: rules, sentences and documents ask for it through `Values`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True)
class Number(Generic[T]):
    """One number of a decree.

    `meaning` is Swedish, since case officers and auditors read it; `section` names the place where the number is
    printed. `name` is the attribute it is declared as, by which files of scenarios call it, `cell` the Swedish name of
    its cell in calculation workbooks, where formulas use it.
    """

    value: T
    unit: str
    section: str
    meaning: str
    name: str = ""
    cell: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        if not self.name:
            object.__setattr__(self, "name", name)


def kr(value: int, section: str, meaning: str, cell: str = "") -> Number[int]:
    """An amount in whole kronor."""
    return Number(value, "kronor", section, meaning, cell=cell)


def last_day(value: T, section: str, meaning: str, cell: str = "") -> Number[T]:
    """A day by which something is to be done."""
    return Number(value, "datum", section, meaning, cell=cell)


def percent(value: T, section: str, meaning: str, cell: str = "") -> Number[T]:
    """A part of a hundred."""
    return Number(value, "procent", section, meaning, cell=cell)


def points(value: T, section: str, meaning: str, cell: str = "") -> Number[T]:
    """A difference between two values in per cent."""
    return Number(value, "procentenheter", section, meaning, cell=cell)


def percent_of_pot(value: T, section: str, meaning: str, cell: str = "") -> Number[T]:
    """What a route gives, in per cent of a monthly pot."""
    return Number(value, "procent av månadspotten", section, meaning, cell=cell)


def numbers_of(declared: type) -> tuple[Number[Any], ...]:
    """The numbers that a class declares, in the order of its text."""
    return tuple(value for value in vars(declared).values() if isinstance(value, Number))


@dataclass(frozen=True)
class Values:
    """The numbers in use: those of the decree, or what a scenario puts in their place, by name.

    >>> limit = Number(5, "platser", "bilaga 1", "Platser som kvalificerar", "places")
    >>> Values()[limit], Values({"places": 3})[limit]
    (5, 3)
    """

    changed: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, number: Number[T]) -> T:
        return cast(T, self.changed.get(number.name, number.value))

    def among(self, numbers: Iterable[Number[T]]) -> tuple[Number[T], ...]:
        """The same numbers with the values in use, as they are shown to people."""
        return tuple(replace(number, value=self[number]) for number in numbers)

    def with_changed(self, changed: Mapping[str, Any]) -> "Values":
        """These values, and others in the place of some."""
        return Values({**self.changed, **changed})
