"""Bar charts as SVG inside a page: the size of text on a telephone, no script, colours from the page's style sheet.

Places and sizes are whole tenths of a unit of the picture, which is 400 units wide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from markupsafe import escape

from exports.pictures import even_ticks
from exports.report.blocks import Chart, Series, Table
from exports.report.tables import MISSING
from rules.regions import BY_CODE, CODES
from rules.swedish import month_abbreviation, month_name, month_span, number

WIDTH = 4000
BAR_HEIGHT = 200
MONTHS_HEIGHT = 2300
TOP, RIGHT, BOTTOM = 90, 380, 240
"""Around the bars; the last word of a scale reaches out to the right."""
LETTER, BESIDE_WORDS = 78, 110
"""The width of a letter, and what is free on both sides of the words to the left."""
GAP = 13
"""Between two bars; as many before and after the bars of a label as they are."""
MILLION = 1_000_000


def month_chart(id_: str, title: str, about: str, months: Sequence[date], series: Sequence[Series]) -> Chart:
    """Upright bars side by side, one group per month."""
    return _month_chart(id_, title, about, months, series, is_stacked=False)


def stacked_month_chart(id_: str, title: str, about: str, months: Sequence[date], series: Sequence[Series]) -> Chart:
    """Upright bars, each month's parts on top of one another."""
    return _month_chart(id_, title, about, months, series, is_stacked=True)


def region_chart(id_: str, title: str, about: str, series: Sequence[Series]) -> Chart:
    """Lying bars, one per region in the order of the decrees' tables, each region's parts after one another.

    It stands beside the table of the same numbers, and has none of its own.
    """
    names = [BY_CODE[code].name for code in CODES]
    bars = _Bars(names, series, BAR_HEIGHT * (len(names) + 2), is_stacked=True, is_lying=True)
    return Chart(id_, title, about, tuple(each.name for each in series), bars.drawn(id_, title, about), table=None)


def _month_chart(
    id_: str, title: str, about: str, months: Sequence[date], series: Sequence[Series], *, is_stacked: bool
) -> Chart:
    title = f"{title}, {month_span(months[0], months[-1])}"
    labels = [month_abbreviation(month) for month in months]
    bars = _Bars(labels, series, MONTHS_HEIGHT, is_stacked=is_stacked, is_lying=False)
    legend = tuple(each.name for each in series)
    lines = tuple(
        (month_name(month), *(each.figures[place] or MISSING for each in series)) for place, month in enumerate(months)
    )
    table = Table(f"{id_}-siffror", title, ("Månad", *legend), lines)
    return Chart(id_, title, about, legend, bars.drawn(id_, title, about), table, is_paired=not is_stacked)


@dataclass(frozen=True)
class _Bars:
    """Bars as long as their figures, those of each series beside those of the series before or going on from them.

    Upright bars have their labels below and the scale to the left, lying ones the other way round.
    """

    labels: Sequence[str]
    series: Sequence[Series]
    height: int
    is_stacked: bool
    is_lying: bool

    def drawn(self, id_: str, title: str, about: str) -> str:
        """The picture, with what stands for it where it is not seen."""
        values = [
            [None if figure is None else Fraction(figure.value) for figure in each.figures] for each in self.series
        ]
        columns = [[value or 0 for value in column] for column in zip(*values, strict=True)]
        most = max(sum(column) if self.is_stacked else max(column) for column in columns)
        ticks = even_ticks(-(-most // 1))  # a whole number that is not below it
        last = max(ticks[-1], 1)
        words = [_tick(tick, last) for tick in ticks]
        left = BESIDE_WORDS + LETTER * max(map(len, self.labels if self.is_lying else words))
        wide, high = WIDTH - left - RIGHT, self.height - TOP - BOTTOM
        along, slot = (wide, high // len(columns)) if self.is_lying else (high, wide // len(columns))
        scale = [tick * along // last if self.is_lying else high - tick * along // last for tick in ticks]
        middles = [place * slot + slot // 2 for place in range(len(columns))]
        named, told = zip(self.labels, middles, strict=True), zip(words, scale, strict=True)
        beside, below = (named, told) if self.is_lying else (told, named)
        guides = "".join(
            f"M{_units(at)} 0v{_units(high)}" if self.is_lying else f"M0 {_units(at)}h{_units(wide)}" for at in scale
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_units(WIDTH)} {_units(self.height)}" role="img" '
            f'aria-labelledby="{id_}-namn {id_}-beskrivning" class="chart">'
            f'<title id="{id_}-namn">{escape(title)}</title><desc id="{id_}-beskrivning">{escape(about)}</desc>'
            f'<g transform="translate({_units(left)} {_units(TOP)})"><path class="line" d="{guides}"/>'
            f'<g class="axis y">{_words((word, -50, y + 45) for word, y in beside)}</g>'
            f'<g class="axis x">{_words((word, x, high + 165) for word, x in below)}</g>'
            f"{self._bars(values, slot, along, last)}</g></svg>"
        )

    def _bars(self, values: Sequence[Sequence[Fraction | None]], slot: int, along: int, last: int) -> str:
        beside = 1 if self.is_stacked else len(values)
        thick = (slot + GAP) // beside - 3 * GAP
        reached = [Fraction(0)] * len(self.labels)
        drawn = []
        for colour, row in enumerate(values):
            drawn.append(f'<g class="series color-{colour}">')
            first = GAP * beside + (0 if self.is_stacked else colour * (thick + GAP))
            for place, value in enumerate(row):
                if value is None:
                    continue
                start, end = (to * along // last for to in (reached[place], reached[place] + value))
                across, long = place * slot + first, end - start
                at = (start, across, long, thick) if self.is_lying else (across, along - end, thick, long)
                drawn.append('<rect x="{}" y="{}" width="{}" height="{}"/>'.format(*map(_units, at)))
                reached[place] += value if self.is_stacked else 0
            drawn.append("</g>")
        return "".join(drawn)


def _tick(value: int, last: int) -> str:
    """A place on the scale, in millions where it reaches that far; the unit stands at the last one only."""
    if last <= MILLION:
        return number(value)
    return f"{number(Fraction(value, MILLION))}{' mnkr' if value == last else ''}"


def _words(placed: Iterable[tuple[str, int, int]]) -> str:
    return "".join(f'<text x="{_units(x)}" y="{_units(y)}">{escape(word)}</text>' for word, x, y in placed)


def _units(tenths: int) -> str:
    whole, part = divmod(tenths, 10)
    return f"{whole}.{part}" if part else str(whole)
