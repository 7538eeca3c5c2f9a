"""The printed table of bilaga 2 to the beds decree 2024: population on 1 November 2023 and amount per region.

Only what is printed; what the amounts mean stands in `rules.decrees.vardplatser_2024`.
"""

from dataclasses import dataclass
from datetime import date

from rules.printed_population import PrintedPopulation


@dataclass(frozen=True)
class AppendixRow:
    """One region's row: inhabitants on 1 November 2023 and its part of the 750 000 000 kronor, in kronor."""

    population: int
    amount_kr: int


TABLE = {
    "01": AppendixRow(2_455_914, 174_464_006),  # Stockholm
    "03": AppendixRow(404_714, 28_750_203),  # Uppsala
    "04": AppendixRow(302_310, 21_475_595),  # Södermanland
    "05": AppendixRow(472_660, 33_576_973),  # Östergötland
    "06": AppendixRow(369_201, 26_227_419),  # Jönköping
    "07": AppendixRow(204_028, 14_493_806),  # Kronoberg
    "08": AppendixRow(247_063, 17_550_941),  # Kalmar
    "09": AppendixRow(61_093, 4_339_944),  # Gotland
    "10": AppendixRow(158_226, 11_240_109),  # Blekinge
    "12": AppendixRow(1_422_288, 101_036_951),  # Skåne
    "13": AppendixRow(343_989, 24_436_401),  # Halland
    "14": AppendixRow(1_767_641, 125_570_248),  # Västra Götaland
    "17": AppendixRow(283_661, 20_150_801),  # Värmland
    "18": AppendixRow(308_413, 21_909_142),  # Örebro
    "19": AppendixRow(280_965, 19_959_282),  # Västmanland
    "20": AppendixRow(287_451, 20_420_036),  # Dalarna
    "21": AppendixRow(286_085, 20_322_998),  # Gävleborg
    "22": AppendixRow(242_343, 17_215_640),  # Västernorrland
    "23": AppendixRow(132_466, 9_410_162),  # Jämtland
    "24": AppendixRow(278_518, 19_785_451),  # Västerbotten
    "25": AppendixRow(248_653, 17_663_892),  # Norrbotten
}
"""The 21 rows by region code, in the order printed."""

POPULATION = PrintedPopulation(
    date(2023, 11, 1),
    "totalt",
    "i bilaga 2 till beslutet om vårdplatser 2024",
    {code: row.population for code, row in TABLE.items()},
)
"""The population column of the table (T20)."""
