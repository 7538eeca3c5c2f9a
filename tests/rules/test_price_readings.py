from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rules.case import Case
from rules.comparison import paid_by_region
from rules.price_readings import PricedAlternative, price_readings
from rules.readings import Readings
from rules.regions import CODES
from rules.register_of_readings import BY_ID
from rules.reports import with_values
from tests.rules.decrees.beds import BedsReport, with_beds
from tests.rules.decrees.days import with_late

MATTERING = {
    "vardplatser_2024": ["T01", "T02", "T03", "T04", "T09", "T10", "T11", "T12", "T13", "T24", "T25"],
    "tillganglighet_2024": ["T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T24", "T25", "T26"],
    "vardkoer_2025": ["T03", "T11", "T14", "T15", "T24", "T25"],
}


@pytest.fixture(scope="module", params=["beds", "agreement", "queues"])
def case(request) -> Case:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def priced(case):
    return price_readings(case, MATTERING[case.decree.id])


def test_every_alternative_but_the_chosen_is_there_once(case, priced) -> None:
    readings = [BY_ID[reading_id] for reading_id in MATTERING[case.decree.id]]
    expected = {(reading.id, other.id) for reading in readings for other in reading.alternatives[1:]}
    assert {(row.reading.id, row.alternative.id) for row in priced} == expected
    assert len(priced) == len(expected)


def test_switching_a_reading_really_gives_its_differences(case, priced) -> None:
    _, as_decided = case.computed()
    before = paid_by_region(as_decided)
    for row in priced:
        if row.comparison is None:
            continue
        readings = Readings(**{row.reading.id.lower(): row.alternative.id})
        _, settled = replace(case, readings=readings).computed()
        after = paid_by_region(settled)
        assert {code: after[code] - before[code] for code in after} == row.comparison.differences_kr, row.reading.id


def test_those_that_move_most_come_first_and_those_without_a_price_last(priced) -> None:
    moved = [row.moved_kr for row in priced]
    with_price = [kr for kr in moved if kr is not None]
    assert with_price == sorted(with_price, reverse=True)
    assert moved[len(with_price) :] == [None] * (len(moved) - len(with_price))


def test_what_cannot_be_computed_has_no_price(beds) -> None:
    priced = price_readings(beds, ["T11", "T13"])
    without = {(row.reading.id, row.alternative.id) for row in priced if row.moved_kr is None}
    assert without == {("T11", "lot")}


def of(reading: str, case: Case) -> PricedAlternative:
    (row,) = [row for row in price_readings(case, [reading]) if row.alternative.computable]
    return row


def test_the_amounts_of_who_lacks_reports_move_to_the_others_when_t13_is_read_otherwise(beds) -> None:
    """Nobody but Gotland lacks anything of what is asked for: its amount moves."""
    outcome, plan = (
        BedsReport(*map(Decimal, ("200", "4", "4", "95"))),
        BedsReport(Decimal(200), None, None, Decimal(95)),
    )
    months = beds.decree.reporting.months
    reports = {
        (code, month): plan if month.year == 2025 else outcome
        for code in CODES
        for month in months
        if (code, month.month) != ("09", 12)
    }
    row = of("T13", with_beds(beds, reports))
    assert row.moved_kr == 4_339_944
    assert row.comparison.differences_kr["09"] == -4_339_944
    assert min(kr for code, kr in row.comparison.differences_kr.items() if code != "09") > 0


def test_in_time_or_late_has_no_price_when_nothing_came_late(beds, agreement, queues) -> None:
    assert [of("T25", case).moved_kr for case in (beds, agreement, queues)] == [0, 0, 0]


def test_a_late_report_is_priced_by_what_it_moves(queues) -> None:
    late = {key for key in queues.given.reports["operationer"] if key[0] == "09"}
    row = of("T25", with_late(queues, "operationer", late))
    gotland = paid_by_region(queues.computed()[1])["09"]
    assert row.comparison.differences_kr["09"] == 4_761_904 - gotland < 0


def test_all_completed_has_no_price_where_the_counts_are_not_delivered(agreement) -> None:
    assert of("T26", agreement).moved_kr == 0


def test_all_completed_is_priced_where_the_counts_are_delivered(agreement) -> None:
    """Of all completed visits in Skåne nobody was seen in time."""
    key = ("12", date(2024, 2, 1), "besök")
    assert agreement.given.report("bup", *key)["completed_count"]
    of_all = {"all_completed_count": 1000, "all_completed_within_count": 0}
    reports = agreement.given.reports
    for month in agreement.decree.months:
        reports = with_values(reports, "bup", ("12", month, "besök"), of_all)
    case = replace(agreement, given=replace(agreement.given, reports=reports))
    assert case.computed() == agreement.computed()
    assert of("T26", case).comparison.differences_kr["12"] < 0


def test_held_back_has_a_price_only_where_nobody_reported_a_closed_month(agreement) -> None:
    assert of("T24", agreement).moved_kr == 0
    june = date(2024, 6, 1)
    reports = {key: report for key, report in agreement.given.reports["bup"].items() if key[1] != june}
    row = of("T24", replace(agreement, given=replace(agreement.given, reports={"bup": reports})))
    assert row.comparison.left_out == ("augusti", "december")


def test_an_alternative_that_moves_nothing_is_there_with_zero(queues) -> None:
    (row,) = [row for row in price_readings(queues, ["T03"]) if row.alternative.id == "largest_remainder"]
    assert row.moved_kr == 0


def test_sixteen_kronor_of_block_1_move_when_they_are_shared_too(queues) -> None:
    (row,) = price_readings(queues, ["T14"])
    assert row.moved_kr == 16


def test_the_case_own_readings_are_what_the_others_are_priced_against(queues) -> None:
    turned = replace(queues, readings=Readings(t14="apportioned"))
    (row,) = price_readings(turned, ["T14"])
    assert row.alternative is BY_ID["T14"].chosen
    assert row.moved_kr == 16


def test_a_reading_that_does_not_exist_is_refused(queues) -> None:
    with pytest.raises(KeyError):
        price_readings(queues, ["T99"])
