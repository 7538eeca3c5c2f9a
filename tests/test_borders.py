"""The borders between the rooms of the house, read from the imports."""

import ast
import sys
from pathlib import Path

import pytest

from rules.found_decrees import decrees

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = {"rules", "readers", "schemas", "assets", "exports", "scenarios", "pipelines", "examples"}
MAY_IMPORT = {
    "rules": set(),
    "scenarios": {"rules", "numpy"},
    "schemas": {"rules", "polars", "pandera"},
    "readers": {"rules", "schemas", "polars", "pandera", "openpyxl", "defusedxml", "duckdb", "pyspark"},
    "exports": {"rules", "schemas", "polars", "xlsxwriter", "openpyxl", "pygal", "jinja2", "markupsafe"},
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


DECREES = [path.stem for path in (PROJECT / "rules" / "decrees").glob("*.py") if path.stem[-4:].isdigit()]
OUTSIDE = [
    path
    for room in sorted(ROOMS - {"examples"})
    for path in (PROJECT / room).rglob("*")
    if path.suffix in {".py", ".html"} and PROJECT / "rules" / "decrees" not in path.parents
]


def test_no_module_imports_a_decree() -> None:
    strangers = {
        f"{module.relative_to(PROJECT)}:{node.lineno}"
        for module in OUTSIDE
        if module.suffix == ".py"
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rules.decrees"))
        or (isinstance(node, ast.Import) and any(alias.name.startswith("rules.decrees") for alias in node.names))
    }
    assert not strangers


# Also the name of something else: two kinds of delivery, and the program.
SHARED_WORDS = {"befolkning", "bonuspott", "bup"}


def names_of_decrees() -> set[str]:
    """What decrees call themselves and their own: programmes, requirements, payments and components."""
    own = {decree.id for decree in decrees()}
    for decree in decrees():
        own |= {requirement.id for requirement in decree.requirements}
        own |= {payment.id for payment in decree.payments}
        own |= {component.id for payment in decree.payments for component in payment.components}
    return own - SHARED_WORDS


def test_no_module_names_a_decree_or_its_requirements_payments_and_components() -> None:
    names, ids = names_of_decrees(), {decree.id for decree in decrees()}
    assert len(names) > 20 and set(DECREES) >= ids
    told = {
        f"{module.relative_to(PROJECT)}:{node.lineno} says {node.value!r}"
        for module in OUTSIDE
        if module.suffix == ".py"
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names
    } | {
        f"{module.relative_to(PROJECT)} says {decree_id}"
        for module in OUTSIDE
        for decree_id in ids
        if decree_id in module.read_text(encoding="utf-8")
    }
    assert not told


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
