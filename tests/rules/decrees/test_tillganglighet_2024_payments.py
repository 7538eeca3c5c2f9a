"""The agreement 2024: the bonus pot, what follows of section 5, and when payments wait."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from rules.decrees.tillganglighet_2024_facit import POPULATION, POPULATION_0_18
from rules.payouts import Cause
from rules.readings import Readings
from rules.regions import CODES
from rules.swedish import NO_BREAK_SPACE
from tests.rules.decrees.bup import ACCOUNT_5, MEASURES, Account, Inputs, bup_case, qualify_month, settle
from tests.rules.decrees.days import DAY, seen_on
from tests.rules.decrees.reported_bup import (
    ALL_APPROVED,
    INPUTS,
    LAST_DAY,
    MARCH,
    POTS,
    amounts,
    decoded_reports,
    decoded_settlement,
    qualified,
    report,
    same_for_all,
    settled,
)

# The bonus pot


def test_when_nobody_earned_anything_the_bonus_pot_stays_and_is_told():
    settlement = settled(same_for_all(50))
    (kept,) = settlement.undistributed
    assert (kept.payment, kept.component, kept.amount_kr) == ("december", "bonuspott", 450_000_000)
    assert kept.reason.replace(NO_BREAK_SPACE, " ").startswith("Ingen region har fått betalt för första besök")
    assert set(amounts(settlement, "december", "bonuspott").values()) == {0}


def test_when_everybody_earned_everything_no_more_than_what_was_set_aside_is_paid():
    settlement = settled(same_for_all(60))
    paid = [sum(amounts(settlement, *part).values()) for part in POTS[1].parts]
    assert sum(paid) == 450_000_000


def test_when_everybody_earned_everything_the_bonus_is_zero_and_the_excess_is_taken_in_december():
    """Eleven months of three pots rounded per region are some kronor more than 450 000 000 (T01, T04)."""
    pots_of_a_month = {o.region_code: o.reserved_kr for o in qualify_month(MARCH, {}, POPULATION_0_18)}
    excess = 33 * sum(pots_of_a_month.values()) - 450_000_000
    settlement = settled(same_for_all(60))
    assert excess > 0
    assert amounts(settlement, "augusti", "bup") == {code: 18 * pot for code, pot in pots_of_a_month.items()}
    taken = {code: 15 * pot - amounts(settlement, "december", "bup")[code] for code, pot in pots_of_a_month.items()}
    assert sum(taken.values()) == excess
    assert min(taken.values()) >= 0
    assert amounts(settlement, "december", "bonuspott") == dict.fromkeys(CODES, 0)


@pytest.mark.parametrize("t04", ["shared", "per_requirement"])
@pytest.mark.parametrize("t01", ["rounded", "exact"])
@pytest.mark.parametrize("within", [51, 60], ids=["half of everything", "everything"])
def test_450_million_is_paid_or_told_however_pots_are_rounded_and_shared(t01, t04, within):
    case = bup_case(same_for_all(within), INPUTS, readings=Readings(t01=t01, t04=t04))
    settlement = case.computed()[1]
    assert settlement.accounted_kr(POTS[1]) == 450_000_000
    assert min(amounts(settlement, "december", "bonuspott").values()) >= 0


def test_with_one_bonus_pot_per_measure_a_measure_nobody_met_stays():
    reports = same_for_all(60) | {key: report(50) for key in same_for_all(50) if key[2] == "utredning"}
    settlement = settled(reports, readings=Readings(t04="per_requirement"))
    assert [row.amount_kr for row in settlement.undistributed] == [150_000_000]


# Section 5


@pytest.mark.parametrize(
    ("account", "is_met"),
    [
        pytest.param(Account(date(2024, 9, 29), True), True, id="the day before"),
        pytest.param(Account(date(2024, 9, 30), True), True, id="the last day"),
        pytest.param(Account(date(2024, 10, 1), True), False, id="the day after"),
        pytest.param(Account(date(2024, 9, 1), False), False, id="not approved"),
        pytest.param(Account(date(2024, 9, 1), None), False, id="not assessed"),
        pytest.param(Account(None, True), False, id="no date"),
    ],
)
def test_an_account_counts_when_approved_and_in_by_the_last_day(account, is_met):
    accounts = ALL_APPROVED | {"12": account}
    assert ("12" in ACCOUNT_5.met_by(bup_case({}, replace(INPUTS, accounts=accounts)))) is is_met


def test_what_regions_outside_section_5_would_have_had_goes_by_population_to_the_others():
    accounts = {code: account for code, account in ALL_APPROVED.items() if code not in ("01", "09")}
    settlement = settled(decoded_reports(), replace(INPUTS, accounts=accounts))
    remaining = amounts(settlement, "december", "kvarstaende")
    for component in ("befolkning_0_18", "befolkning", "kvarstaende"):
        assert [amounts(settlement, "december", component)[code] for code in ("01", "09")] == [0, 0]
    assert sum(remaining.values()) == 9_540_486 + 278_560_864 + 205_853 + 6_929_444
    among = sum(count for code, count in POPULATION.items() if code in accounts)
    assert remaining["25"] == round(Fraction(sum(remaining.values()) * POPULATION["25"], among))
    assert amounts(settlement, "december", "bup") == amounts(decoded_settlement(), "december", "bup")
    assert amounts(settlement, "december", "bonuspott") == amounts(decoded_settlement(), "december", "bonuspott")


def test_when_no_region_met_section_5_the_second_payment_stays_and_is_told():
    accounts = dict.fromkeys(CODES, Account(LAST_DAY, False))
    settlement = settled(decoded_reports(), replace(INPUTS, accounts=accounts))
    (kept,) = settlement.undistributed
    assert (kept.component, kept.amount_kr) == ("kvarstaende", 1_237_500_000)
    assert "30 september 2024" in kept.reason
    assert set(amounts(settlement, "december", "kvarstaende").values()) == {0}


# Held back


def test_without_any_delivery_all_payments_wait():
    settlement = settle(Inputs(None, None, None), ())
    assert settlement.payouts == ()
    assert [(row.payment, row.cause) for row in settlement.withheld] == [
        ("forsta", Cause.AWAITING),
        ("augusti", Cause.AWAITING),
        ("december", Cause.AWAITING),
    ]


def test_a_gap_in_the_total_population_is_faulty_and_leaves_august():
    inputs = replace(INPUTS, population=POPULATION | {"03": None})
    settlement = settled(decoded_reports(), inputs)
    assert {row.payment: row.cause for row in settlement.withheld} == {
        "forsta": Cause.FAULTY,
        "december": Cause.FAULTY,
    }
    assert "uppgift saknas för Region Uppsala" in settlement.withheld[0].reason
    assert {row.payment for row in settlement.payouts} == {"augusti"}


def test_a_gap_in_the_young_population_is_faulty_for_all_and_does_not_blame_the_reports():
    settlement = settle(replace(INPUTS, population_0_18=POPULATION_0_18 | {"09": 0}), ())
    assert [row.cause for row in settlement.withheld] == [Cause.FAULTY] * 3
    assert not any("rapporterat" in row.reason for row in settlement.withheld)


@pytest.mark.parametrize(
    ("missing", "last_day", "held"),
    [
        pytest.param(date(2024, 6, 1), date(2024, 7, 21), ["augusti", "december"], id="June"),
        pytest.param(date(2024, 7, 1), date(2024, 8, 21), ["december"], id="July"),
        pytest.param(date(2024, 11, 1), date(2024, 12, 21), ["december"], id="November"),
    ],
)
def test_a_month_that_nobody_reported_is_awaited_to_its_last_day_and_then_holds_nobody_up(missing, last_day, held):
    reports = {key: value for key, value in decoded_reports().items() if key[1] != missing}
    case = bup_case(reports, INPUTS)
    for on in (last_day - DAY, last_day):
        settlement = seen_on(case, on).computed()[1]
        assert [(row.payment, row.cause) for row in settlement.withheld] == [(one, Cause.AWAITING) for one in held]
    assert seen_on(case, last_day + DAY).computed()[1].withheld == ()


def test_a_payment_says_which_months_it_waits_for_and_how_long():
    reports = {key: value for key, value in decoded_reports().items() if key[1].month not in (5, 6)}
    (august, _) = seen_on(bup_case(reports, INPUTS), date(2024, 6, 21)).computed()[1].withheld
    assert august.reason == (
        "Rapporter om väntetider inom barn- och ungdomspsykiatrin inväntas för maj–juni 2024, de sista till och med "
        "den 21 juli 2024."
    )


def test_the_pots_of_a_closed_month_that_nobody_reported_go_whole_to_the_bonus_pot():
    """Agreement, section 3.7: all the money of such a month goes to the bonus pot."""
    silent = date(2024, 6, 1)
    reports = {key: value for key, value in same_for_all(60).items() if key[1] != silent}
    outcomes = qualified(reports)
    assert sum(o.forfeited_kr for o in outcomes if o.month == silent) == 3 * sum(
        o.reserved_kr for o in outcomes if (o.requirement, o.month) == ("bup_besok", silent)
    )
    settlement = settled(reports)
    assert settlement.withheld == ()
    paid = [sum(amounts(settlement, *part).values()) for part in POTS[1].parts]
    assert sum(paid) == 450_000_000
    assert paid[2] == 450_000_000 - sum(o.earned_kr for o in outcomes)


def test_held_back_a_payment_waits_for_a_closed_month_that_nobody_reported():
    june = date(2024, 6, 1)
    reports = {key: value for key, value in decoded_reports().items() if key[1] != june}

    def held_back(some):
        return bup_case(some, INPUTS, readings=Readings(t24="held_back")).computed()[1]

    settlement = held_back(reports)
    assert [(row.payment, row.cause) for row in settlement.withheld] == [
        ("augusti", Cause.AWAITING),
        ("december", Cause.AWAITING),
    ]
    assert "juni 2024" in settlement.withheld[0].reason
    gotlands = {("09", june, measure): report(60) for measure in MEASURES.values()}
    assert held_back(reports | gotlands) == settled(reports | gotlands)


def test_a_month_that_one_region_reported_is_not_awaited():
    only_gotland = {key: value for key, value in same_for_all(60).items() if key[0] == "09"}
    settlement = settled(only_gotland)
    assert settlement.withheld == ()
    assert amounts(settlement, "december", "bonuspott")["01"] == 0


def test_january_is_not_awaited_with_ten_months():
    without = {key: value for key, value in decoded_reports().items() if key[1] != date(2024, 1, 1)}
    assert settled(without, readings=Readings(t05="ten")).withheld == ()


@pytest.mark.parametrize("accounts", [None, {}], ids=["not delivered", "empty"])
def test_without_any_account_december_is_awaited(accounts):
    settlement = settled(decoded_reports(), replace(INPUTS, accounts=accounts))
    assert [(row.payment, row.cause) for row in settlement.withheld] == [("december", Cause.AWAITING)]
    assert "redovisning" in settlement.withheld[0].reason
