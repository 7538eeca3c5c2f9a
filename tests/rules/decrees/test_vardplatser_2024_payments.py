"""The beds decree 2024: the payments and the bonus pot, and when they wait."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.monthly_pot import Route
from rules.payouts import Cause
from rules.readings import Readings
from rules.regions import CODES
from tests.rules.decrees.beds import BedsReport, beds_case, qualify_month, settle
from tests.rules.decrees.days import DAY
from tests.rules.decrees.reported_beds import (
    MEASURED_MONTHS,
    POPULATION,
    RATE_OF,
    amounts,
    both,
    plain,
    reported,
    reports_of,
    whole_year,
)


def test_the_basic_payment_is_the_printed_table_whatever_is_missing():
    settlement = settle(None, ())
    assert amounts(settlement, "befolkning") == {code: row.amount_kr for code, row in TABLE.items()}
    assert {row.payment for row in settlement.payouts} == {"grundkrav"}


@pytest.mark.parametrize(
    ("population", "cause", "words"),
    [
        pytest.param(None, Cause.AWAITING, "är inte levererad", id="none"),
        pytest.param({**POPULATION, "09": None}, Cause.FAULTY, "uppgift saknas för Region Gotland", id="gap"),
        pytest.param({**POPULATION, "09": 0}, Cause.FAULTY, "antalet är noll för Region Gotland", id="zero"),
    ],
)
def test_the_final_payment_is_withheld_without_a_whole_population(population, cause, words):
    (withheld,) = settle(population, whole_year(lambda code: ("4", "3"))).withheld
    assert (withheld.payment, withheld.cause) == ("slut", cause)
    assert words in withheld.reason
    assert "den 1 november 2023" in withheld.reason


LAST_DAY = date(2024, 11, 21)
"""Three weeks after October, the last measured month, until the agency sets another day (T23)."""


def reported_in(months):
    """All regions improved in some months."""
    values = dict.fromkeys(CODES, ("4", "3"))
    return {key: report for month in months for key, report in reports_of(values, month).items()}


def test_the_final_payment_waits_for_the_months_that_are_open_and_is_settled_when_none_is():
    silent = {date(2024, 4, 1), date(2024, 9, 1), date(2024, 10, 1)}
    reports = reported_in(month for month in MEASURED_MONTHS if month not in silent)
    september = date(2024, 10, 21)
    (withheld,) = reported(reports, september).computed()[1].withheld
    assert (withheld.payment, withheld.cause) == ("slut", Cause.AWAITING)
    assert withheld.reason == (
        "Rapporter om överbeläggningar inväntas för september–oktober 2024, de sista till och med den 21 november "
        "2024. Rapporter om utlokaliseringar inväntas för september–oktober 2024, de sista till och med den "
        "21 november 2024."
    )
    (withheld,) = reported(reports, LAST_DAY).computed()[1].withheld
    assert "överbeläggningar inväntas för oktober 2024" in withheld.reason
    assert reported(reports, LAST_DAY + DAY).computed()[1].withheld == ()


def test_the_pots_of_a_closed_month_that_nobody_reported_go_whole_to_the_bonus_pot():
    silent = date(2024, 4, 1)
    reports = reported_in(month for month in MEASURED_MONTHS if month != silent)
    outcomes, settlement = reported(reports).computed()
    assert {o.assessment.route for o in outcomes if o.month == silent} == {Route.NOT_REPORTED}
    assert all(o.forfeited_kr == o.reserved_kr for o in outcomes if o.month == silent)
    earned = 16 * 68_888_887
    assert sum(sum(amounts(settlement, requirement).values()) for requirement in RATE_OF) == earned
    assert sum(amounts(settlement, "bonuspott").values()) == 1_240_000_000 - earned


def test_held_back_the_final_payment_waits_for_closed_months_that_nobody_reported():
    silent = {date(2024, 4, 1), date(2024, 10, 1)}
    reports = reported_in(month for month in MEASURED_MONTHS if month not in silent)
    case = replace(reported(reports), readings=Readings(t24="held_back"))
    (withheld,) = case.computed()[1].withheld
    assert withheld.cause is Cause.AWAITING
    for about in ("överbeläggningar", "utlokaliseringar"):
        assert f"Ingen region har rapporterat {about} för april 2024 och oktober 2024." in withheld.reason
    one = {("09", month): both("2") for month in silent}
    whole = replace(reported(reports | one), readings=Readings(t24="held_back"))
    assert whole.computed()[1] == replace(whole, readings=Readings()).computed()[1]


def test_one_report_of_one_requirement_is_enough_for_a_month_to_count():
    one = {("09", month): BedsReport(utlokaliseringar_per_100=Decimal(4)) for month in MEASURED_MONTHS}
    outcomes = [o for month in MEASURED_MONTHS for o in qualify_month(month, one, POPULATION)]
    settlement = settle(POPULATION, outcomes)
    assert not settlement.withheld
    pot = 398_632  # 620 000 000 / 9 x 61 093 / 10 557 682 = 398 631.905 (T01)
    assert amounts(settlement, "overbelaggningar") == dict.fromkeys(CODES, 0)
    assert amounts(settlement, "utlokaliseringar") == {**dict.fromkeys(CODES, 0), "09": 9 * pot}
    assert amounts(settlement, "bonuspott") == {**dict.fromkeys(CODES, 0), "09": 1_240_000_000 - 9 * pot}


def test_two_regions_share_the_bonus_pot_by_what_they_were_paid():
    outcomes = whole_year(lambda code: (None, {"01": "1", "12": "2"}.get(code)))
    settlement = settle(POPULATION, outcomes)
    skane, stockholm = 9_280_431, 16_024_842
    for requirement in RATE_OF:
        assert amounts(settlement, requirement) == {**dict.fromkeys(CODES, 0), "01": 9 * stockholm, "12": 9 * skane}
    bonus = amounts(settlement, "bonuspott")
    pot = 1_240_000_000 - 18 * (skane + stockholm)
    assert bonus["01"] == round(Fraction(pot * stockholm, skane + stockholm))
    assert bonus["01"] + bonus["12"] == pot


def test_when_everything_is_earned_only_the_rounding_of_the_pots_is_left_as_bonus():
    settlement = settle(POPULATION, whole_year(lambda code: ("4", "3")))
    assert sum(amounts(settlement, "bonuspott").values()) == 1_240_000_000 - 18 * 68_888_887
    assert sum(row.amount_kr for row in settlement.payouts if row.payment == "slut") == 1_240_000_000
    assert settlement.undistributed == ()


@pytest.mark.parametrize("t04", ["shared", "per_requirement"])
def test_where_pots_round_up_the_excess_is_taken_from_what_was_earned_and_no_bonus_is_below_zero(t04):
    """With 1 000 inhabitants a pot is 620 000 000 / 9 x 1 000 / 21 004 = 3 279 798,6: 82 kronor more in all months."""
    population = {code: 1004 if code == "01" else 1000 for code in CODES}
    reports = reported_in(MEASURED_MONTHS)
    outcomes, settlement = replace(beds_case(reports, population), readings=Readings(t04=t04)).computed()
    assert sum(o.earned_kr for o in outcomes) == 1_240_000_000 + 2 * 82
    for requirement in RATE_OF:
        assert sum(amounts(settlement, requirement).values()) == 620_000_000
    assert amounts(settlement, "bonuspott") == dict.fromkeys(CODES, 0)


def test_pots_rounded_only_at_payment_never_pay_more_than_was_set_aside():
    # Each requirement's 21 amounts round to one krona too much: two kronor are taken from what was earned (T04).
    outcomes = [
        o
        for month in MEASURED_MONTHS
        for o in qualify_month(
            month,
            reports_of(dict.fromkeys(CODES, ("4", "3")), month),
            POPULATION,
            readings=Readings(t01="exact"),
        )
    ]
    settlement = settle(POPULATION, outcomes, readings=Readings(t01="exact"))
    assert sum(sum(amounts(settlement, requirement).values()) for requirement in RATE_OF) == 1_240_000_000
    assert amounts(settlement, "bonuspott") == dict.fromkeys(CODES, 0)
    assert settlement.undistributed == ()
    exact = {code: Fraction(620_000_000 * count, sum(POPULATION.values())) for code, count in POPULATION.items()}
    for requirement in RATE_OF:
        assert all(abs(kr - exact[code]) < 2 for code, kr in amounts(settlement, requirement).items())


def test_unrounded_pots_rounded_per_month_are_the_same_as_rounded_pots():
    values = {"01": "1", "12": "2"}
    rounded = whole_year(lambda code: (None, values.get(code)))
    exact = [
        replace(o, reserved_kr=Fraction(620_000_000, 9) * POPULATION[o.region_code] / sum(POPULATION.values()))
        for o in rounded
    ]
    per_month = settle(POPULATION, exact, readings=Readings(t01="exact", t02="per_month"))
    assert per_month == settle(POPULATION, rounded)
    assert settle(POPULATION, exact, readings=Readings(t01="exact")) != per_month


def test_with_one_pot_per_requirement_each_pot_follows_its_own_requirement():
    reports = {
        (code, month): BedsReport(**{value: Decimal(4)})
        for code, value in (("01", "overbelaggningar_per_100"), ("12", "utlokaliseringar_per_100"))
        for month in MEASURED_MONTHS
    }
    outcomes = [o for month in MEASURED_MONTHS for o in qualify_month(month, reports, POPULATION)]
    settlement = settle(POPULATION, outcomes, readings=Readings(t04="per_requirement"))
    totals = {
        code: sum(row.amount_kr for row in settlement.payouts if (row.payment, row.region_code) == ("slut", code))
        for code in CODES
    }
    assert totals == {**dict.fromkeys(CODES, 0), "01": 620_000_000, "12": 620_000_000}


def test_a_pot_that_nobody_earned_from_stays_and_says_why():
    one = {("09", month): BedsReport(utlokaliseringar_per_100=Decimal(4)) for month in MEASURED_MONTHS}
    outcomes = [o for month in MEASURED_MONTHS for o in qualify_month(month, one, POPULATION)]
    (kept,) = settle(POPULATION, outcomes, readings=Readings(t04="per_requirement")).undistributed
    assert (kept.payment, kept.component, kept.amount_kr) == ("slut", "bonuspott", 620_000_000)
    assert plain(kept.reason) == (
        "Ingen region har fått betalt för överbeläggningar per 100 disponibla vårdplatser, så det finns inget att "
        "fördela bonuspotten på 620 000 000 kronor efter (T04). Beloppet blir kvar; begär besked om vad som ska ske "
        "med det."
    )


def test_when_nobody_earned_anything_every_component_is_zero_and_all_stays():
    readings = Readings(t11="none_tied")
    outcomes = [
        o
        for month in MEASURED_MONTHS
        for o in qualify_month(
            month, reports_of(dict.fromkeys(CODES, (None, "4")), month), POPULATION, readings=readings
        )
    ]
    settlement = settle(POPULATION, outcomes, readings=readings)
    final = [row for row in settlement.payouts if row.payment == "slut"]
    assert [row.amount_kr for row in final] == [0] * 63
    assert [row.amount_kr for row in settlement.undistributed] == [1_240_000_000]


def test_the_method_of_sharing_follows_the_reading_of_t03():
    outcomes = whole_year(lambda code: ("4", "3"))
    own = settle(POPULATION, outcomes)
    residual = settle(POPULATION, outcomes, readings=Readings(t03="residual_on_largest"))
    assert settle(POPULATION, outcomes, readings=Readings(t03="largest_remainder")) == own
    assert amounts(residual, "bonuspott") != amounts(own, "bonuspott")
    assert amounts(residual, "befolkning") == amounts(own, "befolkning")
