"""Example counts of operations, February-October 2025 and the year 2024, at levels that the caps of the decree allow.

With the tariffs of the 2025 decree the volumes that the country really has would take every region to its
cap. To show what happens below, at and above a cap, the number of operations is here chosen from the cap.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from random import Random

from examples.workbooks import Row, delivery_workbook
from rules.decrees.vardkoer_2025 import MEASURED, OPERATIONS
from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.months import months, next_month, year_before
from rules.regions import BY_CODE, CODES
from rules.swedish import month_name

REMARKS = (
    "Exempel: antalen är påhittade och långt lägre än de verkliga. Med beslutets ersättning per operation når de "
    "verkliga volymerna taket i varje region;",
    "här är antalen valda så att de flesta regioner stannar under sitt tak (bilaga 2), några går över och en når "
    "det så nära hela operationer medger.",
    "Källa: exempelgeneratorn.",
)

OVER_CAP = 5
"""Regions whose operations are worth more than the cap."""
OVER_PERCENT = (104, 116)
UNDER_PERCENT = (55, 98)

MONTH_WEIGHTS = (10, 10, 11, 10, 10, 9, 4, 8, 11, 12, 11, 8)
"""January-December."""
PERFORMERS = ("egen region", "annan region", "privat")
PERFORMER_WEIGHTS = {"hoftledsprotes": (14, 3, 3), "framfall": (14, 2, 4), "gra_starr": (9, 2, 9)}
"""How often each of the performers operates."""
OF_2025_PERCENT = (84, 103)
"""The operations of the same months of 2024, in per cent of those of 2025."""

Done = Counter[tuple[str, date, str, str]]
"""Operations by (home region code, month, operation, performer)."""


def write(folder: Path) -> None:
    """Write 2025 as a workbook a month, on the 20th of the next, and 2024 as one workbook."""
    done = _operations(_totals_2025(Random("operationer")), Random("operationer per månad"))
    for month in MEASURED:
        name = f"{next_month(month).replace(day=20)}_operationer_{month:%Y-%m}.xlsx"
        _deliver(folder / name, f"Operationer per hemregion, {month_name(month)}", done, [month])
    _deliver(folder / "2025-02-15_operationer_2024.xlsx", "Operationer per hemregion, 2024", done, months(2024, 1, 12))


def _deliver(path: Path, title: str, done: Done, of_months: Iterable[date]) -> None:
    delivery_workbook(path, "operationer", (title, *REMARKS), list(_rows(done, of_months)))


def _rows(done: Done, of_months: Iterable[date]) -> Iterator[Row]:
    for month, code, kind, performer in product(of_months, CODES, OPERATIONS.kinds, PERFORMERS):
        yield {
            "region_code": BY_CODE[code].official_name,
            "month": f"{month:%Y-%m}",
            "operation": kind.words,
            "performer": performer,
            "operation_count": done[code, month, kind.component.id, performer],
            "mark": "exempel",
        }


def _totals_2025(rng: Random) -> dict[tuple[str, str], int]:
    """Operations of the whole measured period by (home region code, operation)."""
    codes = list(CODES)
    rng.shuffle(codes)
    totals: dict[tuple[str, str], int] = {}
    for place, code in enumerate(codes):
        percent = 100 if place == OVER_CAP else rng.randint(*(OVER_PERCENT if place < OVER_CAP else UNDER_PERCENT))
        numbers = _worth(CAPS_KR[code] * percent // 100, rng)
        if place == OVER_CAP:
            numbers = _up_to(CAPS_KR[code], numbers)
        totals |= {(code, operation): number for operation, number in zip(OPERATIONS.ids, numbers, strict=True)}
    return totals


def _worth(amount_kr: int, rng: Random) -> tuple[int, ...]:
    """Operations of each kind that are together worth about the amount."""
    framfall, gra_starr = rng.randint(17, 28), rng.randint(9, 15)
    percents = (100 - framfall - gra_starr, framfall, gra_starr)
    return tuple(
        amount_kr * percent // (100 * kind.each.value) for percent, kind in zip(percents, OPERATIONS.kinds, strict=True)
    )


def _up_to(cap_kr: int, about: Sequence[int]) -> tuple[int, ...]:
    """Operations whose worth is the cap in whole thousands: no cap is a multiple of the tariffs' common 1 000."""
    hips, prolapses, _ = about
    hip_kr, prolapse_kr, cataract_kr = (kind.each.value for kind in OPERATIONS.kinds)
    thousands_kr = cap_kr // 1000 * 1000 - hips * hip_kr
    fewer = next(n for n in range(prolapses, -1, -1) if (thousands_kr - n * prolapse_kr) % cataract_kr == 0)
    return hips, fewer, (thousands_kr - fewer * prolapse_kr) // cataract_kr


def _operations(totals: dict[tuple[str, str], int], rng: Random) -> Done:
    """Every operation with month and performer drawn, for 2025 and, in proportion, for 2024."""
    same_2024 = [year_before(month) for month in MEASURED]
    others_2024 = [month for month in months(2024, 1, 12) if month not in same_2024]
    done: Done = Counter()
    for (code, operation), number in totals.items():
        before = number * rng.randint(*OF_2025_PERCENT) // 100
        rest = before * sum(map(_weight, others_2024)) // sum(map(_weight, same_2024))
        for count, of_months in ((number, MEASURED), (before, same_2024), (rest, others_2024)):
            by_weight = [month for month in of_months for _ in range(_weight(month))]
            performers = [
                performer
                for performer, weight in zip(PERFORMERS, PERFORMER_WEIGHTS[operation], strict=True)
                for _ in range(weight)
            ]
            done.update((code, rng.choice(by_weight), operation, rng.choice(performers)) for _ in range(count))
    return done


def _weight(month: date) -> int:
    return MONTH_WEIGHTS[month.month - 1]
