"""The way of a krona as a tree: what a node of it is, and the stored values that trees are built from.

The tree of a region is built in `rules.region_explanation`, that of a delivered cell in `rules.cell_explanation`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from rules.attribution import Role
from rules.declaration import Decree
from rules.money import Exact
from rules.monthly_pot import Route
from rules.numbers import Values


@dataclass(frozen=True)
class Source:
    """A delivered value by its address; `value` is the text as delivered, `cell` empty for a file of records."""

    file: str
    sheet: str
    cell: str
    value: str

    @property
    def address(self) -> str:
        """`FILE!SHEET!CELL` as the command takes it, without what the file lacks."""
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


@dataclass(frozen=True)
class Node:
    """One step of the way: a Swedish text and, where it is about kronor, how many.

    The kronor of a node are the sum of those of its children that have any.
    """

    text: str
    amount_kr: Exact | None = None
    children: tuple["Node", ...] = ()
    source: Source | None = None

    def leaves(self) -> Iterator["Node"]:
        """The last nodes with kronor on each way down, whose kronor together are those of this node."""
        below = [leaf for child in self.children for leaf in child.leaves()]
        if below:
            yield from below
        elif self.amount_kr is not None:
            yield self


@dataclass(frozen=True)
class Link:
    """One row of `out.lineage`; `heading` is the Swedish heading of the column that the cell stood in."""

    programme: str
    payment: str
    component: str
    region_code: str
    requirement: str | None
    month: date | None
    role: Role
    source: Source
    row: int | None
    heading: str
    mark: str
    share_kr: Fraction

    @property
    def decision(self) -> tuple[str, str, str, str, str | None, date | None]:
        """What was decided, once: the same for all cells that the same kronor rest on."""
        return (self.programme, self.payment, self.component, self.region_code, self.requirement, self.month)


@dataclass(frozen=True)
class Stated:
    """One monthly outcome as it is stored: route, part of the pot, kronor and the sentence for the region."""

    route: Route
    part: Fraction
    earned_kr: Fraction
    reason: str


@dataclass(frozen=True)
class Results:
    """What is stored about one programme, as plain values.

    `payouts` are kronor by payment, component and region code; `outcomes` and `refused` (Swedish sentences about
    delivered values that were not taken) are by requirement, month and region code; `component_of` tells which
    payment and component pay a requirement's month; `withheld` has the reason by payment. `remarks` are further
    sentences by payment, component (empty for the payment as a whole) and region code.
    """

    programme: Decree
    payouts: Mapping[tuple[str, str, str], int]
    links: Sequence[Link]
    outcomes: Mapping[tuple[str, date, str], Stated] = field(default_factory=dict)
    component_of: Mapping[tuple[str, date], tuple[str, str]] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[tuple[str, date, str], Sequence[str]] = field(default_factory=dict)
    remarks: Mapping[tuple[str, str, str], Sequence[str]] = field(default_factory=dict)
    values: Values = field(default_factory=Values)


def total(nodes: Iterable[Node]) -> Exact:
    """The kronor of the nodes that have any."""
    return sum((node.amount_kr for node in nodes if node.amount_kr is not None), 0)
