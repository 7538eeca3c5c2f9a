"""Shares of an amount in whole kronor, computed by formulas that binary numbers cannot make wrong (T01, T03).

A product of two amounts may have more digits than Excel keeps: it shows and compares 15, and INT rounds to 15
before it cuts. So the amount is divided in two steps, as by hand: first its hundred thousands, then what they
left over together with the rest. Every number on the way is a whole one of at most 15 digits as long as
amounts and sums of weights are below 1 500 000 000, which INT and MOD then treat exactly in every program.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from exports.calculation.cells import Cells, Single, Source
from exports.calculation.sheet import LONG, CalculationSheet, Table
from rules.apportionment import Method

STEP = 100_000
"""What an amount is divided by into its two parts."""


@dataclass(frozen=True)
class Dividend:
    """An amount in its two parts, and what it is divided by: `high` x 100 000 + `low`, per `divisor`."""

    high: Source
    low: Source
    divisor: Source


@dataclass(frozen=True)
class Quotient:
    """Weight x amount / divisor: the whole kronor, and what is left over in parts of the divisor."""

    whole: Cells
    rest: Cells


def quotient(table: Table, dividend: Dividend, weight: Cells, *, group: str = "") -> Quotient:
    """Four columns that lead to the whole kronor of a share and the exact rest."""
    high, low, divisor = dividend.high, dividend.low, dividend.divisor
    rows = range(table.count)
    first = table.formula(
        "Rest av hundratusen",
        lambda i: f"MOD({high.at(i)}*{weight.at(i)},{divisor.at(i)})",
        [high.value(i) * weight.value(i) % divisor.value(i) for i in rows],
        group=group,
    )
    left = table.formula(
        "Kvar att dela",
        lambda i: f"{first.at(i)}*{STEP}+{low.at(i)}*{weight.at(i)}",
        [first.value(i) * STEP + low.value(i) * weight.value(i) for i in rows],
        width=21,
        kind=LONG,
        group=group,
    )
    whole = table.formula(
        "Hela kronor",
        lambda i: f"INT({high.at(i)}*{weight.at(i)}/{divisor.at(i)})*{STEP}+INT({left.at(i)}/{divisor.at(i)})",
        [high.value(i) * weight.value(i) // divisor.value(i) * STEP + left.value(i) // divisor.value(i) for i in rows],
        group=group,
        is_summed=True,
    )
    rest = table.formula(
        "Rest",
        lambda i: f"MOD({left.at(i)},{divisor.at(i)})",
        [left.value(i) % divisor.value(i) for i in rows],
        group=group,
    )
    return Quotient(whole, rest)


def half_up(table: Table, share: Quotient, divisor: Source, heading: str, *, group: str = "") -> Cells:
    """A share rounded half up to whole kronor: one more when twice the rest is at least the divisor."""
    return table.formula(
        heading,
        lambda i: f"{share.whole.at(i)}+IF(2*{share.rest.at(i)}>={divisor.at(i)},1,0)",
        [share.whole.value(i) + (2 * share.rest.value(i) >= divisor.value(i)) for i in range(table.count)],
        group=group,
        is_summed=True,
    )


class Apportionment:
    """An amount shared in proportion to weights so that the parts sum to it (T03).

    Made before the table that it adds its columns to, since its single cells stand above. `ordinal` settles
    ties that weight and population leave: the lowest goes first. When no weight is above zero nobody gets
    anything and all of the amount is `unshared`.
    """

    def __init__(self, sheet: CalculationSheet, amount: Single, method: Method) -> None:
        self._amount = amount
        self._method = method
        self._total = sheet.slot("Summa av vikterna")
        self._divisor = sheet.slot("Delare: summan, minst 1")
        high, low = divmod(amount.shown, STEP)
        self._high = sheet.single("Beloppets hundratusental", f"INT({amount.address}/{STEP})", high)
        self._low = sheet.single("Resten av beloppet", f"MOD({amount.address},{STEP})", low)
        is_remainder = method is Method.LARGEST_REMAINDER
        self._left = sheet.slot("Kronor kvar att lägga ut" if is_remainder else "Skillnad att lägga på den största")
        self._unshared = sheet.slot("Ofördelat, ingen har vikt")

    def columns(
        self, table: Table, weight: Cells, population: Cells | None, ordinal: Sequence[int]
    ) -> tuple[Cells, Single]:
        """The columns from the weights to the kronor, and the kronor that no one can get."""
        amount_kr, total = self._amount.shown, sum(weight.values)
        divisor = self._divisor.fill(f"MAX({self._total.address},1)", max(total, 1))
        self._total.fill(f"SUM({weight.span})", total)
        unshared = self._unshared.fill(
            f"IF({self._total.address}=0,{self._amount.address},0)", amount_kr if total == 0 else 0
        )

        share = quotient(table, Dividend(self._high, self._low, divisor), weight)
        if self._method is Method.LARGEST_REMAINDER:
            parts, ranked = share.whole, share.rest
        else:
            parts = half_up(table, share, divisor, "Avrundat")
            ranked = parts
        order = table.plain("Ordning vid lika", list(ordinal), width=9)
        keys = [ranked, weight, *([population] if population else [])]
        place = _places(table, keys, order)
        left_kr = 0 if total == 0 else amount_kr - sum(parts.values)
        left = self._left.fill(f"IF({self._total.address}=0,0,{self._amount.address}-SUM({parts.span}))", left_kr)
        if self._method is Method.LARGEST_REMAINDER:
            condition, extra = f"<={left.address}", "1"
            extras = [int(place.value(i) <= left_kr) for i in range(table.count)]
        else:
            condition, extra = "=1", left.address
            extras = [left_kr if place.value(i) == 1 else 0 for i in range(table.count)]
        kronor = table.formula(
            "Kronor",
            lambda i: f"{parts.at(i)}+IF({place.at(i)}{condition},{extra},0)",
            [part + more for part, more in zip(parts.values, extras, strict=True)],
            width=16,
            is_summed=True,
        )
        return kronor, unshared


def write_share(
    sheet: CalculationSheet,
    names: Sequence[str],
    amount: Single,
    weight: Cells,
    method: Method,
    *,
    heading: str = "Befolkning",
    population: Cells | None = None,
) -> tuple[Cells, Single]:
    """The rest of a sheet that shares an amount among the regions; the kronor, and those that no one can get.

    `population` settles ties between equal weights; None where the weights are the population.
    """
    split = Apportionment(sheet, amount, method)
    sheet.blank_row()
    with sheet.table(len(names)) as table:
        table.plain("Region", names, width=27)
        people = table.formula("Befolkning", population.at, population.values) if population else None
        weights = table.formula(heading, weight.at, weight.values, is_summed=True)
        return split.columns(table, weights, people, range(1, len(names) + 1))


def _places(table: Table, keys: Sequence[Cells], order: Cells) -> Cells:
    """Each row's place: the keys one after another, largest first, and at last the lowest ordinal."""

    def formula(row: int) -> str:
        equal, terms = "", []
        for key in keys:
            terms.append(f"{equal}({key.span}>{key.at(row)})")
            equal += f"({key.span}={key.at(row)})*"
        terms.append(f"{equal}({order.span}<{order.at(row)})")
        return f"1+SUMPRODUCT({'+'.join(terms)})"

    rows = range(table.count)
    ranked = sorted(rows, key=lambda i: (*(-key.value(i) for key in keys), order.value(i)))
    return table.formula("Plats", formula, [ranked.index(i) + 1 for i in rows], width=8)
