"""Example economic accounts for beds 2024: all used, more than all, not all, and one that came in too late."""

from datetime import date
from pathlib import Path

from examples.workbooks import Row, delivery_workbook
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.regions import BY_CODE

LINES = (
    "Ekonomiska redovisningar av medel för vårdplatser 2024",
    "Exempel: påhittade kostnader och dagar. Erhållet är beloppet för det grundläggande kravet (bilaga 2).",
    "Källa: exempelgeneratorn.",
)

UNUSED_KR = {"03": 0, "05": -250_000, "06": 400_000, "12": 1_500_000, "17": 1_250_000}
"""Received minus costs: all used, more than all, and three with something left."""
LATE = "20"
"""Dalarna's account, with all used, came in two days after the last day."""


def write(folder: Path) -> None:
    """Write five accounts that came in on time and one that did not."""
    on_time = [_row(code, unused, date(2025, 3, 24 + place)) for place, (code, unused) in enumerate(UNUSED_KR.items())]
    delivery_workbook(folder / "2025-03-31_vardplatser_2024.xlsx", "ekonomisk_redovisning", LINES, on_time)
    late = [_row(LATE, 0, date(2025, 4, 2))]
    delivery_workbook(folder / "2025-04-02_vardplatser_2024_dalarna.xlsx", "ekonomisk_redovisning", LINES, late)


def _row(code: str, unused_kr: int, received: date) -> Row:
    return {
        "region_code": BY_CODE[code].official_name,
        "programme": "vardplatser_2024",
        "accounted_received_kr": TABLE[code].amount_kr,
        "cost_kr": TABLE[code].amount_kr - unused_kr,
        "received_date": received,
        "mark": "exempel",
    }
