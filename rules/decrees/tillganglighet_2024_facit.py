"""What the state paid under `tillganglighet_2024` as published, and the figures recovered from it.

Source: the government's decision of 2024-12-16, S2023/03331 (delvis), appendix, table 1. Data to compare
with; nothing here takes part in computing a payment.
"""

from datetime import date

from rules.declaration import FurtherDecision, Paragraph, Section
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.facit import PublishedDecision
from rules.printed_population import PrintedPopulation
from rules.standard_terms import CLOSING

COLUMNS = ("befolkning_0_18", "bup", "bonuspott", "befolkning")
"""The components that the table has a column for; its fifth column is their sum."""

TABLE_1 = {
    "01": (9_540_486, 24_393_293, 41_521_360, 278_560_864, 354_016_003),
    "03": (1_532_179, 4_439_839, 7_054_797, 45_904_491, 58_931_306),
    "04": (1_182_492, 1_310_147, 3_132_559, 34_289_366, 39_914_564),
    "05": (1_770_636, 2_112_691, 5_249_031, 53_611_233, 62_743_591),
    "06": (1_457_196, 3_229_012, 6_158_067, 41_876_446, 52_720_721),
    "07": (797_852, 2_039_963, 3_623_321, 23_141_778, 29_602_914),
    "08": (886_431, 1_586_508, 3_410_563, 28_023_002, 33_906_504),
    "09": (205_853, 912_301, 1_610_015, 6_929_444, 9_657_613),
    "10": (573_061, 2_539_706, 3_759_125, 17_946_708, 24_818_600),
    "12": (5_525_787, 26_373_074, 39_732_958, 161_322_332, 232_954_151),
    "13": (1_350_591, 4_143_861, 5_366_814, 39_016_787, 49_878_053),
    "14": (6_660_363, 18_164_624, 31_087_190, 200_493_830, 256_406_007),
    "17": (999_922, 2_045_292, 3_658_014, 32_174_112, 38_877_340),
    "18": (1_165_305, 1_787_684, 3_528_034, 34_981_596, 41_462_619),
    "19": (1_073_819, 3_477_713, 3_047_866, 31_868_320, 39_467_718),
    "20": (1_051_271, 5_017_432, 8_487_441, 32_603_991, 47_160_135),
    "21": (1_027_602, 4_466_567, 7_583_381, 32_449_053, 45_526_603),
    "22": (870_243, 3_040_909, 4_775_426, 27_487_638, 36_174_216),
    "23": (485_008, 1_612_104, 2_386_142, 15_024_892, 19_508_146),
    "24": (1_006_071, 3_086_811, 4_632_375, 31_590_770, 40_316_027),
    "25": (837_832, 1_071_090, 1_585_365, 28_203_347, 31_697_634),
}
"""Table 1: kronor by region code for each of `COLUMNS`, and in all."""

TABLE_1_TOTALS = (40_000_000, 116_850_621, 191_389_844, 1_197_500_000, 1_545_740_465)
"""The last row of table 1."""

AUGUST_TOTAL_KR = 141_759_535
"""What the decision says was paid in August; what each region got then is not printed."""

POPULATION = {code: row.population for code, row in TABLE.items()}
"""Inhabitants on 1 November 2023, as printed in appendix 2 of the assignment on beds 2024 (T20)."""

POPULATION_0_18 = {
    "01": 544_566,
    "03": 87_456,
    "04": 67_496,
    "05": 101_067,
    "06": 83_176,
    "07": 45_541,
    "08": 50_597,
    "09": 11_750,
    "10": 32_710,
    "12": 315_409,
    "13": 77_091,
    "14": 380_170,
    "17": 57_075,
    "18": 66_515,
    "19": 61_293,
    "20": 60_006,
    "21": 58_655,
    "22": 49_673,
    "23": 27_684,
    "24": 57_426,
    "25": 47_823,
}
"""Inhabitants 0-18 years on 1 November 2023. Recovered from the 40 000 000 kronor of table 1, not printed anywhere."""

PARTS_EARNED = {
    "01": (39, 30),
    "03": (39, 34),
    "04": (29, 13),
    "05": (33, 14),
    "06": (41, 26),
    "07": (42, 30),
    "08": (40, 21),
    "09": (72, 52),
    "10": (52, 52),
    "12": (58, 56),
    "13": (27, 36),
    "14": (42, 32),
    "17": (34, 24),
    "18": (30, 18),
    "19": (7, 38),
    "20": (72, 56),
    "21": (66, 51),
    "22": (46, 41),
    "23": (39, 39),
    "24": (37, 36),
    "25": (15, 15),
}
"""Quarters of monthly pots that each region earned, of 72 in January-June and of 60 in July-November.

Recovered from table 1 and the August total. How they fell on months and measures is not published.
"""

RECOVERED_POPULATION = PrintedPopulation(
    date(2023, 11, 1), "0-18", "enligt det som är återskapat ur beslutet 2024-12-16", POPULATION_0_18
)

DECISION = PublishedDecision(
    title="Beslutet 2024-12-16",
    about="bilagans 105 belopp och augustis 141 759 535 kronor stämmer.",
    payment="december",
    columns=COLUMNS,
    rows=TABLE_1,
    totals=TABLE_1_TOTALS,
    sums={"augusti": ("utbetalningen i augusti", AUGUST_TOTAL_KR)},
    populations={"totalt": POPULATION, "0-18": POPULATION_0_18},
    kind="bup",
    columns_of_reports=("completed_count", "completed_within_count", "waiting_count", "waiting_within_count"),
    digest="e3c1b0f4b95a71bfe263f45c55052ebd1c1e07b96382e323d8e2322f79d82686",
)
"""The decision to compare with; `digest` is that of the reconstructed reports that give its amounts."""

CARRIED_OUT = FurtherDecision(
    "Beslutet 2024-12-16 om utbetalning av medel till regionerna",
    "S2023/03331 (delvis)",
    (
        Section(
            "Regeringens beslut",
            paragraphs=(
                Paragraph("Belopp som ska betalas ut", "Jämförs med det uträknade beloppet.", payments=("december",)),
                Paragraph("Utgiftsområde och anslag", "Samma som i överenskommelsen.", tables=("out.appropriation",)),
            ),
        ),
        Section(
            "Ärendet",
            paragraphs=(
                Paragraph(
                    "Det som redan har betalats ut", "Den första utbetalningen och SKR:s belopp.", payments=("forsta",)
                ),
                Paragraph("Utbetalningen i augusti", "Summan jämförs med den uträknade.", payments=("augusti",)),
                Paragraph(
                    "Månaderna februari–juni och juli–november", "Visar vilka månader som räknades.", readings=("T05",)
                ),
                Paragraph(
                    "Alla regioner uppfyller kraven utom de om väntetider",
                    deliveries=("redovisning",),
                    readings=("T17",),
                ),
            ),
        ),
        *CLOSING,
        Section(
            "Bilaga",
            heading="Tabell 1",
            paragraphs=(
                Paragraph(
                    "De 105 beloppen och raden Riket",
                    "Jämförs med de uträknade; ett belopp som avviker stoppar utbetalningen.",
                    readings=("T01", "T02", "T04"),
                ),
                Paragraph("Fördelning efter befolkning", "Befolkning 0–18 år är återskapad.", readings=("T03", "T20")),
            ),
        ),
    ),
)
"""The same decision as the map of the law has it."""
