"""The step that follows a rate of the reports: from delivered rows to how every region stands month by month."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import dagster as dg
import polars as pl

from assets.day import keep_day
from assets.decisions import Decisions
from assets.programmes import GRANT_BY_ID
from assets.rates_follow_up import rates_follow_up
from assets.warehouse import Warehouse
from schemas.deliveries import Bup
from schemas.follow_up import ReportedRate
from schemas.tables import frame

NONE_DECIDED = Decisions(Path("no folder"))

GRANT = GRANT_BY_ID["tillganglighet_2024"]
(FOLLOWED,) = GRANT.programme.followed_rates
JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)
LAST_DAY_OF_FEBRUARY = date(2024, 3, 21)


def report(measure: str, rate: str | None) -> dict[str, object]:
    counts = dict.fromkeys(("completed_count", "completed_within_count", "waiting_count", "waiting_within_count"), 1)
    return {
        "region_code": "12",
        "month": JANUARY,
        "measure": measure,
        **counts,
        "response_rate_percent": Decimal(rate) if rate else None,
        "mark": "exempel",
        "received": date(2024, 2, 20),
        "file": "f",
        "sheet": "",
        "row": 1,
    }


def stored(tmp_path: Path, on: date, *reports: dict[str, object]) -> pl.DataFrame:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    with warehouse.writing() as connection:
        keep_day(connection, on)
        connection.replace(Bup, frame(Bup, list(reports)))
    with dg.DagsterInstance.ephemeral() as instance:
        step = rates_follow_up(GRANT, FOLLOWED)
        assert dg.materialize(
            [step], resources={"warehouse": warehouse, "decisions": NONE_DECIDED}, instance=instance
        ).success
    with warehouse.reading() as connection:
        return connection.read(ReportedRate)


def at(rows: pl.DataFrame, code: str, month: date) -> tuple[Decimal | None, str, str]:
    row = rows.row(by_predicate=(pl.col("region_code") == code) & (pl.col("month") == month), named=True)
    return row["lowest_percent"], row["level"], row["mark"]


def test_the_lowest_of_a_months_reports_is_stored_cut_with_the_mark_of_its_rows(tmp_path: Path) -> None:
    reports = [report("besök", "99"), report("utredning", "94.999"), report("behandling", "96")]
    rows = stored(tmp_path, LAST_DAY_OF_FEBRUARY, *reports)
    assert at(rows, "12", JANUARY) == (Decimal("94.99"), "under gränsen", "exempel")
    assert rows.height == 12 * 21


def test_what_nobody_has_reported_is_awaited_until_its_last_day_has_passed(tmp_path: Path) -> None:
    rows = stored(tmp_path, LAST_DAY_OF_FEBRUARY, report("besök", "99"))
    assert at(rows, "12", JANUARY)[1] == "inte uppgiven"
    assert at(rows, "09", JANUARY)[1] == "inte uppgiven"
    assert at(rows, "09", FEBRUARY) == (None, "inväntas", "")


def test_a_month_below_the_limit_has_what_the_region_tells_of_it_and_what_it_does_not(tmp_path: Path) -> None:
    told = {"unreported": "Privata mottagningar", "unreported_plan": "Med från mars"}
    rows = stored(
        tmp_path,
        date.max,
        report("besök", "90") | told,
        report("behandling", "94.9") | {"unreported": "Två enheter"},
        report("utredning", "95"),
    )
    row = rows.row(by_predicate=(pl.col("region_code") == "12") & (pl.col("month") == JANUARY), named=True)
    assert row["explanation"] == "behandling: Två enheter. besök: Privata mottagningar; Med från mars."
    assert row["lacking"] == "planen för att de ska ingå i rapporteringen"
    others = rows.filter(pl.col("month") != JANUARY)
    assert set(others["explanation"]) == set(others["lacking"]) == {""}
