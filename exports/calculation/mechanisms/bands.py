"""The route of improvement in percentage points, in bands, in formulas (T06): compared in whole tenths of a point."""

from collections.abc import Sequence
from typing import Any

from exports.calculation.cells import Cells
from exports.calculation.inputs import Draft
from exports.calculation.mechanisms.measures import Measured
from exports.calculation.sheet import Table
from exports.printed_sheet import Kind
from rules.mechanisms.bands import Bands

GROUP = "Förbättring"


def write(draft: Draft, table: Table, route: Bands, of: Measured, tested: Sequence[Any]) -> Cells:
    """The change, and what the highest band that is reached gives."""
    bands = [(draft.term(band.points).address, draft.term(band.percent).address) for band in route.bands]
    change = table.formula(
        "Förändring, tiondels procentenheter",
        lambda i: f'IF(OR({of.shown[0].at(i)}="",{of.shown[1].at(i)}=""),"",{_tenths(of, i)})',
        ["" if test is None or test.points is None else int(test.points * 10) for test in tested],
        width=15,
        kind=Kind.PLAIN,
        group=GROUP,
    )

    def gives(row: int) -> str:
        formula = "0"
        for points, percent in reversed(bands):
            formula = f"IF({change.at(row)}>=10*{points},{percent},{formula})"
        return f'IF({change.at(row)}="",0,{formula})'

    return table.formula(
        "Förbättring ger, procent", gives, [int(100 * test.part) if test else 0 for test in tested], group=GROUP
    )


def _tenths(of: Measured, row: int) -> str:
    """The change in tenths, half up."""
    (now, of_now), (before, of_before) = of.now, of.before
    if not of_now or not of_before:
        return f"INT(ROUND(10*({now.at(row)}-{before.at(row)})+0.5,8))"
    whole = f"{of_now.at(row)}*{of_before.at(row)}"
    apart = f"{now.at(row)}*{of_before.at(row)}-{before.at(row)}*{of_now.at(row)}"
    return f"INT((2000*({apart})+{whole})/(2*{whole}))"
