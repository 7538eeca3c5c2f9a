"""Example economic accounts: for beds 2024 all used, more than all, not all and one too late, and SKR's of 2024."""

from datetime import date
from pathlib import Path

from examples.workbooks import Row, delivery_workbook
from rules.decrees.tillganglighet_2024_payments import N
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.recipients import SKR
from rules.regions import BY_CODE

LINES = (
    "Ekonomiska redovisningar av medel för vårdplatser 2024",
    "Exempel: påhittade kostnader och dagar. Erhållet är beloppet för det grundläggande kravet (bilaga 2).",
    "Källa: exempelgeneratorn.",
)

UNUSED_KR = {"03": 0, "05": -250_000, "06": 400_000, "12": 1_500_000, "17": 1_250_000}
"""Received minus costs: all used, more than all, and three with something left."""
SKR_UNUSED_KR = 150_000
"""What SKR has left of its money and repays."""
SKR_LINES = (
    "Ekonomisk redovisning av medel till SKR, överenskommelsen om tillgänglighet 2024",
    "Exempel: påhittade kostnader och dagar.",
    "Källa: exempelgeneratorn.",
)
LATE = "20"
"""Dalarna's account, with all used, came in two days after the last day."""


def write(folder: Path) -> None:
    """Write five accounts that came in on time and one that did not, and SKR's."""
    on_time = [_row(code, unused, date(2025, 3, 24 + place)) for place, (code, unused) in enumerate(UNUSED_KR.items())]
    delivery_workbook(folder / "2025-03-31_vardplatser_2024.xlsx", "ekonomisk_redovisning", LINES, on_time)
    late = [_row(LATE, 0, date(2025, 4, 2))]
    delivery_workbook(folder / "2025-04-02_vardplatser_2024_dalarna.xlsx", "ekonomisk_redovisning", LINES, late)
    skr: Row = {
        "region_code": SKR.official_name,
        "programme": "tillganglighet_2024",
        "accounted_received_kr": N.skr_kr.value,
        "cost_kr": N.skr_kr.value - SKR_UNUSED_KR,
        "received_date": date(2025, 3, 28),
        "mark": "exempel",
    }
    delivery_workbook(folder / "2025-03-28_tillganglighet_2024_skr.xlsx", "ekonomisk_redovisning", SKR_LINES, [skr])


def _row(code: str, unused_kr: int, received: date) -> Row:
    return {
        "region_code": BY_CODE[code].official_name,
        "programme": "vardplatser_2024",
        "accounted_received_kr": TABLE[code].amount_kr,
        "cost_kr": TABLE[code].amount_kr - unused_kr,
        "received_date": received,
        "mark": "exempel",
    }
