import dagster as dg
import pytest

from assets.column_lineage import core_lineage, result_lineage
from assets.programmes import GRANT_BY_ID
from pipelines.definitions import defs
from schemas.deliveries import KIND_BY_ID

SPECS = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
LINEAGE = {
    key: spec.metadata["dagster/column_lineage"]
    for key, spec in SPECS.items()
    if "dagster/column_lineage" in spec.metadata
}


def columns(key: str) -> set[str]:
    return {column.name for column in SPECS[key].metadata["dagster/column_schema"].columns}


def named(deps: list[dg.TableColumnDep]) -> set[str]:
    return {f"{dep.asset_key.to_user_string()}.{dep.column_name}" for dep in deps}


@pytest.mark.parametrize("key", sorted(SPECS))
def test_every_asset_says_what_it_is_whose_and_where_it_belongs(key: str) -> None:
    spec = SPECS[key]
    assert spec.description and spec.group_name and spec.kinds
    assert spec.owners == ["team:statsbidrag"]


@pytest.mark.parametrize("key", sorted(LINEAGE))
def test_every_declared_column_and_every_source_is_a_column_of_its_table(key: str) -> None:
    by_column = LINEAGE[key].deps_by_column
    assert by_column and set(by_column) <= columns(key)
    for deps in by_column.values():
        assert deps
        assert all(dep.column_name in columns(dep.asset_key.to_user_string()) for dep in deps)


@pytest.mark.parametrize("key", sorted(LINEAGE))
def test_every_source_is_upstream_in_the_graph(key: str) -> None:
    sources = {dep.asset_key for deps in LINEAGE[key].deps_by_column.values() for dep in deps}
    assert sources <= upstream(key)


def upstream(key: str) -> set[dg.AssetKey]:
    """What an asset is made from, directly or through what each month rests on."""
    direct = {dep.asset_key for dep in SPECS[key].deps}
    months = [dep for dep in direct if "month_basis" in dep.path]
    return direct | {dep.asset_key for month in months for dep in SPECS[month.to_user_string()].deps}


def test_every_kind_and_every_payout_has_a_lineage() -> None:
    assert {f"core/{kind}" for kind in KIND_BY_ID} <= set(LINEAGE)
    assert {f"out/{programme}/payout" for programme in GRANT_BY_ID} <= set(LINEAGE)


def test_a_validated_column_comes_from_the_delivered_one_of_the_same_name() -> None:
    assert named(core_lineage(KIND_BY_ID["bup"]).deps_by_column["waiting_count"]) == {"raw/bup.waiting_count"}


def test_a_payout_comes_from_outcomes_of_its_own_programme_and_the_population() -> None:
    lineage = result_lineage(GRANT_BY_ID["vardplatser_2024"], "payout")
    assert lineage
    assert named(lineage.deps_by_column["amount_kr"]) == {
        "out/vardplatser_2024/qualification.earned_kr_exact",
        "core/befolkning.population_count",
    }


def test_a_table_without_a_declaration_has_no_lineage() -> None:
    assert result_lineage(GRANT_BY_ID["vardplatser_2024"], "withheld") is None
