"""Population deliveries: 1 November 2023 as printed and recovered, 1 November 2024 as a grown-on example."""

from datetime import date
from pathlib import Path

from examples.workbooks import Column, delivery_workbook, workbook
from rules.decrees.tillganglighet_2024_facit import POPULATION_0_18
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.regions import REGIONS

LINES_2023 = (
    "Folkmängd den 1 november 2023",
    "Totalt: så som den är tryckt i bilaga 2 till regeringens beslut om medel för disponibla vårdplatser 2024.",
    "0-18 år: rekonstruerad ur utbetalningsbeslutet den 16 december 2024 (40 000 000 kronor efter invånare 0–18 år).",
)
LINES_2024 = (
    "Folkmängd efter region, ålder och år",
    "Exempel, inte SCB:s statistik: den tryckta folkmängden den 1 november 2023 uppräknad med en antagen tillväxt.",
    "Utformad som ett uttag ur SCB:s statistikdatabas. Ersätts av ett riktigt uttag före användning.",
)
GROWTH_PER_10_000 = {
    "01": 62,
    "03": 70,
    "04": 8,
    "05": 22,
    "06": 12,
    "07": 10,
    "08": -14,
    "09": -8,
    "10": -30,
    "12": 42,
    "13": 42,
    "14": 33,
    "17": -12,
    "18": 14,
    "19": 18,
    "20": -25,
    "21": -40,
    "22": -48,
    "23": 5,
    "24": 30,
    "25": -20,
}
"""Assumed growth from November 2023 to November 2024, in hundredths of a per cent."""
NO_GENITIVE = {"Uppsala", "Kalmar", "Blekinge", "Skåne", "Örebro"}
"""Counties whose name takes no s before län."""


def write(folder: Path) -> None:
    """Write the two deliveries."""
    rows = [
        {
            "region_code": region.official_name,
            "reference_date": date(2023, 11, 1),
            "age_group": age_group,
            "population_count": count,
            "mark": mark,
        }
        for region in REGIONS
        for age_group, count, mark in (
            ("totalt", TABLE[region.code].population, None),
            ("0-18", POPULATION_0_18[region.code], "rekonstruerad"),
        )
    ]
    delivery_workbook(folder / "2023-12-20_befolkning_2023-11-01.xlsx", "befolkning", LINES_2023, rows)

    columns = (
        Column("region", 26),
        Column("ålder", 14),
        Column("Folkmängd 1 november 2024", 28, "#,##0"),
        Column("Märkning", 14),
    )
    workbook(
        folder / "2024-12-20_befolkning_2024-11-01.xlsx",
        LINES_2024,
        columns,
        [
            (
                f"{region.code} {region.name}{'' if region.name in NO_GENITIVE else 's'} län",
                "totalt ålder",
                TABLE[region.code].population * (10_000 + GROWTH_PER_10_000[region.code]) // 10_000,
                "exempel",
            )
            for region in REGIONS
        ],
    )
