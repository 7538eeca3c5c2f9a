"""The sheet with the amounts of a payment that moved last, and because of which delivery ("Ändringar")."""

from xlsxwriter import Workbook

from exports.change_words import cause_words
from exports.payment_document import PaymentDocument, marks
from exports.printed_sheet import Cell, Column, Kind, PrintedSheet

CHANGES = "Ändringar"


def write_changes(book: Workbook, document: PaymentDocument) -> None:
    """What moved in the last run that moved anything; no sheet when none of the payment's amounts did."""
    if document.changes.is_empty():
        return
    columns = [
        Column("Region", 27),
        Column("Del av utbetalningen", 34),
        Column("Före (kronor)", 18, Kind.AMOUNT),
        Column("Efter (kronor)", 18, Kind.AMOUNT),
        Column("Skillnad (kronor)", 18, Kind.AMOUNT, is_summed=True),
        Column("På grund av", 60),
    ]
    headings = {component.id: component.heading for component in document.payment.components}
    names = document.layout.region_names
    rows: list[list[Cell]] = [
        [
            names[row["region_code"]],
            headings[row["item"]],
            row["before_kr"],
            row["after_kr"],
            row["difference_kr"],
            cause_words(row),
        ]
        for row in document.changes.sort("region_code", "item", "link").iter_rows(named=True)
    ]
    sheet = PrintedSheet(
        book,
        CHANGES,
        title=f"{CHANGES} – {document.payment.title}",
        header=document.page_header,
        marks=marks(document.paid),
        columns=columns,
    )
    sheet.line(f"Det som senast flyttades, i körningen {document.changes['changed_at'][0][:16]}.")
    sheet.line(
        "Leveranserna är tillämpade en i taget i den ordning de kom in; skillnaderna summerar till hela ändringen."
    )
    sheet.table(columns, rows, sum_label="Summa", is_main=True)
