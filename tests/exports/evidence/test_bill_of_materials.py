"""The bill of materials names every package the program runs with, and docs/licences.md lists their licences."""

import importlib
import json
import re
from importlib.metadata import distribution
from pathlib import Path

import pytest

from exports.evidence.bill_of_materials import bill_of_materials, licence, packages

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def bill() -> dict:
    return json.loads(bill_of_materials())


def test_it_is_a_cyclonedx_bill_of_this_program(bill: dict) -> None:
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    program = bill["metadata"]["component"]
    assert (program["name"], program["version"]) == ("bonuspott", distribution("bonuspott").version)


def test_every_package_has_its_version_address_and_licence(bill: dict) -> None:
    for component in bill["components"]:
        found = distribution(component["name"])
        assert component["version"] == found.version
        assert component["purl"] == f"pkg:pypi/{component['name']}@{found.version}"
        (told,) = component["licenses"]
        assert told.get("expression") or told["license"]["name"]


def test_what_pyproject_names_is_there_with_what_that_needs_and_nothing_of_development(bill: dict) -> None:
    names = {component["name"] for component in bill["components"]}
    wanted = re.findall(
        r'^  "([a-z-]+)(?:\[[a-z]+\])?>=', (PROJECT / "pyproject.toml").read_text(encoding="utf-8"), re.M
    )
    runtime = set(wanted[: wanted.index("dagster-postgres")])
    assert {"dagster", "duckdb", "polars"} <= runtime <= names
    assert {"sqlalchemy", "pydantic-core", "et-xmlfile"} <= names
    assert "websockets" in names, "an extra that a package asks of another (uvicorn[standard])"
    assert not {"pytest", "mypy", "ruff", "hypothesis", "bonuspott"} & names


def test_what_depends_on_what_is_told_with_known_references_only(bill: dict) -> None:
    refs = {component["bom-ref"] for component in bill["components"]} | {"bonuspott"}
    assert len(refs) == len(bill["components"]) + 1
    depends = {entry["ref"]: entry["dependsOn"] for entry in bill["dependencies"]}
    assert depends.keys() == refs
    assert all(set(others) <= refs for others in depends.values())
    assert f"pkg:pypi/duckdb@{distribution('duckdb').version}" in depends["bonuspott"]


def test_it_is_the_same_bytes_every_time_whoever_reads_the_descriptions() -> None:
    before = bill_of_materials()
    importlib.import_module("importlib_metadata")  # Dagster does; from then on it is what finds packages
    assert bill_of_materials() == before


def test_every_package_has_its_licence_in_the_list() -> None:
    lines = (PROJECT / "docs" / "licences.md").read_text(encoding="utf-8").splitlines()
    listed = dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", "\n".join(lines), re.M))
    assert {name: licence(found) for name, found in packages().items()}.items() <= listed.items()
