"""The sheet "Indata regioner": what is delivered or printed once per region, and the regions' names."""

from collections.abc import Mapping
from dataclasses import dataclass

from exports.calculation.book import CalculationBook, Role
from exports.calculation.cells import Cells, Value
from exports.calculation.sheet import CalculationSheet
from exports.printed_sheet import Kind
from rules.regions import REGIONS
from rules.swedish import listing

REGION_NAMES = {region.code: region.name for region in REGIONS}
"""Regions by code as the decrees' tables print them, in that order."""

ORDINAL = range(1, len(REGION_NAMES) + 1)
"""The regions' order by code, which settles the last ties (T03)."""


@dataclass(frozen=True)
class RegionColumn:
    """One value per region code; a region without one gets an empty cell. `about` is its words in the title."""

    heading: str
    values: Mapping[str, Value]
    about: str
    role: Role = Role.INPUT
    is_summed: bool = True


def write_regions(book: CalculationBook, columns: Mapping[str, RegionColumn]) -> dict[str, Cells]:
    """The sheet; its columns by key."""
    about = listing(list(dict.fromkeys(column.about for column in columns.values())))
    sheet = CalculationSheet(book, "Indata regioner", f"Indata: {about}")
    sheet.blank_row()
    with sheet.table(len(REGION_NAMES)) as table:
        table.plain("Region", list(REGION_NAMES.values()), width=27)
        return {
            key: table.plain(
                column.heading,
                [column.values.get(code) for code in REGION_NAMES],
                role=column.role,
                width=20,
                kind=Kind.AMOUNT,
                is_summed=column.is_summed,
            )
            for key, column in columns.items()
        }
