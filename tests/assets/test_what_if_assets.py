from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import dagster as dg
import polars as pl
import pytest

from assets.decisions import Decisions
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from assets.what_if_assets import what_if_assets
from rules.decrees.tillganglighet_2024_facit import POPULATION
from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.decrees.vardplatser_2024 import MEASURED
from rules.months import year_before
from rules.regions import CODES
from schemas.deliveries import Befolkning, Operationer, Vardplatser
from schemas.tables import descriptions, frame, table_name
from schemas.what_if import Interval, Margin, MarginEffect

NONE_DECIDED = Decisions(Path("no folder"))

AGREEMENT, BEDS, QUEUES = (GRANT_BY_ID[name] for name in ("tillganglighet_2024", "vardplatser_2024", "vardkoer_2025"))


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """One marked report: Gotland has done more hip prostheses in February than its cap pays for."""
    own = Warehouse(tmp_path / "w.duckdb")
    row = {
        "region_code": "09",
        "month": date(2025, 2, 1),
        "operation": "hoftledsprotes",
        "performer": "egen_region",
        "operation_count": 100,
        "mark": "exempel",
        "received": date(2025, 3, 20),
        "file": "operationer/f.xlsx",
        "sheet": "Blad",
        "row": 2,
    }
    with own.writing() as connection:
        connection.replace(Operationer, frame(Operationer, [row]))
    return own


def stored(warehouse: Warehouse, grant) -> list[dict[str, object]]:
    result = dg.materialize(what_if_assets(grant), resources={"warehouse": warehouse, "decisions": NONE_DECIDED})
    assert result.success
    assert all(evaluation.passed for evaluation in result.get_asset_check_evaluations())
    with warehouse.reading() as connection:
        rows = connection.read(Interval, "programme = ?", [grant.programme.id])
        return rows.sort("region_code").to_dicts()


def test_each_region_has_its_interval_and_the_marks_of_what_it_rests_on(warehouse) -> None:
    rows = stored(warehouse, QUEUES)
    assert [row["region_code"] for row in rows] == list(CODES)
    assert {row["mark"] for row in rows} == {"exempel"}
    gotland = next(row for row in rows if row["region_code"] == "09")
    assert gotland["sure_kr"] == gotland["least_kr"] == CAPS_KR["09"]
    assert all(row["sure_kr"] <= row["least_kr"] <= row["most_kr"] for row in rows)


@pytest.mark.parametrize("grant", [BEDS, AGREEMENT], ids=["beds", "agreement"])
def test_without_a_population_the_table_is_empty(warehouse, grant) -> None:
    assert stored(warehouse, grant) == []
    with warehouse.reading() as connection:
        assert connection.read(Margin).is_empty()


ADDRESS = {"received": date(2024, 11, 20), "file": "f.xlsx", "sheet": "Blad", "row": 2}


@pytest.fixture(scope="module")
def beds_warehouse(tmp_path_factory) -> Warehouse:
    """All rates of the beds decree are in; Skåne was 0,01 from the improvement it needed in March."""
    draw = Random(1)
    reports = [
        {
            "region_code": code,
            "month": at,
            "beds": Decimal(100),
            "overbelaggningar_per_100": Decimal(draw.randint(200, 700)) / 100,
            "utlokaliseringar_per_100": Decimal(draw.randint(100, 300)) / 100,
            "occupancy_percent": Decimal(90),
            "mark": "exempel",
            **ADDRESS,
        }
        for code in CODES
        for month in MEASURED
        for at in (year_before(month), month)
    ]
    for row in reports:
        if row["region_code"] == "12" and row["month"].month == 3:
            row["overbelaggningar_per_100"] = Decimal("7.97" if row["month"].year == 2024 else "8.00")
    people = [
        {
            "region_code": code,
            "reference_date": date(2023, 11, 1),
            "age_group": "totalt",
            "population_count": count,
            "mark": None,
            **ADDRESS,
        }
        for code, count in POPULATION.items()
    ]
    own = Warehouse(tmp_path_factory.mktemp("beds") / "w.duckdb")
    with own.writing() as connection:
        connection.replace(Befolkning, frame(Befolkning, people))
        connection.replace(Vardplatser, frame(Vardplatser, reports))
    stored(own, BEDS)
    return own


@pytest.fixture(scope="module")
def of_beds(beds_warehouse: Warehouse) -> dict[str, pl.DataFrame]:
    with beds_warehouse.reading() as connection:
        return {model.__name__: connection.read(model) for model in (Margin, MarginEffect, Interval)}


def test_computed_again_every_row_is_the_same(beds_warehouse: Warehouse, of_beds: dict[str, pl.DataFrame]) -> None:
    stored(beds_warehouse, BEDS)
    with beds_warehouse.reading() as connection:
        assert all(connection.read(model).equals(of_beds[model.__name__]) for model in (Margin, MarginEffect, Interval))
    assert all(table.height for table in of_beds.values())


def test_each_outcome_has_its_margin_with_a_sentence_for_the_region(of_beds) -> None:
    margins = of_beds["Margin"]
    assert margins.height == len(CODES) * 2 * len(MEASURED)
    skane = margins.filter(region_code="12", month=date(2024, 3, 1), requirement="overbelaggningar").row(0, named=True)
    assert (skane["change"], skane["distance"]) == ("better", "0,01 färre överbeläggningar per 100 vårdplatser")
    assert (skane["value"], skane["flip_value"]) == (Decimal("7.97"), Decimal("7.96"))
    assert skane["sentence_sv"].startswith("0,01 färre överbeläggningar per 100 vårdplatser i mars 2024 hade gett hela")
    assert (skane["mark"], skane["worth_kr"] > skane["earned_difference_kr_exact"] > 0) == ("exempel", True)


def test_the_effects_on_others_add_up_to_the_margin_and_are_never_zero_or_its_own(of_beds) -> None:
    margins, effects = of_beds["Margin"], of_beds["MarginEffect"]
    assert 0 not in effects["difference_kr"]
    assert effects.filter(pl.col("region_code") == pl.col("other_region_code")).is_empty()
    key = ["requirement", "month", "region_code", "value_name", "change"]
    summed = effects.group_by(key).agg(others_kr="difference_kr").with_columns(pl.col("others_kr").list.sum())
    assert summed.sort(key).equals(margins.filter(pl.col("others_kr") != 0).select(summed.columns).sort(key))


def test_a_programme_without_monthly_requirements_has_no_margins() -> None:
    assert {key.path[-1] for key in what_if_assets(QUEUES)[0].keys} == {"interval"}
    assert {key.path[-1] for key in what_if_assets(BEDS)[0].keys} == {"interval", "margin", "margin_effect"}


@pytest.mark.parametrize("model", [Interval, Margin, MarginEffect], ids=["interval", "margin", "margin_effect"])
def test_every_column_says_what_it_is(model, request) -> None:
    assert table_name(model) == f"out.{request.node.callspec.id}"
    assert all(descriptions(model).values())
