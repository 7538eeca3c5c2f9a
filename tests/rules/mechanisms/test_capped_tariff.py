from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import Method
from rules.attribution import Cell, Ground, Role
from rules.case import REPORTS, Fault
from rules.declaration import Component, Rests
from rules.interval import Bounds
from rules.mechanisms.capped_tariff import CapLine, CappedTariff, Tariffed, TariffLine
from rules.payouts import Cause
from rules.readings import Readings
from rules.regions import CODES
from rules.reports import OPERATIONER
from tests.rules.mechanisms.made_up import APRIL, DAY_AFTER, MARCH, MONTHS, case_of, decree_of, number

HIP, EYE = "höft", "öga"
HIP_KR, EYE_KR, MEASURED = number(100, "hip_kr"), number(10, "eye_kr"), number(MONTHS, "measured", "månader")
CAPS_KR = dict.fromkeys(CODES, 1000) | {"03": 555}
TARIFF = CappedTariff(
    OPERATIONER,
    (Tariffed(Component(HIP, "Höft"), "höft", HIP_KR), Tariffed(Component(EYE, "Öga"), "öga", EYE_KR)),
    MEASURED,
    CAPS_KR,
    "§ 6",
)
NOTHING = dict.fromkeys(CODES, 0)


def operations(*counts):
    """As (region code, month, kind, number)."""
    return {(code, month, kind): {"operation_count": count} for code, month, kind, count in counts}


def case(*counts, method=Method.LARGEST_REMAINDER, **more):
    return case_of(decree_of((TARIFF,), method=method), {"operationer": operations(*counts)}, **more)


def everyone(month, *kinds):
    return [(code, month, kind, 1) for code in CODES for kind in kinds]


@pytest.mark.parametrize(
    ("hips", "eyes", "paid"),
    [
        ((4, 5), (9, 0), (900, 90)),
        ((4, 5), (9, 1), (900, 100)),
        ((4, 5), (9, 2), (891, 109)),
        ((0, 11), (0, 0), (1000, 0)),
        ((None, 5), (None, None), (500, 0)),
    ],
    ids=["under", "at", "over", "over with one kind", "a month not reported"],
)
def test_each_thing_is_paid_up_to_the_cap_which_is_split_by_what_was_done(hips, eyes, paid):
    done = [
        ("01", month, kind, count)
        for kind, counts in ((HIP, hips), (EYE, eyes))
        for month, count in zip(MONTHS, counts, strict=True)
    ]
    got = TARIFF.pay(case(*done), ())
    assert got.amounts == {HIP: NOTHING | {"01": paid[0]}, EYE: NOTHING | {"01": paid[1]}}
    assert got.kept == ()
    assert TARIFF.earned_kr(case(*done), "01") == sum(paid)


def test_only_the_measured_months_count():
    march = {"measured": (MARCH,)}
    computed = case(("01", MARCH, HIP, 2), ("01", APRIL, HIP, 3), numbers=march)
    assert TARIFF.done(computed, "01") == {HIP: 2, EYE: 0}
    assert TARIFF.earned_kr(computed, "01") == 200
    assert TARIFF.months_not_in(case(numbers=march)) == (MARCH,)
    assert list(TARIFF.not_reported(case(numbers=march))) == [MARCH]
    assert [ground.month for ground in TARIFF.grounds(computed, (), HIP, "01")] == [MARCH]


def test_other_tariffs_are_paid_by():
    computed = case(("01", MARCH, HIP, 2), ("01", MARCH, EYE, 3), numbers={"hip_kr": 7, "eye_kr": 1})
    assert TARIFF.tariffs_kr(computed) == {HIP: 7, EYE: 1}
    assert TARIFF.earned_kr(computed, "01") == 17


def test_every_region_and_kind_has_a_line():
    lines = TARIFF.tariff_lines(case(("01", MARCH, HIP, 11), ("01", APRIL, EYE, 1), ("03", APRIL, EYE, 3)))
    assert [(line.region_code, line.operation) for line in lines] == [
        (code, kind) for code in CODES for kind in (HIP, EYE)
    ]
    assert lines[:4] == (
        TariffLine("01", HIP, 11, 100, 1100, 991),
        TariffLine("01", EYE, 1, 10, 10, 9),
        TariffLine("03", HIP, 0, 100, 0, 0),
        TariffLine("03", EYE, 3, 10, 30, 30),
    )


def test_the_method_of_the_decree_splits_the_cap():
    three = replace(TARIFF, kinds=(*TARIFF.kinds, Tariffed(Component("knä", "Knä"), "knä", HIP_KR)))
    done = operations(*[("03", MARCH, kind, 10) for kind in (HIP, EYE, "knä")])
    by_method = {
        method: {
            line.operation: line.paid_kr
            for line in three.tariff_lines(case_of(decree_of((three,), method=method), {"operationer": done}))
            if line.region_code == "03"
        }
        for method in Method
    }
    assert by_method[Method.LARGEST_REMAINDER] == {HIP: 264, EYE: 27, "knä": 264}
    assert by_method[Method.RESIDUAL_ON_LARGEST] == {HIP: 265, EYE: 26, "knä": 264}


def test_every_region_is_told_against_its_cap_and_when_it_came_to_it():
    first, second, third, *_ = TARIFF.cap_lines(
        case(
            ("01", MARCH, HIP, 4),
            ("01", APRIL, HIP, 6),
            ("03", MARCH, HIP, 6),
            ("03", APRIL, EYE, 1),
            ("04", MARCH, EYE, 1),
        )
    )
    assert first == CapLine("01", 1000, 1000, 1000, Fraction(1), APRIL)
    assert second == CapLine("03", 610, 555, 555, Fraction(1), MARCH)
    assert third == CapLine("04", 10, 1000, 10, Fraction(1, 100), None)
    lines = TARIFF.cap_lines(case(("25", MARCH, EYE, 1)))
    assert [line.region_code for line in lines] == list(CODES)
    assert lines[-1].paid_kr == 10


def test_a_count_is_whole_or_not_there():
    assert TARIFF.count(case(("01", MARCH, HIP, 0)), "01", MARCH, HIP) == 0
    assert TARIFF.count(case(), "01", MARCH, HIP) is None
    with pytest.raises(AssertionError, match=r"^a count is a whole number$"):
        TARIFF.count(case(("01", MARCH, HIP, Fraction(1, 2))), "01", MARCH, HIP)


@pytest.mark.parametrize(
    ("counts", "on", "is_closed"),
    [
        ([], date(2031, 4, 21), False),
        ([], DAY_AFTER[MARCH], True),
        (everyone(MARCH, HIP, EYE), date(2031, 4, 1), True),
        (everyone(MARCH, HIP), date(2031, 4, 1), False),
        (everyone(MARCH, HIP, EYE)[:-1], date(2031, 4, 1), False),
        (everyone(APRIL, HIP, EYE), date(2031, 4, 1), False),
    ],
)
def test_a_month_is_closed_after_its_last_day_or_when_all_have_reported_every_kind(counts, on, is_closed):
    assert TARIFF.is_closed(case(*counts, on=on), MARCH) is is_closed


def test_it_waits_for_months_that_are_not_closed_and_tells_the_last_day():
    reason = "Rapporter om operationer inväntas för {{months}}, de sista till och med den {}."
    may = reason.format("21 maj 2031")
    both = case(on=date(2031, 4, 21))
    assert TARIFF.faults(both, ()) == (Fault(REPORTS, Cause.AWAITING, may, MONTHS),)
    april = case(on=DAY_AFTER[MARCH])
    assert TARIFF.faults(april, ()) == (Fault(REPORTS, Cause.AWAITING, may, (APRIL,)),)
    march = case(on=date(2031, 4, 21), numbers={"measured": (MARCH,)})
    (fault,) = TARIFF.faults(march, ())
    assert fault == Fault(REPORTS, Cause.AWAITING, reason.format("21 april 2031"), (MARCH,))
    assert TARIFF.faults(case(on=DAY_AFTER[APRIL]), ()) == ()


def test_closed_months_that_nobody_reported_hold_back_only_where_the_reading_says_so():
    held_back = Readings(t24="held_back")
    told = "Ingen region har rapporterat operationer för {months}."
    reported = ("01", MARCH, EYE, 0)
    assert TARIFF.faults(case(readings=held_back), ()) == (Fault(REPORTS, Cause.AWAITING, told, MONTHS),)
    assert TARIFF.faults(case(reported, readings=held_back), ()) == (Fault(REPORTS, Cause.AWAITING, told, (APRIL,)),)
    assert TARIFF.faults(case(reported, ("03", APRIL, HIP, 1), readings=held_back), ()) == ()
    assert TARIFF.faults(case(), ()) == ()
    (still_open,) = TARIFF.faults(case(readings=held_back, on=MARCH), ())
    assert still_open.reason.startswith("Rapporter om operationer inväntas")


def test_who_has_not_reported_is_told_by_month():
    computed = case(("01", MARCH, EYE, 0), ("03", MARCH, HIP, None), ("04", MARCH, "annat", 4), ("25", APRIL, HIP, 1))
    assert TARIFF.not_reported(computed) == {MARCH: CODES[1:], APRIL: CODES[:-1]}
    assert TARIFF.months_not_in(computed) == ()
    assert TARIFF.months_not_in(case(("03", MARCH, HIP, None), ("04", MARCH, "annat", 4))) == MONTHS
    assert TARIFF.months_not_in(case_of(decree_of((TARIFF,)))) == MONTHS, "no report of the kind at all"


def test_a_late_report_that_does_not_count_is_not_in():
    late = {"operationer": frozenset({("01", MARCH, HIP)})}
    computed = case(("01", MARCH, HIP, 4), readings=Readings(t25="in_time"), late=late)
    assert TARIFF.months_not_in(computed) == MONTHS
    assert TARIFF.done(computed, "01") == {HIP: 0, EYE: 0}


def test_the_months_that_have_come_in_can_be_measured_alone():
    computed = case(("01", APRIL, HIP, 4), numbers={"hip_kr": 7})
    alone = TARIFF.on_months_in(computed)
    assert (alone.values[MEASURED], alone.values[HIP_KR]) == ((APRIL,), 7)
    nothing_in = case()
    assert TARIFF.on_months_in(nothing_in) is nothing_in


def test_an_amount_rests_on_the_numbers_of_the_measured_months_each_counting_the_same():
    def ground(month: date, each) -> Ground:
        return Ground(Role.VALUE, Cell("operationer", "09", month, EYE), ("operation_count",), EYE, month, each, True)

    assert TARIFF.grounds(case(), (), EYE, "09") == (ground(MARCH, 1), ground(APRIL, 1))
    assert TARIFF.counted(case(), EYE, "09", Fraction(1, 3)) == (
        ground(MARCH, Fraction(1, 3)),
        ground(APRIL, Fraction(1, 3)),
    )


def test_what_it_pays_rests_on_and_measures_is_told():
    assert (TARIFF.terms(HIP), TARIFF.terms(EYE)) == ((HIP_KR,), (EYE_KR,))
    assert TARIFF.rests_on(HIP) == (Rests("operationer", MONTHS),)
    assert [(each.kind, each.item, each.months, each.performed) for each in TARIFF.measured()] == [
        (OPERATIONER, kind, MONTHS, {"operation_count": None}) for kind in (HIP, EYE)
    ]
    assert [component.id for component in TARIFF.components] == list(TARIFF.ids) == [HIP, EYE]
    assert TARIFF.pays_for() == ()


def test_what_is_earned_is_sure_and_everyone_can_come_to_the_cap():
    bounds = TARIFF.bounds(case(("01", MARCH, HIP, 2), ("03", MARCH, HIP, 9)))
    assert bounds == dict.fromkeys(CODES, Bounds(0, 0, 1000)) | {
        "01": Bounds(200, 200, 1000),
        "03": Bounds(555, 555, 555),
    }


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(CODES[:3]), st.sampled_from(MONTHS), st.sampled_from([HIP, EYE]), st.integers(0, 20))
    ),
    st.sampled_from(list(Method)),
)
def test_the_kinds_sum_to_the_smaller_of_tariff_and_cap_whatever_the_order_of_reports(counts, method):
    computed = case(*counts, method=method)
    lines = TARIFF.tariff_lines(computed)
    for line in TARIFF.cap_lines(computed):
        own = [each for each in lines if each.region_code == line.region_code]
        assert sum(each.paid_kr for each in own) == line.paid_kr == min(line.gross_kr, line.cap_kr)
        assert all(0 <= each.paid_kr <= each.gross_kr for each in own)
    reports = dict(reversed(operations(*counts).items()))
    assert TARIFF.tariff_lines(case_of(computed.decree, {"operationer": reports})) == lines
