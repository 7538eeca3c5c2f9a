"""The sheets with what is paid ("Fördelning") and what is not ("Ofördelat och innehållet")."""

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from exports.payment.document import LEAST_WIDTH, PaymentDocument, marks
from exports.printed_sheet import Cell, Column, Formula, Kind, Placed
from rules.payouts import Cause
from rules.regions import CODES
from rules.swedish import kronor, number

DISTRIBUTION = "Fördelning"
NOT_DISTRIBUTED = "Ofördelat och innehållet"
NATION = "Riket"

CAUSE_WORDS = {Cause.AWAITING: "väntar på uppgifter", Cause.FAULTY: "uppgifter kan inte användas"}


@dataclass(frozen=True)
class Distribution:
    """Where the amounts stand, for other sheets to refer to."""

    placed: Placed
    columns: Mapping[str, int]
    """Column by component id, for the components that have one."""
    total_column: int

    def cell(self, region_code: str, column: int) -> str:
        """One region's amount in a column."""
        return f"{DISTRIBUTION}!{self.placed.cell(CODES.index(region_code), column)}"

    def sum_cell(self, column: int) -> str:
        """The sum of a column."""
        return f"{DISTRIBUTION}!{self.placed.sum_cell(column)}"


def write_distribution(book: Workbook, document: PaymentDocument) -> Distribution | None:
    """The table of the payment; None when there are no amounts, and the sheet says why."""
    if document.paid.is_empty():
        _write_no_amounts(book, document)
        return None
    payment, layout = document.payment, document.layout
    amounts = {(row["component"], row["region_code"]): row["amount_kr"] for row in document.paid.iter_rows(named=True)}
    components = [
        component
        for component in payment.components
        if component.id not in layout.left_out_when_zero or any(amounts.get((component.id, code)) for code in CODES)
    ]
    columns = [
        Column("Region", 27),
        *(
            Column(component.heading, 19, Kind.AMOUNT, group=layout.groups.get(component.id, ""), is_summed=True)
            for component in components
        ),
    ]
    last = xl_col_to_name(len(components))
    has_total = len(components) > 1
    if has_total:
        columns.append(Column("Totalt", 19, Kind.AMOUNT, is_summed=True))
    rows: list[list[Cell]] = []
    for code in CODES:
        of_region = [amounts.get((component.id, code)) for component in components]
        rows.append([layout.region_names[code], *of_region])
        if has_total:
            rows[-1].append(Formula(f"=SUM(B{{row}}:{last}{{row}})", sum(amount or 0 for amount in of_region)))

    default = f"Fördelning av {{amount}} kronor till regionerna. {payment.title}. {document.programme.title}."
    sheet = document.sheet(
        book,
        DISTRIBUTION,
        title=(layout.title or default).format(amount=number(sum(amounts.values()))),
        marks=marks(document.paid),
        columns=columns,
        is_one_page=True,
        least_width=LEAST_WIDTH,
    )
    placed = sheet.table(columns, rows, sum_label=NATION, is_main=True)
    if marks(document.paid):
        of_component = {row["component"]: row["mark"] for row in document.paid.iter_rows(named=True)}
        sheet.remarks(["Märkning", *(of_component.get(component.id, "") for component in components)])
    if left_kr := sum(document.undistributed["amount_kr"]):
        sheet.blank_row()
        sheet.line(f"Därutöver är {kronor(left_kr)} inte fördelade, se fliken {NOT_DISTRIBUTED}.")
    index_of = {component.id: index for index, component in enumerate(components, start=1)}
    return Distribution(placed, index_of, len(columns) - 1)


def _write_no_amounts(book: Workbook, document: PaymentDocument) -> None:
    is_withheld = not document.withheld.is_empty()
    sheet = document.sheet(
        book,
        DISTRIBUTION,
        title=f"{document.payment.title}: {'innehållen' if is_withheld else 'inte beräknad'}. "
        f"{document.programme.title}.",
        marks=(),
        columns=[Column("", 60)] * 2,
    )
    for reason in document.withheld["reason"]:
        sheet.line(reason)
    if not is_withheld:
        sheet.line("Det finns inga belopp att visa. Se varför i den senaste körningen.")


def write_not_distributed(book: Workbook, document: PaymentDocument) -> None:
    """What nobody gets and what is held back, each with its reason; no sheet when there is nothing of either."""
    if document.undistributed.is_empty() and document.withheld.is_empty():
        return
    columns = [
        Column("Del av utbetalningen", 34),
        Column("Kronor", 18, Kind.AMOUNT, is_summed=True),
        Column("Skäl", 90),
    ]
    sheet = document.sheet(
        book,
        NOT_DISTRIBUTED,
        title=f"{NOT_DISTRIBUTED} – {document.payment.title}",
        marks=marks(document.paid),
        columns=columns,
    )
    if not document.undistributed.is_empty():
        heading = {component.id: component.heading for component in document.payment.components}
        rows = [
            (heading[row["component"]], row["amount_kr"], row["reason"])
            for row in document.undistributed.iter_rows(named=True)
        ]
        sheet.table(columns, rows, sum_label="Ofördelat i allt")
        sheet.blank_row()
    if not document.withheld.is_empty():
        held = [
            (document.payment.title, CAUSE_WORDS[Cause(row["cause"])], row["reason"])
            for row in document.withheld.iter_rows(named=True)
        ]
        sheet.table([Column("Innehållen utbetalning", 34), Column("Orsak", 18), Column("Skäl", 90)], held)
