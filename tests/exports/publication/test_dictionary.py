import pytest

from exports.publication.dictionary import csv_on_the_web, data_package
from exports.publication.tables import BUP, CODE_LIST, OPERATIONS, REGION_LIST, STORED, OpenTable

TABLES = (*STORED, BUP, OPERATIONS, REGION_LIST, CODE_LIST)
IDS = [table.name for table in TABLES]


@pytest.mark.parametrize("table", TABLES, ids=IDS)
def test_both_dictionaries_describe_every_column_in_order(table: OpenTable) -> None:
    (resource,) = data_package([(table, b"")], 5)["resources"]
    (described,) = csv_on_the_web([table], 5)["tables"]
    fields, columns = resource["schema"]["fields"], described["tableSchema"]["columns"]
    assert [field["name"] for field in fields] == [column["name"] for column in columns] == list(table.columns)
    for field, column in zip(fields, columns, strict=True):
        assert column["titles"] == [field["name"], field["title"]]
        assert column["dc:description"]["@value"] == field["description"] != ""
    assert resource["schema"].get("primaryKey") == described["tableSchema"].get("primaryKey")


def test_every_region_code_refers_to_the_list_of_regions_which_is_published() -> None:
    resources = {
        resource["name"]: resource for resource in data_package([(table, b"") for table in TABLES], 5)["resources"]
    }
    referring = {name for name, resource in resources.items() if "foreignKeys" in resource["schema"]}
    assert referring == {table.name for table in TABLES if "region_code" in table.columns} - {"regioner"}
    assert REGION_LIST.name in resources


def test_the_files_are_told_by_size_and_hash() -> None:
    (resource,) = data_package([(BUP, b"abc")], 5)["resources"]
    assert (resource["bytes"], resource["hash"][:15]) == (3, "sha256:ba7816bf")


def test_the_threshold_is_told() -> None:
    assert "under 7 " in data_package([], 7)["description"] == csv_on_the_web([], 7)["dc:description"]
