"""What a calculation is made from, and the cells that are already written: terms, regions' figures, months.

Each mechanism's formulas ask for what they need here; how those are written is in the modules beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from exports.calculation.book import CalculationBook
from exports.calculation.cells import Cells, Single
from exports.calculation.regions import REGION_NAMES
from rules.case import Case
from rules.declaration import Payment
from rules.numbers import Number
from rules.payouts import Payout

NAMES = tuple(REGION_NAMES.values())
"""The regions' names in the order of every table."""


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

    `terms` are the named cells of the decree's numbers by name, `columns` the cells that stand once per region: by
    `population 0-18`, `received`, `approved`, `caps`, or `decided` with a payment's id.
    """

    book: CalculationBook
    payment: Payment
    case: Case
    terms: dict[str, Single]
    columns: dict[str, Cells]
    made: dict[Any, Any] = field(default_factory=dict)

    def term(self, number: Number[Any]) -> Single:
        """The cell of one of the decree's numbers."""
        return self.terms[number.name]

    def population(self, age_group: str) -> Cells:
        """The cells of a population."""
        return self.columns[f"population {age_group}"]


@dataclass(frozen=True)
class Written:
    """What the formulas of a part give: cells by component, and amounts that no region gets, with what they are."""

    computed: dict[str, Cells]
    undistributed: tuple[tuple[str, Single], ...] = ()
