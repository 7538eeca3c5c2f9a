"""What a decree declares, in the order of its text; everything else in the project follows from it.

A `Decree` is sections that hold requirements, payments, duties and what else the text lays down. How anything is
computed, shown or stored is not known here: mechanisms are in `rules.mechanisms`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from rules.apportionment import Method
from rules.deadlines import REPORT, Who
from rules.money import Exact
from rules.monthly_pot import Outcome, Route
from rules.months import year_before
from rules.numbers import Number, Values
from rules.payouts import Pot
from rules.readings import Readings
from rules.recipients import SKR
from rules.reports import Key, Report, ReportKind, Value

if TYPE_CHECKING:
    from rules.attribution import Ground
    from rules.case import Case, Fault, Paid
    from rules.development import Indicator
    from rules.facit import PrintedFigures
    from rules.followed_rates import FollowedRate
    from rules.mechanisms.complete_reporting import CompleteReporting
    from rules.printed_population import PrintedPopulation


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


@dataclass(frozen=True)
class FurtherDecision:
    """A decision that carries out a decree and lays nothing new: its title, its number, and its sections."""

    title: str
    reference: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Decree:
    """One decree, in the order of its text.

    `id` is the programme id of the public tables; `reference` the Government Offices' number of the decree, None where
    the decree's copy does not print one. `numbers` are all its numbers in the order declared. `readings` are T-numbers
    that it rests on besides those of its mechanisms. `facits` compare what comes out with what the state has printed;
    `printed_populations` are those that it or its decisions print. With `uses_published_names` its tables call the
    regions what the published decision does, else what decrees do. `further_decisions` carry it out.

    Raises `ValueError` when it both pays regions and follows capacity: each has documents and a page under its id.
    """

    id: str
    title: str
    short_title: str
    reference: str | None
    population_date: date
    numbers: tuple[Number[Any], ...]
    sections: tuple[Section, ...]
    method: Method = Method.LARGEST_REMAINDER
    readings_besides: tuple[str, ...] = ()
    facits: "tuple[PrintedFigures, ...]" = ()
    final_report: FinalReport | None = None
    printed_populations: "tuple[PrintedPopulation, ...]" = ()
    uses_published_names: bool = False
    further_decisions: tuple[FurtherDecision, ...] = ()

    def __post_init__(self) -> None:
        if self.payments and self.capacity:
            raise ValueError(f"{self.id} pays and follows capacity; declare the follow-up as a decree of its own")

    def __repr__(self) -> str:
        return f"<Decree {self.id}>"

    @cached_property
    def requirements(self) -> tuple[Monthly, ...]:
        """Its monthly requirements."""
        return tuple(requirement for section in self.sections for requirement in section.requirements)

    @cached_property
    def payments(self) -> tuple[Payment, ...]:
        """Its payments, in the order they are paid."""
        return tuple(payment for section in self.sections for payment in section.payments)

    @cached_property
    def set_aside(self) -> tuple[SetAside, ...]:
        """The amounts that its payments must use up to the krona."""
        return tuple(pot for section in self.sections for pot in section.set_aside)

    @cached_property
    def indicators(self) -> tuple["Indicator", ...]:
        """What is followed up besides the payments."""
        return tuple(indicator for section in self.sections for indicator in section.indicators)

    @cached_property
    def reporting(self) -> "CompleteReporting | None":
        """The basic requirement to report, None where there is none."""
        return next((section.reporting for section in self.sections if section.reporting), None)

    @cached_property
    def reported_for(self) -> tuple[Payment, ...]:
        """The payments whose amounts a region without complete reports is to repay."""
        return tuple(payment for section in self.sections if section.reporting for payment in section.payments)

    @cached_property
    def capacity(self) -> CapacityFollowUp | None:
        """Beds and occupancy to follow, None where there is nothing."""
        return next((section.capacity for section in self.sections if section.capacity), None)

    @cached_property
    def appropriation(self) -> tuple[Appropriation, Section]:
        """Where its money is accounted for, and the section that says so; `StopIteration` when none does."""
        return next((section.appropriation, section) for section in self.sections if section.appropriation)

    @cached_property
    def reports(self) -> tuple[str, ...]:
        """The ids of the reports that SKR and the agency itself are to hand in."""
        duties = (duty for section in self.sections for duty in section.duties)
        return tuple(duty.id for duty in duties if isinstance(duty, Duty) and duty.delivery_kind == REPORT)

    @cached_property
    def payment_to_skr(self) -> Payment | None:
        """What SKR is to ask for, whole and once; None where the decree has no money for it."""
        declared, section = self.appropriation
        if declared.skr is None:
            return None
        return Payment(
            SKR.code, "Medel till SKR", section.title, (), (declared.skr,), Asking.ASKED_FOR, declared.requisition_by
        )

    @cached_property
    def followed_rates(self) -> tuple["FollowedRate", ...]:
        """Rates of the reports that it wants at a certain level every month."""
        return tuple(followed for section in self.sections for followed in section.followed_rates)

    @cached_property
    def account_parts(self) -> tuple[tuple[AccountPart, Section], ...]:
        """What a region's account is to contain, and the section that says so."""
        return tuple((part, section) for section in self.sections for part in section.account_parts)

    @cached_property
    def parts(self) -> tuple[tuple[Payment, Part], ...]:
        """The parts of all payments."""
        return tuple((payment, part) for payment in self.payments for part in payment.parts)

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The measured months of all monthly requirements."""
        return tuple(sorted({month for requirement in self.requirements for month in requirement.months}))

    @cached_property
    def measured(self) -> tuple[Measured, ...]:
        """What regions perform that amounts rest on, in the order of requirements and parts."""
        of_requirements = (each for requirement in self.requirements for each in requirement.measured())
        return (*of_requirements, *(each for _, part in self.parts for each in part.measured()))

    @cached_property
    def counted_months(self) -> dict[tuple[str, str], tuple[date, ...]]:
        """The months that components without outcomes count, by payment and component."""
        return {(payment.id, each.item): each.months for payment, part in self.parts for each in part.measured()}

    @cached_property
    def age_groups(self) -> tuple[str, ...]:
        """The populations that it is computed on, total population first."""
        groups = {group for _, part in self.parts for group in part.age_groups}
        groups |= {requirement.age_group for requirement in self.requirements}
        return tuple(sorted(groups, key=lambda group: (group != "totalt", group)))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of delivery that its results rest on, in alphabetical order."""
        rests = [rest for _, part in self.parts for own in part.components for rest in part.rests_on(own.id)]
        return tuple(sorted({rest.kind for rest in rests}))

    def months_of(self, kind: str) -> tuple[date, ...]:
        """The months of a kind of report that the decree looks at, in order, with those of the year before."""
        found = {month for each in self.measured if each.kind.id == kind for month in each.months}
        found |= {month for each in self.indicators if each.of.kind.id == kind for month in each.months}
        found |= {year_before(month) for month in found}
        if self.reporting and self.reporting.kind.id == kind:
            found.update(self.reporting.months)
        return tuple(sorted(found))

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """The T-numbers that its results rest on."""
        cited = {reading for _, part in self.parts for reading in part.readings}
        cited |= {reading for requirement in self.requirements for reading in requirement.readings}
        return tuple(sorted(cited | set(self.readings_besides)))

    @cached_property
    def readings_told(self) -> tuple[str, ...]:
        """The same with those that its paragraphs are read by without any amount resting on them."""
        told = {each for section in self.sections for paragraph in section.paragraphs for each in paragraph.readings}
        return tuple(sorted({*self.readings, *told}))

    @cached_property
    def paid_months(self) -> dict[str, tuple[date, ...]]:
        """The measured months that each payment pays for by itself, for those that pay for any."""
        found: dict[str, set[date]] = {}
        for (_, month), (payment, _) in self.component_of.items():
            found.setdefault(payment, set()).add(month)
        return {payment: tuple(sorted(months)) for payment, months in found.items()}

    @cached_property
    def component_of(self) -> dict[tuple[str, date], tuple[str, str]]:
        """The payment and component that pay for an outcome, by requirement and month."""
        return {
            outcome: (payment.id, part.components[0].id) for payment, part in self.parts for outcome in part.pays_for()
        }

    def payment(self, payment_id: str) -> Payment:
        """The payment with this id; `KeyError` when there is none."""
        return {payment.id: payment for payment in self.payments}[payment_id]

    def payment_of(self, part: Part) -> Payment:
        """The payment that a part belongs to."""
        return next(payment for payment, own in self.parts if own is part)

    def requirement(self, requirement_id: str) -> Monthly:
        """The requirement with this id; `KeyError` when there is none."""
        return {requirement.id: requirement for requirement in self.requirements}[requirement_id]

    def number(self, name: str) -> Number[Any]:
        """The number with this name; `KeyError` when there is none."""
        return {number.name: number for number in self.numbers}[name]
