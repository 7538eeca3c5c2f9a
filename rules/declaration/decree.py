"""A decree: its sections in the order of its text, and what follows from all of them together."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rules.apportionment import Method
from rules.deadlines import REPORT
from rules.declaration.asked_of_mechanisms import Measured, Monthly, Part
from rules.declaration.sections import (
    AccountPart,
    Appropriation,
    Asking,
    CapacityFollowUp,
    Duty,
    FinalReport,
    Payment,
    Section,
    SetAside,
)
from rules.months import year_before
from rules.numbers import Number
from rules.recipients import SKR

if TYPE_CHECKING:
    from rules.development import Indicator
    from rules.facit import PrintedFigures
    from rules.followed_rates import FollowedRate
    from rules.mechanisms.complete_reporting import CompleteReporting
    from rules.printed_population import PrintedPopulation


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
