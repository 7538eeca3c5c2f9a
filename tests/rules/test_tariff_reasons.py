"""The sentence that a region can be sent about block 2."""

from datetime import date

import pytest

from rules.regions import BY_CODE, CODES
from rules.swedish import NO_BREAK_SPACE
from rules.tariff_reasons import tariff_reasons
from tests.rules.decrees.operations import BEST, MONTHS, OPERATIONS, queues_case

FEBRUARY = MONTHS[0]
POPULATION = dict.fromkeys(CODES, 100_000)
NONE_EVERYWHERE = {(code, month, "framfall"): 0 for code in CODES for month in MONTHS}


def told(region_code, counts):
    return tariff_reasons(queues_case(counts, POPULATION), OPERATIONS, BEST)[region_code].replace(NO_BREAK_SPACE, " ")


def test_a_region_under_its_cap_is_told_operations_tariff_cap_and_remaining_funds():
    counts = NONE_EVERYWHERE | {("09", FEBRUARY, "hoftledsprotes"): 2, ("09", FEBRUARY, "gra_starr"): 1}
    # 65 and 12 per cent of 397 000 000 - 235 000
    assert told("09", counts) == (
        "Region Gotland har rapporterat operationer, 2 av höftledsprotes och 1 av grå starr, för februari–oktober "
        "2025, vilket ger 235 000 kronor enligt ersättningen per operation; det ryms under taket på 2 636 976 kronor, "
        "så regionen får 235 000 kronor för operationerna och 305 509 050 kronor av kvarstående medel (plats 1 för "
        "höftledsprotes och plats 1 för grå starr, räknat i operationer per invånare)."
    )


def test_a_region_at_its_cap_is_told_the_month():
    counts = NONE_EVERYWHERE | {("09", FEBRUARY, "hoftledsprotes"): 24, ("09", date(2025, 6, 1), "hoftledsprotes"): 1}
    assert "2 700 000 kronor enligt ersättningen per operation; taket på 2 636 976 kronor nåddes i juni 2025, så " in (
        told("09", counts)
    )


def test_a_region_outside_the_best_is_told_why_it_gets_no_remaining_funds():
    assert told("01", NONE_EVERYWHERE).endswith(
        "så regionen får 0 kronor för operationerna, men inget av kvarstående medel, eftersom den inte hör till de "
        "regioner som har genomfört flest operationer per invånare."
    )


def test_when_nothing_remains_the_region_is_told_so():
    counts = {(code, month, "hoftledsprotes"): 100 for code in CODES for month in MONTHS}
    assert told("01", counts).endswith(", och det finns inga kvarstående medel att fördela.")


def test_months_without_a_report_are_named():
    counts = {key: 0 for key in NONE_EVERYWHERE if key[:2] not in {("05", MONTHS[1]), ("05", MONTHS[2])}}
    assert told("05", counts).endswith("; för mars–april 2025 har regionen inte rapporterat och får ingen ersättning.")


def test_no_report_at_all_is_not_told_as_zero_operations():
    counts = {key: 0 for key in NONE_EVERYWHERE if key[0] != "05"}
    assert told("05", counts) == (
        "Region Östergötland har inte rapporterat operationer för februari–oktober 2025 och får därför ingen "
        "ersättning i block 2."
    )


@pytest.mark.parametrize("code", CODES, ids=lambda code: BY_CODE[code].name)
def test_every_region_gets_one_sentence_in_its_own_name(code):
    sentence = told(code, NONE_EVERYWHERE)
    assert sentence.startswith(BY_CODE[code].official_name)
    assert sentence.count(".") == 1
