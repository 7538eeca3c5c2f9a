"""A month's outcomes rest on what its fingerprint is made of, and a changed month is stale in Dagster's eyes alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.loader import LoadingContextForTest

from assets.decisions import Decisions
from assets.grants import Grant
from assets.intake import take_in
from assets.months import STALE_JOB, current_check, month_basis_asset, month_key, renew_months, stale_months
from assets.programmes import GRANT_BY_ID
from assets.qualification import qualification_asset
from assets.warehouse import Warehouse
from pipelines.runs.scope import range_tags
from readers.files import find_deliveries
from schemas.deliveries import KIND_BY_ID, Vardplatser

NONE_DECIDED = Decisions(Path("no folder"))

RAW = Path(__file__).resolve().parents[2] / "raw"
BEDS = GRANT_BY_ID["vardplatser_2024"]
MAY = date(2024, 5, 1)


@pytest.fixture(scope="module")
def core() -> dict[str, pl.DataFrame]:
    """The example year."""
    wanted = {"befolkning", "bup", "vardplatser", "redovisning"}
    files = [file for file in find_deliveries(RAW) if file.kind_id in wanted]
    return {kind: rows for kind, rows in take_in(files, {}, date(2026, 1, 1)).core.items() if kind in wanted}


def fill(path: Path, core: dict[str, pl.DataFrame]) -> Warehouse:
    warehouse = Warehouse(path)
    with warehouse.writing() as connection:
        for kind, rows in core.items():
            connection.replace(KIND_BY_ID[kind].model, rows)
    return warehouse


@pytest.fixture
def warehouse(core: dict[str, pl.DataFrame], tmp_path: Path) -> Warehouse:
    """The example year."""
    return fill(tmp_path / "w.duckdb", core)


def correct(warehouse: Warehouse, month: date) -> None:
    with warehouse.writing() as connection:
        rows = connection.read(Vardplatser)
        corrected = pl.when(pl.col("month") == month).then(pl.col("beds") + 1).otherwise("beds")
        connection.replace(Vardplatser, rows.with_columns(beds=corrected))


@pytest.mark.parametrize("programme", ["tillganglighet_2024", "vardplatser_2024"])
def test_outcomes_rest_on_nothing_but_the_inputs_of_their_month(
    core: dict[str, pl.DataFrame], tmp_path: Path, programme: str
) -> None:
    grant = GRANT_BY_ID[programme]
    assert grant.qualify and grant.month_inputs
    with fill(tmp_path / "all.duckdb", core).reading() as connection:
        basis = grant.load(connection)
    for number, month in enumerate(grant.months):
        inputs = pl.concat(part.rows.select("file", "sheet", "row") for part in grant.month_inputs(basis, month))
        alone = {
            kind: rows.join(inputs, on=["file", "sheet", "row"], how="semi", nulls_equal=True)
            for kind, rows in core.items()
        }
        assert sum(map(len, alone.values())) < sum(map(len, core.values()))
        with fill(tmp_path / f"{number}.duckdb", alone).reading() as connection:
            assert grant.qualify(month, grant.load(connection)) == grant.qualify(month, basis)


@pytest.mark.parametrize(
    ("changed", "news"),
    [
        pytest.param(MAY, [MAY], id="the month itself"),
        pytest.param(date(2023, 5, 1), [MAY], id="the month it is compared with"),
        pytest.param(date(2025, 5, 1), [], id="a month of no measurement"),
    ],
)
def test_a_correction_renews_the_months_that_rest_on_it(warehouse: Warehouse, changed: date, news: list[date]) -> None:
    with warehouse.writing() as connection:
        assert len(renew_months(connection, BEDS)) == len(BEDS.months)
    correct(warehouse, changed)
    with warehouse.writing() as connection:
        told = renew_months(connection, BEDS)
    assert [(of.asset_key, of.partition) for of in told] == [(month_key(BEDS), str(month)) for month in news]


def test_without_any_fingerprint_every_month_is_stale(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "w.duckdb").reading() as connection:
        assert stale_months(connection, BEDS) == list(BEDS.months)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.mark.parametrize("damage", ["UPDATE out.qualification SET part = 1 - part", "DELETE FROM out.qualification"])
def test_a_month_whose_outcomes_were_changed_or_lost_in_the_warehouse_is_stale(
    warehouse: Warehouse, instance: dg.DagsterInstance, damage: str
) -> None:
    steps = [qualification_asset(BEDS)]
    dg.materialize(
        steps,
        resources={"warehouse": warehouse, "decisions": NONE_DECIDED},
        instance=instance,
        tags=range_tags(BEDS.months),
    )
    with warehouse.writing() as connection:
        renew_months(connection, BEDS)
        assert stale_months(connection, BEDS) == []
        connection.duck.execute(f"{damage} WHERE month = '2024-05-01'")
        assert stale_months(connection, BEDS) == [MAY]


def statuses(instance: dg.DagsterInstance, definitions: dg.Definitions, grant: Grant) -> dict[date, StaleStatus]:
    graph = definitions.resolve_asset_graph()
    resolver = CachingStaleStatusResolver(instance, graph, LoadingContextForTest(instance))
    return {month: resolver.get_status(grant.key("qualification"), str(month)) for month in grant.months}


def test_dagster_shows_the_corrected_month_as_stale_until_it_is_qualified_again(
    warehouse: Warehouse, instance: dg.DagsterInstance
) -> None:
    steps = [month_basis_asset(BEDS), qualification_asset(BEDS)]
    definitions = dg.Definitions(steps, resources={"warehouse": warehouse, "decisions": NONE_DECIDED})

    def qualify(first: date, last: date) -> None:
        tags = {"dagster/asset_partition_range_start": str(first), "dagster/asset_partition_range_end": str(last)}
        assert dg.materialize(
            steps,
            selection=steps[1:],
            instance=instance,
            resources={"warehouse": warehouse, "decisions": NONE_DECIDED},
            tags=tags,
        )

    def renew() -> None:
        with warehouse.writing() as connection:
            for told in renew_months(connection, BEDS):
                instance.report_runless_asset_event(told)

    renew()
    assert set(statuses(instance, definitions, BEDS).values()) == {StaleStatus.MISSING}
    qualify(BEDS.months[0], BEDS.months[-1])
    assert set(statuses(instance, definitions, BEDS).values()) == {StaleStatus.FRESH}
    basis = {
        "selection": steps[:1],
        "instance": instance,
        "resources": {"warehouse": warehouse, "decisions": NONE_DECIDED},
    }
    assert dg.materialize(steps, partition_key=str(MAY), **basis).success, "by hand"
    assert set(statuses(instance, definitions, BEDS).values()) == {StaleStatus.FRESH}
    correct(warehouse, MAY)
    renew()
    with warehouse.reading() as connection:
        assert stale_months(connection, BEDS) == [MAY]
        seen = current_check(connection, BEDS)
    assert not seen.passed and seen.severity is dg.AssetCheckSeverity.WARN
    assert seen.description == f"Utfallen för maj 2024 är äldre än leveranserna. Starta jobbet {STALE_JOB}."
    stale = statuses(instance, definitions, BEDS)
    assert [month for month, status in stale.items() if status is not StaleStatus.FRESH] == [MAY]
    qualify(MAY, MAY)
    assert set(statuses(instance, definitions, BEDS).values()) == {StaleStatus.FRESH}
    with warehouse.reading() as connection:
        assert stale_months(connection, BEDS) == [] and current_check(connection, BEDS).passed
