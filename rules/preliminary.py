"""Payments by what has come in so far, while their months are open: never a decision, and never paid on (T24)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rules.case import Case
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.monthly_pot import Outcome
from rules.payouts import Settlement


def so_far(case: Case, outcomes: Sequence[Outcome]) -> Settlement:
    """What the payments that wait for nothing but reports would be if no more came in; the other payments are left out.

    A bonus pot holds what the months that have come in have put into it, and remaining funds what their operations
    leave.
    """
    waiting = {row.payment for row in case.settle(outcomes).withheld}
    settled = replace(case, is_so_far=True).settle(outcomes)
    held = {row.payment for row in settled.withheld}
    return Settlement(
        tuple(row for row in settled.payouts if row.payment in waiting - held),
        tuple(row for row in settled.undistributed if row.payment in waiting - held),
    )


@dataclass(frozen=True)
class TariffSoFar:
    """The months of a payment by tariff that have come in from at least one region, and those that have not.

    `case` is measured on `months` alone.
    """

    case: Case
    months: tuple[date, ...]
    months_missing: tuple[date, ...]


def tariff_so_far(case: Case, tariff: CappedTariff) -> TariffSoFar:
    """The months of one tariff."""
    missing = tariff.months_not_in(case)
    present = tuple(month for month in case.values[tariff.months] if month not in missing)
    return TariffSoFar(tariff.on_months_in(case), present, missing)


def remaining_of(case: Case, tariff: CappedTariff) -> RemainingFunds | None:
    """The part that shares what a tariff leaves, None where the decree has none."""
    parts = (part for _, part in case.decree.parts)
    return next((part for part in parts if isinstance(part, RemainingFunds) and part.tariff is tariff), None)
