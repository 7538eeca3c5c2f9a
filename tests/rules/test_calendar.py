"""The deadlines of the four decrees against the days that are printed in them."""

from collections import Counter
from datetime import date

import pytest

from rules.calendar import deadlines
from rules.deadlines import REPORT, Deadline, Who
from rules.found_decrees import decrees
from rules.instructions import Instruction
from schemas.deliveries import KIND_BY_ID, PROGRAMME_IDS

BY_NAME = {(deadline.programme, deadline.id): deadline for deadline in deadlines()}

PRINTED = [
    ("kapacitet_2022", "delredovisning_1", Who.AGENCY, date(2022, 9, 30)),
    ("kapacitet_2022", "rekvisition", Who.AGENCY, date(2022, 12, 1)),
    ("kapacitet_2022", "aterbetalning", Who.AGENCY, date(2023, 3, 31)),
    ("kapacitet_2022", "ekonomisk_redovisning", Who.AGENCY, date(2023, 3, 31)),
    ("kapacitet_2022", "delredovisning_2", Who.AGENCY, date(2023, 5, 31)),
    ("kapacitet_2022", "delredovisning_3", Who.AGENCY, date(2024, 3, 31)),
    ("kapacitet_2022", "slutredovisning", Who.AGENCY, date(2025, 3, 31)),
    ("vardplatser_2024", "rekvisition", Who.AGENCY, date(2024, 12, 1)),
    ("vardplatser_2024", "aterbetalning", Who.AGENCY, date(2025, 3, 31)),
    ("vardplatser_2024", "region_aterbetalning", Who.REGION, date(2025, 3, 31)),
    ("vardplatser_2024", "ekonomisk_redovisning", Who.AGENCY, date(2025, 3, 31)),
    ("vardplatser_2024", "region_ekonomisk_redovisning", Who.REGION, date(2025, 3, 31)),
    ("vardplatser_2024", "slutredovisning", Who.AGENCY, date(2025, 3, 31)),
    ("vardplatser_2024", "utbetalning_slut", Who.PAYER, date(2024, 12, 31)),
    ("tillganglighet_2024", "bup_2024-01", Who.REGION, date(2024, 2, 21)),
    ("tillganglighet_2024", "bup_2024-02", Who.REGION, date(2024, 3, 21)),
    ("tillganglighet_2024", "bup_2024-12", Who.REGION, date(2025, 1, 21)),
    ("tillganglighet_2024", "skr_data_2024-02", Who.SKR, date(2024, 2, 29)),
    ("tillganglighet_2024", "skr_data_2024-12", Who.SKR, date(2024, 12, 31)),
    ("tillganglighet_2024", "redovisning", Who.REGION, date(2024, 9, 30)),
    ("tillganglighet_2024", "skr_delrapport", Who.SKR, date(2024, 9, 30)),
    ("tillganglighet_2024", "skr_verksamhetsrapport", Who.SKR, date(2025, 3, 31)),
    ("tillganglighet_2024", "region_rekvisition_forsta", Who.REGION, date(2024, 12, 1)),
    ("tillganglighet_2024", "utbetalning_augusti", Who.PAYER, date(2024, 8, 31)),
    ("tillganglighet_2024", "utbetalning_december", Who.PAYER, date(2024, 12, 31)),
    ("tillganglighet_2024", "skr_rekvisition", Who.SKR, date(2024, 12, 1)),
    ("tillganglighet_2024", "skr_aterbetalning", Who.SKR, date(2025, 3, 31)),
    ("tillganglighet_2024", "skr_ekonomisk_redovisning", Who.SKR, date(2025, 3, 31)),
    ("vardkoer_2025", "rekvisition", Who.AGENCY, date(2025, 12, 1)),
    ("vardkoer_2025", "aterbetalning", Who.AGENCY, date(2026, 3, 31)),
    ("vardkoer_2025", "region_aterbetalning", Who.REGION, date(2026, 3, 31)),
    ("vardkoer_2025", "ekonomisk_redovisning", Who.AGENCY, date(2026, 3, 31)),
    ("vardkoer_2025", "region_ekonomisk_redovisning", Who.REGION, date(2026, 3, 31)),
    ("vardkoer_2025", "slutredovisning", Who.AGENCY, date(2026, 3, 31)),
]
DEFAULTS = [
    ("vardplatser_2024", "vardplatser_2023", date(2024, 2, 21)),
    ("vardplatser_2024", "vardplatser_2024-01", date(2024, 2, 21)),
    ("vardplatser_2024", "vardplatser_2024-12", date(2025, 1, 21)),
    ("vardplatser_2024", "vardplatser_2025", date(2025, 1, 21)),
    ("vardkoer_2025", "operationer_2024", date(2025, 3, 21)),
    ("vardkoer_2025", "operationer_2025-02", date(2025, 3, 21)),
    ("vardkoer_2025", "operationer_2025-10", date(2025, 11, 21)),
]
WITHOUT_DAY = [("vardplatser_2024", "region_rekvisition_grundkrav"), ("vardkoer_2025", "redovisning")]
REFERENCE = "4.1-1/2025"


@pytest.mark.parametrize(("programme", "name", "who", "day"), PRINTED, ids=[f"{p[0]}/{p[1]}" for p in PRINTED])
def test_a_printed_day_binds_whom_the_decree_says(programme: str, name: str, who: Who, day: date) -> None:
    deadline = BY_NAME[programme, name]
    assert (deadline.who, deadline.day, deadline.is_default_day) == (who, day, False)


@pytest.mark.parametrize(("programme", "name", "day"), DEFAULTS, ids=[f"{p[0]}/{p[1]}" for p in DEFAULTS])
def test_a_day_that_is_left_to_the_agency_is_a_default(programme: str, name: str, day: date) -> None:
    deadline = BY_NAME[programme, name]
    assert (deadline.day, deadline.is_default_day) == (day, True)


def test_what_has_no_default_has_no_day_before_the_agency_sets_one() -> None:
    undated = [deadline for deadline in deadlines() if deadline.day is None]
    assert [(deadline.programme, deadline.id) for deadline in undated] == WITHOUT_DAY
    assert all(deadline.is_agencys and deadline.is_default_day for deadline in undated)


@pytest.mark.parametrize(
    ("programme", "payment"),
    [
        ("tillganglighet_2024", "augusti"),
        ("tillganglighet_2024", "december"),
        ("vardplatser_2024", "slut"),
        ("vardkoer_2025", "block1"),
        ("vardkoer_2025", "block2"),
    ],
)
def test_a_payment_that_is_not_asked_for_has_no_day_for_requisitions(programme: str, payment: str) -> None:
    assert (programme, f"region_rekvisition_{payment}") not in BY_NAME


def told(programme: str, *instructions: Instruction) -> dict[tuple[str, str], Deadline]:
    return {(deadline.programme, deadline.id): deadline for deadline in deadlines({programme: instructions})}


def test_a_day_that_the_agency_sets_stands_with_its_reference_and_moves_nothing_else() -> None:
    day = date(2024, 4, 30)
    one = Instruction("vardplatser_2024-03", day, REFERENCE)
    found = told("vardplatser_2024", one)
    key = ("vardplatser_2024", "vardplatser_2024-03")
    assert (found[key].day, found[key].reference, found[key].is_default_day) == (day, REFERENCE, False)
    assert {at: deadline for at, deadline in found.items() if at != key} == {
        at: deadline for at, deadline in BY_NAME.items() if at != key
    }


def test_the_same_id_of_another_grant_is_not_moved() -> None:
    found = told("vardplatser_2024", Instruction("operationer_2025-10", date(2025, 12, 1), REFERENCE))
    assert found == BY_NAME


@pytest.mark.parametrize(
    ("programme", "name"),
    [
        pytest.param("tillganglighet_2024", "bup_2024-03", id="weeks that the agreement says"),
        pytest.param("tillganglighet_2024", "region_rekvisition_forsta", id="a day for requisitions that it says"),
        pytest.param("vardkoer_2025", "region_aterbetalning", id="a day for repayment that the decree says"),
    ],
)
def test_a_day_that_the_text_prints_is_not_the_agency_s_to_move(programme: str, name: str) -> None:
    found = told(programme, Instruction(name, date(2026, 1, 1), REFERENCE))
    assert found == BY_NAME


def test_a_day_set_where_there_was_none_is_in_its_place_among_the_others() -> None:
    one = Instruction("redovisning", date(2025, 3, 21), REFERENCE)
    days = [deadline.day for deadline in deadlines({"vardkoer_2025": (one,)})]
    assert days[-1] is None and days.count(None) == 1
    assert days[:-1] == sorted(days[:-1])


def test_a_payment_that_the_agency_asks_a_requisition_for_gets_a_deadline() -> None:
    name = ("vardkoer_2025", "region_rekvisition_block2")
    found = told("vardkoer_2025", Instruction(name[1], date(2025, 6, 2), REFERENCE))
    assert found.keys() - BY_NAME.keys() == {name}
    assert (found[name].day, found[name].who, found[name].payment) == (date(2025, 6, 2), Who.REGION, "block2")
    assert found[name].delivery_kind == "rekvisition"


def monthly(programme: str, kind: str) -> list[Deadline]:
    return [d for d in deadlines() if d.programme == programme and d.delivery_kind == kind and d.month]


@pytest.mark.parametrize(
    ("programme", "kind", "first", "last", "count"),
    [
        ("tillganglighet_2024", "bup", date(2024, 1, 1), date(2024, 12, 1), 12),
        ("vardplatser_2024", "vardplatser", date(2024, 1, 1), date(2024, 12, 1), 12),
        ("vardkoer_2025", "operationer", date(2025, 2, 1), date(2025, 10, 1), 9),
    ],
)
def test_every_month_has_its_report(programme: str, kind: str, first: date, last: date, count: int) -> None:
    months = [deadline.month for deadline in monthly(programme, kind)]
    assert (months[0], months[-1], len(set(months))) == (first, last, count)
    assert len(months) == count


def test_beds_are_to_be_reported_for_all_months_of_the_three_years_once() -> None:
    reports = [d for d in deadlines() if d.delivery_kind == "vardplatser"]
    assert Counter(month for d in reports for month in d.months) == Counter(
        date(year, month, 1) for year in (2023, 2024, 2025) for month in range(1, 13)
    )


@pytest.mark.parametrize(
    ("month", "payment"),
    [
        pytest.param("2024-06", "augusti", id="the last month that August pays for"),
        pytest.param("2024-07", "december", id="the first month that December pays for"),
        pytest.param("2024-11", "december", id="the last month that is paid for"),
        pytest.param("2024-12", None, id="a month that is reported and not paid for"),
    ],
)
def test_a_report_on_waits_belongs_to_the_payment_of_its_month(month: str, payment: str | None) -> None:
    assert BY_NAME["tillganglighet_2024", f"bup_{month}"].payment == payment


def test_ids_are_unique_within_a_programme() -> None:
    assert len(BY_NAME) == len(deadlines())


def test_the_calendar_is_in_order_of_days_and_those_without_a_day_come_last() -> None:
    days = [deadline.day or date.max for deadline in deadlines()]
    assert days == sorted(days)
    assert days[-len(WITHOUT_DAY) :] == [date.max] * len(WITHOUT_DAY)


def test_every_programme_of_the_contract_has_deadlines_and_no_other() -> None:
    assert {deadline.programme for deadline in deadlines()} == set(PROGRAMME_IDS) == {p.id for p in decrees()}


def test_every_named_payment_and_kind_of_delivery_exists() -> None:
    payments = {(programme.id, payment.id) for programme in decrees() for payment in programme.payments}
    assert {(d.programme, d.payment) for d in deadlines() if d.payment} <= payments
    assert {d.delivery_kind for d in deadlines() if d.delivery_kind} <= set(KIND_BY_ID)


def test_only_duties_of_regions_and_skr_and_reports_of_the_agency_are_told_by_deliveries() -> None:
    assert {d.who for d in deadlines() if d.delivery_kind and d.delivery_kind != REPORT} == {Who.REGION, Who.SKR}
    assert {d.who for d in deadlines() if d.delivery_kind == REPORT} == {Who.SKR, Who.AGENCY}


def test_every_report_to_the_government_offices_can_be_told_by_a_delivery() -> None:
    reports = {(d.programme, d.id) for d in deadlines() if d.who is not Who.REGION and "Regeringskansliet" in d.what}
    assert reports == {(d.programme, d.id) for d in deadlines() if d.delivery_kind == REPORT}


def test_a_report_is_called_what_it_is_without_what_it_is_about() -> None:
    (report,) = [d for d in deadlines() if d.id == "skr_verksamhetsrapport"]
    assert report.document == "verksamhetsrapport till Regeringskansliet"
    assert len(report.parts) == 3 and all(part in report.sentence for part in report.parts)


def test_the_reports_of_the_planning_assignment_say_what_each_is_to_hold() -> None:
    own = {d.id: d.sentence for d in deadlines() if d.programme == "kapacitet_2022"}
    assert "om vilken information om tillgänglig vårdkapacitet" in own["delredovisning_1"]
    assert "om metodstöd" in own["delredovisning_2"] and "och målvärden för antalet" in own["delredovisning_2"]
    assert all("beslutet anger inga delar" in own[name] for name in ("delredovisning_3", "slutredovisning"))
