"""What `bonuspott margins` shows: how far each region was from another outcome, and what that would have been worth."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from assets.what_if import as_decided
from rules.margin_rows import MarginRow, margin_row
from rules.margins import margins
from rules.regions import BY_CODE, CODES
from rules.swedish import month_name, number

HEADINGS = ("Region", "Månad", "Krav", "Rapporterat", "Del", "Avstånd", "Del då", "Värt, kronor", "Andra, kronor")
"""Headings of `shown`."""


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
    """One margin with the Swedish names of its requirement and value, and the marks of what it rests on."""

    margin: MarginRow
    title: str
    words: str
    mark: str


def margins_told(
    warehouse: Warehouse, programme_id: str, regions: Collection[str] = CODES, months: Collection[date] | None = None
) -> tuple[list[MarkedRow], list[str]]:
    """The margins of some regions and months, all when not told; by month, requirement and region.

    And what they rest on, as Swedish sentences: what counts now, and which payments are decided and have none.
    """
    with warehouse.reading() as connection:
        stored = as_decided(connection, GRANT_BY_ID[programme_id])
    paying = {payment for payment, _ in stored.case.decree.component_of.values()}
    basis = [
        "Underlag: de uppgifter som räknas nu, med det som är beslutat.",
        *(
            f"{words}: inget som rapporteras nu ändrar den, så dess månader har inga marginaler kvar."
            for payment, words in stored.decided.items()
            if payment in paying
        ),
    ]
    mark = ", ".join(stored.marks)
    titles = {requirement.id: requirement.title for requirement in stored.case.decree.requirements}
    rows = [
        MarkedRow(margin_row(margin), titles[margin.outcome.requirement], margin.words, mark)
        for margin in margins(stored.case)
        if margin.outcome.region_code in regions and (months is None or margin.outcome.month in months)
    ]
    return rows, basis


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


def shown(row: MarkedRow) -> tuple[str, ...]:
    """A row under `HEADINGS`; what the others would win or lose is one sum."""
    margin = row.margin
    return (
        BY_CODE[margin.region_code].name,
        month_name(margin.month),
        row.title,
        "ingen rapport" if margin.value is None else f"{number(margin.value)} {row.words}",
        f"{_percent(margin.part)} %",
        margin.distance or "kan inte bli ett annat",
        "" if margin.flip_part is None else f"{_percent(margin.flip_part)} %",
        "" if margin.worth_kr is None else number(margin.worth_kr),
        "" if margin.others_kr is None else number(margin.others_kr),
    )


def _percent(part: Decimal) -> int:
    return int(part * 100)
