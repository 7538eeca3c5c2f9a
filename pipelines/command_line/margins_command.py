"""What `bonuspott margins` shows: how far each region was from another outcome, and what that would have been worth."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from assets.grants import Grant
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Connection, Warehouse
from assets.what_if import as_decided, decided_words
from pipelines.runs.standing import report_stands
from rules.margin_rows import Change, MarginRow, margin_row
from rules.margins import margins
from rules.mechanisms.requirement import Requirement
from rules.regions import BY_CODE, CODES
from rules.swedish import month_name, number
from schemas.results import Qualification
from schemas.what_if import Margin, MarginEffect

HEADINGS = ("Rapporterat", "Del", "Avstånd", "Del då", "Värt, kronor", "Andra, kronor")
"""Headings of the tables of `tables`, after the region or the month."""

AWAITED = "inte rapporterad än"
NO_OTHER = "kan inte bli ett annat"
NOT_BY_ITSELF = "inte av detta ensamt"
"""In a month that is open, where reports that are awaited can still give another outcome."""

CSV_HEADINGS = (
    "requirement",
    "month",
    "region_code",
    "value_name",
    "value",
    "part_percent",
    "distance",
    "flip_value",
    "flip_part_percent",
    "earned_kr",
    "worth_kr",
    "mark",
    *(f"kr_{code}" for code in CODES),
)
"""Headings of `flat`."""


class MarkedRow(NamedTuple):
    """One margin with the Swedish names of its requirement and value, and the marks of what it rests on.

    Of a month that `is_open` reports are still awaited, and no outcome is the last word (T24).
    """

    margin: MarginRow
    title: str
    words: str
    mark: str
    is_open: bool


def margins_told(
    warehouse: Warehouse, programme_id: str, regions: Collection[str] = CODES, months: Collection[date] | None = None
) -> tuple[list[MarkedRow], list[str]]:
    """The margins of some regions and months, all when not told; by month, requirement and region.

    And what they rest on, as Swedish sentences: what counts now, and which payments are decided and have none. They are
    read where the report has kept them and they still hold, and computed otherwise.
    """
    grant = GRANT_BY_ID[programme_id]
    with warehouse.reading() as connection:
        rows = (kept_rows if report_stands(connection) else computed_rows)(connection, grant)
        decided = decided_words(connection, grant)
    paying = {payment for payment, _ in grant.programme.component_of.values()}
    basis = [
        "Underlag: de uppgifter som räknas nu, med det som är beslutat.",
        *(
            f"{words}: inget som rapporteras nu ändrar den, så dess månader har inga marginaler kvar."
            for payment, words in decided.items()
            if payment in paying
        ),
    ]
    chosen = [
        row for row in rows if row.margin.region_code in regions and (months is None or row.margin.month in months)
    ]
    return chosen, basis


def computed_rows(connection: Connection, grant: Grant) -> list[MarkedRow]:
    """All margins of a programme, computed on what is in the warehouse."""
    stored = as_decided(connection, grant)
    mark = ", ".join(stored.marks)
    titles = {requirement.id: requirement.title for requirement in grant.programme.requirements}
    return [
        MarkedRow(
            margin_row(margin),
            titles[margin.outcome.requirement],
            margin.words,
            mark,
            margin.outcome.open_until is not None,
        )
        for margin in margins(stored.case)
    ]


def kept_rows(connection: Connection, grant: Grant) -> list[MarkedRow]:
    """The same as the report has kept them."""
    own = "programme = ?", [grant.programme.id]
    requirements = {each.id: each for each in grant.programme.requirements if isinstance(each, Requirement)}
    places = {id_: place for place, id_ in enumerate(requirements)}
    open_outcomes = connection.read(Qualification, *own).drop_nulls("open_until")
    still_open = set(open_outcomes.select("requirement", "month").iter_rows())
    effects: dict[tuple[object, ...], dict[str, int]] = {}
    for row in connection.read(MarginEffect, *own).iter_rows(named=True):
        effects.setdefault(_key(row), {})[row["other_region_code"]] = row["difference_kr"]
    found = []
    for row in connection.read(Margin, *own).iter_rows(named=True):
        words = requirements[row["requirement"]].measure.lever_words
        of_others = {code: 0 for code in CODES if code != row["region_code"]} if row["worth_kr"] is not None else {}
        differences = of_others | effects.get(_key(row), {})
        told = {name: row[name] for name in MarginRow.__dataclass_fields__ if name in row}
        margin = MarginRow(**told | {"change": Change(row["change"]), "differences_kr": differences})
        at = (margin.month, places[margin.requirement], CODES.index(margin.region_code))
        order = (*at, list(words).index(margin.value_name), margin.change is Change.WORSE)
        title = requirements[margin.requirement].title
        is_open = (margin.requirement, margin.month) in still_open
        found.append((order, MarkedRow(margin, title, words[margin.value_name], row["mark"], is_open)))
    return [row for _, row in sorted(found, key=lambda each: each[0])]


def _key(row: Mapping[str, object]) -> tuple[object, ...]:
    """What tells one margin of a programme from the others."""
    return tuple(row[name] for name in ("requirement", "month", "region_code", "value_name", "change"))


def flat(row: MarkedRow) -> tuple[object, ...]:
    """A row under `CSV_HEADINGS`: parts in per cent of the monthly pot, kronor of each region, its own included.

    The kronor are None when nothing changes the outcome or a payment is withheld.
    """
    margin = row.margin
    kr = {**margin.differences_kr, margin.region_code: margin.worth_kr}
    return (
        margin.requirement,
        margin.month,
        margin.region_code,
        margin.value_name,
        "" if margin.value is None else number(margin.value),
        _percent(margin.part),
        margin.distance,
        "" if margin.flip_value is None else number(margin.flip_value),
        None if margin.flip_part is None else _percent(margin.flip_part),
        margin.earned_difference_kr_exact,
        margin.worth_kr,
        row.mark,
        *(kr.get(code) for code in CODES),
    )


class MarginTable(NamedTuple):
    """Margins of one requirement and one reported value: of the regions in a month, or of a region month by month.

    The title says once what all numbers of the table count.
    """

    title: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]


def tables(rows: Collection[MarkedRow]) -> list[MarginTable]:
    """The rows as tables to read: month by month where there is one region only, else the regions of each month."""
    names = {BY_CODE[row.margin.region_code].name for row in rows}
    found: dict[str, MarginTable] = {}
    for row in rows:
        region, month = BY_CODE[row.margin.region_code].name, month_name(row.margin.month)
        of, heading, first = (region, "Månad", month) if len(names) == 1 else (month, "Region", region)
        empty = MarginTable(f"{row.title}, {of}: {row.words}", (heading, *HEADINGS), [])
        found.setdefault(empty.title, empty).rows.append((first, *_shown(row)))
    return list(found.values())


def _shown(row: MarkedRow) -> tuple[str, ...]:
    """A row under `HEADINGS`; what the others would win or lose is one sum."""
    margin = row.margin
    if row.is_open and margin.value is None:
        return (AWAITED, *[""] * (len(HEADINGS) - 1))
    return (
        "ingen rapport" if margin.value is None else number(margin.value),
        f"{_percent(margin.part)} %",
        margin.distance.removesuffix(f" {row.words}") or (NOT_BY_ITSELF if row.is_open else NO_OTHER),
        "" if margin.flip_part is None else f"{_percent(margin.flip_part)} %",
        "" if margin.worth_kr is None else number(margin.worth_kr),
        "" if margin.others_kr is None else number(margin.others_kr),
    )


def _percent(part: Decimal) -> int:
    return int(part * 100)
