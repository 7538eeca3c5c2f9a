"""What is asked of a mechanism: of a part of a payment, and of a requirement that is measured month by month.

How each answers is in `rules.mechanisms`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from rules.money import Exact
from rules.monthly_pot import Outcome, Route
from rules.numbers import Number, Values
from rules.readings import Readings
from rules.reports import Key, Report, ReportKind, Value

if TYPE_CHECKING:
    from rules.attribution import Ground
    from rules.case import Case, Fault, Paid


@dataclass(frozen=True)
class Component:
    """One part of a payment as documents have it.

    `heading` is the column heading and `group` the heading above it, empty for none. A component that
    `is_left_out_when_zero` has no column when no region gets anything of it.
    """

    id: str
    heading: str
    group: str = ""
    is_left_out_when_zero: bool = False


@dataclass(frozen=True)
class Rests:
    """Core rows that a result rests on: a kind of delivery, and of which months or age group; all when not told.

    With `and_year_before` the same months of the year before are among them.
    """

    kind: str
    months: tuple[date, ...] = ()
    and_year_before: bool = False
    age_group: str = ""


@dataclass(frozen=True, eq=False)
class Measured:
    """What regions perform and report that amounts rest on: one item of a kind of report in some months.

    `performed` are the columns that a region could have done better or worse in, each with the column of all that it is
    a part of, None where it stands alone.
    """

    kind: ReportKind
    item: str
    months: tuple[date, ...]
    performed: Mapping[str, str | None]

    def is_at(self, kind: str, key: Key) -> bool:
        """Whether a report of a kind has it."""
        return kind == self.kind.id and key[2] == self.item

    def most(self, report: Report) -> dict[str, Value | None]:
        """The most that each performed value can be; None where there is no bound."""
        return {column: report.get(whole) if whole else None for column, whole in self.performed.items()}

    def is_possible(self, report: Report) -> bool:
        """Whether no part is more than all of it."""
        return all(
            (value := report.get(column)) is None or most is None or value <= most
            for column, most in self.most(report).items()
        )


class Part(Protocol):
    """A mechanism as part of a payment; every question has one answer for all that it pays."""

    @property
    def components(self) -> tuple[Component, ...]:
        """What it pays, in the order of documents."""

    @property
    def readings(self) -> tuple[str, ...]:
        """The T-numbers that its amounts rest on."""

    @property
    def age_groups(self) -> tuple[str, ...]:
        """The populations that it is computed on."""

    def faults(self, case: "Case", outcomes: Sequence[Outcome]) -> Collection["Fault"]:
        """What it waits for before anything can be paid."""

    def pay(self, case: "Case", outcomes: Sequence[Outcome]) -> "Paid":
        """Whole kronor per component and region, and what no region gets."""

    def terms(self, component: str) -> tuple[Number[Any], ...]:
        """The decree's numbers behind a component."""

    def rests_on(self, component: str) -> tuple[Rests, ...]:
        """The rows behind a component."""

    def grounds(
        self, case: "Case", outcomes: Sequence[Outcome], component: str, region_code: str
    ) -> Sequence["Ground"]:
        """The delivered values behind one region's kronor of a component, and with what weight."""

    @property
    def printed_in(self) -> str:
        """Where the amount follows from the decree alone; empty where it rests on deliveries."""

    def measured(self) -> tuple[Measured, ...]:
        """What regions perform that it counts by itself; what requirements measure is told by them."""

    def pays_for(self) -> tuple[tuple[str, date], ...]:
        """The outcomes that it pays for, by requirement and month; none where it pays for none."""


class Monthly(Protocol):
    """A requirement that is measured month by month (`rules.mechanisms.requirement`)."""

    @property
    def id(self) -> str:
        """The value in `out.qualification.requirement`."""

    @property
    def title(self) -> str:
        """Its Swedish name."""

    @property
    def short_title(self) -> str:
        """The same, short enough for the name of a sheet."""

    @property
    def months(self) -> tuple[date, ...]:
        """The measured months."""

    @property
    def kind(self) -> str:
        """The kind of delivery that it is measured on."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that decide an outcome."""

    @property
    def amount(self) -> Number[int]:
        """What is set aside for it."""

    def measured(self) -> tuple[Measured, ...]:
        """What regions perform that it measures."""

    @property
    def age_group(self) -> str:
        """The population that its pots are reserved by."""

    @property
    def readings(self) -> tuple[str, ...]:
        """The T-numbers that its outcomes rest on."""

    def months_in(self, readings: Readings) -> tuple[date, ...]:
        """The measured months under some readings (T05)."""

    def qualify(self, case: "Case", month: date) -> tuple[Outcome, ...]:
        """One outcome per region."""

    def terms(self, route: Route, part: Exact, values: Values) -> tuple[Number[Any], ...]:
        """The limits that an outcome was held to."""

    def limits(self, values: Values) -> tuple[Number[Any], ...]:
        """All that its routes ask and give."""

    def route_words(self, route: Route, values: Values) -> str:
        """A route in Swedish: `förbättring`."""

    def route_short(self, route: Route, values: Values) -> str:
        """A route in a narrow column: `topp fem`."""
