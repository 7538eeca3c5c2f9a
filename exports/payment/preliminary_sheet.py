"""The sheet "Preliminärt": what payments whose months are open would be if no more reports came in (T24)."""

import polars as pl
from xlsxwriter import Workbook

from exports.follow_up.document import FollowUpDocument
from exports.table_layout import Field, Layout
from exports.turned_rows import at, total, turned
from rules.declaration import Payment
from rules.regions import CODES

NAME = "Preliminärt"


def write_preliminary(book: Workbook, document: FollowUpDocument) -> None:
    """A table per open payment; no sheet when there is none."""
    rows = document.tables["preliminary_payout"]
    payments = [payment for payment in document.programme.payments if payment.id in set(rows["payment"])]
    if not payments:
        return
    most = max(payments, key=lambda payment: len(payment.components))
    sheet = document.open(book, _layout(most), rows)
    sheet.line(
        "PRELIMINÄRT – räknat på det som har kommit in, som om inget mer skulle komma. Inget får betalas ut på dessa "
        "belopp.",
        bold=True,
    )
    for payment in payments:
        own = rows.filter(pl.col("payment") == payment.id)
        sheet.blank_row()
        sheet.line(payment.title, bold=True)
        sheet.line(own["rests_on"][0])
        ids = [component.id for component in payment.components]
        amounts = turned(own, "region_code", CODES, "component", ids, "amount_kr")
        _layout(payment).table(sheet, amounts, is_main=payment is most)


def _layout(payment: Payment) -> Layout:
    amounts = [Field(at("amount_kr", each.id), 19, each.heading, is_summed=True) for each in payment.components]
    return Layout(
        NAME, "Preliminär fördelning", (Field("region_code", 20), *amounts, total(amounts, 19)), sum_label="Riket"
    )
