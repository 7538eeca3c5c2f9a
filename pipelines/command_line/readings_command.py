"""What `bonuspott readings` shows: each other way to read an open point and what it would move, in kronor."""

from pathlib import Path
from typing import NamedTuple

from assets.other_readings import other_readings
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from assets.what_if import load_case
from rules.price_readings import PricedAlternative, price_readings
from rules.regions import CODES
from rules.register_of_readings import BY_ID, OF_DELIVERIES

HEADINGS = ("Nr", "Fråga", "Annan läsning", "Stöd", "Avgjort av", "Flyttas, kronor")
"""Headings of `shown`."""


class ReadingRow(NamedTuple):
    """One alternative in the columns of the CSV; kronor are None where `no_price` says why there are none.

    `differences_kr` is one column per region, in the order of the decrees' tables; `left_out` names payments that
    are withheld and in no amount.
    """

    programme: str
    reading: str
    alternative: str
    text: str
    evidence: str
    decided_by: str
    moved_kr: int | None
    no_price: str
    left_out: str
    mark: str
    differences_kr: tuple[int | None, ...]


CSV_HEADINGS = (*ReadingRow._fields[:-1], *(f"kr_{code}" for code in CODES))
"""Headings of `flat`."""


class Priced(NamedTuple):
    """The alternatives of the readings that a programme rests on, those that move most first, and their marks."""

    programme_id: str
    alternatives: tuple[PricedAlternative, ...]
    marks: tuple[str, ...]


def priced(warehouse: Warehouse, programme_id: str) -> Priced:
    """Every alternative computed on what is in the warehouse."""
    grant = GRANT_BY_ID[programme_id]
    with warehouse.reading() as connection:
        stored = load_case(connection, grant)
        elsewhere, marks = other_readings(connection, stored.case)
    alternatives = price_readings(stored.case, _told(programme_id), elsewhere)
    return Priced(programme_id, alternatives, tuple(sorted({*stored.marks, *marks})))


def _told(programme_id: str) -> tuple[str, ...]:
    return (*GRANT_BY_ID[programme_id].programme.readings_told, *OF_DELIVERIES)


def reading_rows(prices: Priced) -> list[ReadingRow]:
    """One row per alternative."""
    return [
        ReadingRow(
            prices.programme_id,
            row.reading.id,
            row.alternative.id,
            row.alternative.text,
            row.reading.told_by,
            row.reading.decided_by,
            None if row.comparison is None else int(row.comparison.moved_kr),
            row.no_price,
            "" if row.comparison is None else ", ".join(row.comparison.left_out),
            ", ".join(prices.marks),
            tuple(row.comparison.differences_kr.values()) if row.comparison else (None,) * len(CODES),
        )
        for row in prices.alternatives
    ]


def flat(row: ReadingRow) -> tuple[object, ...]:
    """A row under `CSV_HEADINGS`."""
    return (*row[:-1], *row.differences_kr)


def shown(row: ReadingRow) -> tuple[str | int, ...]:
    """A row under `HEADINGS`."""
    moved = "kan inte räknas" if row.moved_kr is None else row.moved_kr
    return (row.reading, BY_ID[row.reading].point, row.text, row.evidence, row.decided_by, moved)


def write_workbook(path: Path, prices: Priced) -> None:
    """The same as a workbook, with the register of the programme's readings. Raises `OSError`."""
    from exports.readings_workbook import write_readings_workbook  # with what writes workbooks

    programme = GRANT_BY_ID[prices.programme_id].programme
    readings = [BY_ID[number] for number in _told(programme.id)]
    write_readings_workbook(path, programme, readings, prices.alternatives, prices.marks)
