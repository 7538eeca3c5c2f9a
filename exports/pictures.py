"""Pictures of results as SVG: outcomes month by month, where the money goes, development against the year before.

From frames to bytes, the same bytes for the same frames. Every picture says in its title what it rests on.
Where it is shown belongs to `assets.pictures`.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import polars as pl

from exports.follow_up.monthly_sheets import outcome_codes
from rules.declaration import Decree, Monthly
from rules.regions import BY_CODE, CODES
from rules.swedish import about, kronor, month_abbreviation, month_spans, number

if TYPE_CHECKING:
    from pygal.graph.graph import Graph

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#56B4E9", "#D55E00", "#CC79A7", "#F0E442")
"""Told apart with any colour vision (Okabe and Ito)."""

GREY = "#BFBFBF"
UNDISTRIBUTED = "Ofördelat"
MOST_TICKS = 6
SHOWN_DECIMALS = 2
WIDTH = 940
_NOT_DRAWN = {"desc", "script", "title"}


def outcome_map(requirement: Monthly, rows: pl.DataFrame) -> bytes:
    """What every region earned every month, as the codes of the follow-up workbook.

    `rows` are the programme's of `Qualification`. Raises `KeyError` for a region that lacks an
    outcome in one of the months.
    """
    outcomes, shown = outcome_codes(requirement, rows)
    months = sorted({month for _, month in outcomes})
    chart = _chart(
        "HorizontalStackedBar",
        [requirement.title, f"Utfall per region och månad, {month_spans(months)}"],
        rows["mark"],
        colours=[code.fill for code in shown],
        height=660,
        legend_at_bottom_columns=2,
        print_values=True,
        spacing=4,
        range=(0, len(months)),
    )
    chart.x_labels = [BY_CODE[code].name for code in reversed(CODES)]
    chart.y_labels = [{"value": place + 0.5, "label": month_abbreviation(month)} for place, month in enumerate(months)]
    for code in shown:
        chart.add(f"{code.text}: {code.meaning}", [], formatter=_nothing)
    for month in months:
        cells = [outcomes[region, month] for region in reversed(CODES)]
        chart.add(None, [{"value": 1, "color": cell.fill, "formatter": _saying(cell.text)} for cell in cells])
    return _drawn(chart, {code.text: code.ink for code in shown})


def money_flow(programme: Decree, appropriation_kr: int, payouts: pl.DataFrame, undistributed: pl.DataFrame) -> bytes:
    """What every region gets, component by component, and what nobody gets.

    `payouts` and `undistributed` are the programme's rows of the tables with those names, `appropriation_kr` what the
    programme's pots hold; the title accounts for it to the krona.
    """
    paid_kr, left_kr = (int(rows["amount_kr"].sum()) for rows in (payouts, undistributed))
    waiting_kr = appropriation_kr - paid_kr - left_kr
    parts = [f"{kronor(paid_kr)} till regionerna", f"{kronor(left_kr)} ofördelade"]
    if waiting_kr:
        parts.append(f"{kronor(waiting_kr)} inte framräknade än")
    amounts: dict[tuple[str, str], int] = {}
    for row in payouts.iter_rows(named=True):
        key = (row["component"], row["region_code"])
        amounts[key] = amounts.get(key, 0) + row["amount_kr"]
    headings: dict[str, list[str]] = {}
    for payment in programme.payments:
        for part in payment.components:
            headings.setdefault(part.id, []).append(part.heading)
    shown = [component for component in headings if any(amounts.get((component, code)) for code in CODES)]
    totals = {code: sum(amounts.get((component, code), 0) for component in shown) for code in CODES}
    chart = _chart(
        "HorizontalStackedBar",
        [f"{programme.short_title}: av {kronor(appropriation_kr)} går", *parts],
        payouts["mark"],
        colours=[*COLOURS[: len(shown)], GREY],
        height=760,
        legend_at_bottom_columns=2,
    )
    labels = [f"{BY_CODE[code].name} {number(totals[code])}" for code in CODES]
    chart.x_labels = [f"{UNDISTRIBUTED} {number(left_kr)}", *reversed(labels)]
    chart.y_labels = [
        {"value": tick, "label": f"{number(Fraction(tick, 1_000_000))} mnkr"}
        for tick in even_ticks(max(*totals.values(), left_kr))
    ]
    for component in shown:
        by_region = [amounts.get((component, code), 0) for code in reversed(CODES)]
        chart.add(" / ".join(dict.fromkeys(headings[component])), [None, *by_region])
    chart.add(UNDISTRIBUTED, [left_kr])
    return _drawn(chart)


def development(title: str, unit: str, rows: pl.DataFrame) -> bytes:
    """A number month by month beside the same month the year before; a missing number is a gap, not zero.

    `rows` has `month`, `now`, `year_before` and `mark`.
    """
    rows = rows.sort("month")
    months: Sequence[date] = rows["month"].to_list()
    chart = _chart(
        "Bar",
        [title, f"{unit}, {month_spans(months)}, jämfört med samma månad året innan"],
        rows["mark"],
        colours=[GREY, COLOURS[0]],
        height=420,
        legend_at_bottom_columns=2,
        print_values=True,
        print_values_position="top",
        show_y_guides=False,
        show_y_labels=False,
    )
    chart.x_labels = [month_abbreviation(month) for month in months]
    for name, column in (("Samma månad året innan", "year_before"), ("Månaden", "now")):
        heights = rows[column].cast(pl.Float64)
        chart.add(
            name,
            [
                None if exact is None else {"value": height, "formatter": _saying(about(exact, SHOWN_DECIMALS))}
                for height, exact in zip(heights, rows[column], strict=True)
            ],
        )
    return _drawn(chart)


def _chart(
    kind: str, title: Sequence[str], marks: Iterable[str], *, colours: Sequence[str], height: int, **options: Any
) -> "Graph":
    pygal = pygal_library()
    if found := sorted({mark for joined in marks for mark in joined.split(", ") if mark}):
        title = [*title, f"Vilar på uppgifter märkta {', '.join(found)}"]
    style = pygal.style.Style(
        background="white",
        plot_background="white",
        colors=tuple(colours),
        value_colors=("#000000",) * 40,
        opacity="1",
        font_family="sans-serif",
        label_font_size=12,
        major_label_font_size=12,
        legend_font_size=12,
        title_font_size=14,
        value_font_size=11,
    )
    return getattr(pygal, kind)(
        style=style,
        title="\n".join(title),
        width=WIDTH,
        height=height,
        explicit_size=True,
        legend_at_bottom=True,
        x_title=" ",
        js=(),
        no_prefix=True,
        truncate_legend=-1,
        truncate_label=-1,
        **options,
    )


def pygal_library() -> Any:
    """The library, without the finder of map plug-ins that would warn at every later import."""
    import pygal

    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
    return pygal


def _drawn(chart: "Graph", inks: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """The chart's SVG without what a still picture has no use for, and without today's date; `inks` are by text."""

    def still(root: Element) -> Element:
        for parent in list(root.iter()):
            for child in list(parent):
                if not isinstance(child.tag, str) or child.tag in _NOT_DRAWN:
                    parent.remove(child)
            if parent.text and parent.text in inks and parent.get("class") == "value":
                parent.set("style", f"fill:{inks[parent.text]}")
        return root

    chart.add_xml_filter(still)
    drawn: bytes = chart.render()
    return drawn


def even_ticks(most: int) -> range:
    """Even steps of 1, 2 or 5 times a power of ten, at most six, from zero past the largest value."""
    steps = (digit * 10**zeros for zeros in count() for digit in (1, 2, 5))
    step = next(step for step in steps if step * (MOST_TICKS - 1) >= most)
    return range(0, most + step, step)


def _saying(text: str) -> Any:
    return lambda _value: text


def _nothing(_value: object) -> str:
    return ""
