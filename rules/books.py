"""What is known of the money's way: requisitions, decisions, economic accounts and repayments, as plain values.

What follows from them is in `rules.ledger`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules.declaration import Decree
from rules.instructions import Instructions
from rules.recipients import RECIPIENTS


@dataclass(frozen=True)
class Requisition:
    """A region's or SKR's request for one payment; None is what it does not say.

    A plusgiro is where to pay only where no bankgiro is told.
    """

    requested_kr: int | None
    received: date | None
    bankgiro: str | None
    payment_reference: str | None
    plusgiro: str | None = None

    @property
    def says_where(self) -> bool:
        """Whether it names an account to pay to."""
        return bool(self.bankgiro or self.plusgiro)


@dataclass(frozen=True)
class Decision:
    """What was decided for one region in one payment, and the reference number of the decision."""

    amount_kr: int
    reference: str


@dataclass(frozen=True)
class Ordered:
    """A line that could be paid when its payment was decided; it is paid so whatever comes in later.

    `payee_from` is the requisition that said where to pay. What was asked for is None where nothing was.
    """

    amount_kr: int
    requested_kr: int | None
    requested_on: date | None
    bankgiro: str | None
    plusgiro: str | None
    payment_reference: str
    payee_from: tuple[str, str, str]


@dataclass(frozen=True)
class EconomicAccount:
    """What a region or SKR says it received and used of one programme; None is what it does not say.

    `is_confirmed` is whether its chief financial officer found the account right.
    """

    received_kr: int | None
    cost_kr: int | None
    received: date | None
    is_confirmed: bool | None = None


@dataclass(frozen=True)
class Repayment:
    """Money paid back on one day."""

    amount_kr: int
    paid_on: date


def settled_on(account: EconomicAccount | None, repayments: Sequence[Repayment], reclaimed_kr: int = 0) -> date | None:
    """The day on which all that was not used, or is claimed back, had been paid back; None when it has not been.

    That is the day of the account when all was used and nothing is claimed. While no account tells what is left, any
    repayment counts as all.
    """
    if account is None or account.received_kr is None or account.cost_kr is None:
        return max((repayment.paid_on for repayment in repayments), default=None)
    left = max(account.received_kr - account.cost_kr, 0) + reclaimed_kr
    day = account.received
    for repayment in sorted(repayments, key=lambda repayment: repayment.paid_on):
        if left <= 0:
            break
        left -= repayment.amount_kr
        day = repayment.paid_on
    return day if left <= 0 else None


Line = tuple[str, str, str]
"""(programme, payment, region code or `skr`)"""
Account = tuple[str, str]
"""(programme, region code or `skr`)"""


@dataclass(frozen=True)
class Books:
    """All that the ledger is kept from.

    `entitled` has no line of a payment that is not computed. `liable` is what regions without complete reports are to
    repay of a programme (T13), `reclaimed` what the agency claims back because the purpose or the result was not
    reached. `instructions` are what the agency has set, by programme (T23). `adjusted` has the decided adjustments of
    decided lines: kronor above 0 to be paid further, below 0 to be repaid. `ordered` has the lines that could be paid
    when their payments were decided, as far as the decisions tell.
    """

    entitled: Mapping[Line, int] = field(default_factory=dict)
    requisitions: Mapping[Line, Requisition] = field(default_factory=dict)
    decisions: Mapping[Line, Decision] = field(default_factory=dict)
    accounts: Mapping[Account, EconomicAccount] = field(default_factory=dict)
    repayments: Mapping[Account, Sequence[Repayment]] = field(default_factory=dict)
    liable: Mapping[Account, int] = field(default_factory=dict)
    reclaimed: Mapping[Account, int] = field(default_factory=dict)
    instructions: Mapping[str, Instructions] = field(default_factory=dict)
    adjusted: Mapping[Line, Decision] = field(default_factory=dict)
    ordered: Mapping[Line, Ordered] = field(default_factory=dict)

    def latest_with_giro(self, region_code: str) -> Line | None:
        """The line of the region's latest requisition, of any payment, that says where to pay."""
        own = [
            (requisition.received or date.min, line)
            for line, requisition in self.requisitions.items()
            if line[2] == region_code and requisition.says_where
        ]
        return max(own)[1] if own else None


def requisitions_astray(programmes: Mapping[str, Decree], books: Books) -> list[str]:
    """Requisitions of payments that do not exist, as Swedish sentences; without them nobody would know."""
    known = {
        (programme.id, payment.id)
        for programme in programmes.values()
        for payment in (*programme.payments, programme.payment_to_skr)
        if payment
    }
    return [
        f"Rekvisitionen från {RECIPIENTS[code].official_name} avser {programme}, {payment}, som inte finns."
        for programme, payment, code in sorted(books.requisitions)
        if (programme, payment) not in known
    ]
