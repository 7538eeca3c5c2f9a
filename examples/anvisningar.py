"""Example deliveries of days that the agency has set where a decree leaves them to it; made up, and marked so."""

from datetime import date
from pathlib import Path

from examples.workbooks import delivery_workbook

RECEIVED = date(2024, 11, 4)
REMARKS = ("Påhittade dagar, som exempel på hur en anvisning lämnas.",)
LAST_DAY = date(2025, 1, 24)
"""Three days later than the default for December's beds."""


def write(folder: Path) -> None:
    """Write the agency's workbook."""
    delivery_workbook(
        folder / f"{RECEIVED}_socialstyrelsen.xlsx",
        "anvisningar",
        ("Anvisningar från Socialstyrelsen", *REMARKS),
        [
            {
                "programme": "vardplatser_2024",
                "deadline": deadline,
                "month": None,
                "day": LAST_DAY,
                "reference": "exempel 1/2024",
                "mark": "exempel",
            }
            for deadline in ("vardplatser_2024-12", "vardplatser_2025")
        ],
    )
