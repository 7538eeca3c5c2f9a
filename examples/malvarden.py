"""Example targets for beds, occupancy and intensive care, for regions and units, with the flaws real ones may have.

The flaws stand first, by name, so that a test or a demonstration can point at them.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from examples.workbooks import delivery_workbook, file_name
from rules.regions import BY_CODE

BEDS, OCCUPANCY, INTENSIVE_CARE = "vårdplatser", "beläggningsgrad", "IVA-platser"
Line = tuple[str | None, str, Decimal | str, date]
"""Unit (None for the whole region), metric, target, valid from."""

REPLACED = ("12", date(2024, 1, 1), Decimal(2100), Decimal(2080))
"""Skåne's first target for beds, and what a later delivery puts in its place."""
MID_MONTH = ("09", date(2024, 3, 15))
"""Gotland's target for occupancy begins inside March and is in force from April."""
TWICE = ("09", ("Kirurgkliniken", "kirurgkliniken"), date(2024, 4, 1))
"""Gotland has written a unit's name in two ways, so two targets apply from the same day."""
ENDED = ("07", date(2024, 10, 1))
"""Kronoberg ends its target for beds: a row whose value is `NO_MORE`."""
NO_MORE = "saknas"
NINE_PER_CENT = ("14", "Medicinkliniken", date(2025, 1, 1))
"""Västra Götaland has written 9 per cent for a unit, where 90 was meant."""

REMARKS = (
    "Exempel: påhittade målvärden på en rimlig nivå. De beskriver inte regionen.",
    "Källa: exempelgeneratorn.",
)

HALLAND: Sequence[Line] = (
    (None, BEDS, Decimal(450), date(2023, 2, 1)),
    (None, OCCUPANCY, Decimal(95), date(2023, 2, 1)),
    (None, BEDS, Decimal(455), date(2024, 1, 1)),
    (None, OCCUPANCY, Decimal("92.5"), date(2024, 1, 1)),
)
SKANE: Sequence[Line] = (
    (None, BEDS, REPLACED[2], REPLACED[1]),
    (None, OCCUPANCY, Decimal(90), date(2024, 1, 1)),
    (None, INTENSIVE_CARE, Decimal(70), date(2024, 1, 1)),
    ("Medicinkliniken", BEDS, Decimal(120), date(2024, 1, 1)),
    ("Medicinkliniken", OCCUPANCY, Decimal(85), date(2024, 1, 1)),
    ("Kirurgkliniken", BEDS, Decimal(96), date(2024, 1, 1)),
    ("Intensivvårdsavdelningen", INTENSIVE_CARE, Decimal(24), date(2024, 1, 1)),
)
KRONOBERG: Sequence[Line] = (
    (None, BEDS, Decimal(340), date(2024, 1, 1)),
    (None, OCCUPANCY, Decimal(93), date(2024, 1, 1)),
    (None, BEDS, NO_MORE, ENDED[1]),
)
GOTLAND: Sequence[Line] = (
    (None, OCCUPANCY, Decimal(95), MID_MONTH[1]),
    (None, INTENSIVE_CARE, Decimal(6), date(2024, 4, 1)),
    (TWICE[1][0], BEDS, Decimal(24), TWICE[2]),
    (TWICE[1][1], BEDS, Decimal(26), TWICE[2]),
)
SKANE_LATER: Sequence[Line] = (
    (None, BEDS, REPLACED[3], REPLACED[1]),
    (None, BEDS, Decimal(2120), date(2024, 7, 1)),
)
VASTRA_GOTALAND: Sequence[Line] = (
    (None, BEDS, Decimal(2400), date(2025, 1, 1)),
    (None, OCCUPANCY, Decimal(92), date(2025, 1, 1)),
    (NINE_PER_CENT[1], OCCUPANCY, Decimal(9), NINE_PER_CENT[2]),
    ("Intensivvårdsavdelningen", INTENSIVE_CARE, Decimal(30), date(2025, 1, 1)),
)

DELIVERIES: Sequence[tuple[date, str, str, Sequence[Line]]] = (
    (date(2023, 1, 20), "13", "", HALLAND),
    (date(2023, 12, 15), "12", "", SKANE),
    (date(2024, 1, 12), "07", "", KRONOBERG),
    (date(2024, 3, 8), "09", "", GOTLAND),
    (date(2024, 5, 28), "12", "_rattelse", SKANE_LATER),
    (date(2024, 12, 18), "14", "", VASTRA_GOTALAND),
)
"""Day received, region code, end of the file name, lines."""


def write(folder: Path) -> None:
    """Write a workbook per delivery."""
    for received, code, end, lines in DELIVERIES:
        region = BY_CODE[code]
        delivery_workbook(
            folder / f"{received}_{file_name(region.name)}{end}.xlsx",
            "malvarden",
            (f"Målvärden, {region.official_name}", *REMARKS),
            [
                {
                    "region_code": region.official_name,
                    "unit": unit,
                    "metric": metric,
                    "target_value": value,
                    "valid_from": valid_from,
                    "mark": "exempel",
                }
                for unit, metric, value, valid_from in lines
            ],
        )
