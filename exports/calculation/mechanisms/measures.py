"""What a monthly requirement measures, in cells: what was reported month by month, and what routes are tested on.

How a route is tested on them is in the modules of the routes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from exports.calculation.book import Role
from exports.calculation.cells import Cells
from exports.calculation.inputs import SHOWN_DECIMALS, Draft
from exports.calculation.regions import REGION_NAMES
from exports.calculation.sheet import CalculationSheet, FormulaOf, Table
from exports.printed_sheet import Kind
from rules.mechanisms.measures import Rate, ShareWithin
from rules.mechanisms.requirement import Requirement
from rules.money import cut
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


def write_values(draft: Draft, months: Mapping[Requirement, tuple[date, ...]]) -> dict[Requirement, Values]:
    """The sheets of what was reported, one for each kind, item and months; the cells by requirement."""
    together: dict[tuple[str, str, tuple[date, ...]], list[Requirement]] = {}
    for each, at in months.items():
        together.setdefault((each.kind, each.measure.item, at), []).append(each)
    found: dict[Requirement, Values] = {}
    for (_, _, at), requirements in together.items():
        found |= _write_sheet(draft, requirements, tuple((month, code) for month in at for code in REGION_NAMES))
    return found


def _write_sheet(draft: Draft, requirements: Sequence[Requirement], rows: tuple[Row, ...]) -> dict[Requirement, Values]:
    kind, item = requirements[0].measure.kind, requirements[0].measure.item
    name = item or kind.title.lower()
    sheet = CalculationSheet(draft.book, f"Indata {name}", f"Indata: {name}, som rapporterat")
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
            found[requirement] = Values(rows, now, before)
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


class Rates:
    """The columns of a rate: as reported, and empty where it is not, which is not zero."""

    decimals = 10
    """Both sides of a comparison are rounded to so many, which is exact for rates below 1 000 with up to eight."""

    def __init__(self, table: Table, requirement: Requirement, values: Values) -> None:
        measure, year = requirement.measure, values.rows[0][0].year
        assert isinstance(measure, Rate), "these are the columns of a rate"
        self.is_fewer_better = measure.is_fewer_better
        self.shown = (
            _rate(table, f"Värde {year}", values.now[measure.column]),
            _rate(table, f"Värde {year - 1}", values.before[measure.column]),
        )
        self.now: tuple[Cells, Cells | None] = (self.shown[0], None)
        self.before: tuple[Cells, Cells | None] = (self.shown[1], None)

    def reported(self, row: int) -> str:
        """1 where the value is reported."""
        return f'IF({self.shown[0].at(row)}="",0,1)'


class Shares:
    """The columns of a share: whether it is reported, and both years' share in per cent, to read.

    Comparisons are made on counts, crosswise; that is exact for counts below 500 000 a month, and below 100 000 against
    a limit with two decimals.
    """

    decimals = 2

    def __init__(self, table: Table, requirement: Requirement, values: Values) -> None:
        measure, year = requirement.measure, values.rows[0][0].year
        assert isinstance(measure, ShareWithin), "these are the columns of a share"
        self.is_fewer_better = measure.is_fewer_better
        self.waiting, self.waiting_within = values.now[measure.WAITING], values.now[measure.WAITING_WITHIN]
        self.within, self.done = within, done = values.now[measure.WITHIN], values.now[measure.DONE]
        self.now: tuple[Cells, Cells | None] = (within, done)
        self.before: tuple[Cells, Cells | None] = (values.before[measure.WITHIN], values.before[measure.DONE])
        self._reported = table.formula(
            "Rapport",
            lambda i: f"IF(AND(ISNUMBER({done.at(i)}),ISNUMBER({within.at(i)})),1,0)",
            [int(None not in counts) for counts in zip(done.values, within.values, strict=True)],
            width=9,
        )
        self.shown = (
            _percent(table, f"Andel {year}, procent", within, done),
            _percent(
                table, f"Andel {year - 1}, procent", *(values.before[each] for each in (measure.WITHIN, measure.DONE))
            ),
        )

    def reported(self, row: int) -> str:
        """1 where both counts of those seen are reported."""
        return self._reported.at(row)


Measured = Rates | Shares
"""`now` and `before` are what is measured in both years: a value, or a part and what it is a part of."""
MEASURES: dict[type, type[Measured]] = {Rate: Rates, ShareWithin: Shares}
"""The columns of a measure."""


def product(*factors: Cells | None, at: int) -> str:
    """The cells of a row multiplied; None is 1."""
    return "*".join(cells.at(at) for cells in factors if cells)


def _rate(table: Table, heading: str, cells: Cells) -> Cells:
    return table.formula(
        heading,
        _unless_empty(cells),
        ["" if value is None else value for value in cells.values],
        width=10,
        kind=Kind.PLAIN,
    )


def _unless_empty(cells: Cells) -> FormulaOf:
    """A reference that stays empty where the cell is: a missing value is not zero."""
    return lambda i: f'IF({cells.at(i)}="","",{cells.at(i)})'


def _percent(table: Table, heading: str, within: Cells, done: Cells) -> Cells:
    """A share in per cent, to read; empty when a count is missing or there are none to share (T10)."""
    return table.formula(
        heading,
        lambda i: (
            f'IF(AND(ISNUMBER({done.at(i)}),ISNUMBER({within.at(i)}),{done.at(i)}>0),{within.at(i)}/{done.at(i)}*100,"")'
        ),
        [
            cut(Fraction(100 * part, whole), SHOWN_DECIMALS) if part is not None and whole else ""
            for part, whole in zip(within.values, done.values, strict=True)
        ],
        width=11,
        kind=Kind.TWO_DECIMALS,
    )
