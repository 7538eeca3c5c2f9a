"""What the payments would be by what has come in so far: for all grants, while a month is open (T24)."""

from dataclasses import replace
from datetime import date

import pytest

from rules.case import Case
from rules.decrees.tillganglighet_2024_facit import POPULATION
from rules.months import year_before
from rules.preliminary import so_far, tariff_so_far
from rules.regions import CODES
from tests.rules.decrees.bup import MEASURES, BupReport, with_bup
from tests.rules.decrees.days import DAY, seen_on
from tests.rules.decrees.operations import OPERATIONS, queues_case

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


def without_months_after(case: Case, month: date) -> Case:
    """The case before anything later had come in; what is compared with is kept."""
    reports = {
        kind: {key: report for key, report in of_kind.items() if key[1] <= month}
        for kind, of_kind in case.given.reports.items()
    }
    return replace(case, given=replace(case.given, reports=reports))


def preliminary(case: Case, on: date):
    seen = seen_on(case, on)
    outcomes = seen.outcomes()
    return outcomes, so_far(seen, outcomes)


def paid_kr(settlement, payment: str, *components: str) -> int:
    return sum(
        row.amount_kr
        for row in (*settlement.payouts, *settlement.undistributed)
        if row.payment == payment and row.component in components
    )


def reserved_kr(outcomes, *, awaited_too: bool = False):
    return sum(o.reserved_kr for o in outcomes if awaited_too or o.assessment.route != "awaited")


BEDS_PARTS = ("overbelaggningar", "utlokaliseringar", "bonuspott")


def test_beds_share_the_pots_of_the_months_that_are_in(beds) -> None:
    """In May: February to April have come in, Gotland without March; later months are awaited from everybody."""
    outcomes, found = preliminary(without_months_after(beds, APRIL), date(2024, 5, 21))
    assert {row.payment for row in found.payouts} == {"slut"}
    assert paid_kr(found, "slut", *BEDS_PARTS) == reserved_kr(outcomes) == 6 * 68_888_887
    assert reserved_kr(outcomes, awaited_too=True) == 18 * 68_888_887


def test_an_open_month_counts_for_those_that_have_reported_it(beds) -> None:
    """To the last day of March Gotland is awaited; the day after, its pots are in the bonus pot."""
    case, last_day = without_months_after(beds, MARCH), date(2024, 4, 21)
    gotlands = 2 * 398_632
    for on, awaited_kr in ((last_day - DAY, gotlands), (last_day, gotlands), (last_day + DAY, 0)):
        _, found = preliminary(case, on)
        assert paid_kr(found, "slut", *BEDS_PARTS) == 4 * 68_888_887 - awaited_kr


def test_bup_in_august_is_what_the_months_that_are_in_have_earned(agreement) -> None:
    case, on = without_months_after(agreement, APRIL), date(2024, 5, 21)
    outcomes, found = preliminary(case, on)
    assert {row.payment for row in found.payouts} == {"augusti", "december"}
    earned = sum(o.earned_kr for o in outcomes)
    assert abs(paid_kr(found, "augusti", "bup") - earned) <= len(CODES)
    assert paid_kr(found, "december", "bup") == 0
    in_all = paid_kr(found, "augusti", "bup") + paid_kr(found, "december", "bonuspott")
    assert in_all == reserved_kr(outcomes) == 4 * 3 * sum({o.region_code: o.reserved_kr for o in outcomes}.values())


def test_bup_in_december_conserves_also_what_august_was_decided_to(agreement) -> None:
    """In November: August is settled and decided, July to September are in."""
    case, on = without_months_after(agreement, date(2024, 9, 1)), date(2024, 11, 10)
    decided = {"augusti": {"bup": dict.fromkeys(CODES, 1_000_000)}}
    outcomes, found = preliminary(replace(case, given=replace(case.given, decided=decided)), on)
    assert {row.payment for row in found.payouts} == {"december"}
    assert 21_000_000 + paid_kr(found, "december", "bup", "bonuspott") == reserved_kr(outcomes)
    assert paid_kr(found, "december", "befolkning_0_18", "befolkning") == 1_237_500_000


def test_bup_pays_just_the_pots_of_the_months_that_are_in_when_everything_is_earned(agreement) -> None:
    met = BupReport(100, 100, 0, 0)
    all_met = {
        (code, at, measure): met
        for code in CODES
        for month in agreement.decree.months
        for at in (month, year_before(month))
        for measure in MEASURES.values()
    }
    case = without_months_after(with_bup(agreement, all_met), APRIL)
    outcomes, found = preliminary(case, date(2024, 5, 21))
    assert paid_kr(found, "augusti", "bup") == reserved_kr(outcomes)
    assert paid_kr(found, "december", "bup", "bonuspott") == 0


def test_queues_leave_what_the_operations_so_far_have_not_used(queues) -> None:
    case = without_months_after(queues, date(2025, 4, 1))
    _, found = preliminary(case, date(2025, 5, 21))
    assert {row.payment for row in found.payouts} == {"block2"}
    assert paid_kr(found, "block2", *OPERATIONS.ids, "kvarstaende") == 397_000_000


@pytest.mark.parametrize("name", ["beds", "agreement", "queues"])
def test_before_anything_has_come_in_nobody_has_anything(name: str, request: pytest.FixtureRequest) -> None:
    case = request.getfixturevalue(name)
    nothing = replace(case, given=replace(case.given, reports={}))
    outcomes, found = preliminary(nothing, date(2024, 2, 1))
    by_performance = [row for row in found.payouts if not row.component.startswith(("befolkning", "kvar"))]
    assert {row.amount_kr for row in by_performance} == {0}
    assert reserved_kr(outcomes) == 0


@pytest.mark.parametrize(
    ("name", "last_day"),
    [("beds", date(2024, 11, 21)), ("agreement", date(2024, 12, 21)), ("queues", date(2025, 11, 21))],
)
def test_when_all_months_are_closed_nothing_is_preliminary(name: str, last_day: date, request) -> None:
    """On the last day of the last month Gotland has yet to report it; the day after the payment is settled."""
    case = request.getfixturevalue(name)
    last = max(case.decree.months or OPERATIONS.months.value)
    reports = {
        kind: {key: report for key, report in of_kind.items() if (key[0], key[1]) != ("09", last)}
        for kind, of_kind in case.given.reports.items()
    }
    lacking = replace(case, given=replace(case.given, reports=reports))
    assert preliminary(lacking, last_day)[1].payouts
    outcomes, found = preliminary(lacking, last_day + DAY)
    assert (found.payouts, found.undistributed) == ((), ())
    assert not seen_on(lacking, last_day + DAY).settle(outcomes).withheld


def test_what_waits_for_more_than_reports_is_left_out(agreement) -> None:
    """Without accounts December cannot be told; August can."""
    without = replace(agreement, given=replace(agreement.given, accounts=None))
    _, found = preliminary(without_months_after(without, APRIL), date(2024, 5, 21))
    assert {row.payment for row in found.payouts} == {"augusti"}


def test_the_months_of_a_tariff_that_are_in_are_those_that_any_region_has_reported() -> None:
    february, april = date(2025, 2, 1), date(2025, 4, 1)
    case = queues_case({("01", february, "framfall"): 3, ("03", april, "framfall"): 0}, POPULATION)
    early = tariff_so_far(case, OPERATIONS)
    assert early.months == (february, april)
    assert [month.month for month in early.months_missing] == [3, 5, 6, 7, 8, 9, 10]
    assert early.case.values[OPERATIONS.months] == (february, april)


def test_before_the_first_month_no_month_of_a_tariff_is_in() -> None:
    case = queues_case({}, POPULATION)
    early = tariff_so_far(case, OPERATIONS)
    assert (early.months, early.months_missing) == ((), OPERATIONS.months.value)
    assert early.case == case
