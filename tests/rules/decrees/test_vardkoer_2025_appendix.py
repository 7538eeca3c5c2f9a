"""The caps as printed."""

from rules.decrees.vardkoer_2025 import N
from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.regions import CODES


def test_every_region_has_a_cap_in_the_order_of_the_table():
    assert tuple(CAPS_KR) == CODES


def test_the_caps_sum_to_the_whole_of_block_2():
    assert sum(CAPS_KR.values()) == N.block2_kr.value
