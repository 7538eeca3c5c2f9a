"""What the workbook of one payment is made from. How it is laid out and written belongs to the sheets."""

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from exports.payment.layouts import Layout, layout_of
from rules.declaration import Decree, Payment
from rules.numbers import Number


@dataclass(frozen=True)
class PaymentDocument:
    """All that the workbook of a payment tells.

    The frames are rows of the tables in `schemas.results`; those of other programmes and payments are passed
    over, but `payouts` must hold the earlier payments that share the bonus pot. `qualification` holds the
    months whose requirements this payment pays for, and is empty when there are none. `weights`
    (region_code, name, count) is what the payment is shared by, `name` in Swedish, and may be empty.
    `numbers` are the decree's, `readings` the T-numbers that the payment rests on.
    """

    programme: Decree
    payment: Payment
    numbers: tuple[Number[Any], ...]
    readings: tuple[str, ...]
    payouts: pl.DataFrame
    qualification: pl.DataFrame
    bonus_pot: pl.DataFrame
    undistributed: pl.DataFrame
    withheld: pl.DataFrame
    sources: pl.DataFrame
    weights: pl.DataFrame

    def narrowed(self) -> "PaymentDocument":
        """The same without the rows of other programmes and, except for payouts, of other payments."""
        of_programme = pl.col("programme") == self.programme.id
        of_payment = of_programme & (pl.col("payment") == self.payment.id)
        return replace(
            self,
            payouts=self.payouts.filter(of_programme),
            qualification=self.qualification.filter(of_programme),
            bonus_pot=self.bonus_pot.filter(of_programme),
            undistributed=self.undistributed.filter(of_payment),
            withheld=self.withheld.filter(of_payment),
            sources=self.sources.filter(of_payment),
        )

    @property
    def layout(self) -> Layout:
        """How the payment's table is laid out."""
        return layout_of(self.programme, self.payment)

    @property
    def paid(self) -> pl.DataFrame:
        """The payouts of this payment."""
        return self.payouts.filter(pl.col("payment") == self.payment.id)

    @property
    def page_header(self) -> str:
        """Decree and payment at the top of every printed page."""
        return f"&L{self.programme.short_title}&R{self.payment.title}"


LEAST_WIDTH = 110
"""Characters that titles and banners have room for on every sheet of the workbook, also above a narrow table."""


def marks(*frames: pl.DataFrame) -> set[str]:
    """The marks in the frames, each for itself."""
    return {mark for rows in frames for joined in rows["mark"] for mark in joined.split(", ") if mark}
