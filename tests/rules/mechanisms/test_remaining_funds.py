from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import Method
from rules.attribution import Cell, Ground, Role
from rules.case import POPULATION, REPORTS
from rules.declaration import Component, Rests
from rules.interval import Bounds
from rules.mechanisms.capped_tariff import CappedTariff, Tariffed
from rules.mechanisms.remaining_funds import RemainingFunds, RemainingLine
from rules.readings import Readings
from rules.regions import CODES
from rules.reports import OPERATIONER
from tests.rules.mechanisms.made_up import APRIL, MARCH, MONTHS, PEOPLE, case_of, decree_of, number

HIP, EYE = "höft", "öga"
HIP_KR, EYE_KR, MEASURED = number(100, "hip_kr"), number(10, "eye_kr"), number(MONTHS, "measured", "månader")
AMOUNT, PLACES = number(31_000, "amount"), number(2, "places", "regioner")
HIP_PERCENT, EYE_PERCENT = number(70, "hip_percent", "procent"), number(30, "eye_percent", "procent")
CAPS_KR = dict.fromkeys(CODES, 1000) | {"03": 2000, "04": 3000, "25": 500}
TARIFF = CappedTariff(
    OPERATIONER,
    (Tariffed(Component(HIP, "Höft"), "höft", HIP_KR), Tariffed(Component(EYE, "Öga"), "grå starr", EYE_KR)),
    MEASURED,
    CAPS_KR,
    "§ 6",
)
REST = RemainingFunds(Component("rest", "Rest"), TARIFF, AMOUNT, (HIP_PERCENT, EYE_PERCENT), PLACES)
NOTHING = dict.fromkeys(CODES, 0)
ALL_TIED, NONE_TIED = Readings(), Readings(t11="none_tied")


def case(*counts, method=Method.LARGEST_REMAINDER, **more):
    """Operations in March as (region code, kind, number)."""
    reports = {(code, MARCH, kind): {"operation_count": count} for code, kind, count in counts}
    return case_of(decree_of((TARIFF, REST), method=method), {"operationer": reports}, **more)


def rest(computed):
    paid = REST.pay(computed, ())
    return {code: kr for code, kr in paid.amounts["rest"].items() if kr}, paid.kept


def test_what_the_tariff_leaves_is_split_by_kind_and_shared_by_the_caps_of_those_that_did_most():
    computed = case(("01", HIP, 3), ("03", HIP, 2), ("04", HIP, 1), ("04", EYE, 40))
    assert REST.remaining_kr(computed) == 31_000 - 300 - 200 - 500 == 30_000
    assert REST.parts_kr(computed) == {HIP: 21_000, EYE: 9_000}
    assert rest(computed) == ({"01": 7_000, "03": 14_000, "04": 9_000}, ())


def test_the_tariff_takes_no_more_than_the_caps():
    computed = case(("01", HIP, 50))
    assert REST.remaining_kr(computed) == 30_000
    assert REST.remaining_kr(case(("01", HIP, 50), numbers={"amount": 1_001})) == 1


def test_most_is_per_inhabitant():
    done = [("01", HIP, 3), ("03", HIP, 2), ("04", HIP, 1)]
    people = PEOPLE | {"01": 4000}
    lines = {line.region_code: line for line in REST.lines(case(*done, people=people)) if line.operation == HIP}
    assert {code: lines[code].per_100_000 for code in ("01", "03", "04", "05")} == {
        "01": 75,
        "03": 200,
        "04": 100,
        "05": 0,
    }
    assert {code: lines[code].rank for code in ("01", "03", "04", "05", "25")} == {
        "03": 1,
        "04": 2,
        "01": 3,
        "05": 4,
        "25": 4,
    }
    assert [code for code, line in lines.items() if line.is_qualified] == ["03", "04"]


def test_every_kind_and_region_has_a_line_that_says_all_of_it():
    lines = REST.lines(case(("01", HIP, 3), ("03", HIP, 2), ("04", HIP, 1), ("04", EYE, 40)))
    assert [(line.operation, line.region_code) for line in lines] == [
        (kind, code) for kind in (HIP, EYE) for code in CODES
    ]
    assert lines[1] == RemainingLine(HIP, "03", 2, Fraction(200), 2, True, 2000, 14_000)
    assert lines[2] == RemainingLine(HIP, "04", 1, Fraction(100), 3, False, 3000, 0)
    assert lines[23] == RemainingLine(EYE, "04", 40, Fraction(4000), 1, True, 3000, 9_000)
    assert lines[24] == RemainingLine(EYE, "05", 0, Fraction(0), 2, False, 1000, 0)


def test_who_shares_the_last_place_is_for_the_reading_to_say():
    done = [("01", HIP, 3), ("03", HIP, 2), ("04", HIP, 2)]
    numbers = {"amount": 30_700, "hip_percent": 100, "eye_percent": 0}
    assert rest(case(*done, readings=ALL_TIED, numbers=numbers)) == ({"01": 5_000, "03": 10_000, "04": 15_000}, ())
    assert rest(case(*done, readings=NONE_TIED, numbers=numbers)) == ({"01": 30_000}, ())


def test_the_number_of_places_is_the_one_in_use():
    got, _ = rest(case(("01", HIP, 3), ("03", HIP, 2), numbers={"places": 1}))
    assert list(got) == ["01"]


def test_a_kind_that_nobody_did_keeps_its_part():
    _, kept = rest(case(("01", HIP, 10), ("03", EYE, 0)))
    assert [(id_, kr, reason.replace("\N{NO-BREAK SPACE}", " ")) for id_, kr, reason in kept] == [
        (
            "rest",
            9_000,
            "Ingen region har rapporterat någon operation av grå starr; den del av kvarstående medel som hör dit, "
            "9 000 kronor, blir ofördelad.",
        )
    ]
    assert [kr for _, kr, _ in rest(case())[1]] == [21_700, 9_300]


def test_a_kind_that_too_many_did_the_same_of_keeps_its_part():
    numbers = {"amount": 30_600}
    done = [(code, HIP, 2) for code in CODES[:3]]
    got, kept = rest(case(*done, ("01", EYE, 0), readings=NONE_TIED, numbers=numbers))
    assert got == {}
    assert kept[0][2].replace("\N{NO-BREAK SPACE}", " ") == (
        "Så många regioner har lika många operationer av höft per invånare att ingen kvalificerar sig; den del av "
        "kvarstående medel som hör dit, 21 000 kronor, blir ofördelad."
    )
    assert len(kept) == 2


def test_nothing_that_is_left_keeps_nothing():
    assert rest(case(("01", HIP, 10), numbers={"amount": 1000})) == ({}, ())


def test_the_split_and_the_shares_follow_the_method_of_the_decree():
    done = [(code, HIP, 1) for code in ("01", "05", "06", "07")]
    numbers = {"amount": 400 + 4005, "hip_percent": 50, "eye_percent": 50, "places": 4}
    hamilton, residual = (case(*done, method=method, numbers=numbers) for method in Method)
    assert REST.parts_kr(hamilton) == {HIP: 2003, EYE: 2002}
    assert REST.parts_kr(residual) == {HIP: 2002, EYE: 2003}
    assert rest(hamilton)[0] == {"01": 501, "05": 501, "06": 501, "07": 500}
    assert rest(residual)[0] == {"01": 499, "05": 501, "06": 501, "07": 501}
    largest_remainder = replace(residual, readings=Readings(t03="largest_remainder"))
    assert rest(largest_remainder) == rest(hamilton)


def test_a_split_that_lacks_a_kind_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        replace(REST, percent=(HIP_PERCENT,)).parts_kr(case())


def test_equal_caps_are_told_apart_by_population():
    done = [("01", HIP, 10), ("05", HIP, 11)]
    people = PEOPLE | {"05": 1100}
    got, _ = rest(case(*done, people=people, numbers={"amount": 2011, "hip_percent": 100, "eye_percent": 0}))
    assert got == {"01": 5, "05": 6}


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from([HIP, EYE]), st.integers(0, 30)), max_size=12),
    st.sampled_from(list(Method)),
    st.sampled_from([ALL_TIED, NONE_TIED]),
)
def test_every_krona_is_paid_or_kept_and_the_order_of_reports_changes_nothing(counts, method, readings):
    computed = case(
        *{(code, kind): (code, kind, count) for code, kind, count in counts}.values(),
        method=method,
        readings=readings,
    )
    tariff, rest_ = TARIFF.pay(computed, ()), REST.pay(computed, ())
    paid = [kr for part in (tariff, rest_) for amounts in part.amounts.values() for kr in amounts.values()]
    assert sum(paid) + sum(kr for _, kr, _ in rest_.kept) == 31_000
    backwards = dict(reversed(computed.given.reports["operationer"].items()))
    turned = replace(computed, given=replace(computed.given, reports={"operationer": backwards}))
    assert REST.pay(turned, ()) == rest_
    bounds = REST.bounds(computed)
    for code in CODES:
        got = rest_.amounts["rest"][code] + sum(amounts[code] for amounts in tariff.amounts.values())
        assert bounds[code].least_kr <= got <= bounds[code].most_kr


def test_it_waits_for_the_population_and_for_what_the_tariff_waits_for():
    ranks = [fault.rank for fault in REST.faults(case(people=None, on=date(2031, 4, 1)), ())]
    assert ranks == [POPULATION, REPORTS]
    assert REST.faults(case(), ()) == ()
    (fault,) = replace(REST, age_group="0-18").faults(case(young=None), ())
    assert fault.rank == POPULATION


def test_an_amount_rests_on_the_numbers_that_gave_a_place_and_the_population_carries_no_kronor():
    weight = Ground(Role.WEIGHT, Cell("befolkning", "04", item="totalt"), ("population_count",), weight=0)
    computed = case(("01", HIP, 3), ("03", HIP, 2), ("04", HIP, 1), ("04", EYE, 40))

    def eyes(month, each):
        return Ground(Role.VALUE, Cell("operationer", "04", month, EYE), ("operation_count",), EYE, month, each, True)

    each = Fraction(9_000, 40)
    assert REST.grounds(computed, (), "rest", "04") == (weight, eyes(MARCH, each), eyes(APRIL, each))
    assert REST.grounds(case(("01", HIP, 3)), (), "rest", "04") == (weight,)
    assert REST.grounds(case(("04", EYE, 40), people=None), (), "rest", "04") == (weight,)
    kinds = [ground.requirement for ground in REST.grounds(case(("04", HIP, 1), ("04", EYE, 1)), (), "rest", "04")]
    assert kinds == [None, HIP, HIP, EYE, EYE]


def test_what_it_rests_on_is_told():
    assert REST.terms("rest") == (PLACES, HIP_PERCENT, EYE_PERCENT)
    assert REST.rests_on("rest") == (Rests("befolkning", age_group="totalt"), Rests("operationer", MONTHS))
    assert (REST.covers, REST.components, REST.age_groups) == ((TARIFF,), (REST.component,), ("totalt",))
    assert REST.measured() == REST.pays_for() == ()


def test_the_least_is_what_the_tariff_has_given_and_the_most_is_the_cap_and_the_best_at_everything():
    bounds = REST.bounds(case(("03", HIP, 5)))
    # Alone at both kinds, since nobody else has done any.
    assert bounds["03"] == Bounds(500, 500, 2_000 + 29_000)
    # Of hips (70 per cent of 29 500) it shares with one other, at best that of the smallest cap; eyes it has alone.
    assert bounds["01"] == Bounds(0, 0, 1_000 + 13_767 + 8_850)
    assert bounds["04"] == Bounds(0, 0, 3_000 + 16_500 + 8_250)
    assert bounds["25"] == Bounds(0, 0, 500 + 7_000 + 9_000)
    assert list(bounds) == list(CODES)


@pytest.mark.parametrize(
    ("places", "hips"),
    [(1, 20_300), (2, 13_534), (3, 8_120), (9, 8_120)],
    ids=["alone", "one", "two", "no more did any"],
)
def test_as_many_share_with_it_as_have_done_any_and_there_are_places_for(places, hips):
    done = [("03", HIP, 5), ("04", HIP, 5), ("05", HIP, 0)]
    bounds = REST.bounds(case(*done, numbers={"places": places}))
    assert bounds["01"].most_kr == 1_000 + hips + 8_700


def test_the_split_need_not_be_in_hundredths():
    bounds = REST.bounds(case(("03", HIP, 5), numbers={"hip_percent": 2, "eye_percent": 1}))
    assert bounds["01"].most_kr == 1_000 + 13_112 + 9_834


def test_a_residual_on_the_largest_part_can_be_half_a_krona_for_each_of_the_others_at_each_sharing():
    bounds = REST.bounds(case(("03", HIP, 5), method=Method.RESIDUAL_ON_LARGEST))
    assert bounds["01"].most_kr == 1_000 + (13_774 + 10) + (8_860 + 10)
    own = Readings(t03="largest_remainder")
    assert REST.bounds(case(("03", HIP, 5), method=Method.RESIDUAL_ON_LARGEST, readings=own))["01"].most_kr == 23_617


def test_where_ties_let_nobody_in_the_best_can_be_alone():
    bounds = REST.bounds(case(("03", HIP, 5), readings=NONE_TIED))
    assert bounds["01"] == Bounds(0, 0, 1_000 + 29_500)


def test_the_most_is_never_more_than_what_can_be_left():
    bounds = REST.bounds(case(("03", HIP, 20), numbers={"amount": 2_500}))
    assert bounds["03"] == Bounds(2_000, 2_000, 2_500)
    assert bounds["01"] == Bounds(0, 0, 1_000), "nothing is left when it comes to its cap"
