from dataclasses import replace
from datetime import date

import pytest

from rules.declaration import Component
from rules.mechanisms.complete_reporting import CompleteReporting, Gap
from rules.mechanisms.shares import EqualShare
from rules.regions import CODES
from rules.reports import BUP, VARDPLATSER
from tests.rules.mechanisms.made_up import APRIL, DAY_AFTER, MARCH, case_of, decree_of, number

KR = {code: 1000 * place for place, code in enumerate(CODES, 1)}
BOTH = (MARCH, APRIL)
BEDS = CompleteReporting(VARDPLATSER, {"beds": BOTH, "occupancy_percent": (APRIL,)}, (MARCH,), KR, "bilaga 1")
WHOLE = {"beds": 10, "occupancy_percent": 90}
ALL_IN = {(code, month, item): WHOLE for code in CODES for month, item in ((MARCH, ""), (APRIL, "plan"))}


def case(reports=ALL_IN, reporting=BEDS, **more):
    return case_of(decree_of(reporting=reporting), {reporting.kind.id: reports}, **more)


def without(*keys, of=ALL_IN):
    return {key: report for key, report in of.items() if key not in keys}


def test_nobody_lacks_anything_when_all_is_in():
    assert BEDS.gaps(case()) == ()
    assert BEDS.liability(case(), ()) == dict.fromkeys(CODES, 0)


def test_a_plan_is_no_outcome_and_an_outcome_no_plan():
    swapped = without(("03", MARCH, ""), ("04", APRIL, "plan"))
    swapped |= {("03", MARCH, "plan"): WHOLE, ("04", APRIL, ""): WHOLE}
    assert BEDS.gaps(case(swapped)) == (
        Gap("03", "beds", MARCH),
        Gap("04", "beds", APRIL),
        Gap("04", "occupancy_percent", APRIL),
    )
    assert (BEDS.items_at(MARCH), BEDS.items_at(APRIL)) == (("",), ("plan",))


def test_gaps_are_told_by_region_value_and_month():
    reports = without(("03", MARCH, ""), ("03", APRIL, "plan"), ("01", APRIL, "plan"))
    reports[("01", APRIL, "plan")] = {"beds": 0, "occupancy_percent": None}
    assert BEDS.gaps(case(reports)) == (
        Gap("01", "occupancy_percent", APRIL),
        Gap("03", "beds", MARCH),
        Gap("03", "beds", APRIL),
        Gap("03", "occupancy_percent", APRIL),
    )


@pytest.mark.parametrize(("on", "is_due"), [(date(2031, 4, 21), False), (DAY_AFTER[MARCH], True)])
def test_a_gap_is_due_the_day_after_the_last_report_day(on, is_due):
    assert BEDS.gaps(case(without(("03", MARCH, "")), on=on)) == (Gap("03", "beds", MARCH, is_due),)


def test_where_items_are_told_apart_a_value_of_any_is_a_report():
    waits = CompleteReporting(BUP, {"waiting_count": (MARCH,)}, (MARCH,), KR, "bilaga 2", ("besök", "utredning"))
    reports = {(code, MARCH, "besök"): {"waiting_count": 0} for code in CODES[1:-1]}
    reports[CODES[-1], MARCH, "utredning"] = {"waiting_count": 3}
    assert waits.gaps(case(reports, waits)) == (Gap(CODES[0], "waiting_count", MARCH),)
    assert waits.items_at(APRIL) == ("besök", "utredning"), "a kind without plans is asked none"


def test_one_gap_that_is_due_costs_the_whole_amount_and_one_awaited_costs_nothing():
    gaps = (Gap("03", "beds", MARCH), Gap("03", "beds", APRIL), Gap("04", "beds", APRIL, is_due=False))
    assert BEDS.liability(case(), gaps) == dict.fromkeys(CODES, 0) | {"03": 2000}


def test_without_printed_amounts_a_region_repays_what_the_payments_come_to():
    first = EqualShare(Component("a", "A"), number(210), "§ 1")
    second, third = (EqualShare(Component(id_, id_.upper()), number(2100), "§ 1") for id_ in "bc")
    reporting = replace(BEDS, amounts_kr={})
    paid = case_of(decree_of((first, second), (third,), reporting=reporting))
    assert reporting.amounts(paid) == dict.fromkeys(CODES, 210)
    assert reporting.liability(paid, (Gap("03", "beds", MARCH),)) == dict.fromkeys(CODES, 0) | {"03": 210}
    assert BEDS.amounts(paid) == KR
    told = reporting.liability_reason(paid, "03", (Gap("03", "beds", MARCH),))
    assert told.endswith("och är därför återbetalningsskyldig för 210 kronor (bilaga 1).")


def test_the_sentence_says_what_is_lacking_and_what_it_costs():
    gaps = (
        Gap("01", "beds", MARCH),
        Gap("01", "beds", APRIL),
        Gap("01", "occupancy_percent", APRIL),
        Gap("03", "occupancy_percent", APRIL, is_due=False),
        Gap("04", "beds", MARCH),
        Gap("04", "beds", APRIL, is_due=False),
    )
    told = {code: BEDS.liability_reason(case(), code, gaps) for code in ("01", "03", "04", "05")}
    assert {code: reason.replace("\N{NO-BREAK SPACE}", " ") for code, reason in told.items()} == {
        "01": "Region Stockholm saknar disponibla vårdplatser för mars–april 2031 och beläggningsgrad för april 2031 "
        "och är därför återbetalningsskyldig för 1 000 kronor (bilaga 1).",
        "03": "Region Uppsala har rapporterat allt som skulle ha kommit in; beläggningsgrad för april 2031 inväntas.",
        "04": "Region Sörmland saknar disponibla vårdplatser för mars 2031 och är därför återbetalningsskyldig för "
        "3 000 kronor (bilaga 1).",
        "05": "Region Östergötland har rapporterat alla uppgifter som kravet omfattar.",
    }


def test_its_months_are_all_that_something_is_asked_for_and_the_planned_those_without_outcome():
    assert (BEDS.months, BEDS.planned_months) == (BOTH, (APRIL,))
    assert BEDS.has_rates
    assert not replace(BEDS, kind=BUP).has_rates
