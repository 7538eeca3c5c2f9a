"""The borders between the rooms of the house, read from the imports."""

import ast
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = {"rules", "readers", "schemas", "assets", "exports", "scenarios", "pipelines", "examples"}
MAY_IMPORT = {
    "rules": set(),
    "scenarios": {"rules", "numpy"},
    "schemas": {"rules", "polars", "pandera"},
    "readers": {"rules", "schemas", "polars", "pandera", "openpyxl", "defusedxml", "duckdb"},
    "exports": {"rules", "schemas", "polars", "xlsxwriter", "openpyxl", "pygal", "jinja2"},
    "assets": {"rules", "schemas", "readers", "exports", "polars", "pandera", "dagster", "duckdb"},
    "examples": {"rules", "schemas", "xlsxwriter", "duckdb", "polars"},
}


def imported(module: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_it_may_know(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room} | set(sys.stdlib_module_names)
    strangers = {
        f"{module.relative_to(PROJECT)} imports {name}"
        for module in (PROJECT / room).rglob("*.py")
        for name in imported(module) - allowed
    }
    assert not strangers


def test_every_room_is_guarded_except_the_one_that_may_know_all() -> None:
    assert set(MAY_IMPORT) | {"pipelines"} == ROOMS
    assert all((PROJECT / room).is_dir() for room in ROOMS)


def test_no_module_rounds_but_the_one_that_may() -> None:
    rounding = {
        f"{module.relative_to(PROJECT)}:{node.lineno}"
        for room in ("rules", "scenarios", "assets", "exports", "pipelines")
        for module in (PROJECT / room).rglob("*.py")
        if module.name != "money.py"
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id in {"round", "floor", "ceil", "float"})
            or (isinstance(node.func, ast.Attribute) and node.func.attr in {"quantize", "round", "floor", "ceil"})
        )
    }
    assert not rounding
