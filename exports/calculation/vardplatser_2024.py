"""The payments of the beds decree 2024 in formulas (`rules.decrees.vardplatser_2024`).

Rates are compared as reported: both sides of the comparison of T09 are rounded to ten decimals, which is exact
for rates below 1 000 with up to eight decimals and a limit with up to two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from exports.basis_sheets import ROUTE_WORDS
from exports.calculation.book import CalculationBook, Role
from exports.calculation.cells import Cells, Single
from exports.calculation.guide import write_guide
from exports.calculation.payout import write_payout
from exports.calculation.pots import Earned, ReservedPots, earned_percent, paid, write_bonus_pot
from exports.calculation.regions import REGION_NAMES, RegionColumn, write_regions
from exports.calculation.shares import write_share
from exports.calculation.sheet import CalculationSheet, FormulaOf, Table
from exports.calculation.terms import write_terms
from exports.printed_sheet import Kind
from rules.decrees import vardplatser_2024 as decree
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.money import cut
from rules.monthly_pot import Outcome, Route
from rules.months import year_before
from rules.parameters import Described
from rules.payouts import Payout
from rules.ranking import ranks
from rules.swedish import month_name

PROGRAMME = decree.PROGRAMME
BASIC = PROGRAMME.payment("grundkrav")
FINAL = PROGRAMME.payment("slut")
"""The two payments."""

SHOWN_DECIMALS = 6
"""Decimals that the stored value of a percentage is cut to; nothing is decided by it."""

TERMS = {
    "overbelaggningar_kr": "Belopp_overbelaggningar",
    "utlokaliseringar_kr": "Belopp_utlokaliseringar",
    "improvement_percent": "Forbattring_procent",
    "top_places": "Antal_platser_topp",
    "months": "Antal_manader",
}
"""The named cells of the final payment, by parameter."""

_MONTHS = Described(
    "months",
    "Månader som prestationerna mäts för; bestämmer månadspottens storlek (T01)",
    len(decree.MEASURED_MONTHS),
    "månader",
    "bilaga 1, Krav på prestation",
)
_TITLES = {component.id: component.heading for component in FINAL.components if component.id in decree.RATE_OF}
_NAMES = tuple(REGION_NAMES.values())


@dataclass(frozen=True)
class CalculationInputs:
    """What the payments rest on, as plain values, and what the engine has paid.

    `population` is that of the programme's population date by region code, whole; `payouts` are at least
    those of the payment that is written.
    """

    reports: decree.Reports
    population: Mapping[str, int]
    payouts: Sequence[Payout]


def write_basic(book: CalculationBook, inputs: CalculationInputs) -> None:
    """The basic requirement: the printed amounts, as the printed population gives them (T03, T13)."""
    write_guide(
        book,
        PROGRAMME,
        BASIC,
        ("T03", "T13", "T20"),
        ("Befolkningen och beloppen är de som är tryckta i bilaga 2. Arbetsboken visar hur de följer av varandra.",),
    )
    terms = write_terms(book, decree.PARAMETERS, {"basic_kr": "Belopp_grundkrav"})
    population, _ = write_regions(
        book,
        "Indata: befolkning och belopp i bilaga 2",
        RegionColumn("Befolkning 1 november 2023", {code: row.population for code, row in TABLE.items()}),
        RegionColumn("Belopp i bilaga 2, kronor", {code: row.amount_kr for code, row in TABLE.items()}),
    )
    sheet = CalculationSheet(book, "Potter", "Fördelning efter befolkning: största resten (T03)")
    amount = sheet.single("Belopp att fördela", terms["basic_kr"].address, terms["basic_kr"].shown)
    kronor, _ = write_share(sheet, _NAMES, amount, population, decree.METHOD)
    write_payout(book, BASIC, REGION_NAMES, {"befolkning": kronor}, inputs.payouts)


def write_final(book: CalculationBook, inputs: CalculationInputs) -> None:
    """Both performance requirements and the bonus pot."""
    write_guide(
        book,
        PROGRAMME,
        FINAL,
        ("T01", "T02", "T03", "T04", "T09", "T10", "T11", "T12", "T20", "T22"),
        ("Antal_manader ändrar bara hur stor en månadspott är, inte vilka månader som prövas.",),
    )
    terms = write_terms(book, decree.PARAMETERS, TERMS, _MONTHS)
    (population,) = write_regions(
        book, "Indata: befolkning", RegionColumn("Befolkning 1 november 2023", inputs.population)
    )
    outcomes = [
        outcome
        for month in decree.MEASURED_MONTHS
        for outcome in decree.qualify_month(month, inputs.reports, inputs.population)
    ]
    rates = _write_rates(book, inputs.reports)
    earned = {
        requirement: _write_qualification(
            book, title, rates[requirement], [row for row in outcomes if row.requirement == requirement], terms
        )
        for requirement, title in _TITLES.items()
    }

    computed = {
        requirement: _write_pots(
            book, title, population, earned[requirement], terms[f"{requirement}_kr"], terms["months"]
        )
        for requirement, title in _TITLES.items()
    }
    sheet = CalculationSheet(book, "Bonuspott", "Bonuspotten: avsatt minus betalt, fördelat efter det betalda (T04)")
    computed["bonuspott"], unshared = write_bonus_pot(
        sheet,
        names=_NAMES,
        set_aside=[terms["overbelaggningar_kr"], terms["utlokaliseringar_kr"]],
        paid_parts=list(computed.values()),
        population=population,
        method=decree.METHOD,
    )
    write_payout(
        book, FINAL, REGION_NAMES, computed, inputs.payouts, [("Bonuspott som ingen kan få, kronor", unshared)]
    )


def _write_pots(
    book: CalculationBook, title: str, population: Cells, earned: Earned, amount: Single, months: Single
) -> Cells:
    """One requirement's reserved pots, and what it pays (T01, T02)."""
    sheet = CalculationSheet(book, f"Potter {title.lower()}", f"{title}: reserverade potter (T01) och betalt (T02)")
    pots = ReservedPots(sheet, "Kravets belopp", amount, months)
    sheet.blank_row()
    with sheet.table(len(_NAMES)) as table:
        names = table.plain("Region", _NAMES, width=27)
        people = table.formula("Befolkning", population.at, population.values, is_summed=True)
        reserved = pots.columns(table, people)
        percent = earned_percent(table, "Intjänat, procent av en pott", names, [earned])
        return paid(table, "Betalt, kronor", reserved, percent)


_ROWS = [(month, code) for month in decree.MEASURED_MONTHS for code in REGION_NAMES]
"""Month and region of each row of the sheets that go month by month."""


def _start_rows(table: Table) -> Cells:
    """The columns that say month and region; the regions."""
    table.plain("Månad", [month_name(month) for month, _ in _ROWS], width=27)
    return table.plain("Region", [REGION_NAMES[code] for _, code in _ROWS], width=18)


def _write_rates(book: CalculationBook, reports: decree.Reports) -> dict[str, tuple[Cells, Cells]]:
    """The reported rates; by requirement those of the month and of the same month the year before."""
    sheet = CalculationSheet(book, "Indata vårdplatser", "Indata: rapporterade värden per 100 disponibla vårdplatser")
    sheet.line("En tom cell är ett värde som inte har rapporterats.")
    with sheet.table(len(_ROWS), frozen_columns=2, has_groups=True) as table:
        _start_rows(table)
        columns = {}
        for requirement, title in _TITLES.items():
            rate = decree.RATE_OF[requirement]
            now, before = (
                table.plain(
                    heading,
                    [decree.reported(reports, code, month, rate) for month, code in months],
                    role=Role.INPUT,
                    group=title,
                )
                for heading, months in (
                    ("2024", _ROWS),
                    ("2023", [(year_before(month), code) for month, code in _ROWS]),
                )
            )
            columns[requirement] = (now, before)
    return columns


def _write_qualification(
    book: CalculationBook,
    title: str,
    rates: tuple[Cells, Cells],
    outcomes: Sequence[Outcome],
    terms: Mapping[str, Single],
) -> Earned:
    """One requirement, month by month: both routes, and the part that the better one gives (T09, T10, T11, T22)."""
    sheet = CalculationSheet(book, f"Kvalificering {title.lower()}", f"Kvalificering: {title.lower()}")
    sheet.line("Förbättring och topp fem: 1 är uppfyllt, 0 inte. Båda ger hela potten, och ingen får den två gånger.")
    limit, places = terms["improvement_percent"], terms["top_places"]
    rows = range(len(_ROWS))
    with sheet.table(len(_ROWS), frozen_columns=2) as table:
        regions = _start_rows(table)
        now, before = (
            table.formula(
                heading,
                _unless_empty(rate),
                ["" if rate.value(i) is None else rate.value(i) for i in rows],
                width=10,
                kind=Kind.PLAIN,
            )
            for heading, rate in zip(("Värde 2024", "Värde 2023"), rates, strict=True)
        )
        decrease = [_decrease(now.value(i), before.value(i)) for i in rows]
        table.formula(
            "Minskning, procent",
            lambda i: f'IF({_not_comparable(now, before, i)},"",({before.at(i)}-{now.at(i)})/{before.at(i)}*100)',
            ["" if percent is None else cut(percent, SHOWN_DECIMALS) for percent in decrease],
            kind=Kind.TWO_DECIMALS,
        )
        improved = table.formula(
            "Förbättring",
            lambda i: (
                f"IF({_not_comparable(now, before, i)},0,"
                f"IF(ROUND({before.at(i)}*(100-{limit.address})-{now.at(i)}*100,10)>=0,1,0))"
            ),
            [int(percent is not None and percent >= Fraction(limit.shown)) for percent in decrease],
        )
        of_month = [_month_of(now, i) for i in rows]
        place = table.formula(
            "Plats",
            lambda i: f'IF({now.at(i)}="","",1+SUMPRODUCT(({of_month[i].span}<>"")*({of_month[i].span}<{now.at(i)})))',
            _places(now),
            width=8,
        )
        top = table.formula(
            "Topp fem",
            lambda i: f'IF({place.at(i)}="",0,IF({place.at(i)}<={places.address},1,0))',
            [int(place.value(i) != "" and place.value(i) <= places.shown) for i in rows],
        )
        percent = table.formula(
            "Del av potten, procent",
            lambda i: f"100*MAX({improved.at(i)},{top.at(i)})",
            [int(outcome.assessment.part * 100) for outcome in outcomes],
        )
        table.formula(
            "Väg",
            lambda i: (
                f'IF({now.at(i)}="","{ROUTE_WORDS[Route.NOT_REPORTED]}",'
                f'IF({improved.at(i)}=1,"{ROUTE_WORDS[Route.IMPROVEMENT]}",'
                f'IF({top.at(i)}=1,"{ROUTE_WORDS[Route.TOP_FIVE]}","{ROUTE_WORDS[Route.NONE]}")))'
            ),
            [ROUTE_WORDS[outcome.assessment.route] for outcome in outcomes],
            kind=Kind.PLAIN,
        )
    return Earned(regions, percent)


def _unless_empty(cells: Cells) -> FormulaOf:
    """A reference that stays empty where the cell is: a missing value is not zero."""
    return lambda i: f'IF({cells.at(i)}="","",{cells.at(i)})'


def _not_comparable(now: Cells, before: Cells, row: int) -> str:
    """No value, or zero, the year before closes the route (T10)."""
    return f'OR({now.at(row)}="",{before.at(row)}="",{before.at(row)}=0)'


def _decrease(now: Decimal | str, before: Decimal | str) -> Fraction | None:
    """In per cent of the year before, None where there is nothing to compare (T09, T10)."""
    if now == "" or not before:
        return None
    return (Fraction(before) - Fraction(now)) / Fraction(before) * 100


def _month_of(cells: Cells, row: int) -> Cells:
    """The cells of the month that a row belongs to."""
    return cells.part(row - row % len(REGION_NAMES), len(REGION_NAMES))


def _places(values: Cells) -> list[int | str]:
    """Each row's place within its month, fewest first; "" where nothing is reported."""
    shown: list[int | str] = []
    for first in range(0, len(_ROWS), len(REGION_NAMES)):
        month = values.part(first, len(REGION_NAMES)).values
        place = ranks({str(i): Fraction(value) for i, value in enumerate(month) if value != ""}, fewest_first=True)
        shown += [place.get(str(i), "") for i in range(len(month))]
    return shown
