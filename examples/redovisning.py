"""The regions' accounts under the 2024 agreement (section 5): that all were approved is known, the days are drawn."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from examples.workbooks import Row, delivery_workbook
from rules.regions import REGIONS

LINES = (
    "Redovisningar enligt överenskommelsen om ökad tillgänglighet i hälso- och sjukvården 2024",
    "Rekonstruerade uppgifter: att alla regioner uppfyllde kraven framgår av utbetalningsbeslutet den 16 december "
    "2024.",
    "Vilken dag var och en kom in är inte publicerat; dagarna är dragna med slump före sista dagen, den 30 september.",
    "Källa: utbetalningsbeslutet (bedömningen) och överenskommelsen, avsnitt 5.",
)
LAST_DAY = date(2024, 9, 30)
DAYS = [day for back in range(15) if (day := LAST_DAY - timedelta(days=back)).weekday() < 5]
"""The last weekdays up to the last day."""


def write(folder: Path) -> None:
    """Write one workbook with the 21 approved accounts; one came in on the last day."""
    rng = Random("redovisning")
    days = [LAST_DAY, *(rng.choice(DAYS) for _ in REGIONS[1:])]
    rng.shuffle(days)
    rows: list[Row] = [
        {
            "region_code": region.official_name,
            "programme": "tillganglighet_2024",
            "received_date": day,
            "is_approved": "ja",
            "mark": "rekonstruerad",
        }
        for region, day in zip(REGIONS, days, strict=True)
    ]
    delivery_workbook(folder / "2024-10-15_redovisningar_tillganglighet_2024.xlsx", "redovisning", LINES, rows)
