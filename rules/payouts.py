"""What the settlement of a payment can end in: kronor to a region, kronor that stay, a payment held back."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Payout:
    """Whole kronor to one region from one component of one payment; 0 when there is nothing to pay."""

    payment: str
    component: str
    region_code: str
    amount_kr: int


@dataclass(frozen=True)
class Undistributed:
    """Kronor of an appropriation that no region gets, with the reason as a Swedish sentence."""

    payment: str
    component: str
    amount_kr: int
    reason: str


class Cause(StrEnum):
    """Why a payment is held back."""

    AWAITING = "awaiting"
    """Deliveries that the payment rests on are not in yet; nothing is wrong."""
    FAULTY = "faulty"
    """Deliveries are in but cannot be paid on, for example a population without one of the regions."""


@dataclass(frozen=True)
class Withheld:
    """A payment that is not computed, with a Swedish sentence that says what is missing and what to do."""

    payment: str
    cause: Cause
    reason: str


@dataclass(frozen=True)
class Pot:
    """An amount that the components of one or more payments must use up to the krona.

    `parts` are (payment, component) pairs; what they pay and what stays undistributed sums to
    `amount_kr`.
    """

    title: str
    amount_kr: int
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Settlement:
    """All that one programme pays, leaves and withholds."""

    payouts: tuple[Payout, ...] = ()
    undistributed: tuple[Undistributed, ...] = ()
    withheld: tuple[Withheld, ...] = ()

    def __add__(self, other: "Settlement") -> "Settlement":
        return Settlement(
            self.payouts + other.payouts,
            self.undistributed + other.undistributed,
            self.withheld + other.withheld,
        )

    def accounted_kr(self, pot: Pot) -> int | None:
        """Kronor of a pot that are paid or named as undistributed; None while one of its payments is withheld."""
        if {payment for payment, _ in pot.parts} & {row.payment for row in self.withheld}:
            return None
        rows: tuple[Payout | Undistributed, ...] = (*self.payouts, *self.undistributed)
        return sum(row.amount_kr for row in rows if (row.payment, row.component) in pot.parts)


def component_payouts(payment: str, component: str, amounts: dict[str, int]) -> tuple[Payout, ...]:
    """One `Payout` per region of `amounts` (kronor by region code)."""
    return tuple(Payout(payment, component, code, amount) for code, amount in amounts.items())
