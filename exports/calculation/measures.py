"""What a monthly requirement measures, as sheets: the reported values month by month, as formulas find them.

How a route is tested on them is in `routes`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exports.calculation.book import Role
from exports.calculation.cells import Cells
from exports.calculation.inputs import Draft
from exports.calculation.regions import REGION_NAMES
from exports.calculation.sheet import CalculationSheet, Table
from exports.printed_sheet import Kind
from rules.mechanisms.measures import Rate, ShareWithin
from rules.mechanisms.requirement import Requirement
from rules.months import year_before
from rules.swedish import month_name

Row = tuple[date, str]
"""Month and region code of a row of the sheets that go month by month."""


@dataclass(frozen=True)
class Values:
    """The delivered cells of one requirement, by column, of the months and of the same months the year before."""

    rows: tuple[Row, ...]
    now: dict[str, Cells]
    before: dict[str, Cells]


def label(requirement: Requirement) -> str:
    """A requirement in the name of a sheet: `överbeläggningar`, `besök`."""
    return requirement.measure.item or requirement.measure.about


def start_rows(table: Table, rows: Sequence[Row]) -> Cells:
    """The columns that say month and region; the regions."""
    table.plain("Månad", [month_name(month) for month, _ in rows], width=27)
    return table.plain("Region", [REGION_NAMES[code] for _, code in rows], width=18)


def write_values(draft: Draft, requirements: Sequence[Requirement], months: Sequence[date]) -> dict[str, Values]:
    """The sheets of what was reported, one for each kind and item; the cells by requirement."""
    rows = tuple((month, code) for month in months for code in REGION_NAMES)
    found: dict[str, Values] = {}
    for key in dict.fromkeys((each.kind, each.measure.item) for each in requirements):
        together = [each for each in requirements if (each.kind, each.measure.item) == key]
        found |= _write_sheet(draft, together, rows)
    return found


def _write_sheet(draft: Draft, requirements: Sequence[Requirement], rows: tuple[Row, ...]) -> dict[str, Values]:
    kind, item = requirements[0].measure.kind, requirements[0].measure.item
    sheet = CalculationSheet(
        draft.book, f"Indata {item or kind.id}", f"Indata: {item or kind.title.lower()}, som rapporterat"
    )
    sheet.line("En tom cell är ett värde som inte har rapporterats.")
    year = rows[0][0].year
    found = {}
    with sheet.table(len(rows), frozen_columns=2, has_groups=True) as table:
        start_rows(table, rows)
        for requirement in requirements:
            now, before = (
                {
                    column: table.plain(
                        heading,
                        [draft.case.given.value(kind.id, code, at, column, item) for at, code in when],
                        role=Role.INPUT,
                        width=13,
                        kind=Kind.AMOUNT if isinstance(requirement.measure, ShareWithin) else Kind.PLAIN,
                        group=group,
                    )
                    for column, heading, group in _columns(requirement, own_year, year)
                }
                for own_year, when in (
                    (year, rows),
                    (year - 1, [(year_before(month), code) for month, code in rows]),
                )
            )
            found[requirement.id] = Values(rows, now, before)
    return found


def _columns(requirement: Requirement, year: int, this_year: int) -> list[tuple[str, str, str]]:
    """Columns of the report with heading and the heading above."""
    measure = requirement.measure
    if isinstance(measure, Rate):
        return [(measure.column, str(year), label(requirement).capitalize())]
    if not isinstance(measure, ShareWithin):
        raise TypeError(f"no formulas for {type(measure).__name__}")
    shown = {
        measure.DONE: "Genomförda",
        measure.WITHIN: f"Inom {measure.days} dagar",
        measure.WAITING: "Väntande",
        measure.WAITING_WITHIN: f"Högst {measure.days} dagar",
    }
    if year == this_year:
        return [(column, heading, str(year)) for column, heading in shown.items()]
    return [(column, shown[column], f"Samma månad {year}") for column in measure.columns]
