"""The follow-up sheets of a payment by tariff: operations, caps, remaining funds, preliminary shares, reasons."""

import polars as pl
from xlsxwriter import Workbook

from exports.follow_up.document import FollowUpDocument
from exports.printed_sheet import Cell, Column, Formula, Kind, Placed, PrintedSheet, Shown
from rules.regions import BY_CODE
from rules.swedish import MONTH_NAMES, count_word, month_name, month_span, ordinal_word
from rules.tariffs import kind_words, remaining_places, tariffs

CAP_SHEET = "Tak"
PERFORMER_WORDS = {
    None: "alla",
    "egen_region": "egen region",
    "annan_region": "annan region",
    "privat": "privat vårdgivare",
}
"""By value of `performer`."""

NOT_YET = (
    "Tabellen kan inte räknas ännu: antingen har ingen månad kommit in, eller så går befolkningen inte att använda."
)


def _short(document: FollowUpDocument) -> str:
    """The payment by tariff without what it is for: `Block 2`."""
    (tariff, *_) = tariffs(document.programme)
    return document.programme.payment_of(tariff).title.partition(":")[0]


def write_operations(book: Workbook, document: FollowUpDocument) -> None:
    """The account of the latest month: operations in the month and so far beside the year before, by performer."""
    rows = document.tables["operation_development"]
    columns = [Column("Slag av operation", 17), Column("Region", 18), Column("Utförare", 18)]
    if rows.is_empty():
        sheet = document.sheet(book, "Redovisning", title="Genomförda operationer", columns=columns, rests_on=rows)
        sheet.line("Ännu har ingen månad kommit in.")
        return
    months = rows["month"].sort().to_list()
    first, month = months[0], months[-1]
    rows = rows.filter(pl.col("month") == month)
    so_far = month_span(first, month)
    now, before = str(month.year), str(month.year - 1)
    columns += [
        Column(now, 11, Kind.AMOUNT, group=MONTH_NAMES[month.month - 1].capitalize()),
        Column(before, 11, Kind.AMOUNT, group=MONTH_NAMES[month.month - 1].capitalize()),
        Column("Ändring", 11, Kind.AMOUNT, group=MONTH_NAMES[month.month - 1].capitalize()),
        Column(now, 11, Kind.AMOUNT, group="Hittills under året"),
        Column(before, 11, Kind.AMOUNT, group="Hittills under året"),
        Column("Ändring", 11, Kind.AMOUNT, group="Hittills under året"),
        Column("Ändring, procent", 11, Kind.TWO_DECIMALS, group="Hittills under året"),
        Column("Jämförbart mellan åren", 13),
    ]
    sheet = document.sheet(
        book,
        "Redovisning",
        title=f"Genomförda operationer i {month_name(month)} och {so_far}, jämfört med {before}",
        columns=columns,
        rests_on=rows,
    )
    sheet.line(
        "Operationerna räknas på patientens hemregion. Tom ruta: inget är rapporterat. Åren är jämförbara när samma "
        "månader är rapporterade båda åren från samma regioner."
    )
    sheet.line("Små tal är inte dolda; tabellen får inte publiceras i detta skick (T19).")
    performers = list(PERFORMER_WORDS)
    words = kind_words([document.programme])
    kinds = list(words)
    ordered = sorted(
        rows.iter_rows(named=True),
        key=lambda row: (
            kinds.index(row["operation"]),
            row["region_code"] or "",
            performers.index(row["performer"]),
        ),
    )
    cells: list[list[Cell]] = [
        [
            words[row["operation"]].capitalize(),
            BY_CODE[row["region_code"]].name if row["region_code"] else "Riket",
            PERFORMER_WORDS[row["performer"]],
            row["month_count"],
            row["year_before_month_count"],
            _change(row["month_count"], row["year_before_month_count"], "=D{row}-E{row}"),
            row["so_far_count"],
            row["year_before_so_far_count"],
            _change(row["so_far_count"], row["year_before_so_far_count"], "=G{row}-H{row}"),
            _change_percent(row["so_far_count"], row["year_before_so_far_count"], "=100*I{row}/H{row}"),
            "ja" if row["is_comparable"] else "nej",
        ]
        for row in ordered
    ]
    sheet.table(columns, cells, is_main=True, has_filter=True)


def _change(now: int | None, before: int | None, formula: str) -> Cell:
    # Amounts are written with blanks between thousands, which would part a minus from its number.
    return None if now is None or before is None else Shown(Formula(formula, now - before), Kind.PLAIN)


def _change_percent(now: int | None, before: int | None, formula: str) -> Cell:
    return None if now is None or not before else Formula(formula, 100 * (now - before) / before)


def write_caps(book: Workbook, document: FollowUpDocument) -> None:
    """How much of its cap each region has used and when it was reached, as table and, beside it, bar chart."""
    rows = document.tables["cap_line"].sort("region_code")
    columns = [
        Column("Region", 20),
        Column("Enligt ersättning per operation, kronor", 20, Kind.AMOUNT, is_summed=True),
        Column("Tak, kronor", 18, Kind.AMOUNT, is_summed=True),
        Column("Ersättning högst till taket, kronor", 20, Kind.AMOUNT, is_summed=True),
        Column("Använd del av taket, procent", 16, Kind.TWO_DECIMALS),
        Column("Taket nåddes", 18),
    ]
    sheet = document.sheet(
        book,
        CAP_SHEET,
        title=f"{_short(document)}: använd del av taken",
        columns=columns,
        rests_on=rows,
        is_one_page=True,
    )
    if rows.is_empty():
        sheet.line(NOT_YET)
        return
    _tell_if_preliminary(sheet, document)
    cells: list[list[Cell]] = [
        [
            BY_CODE[row["region_code"]].name,
            row["gross_kr"],
            row["cap_kr"],
            row["paid_kr"],
            row["cap_used_percent"],
            month_name(row["month_reached"]) if row["month_reached"] else "",
        ]
        for row in rows.iter_rows(named=True)
    ]
    placed = sheet.table(columns, cells, sum_label="Riket", is_main=True)
    _draw_bars(book, placed, len(cells))


def _draw_bars(book: Workbook, placed: Placed, regions: int) -> None:
    chart = book.add_chart({"type": "bar"})
    last = placed.first_row + regions - 1
    chart.add_series(
        {
            "categories": [CAP_SHEET, placed.first_row, 0, last, 0],
            "values": [CAP_SHEET, placed.first_row, 4, last, 4],
            "fill": {"color": "#1F4E79"},
            "gap": 40,
            "data_labels": {"value": True, "num_format": "0.00"},
        }
    )
    chart.set_title({"name": "Använd del av taket, procent", "name_font": {"size": 11}})
    chart.set_x_axis({"min": 0, "max": 100, "num_format": "0"})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_legend({"none": True})
    chart.set_size({"width": 560, "height": 20 * regions})
    book.get_worksheet_by_name(CAP_SHEET).insert_chart(placed.first_row, 6, chart, {"x_offset": 15})


def write_remaining(book: Workbook, document: FollowUpDocument) -> None:
    """The remaining funds line by line: every region's operations per inhabitant, place and share, by kind."""
    rows = document.tables["remaining_line"]
    columns = [
        Column("Slag av operation", 18),
        Column("Region", 20),
        Column("Operationer", 13, Kind.AMOUNT),
        Column("Per 100 000 invånare", 13, Kind.TWO_DECIMALS),
        Column("Plats", 8, Kind.AMOUNT),
        Column("Får del", 9),
        Column("Tak, kronor", 18, Kind.AMOUNT),
        Column("Av kvarstående medel, kronor", 20, Kind.AMOUNT, is_summed=True),
    ]
    sheet = document.sheet(
        book, "Kvarstående medel", title=f"{_short(document)}: kvarstående medel", columns=columns, rests_on=rows
    )
    if rows.is_empty():
        sheet.line(NOT_YET)
        return
    _tell_if_preliminary(sheet, document)
    places = remaining_places(document.programme)
    sheet.line(
        f"De {count_word(places)} regioner som har gjort flest operationer per invånare delar på varje del, i "
        f"proportion till sina tak (T16). Regioner som delar {ordinal_word(places)} plats får alla del (T11)."
    )
    words = kind_words([document.programme])
    kinds = list(words)
    ordered = sorted(
        rows.iter_rows(named=True),
        key=lambda row: (kinds.index(row["operation"]), row["rank"], row["region_code"]),
    )
    cells: list[list[Cell]] = [
        [
            words[row["operation"]].capitalize(),
            BY_CODE[row["region_code"]].name,
            row["operation_count"],
            row["per_100_000"],
            row["rank"],
            "ja" if row["is_qualified"] else "nej",
            row["cap_kr"],
            row["amount_kr"],
        ]
        for row in ordered
    ]
    sheet.table(columns, cells, sum_label="Kvarstående medel", is_main=True, has_filter=True)


def write_reasons(book: Workbook, document: FollowUpDocument) -> None:
    """The payment for each region in words."""
    rows = document.tables["region_reason"].sort("region_code")
    columns = [Column("Region", 20), Column("Skäl", 120)]
    sheet = document.sheet(
        book, "Skäl", title=f"{_short(document)}: skäl för varje region", columns=columns, rests_on=rows
    )
    if rows.is_empty():
        sheet.line(NOT_YET)
        return
    _tell_if_preliminary(sheet, document)
    cells: list[list[Cell]] = [[BY_CODE[row["region_code"]].name, row["reason"]] for row in rows.iter_rows(named=True)]
    sheet.table(columns, cells, is_main=True)


def _tell_if_preliminary(sheet: PrintedSheet, document: FollowUpDocument) -> None:
    if not document.tables["preliminary_payout"].is_empty():
        sheet.line(
            "PRELIMINÄRT – räknat på de månader som har kommit in, som om inget mer skulle komma. Inget får betalas ut "
            "på dessa belopp.",
            bold=True,
        )
