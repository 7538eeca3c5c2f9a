"""The sheets with what a payment stands on besides figures: "Källor", "Villkor" and "Läsningar"."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from exports.payment.document import PaymentDocument
from exports.printed_sheet import Cell, Column, Kind, Shown
from exports.table_layout import Field, Layout
from rules.instructions import referred
from rules.register_of_readings import BY_ID
from rules.swedish import listing, month_spans


def write_sources(book: Workbook, document: PaymentDocument) -> None:
    """The delivered files that the payment rests on."""
    layout = Layout(
        "Källor",
        "Källor: filer som utbetalningen vilar på",
        (
            Field("input", 40, "Uppgift"),
            Field("file", 46),
            Field("received", 12),
            Field("sha256", 70),
            Field("row_count", 9),
            Field("mark", 16),
        ),
        if_empty="Utbetalningen vilar inte på någon inlämnad fil.",
    )
    layout.write(document.open(book, layout, document.sources), document.sources)


def write_parameters(book: Workbook, document: PaymentDocument) -> None:
    """Every number of the decree."""
    columns = [Column("Villkor", 75), Column("Värde", 32, Kind.AMOUNT), Column("Enhet", 32), Column("Avsnitt", 40)]
    payments = document.programme.payments
    headings = {component.id: component.heading for payment in payments for component in payment.components}
    rows = [
        (described.meaning, _shown(described.value, headings), described.unit, described.section)
        for described in document.numbers
    ]
    title = f"Villkor: {referred(document.programme.title, document.programme.reference)}"
    document.sheet(book, "Villkor", title=title, columns=columns).table(columns, rows, is_main=True)


def write_readings(book: Workbook, document: PaymentDocument) -> None:
    """The open points that the payment depends on and how each is read."""
    columns = [Column("Nr", 6), Column("Fråga", 40), Column("Vald läsning", 80), Column("Stöd", 13), Column("Skäl", 55)]
    rows = [
        (reading.id, reading.point, reading.chosen.text, reading.told_by, reading.support)
        for reading in (BY_ID[number] for number in document.readings)
    ]
    title = "Läsningar: så läses det som beslutet lämnar öppet"
    document.sheet(book, "Läsningar", title=title, columns=columns).table(columns, rows, is_main=True)


def _shown(value: Any, headings: Mapping[str, str]) -> Cell:
    """A parameter's value; lists of months and of names become Swedish text, component ids their `headings`."""
    match value:
        case date():
            return Shown(value, Kind.DAY)
        case Decimal():
            return Shown(value, Kind.PLAIN)
        case tuple() if all(isinstance(item, date) for item in value):
            return month_spans(value)
        case tuple():
            return listing([f"{name}: {headings.get(stands_for, stands_for)}" for name, stands_for in value])
        case _:
            return value  # type: ignore[no-any-return]
