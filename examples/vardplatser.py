"""Example reports on hospital beds: outcome 2023 and 2024, plan and target 2025, with the flaws real reports have.

The levels are about those that the beds decree describes; every row is an example. The flaws stand
first, by name, so that a test or a demonstration can point at them.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from examples.workbooks import Cell, delivery_workbook, file_name
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.months import months, year_before
from rules.regions import BY_CODE, CODES, REGIONS

Values = dict[str, Cell]
Reports = dict[tuple[str, date], Values]
"""Rows by (region code, month)."""

OVER = "overbelaggningar_per_100"
OUTLYING = "utlokaliseringar_per_100"

MISSING_MONTH = ("07", date(2024, 4, 1))
"""Kronoberg's report has no row for April 2024."""
NO_VALUE_2023 = ("23", date(2023, 9, 1))
"""Jämtland Härjedalen has no rates for September 2023, so September 2024 has nothing to be compared with (T10)."""
NO_OCCUPANCY = ("10", months(2023, 7, 8))
"""Blekinge lacks occupancy for two months: a gap in the basic requirement, without bearing on the performance."""
EXACT_HALF_PERCENT = ("17", date(2024, 3, 1))
"""Värmland goes from 4,00 to 3,98 overcrowded patients: an improvement of exactly 0,5 per cent (T09)."""
TIE_AT_FIFTH = date(2024, 6, 1)
"""Two regions share the fifth place in overcrowding, and neither improved: both rest on the top five (T11)."""
TEXT_IN_NUMBER = ("21", date(2024, 8, 1))
"""Gävleborg wrote "ca 3" in a number: the row is rejected until a later file brings it."""
LATE_CORRECTION = ("13", date(2024, 5, 1))
"""Halland corrects May 2024, from a change for the worse to an improvement in both rates."""

REPORTED = date(2024, 11, 20)
CORRECTED = date(2024, 11, 28)
RESENT = date(2024, 12, 2)
CLOSED = date(2025, 2, 20)

TITLE = "Disponibla vårdplatser, överbeläggningar och utlokaliserade patienter"
REMARKS = (
    "Exempel: påhittade värden på en nivå som i verkligheten. De beskriver inte regionen.",
    "Källa: exempelgeneratorn; vårdplatserna står i rimlig proportion till folkmängden den 1 november 2023.",
)

SEASON_PERCENT = (122, 118, 108, 96, 92, 98, 116, 96, 90, 94, 100, 98)
"""Crowding January-December: worst in winter and in July."""
BEDS_PERCENT = (101, 102, 102, 101, 101, 99, 88, 93, 100, 101, 102, 99)


def write(folder: Path) -> None:
    """Write a workbook per region, its corrections, and the rest of 2024 and the plan for 2025 from SKR."""
    reports = _reports()
    later = _put_flaws_in(reports)
    until_october = (*months(2023, 1, 12), *months(2024, 1, 10))
    for region in REGIONS:
        rows = {key: reports[key] for month in until_october if (key := (region.code, month)) in reports}
        _deliver(folder, REPORTED, file_name(region.name), f"{TITLE}, {region.official_name}", rows)
    for (received, code), rows in later.items():
        name = f"{file_name(BY_CODE[code].name)}_rattelse"
        _deliver(folder, received, name, f"Rättelse. {TITLE}, {BY_CODE[code].official_name}", rows)
    rest = {key: row for key, row in reports.items() if key[1] > until_october[-1]}
    title = f"{TITLE}: november–december 2024 samt plan och målvärde 2025"
    _deliver(folder, CLOSED, "skr_alla_regioner", title, rest)


def _deliver(folder: Path, received: date, name: str, title: str, rows: Reports) -> None:
    delivery_workbook(
        folder / f"{received}_{name}.xlsx",
        "vardplatser",
        (title, *REMARKS),
        [
            {"region_code": BY_CODE[code].official_name, "month": month, **values, "mark": "exempel"}
            for (code, month), values in rows.items()
        ],
    )


def _reports() -> Reports:
    """All rows without flaws, region by region."""
    trends = [*range(900, 980, 8), *range(985, 1084, 9)]
    Random("vardplatser trender").shuffle(trends)
    reports: Reports = {}
    for code, trend in zip(CODES, trends, strict=True):
        rng = Random(f"vardplatser {code}")
        beds = TABLE[code].population * rng.randint(130, 165) // 10_000
        rates = {OVER: rng.randint(220, 1050), OUTLYING: rng.randint(80, 480)}
        occupancy = rng.randint(920, 985)
        for month in (*months(2023, 1, 12), *months(2024, 1, 12)):
            season = SEASON_PERCENT[month.month - 1]
            reports[code, month] = {
                "beds": _decimal(beds * BEDS_PERCENT[month.month - 1] // 100 + rng.randint(-20, 20), 1),
                **{name: _decimal(_rate(rng, base, month, season, trend), 2) for name, base in rates.items()},
                "occupancy_percent": _decimal(occupancy + (season - 100) + rng.randint(-12, 12), 1),
            }
        for month in months(2025, 1, 12):
            planned = beds * (BEDS_PERCENT[month.month - 1] + 2) // 1000
            reports[code, month] = {"beds": planned, "occupancy_percent": _decimal(min(occupancy, 950), 1)}
    return reports


def _rate(rng: Random, base: int, month: date, season_percent: int, trend_per_mille: int) -> int:
    """A rate in hundredths, one month."""
    level = base * trend_per_mille // 1000 if month.year == 2024 else base
    return level * season_percent * rng.randint(920, 1080) // 100_000


def _put_flaws_in(reports: Reports) -> dict[tuple[date, str], Reports]:
    """Change the reports in place; the result is what is delivered later, by day and region."""
    del reports[MISSING_MONTH]
    reports[NO_VALUE_2023] |= {OVER: None, OUTLYING: None}
    code, without = NO_OCCUPANCY
    for month in without:
        reports[code, month]["occupancy_percent"] = None
    _set_pair(reports, EXACT_HALF_PERCENT, OVER, before="4.00", now="3.98")
    _tie(reports, TIE_AT_FIFTH)

    resent = dict(reports[TEXT_IN_NUMBER])
    reports[TEXT_IN_NUMBER][OVER] = "ca 3"
    _set_pair(reports, LATE_CORRECTION, OVER, before="8.20", now="8.46")
    _set_pair(reports, LATE_CORRECTION, OUTLYING, before="3.50", now="3.61")
    corrected = reports[LATE_CORRECTION] | {OVER: Decimal("7.96"), OUTLYING: Decimal("3.41")}
    return {
        (CORRECTED, LATE_CORRECTION[0]): {LATE_CORRECTION: corrected},
        (RESENT, TEXT_IN_NUMBER[0]): {TEXT_IN_NUMBER: resent},
    }


def _set_pair(reports: Reports, key: tuple[str, date], name: str, *, before: str, now: str) -> None:
    """Set a rate of a month and of the same month the year before."""
    code, month = key
    reports[code, year_before(month)][name] = Decimal(before)
    reports[key][name] = Decimal(now)


def _tie(reports: Reports, month: date) -> None:
    """Let the sixth in overcrowding have the fifth's value, and both have had fewer the year before."""
    ranked = sorted(CODES, key=lambda code: _number(reports[code, month][OVER]))
    value = _number(reports[ranked[4], month][OVER])
    for code in ranked[4:6]:
        _set_pair(reports, (code, month), OVER, before=str(value - Decimal("0.20")), now=str(value))


def _number(value: Cell) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def _decimal(digits: int, decimals: int) -> Decimal:
    return Decimal(digits).scaleb(-decimals)
