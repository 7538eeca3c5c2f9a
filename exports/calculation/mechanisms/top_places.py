"""The route of being among the best of all regions in a month, in formulas (T11)."""

from collections.abc import Sequence
from typing import Any

from exports.calculation.cells import Cells
from exports.calculation.inputs import Draft
from exports.calculation.mechanisms.measures import Measured
from exports.calculation.regions import REGION_NAMES
from exports.calculation.sheet import Table
from rules.mechanisms.top_places import TopPlaces
from rules.swedish import count_word


def write(draft: Draft, table: Table, route: TopPlaces, of: Measured, tested: Sequence[Any]) -> Cells:
    """Each region's place in the month, and the whole pot for one of the first."""
    places = draft.term(route.places)
    group = f"Topp {count_word(places.shown)}"
    sign = "<" if of.is_fewer_better else ">"

    def place_of(row: int) -> str:
        """One more than those that are better, compared crosswise where the value is a share."""
        (own, of_own), shown = of.now, of.shown[0]
        theirs, ours = _month_of(own, row).span, own.at(row)
        if of_own:
            theirs, ours = f"{theirs}*{of_own.at(row)}", f"{ours}*{_month_of(of_own, row).span}"
        better = f'({_month_of(shown, row).span}<>"")*({theirs}{sign}{ours})'
        return f'IF({shown.at(row)}="","",1+SUMPRODUCT({better}))'

    place = table.formula("Plats", place_of, [test.place if test else "" for test in tested], width=8, group=group)
    return table.formula(
        f"{group} ger, procent",
        lambda i: f'IF({place.at(i)}="",0,IF({place.at(i)}<={places.address},100,0))',
        [int(100 * test.part) if test else 0 for test in tested],
        group=group,
    )


def _month_of(cells: Cells, row: int) -> Cells:
    """The cells of the month that a row belongs to."""
    return cells.part(row - row % len(REGION_NAMES), len(REGION_NAMES))
