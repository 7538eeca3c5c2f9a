"""The route of improvement in per cent of the year before, in formulas (T09, T10)."""

from collections.abc import Sequence
from typing import Any

from exports.calculation.cells import Cells
from exports.calculation.inputs import SHOWN_DECIMALS, Draft
from exports.calculation.mechanisms.measures import Measured, product
from exports.calculation.sheet import Table
from exports.printed_sheet import Kind
from rules.mechanisms.relative_change import RelativeChange
from rules.money import cut

GROUP = "Förbättring"


def write(draft: Draft, table: Table, route: RelativeChange, of: Measured, tested: Sequence[Any]) -> Cells:
    """The change, and the whole pot for one of at least the limit."""
    limit = draft.term(route.percent).address
    change = [None if test is None else test.improvement for test in tested]

    def both(row: int) -> tuple[str, str]:
        """Both years over the same, so that they compare as they are."""
        (now, of_now), (before, of_before) = of.now, of.before
        return product(now, of_before, at=row), product(before, of_now, at=row)

    def shown(row: int) -> str:
        now, before = both(row)
        more, less = (before, now) if of.is_fewer_better else (now, before)
        return f'IF({_is_closed(of, row)},"",({more}-{less})/{_divisor(before)}*100)'

    def gives(row: int) -> str:
        now, before = both(row)
        gain = f"{before}*(100-{limit})-{now}*100" if of.is_fewer_better else f"{now}*100-{before}*(100+{limit})"
        return f"IF({_is_closed(of, row)},0,IF(ROUND({gain},{of.decimals})>=0,100,0))"

    table.formula(
        "Minskning, procent" if of.is_fewer_better else "Ökning, procent",
        shown,
        ["" if percent is None else cut(percent, SHOWN_DECIMALS) for percent in change],
        kind=Kind.TWO_DECIMALS,
        group=GROUP,
    )
    return table.formula(
        "Förbättring ger, procent", gives, [int(100 * test.part) if test else 0 for test in tested], group=GROUP
    )


def _divisor(product_of: str) -> str:
    return f"({product_of})" if "*" in product_of else product_of


def _is_closed(of: Measured, row: int) -> str:
    """No value, or zero, the year before closes the route (T10)."""
    now, before = (cells.at(row) for cells in of.shown)
    return f'OR({now}="",{before}="",{before}=0)'
