"""What is shown before a decision: reports at, before and after their last day, and lines that are not paid."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from pipelines.command_line.decision_view import ReportGap, names, report_gaps, stopped_lines
from rules.calendar import deadlines
from rules.decrees.vardkoer_2025 import OPERATIONS
from rules.ledger import Status
from rules.regions import CODES
from schemas.deliveries import Operationer
from schemas.ledger import Ledger
from schemas.tables import frame, polars_schema

GRANT = GRANT_BY_ID["vardkoer_2025"]
BLOCK1 = GRANT.programme.payment("block1")
FEBRUARY = next(d for d in deadlines() if (d.programme, d.id) == (GRANT.programme.id, "operationer_2025-02"))
AFTER = FEBRUARY.day + timedelta(days=1)


def gap(tmp_path: Path, received: date, on: date, codes: tuple[str, ...] = CODES) -> ReportGap | None:
    """What is told of the report of February 2025 that `codes` handed in on a day, when it is decided `on` a day."""
    rows = [
        {
            "region_code": code,
            "month": date(2025, 2, 1),
            "operation": operation,
            "performer": "egen_region",
            "operation_count": 1,
            "mark": None,
            "received": received,
            "file": "fil.csv",
            "sheet": "",
            "row": 2,
        }
        for code in codes
        for operation in OPERATIONS.ids
    ]
    warehouse = Warehouse(tmp_path / "w.duckdb")
    with warehouse.writing() as connection:
        connection.replace(Operationer, frame(Operationer, rows))
    with warehouse.reading() as connection:
        gaps = report_gaps(connection, GRANT, BLOCK1, on)
    return next((found for found in gaps if found.what == "Operationer, februari 2025"), None)


@pytest.mark.parametrize(("days", "is_late"), [(-1, False), (0, False), (1, True)])
def test_a_report_after_its_last_day_is_late(tmp_path: Path, days: int, is_late: bool) -> None:
    came = FEBRUARY.day + timedelta(days=days)
    found = gap(tmp_path, came, date(2026, 1, 1))
    assert (found is not None) is is_late
    assert not found or (found.missing, found.late) == ((), dict.fromkeys(CODES, came))


def test_a_missing_report_is_told_by_region(tmp_path: Path) -> None:
    found = gap(tmp_path, FEBRUARY.day, AFTER, CODES[1:])
    assert found and (found.missing, found.late) == (CODES[:1], {})


@pytest.mark.parametrize(("on", "is_told"), [(FEBRUARY.day, False), (AFTER, True)], ids=["on the last day", "after"])
def test_a_report_is_missing_only_when_its_last_day_has_passed(tmp_path: Path, on: date, is_told: bool) -> None:
    assert (gap(tmp_path, FEBRUARY.day, on, CODES[1:]) is not None) is is_told


def test_reports_that_only_later_payments_hang_on_are_not_told(tmp_path: Path) -> None:
    grant = GRANT_BY_ID["tillganglighet_2024"]
    first, second = (grant.programme.payment(payment) for payment in ("forsta", "december"))
    with Warehouse(tmp_path / "w.duckdb").reading() as connection:
        assert report_gaps(connection, grant, first, date(2026, 1, 1)) == []
        assert len(report_gaps(connection, grant, second, date(2026, 1, 1))) == 12


@pytest.mark.parametrize("status", Status)
def test_lines_with_money_due_that_is_not_paid_are_shown(status: Status) -> None:
    row = dict.fromkeys(polars_schema(Ledger)) | {"status": status.value}
    shown = not stopped_lines(pl.DataFrame([row], schema=polars_schema(Ledger))).is_empty()
    assert shown is (status in (Status.HELD, Status.LAPSED, Status.NOT_REQUISITIONED))


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((), ""),
        (("01",), "Stockholm"),
        (("01", "03"), "Stockholm och Uppsala"),
        (CODES[1:], "alla utom Stockholm"),
        (CODES, "alla"),
    ],
)
def test_most_regions_are_named_by_those_that_are_not_among_them(codes: tuple[str, ...], said: str) -> None:
    assert names(codes) == said


@pytest.mark.parametrize(("asked", "left"), [(100, None), (99, 1)], ids=["all", "all but one krona"])
def test_what_is_not_asked_for_of_a_line_that_is_paid_is_shown_as_not_paid(asked: int, left: int | None) -> None:
    row = dict.fromkeys(polars_schema(Ledger)) | {
        "status": Status.READY.value,
        "entitled_kr": 100,
        "payable_kr": asked,
        "unrequested_kr": 100 - asked,
    }
    shown = stopped_lines(pl.DataFrame([row], schema=polars_schema(Ledger)))
    told = [("ej rekvirerat i sin helhet", left)] if left else []
    assert shown.select("status", "left_kr").rows() == told
