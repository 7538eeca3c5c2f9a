"""The route of a high level, also of those who wait, in formulas (T07, T08)."""

from collections.abc import Sequence
from typing import Any

from exports.calculation.cells import Cells
from exports.calculation.inputs import Draft
from exports.calculation.mechanisms.measures import Measured, Shares
from exports.calculation.sheet import Table
from rules.mechanisms.threshold import Threshold

GROUP = "Hög andel"


def write(draft: Draft, table: Table, route: Threshold, of: Measured, tested: Sequence[Any]) -> Cells:
    """Whether enough were seen in time, whether enough wait no longer or few wait at all, and what both give."""
    assert isinstance(of, Shares), "a level is of a share"
    within, done, waiting, waiting_within = of.within, of.done, of.waiting, of.waiting_within
    limit, few, gives = (draft.term(number) for number in (route.percent, route.untested, route.gives))
    enough = table.formula(
        "Av de genomförda",
        lambda i: f'IF({of.shown[0].at(i)}="",0,IF(100*{within.at(i)}>={limit.address}*{done.at(i)},1,0))',
        [int(test is not None and test.enough_done) for test in tested],
        group=GROUP,
    )
    of_waiting = table.formula(
        "Av de väntande, eller få",
        lambda i: (
            f"IF(ISNUMBER({waiting.at(i)}),IF({waiting.at(i)}<={few.address},1,"
            f"IF(ISNUMBER({waiting_within.at(i)}),"
            f"IF(100*{waiting_within.at(i)}>={limit.address}*{waiting.at(i)},1,0),0)),0)"
        ),
        [
            int(
                all_of is not None
                and (all_of <= few.shown or (part is not None and 100 * part >= limit.shown * all_of))
            )
            for all_of, part in zip(waiting.values, waiting_within.values, strict=True)
        ],
        group=GROUP,
    )
    return table.formula(
        "Hög andel ger, procent",
        lambda i: f"{enough.at(i)}*{of_waiting.at(i)}*{gives.address}",
        [int(100 * test.part) if test else 0 for test in tested],
        group=GROUP,
    )
