from datetime import date
from fractions import Fraction

import pytest

from rules.month_status import MonthStatus, month_statuses, months_in
from rules.monthly_pot import Assessment, Outcome, Route
from rules.regions import CODES

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


def outcomes(month, silent=(), requirement="r"):
    """Outcomes of one month where all regions but the silent have reported."""
    return [
        Outcome(
            requirement,
            month,
            code,
            100,
            Assessment(Route.NOT_REPORTED if code in silent else Route.NONE, Fraction(0), because=""),
        )
        for code in CODES
    ]


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ((), "Resultatet för mars 2024 vilar på uppgifter från alla 21 regioner."),
        (
            ("07", "12"),
            "Resultatet för mars 2024 vilar på uppgifter från 19 av 21 regioner; uppgifter saknas helt eller delvis "
            "från Region Kronoberg och Region Skåne.",
        ),
        (CODES, "Ingen region har lämnat alla uppgifter för mars 2024."),
    ],
    ids=["nobody is missing", "two are missing", "all are missing"],
)
def test_the_sentence_says_what_a_month_rests_on_and_who_is_missing(missing, sentence):
    status = MonthStatus(MARCH, missing)
    assert status.sentence == sentence
    assert status.is_complete == (not missing)


def test_a_region_that_lacks_one_of_two_requirements_is_missing():
    (status,) = month_statuses([*outcomes(MARCH, requirement="a"), *outcomes(MARCH, ["07"], requirement="b")])
    assert (status.missing, status.reported_count) == (("07",), 20)


def test_there_is_one_status_per_month_in_order():
    assert [status.month for status in month_statuses([*outcomes(APRIL), *outcomes(MARCH)])] == [MARCH, APRIL]


def test_a_month_is_in_as_soon_as_one_region_has_reported():
    assert months_in([*outcomes(MARCH, CODES[1:]), *outcomes(APRIL, CODES)]) == {MARCH}
