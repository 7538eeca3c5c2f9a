"""What a calculation is made from, what a mechanism asks for, and the cells that are already written.

Which formulas a mechanism has is in `exports.calculation.mechanisms`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from exports.calculation.book import CalculationBook
from exports.calculation.cells import Cells, Single
from exports.calculation.regions import REGION_NAMES, RegionColumn
from rules.apportionment import Method, method_in_use
from rules.case import Case
from rules.declaration import Payment
from rules.numbers import Number
from rules.payouts import Payout

NAMES = tuple(REGION_NAMES.values())
"""The regions' names in the order of every table."""
SHOWN_DECIMALS = 6
"""Decimals that the stored value of what is only to be read is cut to; nothing is decided by it."""


@dataclass(frozen=True)
class CalculationInputs:
    """What a payment rests on, as a case that can be computed, and what the engine has paid.

    `payouts` are at least those of the payment that is written.
    """

    case: Case
    payouts: Sequence[Payout]


@dataclass(frozen=True)
class Draft:
    """A calculation while it is written.

    `terms` are the named cells of numbers by name, `columns` the cells that stand once per region, by the key that a
    mechanism gave them. `made` are cells that more than one part of the payment needs.
    """

    book: CalculationBook
    payment: Payment
    case: Case
    terms: dict[str, Single] = field(default_factory=dict)
    columns: dict[str, Cells] = field(default_factory=dict)
    made: dict[object, Any] = field(default_factory=dict)

    def term(self, number: Number[Any]) -> Single:
        """The cell of one of the decree's numbers."""
        return self.terms[number.name]

    def population(self, age_group: str) -> Cells:
        """The cells of a population."""
        return self.columns[population_key(age_group)]

    @property
    def method(self) -> Method:
        """How the decree settles kronor that proportional parts leave over."""
        return method_in_use(self.case.decree.method, self.case.readings)

    def once(self, key: object, write: Callable[[], Any]) -> Any:
        """What is written under a key, the first time that it is asked for."""
        if key not in self.made:
            self.made[key] = write()
        return self.made[key]


@dataclass(frozen=True)
class Needs:
    """What a part needs besides the populations and numbers that its mechanism tells of.

    `numbers` are more numbers, among them what follows from a declaration without being a number of the decree.
    `columns` stand once per region. `readings` are T-numbers of formulas and `remarks` are for the reader.
    """

    numbers: tuple[Number[Any], ...] = ()
    columns: Mapping[str, RegionColumn] = field(default_factory=dict)
    readings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """What the formulas of a part give: cells by component, and amounts that no region gets, with what they are."""

    computed: Mapping[str, Cells]
    undistributed: tuple[tuple[str, Single], ...] = ()


@dataclass(frozen=True)
class Formulas:
    """A mechanism in formulas; those that `come_first` do so also when documents show another part before."""

    write: Callable[[Draft, Any], Written]
    needs: Callable[[Draft, Any], Needs] = lambda draft, part: Needs()
    come_first: bool = False


def population_key(age_group: str) -> str:
    """The key of a population among the columns."""
    return f"population {age_group}"


def population_heading(age_group: str) -> str:
    """`Befolkning`, `Befolkning 0–18 år`."""
    return "Befolkning" if age_group == "totalt" else f"Befolkning {age_group.replace('-', '–')} år"
