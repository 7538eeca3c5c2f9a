"""The year 2024 from an empty folder, on the day before each month's report day, on it and the day after.

Half of the regions report the day before, half on the last day; one is a day late. Only what is true on that day is
said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from assets.day import keep_day
from assets.deadlines import deadline_rows, received_of, reminders
from assets.intake import take_in
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from readers.files import find_deliveries
from rules.case import Case
from rules.deadlines import weeks_after
from rules.duties import REPORT_WEEKS
from rules.month_status import month_statuses
from rules.monthly_pot import Outcome, Route, forfeited_by_month
from rules.months import months
from rules.payouts import Settlement
from rules.reports import KINDS
from schemas.deadlines import Deadline
from schemas.deliveries import KIND_BY_ID
from schemas.tables import frame

RAW = Path(__file__).resolve().parents[2] / "raw"
LATE = "25"
BEDS = ("overbelaggningar", "utlokaliseringar")
NEVER = ("07", date(2024, 4, 1))
"""The region and month that lack a row among the example's beds."""
REPORT_DAYS = [weeks_after(month, REPORT_WEEKS.value) for month in months(2024, 1, 12)]
DAYS = [day + timedelta(days=shift) for day in REPORT_DAYS for shift in (-1, 0, 1)]
OF_2024 = ("vardplatser_2024", "tillganglighet_2024")
BAD_WORDS = ("saknas", "saknar", "återbetal", "förverka", "förfall", "till bonuspotten", "uppfyll", "ingen rapport")
"""What is not to be said of who is awaited."""
PAID_FROM = {"augusti": date(2024, 7, 22), "december": date(2024, 12, 22), "slut": date(2024, 11, 22)}
"""The day after the last report day of the payment's last month."""


@dataclass(frozen=True)
class At:
    """All that is known and comes out on a day, by programme."""

    cases: dict[str, Case]
    outcomes: dict[str, tuple[Outcome, ...]]
    settled: dict[str, Settlement]
    told: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]


def received(month: date, code: str) -> date:
    last = weeks_after(max(month, date(2024, 1, 1)), REPORT_WEEKS.value)
    return last + timedelta(days=1 if code == LATE else -(int(code) % 2))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> dict[date, At]:
    core = dict(take_in(find_deliveries(RAW), {}, date(2026, 1, 1)).core)
    for kind in KINDS:
        days = [received(month, code) for month, code in core[kind].select("month", "region_code").iter_rows()]
        core[kind] = core[kind].with_columns(received=pl.Series(days, dtype=pl.Date))
    warehouse = Warehouse(tmp_path_factory.mktemp("walk") / "w.duckdb")
    found = {}
    with warehouse.kept_open():
        for day in DAYS:
            with warehouse.writing() as connection:
                for kind, rows in core.items():
                    connection.replace(KIND_BY_ID[kind].model, rows.filter(pl.col("received") <= day))
                keep_day(connection, day)
            with warehouse.reading() as connection:
                cases = {id_: GRANT_BY_ID[id_].case(GRANT_BY_ID[id_].load(connection)) for id_ in OF_2024}
                rows = frame(Deadline, deadline_rows(received_of(connection)))
            outcomes = {id_: case.outcomes() for id_, case in cases.items()}
            said = {id_: reminders(id_, rows, day, 14) for id_ in OF_2024}
            found[day] = At(
                cases,
                outcomes,
                {id_: case.settle(outcomes[id_]) for id_, case in cases.items()},
                {id_: (each.passed, each.soon) for id_, each in said.items()},
            )
    return found


def all_outcomes(walk: dict[date, At]) -> Iterator[tuple[date, Outcome]]:
    for day, at in walk.items():
        for id_ in OF_2024:
            yield from ((day, outcome) for outcome in at.outcomes[id_])


def last_day(outcome: Outcome) -> date:
    return weeks_after(outcome.month, REPORT_WEEKS.value)


def test_a_region_is_awaited_until_its_day_has_passed_and_without_a_report_only_then(walk) -> None:
    for day, outcome in all_outcomes(walk):
        never = outcome.requirement in BEDS and (outcome.region_code, outcome.month) == NEVER
        has_reported = not never and received(outcome.month, outcome.region_code) <= day
        expected = None if has_reported else Route.AWAITED if day <= last_day(outcome) else Route.NOT_REPORTED
        if expected:
            assert outcome.assessment.route is expected, (day, outcome)
        else:
            assert outcome.assessment.route not in (Route.AWAITED, Route.NOT_REPORTED)


def test_the_late_region_is_without_a_report_on_no_day_since_a_late_report_counts(walk) -> None:
    late = [outcome for day, outcome in all_outcomes(walk) if outcome.region_code == LATE and day > last_day(outcome)]
    assert late and all(outcome.assessment.route is not Route.NOT_REPORTED for outcome in late)


def test_nothing_is_said_of_failing_to_who_is_awaited(walk) -> None:
    said = {outcome.reason for _, outcome in all_outcomes(walk) if outcome.assessment.route is Route.AWAITED}
    assert len(said) > 500
    assert not [(word, text) for text in said for word in BAD_WORDS if word in text]


def test_an_open_month_has_put_nothing_into_the_bonus_pot(walk) -> None:
    for day, at in walk.items():
        for outcomes in at.outcomes.values():
            for (_, month), forfeited in forfeited_by_month(outcomes).items():
                assert (forfeited == 0) or day > weeks_after(month, REPORT_WEEKS.value)


def test_the_status_of_an_open_month_says_that_reports_are_awaited(walk) -> None:
    for day, at in walk.items():
        for outcomes in at.outcomes.values():
            for status in month_statuses(outcomes):
                is_over = day > weeks_after(status.month, REPORT_WEEKS.value)
                assert status.is_closed is is_over
                if not is_over:
                    assert "saknas" not in status.sentence
                    assert not status.missing or "inväntas" in status.sentence


@pytest.mark.parametrize(("payment", "day"), PAID_FROM.items())
def test_a_payment_is_settled_the_day_after_the_last_report_day_of_its_last_month(walk, payment, day) -> None:
    def is_held(at: At) -> bool:
        return payment in {row.payment for settled in at.settled.values() for row in settled.withheld}

    assert [is_held(walk[day - timedelta(days=before)]) for before in (2, 1, 0)] == [True, True, False]
    assert all(is_held(at) for on, at in walk.items() if on < day)


def test_nobody_is_liable_for_reports_whose_day_has_not_passed(walk) -> None:
    for day, at in walk.items():
        case = at.cases["vardplatser_2024"]
        reporting = case.decree.reporting
        assert reporting
        gaps = reporting.gaps(case)
        for code, kr in reporting.liability(case, gaps).items():
            is_due = any(gap.is_due for gap in gaps if gap.region_code == code)
            assert bool(kr) is is_due
            reason = reporting.liability_reason(case, code, gaps)
            assert ("återbetalningsskyldig" in reason) is is_due
        assert all(gap.is_due is (day > case.last_report_day("vardplatser", gap.month)) for gap in gaps)


def test_a_reminder_is_of_a_day_that_is_near_or_has_passed(walk) -> None:
    for day, at in walk.items():
        for passed, soon in at.told.values():
            for text in soon:
                assert "dagar kvar" in text or "i dag" in text or "i morgon" in text
            assert all("Dagen har passerat" in text for text in passed)
        if day.month == 3 and day.year == 2024:
            assert not [text for passed, soon in at.told.values() for text in (*passed, *soon) if "oktober" in text]


def test_the_year_ends_with_all_that_the_example_pays(walk) -> None:
    at = walk[DAYS[-1]]
    paid = {id_: sum(row.amount_kr for row in settled.payouts) for id_, settled in at.settled.items()}
    assert paid["tillganglighet_2024"] == 1_237_500_000 + 141_759_535 + 1_545_740_465
    assert paid["vardplatser_2024"] == 1_990_000_000
    assert not [row for settled in at.settled.values() for row in settled.withheld]
