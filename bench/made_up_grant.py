"""A made-up grant decided by the mechanisms that the decrees share, for any number of regions and months.

Nothing else is imported: the larger the heap of the process, the more the garbage collector adds to what is measured.
"""

from fractions import Fraction
from random import Random

from rules.apportionment import Method
from rules.monthly_pot import Assessment, Outcome, Route, bonus_kr, forfeited_by_month, paid_kr, reserved_pots
from rules.months import months
from rules.ranking import top_placed

TIMES = 20
"""How often it is decided for one measure: once takes milliseconds."""


def decide(regions: str, measured: str) -> None:
    """One requirement: every fifth region improves, and the five best of each month qualify too."""
    draw = Random(regions)
    population = {f"{number:03}": draw.randint(50_000, 2_500_000) for number in range(int(regions))}
    year = [month for start in range(2000, 2100) for month in months(start, 1, 12)][: int(measured)]
    total_kr = 620_000_000
    for _ in range(TIMES):
        reserved = reserved_pots(total_kr, len(year), population)
        outcomes = []
        for month in year:
            values = {code: Fraction(draw.randint(100, 999), 100) for code in population}
            top = top_placed(values, fewest_first=True, places=5)
            for code in population:
                part = Fraction(code in top or draw.random() < 0.2)
                assessment = Assessment(Route.TOP_FIVE if part else Route.NONE, part, "")
                outcomes.append(Outcome("requirement", month, code, reserved[code], assessment))
        paid = paid_kr(outcomes)
        bonus, left = bonus_kr(total_kr, paid, population, Method.LARGEST_REMAINDER)
        assert sum(paid.values()) + sum(bonus.values()) + left == total_kr
        assert len(forfeited_by_month(outcomes)) == len(year)
