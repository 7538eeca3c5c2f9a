"""The caps printed in bilaga 2 of the 2025 decree on healthcare queues: the most that block 2 pays by tariff.

Only the printed table. How the decree came to the caps (inhabitants on 1 November 2024 and the standard
cost of the equalisation system, bilaga 2) is not computed: the amounts are the decree.
"""

CAPS_KR = {
    "01": 84_167_924,  # Stockholm
    "03": 14_924_388,  # Uppsala
    "04": 11_982_450,  # Södermanland
    "05": 17_951_597,  # Östergötland
    "06": 14_237_946,  # Jönköping
    "07": 7_892_885,  # Kronoberg
    "08": 10_233_131,  # Kalmar
    "09": 2_636_976,  # Gotland
    "10": 6_374_821,  # Blekinge
    "12": 52_753_560,  # Skåne
    "13": 13_158_464,  # Halland
    "14": 65_462_875,  # Västra Götaland
    "17": 11_618_683,  # Värmland
    "18": 11_963_724,  # Örebro
    "19": 10_913_317,  # Västmanland
    "20": 11_956_879,  # Dalarna
    "21": 11_667_372,  # Gävleborg
    "22": 9_946_895,  # Västernorrland
    "23": 5_502_825,  # Jämtland
    "24": 11_070_528,  # Västerbotten
    "25": 10_582_760,  # Norrbotten
}
"""Whole kronor by region code, in the order of the table."""
