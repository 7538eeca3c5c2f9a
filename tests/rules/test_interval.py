from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case import Case
from rules.interval import NoIntervalError, interval
from rules.months import year_before
from rules.numbers import Values
from rules.readings import Readings
from rules.regions import CODES
from tests.rules.decrees.beds import MEASURED, BedsReport, beds_case, beds_reports, with_beds
from tests.rules.decrees.bup import MEASURES, BupReport, bup_reports, measured_months, with_bup
from tests.rules.decrees.operations import KINDS, MONTHS, counts_of, with_counts

RATES = ("overbelaggningar_per_100", "utlokaliseringar_per_100")


def pot_of(case: Case):
    """The pot of what the decree pays for performance."""
    return case.decree.set_aside[1].pot(Values())


def performance_kr(case: Case) -> dict[str, int]:
    _, settled = case.computed()
    assert settled.accounted_kr(pot_of(case)) is not None
    return {
        code: sum(
            row.amount_kr
            for row in settled.payouts
            if row.region_code == code and (row.payment, row.component) in pot_of(case).parts
        )
        for code in CODES
    }


def before(case: Case, month: date) -> Case:
    """The case as it stood when nothing from `month` on had been reported."""
    reports = {
        kind: {key: report for key, report in of_kind.items() if key[1].year < 2024 or key[1] < month}
        for kind, of_kind in case.given.reports.items()
    }
    return replace(case, given=replace(case.given, reports=reports))


def completed_beds(case: Case, draw: Random) -> Case:
    """Random rates, from very good to very bad, or none, wherever one is missing."""
    reports = beds_reports(case)
    for month in MEASURED:
        limit = draw.choice([1, 10, 200])
        for code in CODES:
            for at in (year_before(month), month):
                report = reports.get((code, at), BedsReport())
                rates = {
                    rate: draw.choice([None, Decimal(draw.randint(0, limit)) / 10])
                    for rate in RATES
                    if getattr(report, rate) is None
                }
                reports[code, at] = replace(report, **rates)
        anyone = draw.choice(CODES)
        for rate in RATES:
            if getattr(reports[anyone, month], rate) is None:
                reports[anyone, month] = replace(reports[anyone, month], **{rate: Decimal(1)})
    return with_beds(case, reports)


def completed_agreement(case: Case, draw: Random) -> Case:
    """Random counts, or none, wherever one is missing; some regions do well and some badly all year."""
    reports = bup_reports(case)
    share = {code: draw.choice([0, 50, 100]) for code in CODES}
    for month in measured_months():
        for code in CODES:
            for measure in MEASURES.values():
                for at in (year_before(month), month):
                    number = draw.randint(1, 50)
                    full = BupReport(number, number * share[code] // 100, number, number * share[code] // 100)
                    found = reports.get((code, at, measure))
                    if found is None:
                        if draw.random() < 0.8:
                            reports[code, at, measure] = full
                    elif None in vars(found).values():
                        reports[code, at, measure] = BupReport(
                            found.completed,
                            found.completed_within,
                            found.waiting if found.waiting is not None else number,
                            found.waiting_within if found.waiting_within is not None else draw.randint(0, number),
                        )
    reports.setdefault(("01", date(2024, 11, 1), "besök"), BupReport(1, 1, 0, 0))
    return with_bup(case, reports)


def completed_queues(case: Case, draw: Random) -> Case:
    """Random operations wherever none is reported; some regions do very many and some none."""
    counts = counts_of(case)
    busy = {code: draw.choice([0, 3, 60]) for code in CODES}
    for month in MONTHS:
        for code in CODES:
            for kind in KINDS:
                counts.setdefault((code, month, kind), draw.randint(0, busy[code]))
    return with_counts(case, counts)


def assert_inside(case: Case, completion: Case) -> None:
    amounts = performance_kr(completion)
    for row in interval(case):
        assert row.sure_kr <= amounts[row.region_code] + 1, "a pot overdrawn by rounding may take a krona back (T04)"
        assert row.least_kr <= amounts[row.region_code] <= row.most_kr, row.region_code


readings = st.builds(
    Readings,
    t02=st.sampled_from(["per_payment", "per_month"]),
    t03=st.sampled_from(["as_published", "largest_remainder", "residual_on_largest"]),
    t04=st.sampled_from(["shared", "per_requirement"]),
    t09=st.sampled_from(["relative", "percentage_points"]),
    t10=st.sampled_from(["closed", "zero_kept"]),
    t11=st.sampled_from(["all_tied", "none_tied"]),
)


@settings(max_examples=5, deadline=None)
@given(month=st.sampled_from(MEASURED), seed=st.integers(0, 10_000), readings=readings)
def test_however_beds_are_reported_the_amounts_end_up_inside(beds, month, seed, readings) -> None:
    case = before(replace(beds, readings=readings), month)
    assert_inside(case, completed_beds(case, Random(seed)))


@settings(max_examples=5, deadline=None)
@given(month=st.sampled_from(measured_months()), seed=st.integers(0, 10_000), readings=readings)
def test_however_bup_is_reported_the_amounts_end_up_inside(agreement, month, seed, readings) -> None:
    case = before(replace(agreement, readings=readings), month)
    gap = bup_reports(case)
    for key in Random(seed).sample(sorted(gap), 20):
        gap[key] = replace(gap[key], waiting_within=None)
    case = with_bup(case, gap)
    assert_inside(case, completed_agreement(case, Random(seed)))


@settings(max_examples=15, deadline=None)
@given(last=st.sampled_from(MONTHS), seed=st.integers(0, 10_000), readings=readings)
def test_however_operations_are_reported_the_amounts_end_up_inside(queues, last, seed, readings) -> None:
    counts = {key: number for key, number in counts_of(queues).items() if key[1] < last}
    case = with_counts(replace(queues, readings=readings), counts)
    assert_inside(case, completed_queues(case, Random(seed)))


@pytest.mark.parametrize("programme", ["beds", "agreement"])
def test_when_nothing_is_open_the_interval_is_the_amount(request, programme) -> None:
    case = request.getfixturevalue(programme)
    filled = {"beds": completed_beds, "agreement": completed_agreement}[programme]
    draw = Random(0)
    case = filled(case, draw)
    while any(row.least_kr != row.most_kr for row in interval(case)):
        case = filled(case, draw)
    amounts = performance_kr(case)
    assert {row.region_code: row.least_kr for row in interval(case)} == amounts
    assert {row.region_code: row.most_kr for row in interval(case)} == amounts


@pytest.mark.parametrize("programme", ["beds", "agreement"])
def test_the_more_that_is_known_the_narrower(request, programme) -> None:
    case = request.getfixturevalue(programme)
    early, late = (interval(before(case, date(2024, month, 1))) for month in (4, 9))
    for then, now in zip(early, late, strict=True):
        assert then.sure_kr <= now.sure_kr
        assert then.least_kr <= now.least_kr <= now.most_kr <= then.most_kr


def test_before_anything_is_reported_nothing_is_sure_and_one_region_could_get_all(beds) -> None:
    for row in interval(with_beds(beds, {})):
        assert (row.sure_kr, row.least_kr, row.most_kr) == (0, 0, 1_240_000_000)


def test_a_place_among_the_five_best_is_not_sure_while_better_reports_may_come(beds) -> None:
    month = date(2024, 2, 1)
    alone = {
        ("01", month): BedsReport(overbelaggningar_per_100=Decimal(3), utlokaliseringar_per_100=Decimal(3)),
        ("01", year_before(month)): BedsReport(
            overbelaggningar_per_100=Decimal(3), utlokaliseringar_per_100=Decimal(3)
        ),
    }
    assert interval(with_beds(beds, alone))[0].sure_kr == 0
    improved = alone | {
        ("01", month): BedsReport(overbelaggningar_per_100=Decimal(2), utlokaliseringar_per_100=Decimal(2))
    }
    assert interval(with_beds(beds, improved))[0].sure_kr == 2 * next(
        outcome.reserved_kr for outcome in beds.qualify(month) if outcome.region_code == "01"
    )


def test_a_region_at_its_cap_is_sure_of_the_cap(queues) -> None:
    counts = {("09", date(2025, 2, 1), "hoftledsprotes"): 100}
    gotland = next(row for row in interval(with_counts(queues, counts)) if row.region_code == "09")
    assert gotland.sure_kr == gotland.least_kr == 2_636_976


def test_without_a_population_the_pots_are_not_known() -> None:
    with pytest.raises(NoIntervalError, match="befolkning"):
        interval(beds_case({}, None))


def decided(case: Case, *payments: str) -> Case:
    """The case in which payments are decided to what they come to."""
    _, settled = case.computed()
    amounts: dict[str, dict[str, dict[str, int]]] = {}
    for row in settled.payouts:
        if row.payment in payments:
            amounts.setdefault(row.payment, {}).setdefault(row.component, {})[row.region_code] = row.amount_kr
    return replace(case, given=replace(case.given, decided=amounts))


def test_a_later_row_of_a_month_that_is_reported_may_move_what_is_not_decided(queues) -> None:
    queues = with_counts(queues, {key: count // 10 for key, count in counts_of(queues).items()})
    more = counts_of(queues)
    for month in MONTHS:
        more["09", month, KINDS[0]] += 100
    moved = performance_kr(with_counts(queues, more))
    before_kr = performance_kr(queues)
    concerned = {code for code in CODES if moved[code] != before_kr[code]}
    assert concerned and concerned <= {row.region_code for row in interval(queues) if row.least_kr < row.most_kr}
    assert_inside(queues, with_counts(queues, more))


@pytest.mark.parametrize(("programme", "payment"), [("beds", "slut"), ("queues", "block2")])
def test_what_is_decided_is_sure_whatever_comes_in_later(request, programme, payment) -> None:
    case = request.getfixturevalue(programme)
    amounts = performance_kr(case)
    sealed = decided(case, payment)
    later = replace(sealed, given=replace(sealed.given, reports={kind: {} for kind in sealed.given.reports}))
    for row in interval(later):
        assert row.sure_kr == row.least_kr == row.most_kr == amounts[row.region_code]


@pytest.mark.parametrize("kr", [-1, 0, 1_000_000])
def test_what_is_decided_on_top_of_a_payment_is_sure_too_and_moves_no_other_region(beds, kr) -> None:
    case = decided(beds, "slut")
    before, after = (interval(case, adjusted) for adjusted in ({}, {("slut", "bonuspott", "09"): kr}))
    for was, becomes in zip(before, after, strict=True):
        more = kr if was.region_code == "09" else 0
        assert becomes.sure_kr == becomes.least_kr == becomes.most_kr == was.sure_kr + more


def test_an_adjustment_of_august_moves_nothing_of_what_december_counts(agreement) -> None:
    case = before(decided(agreement, "augusti"), date(2024, 11, 1))
    was, becomes = interval(case), interval(case, {("augusti", "bup", "09"): 5_000})
    moved = {row.region_code: now.most_kr - row.most_kr for row, now in zip(was, becomes, strict=True)}
    assert moved == dict.fromkeys(CODES, 0) | {"09": 5_000}


@pytest.mark.parametrize("month", [date(2024, 8, 1), date(2024, 11, 1)])
def test_with_august_decided_the_rest_ends_up_inside(agreement, month) -> None:
    case = before(decided(agreement, "augusti"), month)
    at_least = case.given.decided["augusti"]["bup"]
    for row in interval(case):
        assert at_least[row.region_code] <= row.least_kr <= row.most_kr <= pot_of(case).amount_kr
    assert_inside(case, completed_agreement(case, Random(3)))


def test_no_region_can_get_more_than_is_set_aside(agreement) -> None:
    alone = {key: report for key, report in bup_reports(agreement).items() if key[0] == "01"}
    case = with_bup(agreement, alone)
    assert max(row.most_kr for row in interval(case)) <= pot_of(case).amount_kr
