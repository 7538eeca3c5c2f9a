"""From delivered files to the follow-up of targets and capacity, in one small warehouse."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import dagster as dg
import openpyxl
import polars as pl
import pytest

from assets.capacity import capacity_assets
from assets.decisions import Decisions
from assets.deliveries import delivery_assets
from assets.result_tables import CAPACITY as MODELS
from assets.warehouse import Warehouse
from readers.limits import Limits
from readers.spark_records import SparkCluster
from rules.decrees.kapacitet_2022 import DECREE
from rules.regions import CODES

NONE_DECIDED = Decisions(Path("no folder"))

assert DECREE.capacity
STEPS = capacity_assets(DECREE, DECREE.capacity)
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
BEDS = (
    "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad;Märkning",
    "Skåne;2024-03;90,5;5;2;84,9;",
    "Skåne;2024-04;88;5;2;85;exempel",
    "Skåne;2025-01;95;;;92;",
    "Skåne;2025-01;80;5;2;101;rekonstruerad",
    "Gotland;2024-03;20;5;2;100;",
)
POPULATION = (
    "Region;Referensdatum;Åldersgrupp;Antal;Märkning",
    "Skåne;2023-11-01;totalt;45000;",
    "Skåne;2023-11-01;0-18;9000;",
    "Gotland;2023-11-01;totalt;7000;rekonstruerad",
)
TARGETS = "Region;Enhet;Mått;Målvärde;Gäller från"
FILES = {
    "vardplatser/2025-01-10_a.csv": BEDS,
    "befolkning/2023-12-01_a.csv": POPULATION,
    "malvarden/2023-12-15_a.csv": (
        TARGETS,
        "Skåne;;vårdplatser;100;2024-01-01",
        "Skåne;;beläggningsgrad;88;2024-04-01",
        "Skåne;Kirurgen;beläggningsgrad;9;2024-01-01",
        "Skåne;;IVA-platser;6;2024-01-01",
        "Gotland;Medicin;vårdplatser;10;2024-01-01",
        "Gotland;medicin;vårdplatser;12;2024-01-01",
    ),
    "malvarden/2024-05-01_b.csv": (TARGETS, "Skåne;;vårdplatser;92;2024-01-01", "Riket;;vårdplatser;17500;2024-01-01"),
}

Result = tuple[dict[str, pl.DataFrame], dict[str, dg.AssetCheckEvaluation], Path]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The stored tables, the checks by name, and the folder of workbooks."""
    place = tmp_path_factory.mktemp("capacity")
    for name, lines in FILES.items():
        path = place / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), encoding="utf-8")
    warehouse = Warehouse(place / "w.duckdb")
    run = dg.materialize(
        [*delivery_assets, *STEPS],
        resources={
            "warehouse": warehouse,
            "raw_folder": place / "raw",
            "reading_limits": Limits(),
            "cluster": SparkCluster(),
            "exports_folder": place / "results",
            "decisions": NONE_DECIDED,
        },
        instance=dg.DagsterInstance.ephemeral(str(place)),
    )
    with warehouse.reading() as connection:
        tables = {name: connection.read(model) for name, model in MODELS.items()}
    checks = {
        check.check_name: check for check in run.get_asset_check_evaluations() if check.asset_key.path[0] == "out"
    }
    return tables, checks, place / "results"


def one(rows: pl.DataFrame, **key: object) -> dict[str, object]:
    return rows.filter(*[pl.col(name) == value for name, value in key.items()]).row(0, named=True)


def test_a_month_has_beds_population_occupancy_and_the_targets_in_force(result: Result) -> None:
    rows = result[0]["capacity"]
    assert rows.height == 2 * len(CODES)
    march, april = (one(rows, region_code="12", month=month) for month in (MARCH, APRIL))
    assert (march["beds"], march["beds_per_1000"]) == (Decimal("90.5"), Decimal("2.011111"))
    assert (march["population_count"], march["population_date"]) == (45_000, date(2023, 11, 1))
    assert (march["target_beds"], march["distance_beds"]) == (92, Decimal("-1.5"))
    assert (march["target_occupancy_percent"], march["distance_percentage_points"]) == (None, None)
    assert (april["target_occupancy_percent"], april["distance_percentage_points"]) == (88, -3)


def test_a_region_that_has_not_reported_has_empty_values_and_not_zeros(result: Result) -> None:
    stockholm = one(result[0]["capacity"], region_code="01", month=MARCH)
    assert set(stockholm.values()) == {DECREE.id, "01", MARCH, None, ""}


def test_marks_are_those_of_what_each_row_rests_on(result: Result) -> None:
    rows = result[0]["capacity"]
    marks = {
        (code, month): one(rows, region_code=code, month=month)["mark"]
        for code in ("09", "12")
        for month in (MARCH, APRIL)
    }
    assert marks == {
        ("12", MARCH): "",
        ("12", APRIL): "exempel",
        ("09", MARCH): "rekonstruerad",
        ("09", APRIL): "rekonstruerad",
    }


def test_the_plan_for_2025_stands_apart(result: Result) -> None:
    rows = result[0]["planned_capacity"]
    planned = one(rows, region_code="12")
    assert set(rows["month"]) == {date(2025, 1, 1)}
    assert (planned["beds"], planned["target_beds"], planned["distance_beds"]) == (95, 92, 3)
    assert (planned["occupancy_percent"], planned["distance_percentage_points"]) == (92, 4)


def test_months_over_the_limits_and_without_a_report_are_counted(result: Result) -> None:
    rows = result[0]["occupancy_months"].drop("programme", "year", "mark")
    assert result[0]["occupancy_months"]["year"].unique().to_list() == [2024]
    assert one(rows, region_code="12") == {
        "region_code": "12",
        "months_reported": 2,
        "months_missing": 0,
        "months_from_85": 1,
        "months_from_90": 0,
        "months_from_100": 0,
    }
    assert list(one(rows, region_code="09").values()) == ["09", 1, 1, 1, 1, 1]
    assert list(one(rows, region_code="01").values()) == ["01", 0, 2, 0, 0, 0]


def test_each_target_says_its_comparison_or_why_there_is_none_and_where_it_stands(result: Result) -> None:
    rows = result[0]["target"]
    assert rows.height == 7
    beds = one(rows, region_code="12", metric="vardplatser")
    assert (beds["target_value"], beds["compared_month"], beds["reported_value"]) == (92, APRIL, 88)
    assert (beds["distance"], beds["file"], beds["cell"]) == (-4, "malvarden/2024-05-01_b.csv", "D2")
    assert beds["mark"] == "exempel"
    unit = one(rows, unit="Kirurgen")
    assert (unit["reported_value"], unit["cell"]) == (None, "D4")
    assert "bara för hela regionen" in str(unit["reason_sv"])
    assert "rapporteras inte för sig" in str(one(rows, metric="iva_platser")["reason_sv"])


def test_what_looks_mistaken_is_a_warning_with_the_cells(result: Result) -> None:
    check = result[1]["nothing_to_look_at"]
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    first = "malvarden/2023-12-15_a.csv!"
    assert [line.split(":")[0] for line in str(check.description).splitlines()] == [
        first + c for c in ("D6", "D7", "D4")
    ]


def test_missing_reports_are_a_warning_and_missing_targets_and_population_are_not(result: Result) -> None:
    check = result[1]["all_reported"]
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert (
        "Region Gotland: disponibla vårdplatser är inte rapporterade för april 2024."
        in result[0]["capacity_gap"]["sentence_sv"]
    )
    assert "målvärde" not in str(check.description) and "folkmängd" not in str(check.description)
    assert {"target_beds", "population_count"} < set(result[0]["capacity_gap"]["value_name"])


def test_the_workbook_is_written(result: Result) -> None:
    book = openpyxl.load_workbook(result[2] / "kapacitet_2022_uppfoljning.xlsx")
    assert book.sheetnames[0] == "Senaste månaden"
    assert result[1]["shape"].passed


def test_without_deliveries_all_is_empty_and_nothing_is_wrong(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    run = dg.materialize(
        [*STEPS],
        resources={"warehouse": warehouse, "exports_folder": tmp_path, "decisions": NONE_DECIDED},
        instance=dg.DagsterInstance.ephemeral(str(tmp_path)),
    )
    assert all(check.passed for check in run.get_asset_check_evaluations())
    with warehouse.reading() as connection:
        assert all(connection.read(model).is_empty() for model in MODELS.values())
    assert (tmp_path / "kapacitet_2022_uppfoljning.xlsx").exists()


def test_a_national_target_stands_beside_the_regional_ones_without_a_comparison(result: Result) -> None:
    tables, _, folder = result
    row = tables["target"].row(by_predicate=pl.col("region_code") == "00", named=True)
    assert (row["target_value"], row["reported_value"], row["remark_sv"]) == (Decimal(17500), None, "")
    assert row["reason_sv"] == "Riket: ett nationellt målvärde jämförs inte med någon enskild regions utfall."
    sheet = openpyxl.load_workbook(folder / "kapacitet_2022_uppfoljning.xlsx")["Målvärden regioner"]
    first = next(line for line in sheet.iter_rows(values_only=True) if line[0] == "00")
    assert first[:4] == ("00", "Riket", "Vårdplatser", 17500)


def test_a_national_target_is_no_target_of_a_region(result: Result) -> None:
    rows = result[0]["capacity"].filter(region_code="09")
    assert rows["target_beds"].null_count() == rows.height > 0


def test_somatic_and_psychiatric_care_stand_apart_where_a_region_tells_them_apart(tmp_path: Path) -> None:
    beds = f"{BEDS[0]};Vårdplatser psykiatrisk vård;Beläggning somatisk vård"
    files = {
        "vardplatser/2025-01-10_a.csv": (beds, "Skåne;2024-03;90;5;2;84,9;;20;91,5", "Gotland;2024-03;20;5;2;100;;;"),
        "malvarden/2023-12-15_a.csv": (f"{TARGETS};Vårdform", "Skåne;;vårdplatser;22;2024-01-01;psykiatrisk vård"),
    }
    for name, lines in files.items():
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), encoding="utf-8")
    warehouse = Warehouse(tmp_path / "w.duckdb")
    dg.materialize(
        [*delivery_assets, *STEPS],
        resources={
            "warehouse": warehouse,
            "raw_folder": tmp_path / "raw",
            "reading_limits": Limits(),
            "cluster": SparkCluster(),
            "exports_folder": tmp_path / "results",
            "decisions": NONE_DECIDED,
        },
        instance=dg.DagsterInstance.ephemeral(str(tmp_path)),
    )
    with warehouse.reading() as connection:
        months, targets = connection.read(MODELS["capacity"]), connection.read(MODELS["target"])
    names = ["somatic_beds", "psychiatric_beds", "somatic_occupancy_percent"]
    assert months.filter(region_code="12").select(names).rows() == [(None, 20, Decimal("91.5"))]
    assert months.filter(region_code="09").select(names).rows() == [(None, None, None)]
    assert targets.select("care", "reported_value", "distance").rows() == [("psykiatrisk", 20, -2)]
    (path,) = (tmp_path / "results").glob("*.xlsx")
    shown = [cell for row in openpyxl.load_workbook(path)["Per månad"].iter_rows(values_only=True) for cell in row]
    assert "Vårdplatser, psykiatrisk vård" in shown and "Vårdplatser, somatisk vård" not in shown
