"""Example repayments: for beds 2024 all that was left, in one and in two parts, and some of it, and SKR's of 2024."""

from datetime import date
from pathlib import Path

from examples.ekonomisk_redovisning import SKR_UNUSED_KR, UNUSED_KR
from examples.workbooks import Row, delivery_workbook
from rules.recipients import SKR
from rules.regions import BY_CODE

LINES = (
    "Återbetalningar av medel för vårdplatser 2024",
    "Exempel: påhittade belopp och dagar. Region Värmland har ännu inte återbetalat allt.",
    "Källa: exempelgeneratorn.",
)

SKR_LINES = (
    "Återbetalning av medel till SKR, överenskommelsen om tillgänglighet 2024",
    "Exempel: påhittat belopp och påhittad dag, den sista.",
    "Källa: exempelgeneratorn.",
)

REPAID = (
    ("06", date(2025, 3, 27), UNUSED_KR["06"]),
    ("12", date(2025, 3, 14), 1_000_000),
    ("12", date(2025, 3, 31), UNUSED_KR["12"] - 1_000_000),
    ("17", date(2025, 3, 28), 500_000),
)
"""Region code, day, kronor."""


def write(folder: Path) -> None:
    """Write one workbook with the regions' repayments and one with SKR's."""
    rows: list[Row] = [
        {
            "region_code": BY_CODE[code].official_name,
            "programme": "vardplatser_2024",
            "repaid_kr": amount,
            "repaid_date": day,
            "mark": "exempel",
        }
        for code, day, amount in REPAID
    ]
    delivery_workbook(folder / "2025-04-01_vardplatser_2024.xlsx", "aterbetalning", LINES, rows)
    skr: Row = {
        "region_code": SKR.official_name,
        "programme": "tillganglighet_2024",
        "repaid_kr": SKR_UNUSED_KR,
        "repaid_date": date(2025, 3, 31),
        "mark": "exempel",
    }
    delivery_workbook(folder / "2025-04-01_tillganglighet_2024_skr.xlsx", "aterbetalning", SKR_LINES, [skr])
