"""Reports on child and adolescent psychiatry, January 2023-November 2024, that give the parts the decision rests on.

The decision of 2024-12-16 fixes how much of its pots each region earned January-June and July-November;
how that fell on months and measures is not published. Here it is drawn, and counts are drawn that the
rule of the agreement (section 3.7) turns into just those parts. The rule belongs to `rules.decrees`;
what is here goes the other way, from part to counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil
from pathlib import Path
from random import Random

from examples.workbooks import Row, delivery_csv, delivery_workbook
from rules.decrees.tillganglighet_2024_facit import PARTS_EARNED, POPULATION_0_18
from rules.months import months, next_month, year_before
from rules.regions import BY_CODE, CODES
from rules.swedish import month_name

REMARKS = (
    "Rekonstruerade uppgifter: de ger precis de delar av månadspotterna som utbetalningsbeslutet den 16 december 2024 "
    "förutsätter.",
    "Hur delarna föll på månader och insatser är inte publicerat; fördelningen och antalen är dragna med slump.",
    "Källa: beslutets tabell 1 (prestationskrav juli–november, bonuspott) och augustiutbetalningens summa i beslutet.",
)

MEASURES = ("besök", "utredning", "behandling")
HALVES = (months(2024, 1, 6), months(2024, 7, 11))
"""The months paid for in August and in December."""
LAST_RECEIVED = date(2024, 12, 10)
"""November came early, in time for the decision."""

PER_10_000_CHILDREN = {"besök": 24, "utredning": 12, "behandling": 14}
"""Completed in an ordinary month."""
SEASON_PERCENT = (100, 100, 105, 100, 100, 90, 55, 75, 100, 105, 105, 85)
"""January-December."""

ANY_SIZE = (0, 10**7)
SMALL = (0, 70_000)
"""Children in regions where about 20 waiting is believable."""
LARGE = (300_000, 10**7)
"""Children in regions whose counts are large enough for fine differences."""


@dataclass(frozen=True)
class Case:
    """One way for a month to end, for one measure in one region.

    `weight` is how often it is drawn and `children` the regions it suits. `share` is the share within 30
    days in 2023, per cent; `gain` what 2024 adds, in hundredths of a percentage point; both are limits,
    inclusive. `reached` says whether 75 per cent of the completed is reached in 2024 (None: no matter),
    `at_limit` that it is reached to the last digit.
    `waiting` are the limits of the number waiting (None: as many as are completed, and more than 20 where
    75 per cent is reached); `waiting_reached` is `reached` for those waiting.
    """

    weight: int
    share: tuple[int, int]
    gain: tuple[int, int]
    reached: bool | None = False
    waiting: tuple[int, int] | None = None
    waiting_reached: bool | None = None
    at_limit: bool = False
    children: tuple[int, int] = ANY_SIZE


CASES = {
    0: (
        Case(60, (45, 72), (-1200, 80)),
        Case(6, (76, 86), (-600, 80), True, waiting_reached=False),
        Case(1, (76, 86), (-600, 80), True, (21, 21), False, children=SMALL),
    ),
    2: (
        Case(60, (45, 69), (120, 470)),
        Case(5, (45, 69), (100, 100), children=LARGE),
        Case(60, (45, 69), (95, 99), children=LARGE),
    ),
    3: (
        Case(60, (45, 66), (520, 960)),
        Case(2, (45, 66), (500, 500)),
        Case(60, (45, 66), (495, 499), children=LARGE),
    ),
    4: (
        Case(40, (40, 65), (1050, 2200), None),
        Case(2, (40, 64), (1000, 1000)),
        Case(40, (70, 88), (-300, 600), True, waiting_reached=True),
        Case(10, (70, 88), (-300, 600), True, (6, 19), False, children=SMALL),
        Case(2, (70, 88), (-300, 600), True, (20, 20), False, children=SMALL),
        Case(2, (70, 79), (-300, 600), True, waiting_reached=True, at_limit=True),
    ),
}
"""What can lie behind a month, by the quarters of the pot that it gives."""


@dataclass(frozen=True)
class Counts:
    """The numbers of one row."""

    completed: int
    within: int
    waiting: int
    waiting_within: int


def write(folder: Path) -> None:
    """Write the deliveries: 2023 as one text file, 2024 as one workbook a month about the 20th of the next."""
    counts = {code: _region(code, Random(f"bup {code}")) for code in CODES}

    def rows(month: date) -> Iterator[Row]:
        rng = Random(f"bup svarsfrekvens {month}")
        for code, measure in product(CODES, MEASURES):
            row = counts[code][month, measure]
            yield {
                "region_code": BY_CODE[code].official_name,
                "month": month,
                "measure": measure,
                "completed_count": row.completed,
                "completed_within_count": row.within,
                "waiting_count": row.waiting,
                "waiting_within_count": row.waiting_within,
                "response_rate_percent": Decimal(rng.randint(900, 1000)).scaleb(-1),
                "mark": "rekonstruerad",
            }

    year_2023 = [row for month in months(2023, 1, 12) for row in rows(month)]
    delivery_csv(folder / "2024-01-22_skr_bup_2023.csv", "bup", year_2023)
    for month in [month for half in HALVES for month in half]:
        received = min(next_month(month).replace(day=20), LAST_RECEIVED)
        title = f"Väntetider i barn- och ungdomspsykiatrin, {month_name(month)}"
        delivery_workbook(
            folder / f"{received}_skr_bup_{month:%Y-%m}.xlsx", "bup", (title, *REMARKS), list(rows(month))
        )


def _region(code: str, rng: Random) -> dict[tuple[date, str], Counts]:
    """One region's rows for both years, by month and measure."""
    children = POPULATION_0_18[code]
    result = {}
    for half, quarters in zip(HALVES, PARTS_EARNED[code], strict=True):
        cells = list(product(half, MEASURES))
        for (month, measure), part in zip(cells, _parts(rng, len(cells), quarters), strict=True):
            before, now = _pair(rng, part, _expected(children, month, measure), children)
            result[year_before(month), measure] = before
            result[month, measure] = now
    december = date(2023, 12, 1)
    for measure in MEASURES:
        result[december, measure], _ = _pair(rng, 0, _expected(children, december, measure), children)
    return result


def _expected(children: int, month: date, measure: str) -> int:
    return max(6, children * PER_10_000_CHILDREN[measure] * SEASON_PERCENT[month.month - 1] // 1_000_000)


def _parts(rng: Random, pots: int, quarters: int) -> Sequence[int]:
    """Parts of 0, 2, 3 or 4 quarters for as many pots, in random order, that sum to `quarters`."""
    whole_halves_threes = [
        (whole, halves, threes)
        for whole, halves, threes in product(range(pots + 1), repeat=3)
        if whole + halves + threes <= pots and 4 * whole + 2 * halves + 3 * threes == quarters
    ]
    whole, halves, threes = rng.choice(whole_halves_threes)
    parts = [4] * whole + [2] * halves + [3] * threes + [0] * (pots - whole - halves - threes)
    rng.shuffle(parts)
    return parts


def _pair(rng: Random, part: int, expected: int, children: int) -> tuple[Counts, Counts]:
    """Counts for a month in 2023 and in 2024 that together give the part; drawn until they fit."""
    suited = [case for case in CASES[part] for _ in range(case.weight) if _within(children, case.children)]
    while True:
        pair = _attempt(rng, rng.choice(suited), expected)
        if pair:
            return pair


def _attempt(rng: Random, case: Case, expected: int) -> tuple[Counts, Counts] | None:
    """One draw of a case, or None when whole persons cannot make it."""
    spread = max(2, expected * 15 // 100)
    completed_before, completed = (rng.randint(expected - spread, expected + spread) for _ in range(2))
    least, most = case.gain
    if least == most:
        step = 10_000 // least
        completed_before = completed = max(1, expected // step) * step
    before = completed_before * rng.randint(*case.share) // 100
    if case.at_limit:
        completed -= completed % 4
        within = completed * 3 // 4
    else:
        share = Fraction(before, completed_before) + Fraction(rng.randint(least, most), 10_000)
        within = ceil(share * completed)
    gain = Fraction(within, completed) - Fraction(before, completed_before)
    if not (0 <= within <= completed and _within(gain * 10_000, case.gain) and _fits(case.reached, within, completed)):
        return None

    waiting = rng.randint(*(case.waiting or (expected * 8 // 10, expected * 14 // 10)))
    waiting_within = waiting * rng.randint(45, 92) // 100
    if case.waiting is None and case.reached and waiting <= 20:
        return None
    if not _fits(case.waiting_reached, waiting_within, waiting):
        return None
    waiting_before = rng.randint(expected * 8 // 10, expected * 14 // 10)
    return (
        Counts(completed_before, before, waiting_before, waiting_before * rng.randint(45, 85) // 100),
        Counts(completed, within, waiting, waiting_within),
    )


def _fits(reached: bool | None, within: int, all_of_them: int) -> bool:
    return reached is None or reached == (4 * within >= 3 * all_of_them)


def _within(value: int | Fraction, limits: tuple[int, int]) -> bool:
    return limits[0] <= value <= limits[1]
