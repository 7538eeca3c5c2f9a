"""The follow-up sheets of a payment by tariff: operations, caps, remaining funds, preliminary shares, reasons."""

from datetime import date

import polars as pl
from xlsxwriter import Workbook

from exports.follow_up.document import FollowUpDocument
from exports.printed_sheet import Cell, Formula, Kind, Placed, Shown
from exports.table_layout import Field, Layout
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


_WHICH = (Field("operation", 17), Field("region_code", 18), Field("performer", 18))


def write_operations(book: Workbook, document: FollowUpDocument) -> None:
    """The account of the latest month: operations in the month and so far beside the year before, by performer."""
    rows = document.tables["operation_development"]
    if rows.is_empty():
        nothing = Layout("Redovisning", "Genomförda operationer", _WHICH, if_empty="Ännu har ingen månad kommit in.")
        document.write(book, nothing, rows)
        return
    first, month = rows["month"].min(), rows["month"].max()
    assert isinstance(first, date) and isinstance(month, date)
    words = kind_words([document.programme])
    kinds, performers = list(words), list(PERFORMER_WORDS)
    layout = Layout(
        "Redovisning",
        f"Genomförda operationer i {month_name(month)} och {month_span(first, month)}, jämfört med {month.year - 1}",
        (
            Field("operation", 17, value=lambda row: words[row["operation"]].capitalize()),
            Field("region_code", 18),
            Field("performer", 18, value=lambda row: PERFORMER_WORDS[row["performer"]]),
            *_beside_year_before(month.year, MONTH_NAMES[month.month - 1].capitalize(), "month_count", "D"),
            *_beside_year_before(month.year, "Hittills under året", "so_far_count", "G"),
            Field(
                "so_far_percent",
                11,
                "Ändring, procent",
                lambda row: _change_percent(row["so_far_count"], row["year_before_so_far_count"], "=100*I{row}/H{row}"),
                Kind.TWO_DECIMALS,
                "Hittills under året",
            ),
            Field("is_comparable", 13, "Jämförbart mellan åren"),
        ),
        lines=(
            "Operationerna räknas på patientens hemregion. Tom ruta: inget är rapporterat. Åren är jämförbara när "
            "samma månader är rapporterade båda åren från samma regioner.",
            "Små tal är inte dolda; tabellen får inte publiceras i detta skick (T19).",
        ),
        has_filter=True,
    )
    document.write(
        book,
        layout,
        rows.filter(pl.col("month") == month),
        lambda row: (
            kinds.index(row["operation"]),
            row["region_code"] or "",
            performers.index(row["performer"]),
        ),
    )


def _beside_year_before(year: int, group: str, name: str, letter: str) -> tuple[Field, Field, Field]:
    """A count, that of the year before and the change; `letter` is the first one's column."""
    before = f"year_before_{name}"
    formula = f"={letter}{{row}}-{chr(ord(letter) + 1)}{{row}}"
    return (
        Field(name, 11, str(year), group=group),
        Field(before, 11, str(year - 1), group=group),
        Field("change", 11, "Ändring", lambda row: _change(row[name], row[before], formula), Kind.AMOUNT, group),
    )


def _change(now: int | None, before: int | None, formula: str) -> Cell:
    # Amounts are written with blanks between thousands, which would part a minus from its number.
    return None if now is None or before is None else Shown(Formula(formula, now - before), Kind.PLAIN)


def _change_percent(now: int | None, before: int | None, formula: str) -> Cell:
    return None if now is None or not before else Formula(formula, 100 * (now - before) / before)


def write_caps(book: Workbook, document: FollowUpDocument) -> None:
    """How much of its cap each region has used and when it was reached, as table and, beside it, bar chart."""
    rows = document.tables["cap_line"].sort("region_code")
    layout = Layout(
        CAP_SHEET,
        f"{_short(document)}: använd del av taken",
        (
            Field("region_code", 20),
            Field("gross_kr", 20, "Enligt ersättning per operation, kronor", is_summed=True),
            Field("cap_kr", 18, is_summed=True),
            Field("paid_kr", 20, "Ersättning högst till taket, kronor", is_summed=True),
            Field("cap_used_percent", 16),
            Field("month_reached", 18),
        ),
        warning=_warning(document),
        if_empty=NOT_YET,
        sum_label="Riket",
        is_one_page=True,
    )
    if placed := document.write(book, layout, rows):
        _draw_bars(book, placed, rows.height)


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
    words = kind_words([document.programme])
    kinds = list(words)
    places = remaining_places(document.programme)
    layout = Layout(
        "Kvarstående medel",
        f"{_short(document)}: kvarstående medel",
        (
            Field("operation", 18, value=lambda row: words[row["operation"]].capitalize()),
            Field("region_code", 20),
            Field("operation_count", 13),
            Field("per_100_000", 13),
            Field("rank", 8),
            Field("is_qualified", 9),
            Field("cap_kr", 18),
            Field("amount_kr", 20, "Av kvarstående medel, kronor", is_summed=True),
        ),
        warning=_warning(document),
        lines=(
            f"De {count_word(places)} regioner som har gjort flest operationer per invånare delar på varje del, i "
            f"proportion till sina tak (T16). Regioner som delar {ordinal_word(places)} plats får alla del (T11).",
        ),
        if_empty=NOT_YET,
        sum_label="Kvarstående medel",
        has_filter=True,
    )
    document.write(
        book,
        layout,
        document.tables["remaining_line"],
        lambda row: (kinds.index(row["operation"]), row["rank"], row["region_code"]),
    )


def write_reasons(book: Workbook, document: FollowUpDocument) -> None:
    """The payment for each region in words."""
    layout = Layout(
        "Skäl",
        f"{_short(document)}: skäl för varje region",
        (Field("region_code", 20), Field("reason", 120)),
        warning=_warning(document),
        if_empty=NOT_YET,
    )
    document.write(book, layout, document.tables["region_reason"].sort("region_code"))


def _warning(document: FollowUpDocument) -> str:
    """What is said above amounts of a payment whose months are open."""
    if document.tables["preliminary_payout"].is_empty():
        return ""
    return (
        "PRELIMINÄRT – räknat på de månader som har kommit in, som om inget mer skulle komma. Inget får betalas ut "
        "på dessa belopp."
    )
