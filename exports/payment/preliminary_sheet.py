"""The sheet "Preliminärt": what payments whose months are open would be if no more reports came in (T24)."""

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from exports.follow_up.document import FollowUpDocument
from exports.printed_sheet import Cell, Column, Formula, Kind
from rules.declaration import Payment
from rules.regions import BY_CODE, CODES

NAME = "Preliminärt"


def write_preliminary(book: Workbook, document: FollowUpDocument) -> None:
    """A table per open payment; no sheet when there is none."""
    rows = document.tables["preliminary_payout"]
    payments = [payment for payment in document.programme.payments if payment.id in set(rows["payment"])]
    if not payments:
        return
    most = max(payments, key=lambda payment: len(payment.components))
    title = "Preliminär fördelning"
    sheet = document.sheet(book, NAME, title=title, columns=_columns(most), rests_on=rows)
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
        amounts = {(row["component"], row["region_code"]): row["amount_kr"] for row in own.iter_rows(named=True)}
        last = xl_col_to_name(len(payment.components))
        cells: list[list[Cell]] = []
        for code in CODES:
            of_region = [amounts[component.id, code] for component in payment.components]
            cells.append([BY_CODE[code].name, *of_region, Formula(f"=SUM(B{{row}}:{last}{{row}})", sum(of_region))])
        sheet.table(_columns(payment), cells, sum_label="Riket", is_main=payment is most)


def _columns(payment: Payment) -> list[Column]:
    return [
        Column("Region", 20),
        *(Column(component.heading, 19, Kind.AMOUNT, is_summed=True) for component in payment.components),
        Column("Totalt", 19, Kind.AMOUNT, is_summed=True),
    ]
