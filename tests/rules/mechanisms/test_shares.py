from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import Method
from rules.attribution import PRINTED, Cell, Ground, Role
from rules.declaration import Component, Rests
from rules.mechanisms.complete_reporting import CompleteReporting
from rules.mechanisms.shares import EqualShare, PopulationShare, PrintedAmounts, population_ground
from rules.readings import Readings
from rules.regions import CODES
from rules.reports import VARDPLATSER
from tests.rules.mechanisms.made_up import DAY_AFTER, MARCH, PEOPLE, case_of, decree_of, number

AMOUNT = number(100, "amount")
OF_ALL = PopulationShare(Component("alla", "Alla"), AMOUNT)
OF_YOUNG = PopulationShare(Component("unga", "Unga"), AMOUNT, "0-18")
EQUAL = EqualShare(Component("lika", "Lika"), AMOUNT, "§ 1")
PRINTED_KR = {code: 10 * place for place, code in enumerate(CODES, 1)}
TABLE = PrintedAmounts(Component("tabell", "Tabell"), number(sum(PRINTED_KR.values())), PRINTED_KR, "§ 1")
BEDS = CompleteReporting(VARDPLATSER, {"beds": (MARCH,)}, (MARCH,), {}, "§ 1")
populations = st.lists(st.integers(1, 3_000_000), min_size=21, max_size=21).map(
    lambda counts: dict(zip(CODES, counts, strict=True))
)


def shares(part, **more):
    return part.pay(case_of(decree_of((part,)), **more), ()).amounts[part.component.id]


def test_an_amount_is_shared_by_the_population_of_its_age_group():
    young = PEOPLE | {"25": 30_000}
    assert shares(OF_YOUNG, young=young) == dict.fromkeys(CODES, 2) | {"25": 60}
    assert shares(OF_ALL, young=young) == dict.fromkeys(CODES, 4) | dict.fromkeys(CODES[:16], 5)


def test_equal_shares_of_the_young_are_told_apart_by_total_population():
    people = {code: 1000 + place for place, code in enumerate(CODES)}
    assert [code for code, kr in shares(OF_YOUNG, people=people).items() if kr == 5] == list(CODES[5:])


def test_the_method_is_that_of_the_decree_unless_the_reading_has_another():
    largest = decree_of((OF_ALL,), method=Method.RESIDUAL_ON_LARGEST)
    assert OF_ALL.shares(case_of(largest)) == dict.fromkeys(CODES, 5) | {"01": 0}
    other = case_of(largest, readings=Readings(t03="largest_remainder"))
    assert OF_ALL.shares(other) == dict.fromkeys(CODES, 4) | dict.fromkeys(CODES[:16], 5)


@settings(max_examples=30, deadline=None)
@given(populations, st.integers(0, 10**9), st.sampled_from(list(Method)))
def test_all_is_paid_whatever_the_order_of_regions(people, amount, method):
    numbers = {"amount": amount}
    case = case_of(decree_of((OF_ALL,), method=method), people=people, numbers=numbers)
    backwards = case_of(decree_of((OF_ALL,), method=method), people=dict(reversed(people.items())), numbers=numbers)
    assert sum(OF_ALL.shares(case).values()) == amount
    assert OF_ALL.shares(case) == OF_ALL.shares(backwards)


def test_a_share_waits_for_the_populations_it_is_shared_by():
    decree = decree_of((OF_YOUNG,))
    assert OF_YOUNG.faults(case_of(decree), ()) == ()
    total, young = (
        fault.reason for fault in OF_YOUNG.faults(case_of(decree, people=None, young=PEOPLE | {"01": None}), ())
    )
    assert total.startswith("Befolkningen totalt den 1 november 2030 är inte levererad.")
    assert young.startswith("Befolkningen 0–18 år den 1 november 2030 kan inte användas: uppgift saknas för Region")
    assert len(OF_ALL.faults(case_of(decree, people=None, young=None), ())) == 1


def test_a_share_rests_on_the_population_alone():
    assert OF_YOUNG.terms("unga") == (AMOUNT,)
    assert OF_YOUNG.rests_on("unga") == (Rests("befolkning", age_group="0-18"),)
    cell = Cell("befolkning", "09", item="0-18")
    assert OF_YOUNG.grounds(case_of(decree_of()), (), "unga", "09") == (
        Ground(Role.VALUE, cell, ("population_count",), weight=1),
    )
    assert OF_YOUNG.measured() == OF_YOUNG.pays_for() == ()


def test_a_population_that_only_reserves_carries_no_kronor():
    ground = population_ground(Role.WEIGHT, "totalt", "09")
    assert ground == Ground(Role.WEIGHT, Cell("befolkning", "09", item="totalt"), ("population_count",), weight=0)


@pytest.mark.parametrize("amount", [99, 100, 105, 126, 20, 0])
def test_an_equal_share_is_whole_kronor_and_the_rest_stays(amount):
    paid = EQUAL.pay(case_of(decree_of((EQUAL,)), numbers={"amount": amount}), ())
    each, left = divmod(amount, 21)
    assert paid.amounts == {"lika": dict.fromkeys(CODES, each)}
    reason = (
        f"{amount} kronor går inte att dela lika i hela kronor mellan 21 regioner; {left} kronor blir kvar hos "
        "myndigheten."
    )
    assert paid.kept == ((("lika", left, reason),) if left else ())


def test_the_kronor_that_are_over_can_be_shared_out_from_the_lowest_code():
    readings = Readings(t14="apportioned")
    paid = EQUAL.pay(case_of(decree_of((EQUAL,)), readings=readings), ())
    assert paid.amounts == {"lika": dict.fromkeys(CODES, 4) | dict.fromkeys(CODES[:16], 5)}
    assert paid.kept == ()
    largest = EQUAL.pay(case_of(decree_of((EQUAL,), method=Method.RESIDUAL_ON_LARGEST), readings=readings), ())
    assert largest.amounts == {"lika": dict.fromkeys(CODES, 5) | {"01": 0}}


def test_what_the_decree_prints_is_paid_whatever_was_reported():
    assert shares(TABLE) == PRINTED_KR
    assert TABLE.pay(case_of(decree_of((TABLE,), reporting=BEDS)), ()).amounts == {"tabell": PRINTED_KR}


def test_printed_amounts_can_be_shared_anew_by_population_among_those_that_lack_nothing():
    reported = {("03", MARCH, ""): {"beds": 1}, ("04", MARCH, ""): {"beds": 1}}
    decree = decree_of((TABLE,), reporting=BEDS)

    def table(**more):
        case = case_of(decree, {"vardplatser": reported}, readings=Readings(t13="redistributed"), **more)
        return TABLE.pay(case, ()).amounts["tabell"]

    assert sum(PRINTED_KR.values()) == 2310
    assert table() == dict.fromkeys(CODES, 0) | {"03": 1155, "04": 1155}
    assert table(people=PEOPLE | {"03": 2000}) == dict.fromkeys(CODES, 0) | {"03": 1540, "04": 770}
    assert list(table()) == list(CODES)
    assert table(people=None) == PRINTED_KR, "no population to share by"
    assert table(on=date(2031, 4, 21)) == PRINTED_KR, "nothing is due yet"
    assert table(on=DAY_AFTER[MARCH])["01"] == 0


def test_printed_amounts_stay_where_all_lack_something_or_nobody_does_or_nothing_is_asked():
    readings = Readings(t13="redistributed")
    all_reported = {(code, MARCH, ""): {"beds": 1} for code in CODES}
    decree = decree_of((TABLE,), reporting=BEDS)
    uneven = PEOPLE | {"01": 5000}
    assert TABLE.pay(case_of(decree, readings=readings, people=uneven), ()).amounts == {"tabell": PRINTED_KR}
    case = case_of(decree, {"vardplatser": all_reported}, readings=readings, people=uneven)
    assert TABLE.pay(case, ()).amounts == {"tabell": PRINTED_KR}
    assert shares(TABLE, readings=readings, people=uneven) == PRINTED_KR


@pytest.mark.parametrize(
    ("method", "got"),
    [(Method.LARGEST_REMAINDER, [578, 578, 577, 577]), (Method.RESIDUAL_ON_LARGEST, [576, 578, 578, 578])],
)
def test_shared_anew_follows_the_method_of_the_decree(method, got):
    reporting = ("03", "04", "05", "06")
    decree = decree_of((TABLE,), reporting=BEDS, method=method)
    reports = {"vardplatser": {(code, MARCH, ""): {"beds": 1} for code in reporting}}
    paid = TABLE.pay(case_of(decree, reports, readings=Readings(t13="redistributed")), ())
    assert [paid.amounts["tabell"][code] for code in reporting] == got


@pytest.mark.parametrize("part", [EQUAL, TABLE], ids=["equal", "printed"])
def test_what_follows_from_the_decree_alone_waits_for_nothing_and_rests_on_no_delivery(part):
    case, component = case_of(decree_of((part,)), people=None), part.component.id
    assert part.faults(case, ()) == part.rests_on(component) == part.measured() == part.pays_for() == ()
    assert part.terms(component) == (part.amount,)
    assert part.grounds(case, (), component, "01") == PRINTED
