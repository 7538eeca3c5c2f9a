"""The payment order to Kammarkollegiet: one payment as a workbook, ready to be sent once decided.

Only complete lines of the ledger are ordered; the others stand on a sheet of their own with what stops them, as does
what a region has not asked for of its line. What makes a line complete is decided in `rules.ledger`, the text file made
in `exports.payment.order_file`.
"""

import json
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from exports.payment.document import marks
from exports.printed_sheet import BANNER_FILL, BANNER_INK, Cell, Column, Formula, Kind, PrintedSheet
from exports.workbook_file import workbook_at
from rules.appropriations import Appropriation
from rules.declaration import Decree, Payment
from rules.identity_numbers import written_bankgiro, written_plusgiro
from rules.instructions import referred
from rules.ledger import Status, payee_faults
from rules.regions import BY_CODE
from rules.seals import Seal
from rules.swedish import day, listing
from schemas.payment_order import DRAFT

ORDER_SHEET = "Utbetalning"
HELD_SHEET = "Det som inte betalas"
ADJUSTED_SHEET = "Justeringar"
DRAFT_SIZE = 28
NO_REFERENCE = "ej beslutat"
VERSION_LENGTH = 8
ENTITLED = "Rätt till"

ORDER_COLUMNS = [
    Column("Mottagare", 27),
    Column("Organisationsnummer", 21),
    Column("Bankgiro", 14),
    Column("Plusgiro", 14),
    Column("Belopp (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Betalningsreferens", 30),
    Column("Beslutets diarienummer", 26),
    Column("Rätt till (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Inte begärt (kronor)", 18, Kind.AMOUNT, is_summed=True),
]
HELD_COLUMNS = [
    Column("Mottagare", 27),
    Column("Läge", 18),
    Column("Rätt till (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Begärt (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Betalas inte (kronor)", 20, Kind.AMOUNT, is_summed=True),
    Column("Skäl", 75),
]
ADJUSTED_COLUMNS = [
    Column("Region", 27),
    Column("Organisationsnummer", 21),
    Column("Bankgiro", 14),
    Column("Betalas ytterligare (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Ska återbetalas (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Beslutets diarienummer", 26),
    Column("Att göra", 60),
]
CONTROL_EXPLAINED = (
    "Kontrolltalet är summan av bankgiro- och plusgironumren, lästa som tal utan bindestreck och mellanslag. Ändras, "
    "tillkommer eller försvinner ett nummer på vägen stämmer det inte längre; beloppen skyddas av summan."
)


@dataclass(frozen=True)
class OrderLine:
    """One complete line: `amount_kr` to `bankgiro`, or `plusgiro` where that is empty (both as they are written).

    The recipient is entitled to `entitled_kr`, of which it has not asked for `unrequested_kr`.
    """

    recipient: str
    organisation_number: str
    bankgiro: str
    plusgiro: str
    amount_kr: int
    payment_reference: str
    decision_reference: str
    entitled_kr: int
    unrequested_kr: int
    mark: str


@dataclass(frozen=True)
class PaymentOrder:
    """One payment as ordered. `ledger` is rows of `schemas.ledger.Ledger`; those of other payments are passed over.

    `seal` is that of the payment, None while it is not decided.
    """

    programme: Decree
    payment: Payment
    appropriation: Appropriation
    ledger: pl.DataFrame
    seal: Seal | None = None

    @property
    def rows(self) -> pl.DataFrame:
        """The ledger's rows of this payment."""
        return self.ledger.filter(pl.col("programme") == self.programme.id, pl.col("payment") == self.payment.id)

    @property
    def is_decided(self) -> bool:
        """Whether the payment is decided; until then the order is a draft."""
        return self.seal is not None

    @property
    def lines(self) -> list[OrderLine]:
        """The complete lines."""
        complete = self.rows.filter(pl.col("payable_kr").is_not_null())
        return [
            OrderLine(
                row["recipient_name"],
                BY_CODE[row["recipient"]].organisation_number,
                written_bankgiro(row["bankgiro"]) if row["bankgiro"] else "",
                "" if row["bankgiro"] else written_plusgiro(row["plusgiro"]),
                row["payable_kr"],
                row["payment_reference"],
                row["decision_reference"] or NO_REFERENCE,
                row["payable_kr"] + (row["unrequested_kr"] or 0),
                row["unrequested_kr"] or 0,
                row["mark"],
            )
            for row in complete.iter_rows(named=True)
        ]

    @property
    def held(self) -> pl.DataFrame:
        """The rows that are not ordered."""
        return self.rows.filter(pl.col("payable_kr").is_null())

    @property
    def asked_for_in_part(self) -> pl.DataFrame:
        """The rows that are ordered with less than the recipient has a right to."""
        return self.rows.filter(pl.col("payable_kr").is_not_null(), pl.col("unrequested_kr") > 0)

    @property
    def adjusted(self) -> pl.DataFrame:
        """The rows that a decision has adjusted."""
        return self.rows.filter(pl.col("further_kr").is_not_null() | pl.col("claim_kr").is_not_null())

    def whereabouts(self) -> dict[str, int]:
        """Kronor of the whole entitlement by Swedish words for where they are; the first is the sum of the others."""
        rows = self.rows
        due = pl.coalesce("decided_kr", "entitled_kr").clip(lower_bound=0)
        of_status = {status: rows.filter(status=status.value) for status in (Status.HELD, Status.LAPSED)}
        return {
            ENTITLED: rows.select(due.sum()).item(),
            "Betalas": rows["payable_kr"].sum(),
            "Inte begärt": rows["unrequested_kr"].sum(),
            "Stoppat": of_status[Status.HELD].select(due.sum()).item(),
            "Förfallet": rows["lapsed_kr"].sum(),
        }

    @property
    def version(self) -> str:
        """Tells one state of the order from another: the same as long as what is decided, its lines and totals are."""
        content = [self.seal.hash if self.seal else "", [astuple(line) for line in self.lines], self.whereabouts()]
        return sha256(json.dumps(content).encode()).hexdigest()[:VERSION_LENGTH]

    @property
    def title(self) -> str:
        """What the order is for."""
        return f"Utbetalning genom Kammarkollegiet: {self.programme.short_title}, {self.payment.title}"


def control_total(lines: list[OrderLine]) -> int:
    """The sum of the bankgiro and plusgiro numbers read as numbers: `5050-1055` counts 50501055."""
    return sum(int((line.bankgiro or line.plusgiro).replace("-", "").replace(" ", "")) for line in lines)


def write_payment_order(order: PaymentOrder, path: Path) -> None:
    """Write the order as a workbook to `path`; raises as `exports.workbook_file.workbook_at`."""
    with workbook_at(path, title=order.title, subject=order.programme.title) as book:
        _write_lines(book, order)
        _write_held(book, order)
        _write_adjusted(book, order)


def _sheet(book: Workbook, name: str, order: PaymentOrder, title: str, columns: list[Column]) -> PrintedSheet:
    """A sheet with title and, on top of every printed page, the decision, or the draft's banner as on screen."""
    if order.seal:
        state = f"Beslutad den {day(order.seal.decided_on)}, nummer {order.seal.number}, version {order.version}"
    else:
        state = f'&"-,Bold"&{DRAFT_SIZE}{DRAFT}'
    sheet = PrintedSheet(
        book,
        name,
        title=title,
        header=f"&L{order.programme.short_title}&C\n{state}&R{order.payment.title}",
        marks=marks(order.rows),
        columns=columns,
        is_one_page=True,
    )
    if not order.is_decided:
        text = f"{DRAFT} – INTE BESLUTAD, FÅR INTE BETALAS"
        sheet.line(text, bold=True, font_size=DRAFT_SIZE, font_color=BANNER_INK, bg_color=BANNER_FILL)
    return sheet


def _write_lines(book: Workbook, order: PaymentOrder) -> None:
    sheet = _sheet(book, ORDER_SHEET, order, order.title, ORDER_COLUMNS)
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
    rows: list[list[Cell]] = [
        [
            line.recipient,
            line.organisation_number,
            line.bankgiro or None,
            line.plusgiro or None,
            line.amount_kr,
            line.payment_reference,
            line.decision_reference,
            line.entitled_kr,
            line.unrequested_kr,
        ]
        for line in lines
    ]
    placed = sheet.table(ORDER_COLUMNS, rows, sum_label="Summa", is_main=True)
    sheet.blank_row()
    accounts = f"{placed.cell(0, 2)}:{placed.cell(len(rows) - 1, 3)}"
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
    sheet.table(
        [Column("Avstämning", 27), Column("Kronor", 21, Kind.AMOUNT)],
        rows,
    )


def _write_held(book: Workbook, order: PaymentOrder) -> None:
    unpaid = pl.concat([order.held, order.asked_for_in_part])
    if unpaid.is_empty():
        return
    rows: list[list[Cell]] = []
    for row in unpaid.iter_rows(named=True):
        due = row["entitled_kr"] if row["decided_kr"] is None else row["decided_kr"]
        left = None if due is None else due - (row["payable_kr"] or 0)
        rows.append([row["recipient_name"], row["status"], due, row["requested_kr"], left, row["reason"]])
    sheet = _sheet(book, HELD_SHEET, order, f"{HELD_SHEET}: {order.payment.title}", HELD_COLUMNS)
    sheet.table(HELD_COLUMNS, rows, sum_label="Summa", is_main=True)


def _write_adjusted(book: Workbook, order: PaymentOrder) -> None:
    """Further payments and claims that were decided after the payment; no sheet without any."""
    if order.adjusted.is_empty():
        return
    rows: list[list[Cell]] = []
    for row in order.adjusted.iter_rows(named=True):
        name, number = row["recipient_name"], BY_CODE[row["recipient"]].organisation_number
        faults = payee_faults(name, number, row["bankgiro"], row["payment_reference"])
        if row["claim_kr"]:
            to_do = "Kräv tillbaka beloppet av regionen."
        else:
            to_do = " ".join(faults) or f"Betala med referensen {row['payment_reference']}."
        account = "" if faults else written_bankgiro(row["bankgiro"])
        amounts = [row["further_kr"], row["claim_kr"]]
        rows.append([name, number, account, *amounts, row["adjustment_reference"], to_do])
    sheet = _sheet(book, ADJUSTED_SHEET, order, f"{ADJUSTED_SHEET}: {order.payment.title}", ADJUSTED_COLUMNS)
    sheet.line(f"Beslutat efter utbetalningen; beloppen ingår inte i fliken {ORDER_SHEET}.")
    sheet.table(ADJUSTED_COLUMNS, rows, sum_label="Summa", is_main=True)
