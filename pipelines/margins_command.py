"""What `bonuspott margins` shows: how far each region was from another outcome, and what that would have been worth."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from assets.what_if import load_case
from rules.margins import MARGINS, VALUE_NAMES, Margin
from rules.money import cut
from rules.regions import BY_CODE, CODES
from rules.scenario import RULES
from rules.swedish import month_name, number

HEADINGS = ("Region", "Månad", "Krav", "Rapporterat", "Del", "Avstånd", "Del då", "Värt, kronor", "Andra, kronor")
"""Headings of `shown`."""

PROGRAMME_IDS = tuple(MARGINS)
"""The programmes that have margins."""


class MarginRow(NamedTuple):
    """One margin in the columns of the CSV.

    Parts are per cent of the monthly pot. `worth_kr` and `differences_kr` (one per region, the own included) are
    None when nothing flips the outcome or the payment is withheld; `earned_kr` is the exact change of the own pot
    before bonus, cut to two decimals.
    """

    requirement: str
    month: date
    region_code: str
    value_name: str
    value: str
    part_percent: int
    distance: str
    flip_value: str
    flip_part_percent: int | None
    earned_kr: Decimal
    worth_kr: int | None
    mark: str
    differences_kr: tuple[int | None, ...]


CSV_HEADINGS = (*MarginRow._fields[:-1], *(f"kr_{code}" for code in CODES))
"""Headings of `flat`."""


def margin_rows(
    warehouse: Path, programme_id: str, regions: Collection[str] = CODES, months: Collection[date] | None = None
) -> list[MarginRow]:
    """The margins of some regions and months, all when not told; by month, requirement and region."""
    with Warehouse(warehouse).reading() as connection:
        stored = load_case(connection, GRANT_BY_ID[programme_id])
    return [
        _row(margin, ", ".join(stored.marks))
        for margin in MARGINS[programme_id](stored.case)
        if margin.outcome.region_code in regions and (months is None or margin.outcome.month in months)
    ]


def _row(margin: Margin, mark: str) -> MarginRow:
    outcome, flip = margin.outcome, margin.flip
    own, others = margin.worth_kr, margin.others_kr
    return MarginRow(
        outcome.requirement,
        outcome.month,
        outcome.region_code,
        margin.value_name,
        "" if margin.value is None else number(margin.value),
        int(outcome.assessment.part * 100),
        margin.distance,
        "" if flip is None else number(flip.value),
        None if flip is None else int(flip.part * 100),
        cut(margin.earned_kr, 2),
        own,
        mark,
        tuple(own if code == outcome.region_code else others.get(code) for code in CODES),
    )


_TITLES = {
    requirement.id: requirement.title
    for programme_id in PROGRAMME_IDS
    for requirement in RULES[programme_id].programme.requirements
}


def flat(row: MarginRow) -> tuple[object, ...]:
    """A row under `CSV_HEADINGS`."""
    return (*row[:-1], *row.differences_kr)


def shown(row: MarginRow) -> tuple[str, ...]:
    """A row under `HEADINGS`; what the others would win or lose is one sum."""
    others = None if row.worth_kr is None else sum(kr or 0 for kr in row.differences_kr) - row.worth_kr
    return (
        BY_CODE[row.region_code].name,
        month_name(row.month),
        _TITLES[row.requirement],
        f"{row.value} {VALUE_NAMES[row.value_name]}" if row.value else "ingen rapport",
        f"{row.part_percent} %",
        row.distance or "kan inte bli ett annat",
        "" if row.flip_part_percent is None else f"{row.flip_part_percent} %",
        "" if row.worth_kr is None else number(row.worth_kr),
        "" if others is None else number(others),
    )
