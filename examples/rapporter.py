"""Example deliveries of what SKR has reported under the 2024 agreement (section 5); made up, and marked so."""

from datetime import date
from pathlib import Path

from examples.workbooks import Row, delivery_workbook

HANDED_IN = {"skr_delrapport": date(2024, 9, 27), "skr_verksamhetsrapport": date(2025, 3, 28)}
REMARKS = ("Påhittade dagar, som exempel på hur det sägs att en rapport är lämnad.",)


def write(folder: Path) -> None:
    """Write one workbook per report."""
    for report, day in HANDED_IN.items():
        row: Row = {"programme": "tillganglighet_2024", "deadline": report, "received_date": day, "mark": "exempel"}
        delivery_workbook(folder / f"{day}_{report}.xlsx", "rapporter", ("Rapport från SKR", *REMARKS), [row])
