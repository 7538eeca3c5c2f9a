"""The payment order as a workbook, ready to be sent once decided.

The lines that are not ordered stand on a sheet of their own with what stops them, as does what a region has not asked
for of its line.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from exports.payment.document import marks
from exports.payment.order import ENTITLED, AdjustmentLine, PaymentOrder, control_total
from exports.printed_sheet import BANNER_FILL, BANNER_INK, Cell, Column, Formula, Kind, Placed, PrintedSheet
from exports.table_layout import Field, Layout, Row
from exports.workbook_file import workbook_at
from rules.instructions import referred
from rules.swedish import day, listing
from schemas.payment_order import DRAFT, HEADINGS

ORDER_SHEET = "Utbetalning"
HELD_SHEET = "Det som inte betalas"
ADJUSTED_SHEET = "Justeringar"
FURTHER, CLAIMED = "Betalas ytterligare (kronor)", "Ska återbetalas (kronor)"
DRAFT_SIZE = 28
CONTROL_EXPLAINED = (
    "Kontrolltalet är summan av bankgiro- och plusgironumren, lästa som tal utan bindestreck och mellanslag. Ändras, "
    "tillkommer eller försvinner ett nummer på vägen stämmer det inte längre; beloppen skyddas av summan."
)


def write_payment_order(order: PaymentOrder, path: Path) -> None:
    """Write the order as a workbook to `path`; raises as `exports.workbook_file.workbook_at`."""
    with workbook_at(path, title=order.title, subject=order.programme.title) as book:
        _write_lines(book, order)
        _write_held(book, order)
        _write_adjusted(book, order)


def _sheet(book: Workbook, order: PaymentOrder, layout: Layout) -> PrintedSheet:
    """A sheet with title and, on top of every printed page, the decision, or the draft's banner as on screen."""
    if order.seal:
        state = f"Beslutad den {day(order.seal.decided_on)}, nummer {order.seal.number}, version {order.version}"
    else:
        state = f'&"-,Bold"&{DRAFT_SIZE}{DRAFT}'
    header = f"&L{order.programme.short_title}&C\n{state}&R{order.payment.title}"
    sheet = layout.sheet(book, header=header, marks=marks(order.rows))
    if not order.is_decided:
        text = f"{DRAFT} – INTE BESLUTAD, FÅR INTE BETALAS"
        sheet.line(text, bold=True, font_size=DRAFT_SIZE, font_color=BANNER_INK, bg_color=BANNER_FILL)
    return sheet


def _field(name: str, width: int, value: Callable[[Row], Cell] | None = None) -> Field:
    """A column that is called as in the text file, with the unit of amounts, which are summed."""
    is_amount = name.endswith("_kr")
    heading = f"{HEADINGS[name]} (kronor)" if is_amount else HEADINGS[name]
    return Field(name, width, heading, value, is_summed=is_amount)


def _write_lines(book: Workbook, order: PaymentOrder) -> None:
    layout = Layout(
        ORDER_SHEET,
        order.title,
        (
            _field("recipient", 27),
            _field("organisation_number", 21),
            _field("bankgiro", 14, lambda row: row["bankgiro"] or None),
            _field("plusgiro", 14, lambda row: row["plusgiro"] or None),
            _field("amount_kr", 18),
            _field("payment_reference", 30),
            _field("decision_reference", 26),
            _field("entitled_kr", 18),
            _field("unrequested_kr", 18),
        ),
        sum_label="Summa",
        is_one_page=True,
    )
    sheet = _sheet(book, order, layout)
    appropriation = order.appropriation
    sheet.line(f"Underlag: {referred(order.programme.title, order.programme.reference)}, {order.payment.section}.")
    sheet.line(
        f"Redovisas mot utgiftsområde {appropriation.expenditure_area}, budgetåret {appropriation.budget_year}, anslag "
        f"{appropriation.name}, anslagspost {appropriation.item}."
    )
    if seal := order.seal:
        sheet.line(
            f"Beslutad den {day(seal.decided_on)} av {listing(seal.decided_by)}, diarienummer {seal.reference}. "
            f"Sigill {seal.number}, kontrollsumma {seal.hash}."
        )
    sheet.line(f"{_number(order)} {_payment_day(order)} {_contact(order)}")
    lines = order.lines
    if not lines:
        sheet.line(f"Ingen rad kan betalas. Skälen står på fliken {HELD_SHEET}.")
        _write_whereabouts(sheet, order)
        return
    placed = layout.table(sheet, pl.DataFrame([vars(line) for line in lines]))
    sheet.blank_row()
    accounts = f"{placed.cell(0, 2)}:{placed.cell(len(lines) - 1, 3)}"
    total = sum(line.amount_kr for line in lines)
    sheet.table(
        [Column("Kontroll", 27), Column("Värde", 21, Kind.AMOUNT)],
        [
            ["Antal rader", Formula(f"=ROWS({accounts})", len(lines))],
            ["Summa kronor", Formula(f"={placed.sum_cell(4)}", total)],
            # A recipient has one of the two numbers; the zero in front makes a number of the other, empty cell.
            [
                "Kontrolltal",
                Formula(f'=SUMPRODUCT(--("0"&SUBSTITUTE(SUBSTITUTE({accounts},"-","")," ","")))', control_total(lines)),
            ],
        ],
    )
    sheet.line(CONTROL_EXPLAINED)
    if not order.held.is_empty():
        sheet.line(f"{order.held.height} mottagare är inte med; de står på fliken {HELD_SHEET} med skäl.")
    if not order.asked_for_in_part.is_empty():
        sheet.line(
            f"{order.asked_for_in_part.height} mottagare har begärt mindre än de har rätt till; resten står på fliken "
            f"{HELD_SHEET}."
        )
    for text in order.later:
        sheet.line(text, bold=True)
    _write_whereabouts(sheet, order)


def _number(order: PaymentOrder) -> str:
    number = f"nummer {order.seal.number}, " if order.seal else ""
    return f"Underlag {number}version {order.version}."


def _payment_day(order: PaymentOrder) -> str:
    """When the payment is asked to be made: the day of the decision on it, else the last day that the text sets."""
    if order.seal and order.seal.pay_on:
        return f"Begärd betalningsdag: den {day(order.seal.pay_on)}."
    if order.payment.paid_by:
        return f"Begärd betalningsdag: senast den {day(order.payment.paid_by.value)} ({order.payment.section})."
    return "Begärd betalningsdag: ingen är angiven."


def _contact(order: PaymentOrder) -> str:
    return f"Kontakt: {order.seal.contact if order.seal and order.seal.contact else 'ingen är angiven'}."


def _write_whereabouts(sheet: PrintedSheet, order: PaymentOrder) -> None:
    """That all the recipients have a right to is paid or named, in formulas."""
    (_, entitled), *parts = order.whereabouts().items()
    sheet.blank_row()
    rest = Formula(f"=B{{0}}-SUM(B{{1}}:B{{{len(parts)}}})", entitled - sum(amount for _, amount in parts))
    rows: list[list[Cell]] = [[ENTITLED, entitled]]
    rows += [[name, amount] for name, amount in parts]
    rows.append(["Skillnad (ska vara 0)", rest])
    sheet.table([Column("Avstämning", 27), Column("Kronor", 21, Kind.AMOUNT)], rows)


def _write_held(book: Workbook, order: PaymentOrder) -> None:
    unpaid = pl.concat([order.held, order.asked_for_in_part])
    if unpaid.is_empty():
        return
    due = pl.coalesce("decided_kr", "entitled_kr")
    unpaid = unpaid.with_columns(entitled_kr=due, left_kr=due - pl.col("payable_kr").fill_null(0))
    layout = Layout(
        HELD_SHEET,
        f"{HELD_SHEET}: {order.payment.title}",
        (
            Field("recipient_name", 27, "Mottagare"),
            Field("status", 18, "Läge"),
            _field("entitled_kr", 18),
            Field("requested_kr", 18, "Begärt (kronor)", is_summed=True),
            Field("left_kr", 20, "Betalas inte (kronor)", is_summed=True),
            Field("reason", 75),
        ),
        sum_label="Summa",
        is_one_page=True,
    )
    layout.write(_sheet(book, order, layout), unpaid)


def _write_adjusted(book: Workbook, order: PaymentOrder) -> None:
    """Further payments and claims that were decided after the payment, line by line; no sheet without any."""
    lines = order.adjustments
    if not lines:
        return
    layout = Layout(
        ADJUSTED_SHEET,
        f"{ADJUSTED_SHEET}: {order.payment.title}",
        (
            Field("recipient", 27, "Region"),
            _field("organisation_number", 21),
            _field("bankgiro", 18, lambda row: row["bankgiro"] or None),
            _field("plusgiro", 18, lambda row: row["plusgiro"] or None),
            _field("decided_on", 14),
            Field("number", 10, "Beslut nummer"),
            _field("decision_reference", 26),
            Field("further_kr", 18, FURTHER, kind=Kind.AMOUNT, is_summed=True),
            Field("claim_kr", 18, CLAIMED, kind=Kind.AMOUNT, is_summed=True),
            Field("to_do", 60, "Att göra", _to_do),
        ),
        lines=(
            f"Beslutat efter utbetalningen; beloppen ingår inte i fliken {ORDER_SHEET}.",
            "En rad är ett beslut för en region och betalas eller krävs tillbaka en gång. Rader från tidigare beslut "
            "står kvar, så betala inte en rad som redan är betald.",
        ),
        sum_label="Summa",
        is_one_page=True,
    )
    sheet = _sheet(book, order, layout)
    rows = pl.DataFrame([vars(line) for line in lines], infer_schema_length=None)
    placed = layout.write(sheet, rows.with_columns(pl.col("number").cast(pl.String)))
    if placed:
        _write_adjusted_in_all(sheet, lines, placed)


def _write_adjusted_in_all(sheet: PrintedSheet, lines: Sequence[AdjustmentLine], placed: Placed) -> None:
    """What all decisions come to for each region, in formulas."""
    last = len(lines) - 1

    def area(column: int) -> str:
        return f"{placed.cell(0, column)}:{placed.cell(last, column)}"

    rows: list[list[Cell]] = []
    for name in dict.fromkeys(line.recipient for line in lines):
        own = [line for line in lines if line.recipient == name]
        further, claimed = sum(line.further_kr or 0 for line in own), sum(line.claim_kr or 0 for line in own)
        rows.append(
            [
                name,
                Formula(f"=SUMIF({area(0)},A{{row}},{area(7)})", further),
                Formula(f"=SUMIF({area(0)},A{{row}},{area(8)})", claimed),
                Formula("=B{row}-C{row}", further - claimed),
            ]
        )
    sheet.blank_row()
    amounts = [Column(name, 18, Kind.AMOUNT, is_summed=True) for name in (FURTHER, CLAIMED, "Netto (kronor)")]
    sheet.table([Column("Alla beslut, per region", 27), *amounts], rows, sum_label="Summa")


def _to_do(row: Row) -> str:
    """What follows of an adjustment for who makes the payments; the number tells one decision's payment from others."""
    if row["claim_kr"]:
        return "Kräv tillbaka beloppet av regionen."
    return " ".join(row["faults"]) or f"Betala med referensen {row['payment_reference']}, beslut {row['number']}."
