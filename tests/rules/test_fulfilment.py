from datetime import date
from fractions import Fraction

from rules.decrees.tillganglighet_2024 import DECREE as PROGRAMME
from rules.fulfilment import fulfilment
from rules.monthly_pot import Assessment, Outcome, Route
from rules.months import months

JANUARY_TO_APRIL = months(2024, 1, 4)
MARCH = JANUARY_TO_APRIL[2]
NOT_REPORTED, AWAITED = (Route.NOT_REPORTED, 0), (Route.AWAITED, 0)


def outcome(month: date, route: Route, part: str | int, region_code: str = "12", requirement: str = "bup_besok"):
    return Outcome(requirement, month, region_code, 1000, Assessment(route, Fraction(part), ""))


def of_skane(*by_month):
    """Skåne's fulfilment of four months, when another region has reported all of them."""
    outcomes = [outcome(month, Route.NONE, 0, "01") for month in JANUARY_TO_APRIL]
    outcomes += [outcome(month, *met) for month, met in zip(JANUARY_TO_APRIL, by_month, strict=True)]
    return next(row for row in fulfilment(PROGRAMME, outcomes) if row.region_code == "12")


def test_parts_of_pots_are_summed_and_a_part_is_a_month_met():
    row = of_skane((Route.IMPROVEMENT, "0.75"), (Route.THRESHOLD, 1), (Route.NONE, 0), NOT_REPORTED)
    assert (row.months_met, row.months_measured, row.parts) == (2, 4, Fraction(7, 4))
    assert row.percent == Fraction(175, 4)
    assert (row.reserved_kr, row.earned_kr) == (4000, 1750)
    assert {route: count for route, count in row.months_by_route.items() if count} == {
        Route.IMPROVEMENT: 1,
        Route.THRESHOLD: 1,
        Route.NONE: 1,
        Route.NOT_REPORTED: 1,
    }


def test_nothing_met_is_zero_per_cent_and_all_met_a_hundred():
    assert of_skane(*[NOT_REPORTED] * 4).percent == 0
    assert of_skane(*[(Route.IMPROVEMENT, 1)] * 4).percent == 100


def test_a_month_that_the_region_is_awaited_for_has_not_failed_it():
    reported, awaited = JANUARY_TO_APRIL[:2]
    rows = fulfilment(
        PROGRAMME,
        [
            outcome(reported, Route.IMPROVEMENT, 1),
            *(outcome(awaited, *AWAITED, code) for code in ("01", "12")),
        ],
    )
    assert [(row.region_code, row.months_measured, row.percent) for row in rows] == [("12", 1, 100)]
    assert rows[0].reserved_kr == 1000


def test_a_month_that_another_region_is_awaited_for_is_measured_for_those_that_have_reported_it():
    rows = fulfilment(PROGRAMME, [outcome(JANUARY_TO_APRIL[0], Route.NONE, 0, "01"), outcome(MARCH, *AWAITED, "01")])
    assert [(row.months_measured, row.months_met) for row in rows] == [(1, 0)]


def test_a_closed_month_that_nobody_reported_is_measured_and_not_met():
    rows = fulfilment(PROGRAMME, [outcome(MARCH, *NOT_REPORTED, code) for code in ("01", "12")])
    assert [(row.region_code, row.months_measured, row.months_met, row.percent) for row in rows] == [
        ("01", 1, 0, 0),
        ("12", 1, 0, 0),
    ]


def test_rows_come_by_requirement_and_region_in_the_order_of_the_decree():
    keys = [("bup_utredning", "03"), ("bup_besok", "12"), ("bup_besok", "01")]
    rows = fulfilment(PROGRAMME, [outcome(JANUARY_TO_APRIL[0], Route.NONE, 0, code, need) for need, code in keys])
    assert [(row.requirement, row.region_code) for row in rows] == [
        ("bup_besok", "01"),
        ("bup_besok", "12"),
        ("bup_utredning", "03"),
    ]


def test_while_everything_is_awaited_there_is_nothing_to_follow_up():
    assert fulfilment(PROGRAMME, [outcome(month, *AWAITED) for month in JANUARY_TO_APRIL]) == ()
