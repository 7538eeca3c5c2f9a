"""The payments of the accessibility agreement 2024 in formulas (`rules.decrees.tillganglighet_2024`).

Shares are compared as whole numbers: the change of a share (T06) in tenths of a percentage point, 75 per cent
(T07) by multiplying crosswise. That is exact for counts below 500 000 a month.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from exports.basis_sheets import ROUTE_WORDS
from exports.calculation.book import CalculationBook, Role
from exports.calculation.cells import Cells, Single
from exports.calculation.guide import write_guide
from exports.calculation.payout import write_payout
from exports.calculation.pots import Earned, ReservedPots, earned_percent, paid, write_bonus_pot
from exports.calculation.regions import ORDINAL, REGION_NAMES, RegionColumn, write_regions
from exports.calculation.shares import Apportionment, write_share
from exports.calculation.sheet import CalculationSheet, FormulaOf, Table
from exports.calculation.terms import write_terms
from exports.printed_sheet import Kind
from rules.decrees import tillganglighet_2024 as decree
from rules.money import cut, round_half_up
from rules.monthly_pot import Outcome, Route
from rules.months import year_before
from rules.parameters import Described
from rules.payouts import Payout
from rules.swedish import month_name

PROGRAMME = decree.PROGRAMME

SHOWN_DECIMALS = 6
"""Decimals that the stored value of a percentage is cut to; nothing is decided by it."""

_BUP_TERMS = {
    "measure_kr": "Belopp_per_matt",
    "months": "Antal_manader",
    "lowest_band_points": "Lagsta_steget_procentenheter",
    "lowest_band_percent": "Lagsta_steget_procent",
    "middle_band_points": "Mellersta_steget_procentenheter",
    "middle_band_percent": "Mellersta_steget_procent",
    "highest_band_points": "Hogsta_steget_procentenheter",
    "highest_band_percent": "Hogsta_steget_procent",
    "threshold_percent": "Hog_andel_procent",
    "threshold_gives_percent": "Hog_andel_ger_procent",
    "untested_waiting": "Vantande_utan_krav",
}
_FIRST_TERMS = {"first_0_18_kr": "Belopp_0_18", "first_population_kr": "Belopp_befolkning"}
_SECOND_TERMS = {
    "second_0_18_kr": "Belopp_0_18",
    "second_population_kr": "Belopp_befolkning",
    "last_account_day": "Sista_dag_redovisning",
}
_MONTHS = Described(
    "months",
    "Månader som kravet mäts för (T05); bestämmer månadspottens storlek (T01)",
    len(decree.measured_months()),
    "månader",
    "avsnitt 3.7 och 6",
)
_PERFORMANCE_READINGS = ("T01", "T02", "T05", "T06", "T07", "T08", "T10", "T12", "T20", "T22")
_MONTHS_REMARK = "Antal_manader ändrar bara hur stor en månadspott är, inte vilka månader som prövas."
_AUGUST_REMARK = "Bonuspotten räknas på vad som beslutades i augusti, som står på fliken Indata regioner."
_BANDS = ("highest", "middle", "lowest")
_HEADINGS = {component.id: component.heading for component in decree.DECEMBER.components}
_NAMES = tuple(REGION_NAMES.values())

Row = tuple[date, str]
"""Month and region code of a row of the sheets that go month by month."""


@dataclass(frozen=True)
class CalculationInputs:
    """What the payments rest on, as plain values, and what the engine has paid.

    The populations are those of the programme's population date by region code; each must be whole where the
    payment rests on it. `payouts` are at least those of the payment that is written. `august_decided_kr` is
    what was decided in August by region, None while it is not decided.
    """

    reports: decree.Reports
    population: Mapping[str, int]
    population_0_18: Mapping[str, int]
    accounts: Mapping[str, decree.Account]
    payouts: Sequence[Payout]
    august_decided_kr: Mapping[str, int] | None = None

    @cached_property
    def outcomes(self) -> Mapping[tuple[str, date, str], Outcome]:
        """What the engine found, by requirement, month and region code; the same for both payments."""
        return {
            (outcome.requirement, outcome.month, outcome.region_code): outcome
            for month in decree.measured_months()
            for outcome in decree.qualify_month(month, self.reports, self.population_0_18)
        }


def write_first(book: CalculationBook, inputs: CalculationInputs) -> None:
    """The first payment: two amounts by population (T03)."""
    write_guide(book, PROGRAMME, decree.FIRST, ("T03", "T20", "T21"), ())
    terms = write_terms(book, decree.PARAMETERS, _FIRST_TERMS)
    young, people = write_regions(book, "Indata: befolkning", *_populations(inputs))
    computed = {
        "befolkning_0_18": _share(book, "Potter 0–18 år", terms["first_0_18_kr"], young, people),
        "befolkning": _share(book, "Potter befolkning", terms["first_population_kr"], people),
    }
    write_payout(book, decree.FIRST, REGION_NAMES, computed, inputs.payouts)


def write_august(book: CalculationBook, inputs: CalculationInputs) -> None:
    """What was earned January to June."""
    write_guide(book, PROGRAMME, decree.AUGUST, _PERFORMANCE_READINGS, (_MONTHS_REMARK,))
    terms = write_terms(book, decree.PARAMETERS, _BUP_TERMS, _MONTHS)
    (young,) = write_regions(book, "Indata: befolkning", _populations(inputs)[0])
    earned = _write_measures(book, inputs, decree.AUGUST_MONTHS, terms)
    (bup,) = _write_pots(book, young, {decree.AUGUST.title: earned}, terms)
    write_payout(book, decree.AUGUST, REGION_NAMES, {"bup": bup}, inputs.payouts)


def write_december(book: CalculationBook, inputs: CalculationInputs) -> None:
    """The second payment by population, what was earned July to November, and the bonus pot."""
    remark = (
        "Andra utbetalningen förutsätter en redovisning som har kommit in i tid och godkänts. Ändra ett datum eller "
        "ett ja på fliken Indata regioner och se hur medlen fördelas om (T17)."
    )
    readings = ("T01", "T02", "T03", "T04", *_PERFORMANCE_READINGS[2:], "T17", "T21")
    decided = inputs.august_decided_kr
    remarks = (remark, _MONTHS_REMARK, *([] if decided is None else [_AUGUST_REMARK]))
    write_guide(book, PROGRAMME, decree.DECEMBER, readings, remarks)
    terms = write_terms(book, decree.PARAMETERS, _SECOND_TERMS | _BUP_TERMS, _MONTHS)
    accounts = inputs.accounts
    young, people, received, approved, *august_decided = write_regions(
        book,
        "Indata: befolkning och redovisningar",
        *_populations(inputs),
        RegionColumn(
            "Redovisning inkom", {code: account.received for code, account in accounts.items()}, is_summed=False
        ),
        RegionColumn(
            "Godkänd (ja eller nej)",
            {code: _yes_or_no(account.is_approved) for code, account in accounts.items()},
            is_summed=False,
        ),
        *([] if decided is None else [RegionColumn("Beslutat i augusti, kronor", decided)]),
    )
    earned = _write_measures(book, inputs, decree.measured_months(), terms)
    # What was decided in August stands, also when later reports would give another amount (T04).
    split = len(decree.AUGUST_MONTHS) * len(REGION_NAMES)
    by_payment = {
        decree.AUGUST.title: [part.part(0, split) for part in earned],
        decree.DECEMBER.title: [part.part(split, len(part.percent.values) - split) for part in earned],
    }
    august, december = _write_pots(book, young, by_payment, terms)
    sheet = CalculationSheet(book, "Bonuspott", "Bonuspotten: avsatt minus betalt, fördelat efter det betalda (T04)")
    bonus, no_bonus = write_bonus_pot(
        sheet,
        names=_NAMES,
        set_aside=[terms["measure_kr"]] * len(decree.MEASURES),
        paid_parts=[*(august_decided or [august]), december],
        population=people,
        method=decree.SHARED_BY,
    )
    shares = {
        "befolkning_0_18": _share(book, "Potter 0–18 år", terms["second_0_18_kr"], young, people),
        "befolkning": _share(book, "Potter befolkning", terms["second_population_kr"], people),
    }
    meeting = decree.regions_meeting_section_5(accounts)
    met = _write_accounts(
        book, (received, approved), [code in meeting for code in REGION_NAMES], terms["last_account_day"]
    )
    kept, remaining, no_remaining = _write_remaining(book, shares, people, met)
    computed = kept | {"bup": december, "bonuspott": bonus, "kvarstaende": remaining}
    undistributed = [
        ("Bonuspott som ingen kan få, kronor", no_bonus),
        ("Kvarstående medel som ingen kan få, kronor", no_remaining),
    ]
    write_payout(book, decree.DECEMBER, REGION_NAMES, computed, inputs.payouts, undistributed)


def _populations(inputs: CalculationInputs) -> tuple[RegionColumn, RegionColumn]:
    return (
        RegionColumn("Befolkning 0–18 år, 1 november 2023", inputs.population_0_18),
        RegionColumn("Befolkning totalt, 1 november 2023", inputs.population),
    )


def _yes_or_no(is_approved: bool | None) -> str | None:
    return None if is_approved is None else ("ja" if is_approved else "nej")


def _share(book: CalculationBook, name: str, amount: Single, weight: Cells, population: Cells | None = None) -> Cells:
    """A sheet that shares an amount of the decree by population."""
    sheet = CalculationSheet(book, name, "Fördelning: avrundat, med skillnaden på den största delen (T03)")
    shown = sheet.single("Belopp att fördela", amount.address, amount.shown)
    heading = "Befolkning 0–18 år" if population else "Befolkning"
    kronor, _ = write_share(sheet, _NAMES, shown, weight, decree.SHARED_BY, heading=heading, population=population)
    return kronor


def _write_accounts(
    book: CalculationBook, account: tuple[Cells, Cells], meeting: Sequence[bool], last_day: Single
) -> Cells:
    """Who meets section 5: 1 for those whose account came in on time and was approved."""
    received, approved = account
    sheet = CalculationSheet(book, "Redovisning", "Redovisning enligt avsnitt 5: i tid och godkänd")
    sheet.blank_row()
    with sheet.table(len(_NAMES)) as table:
        table.plain("Region", _NAMES, width=27)
        return table.formula(
            "Uppfyller avsnitt 5",
            lambda i: (
                f'IF(AND(ISNUMBER({received.at(i)}),{received.at(i)}<={last_day.address},{approved.at(i)}="ja"),1,0)'
            ),
            [int(is_met) for is_met in meeting],
            is_summed=True,
        )


def _write_remaining(
    book: CalculationBook, shares: Mapping[str, Cells], population: Cells, meeting: Cells
) -> tuple[dict[str, Cells], Cells, Single]:
    """The shares that regions keep, and the rest by population among those that meet section 5 (T17)."""
    rows = range(len(_NAMES))
    sheet = CalculationSheet(book, "Efter redovisning", "Vad regionerna får behålla efter prövningen av avsnitt 5")
    sheet.blank_row()
    with sheet.table(len(_NAMES), has_groups=True) as table:
        table.plain("Region", _NAMES, width=27)
        kept: dict[str, Cells] = {}
        for component, share in shares.items():
            group = _HEADINGS[component]
            given = table.formula("Andel, kronor", share.at, share.values, group=group, is_summed=True)
            kept[component] = table.formula(
                "Får, kronor",
                _product(meeting, given),
                [meeting.value(i) * given.value(i) for i in rows],
                group=group,
                is_summed=True,
            )
    lost_kr = sum(share.value(i) - kept[component].value(i) for component, share in shares.items() for i in rows)
    lost = sheet.single(
        "Kvarstående medel",
        "+".join(f"SUM({share.span})-SUM({kept[component].span})" for component, share in shares.items()),
        lost_kr,
    )

    sheet = CalculationSheet(book, "Kvarstående medel", "Kvarstående medel efter befolkning (T17, T03)")
    amount = sheet.single("Belopp att fördela", lost.address, lost.shown)
    split = Apportionment(sheet, amount, decree.SHARED_BY)
    sheet.blank_row()
    with sheet.table(len(_NAMES)) as table:
        table.plain("Region", _NAMES, width=27)
        people = table.formula("Befolkning", population.at, population.values)
        weight = table.formula(
            "Befolkning som räknas",
            _product(meeting, people),
            [meeting.value(i) * people.value(i) for i in rows],
            is_summed=True,
        )
        kronor, unshared = split.columns(table, weight, people, ORDINAL)
    return kept, kronor, unshared


def _product(one: Cells, other: Cells) -> FormulaOf:
    return lambda i: f"{one.at(i)}*{other.at(i)}"


def _write_pots(
    book: CalculationBook, young: Cells, earned: Mapping[str, Sequence[Earned]], terms: Mapping[str, Single]
) -> list[Cells]:
    """The reserved pots, and for each payment in `earned` (by title) what it pays (T01, T02)."""
    sheet = CalculationSheet(book, "Potter", "Reserverade potter (T01) och vad som har tjänats in (T02)")
    pots = ReservedPots(sheet, "Belopp per mått", terms["measure_kr"], terms["months"])
    sheet.blank_row()
    with sheet.table(len(_NAMES), has_groups=True) as table:
        names = table.plain("Region", _NAMES, width=27)
        people = table.formula("Befolkning 0–18 år", young.at, young.values, is_summed=True)
        reserved = pots.columns(table, people, group="Månadspott för ett mått")
        return [
            paid(
                table,
                "Betalt, kronor",
                reserved,
                earned_percent(table, "Intjänat, procent av en pott", names, parts, group=title),
                group=title,
            )
            for title, parts in earned.items()
        ]


# --- Avsnitt 3.7: the months -----------------------------------------------------------------------------------


def _write_measures(
    book: CalculationBook, inputs: CalculationInputs, months: Sequence[date], terms: Mapping[str, Single]
) -> list[Earned]:
    """Counts and qualification of each measure for the months, month by month."""
    rows = [(month, code) for month in months for code in REGION_NAMES]
    counts = {
        requirement: _write_counts(book, measure, rows, inputs.reports)
        for requirement, measure in decree.MEASURES.items()
    }
    return [
        _write_qualification(
            book, measure, rows, counts[requirement], [inputs.outcomes[requirement, *row] for row in rows], terms
        )
        for requirement, measure in decree.MEASURES.items()
    ]


@dataclass(frozen=True)
class _Counts:
    """The delivered columns of one measure."""

    completed: Cells
    within: Cells
    waiting: Cells
    waiting_within: Cells
    completed_before: Cells
    within_before: Cells


def _start_rows(table: Table, rows: Sequence[Row]) -> Cells:
    """The columns that say month and region; the regions."""
    table.plain("Månad", [month_name(month) for month, _ in rows], width=27)
    return table.plain("Region", [REGION_NAMES[code] for _, code in rows], width=18)


def _write_counts(book: CalculationBook, measure: str, rows: Sequence[Row], reports: decree.Reports) -> _Counts:
    nothing = decree.BupReport(None, None, None, None)
    now = [reports.get((code, month, measure), nothing) for month, code in rows]
    before = [reports.get((code, year_before(month), measure), nothing) for month, code in rows]
    sheet = CalculationSheet(book, f"Indata {measure}", f"Indata: {measure} inom barn- och ungdomspsykiatrin")
    sheet.line("En tom cell är ett antal som inte har rapporterats.")
    with sheet.table(len(rows), frozen_columns=2, has_groups=True) as table:
        _start_rows(table, rows)
        columns = (
            ("Genomförda", "2024", [report.completed for report in now]),
            ("Inom 30 dagar", "2024", [report.completed_within for report in now]),
            ("Väntande", "2024", [report.waiting for report in now]),
            ("Högst 30 dagar", "2024", [report.waiting_within for report in now]),
            ("Genomförda", "Samma månad 2023", [report.completed for report in before]),
            ("Inom 30 dagar", "Samma månad 2023", [report.completed_within for report in before]),
        )
        return _Counts(
            *(
                table.plain(heading, values, role=Role.INPUT, width=13, kind=Kind.AMOUNT, group=year)
                for heading, year, values in columns
            )
        )


def _write_qualification(
    book: CalculationBook,
    measure: str,
    rows: Sequence[Row],
    counts: _Counts,
    outcomes: Sequence[Outcome],
    terms: Mapping[str, Single],
) -> Earned:
    """One measure, month by month: both routes, and the part that the better one gives (T06-T08, T10, T12, T22)."""
    sheet = CalculationSheet(book, f"Kvalificering {measure}", f"Kvalificering: {measure}")
    sheet.line("1 är uppfyllt, 0 inte. Delar anges i procent av månadspotten.")
    c, every = counts, range(len(rows))
    limit, few = terms["threshold_percent"], terms["untested_waiting"]
    with sheet.table(len(rows), frozen_columns=2, has_groups=True) as table:
        regions = _start_rows(table, rows)
        reported = table.formula(
            "Rapport",
            lambda i: f"IF(AND(ISNUMBER({c.completed.at(i)}),ISNUMBER({c.within.at(i)})),1,0)",
            [int(None not in (c.completed.value(i), c.within.value(i))) for i in every],
            width=9,
        )
        shares = [
            table.formula(
                f"Andel {year}, procent",
                _percent(within, completed),
                ["" if percent is None else cut(percent, SHOWN_DECIMALS) for percent in _percents(within, completed)],
                width=11,
                kind=Kind.TWO_DECIMALS,
                group="Förbättring",
            )
            for year, within, completed in (
                ("2024", c.within, c.completed),
                ("2023", c.within_before, c.completed_before),
            )
        ]
        change = table.formula(
            "Förändring, tiondels procentenheter",
            lambda i: (
                f'IF(OR({shares[0].at(i)}="",{shares[1].at(i)}=""),"",INT((2000*('
                f"{c.within.at(i)}*{c.completed_before.at(i)}-{c.within_before.at(i)}*{c.completed.at(i)})"
                f"+{c.completed.at(i)}*{c.completed_before.at(i)})/(2*{c.completed.at(i)}*{c.completed_before.at(i)})))"
            ),
            _changes(counts),
            width=15,
            kind=Kind.PLAIN,
            group="Förbättring",
        )
        bands = [(terms[f"{band}_band_points"], terms[f"{band}_band_percent"]) for band in _BANDS]
        improvement = table.formula(
            "Förbättring ger, procent",
            lambda i: f'IF({change.at(i)}="",0,{_band(change.at(i), bands)})',
            [_band_percent(tenths, bands) for tenths in change.values],
            group="Förbättring",
        )
        enough = table.formula(
            "Av de genomförda",
            lambda i: f'IF({shares[0].at(i)}="",0,IF(100*{c.within.at(i)}>={limit.address}*{c.completed.at(i)},1,0))',
            [int(_is_enough(c.within.value(i), c.completed.value(i), limit.shown)) for i in every],
            group="Hög andel",
        )
        waiting = table.formula(
            "Av de väntande, eller få",
            lambda i: (
                f"IF(ISNUMBER({c.waiting.at(i)}),IF({c.waiting.at(i)}<={few.address},1,"
                f"IF(ISNUMBER({c.waiting_within.at(i)}),"
                f"IF(100*{c.waiting_within.at(i)}>={limit.address}*{c.waiting.at(i)},1,0),0)),0)"
            ),
            [
                int(
                    c.waiting.value(i) is not None
                    and (
                        c.waiting.value(i) <= few.shown
                        or _is_enough(c.waiting_within.value(i), c.waiting.value(i), limit.shown)
                    )
                )
                for i in every
            ],
            group="Hög andel",
        )
        gives = terms["threshold_gives_percent"]
        high = table.formula(
            "Hög andel ger, procent",
            lambda i: f"{enough.at(i)}*{waiting.at(i)}*{gives.address}",
            [enough.value(i) * waiting.value(i) * gives.shown for i in every],
            group="Hög andel",
        )
        percent = table.formula(
            "Del av potten, procent",
            lambda i: f"MAX({improvement.at(i)},{high.at(i)})",
            [int(outcome.assessment.part * 100) for outcome in outcomes],
        )
        table.formula(
            "Väg",
            lambda i: (
                f'IF({reported.at(i)}=0,"{ROUTE_WORDS[Route.NOT_REPORTED]}",'
                f'IF({percent.at(i)}=0,"{ROUTE_WORDS[Route.NONE]}",'
                f'IF({improvement.at(i)}>={high.at(i)},"{ROUTE_WORDS[Route.IMPROVEMENT]}",'
                f'"{ROUTE_WORDS[Route.THRESHOLD]}")))'
            ),
            [ROUTE_WORDS[outcome.assessment.route] for outcome in outcomes],
            kind=Kind.PLAIN,
        )
    return Earned(regions, percent)


def _percent(within: Cells, completed: Cells) -> FormulaOf:
    """A share in per cent, to read; empty when a count is missing or there are none to share (T10)."""
    return lambda i: (
        f"IF(AND(ISNUMBER({completed.at(i)}),ISNUMBER({within.at(i)}),{completed.at(i)}>0),"
        f'{within.at(i)}/{completed.at(i)}*100,"")'
    )


def _percents(within: Cells, completed: Cells) -> list[Fraction | None]:
    return [
        Fraction(100 * part, whole) if part is not None and whole else None
        for part, whole in zip(within.values, completed.values, strict=True)
    ]


def _changes(counts: _Counts) -> list[int | str]:
    """The change of the share in tenths of a percentage point, half up (T06)."""
    pairs = zip(
        _percents(counts.within, counts.completed),
        _percents(counts.within_before, counts.completed_before),
        strict=True,
    )
    return [
        "" if now is None or before is None else int(round_half_up(now - before, decimals=1, reading="T06") * 10)
        for now, before in pairs
    ]


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


def _is_enough(part: int | None, whole: int | None, percent: int) -> bool:
    """Whether a part is at least so many per cent of a whole that is not empty (T07)."""
    return part is not None and bool(whole) and 100 * part >= percent * (whole or 0)
