from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import Method
from rules.attribution import Cell, Ground, Role
from rules.case import POPULATION, REPORTS, Case, Fault
from rules.declaration import Component, Rests
from rules.interval import Bounds, NoIntervalError
from rules.mechanisms.bands import Band, Bands
from rules.mechanisms.monthly_pots import BonusPot, Earned, extremes, months_open, pots, share_slack, up
from rules.mechanisms.relative_change import RelativeChange
from rules.mechanisms.requirement import Requirement
from rules.mechanisms.threshold import Threshold
from rules.mechanisms.top_places import TopPlaces
from rules.monthly_pot import Assessment, Outcome, Route
from rules.months import year_before
from rules.payouts import Cause
from rules.readings import Readings
from rules.regions import CODES
from tests.rules.mechanisms.made_up import (
    APRIL,
    DAY_AFTER,
    MARCH,
    MONTHS,
    PEOPLE,
    RATE,
    SHARE,
    case_of,
    decree_of,
    number,
    seen,
)

CROWD_KR, WAITS_KR = number(4200, "crowd_kr"), number(2100, "waits_kr")
CHANGE = RelativeChange(number(Decimal(10), "change", "procent"))
CROWD = Requirement("crowd", "Överbeläggningar", "Trängsel", "§ 1", RATE, CROWD_KR, MONTHS, (CHANGE,))
LEVEL = Threshold(number(80, "level"), number(100, "gives"), number(10, "untested"))
WAITS = Requirement("waits", "Väntan", "Väntan", "§ 2", SHARE, WAITS_KR, (APRIL,), (LEVEL,), "0-18")
EARLY = Earned(Component("early", "Tidigt"), (CROWD,), (MARCH,))
LATE = Earned(Component("late", "Sent"), (CROWD,), (APRIL,))
WAITED = Earned(Component("waited", "Väntat"), (WAITS,), (APRIL,))
POT = BonusPot(Component("pot", "Pott"), (EARLY, LATE, WAITED))
DECREE = decree_of((EARLY,), (LATE, WAITED, POT))
EACH = Readings(t04="per_requirement")
HELD_BACK = Readings(t24="held_back")
NOTHING = dict.fromkeys(CODES, 0)


def outcomes(
    parts: dict[tuple[str, date, str], Fraction | int], reserved: Fraction | int = 100, *, awaited=()
) -> tuple[Outcome, ...]:
    """Of both requirements and all regions; a part that is not told is 0."""
    return tuple(
        Outcome(
            requirement.id,
            month,
            code,
            reserved,
            Assessment(
                Route.AWAITED if (requirement.id, month) in awaited else Route.IMPROVEMENT if part else Route.NONE,
                Fraction(part),
                "så",
            ),
        )
        for requirement in (CROWD, WAITS)
        for month in requirement.months
        for code in CODES
        for part in [parts.get((requirement.id, month, code), 0)]
    )


def all_of(*pots_: tuple[str, date]) -> dict[tuple[str, date, str], int]:
    return {(*pot, code): 1 for pot in pots_ for code in CODES}


def case(**more) -> Case:
    return case_of(more.pop("decree", DECREE), **more)


def paid(part, given, **more):
    """Kronor by region code, without those that get none."""
    ((component, amounts),) = part.pay(case(**more), given).amounts.items()
    assert component == part.component.id
    assert list(amounts) == list(CODES)
    return {code: kr for code, kr in amounts.items() if kr}


# What is earned


def test_a_region_is_paid_what_it_earned_in_the_months_of_the_payment():
    given_ = outcomes(
        {
            ("crowd", MARCH, "01"): 1,
            ("crowd", MARCH, "03"): Fraction(1, 2),
            ("crowd", APRIL, "01"): 1,
            ("waits", APRIL, "04"): Fraction(1, 4),
        }
    )
    assert paid(EARLY, given_) == {"01": 100, "03": 50}
    assert paid(LATE, given_) == {"01": 100}
    assert paid(WAITED, given_) == {"04": 25}


def test_it_is_rounded_once_per_region_or_once_for_each_pot_or_month():
    both = Earned(Component("both", "Båda"), (CROWD, WAITS), MONTHS)
    given_ = outcomes(
        dict.fromkeys([("crowd", MARCH, "01"), ("crowd", APRIL, "01"), ("waits", APRIL, "01")], 1), Fraction(102, 10)
    )
    decree = decree_of((both,))
    assert paid(both, given_, decree=decree) == {"01": 31}
    assert paid(both, given_, decree=decree, readings=EACH) == {"01": 30}
    assert paid(both, given_, decree=decree, readings=Readings(t02="per_month")) == {"01": 30}
    halves = outcomes({("crowd", MARCH, "01"): 1, ("waits", APRIL, "01"): 1}, Fraction(21, 2))
    assert paid(both, halves, decree=decree) == {"01": 21}
    assert paid(both, halves, decree=decree, readings=EACH) == {"01": 22}


def test_only_requirements_among_those_asked_for_are_counted():
    both = Earned(Component("both", "Båda"), (CROWD, WAITS), (APRIL,))
    given_ = outcomes({("crowd", APRIL, "01"): 1, ("waits", APRIL, "01"): 1})
    assert both.paid(case(), given_, (WAITS,)) == NOTHING | {"01": 100}
    assert both.paid(case(), given_, (CROWD, WAITS)) == NOTHING | {"01": 200}
    assert EARLY.paid(case(), given_, (WAITS,)) == NOTHING


def test_what_is_more_than_was_set_aside_is_taken_off_in_the_payment_that_settles_the_pot():
    everything = outcomes(all_of(("crowd", MARCH), ("crowd", APRIL), ("waits", APRIL)))
    numbers = {"crowd_kr": 4190}
    assert set(paid(EARLY, everything, numbers=numbers).values()) == {100}
    late, waited = (paid(part, everything, numbers=numbers) for part in (LATE, WAITED))
    assert late == waited == dict.fromkeys(CODES, 100) | dict.fromkeys(CODES[:5], 99)
    assert POT.pay(case(numbers=numbers), everything).amounts == {"pot": NOTHING}
    people = PEOPLE | {"25": 2000}
    assert paid(LATE, everything, numbers={"crowd_kr": 4199}, people=people) == dict.fromkeys(CODES, 100) | {"25": 99}


def test_the_excess_of_each_pot_is_its_own_where_they_are_read_so():
    everything = outcomes(all_of(("crowd", MARCH), ("crowd", APRIL), ("waits", APRIL)))
    more = {"numbers": {"crowd_kr": 4190, "waits_kr": 2200}, "readings": EACH}
    assert paid(LATE, everything, **more) == dict.fromkeys(CODES, 100) | dict.fromkeys(CODES[:10], 99)
    assert set(paid(WAITED, everything, **more).values()) == {100}
    assert sum(paid(POT, everything, **more).values()) == 100
    shared = {"numbers": more["numbers"]}
    assert set(paid(LATE, everything, **shared).values()) == {100}
    assert sum(paid(POT, everything, **shared).values()) == 90


def test_the_excess_follows_the_method_of_the_decree():
    everything = outcomes(all_of(("crowd", MARCH), ("crowd", APRIL), ("waits", APRIL)))
    residual = decree_of((EARLY,), (LATE, WAITED, POT), method=Method.RESIDUAL_ON_LARGEST)
    numbers = {"crowd_kr": 4190}
    # 10 kronor on 42 equal amounts are a quarter of a krona each, rounded to none; the first takes all of it.
    assert paid(LATE, everything, decree=residual, numbers=numbers) == dict.fromkeys(CODES, 100) | {"01": 90}
    assert set(paid(WAITED, everything, decree=residual, numbers=numbers).values()) == {100}


# The bonus pot


def test_what_nobody_earned_is_shared_by_what_each_was_paid_in_all_payments():
    given_ = outcomes({("crowd", MARCH, "01"): 1, ("crowd", APRIL, "03"): Fraction(1, 2), ("waits", APRIL, "01"): 1})
    assert paid(POT, given_) == {"01": 4840, "03": 1210}
    assert POT.pay(case(), given_).kept == ()
    assert paid(POT, given_, readings=EACH) == {"01": 4700, "03": 1350}


def test_ties_go_by_total_population_and_the_method_of_the_decree():
    given_ = outcomes({("crowd", MARCH, "01"): 1, ("crowd", MARCH, "03"): 1})
    numbers = {"crowd_kr": 4201}
    assert paid(POT, given_, numbers=numbers) == {"01": 3051, "03": 3050}
    assert paid(POT, given_, numbers=numbers, people=PEOPLE | {"03": 1001}) == {"01": 3050, "03": 3051}
    residual = decree_of((EARLY,), (LATE, WAITED, POT), method=Method.RESIDUAL_ON_LARGEST)
    assert paid(POT, given_, numbers=numbers, decree=residual) == {"01": 3050, "03": 3051}
    other = Readings(t03="largest_remainder")
    assert paid(POT, given_, numbers=numbers, decree=residual, readings=other) == {"01": 3051, "03": 3050}


def reason(titles: str, kr: str) -> str:
    return (
        f"Ingen region har fått betalt för {titles}, så det finns inget att fördela bonuspotten på {kr} kronor efter "
        "(T04). Beloppet blir kvar; begär besked om vad som ska ske med det."
    )


@pytest.mark.parametrize(
    ("parts", "readings", "kept"),
    [
        ({}, Readings(), (6300, "överbeläggningar eller väntan", "6 300")),
        ({}, EACH, (6300, "överbeläggningar eller väntan", "6 300")),
        ({("crowd", MARCH, "01"): 1}, EACH, (2100, "väntan", "2 100")),
        ({("waits", APRIL, "01"): 1}, EACH, (4200, "överbeläggningar", "4 200")),
        ({("waits", APRIL, "01"): 1}, Readings(), None),
    ],
)
def test_a_pot_that_nobody_was_paid_of_stays_and_says_so(parts, readings, kept):
    got = POT.pay(case(readings=readings), outcomes(parts))
    told = tuple((id_, kr, text.replace("\N{NO-BREAK SPACE}", " ")) for id_, kr, text in got.kept)
    assert told == ((("pot", kept[0], reason(*kept[1:])),) if kept else ())
    assert sum(got.amounts["pot"].values()) == 6300 - 100 * len(parts) - sum(kr for _, kr, _ in got.kept)


def test_what_an_earlier_payment_was_decided_to_counts_instead_of_what_it_would_be_today():
    given_ = outcomes({("crowd", MARCH, "01"): 1, ("crowd", APRIL, "03"): 1})
    decided = {"nr1": {"early": {"04": 300}}}
    assert paid(POT, given_, decided=decided) == {"03": 1475, "04": 4425}
    assert paid(POT, given_, decided=decided, readings=EACH) == {"01": 2000, "03": 2000}
    own = {"nr2": {"late": {"04": 300}}}
    assert paid(POT, given_, decided=own) == {"01": 3050, "03": 3050}
    assert paid(POT, given_, decided={"nr1": {"annat": {"04": 300}}}) == {"01": 3050, "03": 3050}


def test_the_excess_counts_what_an_earlier_payment_was_decided_to():
    everything = outcomes(all_of(("crowd", MARCH), ("crowd", APRIL), ("waits", APRIL)))
    decided = {"nr1": {"early": dict.fromkeys(CODES, 100) | {"01": 101}}}
    assert paid(LATE, everything, decided=decided) == dict.fromkeys(CODES, 100) | {"01": 99}
    assert paid(EARLY, everything, decided=decided) == dict.fromkeys(CODES, 100)


def test_so_far_only_the_pots_of_months_that_have_come_in_are_set_aside_in_whole_kronor():
    given_ = outcomes({("crowd", MARCH, "01"): 1}, Fraction(1001, 10), awaited=[("crowd", APRIL), ("waits", APRIL)])
    so_far = replace(case(), is_so_far=True)
    # 21 pots of 100,1 are 2 102,1 kronor; the one that was earned is paid as 100.
    assert POT.pay(so_far, given_).amounts == {"pot": NOTHING | {"01": 2002}}
    each = replace(so_far, readings=EACH)
    assert POT.pay(each, given_).amounts == {"pot": NOTHING | {"01": 2002}}
    waits = outcomes({("waits", APRIL, "01"): 1}, awaited=[("crowd", MARCH), ("crowd", APRIL)])
    assert POT.pay(each, waits).amounts == {"pot": NOTHING | {"01": 2000}}
    assert POT.pay(each, waits).kept == ()


@settings(max_examples=10, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from([("crowd", MARCH), ("crowd", APRIL), ("waits", APRIL)]), st.sampled_from(CODES)),
        st.sampled_from([Fraction(1, 4), Fraction(2, 3), Fraction(1)]),
    ),
    st.sampled_from([Readings(), EACH]),
    st.sampled_from(list(Method)),
)
def test_every_krona_is_paid_or_kept_and_the_order_of_outcomes_changes_nothing(parts, readings, method):
    given_ = outcomes({(*pot, code): part for (pot, code), part in parts.items()})
    own = case(decree=decree_of((EARLY,), (LATE, WAITED, POT), method=method), readings=readings)
    got = [part.pay(own, given_) for part in (EARLY, LATE, WAITED, POT)]
    assert (
        sum(sum(kr.values()) for each in got for kr in each.amounts.values()) + sum(kr for _, kr, _ in got[-1].kept)
        == 6300
    )
    assert [part.pay(own, given_[::-1]) for part in (EARLY, LATE, WAITED, POT)] == got


# What is waited for


def of_crowd(*months: date, without=()):
    return {(code, month, ""): {RATE.column: Decimal(1)} for month in months for code in CODES if code not in without}


def of_waits(*months: date):
    return {(code, month, "besök"): seen(1, 1, 0, 0) for month in months for code in CODES}


def told_open(what: str, last: str) -> str:
    return f"Rapporter om {what} inväntas för {{months}}, de sista till och med den {last}."


def test_a_payment_waits_for_its_own_months_that_are_not_closed():
    before = case(on=date(2031, 4, 21))
    march, april = (told_open("överbeläggningar", last) for last in ("21 april 2031", "21 maj 2031"))
    assert EARLY.faults(before, ()) == (Fault(REPORTS, Cause.AWAITING, march, (MARCH,)),)
    assert LATE.faults(before, ()) == (Fault(REPORTS, Cause.AWAITING, april, (APRIL,)),)
    assert EARLY.faults(case(on=DAY_AFTER[MARCH]), ()) == ()
    assert EARLY.faults(case(on=date(2031, 4, 1), reports={"vardplatser": of_crowd(MARCH)}), ()) == ()
    (fault,) = EARLY.faults(case(on=date(2031, 4, 1), reports={"vardplatser": of_crowd(MARCH, without=["25"])}), ())
    assert fault.months == (MARCH,)


def test_the_bonus_pot_waits_for_all_months_one_sentence_for_each_thing_measured():
    assert POT.faults(case(on=date(2031, 4, 1)), ()) == (
        Fault(REPORTS, Cause.AWAITING, told_open("överbeläggningar", "21 maj 2031"), MONTHS),
        Fault(REPORTS, Cause.AWAITING, told_open("väntetider inom BUP", "21 maj 2031"), (APRIL,)),
    )
    assert POT.faults(case(on=DAY_AFTER[APRIL]), ()) == ()


def test_requirements_that_measure_the_same_thing_are_told_in_one_sentence():
    twin = replace(CROWD, id="twin", months=(MARCH,))
    part = Earned(Component("both", "Båda"), (twin, CROWD), MONTHS)
    (fault,) = part.faults(case(decree=decree_of((part,)), on=date(2031, 4, 1)), ())
    assert fault == Fault(REPORTS, Cause.AWAITING, told_open("överbeläggningar", "21 maj 2031"), MONTHS)


def test_months_that_a_reading_leaves_out_are_not_waited_for():
    crowd = replace(CROWD, other_months={"t05": {"ten": (APRIL,)}})
    early = replace(EARLY, requirements=(crowd,))
    own = {"decree": decree_of((early,)), "on": date(2031, 4, 1)}
    assert len(early.faults(case(**own), ())) == 1
    assert early.faults(case(**own, readings=Readings(t05="ten")), ()) == ()
    silent = {"decree": decree_of((early,))}
    assert len(early.faults(case(**silent, readings=HELD_BACK), ())) == 1
    assert early.faults(case(**silent, readings=Readings(t05="ten", t24="held_back")), ()) == ()


def test_without_its_population_only_that_is_told():
    assert [fault.rank for fault in EARLY.faults(case(people=None, on=MARCH), ())] == [POPULATION]
    assert [fault.rank for fault in WAITED.faults(case(young=None, on=MARCH), ())] == [POPULATION]
    assert [fault.rank for fault in WAITED.faults(case(people=None, on=MARCH), ())] == [REPORTS]
    pot = replace(POT, earned=(WAITED,))
    assert [fault.rank for fault in pot.faults(case(people=None, on=MARCH), ())] == [POPULATION, REPORTS]
    both = Earned(Component("both", "Båda"), (WAITS, CROWD, WAITS), (APRIL,))
    told = [fault.reason for fault in both.faults(case(people=None, young=None), ())]
    assert len(told) == 2
    assert len(set(told)) == 2


def test_closed_months_that_nobody_reported_hold_back_only_where_the_reading_says_so():
    told = "Ingen region har rapporterat {} för {{months}}."
    both = told.format("överbeläggningar eller väntetider inom BUP")
    assert POT.faults(case(), ()) == ()
    assert POT.faults(case(readings=HELD_BACK), ()) == (Fault(REPORTS, Cause.AWAITING, both, MONTHS),)
    march = {"vardplatser": of_crowd(MARCH, without=CODES[1:])}
    assert POT.faults(case(readings=HELD_BACK, reports=march), ()) == (Fault(REPORTS, Cause.AWAITING, both, (APRIL,)),)
    assert EARLY.faults(case(readings=HELD_BACK, reports=march), ()) == ()
    (fault,) = LATE.faults(case(readings=HELD_BACK, reports=march), ())
    assert fault == Fault(REPORTS, Cause.AWAITING, told.format("överbeläggningar"), (APRIL,))
    all_in = {"vardplatser": of_crowd(*MONTHS), "bup": of_waits(APRIL)}
    assert POT.faults(case(readings=HELD_BACK, reports=all_in), ()) == ()


def test_the_months_that_are_open_are_told_in_order_with_the_last_of_their_days():
    still_open = {(APRIL, date(2031, 5, 21)), (MARCH, date(2031, 6, 2))}
    assert months_open("något", still_open) == Fault(
        REPORTS, Cause.AWAITING, told_open("något", "2 juni 2031"), (MARCH, APRIL)
    )


# What it rests on


def test_the_reports_carry_what_they_gave_and_those_of_the_year_before_are_named():
    given_ = outcomes({("crowd", MARCH, "01"): Fraction(1, 2), ("waits", APRIL, "01"): 1, ("crowd", MARCH, "03"): 1})
    own = case(reports={"vardplatser": of_crowd(MARCH), "bup": of_waits(APRIL)})
    weight = Ground(Role.WEIGHT, Cell("befolkning", "01", item="totalt"), ("population_count",), weight=0)
    now = Ground(Role.VALUE, Cell("vardplatser", "01", MARCH, ""), (RATE.column,), "crowd", MARCH, Fraction(50))
    before = Ground(Role.COMPARISON, Cell("vardplatser", "01", year_before(MARCH), ""), (RATE.column,), "crowd", MARCH)
    assert EARLY.grounds(own, given_, "early", "01") == (weight, now, before)
    assert POT.grounds(own, given_, "pot", "03") == (
        replace(now, cell=Cell("vardplatser", "03", MARCH, ""), weight=100),
    )
    young, seen_ = WAITED.grounds(own, given_, "waited", "03")
    assert young == Ground(Role.WEIGHT, Cell("befolkning", "03", item="0-18"), ("population_count",), weight=0)
    assert (seen_.role, seen_.weight, seen_.cell) == (Role.VALUE, 0, Cell("bup", "03", APRIL, "besök"))
    level = tuple(
        replace(each, assessment=replace(each.assessment, route=Route.THRESHOLD)) if each.earned_kr else each
        for each in given_
    )
    _, met = WAITED.grounds(own, level, "waited", "01")
    columns = ("completed_count", "completed_within_count", "waiting_count")
    assert met == Ground(Role.VALUE, Cell("bup", "01", APRIL, "besök"), columns, "waits", APRIL, Fraction(100))


def test_the_year_before_is_of_the_same_item():
    bands = replace(WAITS, routes=(Bands((Band(number(5), number(100)),)),))
    waited = replace(WAITED, requirements=(bands,))
    own = case(decree=decree_of((waited,)), reports={"bup": of_waits(APRIL)})
    *_, before = waited.grounds(own, outcomes({("waits", APRIL, "01"): 1}), "waited", "01")
    assert (before.role, before.cell) == (Role.COMPARISON, Cell("bup", "01", year_before(APRIL), "besök"))


def test_outcomes_of_other_requirements_and_months_are_no_grounds():
    given_ = outcomes({("crowd", APRIL, "01"): 1, ("waits", APRIL, "01"): 1})
    own = case(reports={"vardplatser": of_crowd(*MONTHS), "bup": of_waits(APRIL)})
    assert [(ground.requirement, ground.month) for ground in EARLY.grounds(own, given_, "early", "01")] == [
        (None, None),
        ("crowd", MARCH),
        ("crowd", MARCH),
    ]
    assert [(ground.requirement, ground.month) for ground in POT.grounds(own, given_, "pot", "01")] == [
        ("crowd", APRIL),
        ("waits", APRIL),
    ]


def test_what_they_are_made_of_is_told_once():
    both = Earned(Component("both", "Båda"), (CROWD, WAITS, replace(CROWD, id="twin")), MONTHS)
    people, young = Rests("befolkning", age_group="totalt"), Rests("befolkning", age_group="0-18")
    assert both.rests_on("both") == (
        people,
        young,
        Rests("vardplatser", MONTHS, and_year_before=True),
        Rests("bup", MONTHS, and_year_before=True),
    )
    assert EARLY.rests_on("early") == (people, Rests("vardplatser", (MARCH,), and_year_before=True))
    assert POT.rests_on("pot") == both.rests_on("both")
    assert both.terms("both") == POT.terms("pot") == (CROWD_KR, WAITS_KR)
    assert (both.age_groups, replace(POT, earned=(WAITED,)).age_groups) == (("totalt", "0-18"), ("totalt", "0-18"))
    assert (WAITED.age_groups, POT.requirements, POT.months) == (("0-18",), (CROWD, WAITS), MONTHS)
    assert (EARLY.components, POT.components) == ((EARLY.component,), (POT.component,))
    assert both.pays_for() == (
        ("crowd", MARCH),
        ("crowd", APRIL),
        ("waits", MARCH),
        ("waits", APRIL),
        ("twin", MARCH),
        ("twin", APRIL),
    )
    assert both.measured() == POT.measured() == POT.pays_for() == ()
    assert POT.covers == (EARLY, LATE, WAITED)


# Before all has come in

ONE = replace(CROWD, months=(MARCH,))
ONLY = Earned(Component("only", "Enda"), (ONE,), (MARCH,))
REST = BonusPot(Component("rest", "Rest"), (ONLY,))


def one_month(improved=(), silent=(), method=Method.LARGEST_REMAINDER, **more) -> Case:
    """March, 10 the year before for all: some improved, some have not reported, the others are as before."""
    now = {code: Decimal(9 if code in improved else 10) for code in CODES if code not in silent}
    rates = {(code, MARCH, ""): {RATE.column: value} for code, value in now.items()}
    rates |= {(code, year_before(MARCH), ""): {RATE.column: Decimal(10)} for code in CODES}
    return case(decree=decree_of((ONLY, REST), method=method), reports={"vardplatser": rates}, **more)


def bounds(part, computed: Case) -> dict[str, tuple[int, int, int]]:
    """Of those that can get anything."""
    found = part.bounds(computed)
    assert list(found) == list(CODES)
    return {code: (own.sure_kr, own.least_kr, own.most_kr) for code, own in found.items() if own.most_kr}


def test_what_is_earned_is_sure_and_what_is_not_reported_can_come():
    open_ = one_month(improved=["01"], silent=["03"])
    assert bounds(ONLY, open_) == {"01": (200, 200, 200), "03": (0, 0, 200)}


def test_with_bonus_a_region_has_its_share_of_all_that_was_set_aside():
    open_ = one_month(improved=["01"], silent=["03"])
    assert bounds(REST, open_) == {"01": (200, 2100, 4200), "03": (0, 0, 2100)}
    three = one_month(improved=["01", "04"], silent=["03"])
    assert bounds(REST, three) == {"01": (200, 1400, 2100), "04": (200, 1400, 2100), "03": (0, 0, 1400)}


def test_a_residual_on_the_largest_part_moves_the_bounds_by_half_a_krona_for_each_of_the_others():
    residual = {"method": Method.RESIDUAL_ON_LARGEST, "improved": ["01"], "silent": ["03"]}
    assert bounds(REST, one_month(**residual)) == {"01": (200, 2090, 4200), "03": (0, 0, 2110)}
    own = Readings(t03="largest_remainder")
    assert bounds(REST, one_month(**residual, readings=own)) == {"01": (200, 2100, 4200), "03": (0, 0, 2100)}
    smaller = one_month(**residual, people=PEOPLE | {"03": 900})
    # 4 200 of 20 900 people: 201 for each, 181 for the smaller, which can never be the largest part.
    assert bounds(REST, smaller) == {"01": (201, 2199, 4200), "03": (0, 0, 1991)}


def test_the_least_is_never_below_zero():
    tiny = one_month(method=Method.RESIDUAL_ON_LARGEST, improved=["01"], silent=CODES[1:], numbers={"crowd_kr": 21})
    assert REST.bounds(tiny)["01"] == Bounds(0, 0, 21)


def test_where_all_others_may_earn_everything_the_pots_can_hold_less_than_was_earned():
    open_ = one_month(improved=["01"], silent=CODES[1:], numbers={"crowd_kr": 2090})
    assert REST.bounds(open_)["01"] == Bounds(99, 99, 2090)


def test_when_nothing_is_open_it_is_what_is_paid():
    closed = one_month(improved=["01", "03", "04"], numbers={"crowd_kr": 4205})
    assert bounds(REST, closed) == {"01": (200, 1402, 1402), "03": (200, 1402, 1402), "04": (200, 1401, 1401)}
    everyone = one_month(improved=CODES, numbers={"crowd_kr": 2090})
    assert bounds(REST, everyone) == {
        code: (kr, kr, kr) for code in CODES for kr in [99 if code in CODES[:10] else 100]
    }
    residual = one_month(improved=["01", "03", "04"], numbers={"crowd_kr": 4205}, method=Method.RESIDUAL_ON_LARGEST)
    assert sum(most for _, _, most in bounds(REST, residual).values()) == 4205


def test_when_something_is_withheld_all_the_same_the_bounds_are_told():
    young = replace(ONE, age_group="0-18")
    only = replace(ONLY, requirements=(young,))
    rest = replace(REST, earned=(only,))
    reports = one_month(improved=["01", "03"]).given.reports
    own = case(decree=decree_of((only, rest)), reports=reports, people=None)
    assert bounds(rest, own) == {"01": (200, 2100, 2100), "03": (200, 2100, 2100)}
    nobody = replace(own, given=replace(own.given, reports=one_month().given.reports))
    assert bounds(rest, nobody) == {}


def test_each_pot_has_bounds_of_its_own_where_they_are_read_so():
    twin = replace(ONE, id="twin", amount=WAITS_KR)
    only = replace(ONLY, requirements=(ONE, twin))
    rest = replace(REST, earned=(only,))
    open_ = one_month(improved=["01"], silent=["03"])
    both = replace(open_, decree=decree_of((only, rest)))
    assert bounds(rest, both) == {"01": (300, 3150, 6300), "03": (0, 0, 3150)}
    each = replace(both, readings=EACH)
    assert bounds(rest, each) == {"01": (300, 3150, 6300), "03": (0, 0, 3150)}
    odd = replace(each, values=each.values.with_changed({"crowd_kr": 4203, "waits_kr": 2103}))
    assert bounds(rest, odd)["01"] == (300, 2101 + 1051, 4203 + 2103)
    assert bounds(rest, odd)["03"] == (0, 0, 2102 + 1052)


def test_what_an_earlier_payment_was_decided_to_moves_no_more():
    open_ = one_month(improved=["01"], silent=["03"])
    apart = replace(open_, decree=decree_of((ONLY,), (REST,)))
    decided = replace(apart, given=replace(apart.given, decided={"nr1": {"only": {"01": 150, "03": 50}}}))
    assert bounds(REST, apart) == {"01": (200, 2100, 4200), "03": (0, 0, 2100)}
    assert bounds(REST, decided) == {"01": (150, 3150, 3150), "03": (50, 1050, 1050)}
    more = replace(apart, given=replace(apart.given, decided={"nr1": {"only": {"01": 300, "03": 100}}}))
    assert bounds(REST, more) == {"01": (300, 3150, 3150), "03": (100, 1050, 1050)}


def test_the_extremes_are_every_outcome_at_its_worst_and_best():
    open_ = one_month(improved=["01"], silent=["03"])
    worst, best = extremes(open_, (ONE,))
    assert [each.region_code for each in worst] == [each.region_code for each in best] == list(CODES)
    assert {each.region_code for each in worst if each.assessment.part} == {"01"}
    assert {each.region_code for each in best if each.assessment.part} == {"01", "03"}
    assert {each.assessment.part for each in best} == {0, 1}


def test_a_place_that_others_can_still_take_is_earned_at_best_only():
    top = replace(ONE, routes=(TopPlaces(number(1)),))
    worst, best = extremes(one_month(improved=["01"], silent=["03"]), (top,))
    assert {each.region_code for each in worst if each.assessment.part} == set()
    assert {each.region_code for each in best if each.assessment.part} == {"01", "03"}


def test_without_the_population_there_is_no_interval():
    with pytest.raises(NoIntervalError) as told:
        extremes(one_month(people=None), (ONE,))
    assert str(told.value) == (
        "Intervallet kan inte räknas, eftersom befolkningen som de reserverade potterna vilar på saknas eller inte kan "
        "användas. Lämna den som en leverans av slaget befolkning och kör bonuspott run."
    )


def test_all_requirements_share_a_pot_or_have_one_each():
    assert pots(case(), (CROWD, WAITS)) == [(CROWD, WAITS)]
    assert pots(case(readings=EACH), (CROWD, WAITS)) == [(CROWD,), (WAITS,)]


def test_a_share_is_off_only_where_the_largest_takes_what_is_over():
    assert (share_slack(Method.LARGEST_REMAINDER), share_slack(Method.RESIDUAL_ON_LARGEST)) == (0, 10)


@pytest.mark.parametrize(
    ("exact", "whole"), [(Fraction(0), 0), (Fraction(2), 2), (Fraction(5, 2), 3), (Fraction(-5, 2), -2)]
)
def test_up_is_the_whole_kronor_that_hold_an_amount(exact, whole):
    assert up(exact) == whole
