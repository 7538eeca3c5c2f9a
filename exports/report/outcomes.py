"""One month's outcome of one requirement for one region: what was reported, what it gave, why, and what was missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from exports.report.addresses import shared
from exports.report.months import months_in
from exports.report.sources import address, delivered
from exports.report.tables import Figure, Row, Tables, figure
from rules.attribution import Role
from rules.declaration import Decree
from rules.monthly_pot import Route
from rules.numbers import Values
from schemas.lineage import Lineage
from schemas.results import Qualification
from schemas.what_if import Margin


@dataclass(frozen=True)
class Reported:
    """The values behind an outcome that stand in one sheet, each with its heading and cell.

    `is_comparison` says that they are of the year before.
    """

    is_comparison: bool
    sheet: str
    values: tuple[tuple[str, Figure, str], ...]

    @cached_property
    def shared(self) -> str:
        """What the addresses of its values have in common."""
        return shared(value.row for _, value, _ in self.values)


@dataclass(frozen=True)
class MonthOutcome:
    """One row of `out.qualification` with what it rests on.

    `words` is the route in Swedish; `is_full` says whether the whole pot was earned, `is_empty` whether nothing was.
    `needed` is what would have given more, each with its worth in kronor; `margins` are sentences on how near a better,
    then a worse, outcome was.
    """

    id: str
    date: date
    month: Figure
    route: Route
    words: str
    is_full: bool
    is_empty: bool
    earned: Figure
    reserved: Figure
    reason: Figure
    reported: tuple[Reported, ...]
    needed: tuple[tuple[Figure, Figure], ...]
    margins: tuple[Figure, ...]

    @cached_property
    def shared_margin(self) -> str:
        """What the addresses of the margins have in common."""
        return shared(margin.row for margin in self.margins)


def outcomes_of(tables: Tables, decree: Decree, code: str) -> dict[str, list[MonthOutcome]]:
    """All outcomes of a region in a grant, by requirement and in order of time, of the months that are in."""
    counted = months_in(tables, decree.id)
    key = {"programme": decree.id, "region_code": code}
    cells = _by_outcome(
        row for row in tables.rows(Lineage, **key) if row["role"] in (Role.VALUE, Role.COMPARISON) and row["file"]
    )
    margins = _by_outcome(tables.rows(Margin, **key))
    found: dict[str, list[MonthOutcome]] = defaultdict(list)
    for row in tables.rows(Qualification, **key):
        if row["month"] not in counted:
            continue
        at = (row["requirement"], row["month"])
        found[row["requirement"]].append(_outcome(decree, row, cells[at], margins[at]))
    return found


def _by_outcome(rows: Iterable[Row]) -> dict[tuple[object, object], list[Row]]:
    grouped: dict[tuple[object, object], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["requirement"], row["month"]].append(row)
    return grouped


def _outcome(decree: Decree, row: Row, cells: Sequence[Row], margins: Sequence[Row]) -> MonthOutcome:
    route = Route(row["route"])
    ordered = sorted(margins, key=_better_first)
    return MonthOutcome(
        id=f"{row['requirement']}-{row['month']:%Y-%m}",
        date=row["month"],
        month=figure(Qualification, row, "month"),
        route=route,
        words=decree.requirement(row["requirement"]).route_words(route, Values()),
        is_full=row["part"] == 1,
        is_empty=row["part"] == 0,
        earned=figure(Qualification, row, "earned_kr_exact"),
        reserved=figure(Qualification, row, "reserved_kr"),
        reason=figure(Qualification, row, "reason"),
        reported=tuple(_reported(cells)),
        needed=tuple(
            (figure(Margin, margin, "distance"), figure(Margin, margin, "worth_kr"))
            for margin in ordered
            if margin["change"] == "better"
        ),
        margins=tuple(figure(Margin, margin, "sentence_sv") for margin in ordered),
    )


def _reported(cells: Iterable[Row]) -> Iterator[Reported]:
    """One for each sheet, the region's own values first."""
    # A bonus pot rests on the same cells once more; here each is shown once.
    once = {(cell["file"], cell["sheet"], cell["cell"]): cell for cell in cells}
    for (is_comparison, *_), found in groupby(
        sorted(once.values(), key=_own_first), key=lambda cell: _own_first(cell)[:3]
    ):
        rows = list(found)
        addresses = [address(cell) for cell in rows]
        yield Reported(
            is_comparison,
            addresses[0].sheet,
            tuple((at.heading, delivered(cell), at.cell) for at, cell in zip(addresses, rows, strict=True)),
        )


def _own_first(cell: Row) -> tuple[bool, str, str, int, str]:
    return (cell["role"] != Role.VALUE, cell["file"], cell["sheet"], cell["row"] or 0, cell["cell"])


def _better_first(margin: Row) -> tuple[object, ...]:
    return ({"better": 0, "none": 1, "worse": 2}[margin["change"]], margin["value_name"])
