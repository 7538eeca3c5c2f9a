"""A monthly requirement in formulas: its pots, and month by month the part that its best route gives (T01, T22)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from exports.calculation.apportionment import STEP, Dividend, half_up, quotient
from exports.calculation.cells import Cells, Single
from exports.calculation.inputs import Draft
from exports.calculation.mechanisms import bands, relative_change, threshold, top_places
from exports.calculation.mechanisms.measures import MEASURES, Measured, Row, Values, label, start_rows, write_values
from exports.calculation.regions import REGION_NAMES
from exports.calculation.sheet import CalculationSheet, Table
from exports.printed_sheet import Kind
from rules.mechanisms.bands import Bands
from rules.mechanisms.relative_change import RelativeChange
from rules.mechanisms.requirement import MonthOf, Requirement
from rules.mechanisms.threshold import Threshold
from rules.mechanisms.top_places import TopPlaces
from rules.monthly_pot import Route
from rules.numbers import Number

ROUTES: dict[type, Callable[[Draft, Table, Any, Measured, Sequence[Any]], Cells]] = {
    RelativeChange: relative_change.write,
    TopPlaces: top_places.write,
    Bands: bands.write,
    Threshold: threshold.write,
}
"""What writes the columns of a route, last what it gives in per cent; at the end how the rules tested each row."""


@dataclass(frozen=True)
class Qualified:
    """What one requirement gave in its months: the region of each row, and the per cent of a pot that it earned."""

    months: tuple[date, ...]
    regions: Cells
    percent: Cells

    def runs(self, wanted: Sequence[date]) -> list[tuple[Cells, Cells]]:
        """Regions and per cent of some months, those that follow on one another together."""
        size, found = len(REGION_NAMES), []
        for is_wanted, run in groupby(enumerate(self.months), lambda each: each[1] in wanted):
            places = [place for place, _ in run]
            if is_wanted:
                first, count = places[0] * size, len(places) * size
                found.append((self.regions.part(first, count), self.percent.part(first, count)))
        return found


def write_requirements(draft: Draft, months: Mapping[Requirement, tuple[date, ...]]) -> dict[Requirement, Qualified]:
    """The sheets of some requirements, each in some months: what was reported, then what it gave."""
    values = write_values(draft, months)
    return {each: _write_qualification(draft, each, values[each]) for each in months}


def _write_qualification(draft: Draft, requirement: Requirement, values: Values) -> Qualified:
    name, numbers = label(requirement), draft.case.values
    sheet = CalculationSheet(draft.book, f"Kvalificering {name}", f"Kvalificering: {name}")
    sheet.line("1 är uppfyllt, 0 inte. Delar anges i procent av månadspotten, som ingen får mer än en gång.")
    months = tuple(dict.fromkeys(month for month, _ in values.rows))
    at = {month: MonthOf(draft.case, requirement.measure, month) for month in months}
    assessed = [requirement.assess(at[month], code) for month, code in values.rows]
    with sheet.table(len(values.rows), frozen_columns=2, has_groups=True) as table:
        regions = start_rows(table, values.rows)
        measured = MEASURES[type(requirement.measure)](table, requirement, values)
        given = [
            ROUTES[type(route)](draft, table, route, measured, _tested(route, at, values.rows))
            for route in requirement.routes
        ]
        percent = table.formula(
            "Del av potten, procent",
            lambda i: f"MAX({','.join(cells.at(i) for cells in given)})",
            [int(each.part * 100) for each in assessed],
        )
        words = [route.short(numbers) for route in requirement.routes]
        none, not_reported = (requirement.route_short(route, numbers) for route in (Route.NONE, Route.NOT_REPORTED))

        def way(row: int) -> str:
            formula = f'"{words[-1]}"'
            for word, cells in reversed(list(zip(words[:-1], given[:-1], strict=True))):
                formula = f'IF({cells.at(row)}={percent.at(row)},"{word}",{formula})'
            return f'IF({measured.reported(row)}=0,"{not_reported}",IF({percent.at(row)}=0,"{none}",{formula}))'

        ways = [requirement.route_short(each.route, numbers) for each in assessed]
        table.formula("Väg", way, ways, kind=Kind.PLAIN)
    return Qualified(months, regions, percent)


def _tested(route: Any, at: Mapping[date, MonthOf], rows: Sequence[Row]) -> list[Any]:
    """The route as the rules test it, row by row; None where the region has no value."""
    return [route.tested(at[month], code) if code in at[month].measured else None for month, code in rows]


# --- The pots (T01) --------------------------------------------------------------------------------------------------


def months_number(requirement: Requirement, *, is_only: bool) -> Number[int]:
    """How many months are measured: no number of the decree, but it follows from it.

    When it is not the only such number of a calculation, the name of its cell tells which.
    """
    count = len(requirement.months)
    meaning = "Månader som prestationerna mäts för; bestämmer månadspottens storlek (T01)"
    return Number(
        count,
        "månader",
        requirement.section,
        meaning,
        f"months_{count}",
        "Antal_manader" if is_only else f"Antal_manader_{count}",
    )


class ReservedPots:
    """The pot that one requirement reserves for each region in one month.

    Made before the table that it adds its columns to, since its single cells, which begin with `label`, stand
    above.
    """

    def __init__(self, sheet: CalculationSheet, label: str, amount: Single, months: Single) -> None:
        self._months = months
        high, low = divmod(amount.shown, STEP)
        self._high = sheet.single(f"{label}: hundratusental", f"INT({amount.address}/{STEP})", high)
        self._low = sheet.single(f"{label}: resten", f"MOD({amount.address},{STEP})", low)
        self._divisor = sheet.slot("Månader x befolkning")

    def columns(self, table: Table, population: Cells, *, group: str = "") -> Cells:
        """The columns that lead to the reserved pots, in whole kronor per region and month."""
        nation = sum(population.values)
        divisor = self._divisor.fill(f"{self._months.address}*SUM({population.span})", self._months.shown * nation)
        share = quotient(table, Dividend(self._high, self._low, divisor), population, group=group)
        return half_up(table, share, divisor, "Reserverad månadspott", group=group)
