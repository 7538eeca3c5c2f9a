from datetime import date
from fractions import Fraction

import pytest

from rules.month_status import MonthStatus, month_statuses
from rules.monthly_pot import Assessment, Outcome, Route
from rules.regions import CODES

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
UNTIL = date(2024, 4, 21)


def outcomes(month, silent=(), requirement="r", until=None):
    """Outcomes of one month where all regions but the silent have reported; `until` the month is open."""
    missing = Route.AWAITED if until else Route.NOT_REPORTED
    return [
        Outcome(
            requirement,
            month,
            code,
            100,
            Assessment(missing if code in silent else Route.NONE, Fraction(0), ""),
            until,
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
        (CODES, "Ingen region har lämnat alla uppgifter för mars 2024, och månaden är stängd."),
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


def test_a_report_that_lacks_a_value_is_not_whole_though_the_month_is_decided_on_it():
    (status,) = month_statuses(outcomes(MARCH), {("07", MARCH), ("12", APRIL)})
    assert (status.missing, status.reported_count, status.is_complete) == (("07",), 20, False)
    assert status.sentence == "Hela rapporter för mars 2024 finns från 20 av 21 regioner, inte från Region Kronoberg."


def test_a_region_without_a_report_is_told_as_such_though_it_also_lacks_values():
    (status,) = month_statuses(outcomes(MARCH, ["07"]), {("07", MARCH)})
    assert status == MonthStatus(MARCH, ("07",))


def test_there_is_one_status_per_month_in_order():
    assert [status.month for status in month_statuses([*outcomes(APRIL), *outcomes(MARCH)])] == [MARCH, APRIL]


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (
            (),
            "Resultatet för mars 2024 är preliminärt till och med den 21 april 2024: 21 av 21 regioner har "
            "rapporterat.",
        ),
        (
            ("07", "12"),
            "Resultatet för mars 2024 är preliminärt till och med den 21 april 2024: 19 av 21 regioner har "
            "rapporterat; uppgifter inväntas från Region Kronoberg och Region Skåne.",
        ),
        (
            CODES,
            "Rapporter för mars 2024 inväntas till och med den 21 april 2024 från alla regioner.",
        ),
    ],
    ids=["nobody is missing", "two are missing", "all are missing"],
)
def test_the_sentence_of_an_open_month_awaits_the_missing_and_blames_nobody(missing, sentence):
    (status,) = month_statuses(outcomes(MARCH, missing, until=UNTIL))
    assert status.sentence == sentence
    assert (status.missing, status.open_until, status.is_closed) == (missing, UNTIL, False)


def test_a_month_is_closed_when_none_of_its_requirements_is_open():
    both = [outcomes(MARCH, requirement="a"), outcomes(MARCH, requirement="b", until=UNTIL)]
    for first, second in (both, reversed(both)):
        (status,) = month_statuses([*first, *second])
        assert status.open_until == UNTIL
    (status,) = month_statuses([*outcomes(MARCH, requirement="a"), *outcomes(MARCH, requirement="b")])
    assert status.is_closed


def test_an_open_month_does_not_hold_another_open():
    statuses = month_statuses([*outcomes(MARCH), *outcomes(APRIL, until=UNTIL)])
    assert [status.is_closed for status in statuses] == [True, False]
