from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.decrees.tillganglighet_2024_facit import (
    AUGUST_TOTAL_KR,
    COLUMNS,
    DECISION,
    PARTS_EARNED,
    POPULATION,
    POPULATION_0_18,
    TABLE_1,
    TABLE_1_TOTALS,
)
from rules.monthly_pot import Route
from rules.months import year_before
from rules.numbers import Values
from rules.payouts import Cause
from rules.readings import AS_DECIDED, Readings
from rules.regions import BY_CODE, CODES
from rules.swedish import NO_BREAK_SPACE
from tests.rules.decrees.bup import (
    ACCOUNT_5,
    DECREE,
    MEASURES,
    UNTIL_JUNE,
    UNTIL_NOVEMBER,
    Account,
    BupReport,
    Inputs,
    N,
    assess,
    bup_case,
    measured_months,
    qualify_month,
    settle,
)
from tests.rules.decrees.days import DAY, seen_on

POTS = [each.pot(Values()) for each in DECREE.set_aside]
MARCH = date(2024, 3, 1)
LAST_DAY = date(2024, 9, 30)
ALL_APPROVED = {code: Account(LAST_DAY, True) for code in CODES}
INPUTS = Inputs(POPULATION, POPULATION_0_18, ALL_APPROVED)
WITHIN_OF_100 = {0: 50, 2: 51, 3: 55, 4: 60}
"""Completed within 30 days of 100 that give so many quarters of the pot, when it was 50 of 100 in 2023."""


def report(within, completed=100, waiting=0, waiting_within=0):
    return BupReport(completed, within, waiting, waiting_within)


def judged(this_year, last_year=None, readings=AS_DECIDED):
    found = assess(this_year, last_year, month=MARCH, measure="besök", readings=readings)
    return found.route, found.part


def sentence(this_year, last_year=None):
    return assess(this_year, last_year, month=MARCH, measure="besök").because.replace(NO_BREAK_SPACE, " ")


def qualified(reports, readings=AS_DECIDED):
    return [
        outcome
        for month in measured_months(readings)
        for outcome in qualify_month(month, reports, POPULATION_0_18, readings=readings)
    ]


def settled(reports, inputs=INPUTS, readings=AS_DECIDED):
    return settle(inputs, qualified(reports, readings), readings=readings)


def same_for_all(within):
    """Every region has 50 of 100 in 2023 and `within` of 100 in the months of 2024."""
    return {
        (code, at, measure): report(count)
        for code, month, measure in product(CODES, measured_months(), MEASURES.values())
        for at, count in ((month, within), (year_before(month), 50))
    }


def decoded_reports():
    """Reports that give each region the parts behind the decision, laid out from the first month on."""
    reports = same_for_all(50)
    for code, halves in PARTS_EARNED.items():
        for months, quarters in zip((UNTIL_JUNE, UNTIL_NOVEMBER), halves, strict=True):
            whole, rest = divmod(quarters, 4)
            parts = [4] * whole + ([rest] if rest else [])
            if rest == 1:
                parts = [4] * (whole - 1) + [3, 2]
            pots = product(months, MEASURES.values())
            for (month, measure), part in zip(pots, parts, strict=False):
                reports[code, month, measure] = report(WITHIN_OF_100[part])
    return reports


def drawn_reports(seed):
    """Any reports, with gaps, no completed and few or many waiting among them."""
    rng = Random(seed)
    reports = {}
    for month, code, measure in product(measured_months(), CODES, MEASURES.values()):
        for at in (year_before(month), month):
            completed, waiting = rng.choice((0, 1, 7, 100, 997)), rng.choice((0, 20, 21, 300))
            drawn = report(rng.randint(0, completed), completed, waiting, rng.randint(0, waiting))
            if rng.random() < 0.1:
                drawn = replace(drawn, **{rng.choice(("completed", "completed_within", "waiting")): None})
            if rng.random() < 0.9:
                reports[code, at, measure] = drawn
    return reports


def differences_of(settlement):
    return DECISION.differences(bup_case({}, INPUTS), settlement)


@cache
def decoded_settlement():
    return settled(decoded_reports())


def amounts(settlement, payment, component):
    return {
        row.region_code: row.amount_kr
        for row in settlement.payouts
        if (row.payment, row.component) == (payment, component)
    }


# The decision of 2024-12-16


@pytest.mark.parametrize("code", [pytest.param(code, id=BY_CODE[code].name) for code in CODES])
def test_the_published_amounts_of_a_region_come_out_to_the_krona(code):
    computed = [amounts(decoded_settlement(), "december", column)[code] for column in COLUMNS]
    assert (*computed, sum(computed)) == TABLE_1[code]
    assert amounts(decoded_settlement(), "december", "kvarstaende")[code] == 0


def test_the_published_totals_come_out_to_the_krona():
    december = [sum(amounts(decoded_settlement(), "december", column).values()) for column in COLUMNS]
    assert (*december, sum(december)) == TABLE_1_TOTALS
    assert sum(amounts(decoded_settlement(), "augusti", "bup").values()) == AUGUST_TOTAL_KR


def test_the_published_table_sums_to_its_own_last_row():
    assert tuple(map(sum, zip(*TABLE_1.values(), strict=True))) == TABLE_1_TOTALS


def test_the_comparison_finds_nothing_when_all_published_amounts_come_out():
    assert differences_of(decoded_settlement()) == []


def test_the_comparison_names_each_amount_that_differs():
    first = next(row for row in decoded_settlement().payouts if row.payment == "december")
    other = replace(
        decoded_settlement(),
        payouts=tuple(
            replace(row, amount_kr=row.amount_kr + 1) if row is first else row for row in decoded_settlement().payouts
        ),
    )
    found = [text.replace(NO_BREAK_SPACE, " ") for text in differences_of(other)]
    assert found[0] == ("Region Stockholm, Befolkning 0–18 år: beräknat 9 540 487 kronor, publicerat 9 540 486 kronor.")
    assert len(found) == 4  # the amount, its row, its column and the whole


def test_the_comparison_leaves_out_payments_that_are_held_back():
    held = settled(decoded_reports(), replace(INPUTS, accounts=None))
    assert differences_of(held) == []


def test_the_comparison_finds_a_payment_that_is_neither_paid_nor_held_back():
    without = tuple(row for row in decoded_settlement().payouts if row.payment != "augusti")
    assert len(differences_of(replace(decoded_settlement(), payouts=without))) == 1


@pytest.mark.parametrize(
    "rejected",
    [
        Readings(t01="exact"),
        Readings(t03="largest_remainder"),
        Readings(t04="per_requirement"),
        Readings(t05="ten"),
    ],
    ids=["T01 exact", "T03 largest remainder", "T04 per requirement", "T05 ten months"],
)
def test_these_reports_do_not_give_the_published_amounts_with_another_reading(rejected):
    settlement = settled(decoded_reports(), readings=rejected)
    assert differences_of(settlement)
    assert [settlement.accounted_kr(pot) for pot in POTS] == [pot.amount_kr for pot in POTS]


def test_a_payment_is_rounded_once_and_per_month_with_the_other_reading():
    """Stockholm earns 18 halves of 3 252 439 kronor: 1 626 219,5 each."""
    once, per_month = (settled(same_for_all(51), readings=Readings(t02=t02)) for t02 in ("per_payment", "per_month"))
    assert amounts(once, "augusti", "bup")["01"] == 29_271_951
    assert amounts(per_month, "augusti", "bup")["01"] == 29_271_960


# The agreement's amounts


def test_the_payments_and_the_funds_of_skr_make_up_the_agreement():
    assert sum(pot.amount_kr for pot in POTS) + N.skr_kr.value == N.total_kr.value


def test_the_first_payment_is_all_by_population():
    first = settled({})
    assert sum(amounts(first, "forsta", "befolkning_0_18").values()) == 40_000_000
    assert sum(amounts(first, "forsta", "befolkning").values()) == 1_197_500_000
    assert amounts(first, "forsta", "befolkning_0_18")["01"] == TABLE_1["01"][0]


def test_every_parameter_says_in_swedish_what_it_is_and_where_it_stands():
    assert all(one.meaning and one.unit and one.section.startswith("avsnitt") for one in DECREE.numbers)


# Section 3.7: improvement


@pytest.mark.parametrize(
    ("within", "quarters"),
    [
        pytest.param(5_094, 0, id="0,94 rounds to 0,9, under the first band"),
        pytest.param(5_095, 2, id="0,95 rounds to 1,0, at the first band"),
        pytest.param(5_100, 2, id="1,0"),
        pytest.param(5_494, 2, id="4,94 rounds to 4,9, under the second band"),
        pytest.param(5_495, 3, id="4,95 rounds to 5,0, at the second band"),
        pytest.param(5_500, 3, id="5,0"),
        pytest.param(5_994, 3, id="9,94 rounds to 9,9, under the third band"),
        pytest.param(5_995, 4, id="9,95 rounds to 10,0, at the third band"),
        pytest.param(6_000, 4, id="10,0"),
        pytest.param(7_400, 4, id="far over"),
        pytest.param(4_000, 0, id="a decline"),
    ],
)
def test_improvement_is_rounded_to_one_decimal_before_its_band_is_chosen(within, quarters):
    route = Route.IMPROVEMENT if quarters else Route.NONE
    assert judged(report(within, 10_000), report(5_000, 10_000)) == (route, Fraction(quarters, 4))


@pytest.mark.parametrize(
    ("reading", "within", "quarters"),
    [
        pytest.param("exact", 5_099, 0, id="exact: 0,99 is under"),
        pytest.param("exact", 5_100, 2, id="exact: 1,00 is at"),
        pytest.param("exact", 5_999, 3, id="exact: 9,99 is under"),
        pytest.param("shares_rounded", 5_094, 0, id="shares rounded: 50,9 is under"),
        pytest.param("shares_rounded", 5_095, 2, id="shares rounded: 51,0 is at"),
    ],
)
def test_the_other_readings_of_the_bands_can_be_computed(reading, within, quarters):
    _, part = judged(report(within, 10_000), report(5_000, 10_000), Readings(t06=reading))
    assert part == Fraction(quarters, 4)


def test_rounding_the_shares_first_can_give_another_band_than_rounding_the_difference():
    now, before = report(5_144, 10_000), report(5_046, 10_000)  # 51,44 and 50,46: 0,98 apart
    assert judged(now, before)[1] == Fraction(1, 2)
    assert judged(now, before, Readings(t06="shares_rounded"))[1] == 0  # 51,4 and 50,5


def test_no_one_within_30_days_last_year_is_a_value_to_improve_on():
    assert judged(report(10), report(0)) == (Route.IMPROVEMENT, 1)


@pytest.mark.parametrize(
    "last_year",
    [
        pytest.param(None, id="no report"),
        pytest.param(BupReport(None, 5, 0, 0), id="completed missing"),
        pytest.param(BupReport(100, None, 0, 0), id="within missing"),
        pytest.param(BupReport(0, 0, 0, 0), id="none completed"),
    ],
)
def test_without_a_share_last_year_only_the_threshold_is_open(last_year):
    assert judged(report(74), last_year) == (Route.NONE, 0)
    assert judged(report(75), last_year) == (Route.THRESHOLD, 1)


# Section 3.7: the threshold


@pytest.mark.parametrize(
    ("within", "route"),
    [(7_499, Route.NONE), (7_500, Route.THRESHOLD), (7_501, Route.THRESHOLD)],
    ids=["under", "at", "over"],
)
def test_three_quarters_of_the_completed_give_the_whole_pot(within, route):
    assert judged(report(within, 10_000)) == (route, int(route is Route.THRESHOLD))


@pytest.mark.parametrize(
    ("reading", "within", "route"),
    [
        pytest.param("whole_percent", 7_449, Route.NONE, id="74,49 is 74"),
        pytest.param("whole_percent", 7_450, Route.THRESHOLD, id="74,50 is 75"),
        pytest.param("one_decimal", 7_494, Route.NONE, id="74,94 is 74,9"),
        pytest.param("one_decimal", 7_495, Route.THRESHOLD, id="74,95 is 75,0"),
    ],
)
def test_the_other_readings_of_the_threshold_can_be_computed(reading, within, route):
    assert judged(report(within, 10_000), readings=Readings(t07=reading))[0] is route


@pytest.mark.parametrize(
    ("waiting", "waiting_within", "route"),
    [
        pytest.param(0, 0, Route.THRESHOLD, id="nobody waiting"),
        pytest.param(19, 0, Route.THRESHOLD, id="under 20: not tested"),
        pytest.param(20, 0, Route.THRESHOLD, id="20: not tested"),
        pytest.param(20, None, Route.THRESHOLD, id="20 and nothing more reported: not tested"),
        pytest.param(21, 15, Route.NONE, id="21: tested, 71 per cent"),
        pytest.param(21, 16, Route.THRESHOLD, id="21: tested, 76 per cent"),
        pytest.param(400, 299, Route.NONE, id="just under 75 per cent of many"),
        pytest.param(400, 300, Route.THRESHOLD, id="75 per cent of many"),
        pytest.param(21, None, Route.NONE, id="21 and nothing more reported"),
        pytest.param(None, 5, Route.NONE, id="waiting missing: cannot be tested"),
    ],
)
def test_more_than_20_waiting_are_held_to_the_same_level(waiting, waiting_within, route):
    assert judged(report(80, 100, waiting, waiting_within))[0] is route


def test_the_waiting_do_not_matter_for_improvement():
    assert judged(BupReport(100, 60, None, None), report(50)) == (Route.IMPROVEMENT, 1)


# Section 3.7: both routes, and none


@pytest.mark.parametrize(
    ("before", "route"),
    [
        pytest.param(70, Route.IMPROVEMENT, id="both give all: improvement is named first"),
        pytest.param(71, Route.THRESHOLD, id="improvement gives three quarters: the threshold gives more"),
    ],
)
def test_the_route_is_the_one_that_gives_most(before, route):
    assert judged(report(80), report(before)) == (route, 1)


@pytest.mark.parametrize(
    "this_year",
    [
        pytest.param(None, id="no report"),
        pytest.param(BupReport(None, 10, 5, 5), id="completed missing"),
        pytest.param(BupReport(10, None, 5, 5), id="within missing"),
    ],
)
def test_a_missing_count_is_not_reported_and_gives_nothing(this_year):
    assert judged(this_year, report(0)) == (Route.NOT_REPORTED, 0)


def test_none_completed_is_reported_and_gives_nothing():
    assert judged(report(0, 0), report(0)) == (Route.NONE, 0)


@pytest.mark.parametrize(
    ("this_year", "last_year", "expected"),
    [
        pytest.param(
            report(190, 240),
            report(341, 500),
            "Av 240 genomförda första besök i mars 2024 skedde 190 inom 30 dagar (79,16 procent) mot 68,2 procent i "
            "mars 2023, en förbättring med 11,0 procentenheter (avrundat till en decimal), där det krävs minst 10,0 "
            "procentenheter",
            id="improvement",
        ),
        pytest.param(
            report(190, 240, 35, 30),
            None,
            "Av 240 genomförda första besök i mars 2024 skedde 190 inom 30 dagar (79,16 procent), så kravet på minst "
            "75 procent är uppfyllt för de genomförda och även för de 35 väntande, varav 30 har väntat högst 30 dagar "
            "(85,71 procent)",
            id="threshold",
        ),
        pytest.param(
            report(190, 240, 18),
            None,
            "Av 240 genomförda första besök i mars 2024 skedde 190 inom 30 dagar (79,16 procent), så kravet på minst "
            "75 procent är uppfyllt, och med 18 väntande, alltså inte fler än 20, prövas inte hur länge de har väntat",
            id="threshold, few waiting",
        ),
        pytest.param(
            report(50),
            report(51),
            "Av 100 genomförda första besök i mars 2024 skedde 50 inom 30 dagar (50 procent) mot 51 procent i mars "
            "2023, en försämring med 1,0 procentenheter (avrundat till en decimal), medan det krävs en förbättring "
            "med minst 1,0 procentenheter, och kravet på minst 75 procent är inte uppfyllt",
            id="none, a decline",
        ),
        pytest.param(
            report(80, 100, None),
            report(80),
            "Av 100 genomförda första besök i mars 2024 skedde 80 inom 30 dagar (80 procent) mot 80 procent i mars "
            "2023, ingen förändring (avrundat till en decimal), medan det krävs en förbättring med minst 1,0 "
            "procentenheter, och kravet på minst 75 procent är uppfyllt för de genomförda men kan inte prövas för de "
            "väntande eftersom antalet saknas",
            id="none, waiting missing",
        ),
        pytest.param(
            report(80, 100, 40, None),
            report(0, 0),
            "Av 100 genomförda första besök i mars 2024 skedde 80 inom 30 dagar (80 procent), vilket inte kan jämföras "
            "med mars 2023 eftersom inga genomfördes då, och kravet på minst 75 procent är uppfyllt för de genomförda "
            "men kan inte prövas för de 40 väntande eftersom antalet som har väntat högst 30 dagar saknas",
            id="none, waits missing and none completed last year",
        ),
        pytest.param(
            report(80, 100, 40, 29),
            None,
            "Av 100 genomförda första besök i mars 2024 skedde 80 inom 30 dagar (80 procent), vilket inte kan jämföras "
            "med mars 2023 eftersom uppgift om genomförda första besök saknas, och kravet på minst 75 procent är "
            "uppfyllt för de genomförda men inte för de 40 väntande, varav 29 har väntat högst 30 dagar (72,5 procent)",
            id="none, the waiting and no report last year",
        ),
        pytest.param(
            report(0, 0),
            None,
            "Inga första besök genomfördes i mars 2024, och därför går det inte att pröva hur stor andel som skedde "
            "inom 30 dagar",
            id="none completed",
        ),
        pytest.param(
            None,
            None,
            "Giltig uppgift om genomförda första besök inom 30 dagar i mars 2024 saknas",
            id="not reported",
        ),
    ],
)
def test_the_reason_tells_value_comparison_and_limit(this_year, last_year, expected):
    assert sentence(this_year, last_year) == expected


# A month


def test_a_month_gives_one_outcome_per_region_and_measure_also_without_reports():
    outcomes = qualify_month(MARCH, {}, POPULATION_0_18)
    assert {(o.requirement, o.region_code) for o in outcomes} == set(product(MEASURES, CODES))
    assert len(outcomes) == 63
    assert {o.assessment.route for o in outcomes} == {Route.NOT_REPORTED}


def test_a_month_reserves_the_pots_behind_the_decision():
    reserved = {o.region_code: o.reserved_kr for o in qualify_month(MARCH, {}, POPULATION_0_18)}
    assert (reserved["01"], reserved["09"]) == (3_252_439, 70_177)


@pytest.mark.parametrize("month", [date(2023, 12, 1), date(2024, 12, 1), date(2024, 3, 2)], ids=str)
def test_a_month_outside_the_agreement_is_refused(month):
    with pytest.raises(ValueError, match="not a measured month"):
        qualify_month(month, {}, POPULATION_0_18)


def test_on_a_population_without_a_region_nothing_is_qualified():
    assert qualify_month(MARCH, {}, dict.fromkeys(CODES[:-1], 1)) == ()


def test_eleven_months_are_measured_and_ten_with_the_other_reading():
    ten = Readings(t05="ten")
    assert DECREE.requirement("bup_besok").months == measured_months() == UNTIL_JUNE + UNTIL_NOVEMBER
    assert measured_months(ten) == measured_months()[1:]
    assert qualify_month(date(2024, 1, 1), {}, POPULATION_0_18, readings=ten) == ()
    outcome = qualify_month(MARCH, {}, POPULATION_0_18, readings=ten)[0]
    assert outcome.reserved_kr == 3_577_683  # 15 000 000 x 544 566 / 2 283 179


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


# For any reports


SEEDS = st.integers(0, 10**9)
FEW = settings(max_examples=8, deadline=None)


@FEW
@given(SEEDS, st.sets(st.sampled_from(CODES)))
def test_every_krona_is_paid_or_told_and_every_component_has_all_regions(seed, approved):
    accounts = {code: Account(LAST_DAY, code in approved) for code in CODES}
    settlement = settled(drawn_reports(seed), replace(INPUTS, accounts=accounts))
    assert [settlement.accounted_kr(pot) for pot in POTS] == [pot.amount_kr for pot in POTS]
    for payment in DECREE.payments:
        for component in payment.components:
            assert tuple(amounts(settlement, payment.id, component.id)) == CODES


@FEW
@given(SEEDS)
def test_each_region_month_and_measure_has_exactly_one_outcome_with_a_reason(seed):
    outcomes = qualified(drawn_reports(seed))
    keys = [(o.requirement, o.month, o.region_code) for o in outcomes]
    assert sorted(keys) == sorted(product(MEASURES, measured_months(), CODES))
    assert all(o.reason[0].isupper() and o.reason.endswith(".") for o in outcomes)


@FEW
@given(SEEDS, st.permutations(CODES))
def test_the_order_of_regions_changes_nothing(seed, order):
    reports = drawn_reports(seed)
    shuffled = {key: reports[key] for key in sorted(reports, key=lambda key: order.index(key[0]))}
    outcomes = [
        outcome
        for month in measured_months()
        for outcome in qualify_month(month, shuffled, {code: POPULATION_0_18[code] for code in order})
    ]
    inputs = Inputs(*({code: values[code] for code in order} for values in (POPULATION, POPULATION_0_18, ALL_APPROVED)))
    assert settle(inputs, reversed(outcomes)) == settled(reports)


counts = st.integers(0, 60)


@settings(max_examples=150, deadline=None)
@given(st.data(), counts, counts, counts)
def test_more_within_30_days_never_gives_a_smaller_part(data, completed, waiting, completed_before):
    fewer, more = sorted(data.draw(st.lists(st.integers(0, completed), min_size=2, max_size=2)))
    waiting_within = data.draw(st.integers(0, waiting))
    last_year = report(data.draw(st.integers(0, completed_before)), completed_before)
    parts = [judged(report(n, completed, waiting, waiting_within), last_year)[1] for n in (fewer, more)]
    assert parts[0] <= parts[1]
