"""The queues decree 2025: equal shares, operations by tariff up to the cap, remaining funds."""

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.instructions import Instruction
from rules.numbers import Values
from rules.payouts import Cause, Settlement
from rules.readings import AS_DECIDED, Readings
from rules.regions import CODES
from tests.rules.decrees.days import DAY, seen_on
from tests.rules.decrees.operations import DECREE, KINDS, MONTHS, N, block2_lines, preliminary, queues_case, settle

POTS = [each.pot(Values()) for each in DECREE.set_aside]
FEBRUARY, OCTOBER = MONTHS[0], MONTHS[-1]
POPULATION = dict.fromkeys(CODES, 100_000)
ALL_IN = {("01", month, "framfall"): 0 for month in MONTHS}
"""A report of none for every month."""

GOTLAND_CAP = 2_636_976


def of(kind, **by_region):
    """Operations of one kind in February, by `r` and region code."""
    return {(code[1:], FEBRUARY, kind): count for code, count in by_region.items()}


def lines(counts, population=POPULATION, **settings_):
    return block2_lines(counts, population, **settings_)


def block1(numbers=None, readings=AS_DECIDED):
    settlement = settle({}, None, numbers, readings)
    return Settlement(
        tuple(row for row in settlement.payouts if row.payment == "block1"),
        tuple(row for row in settlement.undistributed if row.payment == "block1"),
    )


def amounts(settlement, component):
    return {row.region_code: row.amount_kr for row in settlement.payouts if row.component == component}


def part(block2, kind):
    """Kronor of the remaining funds by qualified region, for one kind."""
    return {row.region_code: row.amount_kr for row in block2.remaining if row.operation == kind and row.is_qualified}


# Regeringens beslut


def test_the_amounts_of_the_decree_add_up():
    assert N.block1_kr.value + N.block2_kr.value == N.grants_kr.value
    assert N.grants_kr.value + N.own_costs_kr.value == N.total_kr.value


def test_the_shares_of_the_remaining_funds_are_the_whole():
    parts = [part.value for part in (N.hoftledsprotes_percent, N.framfall_percent, N.gra_starr_percent)]
    assert parts == [65, 23, 12]
    assert sum(parts) == 100


def test_nine_months_are_measured():
    assert len(MONTHS) == 9
    assert (date(2025, 2, 1), date(2025, 10, 1)) == (FEBRUARY, OCTOBER)


def test_every_procedure_code_belongs_to_one_kind_and_every_kind_has_one():
    prefixes = [prefix for prefix, _ in N.procedure_codes.value]
    assert len(set(prefixes)) == len(prefixes)
    assert {kind for _, kind in N.procedure_codes.value} == set(KINDS)


def test_the_procedure_codes_are_said_to_be_unconfirmed():
    described = {parameter.name: parameter.meaning for parameter in DECREE.numbers}
    assert "bekräfta" in described["procedure_codes"]


def test_the_pots_are_the_payments_with_all_their_components():
    assert [pot.parts for pot in POTS] == [
        tuple((payment.id, component.id) for component in payment.components) for payment in DECREE.payments
    ]
    assert [pot.amount_kr for pot in POTS] == [payment.appropriation_kr for payment in DECREE.payments]


# Block 1


def test_block_1_pays_every_region_the_same_and_names_the_16_kronor_left():
    settlement = block1()
    assert amounts(settlement, "lika") == dict.fromkeys(CODES, 4_761_904)
    (left,) = settlement.undistributed
    assert (left.payment, left.component, left.amount_kr) == ("block1", "lika", 16)
    assert "16 kronor" in left.reason


def test_an_amount_that_can_be_shared_equally_leaves_nothing():
    assert block1({"block1_kr": 21}).undistributed == ()


@pytest.mark.parametrize(
    ("t03", "expected"),
    [
        pytest.param(
            "as_published", [4_761_905] * 16 + [4_761_904] * 5, id="16 regions get a krona more by largest remainder"
        ),
        pytest.param(
            "residual_on_largest", [4_761_900] + [4_761_905] * 20, id="half up takes 5 too many, which one region lacks"
        ),
    ],
)
def test_apportioned_block_1_leaves_nothing(t03, expected):
    settlement = block1(readings=Readings(t14="apportioned", t03=t03))
    assert list(amounts(settlement, "lika").values()) == expected
    assert settlement.undistributed == ()


# Block 2: tariff and cap


def test_operations_of_all_months_and_kinds_add_up_by_tariff():
    counts = {
        ("01", FEBRUARY, "hoftledsprotes"): 2,
        ("01", OCTOBER, "hoftledsprotes"): 1,
        ("01", OCTOBER, "framfall"): 4,
        ("01", OCTOBER, "gra_starr"): 5,
    }
    stockholm = [row for row in lines(counts).tariff if row.region_code == "01"]
    assert [(row.count, row.gross_kr, row.paid_kr) for row in stockholm] == [
        (3, 324_000, 324_000),
        (4, 156_000, 156_000),
        (5, 95_000, 95_000),
    ]


@pytest.mark.parametrize("month", [date(2025, 1, 1), date(2025, 11, 1), date(2024, 2, 1)], ids=str)
def test_operations_outside_february_to_october_2025_earn_nothing(month):
    assert sum(row.gross_kr for row in lines({("01", month, "hoftledsprotes"): 9}).cap) == 0


@pytest.mark.parametrize(
    ("operations", "gross", "paid", "reached"),
    [
        pytest.param(1, GOTLAND_CAP // 2, GOTLAND_CAP // 2, None, id="one operation below the cap"),
        pytest.param(2, GOTLAND_CAP, GOTLAND_CAP, FEBRUARY, id="exactly the cap"),
        pytest.param(3, GOTLAND_CAP * 3 // 2, GOTLAND_CAP, FEBRUARY, id="one operation above the cap"),
    ],
)
def test_the_cap_holds_at_its_limit(operations, gross, paid, reached):
    """No cap is a multiple of the printed tariffs; half of Gotland's cap as tariff hits it exactly."""
    half_the_cap = {"gra_starr_kr": GOTLAND_CAP // 2}
    counted = lines(of("gra_starr", r09=operations), numbers=half_the_cap)
    gotland = next(row for row in counted.cap if row.region_code == "09")
    assert (gotland.gross_kr, gotland.cap_kr, gotland.paid_kr) == (gross, GOTLAND_CAP, paid)
    assert gotland.month_reached == reached
    assert gotland.share_of_cap == Fraction(paid, GOTLAND_CAP)


@pytest.mark.parametrize(
    ("gra_starr", "paid"),
    [
        pytest.param(2, [2_592_000, 0, 38_000], id="the last operation that fits"),
        # 2 649 000 kronor by tariff; 2 580 234,7 and 56 741,3 of the cap
        pytest.param(3, [2_580_235, 0, 56_741], id="one operation more binds and is split by tariff x number"),
    ],
)
def test_the_cap_with_the_printed_tariffs(gra_starr, paid):
    counted = lines(of("hoftledsprotes", r09=24) | of("gra_starr", r09=gra_starr))
    assert [row.paid_kr for row in counted.tariff if row.region_code == "09"] == paid


def test_the_month_the_cap_is_reached_counts_all_kinds_from_february():
    counts = {
        ("09", FEBRUARY, "hoftledsprotes"): 24,
        ("09", date(2025, 4, 1), "gra_starr"): 2,
        ("09", date(2025, 6, 1), "gra_starr"): 1,
        ("09", date(2025, 7, 1), "framfall"): 9,
    }
    gotland = next(row for row in lines(counts).cap if row.region_code == "09")
    assert gotland.month_reached == date(2025, 6, 1)


# Kvarstående medel


def test_nobody_qualified_leaves_each_part_undistributed_with_its_reason():
    settlement = settle(ALL_IN, POPULATION)
    parts = [row for row in settlement.undistributed if row.payment == "block2"]
    assert [row.amount_kr for row in parts] == [258_050_000, 91_310_000, 47_640_000]
    assert [row.component for row in parts] == ["kvarstaende"] * 3
    assert "höftledsprotes" in parts[0].reason
    assert amounts(settlement, "kvarstaende") == dict.fromkeys(CODES, 0)


def test_one_kind_without_operations_stays_while_the_others_are_shared():
    counted = lines(of("hoftledsprotes", r01=1) | of("gra_starr", r03=1))
    assert counted.remaining_kr == 397_000_000 - 108_000 - 19_000
    assert set(part(counted, "hoftledsprotes")) == {"01"}
    assert set(part(counted, "gra_starr")) == {"03"}
    (left,) = counted.undistributed
    assert left.amount_kr == counted.remaining_kr * 23 // 100
    assert "framfall" in left.reason


def test_fewer_than_five_regions_with_operations_share_the_part_in_proportion_to_their_caps():
    counted = lines(of("framfall", r09=1, r23=2))
    shared = part(counted, "framfall")
    assert set(shared) == {"09", "23"}
    assert sum(shared.values()) == 91_283_090  # 23 per cent of 397 000 000 - 117 000
    # 91 283 090 x 2 636 976 / (2 636 976 + 5 502 825) = 29 572 137,89
    assert shared["09"] == 29_572_138


def test_the_five_best_are_by_inhabitants_and_not_by_number():
    population = POPULATION | {"01": 1_000_000}
    counted = lines(of("gra_starr", r01=9, r03=5, r04=4, r05=3, r06=2, r07=1), population)
    assert set(part(counted, "gra_starr")) == {"03", "04", "05", "06", "07"}
    stockholm = next(row for row in counted.remaining if (row.operation, row.region_code) == ("gra_starr", "01"))
    assert (stockholm.per_100_000, stockholm.rank, stockholm.is_qualified) == (Fraction(9, 10), 6, False)
    assert stockholm.amount_kr == 0


def test_the_rank_is_by_exact_rates():
    population = POPULATION | {"07": 300_001, "08": 300_000}
    counted = lines(of("framfall", r01=9, r03=9, r04=9, r05=9, r07=3, r08=3), population)
    assert set(part(counted, "framfall")) == {"01", "03", "04", "05", "08"}


TIED_AT_FIFTH = of("framfall", r01=9, r03=8, r04=7, r05=6, r06=5, r07=5, r08=4)


@pytest.mark.parametrize(
    ("t11", "qualified"),
    [
        pytest.param("all_tied", {"01", "03", "04", "05", "06", "07"}, id="all that tie at the fifth place qualify"),
        pytest.param("none_tied", {"01", "03", "04", "05"}, id="none of them with the other reading"),
    ],
)
def test_ties_at_the_fifth_place(t11, qualified):
    shared = part(lines(TIED_AT_FIFTH, readings=Readings(t11=t11)), "framfall")
    assert set(shared) == qualified


def test_a_tie_of_all_that_operated_qualifies_none_with_the_other_reading():
    six_alike = of("framfall", r01=1, r03=1, r04=1, r05=1, r06=1, r07=1)
    counted = lines(six_alike, readings=Readings(t11="none_tied"))
    assert part(counted, "framfall") == {}
    assert "lika många" in next(row.reason for row in counted.undistributed if "framfall" in row.reason)


def test_regions_without_operations_never_qualify_although_they_tie_within_the_five():
    counted = lines(of("framfall", r01=1, r03=1))
    nothing = [row for row in counted.remaining if row.operation == "framfall" and not row.count]
    assert {row.rank for row in nothing} == {3}
    assert not any(row.is_qualified for row in nothing)


def test_remaining_funds_come_on_top_of_the_cap():
    settlement = settle(ALL_IN | of("hoftledsprotes", r09=100), POPULATION)
    assert amounts(settlement, "hoftledsprotes")["09"] == GOTLAND_CAP
    assert amounts(settlement, "kvarstaende")["09"] == (397_000_000 - GOTLAND_CAP) * 65 // 100 + 1


def test_when_every_cap_is_reached_nothing_remains():
    settlement = settle(ALL_IN | {(code, FEBRUARY, "hoftledsprotes"): 800 for code in CODES}, POPULATION)
    assert amounts(settlement, "hoftledsprotes") == CAPS_KR
    assert amounts(settlement, "kvarstaende") == dict.fromkeys(CODES, 0)
    assert [row.payment for row in settlement.undistributed] == ["block1"]


def test_the_other_method_of_t03_moves_single_kronor():
    counts = TIED_AT_FIFTH | of("gra_starr", r09=3) | of("hoftledsprotes", r09=24)
    own = lines(counts)
    other = lines(counts, readings=Readings(t03="residual_on_largest"))
    assert own != other
    assert [row.is_qualified for row in own.remaining] == [row.is_qualified for row in other.remaining]
    moved = [abs(a.amount_kr - b.amount_kr) for a, b in zip(own.remaining, other.remaining, strict=True)]
    assert max(moved) <= 3


# When block 2 can be settled


def test_every_component_has_a_row_for_every_region():
    settlement = settle(ALL_IN, POPULATION)
    assert {(row.payment, row.component, row.region_code) for row in settlement.payouts} == {
        (payment.id, component.id, code)
        for payment in DECREE.payments
        for component in payment.components
        for code in CODES
    }
    assert len(settlement.payouts) == 5 * 21


def block2_is_withheld(settlement):
    (withheld,) = settlement.withheld
    assert withheld.payment == "block2"
    assert {row.payment for row in settlement.payouts} == {"block1"}
    return withheld


def test_block_2_waits_for_the_population():
    withheld = block2_is_withheld(settle(ALL_IN, None))
    assert withheld.cause is Cause.AWAITING
    assert "1 november 2024" in withheld.reason


@pytest.mark.parametrize(
    "population",
    [
        pytest.param(POPULATION | {"09": None}, id="withdrawn"),
        pytest.param({code: 1 for code in CODES if code != "09"}, id="absent"),
        pytest.param(POPULATION | {"09": 0}, id="zero"),
    ],
)
def test_a_population_with_gaps_is_a_fault_that_is_named(population):
    withheld = block2_is_withheld(settle(ALL_IN, population))
    assert withheld.cause is Cause.FAULTY
    assert "Region Gotland" in withheld.reason


def test_held_back_block_2_names_the_closed_months_that_nobody_has_reported():
    lacking = {key: count for key, count in ALL_IN.items() if key[1].month not in (3, 4, 10)}
    held_back = replace(queues_case(lacking, POPULATION), readings=Readings(t24="held_back"))
    withheld = block2_is_withheld(held_back.settle(()))
    assert withheld.cause is Cause.AWAITING
    assert "mars–april 2025 och oktober 2025" in withheld.reason
    held_back = replace(queues_case(ALL_IN, POPULATION), readings=Readings(t24="held_back"))
    assert held_back.settle(()) == settle(ALL_IN, POPULATION)


def test_all_that_is_awaited_is_said_at_once():
    reason = block2_is_withheld(seen_on(queues_case({}, None), date(2025, 3, 21)).settle(())).reason
    assert "Befolkningen den 1 november 2024 är inte levererad." in reason
    assert "Rapporter om operationer inväntas för februari–oktober 2025, de sista till och med den 21" in reason


def test_a_region_without_reports_holds_nobody_up_and_earns_nothing():
    settlement = settle(ALL_IN | of("hoftledsprotes", r03=1), POPULATION)
    assert settlement.withheld == ()
    assert amounts(settlement, "hoftledsprotes")["04"] == 0


# Before October is closed

LAST_DAY = date(2025, 11, 21)
"""Three weeks after October, until the agency sets another day (T23)."""


def at(counts, on: date, instructions=()):
    return seen_on(queues_case(counts, POPULATION), on, instructions)


def test_block_2_waits_on_the_last_report_day_of_october_and_is_settled_the_day_after():
    counts = {("01", FEBRUARY, "framfall"): 3}
    (held,) = at(counts, LAST_DAY).settle(()).withheld
    assert (held.payment, held.cause) == ("block2", Cause.AWAITING)
    assert "oktober 2025" in held.reason
    assert "21 november 2025" in held.reason
    assert at(counts, LAST_DAY + DAY).settle(()).withheld == ()


def test_block_2_is_settled_earlier_when_all_regions_have_reported_every_kind_of_every_month():
    whole = {(code, month, kind): 1 for code in CODES for month in MONTHS for kind in KINDS}
    early = date(2025, 11, 3)
    assert at(whole, early).settle(()).withheld == ()
    del whole["09", MONTHS[-1], "framfall"]
    assert at(whole, early).settle(()).withheld


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(Instruction("operationer_2025-10", date(2025, 11, 10), "4.1-1/2025"), id="named with its month"),
        pytest.param(
            Instruction("operationer", date(2025, 11, 10), "4.1-1/2025", month=OCTOBER), id="named by kind and month"
        ),
    ],
)
def test_a_day_that_the_agency_sets_closes_the_month_instead(told):
    assert at({}, date(2025, 11, 9), (told,)).settle(()).withheld
    (held,) = at({}, date(2025, 11, 10), (told,)).settle(()).withheld
    assert "oktober 2025, de sista till och med den 10 november 2025" in held.reason
    assert at({}, date(2025, 11, 11), (told,)).settle(()).withheld == ()


def test_a_month_that_all_regions_reported_whole_is_not_awaited_and_one_that_lacks_a_kind_is():
    whole = {(code, month, kind): 1 for code in CODES for month in MONTHS for kind in KINDS}
    del whole["09", date(2025, 9, 1), "framfall"]
    (held,) = at(whole, date(2025, 10, 21)).settle(()).withheld
    assert "inväntas för september 2025, de sista till och med den 21 oktober 2025." in held.reason


def test_closed_months_that_nobody_reported_are_settled_without_operations():
    settlement = at({}, LAST_DAY + DAY).settle(())
    assert settlement.withheld == ()
    assert sum(row.amount_kr for row in settlement.payouts if row.payment == "block2") == 0
    assert settlement.accounted_kr(POTS[1]) == 397_000_000


def test_the_preliminary_distribution_is_what_it_would_be_if_nothing_more_came_in():
    counts = {("01", FEBRUARY, "framfall"): 3, ("03", date(2025, 4, 1), "framfall"): 0}
    early = preliminary(counts, POPULATION, LAST_DAY)
    assert amounts(early, "framfall")["01"] == 117_000
    assert early.accounted_kr(POTS[1]) == 397_000_000
    assert {row.payment for row in early.payouts} == {"block2"}
    assert preliminary(counts, POPULATION, LAST_DAY + DAY).payouts == ()


def test_the_preliminary_distribution_waits_for_the_population():
    assert preliminary(ALL_IN, None, LAST_DAY).payouts == ()


# Properties

COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(CODES), st.sampled_from(MONTHS[:2]), st.sampled_from(KINDS)),
    st.one_of(st.integers(0, 3), st.integers(0, 1_000)),
    max_size=30,
)
POPULATIONS = st.lists(st.integers(1, 3_000_000), min_size=21, max_size=21).map(
    lambda numbers: dict(zip(CODES, numbers, strict=True))
)
READINGS = st.builds(
    Readings,
    t03=st.sampled_from(["as_published", "residual_on_largest"]),
    t11=st.sampled_from(["all_tied", "none_tied"]),
    t14=st.sampled_from(["remainder_kept", "apportioned"]),
)


@settings(max_examples=60, deadline=None)
@given(counts=COUNTS, population=POPULATIONS, readings=READINGS)
def test_both_blocks_are_accounted_for_to_the_krona(counts, population, readings):
    settlement = settle(ALL_IN | counts, population, readings=readings)
    assert [settlement.accounted_kr(pot) for pot in POTS] == [100_000_000, 397_000_000]
    assert all(row.amount_kr >= 0 for row in settlement.payouts)
    assert all(row.amount_kr > 0 for row in settlement.undistributed)


@settings(max_examples=40, deadline=None)
@given(counts=COUNTS, population=POPULATIONS, seed=st.integers(0, 10**6))
def test_the_order_of_what_comes_in_does_not_matter(counts, population, seed):
    def shuffled(mapping):
        items = list(mapping.items())
        random.Random(seed).shuffle(items)
        return dict(items)

    everything = ALL_IN | counts
    assert settle(shuffled(everything), shuffled(population)) == settle(everything, population)


@settings(max_examples=60, deadline=None)
@given(counts=COUNTS, code=st.sampled_from(CODES), kind=st.sampled_from(KINDS))
def test_one_more_operation_never_earns_the_region_less_by_tariff(counts, code, kind):
    def earned(some_counts):
        return next(row.paid_kr for row in lines(some_counts).cap if row.region_code == code)

    key = (code, OCTOBER, kind)
    assert earned(counts | {key: counts.get(key, 0) + 1}) >= earned(counts)


@settings(max_examples=40, deadline=None)
@given(counts=COUNTS, population=POPULATIONS)
def test_no_region_earns_more_than_its_cap_and_the_kinds_sum_to_what_it_earned(counts, population):
    counted = lines(counts, population)
    for row in counted.cap:
        own = [line for line in counted.tariff if line.region_code == row.region_code]
        assert sum(line.paid_kr for line in own) == row.paid_kr == min(row.cap_kr, row.gross_kr)
        assert (row.month_reached is not None) == (row.gross_kr >= row.cap_kr)
