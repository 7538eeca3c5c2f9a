"""The sheets with what is paid ("Fördelning") and what is not ("Ofördelat och innehållet")."""

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter import Workbook

from exports.payment.document import LEAST_WIDTH, PaymentDocument, marks
from exports.printed_sheet import Placed
from exports.table_layout import Field, Layout
from exports.turned_rows import at, total, turned
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
    payment, own = document.payment, document.layout
    ids = [component.id for component in payment.components]
    rows = turned(document.paid, "region_code", CODES, "component", ids, "amount_kr")
    components = [
        each
        for each in payment.components
        if each.id not in own.left_out_when_zero or any(rows[at("amount_kr", each.id)])
    ]
    amounts = [
        Field(at("amount_kr", each.id), 19, each.heading, group=own.groups.get(each.id, ""), is_summed=True)
        for each in components
    ]
    default = f"Fördelning av {{amount}} kronor till regionerna. {payment.title}. {document.programme.title}."
    layout = Layout(
        DISTRIBUTION,
        (own.title or default).format(amount=number(sum(document.paid["amount_kr"]))),
        (own.region(27), *amounts, *([total(amounts, 19)] if len(amounts) > 1 else [])),
        sum_label=NATION,
        is_one_page=True,
    )
    sheet = document.open(book, layout, document.paid, least_width=LEAST_WIDTH)
    placed = layout.table(sheet, rows)
    if marks(document.paid):
        of_component = {row["component"]: row["mark"] for row in document.paid.iter_rows(named=True)}
        sheet.remarks(["Märkning", *(of_component.get(component.id, "") for component in components)])
    if left_kr := sum(document.undistributed["amount_kr"]):
        sheet.blank_row()
        sheet.line(f"Därutöver är {kronor(left_kr)} inte fördelade, se fliken {NOT_DISTRIBUTED}.")
    index_of = {component.id: index for index, component in enumerate(components, start=1)}
    return Distribution(placed, index_of, len(layout.fields) - 1)


def _write_no_amounts(book: Workbook, document: PaymentDocument) -> None:
    is_withheld = not document.withheld.is_empty()
    state = "innehållen" if is_withheld else "inte beräknad"
    title = f"{document.payment.title}: {state}. {document.programme.title}."
    sheet = document.open(book, Layout(DISTRIBUTION, title, [Field("reason", 60)] * 2))
    for reason in document.withheld["reason"]:
        sheet.line(reason)
    if not is_withheld:
        sheet.line("Det finns inga belopp att visa. Se varför i den senaste körningen.")


def write_not_distributed(book: Workbook, document: PaymentDocument) -> None:
    """What nobody gets and what is held back, each with its reason; no sheet when there is nothing of either."""
    if document.undistributed.is_empty() and document.withheld.is_empty():
        return
    headings = {component.id: component.heading for component in document.payment.components}
    undistributed = Layout(
        NOT_DISTRIBUTED,
        f"{NOT_DISTRIBUTED} – {document.payment.title}",
        (
            Field("item", 34, value=lambda row: headings[row["component"]]),
            Field("amount_kr", 18, is_summed=True),
            Field("reason", 90),
        ),
        sum_label="Ofördelat i allt",
    )
    withheld = Layout(
        NOT_DISTRIBUTED,
        "",
        (
            Field("payment", 34, "Innehållen utbetalning", lambda row: document.payment.title),
            Field("cause", 18, "Orsak", lambda row: CAUSE_WORDS[Cause(row["cause"])]),
            Field("reason", 90),
        ),
    )
    sheet = document.open(book, undistributed, document.paid)
    if not document.undistributed.is_empty():
        undistributed.table(sheet, document.undistributed, is_main=False)
        sheet.blank_row()
    if not document.withheld.is_empty():
        withheld.table(sheet, document.withheld, is_main=False)
