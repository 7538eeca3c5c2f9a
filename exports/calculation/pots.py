"""From parts earned to kronor: the reserved monthly pots, what each payment pays, and the bonus pot (T01, T02, T04)."""

from collections.abc import Sequence
from dataclasses import dataclass

from exports.calculation.cells import Cells, Single
from exports.calculation.shares import STEP, Apportionment, Dividend, half_up, quotient
from exports.calculation.sheet import CalculationSheet, Table
from rules.apportionment import Method


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


@dataclass(frozen=True)
class Earned:
    """What one requirement gave: the region of each row, and the per cent of a monthly pot that it earned."""

    regions: Cells
    percent: Cells

    def part(self, first: int, count: int) -> "Earned":
        """`count` rows from row `first`."""
        return Earned(self.regions.part(first, count), self.percent.part(first, count))

    def of(self, region: str) -> int:
        """The sum for one region."""
        rows = zip(self.regions.values, self.percent.values, strict=True)
        return sum(percent for name, percent in rows if name == region)


def earned_percent(table: Table, heading: str, names: Cells, earned: Sequence[Earned], *, group: str = "") -> Cells:
    """What a region has earned in all, in per cent of a monthly pot: 250 is two pots and a half."""
    return table.formula(
        heading,
        lambda i: "+".join(f"SUMPRODUCT(({part.regions.span}={names.at(i)})*{part.percent.span})" for part in earned),
        [sum(part.of(name) for part in earned) for name in names.values],
        group=group,
        is_summed=True,
    )


def paid(table: Table, heading: str, earned: Sequence[tuple[Cells, Cells]], *, group: str = "") -> Cells:
    """Whole kronor for what was earned, half up, rounded once per payment (T02).

    `earned` are reserved pots, each with the per cent of it that was earned.
    """
    return table.formula(
        heading,
        lambda i: f"INT(({'+'.join(f'{pot.at(i)}*{percent.at(i)}' for pot, percent in earned)}+50)/100)",
        [(sum(pot.value(i) * percent.value(i) for pot, percent in earned) + 50) // 100 for i in range(table.count)],
        width=16,
        group=group,
        is_summed=True,
    )


def write_bonus_pot(
    sheet: CalculationSheet,
    *,
    names: Sequence[str],
    set_aside: Sequence[Single],
    paid_parts: Sequence[Cells],
    population: Cells,
    method: Method,
) -> tuple[Cells, Single]:
    """The bonus pot and its kronor by region, and what of it no one can get (T04).

    Pots rounded up can make the kronor paid a few more than were set aside; the pot is then below zero and is
    deducted in the same way.
    """
    in_all = sum(amount.shown for amount in set_aside)
    used = sum(sum(part.values) for part in paid_parts)
    aside = sheet.single("Avsatt i allt", "+".join(amount.address for amount in set_aside), in_all)
    spent = sheet.single("Betalt i hela kronor", "+".join(f"SUM({part.span})" for part in paid_parts), used)
    pot = sheet.single("Bonuspott", f"{aside.address}-{spent.address}", in_all - used, name="Bonuspott_kronor")
    size = sheet.single("Bonuspottens belopp", f"ABS({pot.address})", abs(pot.shown))
    sign = sheet.single("Läggs till (1) eller dras av (-1)", f"IF({pot.address}<0,-1,1)", -1 if pot.shown < 0 else 1)
    split = Apportionment(sheet, size, method)
    sheet.blank_row()
    with sheet.table(len(names)) as table:
        table.plain("Region", names, width=27)
        people = table.formula("Befolkning", population.at, population.values)
        weight = table.formula(
            "Betalt, kronor",
            lambda i: "+".join(part.at(i) for part in paid_parts),
            [sum(part.value(i) for part in paid_parts) for i in range(table.count)],
            is_summed=True,
        )
        kronor, unshared = split.columns(table, weight, people, range(1, table.count + 1))
        bonus = table.formula(
            "Bonuspott, kronor",
            lambda i: f"{sign.address}*{kronor.at(i)}",
            [sign.shown * kr for kr in kronor.values],
            width=16,
            is_summed=True,
        )
    return bonus, unshared
