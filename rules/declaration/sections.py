"""What the sections of a decree lay down: payments and amounts set aside, duties and days, and what else is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rules.deadlines import Who
from rules.declaration.asked_of_mechanisms import Component, Monthly, Part
from rules.numbers import Number, Values
from rules.payouts import Pot
from rules.reports import ReportKind

if TYPE_CHECKING:
    from rules.development import Indicator
    from rules.followed_rates import FollowedRate
    from rules.mechanisms.complete_reporting import CompleteReporting


class Asking(Enum):
    """Whether a region has to ask for a payment (T18)."""

    ASKED_FOR = "asked_for"
    """The text says so."""
    AGENCY_MAY_ASK = "agency_may_ask"
    """The text says nothing: it is not asked for unless the agency has said so (T23)."""
    PAID_WITHOUT = "paid_without"
    """The text says that it is paid without."""


@dataclass(frozen=True, eq=False, repr=False)
class Payment:
    """One payment to the regions. `id` is the value in `out.payout.payment`.

    `title` is its name in Swedish documents, `section` where the decree orders it; its amounts are those of `parts`, in
    the order of documents. `asking` says whether it is to be asked for and `asked_for_by` by which day (T18), None
    where the text sets none. `paid_by` is the last day of the month in which the text says that it is paid.
    `table_title` is printed above its table, with `{amount}` for the kronor of the whole table; empty gives a title of
    the payment's own names.
    """

    id: str
    title: str
    section: str
    parts: tuple[Part, ...]
    appropriation: tuple[Number[int], ...] = ()
    asking: Asking = Asking.AGENCY_MAY_ASK
    asked_for_by: Number[date] | None = None
    paid_by: Number[date] | None = None
    table_title: str = ""

    def __repr__(self) -> str:
        return f"<Payment {self.id}>"

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """All that it pays, in the order of documents."""
        return tuple(component for part in self.parts for component in part.components)

    @property
    def appropriation_kr(self) -> int | None:
        """What it can pay in all, None when that is not fixed beforehand."""
        return sum(number.value for number in self.appropriation) or None

    @property
    def depends_on_performance(self) -> bool:
        """Whether some of it is only known when what the regions have done is (T18)."""
        return any(part.measured() or part.pays_for() for part in self.parts)

    @property
    def requisition_by(self) -> date | None:
        """The last day to ask for it that the text sets."""
        return self.asked_for_by.value if self.asked_for_by else None

    def part(self, component: str) -> Part:
        """The part that pays a component; `KeyError` when there is none."""
        return {own.id: part for part in self.parts for own in part.components}[component]


@dataclass(frozen=True)
class SetAside:
    """An amount that the components of one or more payments must use up to the krona; `parts` as in `Pot`."""

    title: str
    amounts: tuple[Number[int], ...]
    parts: tuple[tuple[str, str], ...]

    @classmethod
    def for_all_of(cls, payment: Payment, title: str) -> "SetAside":
        """What one payment has, used up by all that it pays."""
        return cls(title, payment.appropriation, tuple((payment.id, own.id) for own in payment.components))

    def pot(self, values: Values) -> Pot:
        """The same in kronor."""
        return Pot(self.title, sum(values[amount] for amount in self.amounts), self.parts)


@dataclass(frozen=True)
class Duty:
    """One thing to do by one day; `what` is the Swedish words that follow on "ska".

    `day` is None where the decree leaves it to the agency (T23). `payment` hangs on it and `delivery_kind` is the
    delivery that fulfils it. `about` are the parts that a report is to hold, Swedish words that follow on "om".
    """

    id: str
    what: str
    who: Who
    day: Number[date] | None
    payment: str | None = None
    delivery_kind: str | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class MonthEndDuty:
    """Something to do by the last day of every one of `months`; `id` is what the duty of one month begins with."""

    id: str
    what: str
    who: Who
    months: Number[tuple[date, ...]]


@dataclass(frozen=True)
class ReportDuty:
    """Reports of a kind, due a number of weeks after a month, None where the decree leaves the day to the agency (T23).

    `reports` are (what, the months it is about, the month it is reported with) and `what` is Swedish words.
    `payment_of` is the payment that hangs on a month's report.
    """

    kind: str
    to: str
    reports: tuple[tuple[str, tuple[date, ...], date], ...]
    weeks: Number[int] | None = None
    payment_of: Mapping[date, str] = field(default_factory=dict)
    payment: str | None = None


@dataclass(frozen=True)
class RequisitionDuties:
    """The regions' requests for every payment that must be asked for (T18)."""


@dataclass(frozen=True)
class Appropriation:
    """Where in the state budget the money is accounted for, in the words of the decree.

    Of `amount` some goes to SKR and some covers the agency's own costs, both asked for by `requisition_by`; the rest is
    the regions'. `account_by` is the last day for a region's economic account and repayment, if the text sets one, and
    `skr_account_by` that for SKR's.
    """

    budget_year: int
    expenditure_area: str
    name: str
    item: str
    amount: Number[int]
    requisition_by: Number[date]
    skr: Number[int] | None = None
    own_costs: Number[int] | None = None
    account_by: Number[date] | None = None
    skr_account_by: Number[date] | None = None


@dataclass(frozen=True)
class CapacityFollowUp:
    """Beds and occupancy that are followed beside targets: the kind of report, its months, an occupancy to plan by.

    `planned_occupancy` is the lowest and the highest.
    """

    kind: ReportKind
    outcome_months: tuple[date, ...]
    planned_months: tuple[date, ...]
    planned_occupancy: tuple[Number[Decimal], Number[Decimal]]


@dataclass(frozen=True)
class AccountPart:
    """Something that a region's account is to contain: the column that says whether it does, and what it is.

    `words` are Swedish and follow on "redovisningen saknar". No payment depends on it by itself: whether an account is
    approved is for who assesses it.
    """

    column: str
    words: str


@dataclass(frozen=True)
class ReportSheet:
    """One sheet of the final report, by the id of what it shows; `section` asks for it."""

    id: str
    section: str


@dataclass(frozen=True)
class FinalReport:
    """The final report: who asks for it, in a Swedish sentence with `{day}` for the last day, and what it holds.

    `scope_section` is where the amounts that may be used are.
    """

    asked_for: str
    by: Number[date]
    scope_section: str
    sheets: tuple[ReportSheet, ...]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a section that lays something of its own, and what it became (`rules.law_map`).

    `about` is what it is about, in a few Swedish words of ours; `note` a Swedish sentence on why it computes nothing
    or what the ids do not say. `duties` are ids of duties or what the ids of their deadlines begin with, `payments`
    and `requirements` ids, `deliveries` kinds, `tables` names of tables, `readings` T-numbers. One that is not
    `is_carried` lays a duty that the project does not carry, as `note` says.
    """

    about: str
    note: str = ""
    numbers: tuple[Number[Any], ...] = ()
    duties: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    is_carried: bool = True

    @classmethod
    def on(cls, duty: Duty, about: str) -> "Paragraph":
        """One that lays down a duty with its day and the delivery that fulfils it."""
        return cls(
            about,
            numbers=(duty.day,) if duty.day else (),
            duties=(duty.id,),
            deliveries=(duty.delivery_kind,) if duty.delivery_kind else (),
        )


@dataclass(frozen=True)
class Section:
    """One section of the text and what it lays down, or in `note` why it computes nothing.

    `title` is how the project refers to it and `heading` what is printed above it, where that says more. `paragraphs`
    are those that lay different things under one heading.
    """

    title: str
    note: str = ""
    heading: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    appropriation: Appropriation | None = None
    duties: tuple[Duty | MonthEndDuty | ReportDuty | RequisitionDuties, ...] = ()
    reporting: "CompleteReporting | None" = None
    requirements: tuple[Monthly, ...] = ()
    payments: tuple[Payment, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    indicators: tuple["Indicator", ...] = ()
    capacity: CapacityFollowUp | None = None
    account_parts: tuple[AccountPart, ...] = ()
    followed_rates: "tuple[FollowedRate, ...]" = ()
