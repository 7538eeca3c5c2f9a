"""Two settlements of the same programme held against one another, region by region. Nothing is decided by it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from rules.payouts import Settlement
from rules.regions import CODES


@dataclass(frozen=True)
class Comparison:
    """What each region gets in the baseline and otherwise, all payments that both compute together.

    `undistributed_kr` is what no region gets, before and after. `left_out` names the payments that at least
    one of the two withholds, which are in no sum.
    """

    baseline_kr: Mapping[str, int]
    other_kr: Mapping[str, int]
    undistributed_kr: tuple[int, int]
    left_out: tuple[str, ...]

    @cached_property
    def differences_kr(self) -> dict[str, int]:
        """Kronor more (or, below zero, fewer) than in the baseline, by region code."""
        return {code: self.other_kr[code] - self.baseline_kr[code] for code in CODES}

    @property
    def moved_kr(self) -> Fraction:
        """Half of all differences, what no region gets counted as a party.

        Where the amounts are the same in both it is the kronor that change hands: one region's loss is
        another's gain and counts once.
        """
        before, after = self.undistributed_kr
        return Fraction(sum(abs(kr) for kr in self.differences_kr.values()) + abs(after - before), 2)

    def percent(self, code: str) -> Fraction | None:
        """A region's difference in per cent of the baseline, None where that is zero."""
        before = self.baseline_kr[code]
        return Fraction(self.differences_kr[code] * 100, before) if before else None


def compared(baseline: Settlement, other: Settlement) -> Comparison:
    """Compare two settlements over the payments that neither withholds."""
    left_out = {row.payment for settlement in (baseline, other) for row in settlement.withheld}
    return Comparison(
        paid_by_region(baseline, left_out),
        paid_by_region(other, left_out),
        (_undistributed(baseline, left_out), _undistributed(other, left_out)),
        tuple(sorted(left_out)),
    )


def paid_by_region(settlement: Settlement, left_out: Collection[str] = ()) -> dict[str, int]:
    """Kronor by region code in all payments but those `left_out`."""
    paid = dict.fromkeys(CODES, 0)
    for payout in settlement.payouts:
        if payout.payment not in left_out:
            paid[payout.region_code] += payout.amount_kr
    return paid


def _undistributed(settlement: Settlement, left_out: Collection[str]) -> int:
    return sum(row.amount_kr for row in settlement.undistributed if row.payment not in left_out)
