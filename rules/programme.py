"""What every grant programme declares about itself: its requirements, payments and their Swedish names.

Only names, months and where things stand in the decree; what a programme pays is computed in its own
module under `rules.decrees`.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Requirement:
    """A performance requirement that is measured month by month.

    `id` is the value in `out.qualification.requirement`; `months` are the measured months.
    """

    id: str
    title: str
    months: tuple[date, ...]


@dataclass(frozen=True)
class Component:
    """One part of a payment. `heading` is the column heading in documents."""

    id: str
    heading: str


@dataclass(frozen=True)
class Payment:
    """One payment to the regions. `id` is the value in `out.payout.payment`.

    `title` is its name in Swedish documents, `section` where the decree orders it and `appropriation_kr`
    what it can pay in all when that is fixed beforehand, else None. `requisition_by` is the last day to ask
    for it (T18), None when it is paid without being asked for.
    """

    id: str
    title: str
    section: str
    components: tuple[Component, ...]
    appropriation_kr: int | None = None
    requisition_by: date | None = None


@dataclass(frozen=True)
class Programme:
    """One grant.

    `id` is the programme id of the public tables; `reference` the Government Offices' number of the
    decree, None where the decree's copy does not print one.
    """

    id: str
    title: str
    short_title: str
    reference: str | None
    population_date: date
    requirements: tuple[Requirement, ...]
    payments: tuple[Payment, ...]

    def payment(self, payment_id: str) -> Payment:
        """The payment with this id; `KeyError` when there is none."""
        return {payment.id: payment for payment in self.payments}[payment_id]

    def requirement(self, requirement_id: str) -> Requirement:
        """The requirement with this id; `KeyError` when there is none."""
        return {requirement.id: requirement for requirement in self.requirements}[requirement_id]
