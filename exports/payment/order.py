"""The payment order to Kammarkollegiet: one payment as a workbook and as a text file, ready to be sent once decided.

Only complete lines of the ledger are ordered; the others stand on a sheet of their own with what stops them, as does
what a region has not asked for of its line. What makes a line complete is decided in `rules.ledger`.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from exports.payment.document import marks
from exports.printed_sheet import BANNER_FILL, BANNER_INK, Cell, Column, Formula, Kind, PrintedSheet
from exports.whole_file import whole_file
from exports.workbook_file import workbook_at
from rules.appropriations import Appropriation
from rules.declaration import Decree, Payment
from rules.identity_numbers import written_bankgiro, written_plusgiro
from rules.instructions import NOT_TOLD, referred
from rules.ledger import Status, payee_faults
from rules.regions import BY_CODE
from rules.seals import Seal
from rules.swedish import day, listing

ORDER_SHEET = "Utbetalning"
HELD_SHEET = "Det som inte betalas"
ADJUSTED_SHEET = "Justeringar"
DRAFT = "UTKAST"
DRAFT_SIZE = 28
NO_REFERENCE = "ej beslutat"
ENTITLED = "Rätt till"

ORDER_COLUMNS = [
    Column("Mottagare", 27),
    Column("Organisationsnummer", 21),
    Column("Bankgiro", 14),
    Column("Plusgiro", 14),
    Column("Belopp (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Betalningsreferens", 30),
    Column("Beslutets diarienummer", 26),
]
HELD_COLUMNS = [
    Column("Mottagare", 27),
    Column("Läge", 18),
    Column("Rätt till (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Begärt (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Betalas inte (kronor)", 20, Kind.AMOUNT, is_summed=True),
    Column("Skäl", 75),
]
SEAL_NUMBER, SEAL_HASH = "Sigill", "Sigillets kontrollsumma"
"""The columns of the text file by which an order attests the seal that it rests on."""
ADJUSTED_COLUMNS = [
    Column("Region", 27),
    Column("Organisationsnummer", 21),
    Column("Bankgiro", 14),
    Column("Betalas ytterligare (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Ska återbetalas (kronor)", 18, Kind.AMOUNT, is_summed=True),
    Column("Beslutets diarienummer", 26),
    Column("Att göra", 60),
]
CSV_HEADINGS = [
    "Posttyp",
    "Läge",
    "Mottagare",
    "Organisationsnummer",
    "Bankgiro",
    "Plusgiro",
    "Belopp",
    "Betalningsreferens",
    "Beslutets diarienummer",
    "Utgiftsområde",
    "Anslag",
    "Anslagspost",
    "Budgetår",
    "Antal rader",
    "Kontrolltal",
    "Märkning",
    SEAL_NUMBER,
    SEAL_HASH,
    "Regeringskansliets diarienummer",
]
CONTROL_EXPLAINED = (
    "Kontrolltalet är summan av bankgiro- och plusgironumren, lästa som tal utan bindestreck och mellanslag. Ändras, "
    "tillkommer eller försvinner ett nummer på vägen stämmer det inte längre; beloppen skyddas av summan."
)


@dataclass(frozen=True)
class OrderLine:
    """One complete line: `amount_kr` to `bankgiro`, or `plusgiro` where that is empty (both as they are written)."""

    recipient: str
    organisation_number: str
    bankgiro: str
    plusgiro: str
    amount_kr: int
    payment_reference: str
    decision_reference: str
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
        return not self.rows["decided_kr"].drop_nulls().is_empty()

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
    """A sheet with title, and the draft's banner on screen and on top of every printed page."""
    draft = "" if order.is_decided else f'&C&"-,Bold"&{DRAFT_SIZE}{DRAFT}'
    sheet = PrintedSheet(
        book,
        name,
        title=title,
        header=f"&L{order.programme.short_title}{draft}&R{order.payment.title}",
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


def write_payment_order_csv(order: PaymentOrder, path: Path) -> None:
    """Write the complete lines as text (UTF-8 with byte-order mark, semicolons), then one row of sums.

    The file appears whole or not at all. Raises `OSError` when it cannot be written.
    """
    lines, appropriation = order.lines, order.appropriation
    status = "BESLUTAD" if order.is_decided else DRAFT
    account: list[str | int] = [
        appropriation.expenditure_area,
        appropriation.name,
        appropriation.item,
        appropriation.budget_year,
    ]
    sealed: list[str | int] = [order.seal.number, order.seal.hash] if order.seal else ["", ""]
    number = order.programme.reference or NOT_TOLD
    table: list[list[str | int]] = [
        [
            "rad",
            status,
            line.recipient,
            line.organisation_number,
            line.bankgiro,
            line.plusgiro,
            line.amount_kr,
            line.payment_reference,
            line.decision_reference,
            *account,
            "",
            "",
            line.mark,
            *sealed,
            number,
        ]
        for line in lines
    ]
    total = sum(line.amount_kr for line in lines)
    table.append(
        [
            "summa",
            status,
            "",
            "",
            "",
            "",
            total,
            "",
            "",
            *account,
            len(lines),
            control_total(lines),
            "",
            *sealed,
            number,
        ]
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEADINGS)
    writer.writerows([plain(cell) for cell in row] for row in table)
    with whole_file(path) as unfinished:
        unfinished.write_bytes(text.getvalue().encode("utf-8-sig"))


def plain(cell: str | int) -> str | int:
    """A cell that a spreadsheet program cannot take for a formula: `=1+1` becomes `'=1+1`.

    Blanks in front do not help, since some programs pass over them.
    """
    if isinstance(cell, str) and cell.lstrip(" \u00a0")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        return f"'{cell}"
    return cell
