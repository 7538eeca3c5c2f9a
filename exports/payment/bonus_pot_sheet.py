"""The sheet "Bonuspott": what each month put into the pot, and the way to it from what was set aside."""

from decimal import Decimal

import polars as pl
from xlsxwriter import Workbook

from exports.payment.distribution_sheets import Distribution
from exports.payment.document import PaymentDocument, marks
from exports.printed_sheet import Cell, Column, Formula, Kind, PrintedSheet, Shown
from exports.table_layout import Field, Layout
from exports.turned_rows import at, total, turned


def write_bonus_pot(book: Workbook, document: PaymentDocument, distribution: Distribution | None) -> None:
    """What each month put into the pot, and the way from what was set aside; only for a payment with a bonus pot."""
    if not document.layout.bonus:
        return
    requirements, rows = document.programme.requirements, document.bonus_pot
    months = sorted(set(rows["month"]))
    marks_of = {month: ", ".join(sorted(marks(rows.filter(pl.col("month") == month)))) for month in months}
    forfeited = [Field(at("forfeited_kr_exact", each.id), 20, each.title, is_summed=True) for each in requirements]
    layout = Layout(
        "Bonuspott",
        "Bonuspotten: reserverat men inte intjänat, kronor per månad och krav",
        (
            Field("month", 60),
            *forfeited,
            total(forfeited, 20, "Alla krav", Kind.EXACT_KRONOR),
            *([Field("mark", 16, value=lambda row: marks_of[row["month"]])] if any(marks_of.values()) else []),
        ),
        if_empty="Ännu har ingen månad prövats.",
        sum_label="Alla månader",
        is_one_page=True,
    )
    shared = document.paid.filter(pl.col("component") == document.layout.bonus)
    sheet = document.open(book, layout, rows, shared)
    ids = [requirement.id for requirement in requirements]
    placed = layout.write(sheet, turned(rows, "month", months, "requirement", ids, "forfeited_kr_exact"))
    if placed and distribution and document.layout.set_aside:
        sheet.blank_row()
        in_all = Formula(f"={placed.sum_cell(len(requirements) + 1)}", sum(rows["forfeited_kr_exact"], Decimal(0)))
        _write_way_to_pot(sheet, document, distribution, in_all)


def _write_way_to_pot(
    sheet: PrintedSheet, document: PaymentDocument, distribution: Distribution, forfeited: Formula
) -> None:
    """From what was set aside to the bonus pot in whole kronor, and how far that is from what the months put in."""
    programme, layout = document.programme, document.layout
    set_aside = {
        programme.requirement(requirement).title: amount_kr for requirement, amount_kr in layout.set_aside.items()
    }
    paid = {pair: _paid_kr(document, *pair) for pair in layout.earned}
    shared_kr = _paid_kr(document, document.payment.id, document.layout.bonus)
    kept_kr = sum(document.undistributed.filter(pl.col("component") == document.layout.bonus)["amount_kr"])
    pot_kr = sum(set_aside.values()) - sum(paid.values())
    aside_row = len(set_aside)
    paid_row = aside_row + 1 + len(paid)
    pot_row, shared_row, kept_row, forfeited_row = paid_row + 1, paid_row + 2, paid_row + 3, paid_row + 5

    def at(row: int) -> str:
        return f"B{{{row}}}"

    rows: list[tuple[str, Cell]] = [
        *((f"Avsatt: {title}", kr) for title, kr in set_aside.items()),
        ("Avsatt i allt", Formula(f"=SUM({at(0)}:{at(aside_row - 1)})", sum(set_aside.values()))),
        *((f"Betalt: {_component_title(document, *pair)}", kr) for pair, kr in paid.items()),
        (
            "Betalt för uppfyllda krav i allt",
            Formula(f"=SUM({at(aside_row + 1)}:{at(paid_row - 1)})", sum(paid.values())),
        ),
        ("Bonuspott: avsatt minus betalt (T04)", Formula(f"={at(aside_row)}-{at(paid_row)}", pot_kr)),
        (
            "Bonuspott som regionerna får enligt fliken Fördelning",
            Formula(f"={distribution.sum_cell(distribution.columns[document.layout.bonus])}", shared_kr),
        ),
        ("Bonuspott som inte fördelas", kept_kr),
        (
            "Kontroll: bonuspott utan förklaring, ska vara 0",
            Formula(f"={at(pot_row)}-{at(shared_row)}-{at(kept_row)}", pot_kr - shared_kr - kept_kr),
        ),
        ("Reserverat men inte intjänat, enligt tabellen ovan", Shown(forfeited, Kind.EXACT_KRONOR)),
        (
            "Skillnad mot bonuspotten: avrundning av potter (T01) och utbetalningar (T02)",
            Shown(Formula(f"={at(pot_row)}-{at(forfeited_row)}", pot_kr - forfeited.value), Kind.TWO_DECIMALS),
        ),
    ]
    sheet.table([Column("Från avsatt belopp till bonuspott", 60), Column("Kronor", 20, Kind.AMOUNT)], rows)


def _paid_kr(document: PaymentDocument, payment: str, component: str) -> int:
    rows = document.payouts.filter((pl.col("payment") == payment) & (pl.col("component") == component))
    return sum(rows["amount_kr"])


def _component_title(document: PaymentDocument, payment_id: str, component_id: str) -> str:
    payment = document.programme.payment(payment_id)
    heading = {component.id: component.heading for component in payment.components}[component_id]
    return f"{payment.title}, {heading[0].lower()}{heading[1:]}"
