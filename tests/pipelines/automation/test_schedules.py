"""The schedules: the day after a day by which reports are due, in Swedish time, and what follows a reading."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.programmes import GRANT_BY_ID, GRANTS
from pipelines.automation.schedules import DAILY, report_days, schedule_name, schedules
from pipelines.definitions import build_definitions
from pipelines.open_warehouse import open_to
from pipelines.runs.jobs import jobs_after
from pipelines.settings import Settings
from schemas.deliveries import Anvisningar
from schemas.tables import frame

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOWHERE = Settings(warehouse=Path("/nowhere/w.duckdb"))
"""A warehouse that cannot be asked, so that the decrees' own days stand."""
BY_NAME = {schedule.name: schedule for schedule in schedules(NOWHERE)}


def asked(name: str, at: datetime) -> dg.RunRequest | str:
    """What the schedule leads to at a time: a run, or why not."""
    context = dg.build_schedule_context(scheduled_execution_time=at)
    with dg.DagsterInstance.ephemeral():
        answer = BY_NAME[name](context)
    return answer if isinstance(answer, dg.RunRequest) else answer.skip_message or ""


def test_every_programme_has_a_schedule_and_there_is_a_daily_one() -> None:
    assert set(BY_NAME) == {DAILY, *(schedule_name(grant.programme.id) for grant in GRANTS)}


def test_schedules_are_in_swedish_time_and_off_until_someone_starts_them() -> None:
    for schedule in schedules(NOWHERE):
        assert schedule.execution_timezone == "Europe/Stockholm"
        assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED


@pytest.mark.parametrize(
    ("at", "starts"),
    [
        pytest.param(date(2024, 3, 21), False, id="on the last day"),
        pytest.param(date(2024, 3, 22), True, id="the day after"),
        pytest.param(date(2024, 3, 23), False, id="two days after"),
        pytest.param(date(2026, 3, 22), False, id="the same day of another year"),
    ],
)
def test_a_programme_is_computed_the_day_after_three_weeks_have_passed(at: date, starts: bool) -> None:
    answer = asked(schedule_name("tillganglighet_2024"), datetime(at.year, at.month, at.day, 6, tzinfo=STOCKHOLM))
    assert isinstance(answer, dg.RunRequest) is starts


def test_the_day_is_that_of_sweden_also_when_it_is_another_in_utc() -> None:
    midnight = datetime(2024, 3, 22, 0, 30, tzinfo=STOCKHOLM).astimezone(ZoneInfo("UTC"))
    assert midnight.day == 21
    assert isinstance(asked(schedule_name("tillganglighet_2024"), midnight), dg.RunRequest)


def test_the_run_says_what_was_due_and_what_follows() -> None:
    answer = asked(schedule_name("vardplatser_2024"), datetime(2024, 4, 22, 6, tzinfo=STOCKHOLM))
    assert isinstance(answer, dg.RunRequest)
    assert answer.tags["bonuspott/then"] == "berakna_vardplatser_2024 folj_pengarnas_vag skriv_rapport bevaka_datum"
    assert "mars 2024" in answer.tags["bonuspott/reason"]
    assert answer.tags["bonuspott/started_from"] == "schemat efter_rapportdag_vardplatser_2024"


def test_a_day_without_anything_due_says_so() -> None:
    assert asked(schedule_name("vardkoer_2025"), datetime(2024, 4, 22, 6, tzinfo=STOCKHOLM)) == (
        "Inget till Vårdköer 2025 skulle ha kommit in senast den 21 april 2024."
    )


@pytest.mark.parametrize("programme", GRANT_BY_ID)
def test_every_programme_with_report_days_looks_every_morning(programme: str) -> None:
    assert report_days(GRANT_BY_ID[programme])
    assert BY_NAME[schedule_name(programme)].cron_schedule == "0 6 * * *"


@pytest.mark.parametrize(("day", "starts"), [(21, False), (22, False), (25, False), (26, True)])
def test_a_day_that_the_agency_has_set_moves_the_computation(tmp_path: Path, day: int, starts: bool) -> None:
    settings = Settings(warehouse=tmp_path / "w.duckdb")
    told: dict[str, object] = {
        "programme": "vardplatser_2024",
        "deadline": "vardplatser_2024-02",
        "month": None,
        "day": date(2024, 3, 25),
        "reference": "4.1-1/2024",
        "mark": None,
        "received": date(2024, 1, 2),
        "file": "anvisningar/2024-01-02_x.csv",
        "sheet": "",
        "row": 2,
    }
    with open_to(settings).writing() as connection:
        connection.replace(Anvisningar, frame(Anvisningar, [told]))
    name = schedule_name("vardplatser_2024")
    (schedule,) = (each for each in schedules(settings) if each.name == name)
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2024, 3, day, 6, tzinfo=STOCKHOLM))
    with dg.DagsterInstance.ephemeral():
        assert isinstance(schedule(context), dg.RunRequest) is starts


def test_every_morning_the_days_of_the_decrees_are_looked_at() -> None:
    answer = asked(DAILY, datetime(2026, 1, 1, 7, tzinfo=STOCKHOLM))
    assert isinstance(answer, dg.RunRequest) and answer.tags["bonuspott/then"] == "bevaka_datum"


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    place = tmp_path_factory.mktemp("definitions")
    return build_definitions(Settings(raw=place / "raw", warehouse=place / "w.duckdb", exports=place / "results"))


def following(definitions: dg.Definitions, tags: dict[str, str]) -> list[dg.RunRequest] | dg.SkipReason:
    """What follows on a run of the deliveries job with `tags`."""
    sensor = definitions.resolve_sensor_def("fortsatt_efter_inlasning")
    job = definitions.resolve_job_def("las_in_leveranser")
    with dg.DagsterInstance.ephemeral() as instance:
        run = instance.create_run_for_job(job, tags=tags, status=dg.DagsterRunStatus.SUCCESS)
        event = dg.DagsterEvent("PIPELINE_SUCCESS", job.name)
        context = dg.build_run_status_sensor_context(sensor.name, event, instance, run)
        return sensor(context)


def test_what_is_to_follow_is_started_in_order_with_its_months(definitions: dg.Definitions) -> None:
    requests = following(
        definitions, {"bonuspott/then": "berakna_vardplatser_2024 bevaka_datum", "bonuspott/reason": "prov"}
    )
    assert isinstance(requests, list)
    assert [request.job_name for request in requests] == ["berakna_vardplatser_2024", "bevaka_datum"]
    assert requests[0].tags["dagster/asset_partition_range_start"] == "2024-02-01"
    assert requests[0].tags["dagster/asset_partition_range_end"] == "2024-10-01"
    assert all(request.tags["bonuspott/reason"] == "prov" for request in requests)


def test_nothing_follows_a_reading_started_by_hand(definitions: dg.Definitions) -> None:
    assert isinstance(following(definitions, {}), dg.SkipReason)


def test_every_job_that_may_follow_exists(definitions: dg.Definitions) -> None:
    for job in jobs_after(kind for grant in GRANTS for kind in grant.kinds):
        assert definitions.resolve_job_def(job)
