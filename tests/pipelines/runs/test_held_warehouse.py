"""The warehouse is opened as the settings say, wherever it is opened."""

import ast
from pathlib import Path

import pipelines
from pipelines.open_warehouse import open_to
from pipelines.settings import Settings

OPENS = {"open_warehouse.py"}
"""The one way in; whoever has a patience of its own, as the sensors do, tells it there."""


def test_the_memory_limit_and_the_patience_are_those_of_the_settings(tmp_path: Path) -> None:
    settings = Settings(warehouse=tmp_path / "w.duckdb", patience_seconds=7, memory_limit="64MB")
    with open_to(settings).writing() as connection:
        ((limit,),) = connection.duck.execute("SELECT current_setting('memory_limit')").fetchall()
    assert limit == "61.0 MiB"
    assert open_to(settings).patience_seconds == 7


def test_no_command_opens_the_warehouse_past_the_settings() -> None:
    rooms = sorted(Path(pipelines.__path__[0]).rglob("*.py"))
    openers = {
        module.name
        for module in rooms
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Warehouse"
    }
    assert openers == OPENS
