"""The sheets with what the amounts rest on: "Underlag" and "Uppfyllnad"."""

from decimal import Decimal
from itertools import groupby

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from exports.payment.distribution_sheets import NATION, Distribution
from exports.payment.document import LEAST_WIDTH, PaymentDocument
from exports.printed_sheet import Cell, Formula, Kind
from exports.table_layout import Field, Layout, Row
from exports.turned_rows import at, turned
from rules.declaration import Monthly
from rules.monthly_pot import Route
from rules.numbers import Values
from rules.regions import BY_CODE, CODES
from rules.swedish import month_spans

EARNED = ("part", "reserved_kr", "earned_kr_exact")
"""What is summed of the requirements' months."""


def write_basis(book: Workbook, document: PaymentDocument, distribution: Distribution | None) -> None:
    """What the payment is shared by and what was earned, by region; no sheet when it rests on neither.

    While the payment has no amounts it is shared by nothing yet, and the populations have no payout to carry
    their marks.
    """
    fields, rows = [document.layout.region(27)], pl.DataFrame({"region_code": CODES})
    if distribution:
        names = document.weights["name"].unique(maintain_order=True)
        rows = rows.join(turned(document.weights, "region_code", CODES, "name", names, "count"), on="region_code")
        for name in names:
            fields += _shares(name, sum(rows[at("count", name)].drop_nulls()), xl_col_to_name(len(fields)))
    if not document.qualification.is_empty():
        earned = document.qualification.group_by("region_code", "requirement").agg(pl.col(EARNED).sum())
        ids = [requirement.id for requirement in document.programme.requirements]
        rows = rows.join(turned(earned, "region_code", CODES, "requirement", ids, *EARNED), on="region_code")
        fields += _earned(document, len(fields))
    if len(fields) == 1:
        return
    if distribution:
        fields.append(_paid(document, distribution))
    layout = Layout("Underlag", f"Underlag – {document.payment.title}", fields, sum_label=NATION, is_one_page=True)
    sheet = document.open(book, layout, document.paid, document.qualification, least_width=LEAST_WIDTH)
    layout.write(sheet, rows.sort("region_code"))


def _shares(name: str, in_all: float, letter: str) -> tuple[Field, Field]:
    """What the payment is shared by, as counts in the column with the `letter`, and beside it as shares of them all."""
    count = at("count", name)

    def share(row: Row) -> Cell:
        return Formula(f"={letter}{{row}}/{letter}${{sum}}", row[count] / in_all) if row[count] else row[count]

    return (
        Field(count, 11, "Antal", group=name, is_summed=True),
        Field("share", 11, "Andel", share, Kind.SHARE, group=name, is_summed=True),
    )


def _earned(document: PaymentDocument, first_column: int) -> list[Field]:
    """Three columns per requirement that has been tried, and one for all of them."""
    fields, kronor, letters = [], [], []
    for requirement in document.programme.requirements:
        rows = document.qualification.filter(requirement=requirement.id)
        if rows.is_empty():
            continue
        group = f"{requirement.title}, {rows['month'].n_unique()} månadspotter"
        part, reserved, earned = (at(name, requirement.id) for name in EARNED)
        fields += [
            Field(part, 10, "Intjänade potter", group=group, is_summed=True),
            Field(reserved, 13, "Reserverat, kronor", group=group, is_summed=True),
            Field(earned, 15, "Intjänat, kronor", group=group, is_summed=True),
        ]
        kronor.append(earned)
        letters.append(xl_col_to_name(first_column + len(fields) - 1))
    formula = f"=SUM({','.join(f'{letter}{{row}}' for letter in letters)})"

    def of_all(row: Row) -> Cell:
        return Formula(formula, sum((row[name] for name in kronor if row[name] is not None), Decimal(0)))

    in_all = Field("total", 16, "Intjänat av alla krav, kronor", of_all, Kind.EXACT_KRONOR, is_summed=True)
    return [*fields, in_all]


def _paid(document: PaymentDocument, distribution: Distribution) -> Field:
    """What the table of the payment says: for the requirements where there are any, else in all."""
    components = [component for payment, component in document.layout.earned if payment == document.payment.id]
    heading, paid, columns = "Utbetalt i allt", document.paid, [distribution.total_column]
    if components:
        heading = "Utbetalt för uppfyllda krav"
        paid = paid.filter(pl.col("component").is_in(components))
        columns = [distribution.columns[component] for component in components]
    kronor = {code: sum(amounts) for code, amounts in paid.group_by("region_code").agg("amount_kr").iter_rows()}

    def reference(row: Row) -> Cell:
        code = row["region_code"]
        cells = ",".join(distribution.cell(code, column) for column in columns)
        return Formula(f"=SUM({cells})", kronor.get(code, 0))

    return Field("paid", 15, f"{heading}, kronor", reference, Kind.AMOUNT, is_summed=True)


def write_fulfilment(book: Workbook, document: PaymentDocument) -> None:
    """Region by region, to be sent to each, a row per month and requirement with the way and the reason.

    No sheet without requirements.
    """
    rows = document.qualification
    if rows.is_empty():
        return
    requirements = {requirement.id: requirement for requirement in document.programme.requirements}
    place = list(requirements)
    layout = Layout(
        "Uppfyllnad",
        f"Uppfyllnad av prestationskraven {month_spans(set(rows['month']))}",
        (
            Field("month", 14),
            Field("requirement", 16, value=lambda row: requirements[row["requirement"]].short_title),
            document.layout.region(14),
            Field("reserved_kr", 12, is_summed=True),
            Field("part", 7),
            Field("earned_kr_exact", 15, is_summed=True),
            Field("route", 12, value=lambda row: _route(requirements[row["requirement"]], row["route"])),
            Field("reason", 68, "Motivering"),
            # Else the banner says it of all rows.
            *([Field("mark", 15)] if rows["mark"].n_unique() > 1 else []),
        ),
    )
    sheet = document.open(book, layout, rows)
    ordered = sorted(
        rows.iter_rows(named=True),
        key=lambda row: (row["region_code"], place.index(row["requirement"]), row["month"]),
    )
    by_region = groupby(ordered, key=lambda row: BY_CODE[row["region_code"]].official_name)
    sheet.sections(layout.columns(rows), [(region, layout.cells(own)) for region, own in by_region])


def _route(requirement: Monthly, route: str) -> str:
    return requirement.route_short(Route(route), Values())
