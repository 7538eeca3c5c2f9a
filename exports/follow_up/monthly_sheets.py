"""The sheets of grants with monthly requirements: "Uppfyllnad", and a heat map of months per requirement."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from exports.follow_up.document import FollowUpDocument
from exports.printed_sheet import Colour
from exports.table_layout import Field, Layout
from exports.turned_rows import at, turned
from rules.declaration import Monthly
from rules.monthly_pot import Route
from rules.numbers import Values
from rules.regions import CODES
from rules.swedish import month_abbreviation, month_spans

NOT_YET = "Ännu har ingen region rapporterat för någon månad."


@dataclass(frozen=True)
class Code:
    """How one kind of outcome shows in a heat map: the text tells it also without colours."""

    text: str
    meaning: str
    fill: str
    ink: str = "#000000"


NONE = Code("–", "kravet är inte uppfyllt", "#FFFFFF")
NOT_REPORTED = Code("saknas", "månaden är stängd utan rapport från regionen", "#BFBFBF")
AWAITED = Code("väntas", "regionens rapport inväntas", "#F2F2F2")
LETTERS = {Route.IMPROVEMENT: "F", Route.TOP_FIVE: "T", Route.THRESHOLD: "H"}
WHOLE_FILLS = {Route.IMPROVEMENT: ("#1F4E79", "#FFFFFF"), Route.TOP_FIVE: ("#E69F00",), Route.THRESHOLD: ("#E69F00",)}
"""Fill, and ink where it is not black. The fills differ in lightness too, for print and for the colour-blind."""
MOST_OF_IT, LESS_OF_IT = "#4A86C0", "#C5DDF2"
"""Fills of at least three quarters of a pot, and of less."""


def outcome_code(requirement: Monthly, route: Route, part: Decimal) -> Code:
    """How an outcome shows: by its route, and by the part of the pot where it is not the whole."""
    if route is Route.NOT_REPORTED:
        return NOT_REPORTED
    if route is Route.AWAITED:
        return AWAITED
    if not part:
        return NONE
    words = requirement.route_words(route, Values())
    if part == 1:
        return Code(LETTERS[route], f"{words}, hela månadspotten", *WHOLE_FILLS[route])
    percent = f"{part * 100:.0f}"
    fill = MOST_OF_IT if part >= Decimal("0.75") else LESS_OF_IT
    return Code(f"{LETTERS[route]}{percent}", f"{words}, {percent} procent av månadspotten", fill)


def outcome_codes(requirement: Monthly, rows: pl.DataFrame) -> tuple[dict[tuple[str, date], Code], list[Code]]:
    """The code of each region and month of a requirement, and those that there are in the order of a legend.

    `rows` are of `Qualification`.
    """
    own = rows.filter(pl.col("requirement") == requirement.id).sort(
        pl.col("route").replace_strict({route.value: place for place, route in enumerate(Route)}, return_dtype=pl.Int8),
        -pl.col("part"),
    )
    codes = {
        (row["region_code"], row["month"]): outcome_code(requirement, Route(row["route"]), row["part"])
        for row in own.iter_rows(named=True)
    }
    return codes, list(dict.fromkeys(codes.values()))


ROUTE_COLUMNS = {
    "months_improvement": "Genom förbättring",
    "months_top_five": "Bland de bästa",
    "months_threshold": "Genom hög måluppfyllelse",
    "months_none": "Ej uppfyllda",
    "months_not_reported": "Utan rapport",
}


def write_fulfilment(book: Workbook, document: FollowUpDocument) -> None:
    """One row per requirement and region: months met, parts, per cent, months per route, kronor."""
    rows = document.tables["fulfilment"]
    # A route that the decree does not have is zero in every row.
    routes = [name for name in ROUTE_COLUMNS if name not in ("months_top_five", "months_threshold") or sum(rows[name])]
    requirements = {requirement.id: requirement for requirement in document.programme.requirements}
    place = list(requirements)
    title = "Uppfyllnad av prestationskraven"
    if months := _months_in(document):
        title = f"{title} {month_spans(months)}"
    layout = Layout(
        "Uppfyllnad",
        title,
        (
            Field("requirement", 22, value=lambda row: _capitalized(requirements[row["requirement"]].short_title)),
            Field("region_code", 18),
            Field("months_met", 11),
            Field("months_measured", 9),
            Field("parts_earned", 13),
            Field("fulfilled_percent", 10),
            *(Field(name, 12, ROUTE_COLUMNS[name], group="Månader") for name in routes),
            Field("reserved_kr", 16, is_summed=True),
            Field("earned_kr_exact", 19, is_summed=True),
        ),
        lines=(
            "Uppfyllt är intjänade månadspotter i procent av mätta månader, avkortat till två decimaler. Intjänat är "
            "före utbetalningens avrundning (T02).",
        ),
        if_empty=NOT_YET,
        sum_label="Alla krav och regioner",
        has_filter=True,
    )
    document.write(book, layout, rows, lambda row: (place.index(row["requirement"]), row["region_code"]))


def write_heat_maps(book: Workbook, document: FollowUpDocument) -> None:
    """One sheet per requirement: what each month gave each region, as short codes with colours and a legend."""
    months_in = _months_in(document)
    if not months_in:
        return
    rows = document.tables["qualification"]
    for requirement in document.programme.requirements:
        months = requirement.months
        own = rows.filter(requirement=requirement.id)
        told = own.filter(pl.col("month").is_in(months_in))
        codes, legend = outcome_codes(requirement, told)
        texts = [codes[region_month].text for region_month in told.select("region_code", "month").iter_rows()]
        told = told.with_columns(text=pl.Series(texts, dtype=pl.String))
        layout = Layout(
            f"Värmekarta {requirement.short_title}",
            f"{requirement.title} {month_spans(months)}: så uppfylldes kravet",
            (
                Field("region_code", 24),
                *(Field(at("text", month), 8, month_abbreviation(month)) for month in months),
            ),
            lines=["Tom ruta: rapporter för månaden inväntas från alla regioner."] if months_in != set(months) else [],
            is_one_page=True,
            colours=[Colour("==", f'"{code.text}"', code.fill, code.ink) for code in legend],
        )
        sheet = document.open(book, layout, own)
        for code in legend:
            sheet.line(f"{code.text}  {code.meaning}", bg_color=code.fill, font_color=code.ink)
        layout.write(sheet, turned(told, "region_code", CODES, "month", months, "text"))


def _months_in(document: FollowUpDocument) -> set[Any]:
    """The months that are closed, or that at least one region has reported something for."""
    rows = document.tables["qualification"]
    return set(rows.filter(pl.col("route") != Route.AWAITED.value)["month"])


def _capitalized(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
