from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import Method
from rules.attribution import Cell, Ground, Role
from rules.case import ACCOUNTS, POPULATION, Account, Fault
from rules.declaration import Component, Rests
from rules.mechanisms.condition import ApprovedAccount, OnCondition, Redistributed
from rules.mechanisms.shares import PopulationShare
from rules.payouts import Cause
from rules.regions import CODES
from tests.rules.mechanisms.made_up import PEOPLE, case_of, decree_of, number

LAST_DAY = date(2031, 8, 31)
BY = number(LAST_DAY, "by", "datum")
ON_TIME = ApprovedAccount(BY, "avsnitt 5", "avsnitt 6")
YOUNG_KR, ALL_KR = number(2100, "young_kr"), number(4200, "all_kr")
YOUNG = OnCondition(PopulationShare(Component("unga", "Unga"), YOUNG_KR, "0-18"), ON_TIME)
ALL = OnCondition(PopulationShare(Component("alla", "Alla"), ALL_KR), ON_TIME)
AGAIN = Redistributed(Component("igen", "Igen"), (YOUNG, ALL))
GOOD = Account(LAST_DAY, True)
ALL_GOOD = dict.fromkeys(CODES, GOOD)


def case(accounts=ALL_GOOD, **more):
    return case_of(decree_of((YOUNG, ALL, AGAIN)), accounts=accounts, **more)


def without(*codes, instead=None):
    left = {code: account for code, account in ALL_GOOD.items() if code not in codes}
    return left if instead is None else left | dict.fromkeys(codes, instead)


@pytest.mark.parametrize(
    ("account", "meets"),
    [
        (Account(date(2031, 8, 30), True), True),
        (Account(LAST_DAY, True), True),
        (Account(date(2031, 9, 1), True), False),
        (Account(LAST_DAY, False), False),
        (Account(LAST_DAY, None), False),
        (Account(None, True), False),
        (None, False),
    ],
    ids=["before", "on the day", "after", "not approved", "not assessed", "no day", "none"],
)
def test_an_approved_account_counts_up_to_its_last_day(account, meets):
    accounts = without("03", instead=account)
    assert ("03" in ON_TIME.met_by(case(accounts))) is meets
    assert len(ON_TIME.met_by(case(accounts))) == 20 + meets


def test_without_accounts_nobody_meets_it_and_another_day_is_held_against():
    assert ON_TIME.met_by(case(None)) == ()
    assert ON_TIME.met_by(case(numbers={"by": date(2031, 8, 30)})) == ()


def awaiting(reason: str) -> tuple[Fault, ...]:
    return (Fault(ACCOUNTS, Cause.AWAITING, reason),)


def test_until_the_last_day_has_passed_who_does_not_meet_it_is_awaited():
    until = "inväntas från {} till och med den 31 augusti 2031."
    some = case(without("03", "04"), on=LAST_DAY)
    names = "Region Uppsala och Region Sörmland"
    assert ON_TIME.faults(some) == awaiting(f"Godkänd redovisning (avsnitt 5) {until.format(names)}")
    nobody = case(None, on=date(2031, 8, 1))
    assert ON_TIME.faults(nobody) == awaiting(f"Godkänd redovisning (avsnitt 5) {until.format('alla regioner')}")
    assert ON_TIME.faults(case(on=LAST_DAY)) == ()
    assert ON_TIME.faults(case(without("03", "04"), on=date(2031, 9, 1))) == ()


@pytest.mark.parametrize("accounts", [None, {}])
def test_that_no_account_at_all_has_come_is_told_and_not_paid_on(accounts):
    assert ON_TIME.faults(case(accounts)) == awaiting(
        "Ingen uppgift finns om regionernas redovisningar enligt avsnitt 5. Lämna uppgifterna som en leverans av "
        "slaget redovisning."
    )


@pytest.mark.parametrize(
    ("account", "is_waited_for"),
    [
        (Account(LAST_DAY, None), True),
        (Account(date(2031, 8, 30), None), True),
        (Account(date(2031, 9, 1), None), False),
        (Account(None, None), False),
        (Account(LAST_DAY, False), False),
    ],
)
def test_an_account_that_came_in_time_is_assessed_before_anything_is_paid(account, is_waited_for):
    told = (
        "Redovisningen från Region Uppsala och Region Sörmland har kommit in i tid men är varken godkänd eller "
        "underkänd. Ange ja eller nej i kolumnen Godkänd i en ny leverans av slaget redovisning."
    )
    faults = ON_TIME.faults(case(without("03", "04", instead=account)))
    assert faults == (awaiting(told) if is_waited_for else ())


@pytest.mark.parametrize(
    ("account", "why"),
    [
        (None, "Ingen redovisning har kommit in"),
        (Account(None, True), "Ingen redovisning har kommit in"),
        (Account(date(2031, 9, 1), True), "Redovisningen kom in den 1 september 2031, efter den 31 augusti 2031"),
        (Account(LAST_DAY, False), "Redovisningen är inte godkänd"),
    ],
)
def test_what_a_region_lacks_is_told_with_what_follows(account, why):
    assert ON_TIME.not_met_reason(case(), account) == (
        f"{why} (avsnitt 5), så regionen får inget här och dess medel fördelas på de andra (avsnitt 6, T17)."
    )


def test_a_share_goes_to_those_that_meet_it_and_the_rest_is_shared_among_them_by_total_population():
    some, people = case(without("03", "04")), PEOPLE | {"01": 2000}
    assert YOUNG.pay(some, ()).amounts == {"unga": dict.fromkeys(CODES, 100) | {"03": 0, "04": 0}}
    assert (YOUNG.left_kr(some), ALL.left_kr(some)) == (200, 400)
    got = AGAIN.pay(case(without("03", "04"), people=people, numbers={"all_kr": 4400}), ())
    assert got.kept == ()
    assert got.amounts == {"igen": dict.fromkeys(CODES, 30) | {"01": 60, "03": 0, "04": 0}}


def test_when_all_meet_it_nothing_is_left_and_when_nobody_does_all_of_it_stays():
    assert AGAIN.pay(case(), ()).amounts == {"igen": dict.fromkeys(CODES, 0)}
    nobody = AGAIN.pay(case({"01": Account(LAST_DAY, False)}), ())
    assert nobody.amounts == {"igen": dict.fromkeys(CODES, 0)}
    ((component, kr, reason),) = nobody.kept
    assert (component, kr, reason.replace("\N{NO-BREAK SPACE}", " ")) == (
        "igen",
        6300,
        "Ingen region har en godkänd redovisning som kom in senast den 31 augusti 2031 (avsnitt 5), så det finns ingen "
        "att fördela 6 300 kronor på. Kontrollera leveranserna av slaget redovisning.",
    )


def test_ties_go_by_region_code_and_the_rest_by_the_method_of_the_decree():
    meeting = without(*CODES[:2])
    largest = case_of(decree_of((YOUNG, ALL, AGAIN), method=Method.RESIDUAL_ON_LARGEST), accounts=meeting)
    by_remainder = AGAIN.pay(case(meeting), ()).amounts["igen"]
    assert sorted(set(by_remainder.values())) == [0, 31, 32]
    assert [code for code, kr in by_remainder.items() if kr == 32] == list(CODES[2:13])
    assert AGAIN.pay(largest, ()).amounts["igen"] == dict.fromkeys(CODES, 32) | {"01": 0, "03": 0, "04": 24}


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(CODES)), st.integers(0, 10**6))
def test_whoever_meets_it_all_is_paid_or_kept(meeting, amount):
    accounts = {code: Account(LAST_DAY, code in meeting) for code in CODES}
    computed = case(accounts, numbers={"young_kr": amount})
    paid = [part.pay(computed, ()) for part in (YOUNG, ALL, AGAIN)]
    amounts = [kr for part in paid for kr in part.amounts.values()]
    assert sum(sum(kr.values()) for kr in amounts) + sum(kr for _, kr, _ in paid[-1].kept) == amount + 4200
    assert all(kr[code] == 0 for kr in amounts for code in CODES if code not in meeting)


def test_faults_are_those_of_the_shares_and_of_the_condition():
    computed = case(None, people=None, young=None)
    ranks = [fault.rank for fault in YOUNG.faults(computed, ())]
    assert ranks == [POPULATION, POPULATION, ACCOUNTS]
    assert AGAIN.faults(computed, ()) == (*YOUNG.faults(computed, ()), *ALL.faults(computed, ()))
    assert len(ALL.faults(computed, ())) == 2


def test_it_rests_on_the_population_and_the_accounts():
    account = Ground(Role.CONDITION, Cell("redovisning", "09"), ("received_date", "is_approved"))
    own = Ground(Role.VALUE, Cell("befolkning", "09", item="0-18"), ("population_count",), weight=1)
    total = Ground(Role.VALUE, Cell("befolkning", "09", item="totalt"), ("population_count",), weight=1)
    assert YOUNG.grounds(case(), (), "unga", "09") == (own, account)
    assert AGAIN.grounds(case(), (), "igen", "09") == (total, account)
    assert YOUNG.rests_on("unga") == (Rests("befolkning", age_group="0-18"), Rests("redovisning"))
    assert AGAIN.rests_on("igen") == (Rests("befolkning", age_group="totalt"), Rests("redovisning"))


def test_its_terms_are_the_amount_and_the_day():
    assert YOUNG.terms("unga") == (YOUNG_KR, BY)
    assert AGAIN.terms("igen") == (BY,)
    assert (YOUNG.readings, AGAIN.readings) == (("T03", "T20", "T17"), ("T03", "T17", "T20"))
    assert (YOUNG.components, AGAIN.components) == ((YOUNG.share.component,), (AGAIN.component,))
    assert (YOUNG.age_groups, AGAIN.age_groups, AGAIN.condition) == (("totalt", "0-18"), ("totalt",), ON_TIME)
    assert Redistributed(AGAIN.component, (YOUNG,)).condition is ON_TIME
    assert YOUNG.measured() == YOUNG.pays_for() == AGAIN.measured() == AGAIN.pays_for() == ()
