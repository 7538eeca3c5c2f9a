"""Commands that only read, and a run with nothing new, load no library that takes longer than the answer."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.command_line.main import main

HEAVY = ("dagster", "pandera", "openpyxl", "xlsxwriter", "numpy", "pyarrow", "jinja2", "pygal", "sqlalchemy")
DELIVERED = "vardplatser/2024-11-20_skane.xlsx!Rapport!D20"
READING = {
    "status": [["status"], ["status", "--table"]],
    "explain": [["explain", "vardplatser_2024", "Skåne", "--month", "2024-03"], ["explain", "--cell", DELIVERED]],
    "margins": [["margins", "vardplatser_2024"]],
    "readings": [["readings", "vardplatser_2024"]],
    "interval": [["interval", "vardkoer_2025"]],
    "changes": [["changes", "--since", "2024-12-01"]],
    "payout": [["payout", "vardplatser_2024"]],
    "adjustments": [["adjustments"]],
    "deliveries": [["deliveries"]],
    "calendar": [["calendar", "--all"]],
    "seals": [["seals"]],
    "share": [["share", "40000000", "--population", "2023-11-01"]],
    "law-map": [["law-map"]],
}
"""The commands that only read what the warehouse and the decrees hold, each as it is called here."""
WITHOUT_ANYTHING_NEW = {"run": [["run"]], "report": [["report"]]}
"""Those that find that nothing is to be done."""
OTHERS = {
    "check", "template", "letter", "evidence", "publish", "simulate", "backup", "restore", "done", "decide", "approve",
    "adjust",
}  # fmt: skip
"""Those that read or write documents, compute scenarios in arrays, or change what is kept."""
PROGRAM = """
import contextlib, io, json, sys
from pipelines.command_line.main import main

told = {}
for name, words in json.load(sys.stdin):
    code, before = 0, set(sys.modules)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            main(words)
    except SystemExit as ended:
        code = ended.code
    told[name] = [code, sorted((set(sys.modules) - before) & set(HEAVY))]
print(json.dumps(told))
"""
CALLS = {" ".join(words): words for calls in (READING | WITHOUT_ANYTHING_NEW).values() for words in calls}


def test_every_command_says_whether_it_only_reads() -> None:
    assert sorted([*READING, *WITHOUT_ANYTHING_NEW, *OTHERS]) == sorted(main.commands)


@pytest.fixture(scope="module")
def told(year, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, list[str]]]:
    """The code of each call and the libraries that it was the first to load, all calls in one process."""
    place = tmp_path_factory.mktemp("answers") / "year"
    shutil.copytree(year.warehouse.parent, place)
    (place / "settings.toml").touch()
    places = {
        "BONUSPOTT_SETTINGS": place / "settings.toml",
        "BONUSPOTT_RAW": year.raw,
        "BONUSPOTT_WAREHOUSE": place / year.warehouse.name,
        "BONUSPOTT_EXPORTS": place / year.exports.name,
        "DAGSTER_HOME": place / "history",
    }
    done = subprocess.run(
        [sys.executable, "-c", f"HEAVY = {HEAVY!r}\n{PROGRAM}"],
        input=json.dumps(list(CALLS.items())),
        env=os.environ | {name: str(path) for name, path in places.items()},
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, tuple[int, list[str]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("call", CALLS)
def test_an_answer_loads_none_of_the_heavy_libraries(told: dict[str, tuple[int, list[str]]], call: str) -> None:
    assert told[call] == [0, []]
