"""Bar charts as SVG inside a page: the size of text on a telephone, no script, colours from the page's style sheet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from xml.etree.ElementTree import Element

from exports.pictures import even_ticks, pygal_library
from exports.report.blocks import Chart, Series, Table
from exports.report.tables import MISSING
from rules.regions import BY_CODE, CODES
from rules.swedish import month_abbreviation, month_name, month_span, number

WIDTH = 400
BAR_HEIGHT = 20
MONTHS_HEIGHT = 230
LABEL_SIZE = 13
MILLION = 1_000_000
_NOT_DRAWN = {"desc", "script", "style", "title", "defs"}
_NOT_SEEN = {"background", "tooltip-overlay"}
_NOT_KEPT = {"id", "rx", "ry"}
_STYLED = re.compile(r"axis|[xy]|line|series|color-[0-9]+")
"""The classes that the pages' style sheet knows."""
_PAST_TENTHS = re.compile(r"(?<=[0-9])(?:\.0[0-9]*|(\.[0-9])[0-9]*)")


def month_chart(id_: str, title: str, about: str, months: Sequence[date], series: Sequence[Series]) -> Chart:
    """Upright bars side by side, one group per month."""
    return _month_chart(id_, title, about, months, series, "Bar")


def stacked_month_chart(id_: str, title: str, about: str, months: Sequence[date], series: Sequence[Series]) -> Chart:
    """Upright bars, each month's parts on top of one another."""
    return _month_chart(id_, title, about, months, series, "StackedBar")


def region_chart(id_: str, title: str, about: str, series: Sequence[Series]) -> Chart:
    """Lying bars, one per region in the order of the decrees' tables, each region's parts after one another.

    It stands beside the table of the same numbers, and has none of its own.
    """
    names = [BY_CODE[code].name for code in CODES]
    height = BAR_HEIGHT * (len(names) + 2)
    drawn = _drawn(_Text(id_, title, about), names, series, "HorizontalStackedBar", height)
    return Chart(id_, title, about, tuple(each.name for each in series), drawn, table=None)


def _month_chart(
    id_: str, title: str, about: str, months: Sequence[date], series: Sequence[Series], kind: str
) -> Chart:
    title = f"{title}, {month_span(months[0], months[-1])}"
    labels = [month_abbreviation(month) for month in months]
    drawn = _drawn(_Text(id_, title, about), labels, series, kind, MONTHS_HEIGHT)
    legend = tuple(each.name for each in series)
    lines = tuple(
        (month_name(month), *(each.figures[place] or MISSING for each in series)) for place, month in enumerate(months)
    )
    table = Table(f"{id_}-siffror", title, ("Månad", *legend), lines)
    return Chart(id_, title, about, legend, drawn, table, is_paired=kind == "Bar")


@dataclass(frozen=True)
class _Text:
    """What stands for the picture where it is not seen."""

    id: str
    title: str
    about: str


def _drawn(text: _Text, labels: Sequence[str], series: Sequence[Series], kind: str, height: int) -> str:
    pygal = pygal_library()
    is_lying = kind.startswith("Horizontal")
    style = pygal.style.Style(label_font_size=LABEL_SIZE, major_label_font_size=LABEL_SIZE, font_family="sans-serif")
    chart = getattr(pygal, kind)(
        style=style,
        width=WIDTH,
        height=height,
        margin=4,
        margin_right=32,
        spacing=4 if is_lying else 8,
        js=(),
        no_prefix=True,
        disable_xml_declaration=True,
        show_legend=False,
        truncate_label=-1,
        print_values=False,
    )
    heights = [[None if figure is None else Fraction(figure.value) for figure in each.figures] for each in series]
    columns = [[height or 0 for height in column] for column in zip(*heights, strict=True)]
    most = max(sum(column) if "Stacked" in kind else max(column) for column in columns)
    ticks = even_ticks(-(-most // 1))  # a whole number that is not below it
    chart.y_labels = [{"value": tick, "label": _tick(tick, ticks[-1])} for tick in ticks]
    chart.x_labels = list(reversed(labels)) if is_lying else list(labels)
    for bars in heights:
        chart.add(None, list(reversed(bars)) if is_lying else bars)
    chart.add_xml_filter(lambda root: _named(_still(root), text))
    drawn: str = chart.render(is_unicode=True)
    return drawn


def _tick(value: int, last: int) -> str:
    """A place on the scale, in millions where it reaches that far; the unit stands at the last one only."""
    if last <= MILLION:
        return number(value)
    return f"{number(Fraction(value, MILLION))}{' mnkr' if value == last else ''}"


def _still(root: Element) -> Element:
    """The picture without what only a script uses, without a style of its own and without today's date.

    Places are cut to a tenth, of which a picture is four thousand wide, and groups that mean nothing are left out.
    """
    for parent in list(root.iter()):
        for name in _NOT_KEPT & parent.attrib.keys():
            del parent.attrib[name]
        for child in list(parent):
            classes = set(child.get("class", "").split())
            if not isinstance(child.tag, str) or child.tag in _NOT_DRAWN or classes & _NOT_SEEN:
                parent.remove(child)
    for each in root.iter():
        each.attrib = {name: _PAST_TENTHS.sub(r"\1", value) for name, value in each.attrib.items()}
        if styled := list(filter(_STYLED.fullmatch, each.attrib.pop("class", "").split())):
            each.set("class", " ".join(styled))
    return _without_bare_groups(root)


def _without_bare_groups(parent: Element) -> Element:
    children = [_without_bare_groups(child) for child in parent]
    parent[:] = [each for child in children for each in (child if child.tag == "g" and not child.attrib else [child])]
    return parent


def _named(root: Element, text: _Text) -> Element:
    root.attrib |= {"role": "img", "aria-labelledby": f"{text.id}-namn {text.id}-beskrivning", "class": "chart"}
    for tag, part, content in (("desc", "beskrivning", text.about), ("title", "namn", text.title)):
        child = Element(tag, {"id": f"{text.id}-{part}"})
        child.text = content
        root.insert(0, child)
    return root
