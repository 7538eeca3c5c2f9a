from datetime import date
from decimal import Decimal
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets.decisions import Decisions
from assets.programmes import GRANT_BY_ID
from assets.reporting_follow_up import replacements, reporting_follow_up
from assets.warehouse import Warehouse
from rules.decrees.vardplatser_2024 import REPORTING
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.regions import CODES
from rules.signals import changed_after_rules
from schemas.deliveries import Vardplatser
from schemas.follow_up import NationalDevelopment, RepaymentLiability, ReportingGap, Signal
from schemas.replaced import REPLACED
from schemas.tables import frame

NONE_DECIDED = Decisions(Path("no folder"))

FOLLOW_UP = reporting_follow_up(GRANT_BY_ID["vardplatser_2024"], REPORTING)
MARCH_2023, MARCH_2024 = date(2023, 3, 1), date(2024, 3, 1)
BEFORE, AFTER, LATEST = date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 1)


def report(code: str, month: date, rate: str | None = "10", **other: object) -> dict[str, object]:
    """A report whose values change a little every month, so that nothing is worth a look."""
    step = Decimal(month.month) / 100
    is_outcome = month in REPORTING.outcome_months
    return {
        "region_code": code,
        "month": month,
        "beds": 100 + step,
        "overbelaggningar_per_100": None if rate is None or not is_outcome else Decimal(rate) + step,
        "utlokaliseringar_per_100": Decimal(5) + step if is_outcome else None,
        "occupancy_percent": 90 + step,
        "mark": "exempel",
        "received": AFTER,
        "file": f"vardplatser/{code}.xlsx",
        "sheet": "Rapport",
        "row": 2,
        **other,
    }


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> dict[str, pl.DataFrame]:
    """All have reported all of it, but Skåne lacks a rate in March 2024 and has changed March 2023."""
    warehouse = Warehouse(tmp_path_factory.mktemp("beds") / "w.duckdb")
    current = [
        report(code, month, None if (code, month) == ("12", MARCH_2024) else "10")
        for code in CODES
        for month in REPORTING.months
    ]
    with warehouse.writing() as connection:
        connection.replace(Vardplatser, frame(Vardplatser, current))
        old = report("12", MARCH_2023, "8", received=BEFORE)
        connection.replace(REPLACED["vardplatser"], frame(REPLACED["vardplatser"], [old]))
    result = dg.materialize(
        [FOLLOW_UP],
        resources={"warehouse": warehouse, "decisions": NONE_DECIDED},
        instance=dg.DagsterInstance.ephemeral(str(warehouse.path.parent)),
    )
    checks = {check.check_name: check for check in result.get_asset_check_evaluations()}
    assert checks["shape"].passed
    assert checks["nothing_to_look_at"].severity is dg.AssetCheckSeverity.WARN
    assert "Region Skåne" in checks["nothing_to_look_at"].description
    with warehouse.reading() as connection:
        models = (ReportingGap, RepaymentLiability, NationalDevelopment, Signal)
        return {model.__name__: connection.read(model) for model in models}


def test_what_is_not_reported_is_a_gap_and_nothing_else_is(stored):
    assert stored["ReportingGap"].rows() == [
        ("vardplatser_2024", "12", "overbelaggningar_per_100", MARCH_2024, True),
    ]


def test_a_region_with_a_gap_is_liable_for_its_whole_amount_and_the_others_for_nothing(stored):
    liable = {row["region_code"]: row for row in stored["RepaymentLiability"].iter_rows(named=True)}
    assert tuple(liable) == CODES
    assert (liable["12"]["missing_count"], liable["12"]["amount_kr"]) == (1, TABLE["12"].amount_kr)
    assert "mars 2024" in liable["12"]["reason"]
    assert sum(row["amount_kr"] for row in liable.values()) == TABLE["12"].amount_kr


def test_the_national_rate_leaves_out_a_region_that_lacks_the_month(stored):
    row = stored["NationalDevelopment"].row(
        by_predicate=(pl.col("requirement") == "overbelaggningar") & (pl.col("month") == MARCH_2024), named=True
    )
    assert row["region_count"] == 20
    assert (row["rate"], row["rate_year_before"]) == (Decimal("10.03"), Decimal("10.03"))
    assert (row["change_percent"], row["mark"]) == (0, "exempel")
    assert stored["NationalDevelopment"].height == 2 * 9


def test_a_compared_value_that_was_changed_after_the_rules_is_a_signal(stored):
    (signal,) = stored["Signal"].iter_rows(named=True)
    assert (signal["region_code"], signal["month"], signal["code"]) == ("12", MARCH_2023, "changed_after_rules")


# Replacements


def frames(old: list[dict[str, object]], new: list[dict[str, object]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    return frame(Vardplatser, old), frame(Vardplatser, new)


def rates(old: list[dict[str, object]], new: list[dict[str, object]]) -> list[tuple[object, ...]]:
    """The replaced rates of overcrowding as (old, when, new, when)."""
    return [
        (row.old, row.old_received, row.new, row.new_received)
        for row in replacements(*frames(old, new))
        if row.value_name == "overbelaggningar_per_100"
    ]


def test_each_delivery_is_compared_with_the_one_that_replaced_it():
    old = [report("12", MARCH_2023, "9", received=AFTER), report("12", MARCH_2023, "8", received=BEFORE)]
    eight, nine, ten = (Decimal(value) + Decimal("0.03") for value in (8, 9, 10))
    assert rates(old, [report("12", MARCH_2023, "10", received=LATEST)]) == [
        (eight, BEFORE, nine, AFTER),
        (nine, AFTER, ten, LATEST),
    ]


def test_on_the_same_day_the_file_name_that_sorts_last_is_the_later():
    old = [
        report("12", MARCH_2023, "9", received=BEFORE, file="a/2.xlsx"),
        report("12", MARCH_2023, "8", received=BEFORE, file="b/1.xlsx"),
    ]
    found = rates(old, [report("12", MARCH_2023, "9")])
    assert [old_value for old_value, *_ in found] == [Decimal("8.03"), Decimal("9.03")]


def test_a_report_that_replaced_none_is_no_replacement():
    assert replacements(*frames([], [report("12", MARCH_2023)])) == []


@pytest.mark.parametrize(
    ("received", "signals"), [(BEFORE, 0), (AFTER, 1), (LATEST, 1)], ids=["the day before", "the day", "after"]
)
def test_a_change_is_a_signal_from_the_day_the_rules_were_known(received, signals):
    old = [report("12", MARCH_2023, "8", received=date(2023, 12, 1))]
    changed = replacements(*frames(old, [report("12", MARCH_2023, "9", received=received)]))
    assert len(changed_after_rules(changed)) == signals
