from datetime import date
from decimal import Decimal
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets.decisions import Decisions
from assets.follow_up import FollowUpTable, Notice, build_follow_up, monthly_follow_up
from assets.follow_up_assets import follow_ups
from assets.programmes import GRANT_BY_ID, GRANTS
from assets.warehouse import Warehouse
from rules.regions import CODES
from schemas.follow_up import Fulfilment, MonthStatus, ReportingGap
from schemas.results import Qualification
from schemas.tables import TableModel, empty, frame

NONE_DECIDED = Decisions(Path("no folder"))

GRANT = GRANT_BY_ID["tillganglighet_2024"]
JANUARY, FEBRUARY, MARCH = (date(2024, month, 1) for month in (1, 2, 3))


def outcome(month: date, code: str, route: str, part: str, mark: str = "") -> dict[str, object]:
    return {
        "programme": GRANT.programme.id,
        "requirement": "bup_besok",
        "month": month,
        "region_code": code,
        "reserved_kr": 1000,
        "part": Decimal(part),
        "earned_kr_exact": Decimal(part) * 1000,
        "route": route,
        "reason": "En mening som är lång nog.",
        "mark": mark,
    }


def run(warehouse: Warehouse, step: dg.AssetsDefinition) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [step],
        resources={"warehouse": warehouse, "decisions": NONE_DECIDED},
        instance=dg.DagsterInstance.ephemeral(str(warehouse.path.parent)),
        raise_on_error=False,
    )


def rows(warehouse: Warehouse, model: TableModel) -> pl.DataFrame:
    with warehouse.reading() as connection:
        return connection.read(model)


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, dg.ExecuteInProcessResult]:
    """Skåne earned three quarters in January; Gotland did not report February, and March is awaited from all."""
    warehouse = Warehouse(tmp_path_factory.mktemp("spring") / "w.duckdb")
    table = [
        *(outcome(JANUARY, code, "improvement" if code == "12" else "none", "0.75" if code == "12" else "0")
          for code in CODES),
        *(outcome(FEBRUARY, code, "not_reported" if code == "09" else "threshold", "0" if code == "09" else "1",
                  "exempel, rekonstruerad") for code in CODES),
        *(outcome(MARCH, code, "awaited", "0") | {"open_until": date(2024, 4, 21)} for code in CODES),
    ]  # fmt: skip
    with warehouse.writing() as connection:
        connection.replace(Qualification, frame(Qualification, table))
    return warehouse, run(warehouse, monthly_follow_up(GRANT))


def test_parts_and_months_of_stored_outcomes_are_summed(spring):
    stored = rows(spring[0], Fulfilment)
    assert stored["region_code"].to_list() == list(CODES)
    skane = stored.row(by_predicate=pl.col("region_code") == "12", named=True)
    assert (skane["months_met"], skane["months_measured"], skane["months_not_reported"]) == (2, 2, 0)
    assert (skane["parts_earned"], skane["fulfilled_percent"]) == (Decimal("1.75"), Decimal("87.50"))
    assert (skane["reserved_kr"], skane["earned_kr_exact"]) == (2000, Decimal("1750.00"))
    assert skane["mark"] == "exempel, rekonstruerad"


def test_every_month_says_what_it_rests_on(spring):
    statuses = rows(spring[0], MonthStatus).sort("month")
    assert statuses.select("month", "reported_count", "missing_regions", "is_complete").rows()[:2] == [
        (JANUARY, 21, "", True),
        (FEBRUARY, 20, "Region Gotland", False),
    ]
    assert statuses["reported_count"].to_list() == [21, 20, 0]
    assert statuses["is_closed"].to_list() == [True, True, False]


def test_a_report_that_lacks_a_value_of_the_basic_requirement_is_counted_as_missing(tmp_path):
    warehouse = Warehouse(tmp_path / "w.duckdb")
    beds = GRANT_BY_ID["vardplatser_2024"]
    of_beds = {"programme": beds.programme.id, "requirement": "overbelaggningar"}
    gap = {"region_code": "03", "value_name": "beds", "month": MARCH, "is_due": True}
    with warehouse.writing() as connection:
        met = [outcome(MARCH, code, "improvement", "1") | of_beds for code in CODES]
        connection.replace(Qualification, frame(Qualification, met))
        connection.replace(ReportingGap, frame(ReportingGap, [{"programme": beds.programme.id} | gap]))
    run(warehouse, monthly_follow_up(beds))
    assert rows(warehouse, MonthStatus).select("reported_count", "missing_regions").rows() == [(20, "Region Uppsala")]


def test_missing_regions_are_a_warning_that_stops_nothing(spring):
    _, result = spring
    assert result.success
    (warning,) = [check for check in result.get_asset_check_evaluations() if not check.passed]
    assert (warning.check_name, warning.severity) == ("all_reported", dg.AssetCheckSeverity.WARN)
    assert "Region Gotland" in warning.description and "mars 2024" not in warning.description


def test_without_outcomes_there_is_nothing_and_no_warning(tmp_path):
    warehouse = Warehouse(tmp_path / "w.duckdb")
    result = run(warehouse, monthly_follow_up(GRANT))
    assert result.success and all(check.passed for check in result.get_asset_check_evaluations())
    assert rows(warehouse, Fulfilment).equals(empty(Fulfilment))


def test_rows_of_another_programme_stay(tmp_path):
    warehouse = Warehouse(tmp_path / "w.duckdb")
    other = {"programme": "b", "month": MARCH, "reported_count": 21, "missing_regions": "", "is_complete": True}
    with warehouse.writing() as connection:
        connection.replace(MonthStatus, frame(MonthStatus, [other | {"sentence_sv": "Allt är här."}]))
    run(warehouse, monthly_follow_up(GRANT))
    assert rows(warehouse, MonthStatus)["programme"].to_list() == ["b"]


def test_rows_that_do_not_fit_their_model_are_not_stored_and_stop_the_run(tmp_path):
    warehouse = Warehouse(tmp_path / "w.duckdb")
    status = {"programme": GRANT.programme.id, "month": MARCH, "reported_count": 22, "missing_regions": ""}
    wrong = frame(MonthStatus, [status | {"is_complete": True, "sentence_sv": "Fler regioner än det finns."}])
    step = build_follow_up(
        GRANT.programme,
        "wrong",
        {"month_status": FollowUpTable(MonthStatus, [])},
        lambda *_: {"month_status": wrong},
        [Notice("month_status", "noticed", "Nothing.", lambda found: found["sentence_sv"].to_list())],
    )
    result = run(warehouse, step)
    faults = {check.check_name: check.passed for check in result.get_asset_check_evaluations()}
    assert faults == {"shape": False, "noticed": True}
    assert rows(warehouse, MonthStatus).is_empty()


def test_every_programme_has_a_follow_up_of_its_own_tables():
    for grant in GRANTS:
        keys = [key.path for step in follow_ups(grant) for key in step.keys]
        assert keys and all(list(path[:2]) == ["out", grant.programme.id] for path in keys)
