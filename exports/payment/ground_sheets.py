"""The sheets with what a payment stands on besides figures: "Källor", "Villkor" and "Läsningar"."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from exports.payment.document import PaymentDocument
from exports.printed_sheet import Cell, Kind, Shown
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
    payments = document.programme.payments
    headings = {component.id: component.heading for payment in payments for component in payment.components}
    layout = Layout(
        "Villkor",
        f"Villkor: {referred(document.programme.title, document.programme.reference)}",
        (
            Field("meaning", 75, "Villkor"),
            Field("value", 32, "Värde", lambda number: _shown(number.value, headings), Kind.AMOUNT),
            Field("unit", 32),
            Field("section", 40),
        ),
    )
    layout.write(document.open(book, layout), document.numbers)


def write_readings(book: Workbook, document: PaymentDocument) -> None:
    """The open points that the payment depends on and how each is read."""
    layout = Layout(
        "Läsningar",
        "Läsningar: så läses det som beslutet lämnar öppet",
        (
            Field("id", 6, "Nr"),
            Field("point", 40, "Fråga"),
            Field("chosen", 80, "Vald läsning", lambda reading: reading.chosen.text),
            Field("told_by", 13, "Stöd"),
            Field("support", 55, "Skäl"),
        ),
    )
    layout.write(document.open(book, layout), [BY_ID[number] for number in document.readings])


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
