"""The follow-up sheets of a basic requirement to report and of national rates: "Riket", "Grundkrav", "Iakttagelser"."""

from collections.abc import Sequence

from xlsxwriter import Workbook

from exports.follow_up.document import FollowUpDocument
from exports.printed_sheet import Kind, Placed
from exports.table_layout import Field, Layout
from exports.turned_rows import at, turned
from rules.reports import VARDPLATSER
from rules.swedish import month_spans, number

NATION_SHEET = "Riket"
SIGNAL_WORDS = {
    "jump": "stort hopp",
    "same_value": "samma värde länge",
    "beds_without_occupancy": "vårdplatser utan beläggning",
    "changed_after_rules": "jämförelseåret ändrat",
}
"""By code of `rules.signals`."""

_CHART_PIXELS = 415
"""Width of a chart; two are as wide as the table."""


def write_nation(book: Workbook, document: FollowUpDocument) -> None:
    """The national rate of each requirement month by month beside the year before, as table and line charts."""
    rows = document.tables["national_development"]
    requirements = document.programme.requirements
    months = requirements[0].months
    year = months[0].year
    headings = {
        "rate": str(year),
        "rate_year_before": str(year - 1),
        "change_percent": "Ändring, procent",
        "region_count": "Antal regioner",
    }
    layout = Layout(
        NATION_SHEET,
        f"Riket {month_spans(months)} jämfört med samma månader {year - 1}",
        (
            Field("month", 18),
            *(
                Field(at(name, requirement.id), 12, heading, group=requirement.title)
                for requirement in requirements
                for name, heading in headings.items()
            ),
        ),
        lines=(
            "Medelvärde för riket, vägt med antalet vårdplatser. Varje månad räknas bara regioner som har rapporterat "
            "både värdet och vårdplatserna båda åren, så att åren vilar på samma regioner. En minskning är en "
            "förbättring.",
        ),
        is_one_page=True,
    )
    ids = [requirement.id for requirement in requirements]
    by_month = turned(rows, "month", months, "requirement", ids, *headings)
    if placed := layout.write(document.open(book, layout, rows), by_month):
        for index, requirement in enumerate(requirements):
            _draw_lines(book, placed, len(months), 1 + index * len(headings), requirement.title, index)


def _draw_lines(book: Workbook, placed: Placed, months: int, column: int, title: str, place: int) -> None:
    """Two lines that differ by shade, marker and dash, so that they hold in black and white."""
    chart = book.add_chart({"type": "line"})
    looks: Sequence[dict[str, object]] = (
        {"line": {"color": "#1F4E79", "width": 2.25}, "marker": {"type": "circle", "size": 7}},
        {"line": {"color": "#C55A11", "width": 2.25, "dash_type": "dash"}, "marker": {"type": "diamond", "size": 8}},
    )
    last = placed.first_row + months - 1
    for offset, look in enumerate(looks):
        chart.add_series(
            {
                "name": [NATION_SHEET, placed.first_row - 1, column + offset],
                "categories": [NATION_SHEET, placed.first_row, 0, last, 0],
                "values": [NATION_SHEET, placed.first_row, column + offset, last, column + offset],
                **look,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_y_axis({"min": 0, "num_format": "0.0", "name": "per 100 vårdplatser"})
    chart.set_x_axis({"num_font": {"rotation": -45}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": _CHART_PIXELS, "height": 320})
    shift = {"x_offset": place * _CHART_PIXELS}
    book.get_worksheet_by_name(NATION_SHEET).insert_chart(placed.sum_row + 1, 0, chart, shift)


def write_basic_requirement(book: Workbook, document: FollowUpDocument) -> None:
    """What every region lacks and is liable to repay, with the reason; then each value that is missing."""
    rows = document.tables["repayment_liability"].sort("region_code")
    asked = sum(len(months) for months in document.reporting.required.values())
    layout = Layout(
        "Grundkrav",
        f"Kravet att rapportera {document.reporting.kind.title.lower()}",
        (
            Field("region_code", 22),
            Field("missing_count", 20, is_summed=True),
            Field("amount_kr", 20, "Återbetalningsskyldig för, kronor", is_summed=True),
            Field("reason", 80),
        ),
        lines=(
            f"Varje region ska rapportera {number(asked)} uppgifter senast de dagar som Socialstyrelsen anger. De vars "
            f"dag inte har passerat inväntas. Beloppen är de i {document.reporting.printed_in} och fördelas inte om "
            "(T13).",
        ),
        sum_label="Alla regioner",
    )
    sheet = document.open(book, layout, rows)
    layout.write(sheet, rows)
    gaps = document.tables["reporting_gap"].filter("is_due").group_by("region_code", "value_name").agg("month")
    if gaps.is_empty():
        return
    sheet.blank_row()
    values = document.reporting.kind.values
    order = list(values)
    missing = Layout(
        layout.name,
        "",
        (
            Field("region_code", 22),
            Field("month_count", 20, value=lambda row: len(row["month"]), kind=Kind.AMOUNT),
            Field("value_name", 20, value=lambda row: values[row["value_name"]].capitalize()),
            Field("months", 80, "Månader som saknas", lambda row: month_spans(row["month"])),
        ),
    )
    missing.table(sheet, gaps, lambda row: (row["region_code"], order.index(row["value_name"])), is_main=False)


def write_signals(book: Workbook, document: FollowUpDocument) -> None:
    """What is worth a look in the reported values, by region and month."""
    layout = Layout(
        "Iakttagelser",
        "Iakttagelser i det rapporterade",
        (
            Field("region_code", 18),
            Field("month", 16),
            Field("value_name", 22, value=lambda row: VARDPLATSER.values[row["value_name"]].capitalize()),
            Field("code", 22, value=lambda row: SIGNAL_WORDS[row["code"]]),
            Field("message_sv", 90),
        ),
        always=("Iakttagelserna påverkar inga belopp. De visar värden som kan behöva kontrolleras med regionen.",),
        if_empty="Det finns inga iakttagelser.",
        has_filter=True,
    )
    document.write(book, layout, document.tables["signal"].sort("region_code", "month", "value_name", "code"))
