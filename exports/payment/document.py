"""What the workbook of one payment is made from. How it is laid out and written belongs to the sheets."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from exports.holds_for import decided_words
from exports.payment.layouts import PaymentLayout, layout_of
from exports.printed_sheet import PrintedSheet
from exports.table_layout import Layout
from rules.declaration import Decree, Payment
from rules.numbers import Number
from rules.seals import Seal
from rules.swedish import day


@dataclass(frozen=True)
class PaymentDocument:
    """All that the workbook of a payment tells.

    The frames are rows of the tables in `schemas.results`; those of other programmes and payments are passed
    over, but `payouts` must hold the earlier payments that share the bonus pot. `qualification` holds the
    months whose requirements this payment pays for, and is empty when there are none. `weights`
    (region_code, name, count) is what the payment is shared by, `name` in Swedish, and may be empty.
    `numbers` are the decree's, `readings` the T-numbers that the payment rests on, `seal` is that of the payment, None
    while it is not decided.
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
    seal: Seal | None = None

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
    def layout(self) -> PaymentLayout:
        """How the payment's table is laid out."""
        return layout_of(self.programme, self.payment)

    @property
    def paid(self) -> pl.DataFrame:
        """The payouts of this payment."""
        return self.payouts.filter(pl.col("payment") == self.payment.id)

    def open(self, book: Workbook, layout: Layout, *rests_on: pl.DataFrame, least_width: int = 0) -> PrintedSheet:
        """A new sheet that says, on screen and on top of every printed page, whether the payment is decided.

        It has the banners of what it rests on; where one says it already (`exports.holds_for`), title and header do not
        say it again.
        """
        is_told = bool(self.seal and decided_words())
        # A line further down, where neither title can meet it on a narrow page.
        middle = "" if is_told else f'&C\n&"-,Bold"{self.state}'
        return layout.sheet(
            book,
            title=layout.title if is_told else f"{layout.title.removesuffix('.')}. {self.state}.",
            header=f"&L{self.programme.short_title}{middle}&R{self.payment.title}",
            marks=marks(*rests_on),
            least_width=least_width,
        )

    @property
    def state(self) -> str:
        """Whether the payment is decided, with day and number of the decision, or what it is preliminary on."""
        if self.seal:
            return f"Beslutad den {day(self.seal.decided_on)}, beslut nummer {self.seal.number}"
        latest = self.sources["received"].max()
        until = f", räknad på det som har kommit in till och med den {day(latest)}" if isinstance(latest, date) else ""
        return f"Preliminär{until}"


LEAST_WIDTH = 110
"""Characters that titles and banners have room for on every sheet of the workbook, also above a narrow table."""


def marks(*frames: pl.DataFrame) -> set[str]:
    """The marks in the frames, each for itself."""
    return {mark for rows in frames for joined in rows["mark"] for mark in joined.split(", ") if mark}
