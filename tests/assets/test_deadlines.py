"""The calendar as an asset: what counts as met, who is named, and when the checks warn and fail."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.calendar import KEY, CalendarConfig, build_calendar, check_name, freshness_check_name
from assets.day import instructions_of
from assets.deadlines import (
    deadline_rows,
    first_received,
    monthly_reports,
    received_of,
    reminders,
)
from assets.decisions import Decisions
from assets.programmes import GRANTS
from assets.warehouse import Warehouse
from rules.calendar import deadlines
from rules.deadlines import Deadline as Duty
from rules.found_decrees import decrees
from rules.months import months
from rules.regions import CODES
from schemas.deadlines import Deadline
from schemas.deliveries import (
    Anvisningar,
    Aterbetalning,
    Bup,
    EkonomiskRedovisning,
    Operationer,
    Rapporter,
    Redovisning,
    Rekvisition,
    Vardplatser,
)
from schemas.replaced import REPLACED
from schemas.tables import TableModel, empty, frame
from tests.step_runs import checks_of

FEBRUARY = date(2024, 2, 1)
BUP_DAY = date(2024, 3, 21)
ACCOUNT_DAY = date(2024, 9, 30)
MEASURES = ("besök", "utredning", "behandling")
COUNTS = {"completed_count": 9, "completed_within_count": 8, "waiting_count": 0, "waiting_within_count": 0}
AGREEMENT = "tillganglighet_2024"


def delivered(received: date) -> dict[str, object]:
    return {"mark": None, "received": received, "file": f"{received}_x.xlsx", "sheet": "Blad1", "row": 2}


def bup(region_code: str, received: date, measures: Collection[str] = MEASURES, **counts: Any) -> list[dict[str, Any]]:
    base = {"region_code": region_code, "month": FEBRUARY, "response_rate_percent": None, **delivered(received)}
    return [base | COUNTS | counts | {"measure": measure} for measure in measures]


def beds(region_code: str, month: date, received: date, **values: object) -> dict[str, object]:
    names = ("beds", "overbelaggningar_per_100", "utlokaliseringar_per_100", "occupancy_percent")
    return (
        {"region_code": region_code, "month": month, "statement": "plan" if month.year == 2025 else "utfall"}
        | delivered(received)
        | dict.fromkeys(names, Decimal(1))
        | values
    )


def february(current: list[dict[str, Any]], replaced: list[dict[str, Any]] | None = None) -> date | None:
    first = first_received(frame(Bup, current), frame(REPLACED["bup"], replaced or []), monthly_reports()["bup"])
    return first.get(("01", FEBRUARY))


def duty(programme: str, name: str) -> Duty:
    return next(d for d in deadlines() if (d.programme, d.id) == (programme, name))


def stored(tmp_path: Path, *tables: tuple[TableModel, list[dict[str, Any]]]) -> Warehouse:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    with warehouse.writing() as connection:
        for model, rows in tables:
            connection.replace(model, frame(model, rows))
    return warehouse


def region_row(warehouse: Warehouse, programme: str, name: str, region_code: str = "01") -> dict[str, Any]:
    with warehouse.reading() as connection:
        told = instructions_of(connection)
        rows = frame(Deadline, deadline_rows(received_of(connection), instructions=told))
    return rows.row(by_predicate=_is(programme, name, region_code), named=True)


def _is(programme: str, name: str, region_code: str) -> pl.Expr:
    return (pl.col("programme") == programme) & (pl.col("deadline") == name) & (pl.col("region_code") == region_code)


# When a report was first there


def test_a_later_correction_does_not_make_a_report_late() -> None:
    on_time, corrected = BUP_DAY - timedelta(days=1), BUP_DAY + timedelta(days=30)
    assert february(bup("01", corrected), bup("01", on_time)) == on_time


def test_a_report_of_several_measures_is_there_when_the_last_one_is() -> None:
    rows = [*bup("01", BUP_DAY, MEASURES[:2]), *bup("01", BUP_DAY + timedelta(days=1), MEASURES[2:])]
    assert february(rows) == BUP_DAY + timedelta(days=1)


def test_a_report_that_lacks_a_measure_is_not_there() -> None:
    assert february(bup("01", BUP_DAY, MEASURES[:2])) is None


@pytest.mark.parametrize("count", sorted(COUNTS))
def test_a_report_without_one_of_its_counts_is_not_there(count: str) -> None:
    assert february(bup("01", BUP_DAY, **{count: None})) is None


def test_a_report_that_first_lacked_a_count_is_there_when_the_count_is() -> None:
    later = BUP_DAY + timedelta(days=2)
    assert february(bup("01", later), bup("01", BUP_DAY, waiting_count=None)) == later


@pytest.mark.parametrize("count", sorted(COUNTS))
def test_a_count_that_is_taken_back_takes_the_report_with_it(count: str) -> None:
    rest = bup("01", BUP_DAY, MEASURES[1:])
    taken_back = bup("01", BUP_DAY + timedelta(days=2), MEASURES[:1], **{count: None})
    assert february([*taken_back, *rest], bup("01", BUP_DAY, MEASURES[:1])) is None


def test_nothing_delivered_is_no_report() -> None:
    assert first_received(empty(Bup), empty(REPLACED["bup"]), monthly_reports()["bup"]) == {}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_of_any_number_of_deliveries_the_first_counts(days: list[int]) -> None:
    received = [BUP_DAY + timedelta(days=count) for count in sorted(days)]
    replaced = [row for day in received[:-1] for row in bup("01", day)]
    assert february(bup("01", received[-1]), replaced) == received[0]


# What the rows of the table say


@pytest.mark.parametrize(
    ("received", "is_met"),
    [
        pytest.param(BUP_DAY - timedelta(days=1), True, id="the day before"),
        pytest.param(BUP_DAY, True, id="on the day"),
        pytest.param(BUP_DAY + timedelta(days=1), False, id="the day after"),
    ],
)
def test_a_monthly_report_is_met_by_the_day_it_came_in(tmp_path: Path, received: date, is_met: bool) -> None:
    row = region_row(stored(tmp_path, (Bup, bup("01", received))), AGREEMENT, "bup_2024-02")
    assert (row["received"], row["is_met"]) == (received, is_met)


def test_a_region_without_a_report_has_not_met_it_and_has_no_day(tmp_path: Path) -> None:
    row = region_row(stored(tmp_path, (Bup, bup("01", BUP_DAY))), AGREEMENT, "bup_2024-02", "09")
    assert (row["received"], row["is_met"]) == (None, False)


def test_beds_of_a_whole_year_are_in_when_its_last_month_is(tmp_path: Path) -> None:
    in_time, late = date(2024, 2, 1), date(2024, 2, 22)
    rows = [beds("01", date(2023, month, 1), late if month == 5 else in_time) for month in range(1, 13)]
    row = region_row(stored(tmp_path, (Vardplatser, rows)), "vardplatser_2024", "vardplatser_2023")
    assert (row["received"], row["is_met"]) == (late, False)
    assert (
        region_row(stored(tmp_path, (Vardplatser, rows[:11])), "vardplatser_2024", "vardplatser_2023")["received"]
        is None
    )


@pytest.mark.parametrize(
    ("year", "name", "is_in"),
    [
        pytest.param(2024, "vardplatser_2024-01", False, id="an outcome needs its rates"),
        pytest.param(2025, "vardplatser_2025", True, id="a plan has none"),
    ],
)
def test_beds_without_rates_are_a_report_only_on_the_plan(tmp_path: Path, year: int, name: str, is_in: bool) -> None:
    none: dict[str, object] = {"overbelaggningar_per_100": None, "utlokaliseringar_per_100": None}
    rows = [beds("01", date(year, month, 1), date(2024, 1, 31), **none) for month in range(1, 13)]
    row = region_row(stored(tmp_path, (Vardplatser, rows)), "vardplatser_2024", name)
    assert row["is_met"] is is_in


@pytest.mark.parametrize("statement", ["utfall", "plan"])
def test_only_the_plan_meets_the_day_of_the_plan_and_only_the_outcome_that_of_the_outcome(
    tmp_path: Path, statement: str
) -> None:
    rows = [
        beds("01", at, date(2024, 1, 1), statement=statement) for at in (*months(2023, 1, 12), *months(2025, 1, 12))
    ]
    warehouse = stored(tmp_path, (Vardplatser, rows))
    met = {name: region_row(warehouse, "vardplatser_2024", f"vardplatser_{name}")["is_met"] for name in (2023, 2025)}
    assert met == {2023: statement == "utfall", 2025: statement == "plan"}


def test_operations_of_one_kind_are_a_report(tmp_path: Path) -> None:
    row = {
        "region_code": "01",
        "month": date(2025, 2, 1),
        "operation": "framfall",
        "performer": "privat",
        "operation_count": 0,
        **delivered(date(2025, 3, 21)),
    }
    assert region_row(stored(tmp_path, (Operationer, [row])), "vardkoer_2025", "operationer_2025-02")["is_met"]


@pytest.mark.parametrize(
    ("came_in", "is_met"),
    [
        pytest.param(ACCOUNT_DAY, True, id="on the day"),
        pytest.param(ACCOUNT_DAY + timedelta(days=1), False, id="the day after"),
        pytest.param(None, False, id="no day given"),
    ],
)
def test_an_account_is_met_by_the_day_it_says_it_came_in(tmp_path: Path, came_in: date | None, is_met: bool) -> None:
    account = {
        "region_code": "01",
        "programme": AGREEMENT,
        "received_date": came_in,
        "is_approved": None,
        **delivered(date(2024, 10, 15)),
    }
    row = region_row(stored(tmp_path, (Redovisning, [account])), AGREEMENT, "redovisning")
    assert (row["received"], row["is_met"]) == (came_in, is_met)


def test_a_requisition_fulfils_only_its_own_payment(tmp_path: Path) -> None:
    requisition = {
        "region_code": "01",
        "programme": "vardkoer_2025",
        "payment": "block1",
        "requested_kr": 1,
        "received_date": date(2025, 12, 1),
        "bankgiro": None,
        "payment_reference": None,
        **delivered(date(2025, 12, 2)),
    }
    asked = [
        {"programme": "vardkoer_2025", "deadline": f"region_rekvisition_{payment}", "month": None}
        | {"day": date(2025, 12, 1), "reference": "4.1-2/2025", **delivered(date(2025, 5, 2))}
        for payment in ("block1", "block2")
    ]
    warehouse = stored(tmp_path, (Rekvisition, [requisition]), (Anvisningar, asked))
    assert region_row(warehouse, "vardkoer_2025", "region_rekvisition_block1")["is_met"]
    assert not region_row(warehouse, "vardkoer_2025", "region_rekvisition_block2")["is_met"]


def test_an_economic_account_is_told_by_its_delivery(tmp_path: Path) -> None:
    account = {
        "region_code": "01",
        "programme": "vardplatser_2024",
        "accounted_received_kr": 2,
        "cost_kr": 1,
        "received_date": date(2025, 3, 31),
        **delivered(date(2025, 4, 2)),
    }
    warehouse = stored(tmp_path, (EkonomiskRedovisning, [account]))
    assert region_row(warehouse, "vardplatser_2024", "region_ekonomisk_redovisning")["is_met"]


SKR_REPAY_BY = date(2025, 3, 31)


def skr_rows(tmp_path: Path, repaid_on: date | None, cost_kr: int = 10) -> dict[str, bool]:
    """Whether each duty of SKR is met, when it has asked and accounted in time and repaid on a day."""
    base = {"region_code": "skr", "programme": AGREEMENT, **delivered(SKR_REPAY_BY)}
    asked = {"payment": "skr", "requested_kr": 12, "received_date": date(2024, 12, 1)}
    account = {"accounted_received_kr": 12, "cost_kr": cost_kr, "received_date": SKR_REPAY_BY}
    repaid = [base | {"repaid_kr": 2, "repaid_date": repaid_on}] if repaid_on else []
    warehouse = stored(
        tmp_path,
        (Rekvisition, [base | asked | {"bankgiro": None, "payment_reference": None}]),
        (EkonomiskRedovisning, [base | account]),
        (Aterbetalning, repaid),
    )
    names = ("skr_rekvisition", "skr_aterbetalning", "skr_ekonomisk_redovisning")
    return {name: region_row(warehouse, AGREEMENT, name, "skr")["is_met"] for name in names}


@pytest.mark.parametrize(
    ("repaid_on", "is_met"), [(SKR_REPAY_BY, True), (SKR_REPAY_BY + timedelta(days=1), False), (None, False)]
)
def test_skrs_duties_are_told_by_its_deliveries(tmp_path: Path, repaid_on: date | None, is_met: bool) -> None:
    assert skr_rows(tmp_path, repaid_on) == {
        "skr_rekvisition": True,
        "skr_aterbetalning": is_met,
        "skr_ekonomisk_redovisning": True,
    }


def test_skr_that_has_used_all_has_nothing_left_to_repay(tmp_path: Path) -> None:
    assert skr_rows(tmp_path, None, cost_kr=12)["skr_aterbetalning"]


def test_what_skr_has_not_done_names_skr() -> None:
    rows = frame(Deadline, deadline_rows(nothing))
    said = reminders(AGREEMENT, rows, date(2024, 11, 30), 14).soon
    assert any("Har inte kommit in från Sveriges Kommuner och Regioner." in sentence for sentence in said)


def test_a_duty_that_nothing_tells_about_has_one_row_and_no_verdict() -> None:
    rows = [row for row in deadline_rows(nothing) if row["deadline"] == "skr_data_2024-01"]
    assert [(row.get("region_code"), row["is_met"]) for row in rows] == [(None, None)]


@pytest.mark.parametrize(
    ("programme", "report", "last_day", "code"),
    [
        pytest.param(AGREEMENT, "skr_delrapport", date(2024, 9, 30), "skr", id="SKR"),
        pytest.param("kapacitet_2022", "delredovisning_2", date(2023, 5, 31), None, id="the agency"),
    ],
)
@pytest.mark.parametrize(
    ("days", "is_met"),
    [pytest.param(0, True, id="the last day"), pytest.param(1, False, id="the day after")],
)
def test_a_report_is_met_by_the_day_it_was_handed_in(
    tmp_path: Path, programme: str, report: str, last_day: date, code: str | None, days: int, is_met: bool
) -> None:
    day = last_day + timedelta(days=days)
    row = {"programme": programme, "deadline": report, "received_date": day, "lacking": None} | delivered(day)
    with stored(tmp_path, (Rapporter, [row])).reading() as connection:
        rows = [each for each in deadline_rows(received_of(connection)) if each["deadline"] == report]
    assert [(each["region_code"], each["received"], each["is_met"]) for each in rows if each["received"]] == [
        (code, day, is_met)
    ]


def test_a_report_of_the_agencys_own_that_has_not_come_in_is_told_as_that(tmp_path: Path) -> None:
    rows = frame(Deadline, deadline_rows(nothing))
    said = reminders("kapacitet_2022", rows, date(2022, 10, 1), 14).passed
    assert any(sentence.endswith("Ingen leverans säger att den är lämnad.") for sentence in said)


def test_a_regions_duty_has_one_row_per_region() -> None:
    rows = [row for row in deadline_rows(nothing) if row["deadline"] == "bup_2024-02"]
    assert [row["region_code"] for row in rows] == list(CODES)


def test_what_is_said_to_be_met_is_met() -> None:
    rows = deadline_rows(nothing, met=["kapacitet_2022/slutredovisning"])
    met = {(row["programme"], row["deadline"]) for row in rows if row["is_met"]}
    assert met == {("kapacitet_2022", "slutredovisning")}


@pytest.mark.parametrize("name", ["kapacitet_2022/slut", "slutredovisning", "tillganglighet_2024/redovisning"])
def test_only_what_nothing_delivered_tells_about_can_be_said_to_be_met(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} kan inte anges som uppfyllt"):
        deadline_rows(nothing, met=[name])


def nothing(deadline: Duty, region_code: str) -> date | None:
    return None


# Who is reminded of what


def said(received: dict[str, date], today: date) -> tuple[list[str], list[str]]:
    """Passed and soon for the agreement, only of the account, when `received` says which regions' came in when."""

    def lookup(deadline: Duty, region_code: str) -> date | None:
        return received.get(region_code) if deadline.id == "redovisning" else deadline.day

    others = [f"{d.programme}/{d.id}" for d in deadlines() if d.delivery_kind is None]
    rows = frame(Deadline, deadline_rows(lookup, met=others))
    found = reminders(AGREEMENT, rows, today, warn_days=14)
    return list(found.passed), list(found.soon)


ALL_BUT_TWO = {code: ACCOUNT_DAY for code in CODES if code not in ("09", "12")}


@pytest.mark.parametrize(
    ("days_before", "passed", "soon"),
    [
        pytest.param(15, 0, 0, id="before the warning"),
        pytest.param(14, 0, 1, id="the first day of warning"),
        pytest.param(0, 0, 1, id="the day itself"),
        pytest.param(-1, 1, 0, id="the day after"),
    ],
)
def test_a_deadline_warns_before_and_fails_after(days_before: int, passed: int, soon: int) -> None:
    found = said(ALL_BUT_TWO, ACCOUNT_DAY - timedelta(days=days_before))
    assert (len(found[0]), len(found[1])) == (passed, soon)


def test_the_late_and_the_missing_are_named_and_nobody_else() -> None:
    late = ACCOUNT_DAY + timedelta(days=1)
    ((text,), soon) = said(ALL_BUT_TWO | {"12": late}, late)
    assert text.endswith("Har inte kommit in från Region Gotland. Kom in för sent från Region Skåne.")
    assert soon == []


def test_when_every_region_was_in_time_nothing_is_said() -> None:
    assert said(dict.fromkeys(CODES, ACCOUNT_DAY), ACCOUNT_DAY + timedelta(days=1)) == ([], [])


def test_the_deadline_that_comes_next_is_told() -> None:
    rows = frame(Deadline, deadline_rows(nothing))
    found = reminders("vardkoer_2025", rows, date(2025, 3, 1), warn_days=14)
    assert (found.passed, found.soon) == ((), ())
    assert found.next_up.startswith("Regionen ska rapportera operationer för februari–oktober 2024")
    assert found.next_up.endswith("Det är 20 dagar kvar.")


def test_what_passed_last_is_said_first() -> None:
    rows = frame(Deadline, deadline_rows(nothing))
    passed = reminders("kapacitet_2022", rows, date(2030, 1, 1), warn_days=14).passed
    assert len(passed) == 7
    assert "den 31 mars 2025" in passed[0] and "den 30 september 2022" in passed[-1]


# The asset


def run(warehouse: Warehouse, today: date, **config: Any) -> dict[str, dg.AssetCheckResult]:
    folder = warehouse.path.parent
    return checks_of(
        build_calendar(lambda: today),
        config=CalendarConfig(**config),
        warehouse=warehouse,
        decisions=Decisions(folder / "decisions"),
        raw_folder=folder / "raw",
    )


def test_every_programme_has_a_check_and_none_blocks() -> None:
    specs = list(build_calendar().check_specs)
    assert {spec.name for spec in specs} == {
        "shape",
        *(check_name(decree.id) for decree in decrees()),
        *(freshness_check_name(grant.programme.id) for grant in GRANTS),
    }
    assert not any(spec.blocking for spec in specs)


@pytest.mark.parametrize(
    ("today", "passed", "severity"),
    [
        pytest.param(date(2022, 9, 15), True, None, id="fifteen days before"),
        pytest.param(date(2022, 9, 16), False, dg.AssetCheckSeverity.WARN, id="fourteen days before"),
        pytest.param(date(2022, 9, 30), False, dg.AssetCheckSeverity.WARN, id="the day itself"),
        pytest.param(date(2022, 10, 1), False, dg.AssetCheckSeverity.ERROR, id="the day after"),
    ],
)
def test_the_agencys_own_report_warns_before_and_fails_after(
    tmp_path: Path, today: date, passed: bool, severity: dg.AssetCheckSeverity | None
) -> None:
    found = run(Warehouse(tmp_path / "w.duckdb"), today)[check_name("kapacitet_2022")]
    assert found.passed is passed
    assert "den första delredovisningen" in (found.description or "")
    if severity:
        assert found.severity is severity


def complete_but(missing: dict[date, str]) -> list[dict[str, Any]]:
    """The reports of all regions for January to March, but of one region for some months."""
    return [
        row | {"month": month}
        for month in (date(2024, 1, 1), FEBRUARY, MARCH)
        for code in CODES
        if missing.get(month) != code
        for row in bup(code, date(2024, 2, 1))
    ]


MARCH = date(2024, 3, 1)
GOTLAND_IN_FEBRUARY = "för februari 2024 till väntetidsdatabasen senast den 21 mars 2024 (avsnitt 3.4). "
SKANE_IN_MARCH = "för mars 2024 till väntetidsdatabasen senast den 21 april 2024 (avsnitt 3.4). "


@pytest.mark.parametrize(
    ("today", "severity", "february", "march"),
    [
        pytest.param(date(2024, 3, 6), None, "", "", id="before the warnings"),
        pytest.param(date(2024, 3, 21), dg.AssetCheckSeverity.WARN, "Dagen är i dag.", "", id="february's last day"),
        pytest.param(date(2024, 3, 22), dg.AssetCheckSeverity.ERROR, "Dagen har passerat.", "", id="february passed"),
        pytest.param(
            date(2024, 4, 20),
            dg.AssetCheckSeverity.ERROR,
            "Dagen har passerat.",
            "Dagen är i morgon.",
            id="february passed and march soon",
        ),
        pytest.param(
            date(2024, 4, 22),
            dg.AssetCheckSeverity.ERROR,
            "Dagen har passerat.",
            "Dagen har passerat.",
            id="both passed",
        ),
    ],
)
def test_each_month_warns_and_fails_by_its_own_day_and_names_its_own_regions(
    tmp_path: Path, today: date, severity: dg.AssetCheckSeverity | None, february: str, march: str
) -> None:
    warehouse = stored(tmp_path, (Bup, complete_but({FEBRUARY: "09", MARCH: "12"})))
    met = [f"{AGREEMENT}/skr_data_2024-{month:02d}" for month in range(1, 5)]
    check = run(warehouse, today, met=met)[check_name(AGREEMENT)]
    said = check.description or ""
    assert check.passed is (severity is None)
    if severity:
        assert check.severity is severity
    assert (f"{GOTLAND_IN_FEBRUARY}{february} Har inte kommit in från Region Gotland." in said) is bool(february)
    assert (f"{SKANE_IN_MARCH}{march} Har inte kommit in från Region Skåne." in said) is bool(march)


def test_a_report_that_is_said_to_be_met_no_longer_fails(tmp_path: Path) -> None:
    warehouse, day_after = Warehouse(tmp_path / "w.duckdb"), date(2022, 10, 1)
    assert run(warehouse, day_after, met=["kapacitet_2022/delredovisning_1"])[check_name("kapacitet_2022")].passed


def test_the_days_of_warning_can_be_chosen(tmp_path: Path) -> None:
    warehouse, today = Warehouse(tmp_path / "w.duckdb"), date(2022, 9, 29)
    assert run(warehouse, today, warn_days=0)[check_name("kapacitet_2022")].passed
    assert not run(warehouse, today, warn_days=1)[check_name("kapacitet_2022")].passed


def test_the_table_is_stored_whole_and_fits_its_model(tmp_path: Path) -> None:
    warehouse = stored(tmp_path, (Bup, bup("01", BUP_DAY)))
    assert run(warehouse, BUP_DAY)["shape"].passed
    with warehouse.reading() as connection:
        rows = connection.read(Deadline)
    told = sum(len(deadline.by) or 1 if deadline.delivery_kind else 1 for deadline in deadlines())
    assert rows.height == told
    assert rows.filter(_is(AGREEMENT, "bup_2024-02", "01"))["is_met"].to_list() == [True]


def test_the_calendar_is_one_table_in_its_own_group() -> None:
    (spec,) = build_calendar().specs
    assert (spec.key, spec.group_name) == (KEY, "kalender")
