"""The routes to a monthly pot in formulas: one for each mechanism, on the cells of its measure (T06-T12, T22).

Rates are compared as reported: both sides of the comparison of T09 are rounded to ten decimals, which is exact for
rates below 1 000 with up to eight decimals and a limit with up to two. Shares are compared as whole numbers: the change
of a share (T06) in tenths of a percentage point, a level (T07) by multiplying crosswise; that is exact for counts below
500 000 a month.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from exports.calculation.cells import Cells, Single
from exports.calculation.inputs import Draft
from exports.calculation.measures import Values, label, start_rows
from exports.calculation.pots import Earned
from exports.calculation.regions import REGION_NAMES
from exports.calculation.sheet import CalculationSheet, FormulaOf, Table
from exports.printed_sheet import Kind
from rules.mechanisms.bands import Bands
from rules.mechanisms.measures import Rate, ShareWithin
from rules.mechanisms.relative_change import RelativeChange
from rules.mechanisms.requirement import Requirement, RouteTo
from rules.mechanisms.threshold import Threshold
from rules.mechanisms.top_places import TopPlaces
from rules.money import cut, round_half_up
from rules.monthly_pot import Route
from rules.ranking import ranks
from rules.swedish import count_word

SHOWN_DECIMALS = 6
"""Decimals that the stored value of a percentage is cut to; nothing is decided by it."""


def write_qualification(draft: Draft, requirement: Requirement, values: Values) -> Earned:
    """One requirement, month by month: every route, and the part that the best one gives (T22)."""
    name = label(requirement)
    sheet = CalculationSheet(draft.book, f"Kvalificering {name}", f"Kvalificering: {name}")
    sheet.line("1 är uppfyllt, 0 inte. Delar anges i procent av månadspotten, som ingen får mer än en gång.")
    by_place = {code: place for place, code in enumerate(REGION_NAMES)}
    outcomes = {
        (outcome.month, outcome.region_code): outcome
        for month in dict.fromkeys(month for month, _ in values.rows)
        for outcome in requirement.qualify(draft.case, month)
    }
    found = [outcomes[row] for row in sorted(values.rows, key=lambda row: (row[0], by_place[row[1]]))]
    numbers = draft.case.values
    with sheet.table(len(values.rows), frozen_columns=2, has_groups=True) as table:
        regions = start_rows(table, values.rows)
        measured = _MEASURED[type(requirement.measure)](table, requirement, values)
        given = [_FORMULAS[type(route)](draft, table, route, measured) for route in requirement.routes]
        percent = table.formula(
            "Del av potten, procent",
            lambda i: f"MAX({','.join(cells.at(i) for cells in given)})",
            [int(outcome.assessment.part * 100) for outcome in found],
        )

        def route_of(row: int) -> str:
            words = f'"{requirement.route_short(Route.NONE, numbers)}"'
            for route, cells in reversed(list(zip(requirement.routes, given, strict=True))):
                words = f'IF({cells.at(row)}={percent.at(row)},"{route.short(numbers)}",{words})'
            return (
                f'IF({measured.reported(row)}=0,"{requirement.route_short(Route.NOT_REPORTED, numbers)}",'
                f'IF({percent.at(row)}=0,"{requirement.route_short(Route.NONE, numbers)}",{words}))'
            )

        table.formula(
            "Väg",
            route_of,
            [requirement.route_short(outcome.assessment.route, numbers) for outcome in found],
            kind=Kind.PLAIN,
        )
    return Earned(regions, percent)


class _Rates:
    """The columns of a rate: as reported, and empty where it is not, which is not zero."""

    def __init__(self, table: Table, requirement: Requirement, values: Values) -> None:
        measure, year = requirement.measure, values.rows[0][0].year
        assert isinstance(measure, Rate), "these are the columns of a rate"
        self.is_fewer_better = measure.is_fewer_better
        self.rows = range(len(values.rows))
        self.now, self.before = (
            table.formula(
                f"Värde {own_year}",
                _unless_empty(cells),
                ["" if cells.value(i) is None else cells.value(i) for i in self.rows],
                width=10,
                kind=Kind.PLAIN,
            )
            for own_year, cells in ((year, values.now[measure.column]), (year - 1, values.before[measure.column]))
        )

    def reported(self, row: int) -> str:
        """1 where the value is reported."""
        return f'IF({self.now.at(row)}="",0,1)'


class _Shares:
    """The columns of a share: whether it is reported, and both years' share in per cent, to read."""

    def __init__(self, table: Table, requirement: Requirement, values: Values) -> None:
        measure, year = requirement.measure, values.rows[0][0].year
        assert isinstance(measure, ShareWithin), "these are the columns of a share"
        self.rows = range(len(values.rows))
        self.done, self.within = values.now[measure.DONE], values.now[measure.WITHIN]
        self.waiting, self.waiting_within = values.now[measure.WAITING], values.now[measure.WAITING_WITHIN]
        self.done_before, self.within_before = values.before[measure.DONE], values.before[measure.WITHIN]
        self._reported = table.formula(
            "Rapport",
            lambda i: f"IF(AND(ISNUMBER({self.done.at(i)}),ISNUMBER({self.within.at(i)})),1,0)",
            [int(None not in (self.done.value(i), self.within.value(i))) for i in self.rows],
            width=9,
        )
        self.percents = [
            _percents(within, done)
            for within, done in ((self.within, self.done), (self.within_before, self.done_before))
        ]
        self.shares = [
            table.formula(
                f"Andel {own_year}, procent",
                _percent(within, done),
                ["" if percent is None else cut(percent, SHOWN_DECIMALS) for percent in percents],
                width=11,
                kind=Kind.TWO_DECIMALS,
            )
            for own_year, within, done, percents in (
                (year, self.within, self.done, self.percents[0]),
                (year - 1, self.within_before, self.done_before, self.percents[1]),
            )
        ]

    def reported(self, row: int) -> str:
        """1 where both counts of those seen are reported."""
        return self._reported.at(row)


_Measured = _Rates | _Shares
_MEASURED: dict[type, Callable[[Table, Requirement, Values], _Measured]] = {Rate: _Rates, ShareWithin: _Shares}


# --- Improvement in per cent of the year before (T09, T10) -----------------------------------------------------------


def _write_change(draft: Draft, table: Table, route: RouteTo, of: _Measured) -> Cells:
    assert isinstance(route, RelativeChange) and isinstance(of, _Rates), "per cent of a rate"
    limit, now, before = draft.term(route.percent), of.now, of.before
    better = _improvements(of)
    less, more = (before, now) if of.is_fewer_better else (now, before)
    table.formula(
        "Minskning, procent" if of.is_fewer_better else "Ökning, procent",
        lambda i: f'IF({_not_comparable(now, before, i)},"",({less.at(i)}-{more.at(i)})/{before.at(i)}*100)',
        ["" if percent is None else cut(percent, SHOWN_DECIMALS) for percent in better],
        kind=Kind.TWO_DECIMALS,
    )

    def gain(row: int) -> str:
        if of.is_fewer_better:
            return f"{before.at(row)}*(100-{limit.address})-{now.at(row)}*100"
        return f"{now.at(row)}*100-{before.at(row)}*(100+{limit.address})"

    return table.formula(
        "Förbättring ger, procent",
        lambda i: f"IF({_not_comparable(now, before, i)},0,IF(ROUND({gain(i)},10)>=0,100,0))",
        [100 * (percent is not None and percent >= Fraction(limit.shown)) for percent in better],
    )


def _unless_empty(cells: Cells) -> FormulaOf:
    """A reference that stays empty where the cell is: a missing value is not zero."""
    return lambda i: f'IF({cells.at(i)}="","",{cells.at(i)})'


def _not_comparable(now: Cells, before: Cells, row: int) -> str:
    """No value, or zero, the year before closes the route (T10)."""
    return f'OR({now.at(row)}="",{before.at(row)}="",{before.at(row)}=0)'


def _improvements(of: _Rates) -> list[Fraction | None]:
    """In per cent of the year before, None where there is nothing to compare."""
    found: list[Fraction | None] = []
    for now, before in zip(of.now.values, of.before.values, strict=True):
        if now == "" or not before:
            found.append(None)
            continue
        change = (Fraction(before) - Fraction(now)) / Fraction(before) * 100
        found.append(change if of.is_fewer_better else -change)
    return found


# --- Top places (T11) ------------------------------------------------------------------------------------------------


def _write_top(draft: Draft, table: Table, route: RouteTo, of: _Measured) -> Cells:
    assert isinstance(route, TopPlaces) and isinstance(of, _Rates), "places by a rate"
    places, now = draft.term(route.places), of.now
    of_month = [_month_of(now, i) for i in of.rows]
    sign = "<" if of.is_fewer_better else ">"
    place = table.formula(
        "Plats",
        lambda i: f'IF({now.at(i)}="","",1+SUMPRODUCT(({of_month[i].span}<>"")*({of_month[i].span}{sign}{now.at(i)})))',
        _places(now, fewest_first=of.is_fewer_better),
        width=8,
    )
    return table.formula(
        f"Topp {count_word(places.shown)} ger, procent",
        lambda i: f'IF({place.at(i)}="",0,IF({place.at(i)}<={places.address},100,0))',
        [100 * (place.value(i) != "" and place.value(i) <= places.shown) for i in of.rows],
    )


def _month_of(cells: Cells, row: int) -> Cells:
    """The cells of the month that a row belongs to."""
    return cells.part(row - row % len(REGION_NAMES), len(REGION_NAMES))


def _places(values: Cells, *, fewest_first: bool) -> list[int | str]:
    """Each row's place within its month, the best first; "" where nothing is reported."""
    shown: list[int | str] = []
    for first in range(0, len(values.values), len(REGION_NAMES)):
        month = values.part(first, len(REGION_NAMES)).values
        reported = {str(i): Fraction(value) for i, value in enumerate(month) if value != ""}
        place = ranks(reported, fewest_first=fewest_first)
        shown += [place.get(str(i), "") for i in range(len(month))]
    return shown


# --- Improvement in percentage points, in bands (T06) ----------------------------------------------------------------


def _write_bands(draft: Draft, table: Table, route: RouteTo, of: _Measured) -> Cells:
    assert isinstance(route, Bands) and isinstance(of, _Shares), "bands of a share"
    bands = [(draft.term(band.points), draft.term(band.percent)) for band in route.bands]
    now, before = of.shares
    change = table.formula(
        "Förändring, tiondels procentenheter",
        lambda i: (
            f'IF(OR({now.at(i)}="",{before.at(i)}=""),"",INT((2000*('
            f"{of.within.at(i)}*{of.done_before.at(i)}-{of.within_before.at(i)}*{of.done.at(i)})"
            f"+{of.done.at(i)}*{of.done_before.at(i)})/(2*{of.done.at(i)}*{of.done_before.at(i)})))"
        ),
        [
            "" if this is None or that is None else int(round_half_up(this - that, decimals=1, reading="T06") * 10)
            for this, that in zip(*of.percents, strict=True)
        ],
        width=15,
        kind=Kind.PLAIN,
    )
    return table.formula(
        "Förbättring ger, procent",
        lambda i: f'IF({change.at(i)}="",0,{_band(change.at(i), bands)})',
        [_band_percent(tenths, bands) for tenths in change.values],
    )


def _band(tenths: str, bands: Sequence[tuple[Single, Single]]) -> str:
    """What the highest band that is reached gives, as a formula; 0 below the lowest."""
    formula = "0"
    for points, percent in reversed(bands):
        formula = f"IF({tenths}>=10*{points.address},{percent.address},{formula})"
    return formula


def _band_percent(tenths: int | str, bands: Sequence[tuple[Single, Single]]) -> int:
    """The same, computed."""
    if isinstance(tenths, str):
        return 0
    return next((percent.shown for points, percent in bands if tenths >= 10 * points.shown), 0)


def _percent(within: Cells, done: Cells) -> FormulaOf:
    """A share in per cent, to read; empty when a count is missing or there are none to share (T10)."""
    return lambda i: (
        f'IF(AND(ISNUMBER({done.at(i)}),ISNUMBER({within.at(i)}),{done.at(i)}>0),{within.at(i)}/{done.at(i)}*100,"")'
    )


def _percents(within: Cells, done: Cells) -> list[Fraction | None]:
    return [
        Fraction(100 * part, whole) if part is not None and whole else None
        for part, whole in zip(within.values, done.values, strict=True)
    ]


# --- A high level, also of those who wait (T07, T08) -----------------------------------------------------------------


def _write_threshold(draft: Draft, table: Table, route: RouteTo, of: _Measured) -> Cells:
    assert isinstance(route, Threshold) and isinstance(of, _Shares), "a level of a share"
    limit, few, gives = (draft.term(number) for number in (route.percent, route.untested, route.gives))
    enough = table.formula(
        "Av de genomförda",
        lambda i: f'IF({of.shares[0].at(i)}="",0,IF(100*{of.within.at(i)}>={limit.address}*{of.done.at(i)},1,0))',
        [int(_is_enough(of.within.value(i), of.done.value(i), limit.shown)) for i in of.rows],
    )
    waiting = table.formula(
        "Av de väntande, eller få",
        lambda i: (
            f"IF(ISNUMBER({of.waiting.at(i)}),IF({of.waiting.at(i)}<={few.address},1,"
            f"IF(ISNUMBER({of.waiting_within.at(i)}),"
            f"IF(100*{of.waiting_within.at(i)}>={limit.address}*{of.waiting.at(i)},1,0),0)),0)"
        ),
        [
            int(
                of.waiting.value(i) is not None
                and (
                    of.waiting.value(i) <= few.shown
                    or _is_enough(of.waiting_within.value(i), of.waiting.value(i), limit.shown)
                )
            )
            for i in of.rows
        ],
    )
    return table.formula(
        "Hög andel ger, procent",
        lambda i: f"{enough.at(i)}*{waiting.at(i)}*{gives.address}",
        [enough.value(i) * waiting.value(i) * gives.shown for i in of.rows],
    )


def _is_enough(part: int | None, whole: int | None, percent: int | Decimal) -> bool:
    """Whether a part is at least so many per cent of a whole that is not empty (T07)."""
    return part is not None and bool(whole) and 100 * part >= percent * (whole or 0)


_FORMULAS: dict[type, Callable[[Draft, Table, RouteTo, _Measured], Cells]] = {
    RelativeChange: _write_change,
    TopPlaces: _write_top,
    Bands: _write_bands,
    Threshold: _write_threshold,
}
ROUTES = tuple(_FORMULAS)
"""The routes that have formulas."""
