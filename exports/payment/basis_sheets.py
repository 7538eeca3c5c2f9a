"""The sheets with what the amounts rest on: "Underlag", "Uppfyllnad" and "Bonuspott"."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from exports.payment.distribution_sheets import NATION, Distribution
from exports.payment.document import LEAST_WIDTH, PaymentDocument, marks
from exports.printed_sheet import Cell, Column, Formula, Kind, PrintedSheet, Shown
from exports.table_layout import Field, Layout
from rules.declaration import Monthly
from rules.monthly_pot import Route
from rules.numbers import Values
from rules.regions import BY_CODE, CODES
from rules.swedish import month_name, month_spans

FilledColumn = tuple[Column, Sequence[Cell]]
"""A column with its cells, one per region in the order of `CODES`."""


def write_basis(book: Workbook, document: PaymentDocument, distribution: Distribution | None) -> None:
    """What the payment is shared by and what was earned, by region; no sheet when it rests on neither.

    While the payment has no amounts it is shared by nothing yet, and the populations have no payout to carry
    their marks.
    """
    filled: list[FilledColumn] = [(Column("Region", 27), [document.layout.region_names[code] for code in CODES])]
    if distribution:
        for (name,), counts in document.weights.group_by("name", maintain_order=True):
            filled += _shares(str(name), counts, xl_col_to_name(len(filled)))
    filled += _earned(document, len(filled))
    if len(filled) == 1:
        return
    if distribution:
        filled.append(_paid(document, distribution))
    columns = [column for column, _ in filled]
    sheet = document.sheet(
        book,
        "Underlag",
        title=f"Underlag – {document.payment.title}",
        marks=marks(document.paid, document.qualification),
        columns=columns,
        is_one_page=True,
        least_width=LEAST_WIDTH,
    )
    sheet.table(columns, list(zip(*(cells for _, cells in filled), strict=True)), sum_label=NATION, is_main=True)


def _shares(name: str, counts: pl.DataFrame, letter: str) -> list[FilledColumn]:
    by_region = dict(counts.select("region_code", "count").iter_rows())
    numbers = [by_region.get(code) for code in CODES]
    total = sum(number or 0 for number in numbers)
    shares = [Formula(f"={letter}{{row}}/{letter}${{sum}}", number / total) if number else number for number in numbers]
    return [
        (Column("Antal", 11, Kind.AMOUNT, group=name, is_summed=True), numbers),
        (Column("Andel", 11, Kind.SHARE, group=name, is_summed=True), shares),
    ]


def _earned(document: PaymentDocument, first_column: int) -> list[FilledColumn]:
    """Three columns per requirement and one for all of them; none when the payment has no requirements."""
    filled: list[FilledColumn] = []
    letters: list[str] = []
    for requirement in document.programme.requirements:
        rows = document.qualification.filter(pl.col("requirement") == requirement.id)
        if rows.is_empty():
            continue
        by_region = {
            code: rows.filter(pl.col("region_code") == code).select("part", "reserved_kr", "earned_kr_exact").rows()
            for code in CODES
        }
        sums = [[sum(values) for values in zip(*by_region[code], strict=True)] or [None] * 3 for code in CODES]
        parts, reserved, earned = zip(*sums, strict=True)
        group = f"{requirement.title}, {rows['month'].n_unique()} månadspotter"
        filled += [
            (Column("Intjänade potter", 10, Kind.TWO_DECIMALS, group=group, is_summed=True), parts),
            (Column("Reserverat, kronor", 13, Kind.AMOUNT, group=group, is_summed=True), reserved),
            (Column("Intjänat, kronor", 15, Kind.EXACT_KRONOR, group=group, is_summed=True), earned),
        ]
        letters.append(xl_col_to_name(first_column + len(filled) - 1))
    if letters:
        addresses = ",".join(f"{letter}{{row}}" for letter in letters)
        exact = document.qualification.group_by("region_code").agg(pl.col("earned_kr_exact"))
        in_all = {code: sum(values) for code, values in exact.iter_rows()}
        totals = [Formula(f"=SUM({addresses})", in_all.get(code, Decimal(0))) for code in CODES]
        filled.append((Column("Intjänat av alla krav, kronor", 16, Kind.EXACT_KRONOR, is_summed=True), totals))
    return filled


def _paid(document: PaymentDocument, distribution: Distribution) -> FilledColumn:
    """What the table of the payment says: for the requirements where there are any, else in all."""
    components = [component for payment, component in document.layout.earned if payment == document.payment.id]
    heading, paid, columns = "Utbetalt i allt", document.paid, [distribution.total_column]
    if components:
        heading = "Utbetalt för uppfyllda krav"
        paid = paid.filter(pl.col("component").is_in(components))
        columns = [distribution.columns[component] for component in components]
    kronor = {code: sum(amounts) for code, amounts in paid.group_by("region_code").agg("amount_kr").iter_rows()}
    references = [
        Formula(f"=SUM({','.join(distribution.cell(code, column) for column in columns)})", kronor.get(code, 0))
        for code in CODES
    ]
    return Column(f"{heading}, kronor", 15, Kind.AMOUNT, is_summed=True), references


def write_fulfilment(book: Workbook, document: PaymentDocument) -> None:
    """Region by region, to be sent to each, a row per month and requirement with the way and the reason.

    No sheet without requirements.
    """
    rows = document.qualification
    if rows.is_empty():
        return
    requirements = {requirement.id: requirement for requirement in document.programme.requirements}
    place, names = list(requirements), document.layout.region_names
    layout = Layout(
        "Uppfyllnad",
        f"Uppfyllnad av prestationskraven {month_spans(set(rows['month']))}",
        (
            Field("month", 14),
            Field("requirement", 16, value=lambda row: requirements[row["requirement"]].short_title),
            Field("region_code", 14, value=lambda row: names[row["region_code"]]),
            Field("reserved_kr", 12, is_summed=True),
            Field("part", 7),
            Field("earned_kr_exact", 15, is_summed=True),
            Field("route", 12, value=lambda row: _route(requirements[row["requirement"]], row["route"])),
            Field("reason", 68, "Motivering"),
            # Else the banner says it of all rows.
            *([Field("mark", 15)] if rows["mark"].n_unique() > 1 else []),
        ),
    )
    columns = layout.columns(rows)
    sheet = document.sheet(book, layout.name, title=layout.title, marks=marks(rows), columns=columns)
    ordered = sorted(
        rows.iter_rows(named=True),
        key=lambda row: (row["region_code"], place.index(row["requirement"]), row["month"]),
    )
    by_region = groupby(ordered, key=lambda row: BY_CODE[row["region_code"]].official_name)
    sheet.sections(columns, [(region, layout.cells(own)) for region, own in by_region])


def _route(requirement: Monthly, route: str) -> str:
    return requirement.route_short(Route(route), Values())


def write_bonus_pot(book: Workbook, document: PaymentDocument, distribution: Distribution | None) -> None:
    """What each month put into the pot, and the way from what was set aside; only for a payment with a bonus pot."""
    if not document.layout.bonus:
        return
    requirements = document.programme.requirements
    columns = [
        Column("Månad", 60),
        *(Column(requirement.title, 20, Kind.EXACT_KRONOR, is_summed=True) for requirement in requirements),
        Column("Alla krav", 20, Kind.EXACT_KRONOR, is_summed=True),
    ]
    rows = document.bonus_pot
    is_marked = bool(marks(rows))
    if is_marked:
        columns.append(Column("Märkning", 16))
    forfeited = {(row["requirement"], row["month"]): row["forfeited_kr_exact"] for row in rows.iter_rows(named=True)}
    last = xl_col_to_name(len(requirements))
    cells: list[list[Cell]] = []
    for month in sorted(set(rows["month"])):
        of_month = [forfeited.get((requirement.id, month)) for requirement in requirements]
        in_all = Formula(f"=SUM(B{{row}}:{last}{{row}})", sum((kr for kr in of_month if kr), Decimal(0)))
        mark = ", ".join(sorted(marks(rows.filter(pl.col("month") == month))))
        cells.append([month_name(month), *of_month, in_all, *([mark] if is_marked else [])])
    sheet = document.sheet(
        book,
        "Bonuspott",
        title="Bonuspotten: reserverat men inte intjänat, kronor per månad och krav",
        marks=marks(rows, document.paid.filter(pl.col("component") == document.layout.bonus)),
        columns=columns,
        is_one_page=True,
    )
    if not cells:
        sheet.line("Ännu har ingen månad prövats.")
        return
    placed = sheet.table(columns, cells, sum_label="Alla månader", is_main=True)
    if distribution and document.layout.set_aside:
        sheet.blank_row()
        exact = f"{xl_col_to_name(len(requirements) + 1)}{placed.sum_row + 1}"
        _write_way_to_pot(sheet, document, distribution, Formula(f"={exact}", sum(forfeited.values(), Decimal(0))))


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
